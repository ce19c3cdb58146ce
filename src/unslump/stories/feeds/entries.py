"""What a feed holds: its entries as text, made of cleaned HTML; bounded in number and length.

feedparser reads Atom and RSS, well-formed or not; nh3 takes away everything but plain markup; what is left
is turned into Markdown. Links are kept when they lead to http or https. An entry without an id gets one
made of what it says, of two with one id the newer counts.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from unslump.errors import QuestionError
from unslump.stories.feeds.feed_text import feed_text
from unslump.stories.feeds.fetching import web_address
from unslump.stories.feeds.html_text import text_of_html

__all__ = ["CAUSE", "FUNCTION", "MOST", "SHARE", "SHORTFALL", "Entry", "Feed", "read_feed"]

MOST = 1_000
"""Entries of a feed that are kept, the newest first."""
FUNCTION, CAUSE = "urn:unslump:function", "urn:unslump:cause"
SHARE, SHORTFALL = "urn:unslump:share", "urn:unslump:shortfall"
_LONGEST_HTML, _LONGEST_TEXT, _LONGEST_LINE = 200_000, 40_000, 300


@dataclass(frozen=True)
class Entry:
    """An entry. `at` is naive UTC; `reply_to` the id of what it answers, `comments` a feed of answers to it.

    `categories` are (scheme, term, label).
    """

    id: str
    title: str
    text: str
    link: str
    author: str
    at: datetime | None
    reply_to: str
    comments: str
    categories: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Feed:
    """A feed: its title, its entries, the newest first, and how many were left out."""

    title: str
    entries: tuple[Entry, ...]
    left_out: int


def read_feed(body: bytes, content_type: str, where: str) -> Feed:
    """The entries of a feed. Raises QuestionError for what is no feed, or must not be parsed."""
    import feedparser

    text = feed_text(body, content_type, where)
    # As a stream: a text alone could be taken for an address or a file and be opened.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "text/xml; charset=utf-8"},
    )
    if not parsed.get("version") and not parsed.entries:
        raise QuestionError(
            f"{where} is no Atom or RSS feed.", hint="Is this the address of the feed itself?"
        )
    found: dict[str, Entry] = {}
    raw = sorted(parsed.entries, key=_when, reverse=True)
    for each in raw:
        if len(found) == MOST:
            break
        entry = _entry(each)
        found.setdefault(entry.id, entry)
    title = _line(parsed.feed.get("title", "")) or where[:_LONGEST_LINE]
    return Feed(title, tuple(found.values()), max(len(raw) - MOST, 0))


def _entry(raw: Any) -> Entry:
    text = text_of_html(_html(raw))[:_LONGEST_TEXT]
    title = _line(raw.get("title", "")) or text[:60].strip() or "Without a title"
    link = _link(raw.get("link", ""))
    stamp = _when(raw)
    made = hashlib.sha256(f"{title}\0{link or text}".encode("utf-8", "replace")).hexdigest()[:32]
    given = str(raw.get("id") or "").strip()
    reply = raw.get("thr_in-reply-to")
    return Entry(
        id=given[:1_000] or f"made:{made}",
        title=title,
        text=text,
        link=link,
        author=_line(raw.get("author", ""))[:100],
        at=datetime.fromtimestamp(stamp, UTC).replace(tzinfo=None) if stamp else None,
        reply_to=str(reply.get("ref", ""))[:1_000] if isinstance(reply, dict) else "",
        comments=_link(raw.get("wfw_commentrss", "")),
        categories=tuple(
            (
                str(tag.get("scheme") or "")[:100],
                str(tag.get("term") or "")[:100],
                str(tag.get("label") or "")[:20],
            )
            for tag in (raw.get("tags") or [])[:30]
        ),
    )


def _html(raw: Any) -> str:
    contents = [str(each.get("value", "")) for each in raw.get("content", []) if isinstance(each, dict)]
    return max([*contents, str(raw.get("summary", ""))], key=len)[:_LONGEST_HTML]


def _when(raw: Any) -> int:
    for key in ("updated_parsed", "published_parsed"):
        stamp = raw.get(key)
        if stamp:
            try:
                seconds = calendar.timegm(stamp)
            except (ValueError, OverflowError, TypeError):
                continue
            if 0 < seconds < 4_102_444_800:  # 2100
                return seconds
    return 0


def _line(html: object) -> str:
    return re.sub(r"\s+", " ", text_of_html(str(html)[:2_000])).strip()[:_LONGEST_LINE]


def _link(address: object) -> str:
    try:
        return web_address(str(address)[:2_000])
    except QuestionError:
        return ""
