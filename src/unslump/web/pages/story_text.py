"""A story's Markdown as HTML for a page: nothing of it runs or loads, its headings stand below the page's."""

from __future__ import annotations

from markupsafe import Markup

__all__ = ["rendered"]


def rendered(markdown: str) -> Markup:
    """Rendered without any HTML of its own, and cleaned as the stories' feeds are.

    >>> str(rendered("# Big\\n\\n<script>x</script> *so* [y](javascript:z)")).strip()
    '<h3>Big</h3>\\n<p>&lt;script&gt;x&lt;/script&gt; <em>so</em> [y](javascript:z)</p>'
    """
    from markdown_it import MarkdownIt

    from unslump.stories.feeds.html_text import clean_html

    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"
    return Markup(clean_html(reader.renderer.render(tokens, reader.options, {})))  # noqa: S704  cleaned
