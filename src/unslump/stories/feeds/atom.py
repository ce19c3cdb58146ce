"""Stories and comments as an Atom feed (RFC 4287; replies by RFC 4685).

Ids are tag: URIs that hold nothing of the firm: a number drawn once for its board, and one made of that and
of the story's name. Texts are HTML, rendered from Markdown without any HTML of its own, and cleaned again.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unslump.business.wording import percent
from unslump.stories.feeds.entries import CAUSE, FUNCTION, SHARE, SHORTFALL
from unslump.stories.feeds.html_text import clean_html
from unslump.stories.story import SECTIONS, Story

__all__ = ["SIGNS", "Reply", "Shared", "atom", "entry_id"]

SIGNS = "Signs"
_ATOM, _THREAD = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/thread/1.0"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Shared:
    """A story as it leaves; `at` is naive UTC."""

    id: str
    story: Story
    at: datetime


@dataclass(frozen=True)
class Reply:
    """A comment as it leaves: `to` is the id of the entry that it answers."""

    id: str
    to: str
    text: str
    at: datetime


def entry_id(board: str, what: str) -> str:
    """The id of a story or comment on a board.

    >>> entry_id("9f", "the-fair") == entry_id("9f", "the-fair") != entry_id("9e", "the-fair")
    True
    """
    return f"tag:unslump.invalid,2026:{board}/{hashlib.sha256(f'{board}/{what}'.encode()).hexdigest()[:24]}"


def atom(board: str, author: str, stories: Sequence[Shared], replies: Sequence[Reply], now: datetime) -> str:
    """The feed. `board` is its number, `author` who is said to have written it."""
    ET.register_namespace("", _ATOM)
    ET.register_namespace("thr", _THREAD)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", f"War stories of {author[:1].lower()}{author[1:]}")
    _add(feed, "id", f"tag:unslump.invalid,2026:{board}")
    _add(
        feed,
        "updated",
        _stamp(max([*(one.at for one in stories), *(one.at for one in replies)], default=now)),
    )
    _add(_add(feed, "author"), "name", author)
    _add(feed, "generator", "unslump")
    for one in stories:
        entry = _entry(feed, one.id, one.story.title, one.at)
        if one.story.function:
            _add(entry, "category", scheme=FUNCTION, term=one.story.function)
        for cause in one.story.causes:
            _add(entry, "category", scheme=CAUSE, term=cause)
        for cause, share in _shares(one.story):
            _add(entry, "category", scheme=SHARE, term=cause, label=share)
        missing = (one.story.fingerprint and one.story.fingerprint.shortfall) or 0.0
        if missing > 0:
            _add(entry, "category", scheme=SHORTFALL, term=percent(missing))
        _add(entry, "content", _html(one.story), type="html")
    for reply in replies:
        entry = _entry(feed, reply.id, "A comment", reply.at)
        ET.SubElement(entry, f"{{{_THREAD}}}in-reply-to", {"ref": reply.to})
        _add(entry, "content", _rendered(reply.text), type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _shares(story: Story) -> list[tuple[str, str]]:
    """What each cause took of all that was lost, the largest first; under a percent is left out."""
    shares = story.fingerprint.shares if story.fingerprint else {}
    weighty = [name for name, share in shares.items() if share >= 0.01]
    return [(name, percent(shares[name])) for name in sorted(weighty, key=lambda name: -shares[name])]


def _html(story: Story) -> str:
    signs = "".join(f"- {sign}\n" for sign in story.signs)
    parts = [f"## {SIGNS}\n\n{signs}"] if signs else []
    parts += [f"## {section.heading}\n\n{story.text_of(section)}" for section in SECTIONS]
    return _rendered("\n\n".join(parts))


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return clean_html(MarkdownIt("commonmark", {"html": False}).render(markdown)).strip()


def _entry(feed: ET.Element, name: str, title: str, at: datetime) -> ET.Element:
    entry = _add(feed, "entry")
    _add(entry, "id", name)
    _add(entry, "title", title)
    _add(entry, "updated", _stamp(at))
    return entry


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    added = ET.SubElement(
        parent, f"{{{_ATOM}}}{tag}", {k: _NOT_XML.sub("", v) for k, v in attributes.items()}
    )
    added.text = _NOT_XML.sub("", text) or None
    return added


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
