"""The bytes of a feed as text, whatever their encoding; what must not be parsed is refused before it is.

No document type and no entity is let through: expanding them can fill the memory ("billion laughs"), or
read this machine's files and network. A page of the web is told apart, with the feeds that it names.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from urllib.parse import urljoin

from unslump.errors import QuestionError

__all__ = ["feed_text"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Those in which feeds are written; others, such as UTF-7, can hide what is looked for here.
_KNOWN = {"utf-8", "utf-16", "utf-32", "ascii", "iso8859-1", "iso8859-2", "iso8859-15", "cp1250", "cp1251",
          "cp1252", "koi8-r",
          "shift_jis", "euc_jp", "gb18030", "gbk", "gb2312", "big5", "euc_kr"}  # fmt: skip
_DECLARED = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(feed|rss|RDF|channel)[\s>]", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w+:)?(?:entry|item)\b", re.IGNORECASE)
MOST_ENTRIES = 20_000
_LINK = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)


def feed_text(body: bytes, content_type: str, where: str) -> str:
    """The text of a feed, without its XML declaration. `where` names it for messages.

    Raises QuestionError for what is no feed, or must not be parsed.
    """
    text = _DECLARATION.sub("", _decoded(body, content_type))
    start = text[:100_000]
    page, feed = _PAGE.search(start), _FEED.search(start)
    if page and (not feed or page.start() < feed.start()):
        raise _page(start, where)
    if forbidden := _FORBIDDEN.search(text):
        raise QuestionError(
            f"{where} declares a document type or entities ({forbidden[1].upper()}): it is not read, as "
            "these can be made to expand without end or to read files.",
            hint="Feeds need none. Tell whoever keeps the board.",
        )
    if not feed:
        raise QuestionError(
            f"{where} is no Atom or RSS feed.", hint="Is this the address of the feed itself?"
        )
    if (count := len(_ENTRY.findall(text))) > MOST_ENTRIES:
        raise QuestionError(f"{where} has {count:,} entries: more than {MOST_ENTRIES:,} are not read.")
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t\r")


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    if body[:4] in (b"<\0?\0", b"<\0f\0", b"<\0r\0"):
        return body.decode("utf-16-le", "replace")
    if body[:4] in (b"\0<\0?", b"\0<\0f", b"\0<\0r"):
        return body.decode("utf-16-be", "replace")
    named = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", content_type)
    declared = _DECLARED.search(body[:1000].decode("latin-1"))
    for name in (named[1] if named else "", declared[1] if declared else "", "utf-8", "cp1252"):
        encoding = _known(name)
        if encoding.startswith(("utf-16", "utf-32")):
            continue  # its bytes would have shown it
        if encoding:
            try:
                return body.decode(encoding)
            except UnicodeDecodeError:
                continue
    return body.decode("latin-1")


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    return found if found in _KNOWN else ""


def _page(start: str, where: str) -> QuestionError:
    named = []
    for link in _LINK.findall(start):
        if re.search(r"application/(?:atom|rss)\+xml", link, re.IGNORECASE):
            there = re.search(r"""href\s*=\s*["']?([^"'\s>]{1,500})""", link, re.IGNORECASE)
            if there:
                named.append(urljoin(where, unescape(there[1])))
    hint = f"It names a feed: {named[0]}" if named else "Look on it for a link called feed, Atom or RSS."
    return QuestionError(f"{where} is a page of the web, not a feed.", hint=hint)
