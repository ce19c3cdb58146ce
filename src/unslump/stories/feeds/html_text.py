"""HTML of strangers as Markdown: cleaned first, then only words, headings and lists are left."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["clean_html", "text_of_html"]

_TAGS = {
    *("p", "br", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "b", "i", "a"),
    *("code", "pre", "hr", "div", "section", "article", "table", "tr", "td", "th"),
}
_BLOCKS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "pre", "table", "tr", "hr"}


def clean_html(html: str) -> str:
    """The HTML without anything that could run, load, or lead anywhere but to http and https."""
    import nh3

    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow", clean_content_tags={"script", "style", "iframe", "object"},
    )  # fmt: skip


def text_of_html(html: str) -> str:
    """The words of some HTML, as Markdown with headings and lists.

    >>> text_of_html("<h2>Signs</h2><ul><li>a &amp; b</li></ul><p onclick='x'>c<script>d</script></p>")
    '## Signs\\n\\n- a & b\\n\\nc'
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    reader = _Reader()
    reader.feed(clean_html(_shallow(html)))
    reader.close()
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _shallow(html: str) -> str:
    """Without its tags when they are nested beyond all reason."""
    depth = deepest = 0
    for mark in re.finditer(r"<(/?)[a-zA-Z]", html):
        depth += -1 if mark[1] else 1
        deepest = max(deepest, depth)
        if deepest > 2_000:
            return re.sub(r"<[^>]*>", " ", html)
    return html


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if re.fullmatch("h[1-4]", tag):
            self.parts.append("\n\n## ")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or re.fullmatch("h[1-4]", tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))
