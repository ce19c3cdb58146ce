"""Stories on pages: written, changed by two, found, shared as seen and not before; bad input in words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.companies import make_company
from tests.stories.feeds.servers import Site as Board
from tests.stories.feeds.servers import atom, entry, network
from tests.stories.feeds.servers import site as board_server
from tests.stories.told import stories, story
from tests.web.conftest import PASSWORD, Site, site_of
from unslump.stories.answers import BoardsResult, DraftsResult
from unslump.stories.story import Story
from unslump.web.accounts.making import make_account
from unslump.web.house import now
from unslump.web.pages.story_form import form_of, story_in
from unslump.web.pages.story_text import rendered
from unslump.workspace.story_writing import add_story

SPRING = {
    "title": "The quiet spring", "cause": "lead volume", "function": "", "signs": "Leads a week\n\nFairs",
    "happened": "Ana stopped the newsletter,\r\nand 12 leads a week came instead of 40.",
    "tried": "Two fairs.", "outcome": "Half came back.", "differently": "Count *each* Monday.",
    "began": "2025-01-06", "ended": "2025-03-03", "trade": "Software",
}  # fmt: skip
WHO = {"by": "Ben", "at": now()}
ONE = "/stories/one?name=the-quiet-spring"


@pytest.fixture
def firm(tmp_path: Path) -> Site:
    """A company with a story of its own; its history has been looked at by nobody yet."""
    site = site_of(make_company(tmp_path))
    assert site.post("/stories/write", SPRING, page="/stories/new").status_code == 200
    return site


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    """Another firm's server, on a network that leads to it."""
    monkeypatch.setattr("unslump.workspace.story_questions._network", network)
    with board_server() as found:
        yield found


def text_of(answer: Any) -> str:
    return unescape(answer.text)


def look_at(site: Site, **more: Any) -> tuple[str, str]:
    """Have it looked through: the page that shows it, and its number."""
    given = {"name": "the-quiet-spring", "author": "A firm", "hide": "", "spare": ""}
    number = str(site.post("/stories/look", given | more, page="/stories/new").url).split("sent=")[1]
    site.work()
    return text_of(site.get(f"/stories/share?sent={number}")), number.split("#")[0]


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_story_is_written_shown_and_found(empty: Site) -> None:
    assert "No story of your own yet" in text_of(empty.get("/stories"))
    answer = empty.post("/stories/write", SPRING, page="/stories/new")
    assert str(answer.url).endswith("/stories/one?name=the-quiet-spring&said=saved")
    told = empty.workspace.story("the-quiet-spring").story
    assert (told.function, told.causes, told.signs) == (
        "marketing",
        ("lead volume",),
        ("Leads a week", "Fairs"),
    )
    assert (str(told.began), str(told.ended), told.trade) == ("2025-01-06", "2025-03-03", "Software")
    assert told.happened == "Ana stopped the newsletter,\nand 12 leads a week came instead of 40."
    assert "<em>each</em>" in empty.get(ONE).text
    found = text_of(empty.get("/stories?text=nobody sends a newsletter&among=own"))
    assert "Most like it is “The quiet spring”" in found
    assert "Two days are a long time" not in found.split('id="every"')[0]


def test_what_is_still_to_be_told_is_asked(empty: Site) -> None:
    page = text_of(empty.post("/stories/write", SPRING | {"tried": " "}, page="/stories/new"))
    assert "draft" in page
    assert "What did you decide against, and why?" in page


def test_every_mistake_is_said_and_nothing_typed_is_lost(empty: Site) -> None:
    bad = SPRING | {
        "title": "", "cause": ["weather", "deal size"], "began": "soon", "ended": "2025-01-01",
        "happened": "x" * 20_001, "signs": "y" * 201, "trade": "z" * 300,
        "tried": "<script>alert(1)</script>",
    }  # fmt: skip
    answer = empty.post("/stories/write", bad, page="/stories/new")
    page = text_of(answer)
    assert answer.status_code == 422
    for said in ("Title is missing", "'weather' is not known", "'soon' is not a day", "20,001 letters",
                 "Signs: expected", "Trade has 300 letters"):  # fmt: skip
        assert said in page, said
    assert "--" not in page.split('role="alert"')[1].split("</div>")[0]
    for kept in (
        "x" * 20_001,
        "y" * 201,
        "z" * 300,
        'value="soon"',
        "<option selected>weather",
        "Count *each*",
    ):
        assert kept in page, kept[:40]
    assert "<script>alert" not in answer.text
    late = text_of(empty.post("/stories/write", SPRING | {"ended": "2024-01-01"}, page="/stories/new"))
    assert "is 2024-01-01, before it began" in late


def test_the_second_of_two_who_change_it_sees_both(firm: Site) -> None:
    assert 'name="seen" value="1"' in firm.get("/stories/change?name=the-quiet-spring").text
    mine = SPRING | {"name": "the-quiet-spring", "seen": "1"}
    assert (
        firm.post("/stories/write", mine | {"tried": "Three fairs."}, page="/stories/boards").status_code
        == 200
    )
    second = firm.post("/stories/write", mine | {"tried": "No fair at all."}, page="/stories/boards")
    page = text_of(second)
    assert second.status_code == 409
    assert "Three fairs." in page
    assert "No fair at all." in page
    assert 'name="seen" value="2"' in page
    assert firm.workspace.story("the-quiet-spring").story.tried == "Three fairs."
    firm.post("/stories/write", mine | {"tried": "No fair at all.", "seen": "2"}, page="/stories/boards")
    assert firm.workspace.story("the-quiet-spring").story.tried == "No fair at all."


def test_a_form_keeps_what_only_the_program_writes(firm: Site) -> None:
    drafted = story(fingerprint={"shares": {"lead volume": 1.0}}, wholes=[{"unit": "EUR", "amount": 5.0}])
    name = firm.workspace.write_story(drafted, **WHO).name
    sent = SPRING | {"name": name, "seen": "1", "title": "Another title"}
    firm.post("/stories/write", sent, page="/stories/new")
    changed = firm.workspace.story(name).story
    assert changed.title == "Another title"
    assert (changed.fingerprint, changed.wholes) == (drafted.fingerprint, drafted.wholes)


@given(stories())
@settings(max_examples=60, deadline=None)
def test_a_form_sent_back_untouched_changes_nothing(told: Story) -> None:
    again = story_in(form_of(told))
    for name in ("title", "function", "causes", "signs", "began", "ended"):
        assert getattr(again, name) == getattr(told, name), name
    for name in ("happened", "tried", "outcome", "differently"):
        assert getattr(again, name).strip() == getattr(told, name).strip(), name


@given(st.text() | st.sampled_from(["<img src=x onerror=y>", "[a](javascript:b)", "![a](https://x/y.png)"]))
def test_no_text_runs_or_loads_anything(markdown: str) -> None:
    shown = str(rendered(markdown))
    assert not re.search(r"<(?!/?(p|br|h3|ul|ol|li|blockquote|em|strong|a|code|pre|hr)[\s>/])", shown)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", f">{shown}<")


def test_nothing_leaves_before_it_was_confirmed_and_then_what_was_seen(firm: Site) -> None:
    folder = firm.workspace.directory / "shared-stories"
    page, number = look_at(firm, hide="newsletter")
    assert "<del>Ana</del>" in page
    assert "<ins>Colleague A</ins>" in page
    assert "<del>newsletter</del>" in page
    assert "title: The quiet spring" in page  # as Markdown
    assert "<generator>unslump</generator>" in page  # as Atom
    assert not folder.exists()
    assert firm.get(f"/stories/shared.zip?sent={number}").status_code == 422
    refused = firm.post("/stories/share", {"sent": number, "digest": "0" * 32}, page="/stories/boards")
    assert refused.status_code == 422
    firm.work()
    assert not folder.exists()
    answer = firm.post("/stories/share", {"sent": number, "digest": digest_in(page)}, page="/stories/boards")
    gone = str(answer.url).split("sent=")[1]
    firm.work()
    assert "feed.xml" in text_of(firm.get(f"/stories/share?sent={gone}"))
    with zipfile.ZipFile(io.BytesIO(firm.get(f"/stories/shared.zip?sent={gone}").content)) as archive:
        left = {name: archive.read(name).decode() for name in archive.namelist()}
    shown = [unescape(text) for text in re.findall(r'<pre class="whole-file">(.*?)</pre>', page, re.DOTALL)]
    assert sorted(left) == ["feed.xml", "the-quiet-spring.md"]
    assert "Ana" not in "".join(left.values())
    raw = firm.get(f"/stories/share?sent={number}").text
    whole = [unescape(text) for text in re.findall(r'<pre class="whole-file">(.*?)</pre>', raw, re.DOTALL)]
    assert sorted(whole) == sorted(left.values())
    assert shown
    one = firm.get(f"/stories/shared/feed.xml?sent={gone}")
    assert one.text == left["feed.xml"]
    assert "attachment" in one.headers["content-disposition"]
    assert firm.get(f"/stories/shared/..%2Fcompany.yaml?sent={gone}").status_code in (404, 422)


def test_what_was_changed_after_it_was_seen_does_not_leave(firm: Site) -> None:
    page, number = look_at(firm)
    changed = SPRING | {"name": "the-quiet-spring", "seen": "1", "tried": "Something else."}
    firm.post("/stories/write", changed, page="/stories/new")
    answer = firm.post("/stories/share", {"sent": number, "digest": digest_in(page)}, page="/stories/boards")
    firm.work()
    said = text_of(firm.get(str(answer.url)))
    assert "no longer what was shown. Nothing was written." in said
    assert not list((firm.workspace.directory / "shared-stories").glob("**/*"))
    assert 'value="the-quiet-spring" checked' in said


def test_names_that_stay_are_listed_before_anything_leaves(firm: Site) -> None:
    changed = SPRING | {"name": "the-quiet-spring", "seen": "1", "tried": "We bought Vestaflow for it."}
    firm.post("/stories/write", changed, page="/stories/new")
    assert "<bdi>Vestaflow</bdi>" in look_at(firm)[0]
    assert "<bdi>Vestaflow</bdi>" not in look_at(firm, hide="Vestaflow")[0]


def test_no_story_chosen_is_said_and_what_was_typed_stays(firm: Site) -> None:
    answer = firm.post("/stories/look", {"author": "Us", "hide": "Vesta 3"}, page="/stories/boards")
    assert answer.status_code == 422
    assert "No story was chosen." in text_of(answer)
    assert "Vesta 3" in text_of(answer)
    assert "would have left with it" in look_at(firm, author="Ana and Ben")[0]


def test_a_board_is_subscribed_to_read_commented_on_asked_and_left(empty: Site, board: Board) -> None:
    evil = (
        "&lt;script&gt;steal()&lt;/script&gt;&lt;img src=x&gt;&lt;b onclick='x'&gt;Rye&lt;/b&gt; was quiet."
    )
    address = board.serves("/feed", atom(entry(1, "Rye", evil)))
    empty.post("/stories/subscribe", {"where": address, "name": "bakery"}, page="/stories/boards")
    empty.work()
    page = empty.get("/stories/one?name=bakery/rye")
    main = page.text.split("<main")[1]
    assert "was quiet." in main
    assert "steal()" not in main
    assert "<img" not in main
    assert "onclick" not in main
    assert "Stories of a bakery" in main
    assert "/stories/change" not in main
    assert empty.get("/stories/change?name=bakery/rye").status_code == 422
    empty.post("/stories/comment", {"name": "bakery/rye", "text": "So it was with us."}, page="/stories/new")
    assert "So it was with us." in text_of(empty.get("/stories/one?name=bakery/rye"))
    board.serves("/feed", atom(entry(1, "Rye", evil), entry(2, "Wheat")))
    asked = empty.post("/stories/refresh", {}, page="/stories/boards")
    empty.work()
    assert "1 new entry" in text_of(empty.get(str(asked.url)))
    assert "Wheat" in text_of(empty.get("/stories"))
    empty.post("/stories/unsubscribe", {"name": "bakery"}, page="/stories/boards")
    assert empty.workspace.boards() == BoardsResult(
        sentence="You are subscribed to no board.", boards=[], new=0, changed=0, troubles={}
    )


@pytest.mark.parametrize(
    "where", ["", "/etc/passwd", "file:///etc/passwd", "company.yaml", "https://" + "a" * 3000]
)
def test_a_page_reads_no_file_of_the_machine(empty: Site, where: str) -> None:
    answer = empty.post("/stories/subscribe", {"where": where, "name": "n"}, page="/stories/boards")
    assert answer.status_code == 422
    assert empty.work() == 0
    assert 'value="n"' in answer.text


def test_a_board_inside_the_own_network_is_not_asked(empty: Site) -> None:
    asked = empty.post("/stories/subscribe", {"where": "http://127.0.0.1:1/feed"}, page="/stories/boards")
    empty.work()
    page = text_of(empty.get(str(asked.url)))
    assert 'role="alert"' in page
    assert 'value="http://127.0.0.1:1/feed"' in page


def test_a_story_that_somebody_sent_keeps_its_origin(firm: Site, empty: Site) -> None:
    firm.workspace.story_template(firm.workspace.directory / "sent.md", "the-quiet-spring")
    text = (firm.workspace.directory / "sent.md").read_bytes()

    def bring(body: bytes, origin: str) -> Any:
        file = {"file": ("their <b>story.md", body, "text/markdown")}
        return firm.post("/stories/bring", {"origin": origin}, page="/stories/bring", files=file)

    missing = bring(text, "")
    assert missing.status_code == 422
    assert "whom the story is from" in text_of(missing)
    assert "/tmp" not in missing.text
    assert bring(b"\xff\xfe", "a friend in Ghent").status_code == 422
    assert 'value="a friend in Ghent"' in bring(b"nothing", "a friend in Ghent").text
    kept = bring(text, "a friend in Ghent")
    assert "from <bdi>a friend in Ghent</bdi>" in kept.text
    assert firm.post("/stories/bring", {"origin": "x"}, page="/stories/bring").status_code == 422


def test_drafts_are_asked_for_and_what_came_of_it_is_said(
    firm: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_draft(asked: Any, by: str, at: datetime, as_of: object) -> DraftsResult:
        drafted = [add_story(asked.records, story(title="The drop of May", tried=""), by, at)]
        return DraftsResult(sentence="1 story was drafted.", drafted=drafted, already_told=0)

    monkeypatch.setattr("unslump.workspace.story_writing.draft_stories", one_draft)
    asked = firm.post("/stories/draft", {}, page="/stories/new")
    assert "Drafting stories" in text_of(asked)
    firm.work()
    page = text_of(firm.get(str(asked.url)))
    assert "1 story was drafted." in page
    assert page.count("The drop of May") >= 2  # what was drafted, and the list
    assert firm.workspace.story("the-drop-of-may").by == "Ana"


def test_stories_like_now_come_from_the_shelf(firm: Site) -> None:
    assert "Being worked out" in text_of(firm.get("/stories"))
    firm.work()
    page = text_of(firm.get("/stories"))
    assert "Compared by diagnosis with 18 stories" in page
    assert "both lost to chance and the market" in page
    firm.post("/stories/remove", {"name": "the-quiet-spring"}, page="/stories/new")
    assert "the answer from before the last change" in text_of(firm.get("/stories"))


def test_a_comment_that_is_too_long_is_kept_in_its_field(firm: Site) -> None:
    answer = firm.post(
        "/stories/comment", {"name": "the-quiet-spring", "text": "c" * 5001}, page="/stories/new"
    )
    assert answer.status_code == 422
    assert "5,001 letters" in answer.text
    assert "c" * 5001 in answer.text


def test_a_story_is_taken_away(firm: Site) -> None:
    firm.post("/stories/remove", {"name": "the-quiet-spring"}, page="/stories/new")
    assert firm.get(ONE).status_code == 422
    assert firm.post("/stories/remove", {"name": "examples/the-saw"}, page="/stories/new").status_code == 422


def test_a_reader_reads_and_writes_nothing(firm: Site) -> None:
    make_account(firm.workspace.records, "Olga", "owner", PASSWORD, now())
    firm.sign_in("Rita", "reader")
    for path in ("/stories", ONE, "/stories/boards"):
        page = firm.get(path)
        assert page.status_code == 200
        assert 'method="post" action="/stories' not in page.text
        assert "/stories/new" not in page.text
    for path in ("/stories/new", "/stories/change?name=the-quiet-spring", "/stories/share", "/stories/bring"):
        assert firm.get(path).status_code == 403
    for path in (
        "write",
        "remove",
        "comment",
        "draft",
        "look",
        "share",
        "subscribe",
        "refresh",
        "unsubscribe",
    ):
        assert firm.post(f"/stories/{path}", {}, page="/stories/boards").status_code == 403, path


@pytest.mark.parametrize("path", ["/stories?text=%00<script>&among=x&now=1&sent=9x", "/stories/one?name=%00",
                                  "/stories/share?sent=²", "/stories/boards?sent=99999999999",
                                  "/stories/one?name=" + "n" * 5000,
                                  "/stories?text=" + "w" * 5000])  # fmt: skip
def test_strange_addresses_are_answered_in_words(firm: Site, path: str) -> None:
    answer = firm.get(path)
    assert answer.status_code in (200, 422)
    assert "<script>&" not in answer.text


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_they_can_be_used_by_everybody(open_page: Any, firm: Site, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    firm.post("/stories/comment", {"name": "the-quiet-spring", "text": "Ours too."}, page="/stories/new")
    firm.workspace.write_story(story(title="Half told", tried=""), **WHO)
    _, number = look_at(firm)
    firm.get("/stories")
    firm.work()
    for path in ("/stories", "/stories?text=newsletter", ONE, "/stories/one?name=half-told", "/stories/new",
                 "/stories/change?name=the-quiet-spring", "/stories/boards", "/stories/bring",
                 f"/stories/share?sent={number}"):  # fmt: skip
        page = open_page(firm, path, width=width, dark=dark)
        for closed in page.query_selector_all("details summary"):
            closed.click()
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), path


@pytest.mark.browser
@pytest.mark.slow
def test_a_story_is_written_looked_at_and_shared_in_a_browser(open_page: Any, firm: Site) -> None:
    page = open_page(firm, "/stories/new")
    page.fill("[name=title]", "A second spring")
    for name in ("happened", "tried", "outcome", "differently"):
        page.fill(f"[name={name}]", f"Ben {name} it.")
    page.select_option("[name=cause] >> nth=0", "deal size")
    page.click("text=Keep it")
    page.click("text=Share it")
    assert page.is_checked("[value=a-second-spring]")
    page.click("text=Look at what would leave")
    page.wait_for_selector("#would", timeout=30_000)
    assert page.inner_text("ins >> nth=1") == "Colleague A"
    assert not (firm.workspace.directory / "shared-stories").exists()
    page.click("text=Yes, write these files")
    page.wait_for_selector("#gone", timeout=30_000)
    with page.expect_download() as saved:
        page.click("text=Download all of it")
    assert zipfile.ZipFile(saved.value.path()).namelist() == ["a-second-spring.md", "feed.xml"]
