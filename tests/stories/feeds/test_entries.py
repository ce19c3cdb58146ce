"""Feeds as strangers write them: hostile, broken, in any encoding; what comes out is plain text."""

from __future__ import annotations

import codecs
import time
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories.feeds.servers import ATOM, atom, entry
from unslump.errors import QuestionError
from unslump.stories.feeds.entries import MOST, Feed, read_feed
from unslump.stories.feeds.html_text import clean_html, text_of_html


def read(body: bytes, content_type: str = "") -> Feed:
    return read_feed(body, content_type, "https://board.example/feed")


def test_atom() -> None:
    feed = read(
        atom(
            entry(1, "The fair", "&lt;h2&gt;What happened&lt;/h2&gt;&lt;p&gt;It &amp;amp; rained.&lt;/p&gt;"),
            entry(2, "A comment", "So it was.", '<thr:in-reply-to ref="tag:b.example,2026:1"/>'),
        )
    )
    assert feed.title == "Stories of a bakery"
    first, second = feed.entries
    assert first.text == "## What happened\n\nIt & rained."
    assert first.at == datetime(2026, 2, 1)
    assert second.reply_to == first.id


def test_rss_too() -> None:
    feed = read(
        b'<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel><title>B</title><item>'
        b"<title>One</title><guid>g1</guid><link>https://b.example/1</link><description>&lt;p&gt;Hi&lt;/p&gt;"
        b"</description><pubDate>Sun, 01 Feb 2026 10:00:00 GMT</pubDate>"
        b"<wfw:commentRss>https://b.example/1/comments</wfw:commentRss></item></channel></rss>"
    )
    (one,) = feed.entries
    assert (one.id, one.text, one.link) == ("g1", "Hi", "https://b.example/1")
    assert one.comments == "https://b.example/1/comments"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]><feed xmlns='http://www.w3.org/2005/Atom'><title>&lol9;</title></feed>"
)
EXTERNAL = (
    '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>&x;</title></feed>"
)


@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, EXTERNAL.replace("<!DOCTYPE", "<!doctype")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_entities_are_refused_before_anything_is_parsed(text: str, encoding: str) -> None:
    before = time.process_time()
    with pytest.raises(QuestionError, match=r"document type or entities|no Atom or RSS feed"):
        read(text.encode(encoding))
    assert time.process_time() - before < 1


def test_utf_7_hides_nothing() -> None:
    hidden = b'<?xml version="1.0" encoding="utf-7"?>' + EXTERNAL.encode("utf-7")
    with pytest.raises(QuestionError):
        read(hidden)


def test_a_page_of_the_web_is_told_apart_and_its_feed_named() -> None:
    page = (
        b"<!DOCTYPE html><html><head><title>B</title>"
        b'<link rel="alternate" type="application/atom+xml" href="/stories.xml?a=1&amp;b=2"></head></html>'
    )
    with pytest.raises(QuestionError, match="page of the web") as caught:
        read(page, "text/html")
    assert caught.value.hint == "It names a feed: https://board.example/stories.xml?a=1&b=2"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\x00\xff\xfe", b"hello", b"<a>b</a>", b"PK\x03\x04" + b"\0" * 100]
)
def test_what_is_no_feed(body: bytes) -> None:
    with pytest.raises(QuestionError, match="no Atom or RSS feed"):
        read(body)


UMLAUTS = "Müller & Söhne – Größe"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "", ""),
        ("utf-8-sig", "iso-8859-1", ""),
        ("cp1252", "windows-1252", ""),
        ("cp1252", "utf-8", ""),  # says what it is not
        ("cp1252", "nonsense", "application/xml; charset=also-nonsense"),
        ("utf-16", "utf-16", ""),
        ("utf-16-be", "utf-16", ""),
        ("cp1252", "", "text/xml; charset=windows-1252"),
    ],
)
def test_encodings_true_and_false(encoding: str, declared: str, content_type: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    text = ATOM.format(entries=entry(1, UMLAUTS.replace("&", "&amp;"))).replace(' encoding="utf-8"', said)
    (one,) = read(text.encode(encoding), content_type).entries
    assert one.title == UMLAUTS


def test_ids_missing_and_ids_twice() -> None:
    without = "<entry><title>{}</title><content>x</content></entry>"
    feed = read(atom(without.format("One"), without.format("Two"), without.format("One")))
    assert sorted(one.title for one in feed.entries) == ["One", "Two"]
    assert all(one.id.startswith("made:") for one in feed.entries)
    again = read(atom(without.format("One"), without.format("Two")))
    assert {one.id for one in again.entries} == {one.id for one in feed.entries}
    newer = entry(1, "New").replace("2026-02-01", "2026-02-09")
    (one,) = read(atom(entry(1, "Old"), newer, entry(1, "Older").replace("2026-02-01", "2026-01-01"))).entries
    assert one.title == "New"


def test_ten_thousand_entries_are_read_in_a_moment_and_the_newest_kept() -> None:
    many = [
        entry(n, f"Story {n}", "x" * 100).replace("02-01T00", f"02-01T{n % 24:02d}") for n in range(10_000)
    ]
    before = time.process_time()
    feed = read(atom(*many))
    assert time.process_time() - before < 20
    assert (len(feed.entries), feed.left_out) == (MOST, 10_000 - MOST)
    assert all(
        (one.at is not None and one.at.hour == 23) or one.at.hour >= 21 for one in feed.entries if one.at
    )


HOSTILE = (
    "<script>alert(1)</script><p onclick='x()'>one</p><img src=x onerror=alert(1)>"
    "<a href='javascript:alert(1)'>two</a><iframe src='//e.example'>three</iframe><style>p{}</style>"
    "<svg/onload=alert(1)><form action=x>"
    "<input></form><a href='data:text/html,x'>four</a><base href='//e.example'><meta http-equiv=refresh>"
)


def test_html_is_cleaned() -> None:
    cleaned = clean_html(HOSTILE)
    for bad in (
        "script",
        "onclick",
        "onerror",
        "javascript:",
        "iframe",
        "style",
        "svg",
        "form",
        "data:",
        "base",
        "meta",
        "img",
    ):
        assert bad not in cleaned, bad
    assert text_of_html(HOSTILE).split() == ["one", "two"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///x", "data:,x", "http://u:p@b.example/", "//x"]
)
def test_links_lead_to_the_web_or_nowhere(link: str) -> None:
    (one,) = read(atom(entry(1, more=f'<link href="{link}"/>'))).entries
    assert one.link == ""


def test_html_nested_without_end_is_read_in_a_moment() -> None:
    before = time.process_time()
    assert "x" in text_of_html("<div>" * 40_000 + "x")
    assert "x" in text_of_html("<b><i>" * 30_000 + "x")
    assert time.process_time() - before < 5


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", codecs.BOM_UTF16_LE, b"<?xml version='1.0'?><feed>", b"<rss><channel><item>"]),
)
def test_whatever_comes_is_read_or_refused(body: bytes, start: bytes) -> None:
    with suppress(QuestionError):
        read(start + body)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_no_text_gets_a_tag_through(text: str) -> None:
    cleaned = clean_html(text)
    assert "<script" not in cleaned.lower()
    assert "javascript:" not in [part.strip('"') for part in cleaned.lower().split("href=")[1:]]


@pytest.mark.parametrize(
    "piece", ["<entry><title>x", "&lt;", "<entry", "<a b='", "]]>", "<!-- ", "&#x41;", "<entry/>"]
)
def test_a_megabyte_of_nonsense_are_read_in_reasonable_time(piece: str) -> None:
    body = b"<feed xmlns='http://www.w3.org/2005/Atom'>" + piece.encode() * (1_000_000 // len(piece))
    before = time.process_time()
    with suppress(QuestionError):
        read(body)
    assert time.process_time() - before < 20
