"""The workspace's part of stories: sharing keeps secrets, boards are read with care, drafts come once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import unslump
from tests.cli.companies import make_company
from tests.stories.feeds.servers import Site, atom, entry, network, site
from tests.stories.told import story
from unslump.errors import ChangedMeanwhile, QuestionError, StoreError
from unslump.stories.feeds.fetching import Network
from unslump.stories.story import Story
from unslump.workspace.workspace import Workspace

AT = datetime(2026, 3, 1, 12)
WHO = {"by": "Ben", "at": AT}
SECRET = story(
    title="Ana Ruiz's spring at Brightline",
    signs=("Ana Ruiz's marketing hours", "12 leads of 40"),
    happened="Mr Okafor of Harbour Foods told BEN that brightline had lost 45,000 EUR and 12 customers.",
    tried="ana wrote to grace@harbour.example and rang +44 20 7946 0958; see https://brightline.example/x.",
    outcome="We won 19 leads a week instead of 38, in 2025, for Osei's team of nine people.",
    differently="Ask Grace Okafor sooner. Harbourfoods agrees.",
)  # fmt: skip
SECRETS = {
    *("ana", "ruiz", "ben", "osei", "brightline", "okafor", "harbour", "grace"),
    *("45,000", "12", "7946", "19", "38", "2025", "nine"),
}
LEADS: list[dict[str, object]] = [
    {
        "lead_id": "X1",
        "created_at": datetime(2025, 1, 2),
        "name": "Grace Okafor",
        "email": "grace@harbour.example",
    },
    {"lead_id": "X2", "created_at": datetime(2025, 1, 2), "name": "Harbour Foods"},
]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    from tests.history.build import write_history

    monkeypatch.delenv("UNSLUMP_DATABASE_URL", raising=False)
    folder = make_company(tmp_path / "firm")
    write_history(folder, now=datetime(2025, 4, 2, 8), note="more", leads=LEADS)
    return unslump.open(folder)


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as found:
        yield found


def export(firm: Workspace, folder: Path, *names: str, confirmed: bool = True, **more: object):  # type: ignore[no-untyped-def]
    return firm.export_stories(
        names, folder, confirmed=confirmed, new_number=lambda: "9f", **WHO, **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_nothing_is_written_before_it_was_said(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(SECRET, **WHO)
    shown = export(firm, tmp_path / "out", confirmed=False)
    assert not (tmp_path / "out").exists()
    assert (shown.written, shown.files) == (False, [])
    assert "Nothing has been written" in shown.sentence
    pieces = [piece for text in shown.stories[0].texts for piece in text.pieces]
    assert {"Ana Ruiz", "BEN", "45,000 EUR"} <= {piece.was for piece in pieces if piece.instead}
    before = {text.heading: "".join(piece.was for piece in text.pieces) for text in shown.stories[0].texts}
    assert before["What happened"] == SECRET.happened


def test_no_secret_leaves_in_any_file_or_its_name(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(SECRET, **WHO)
    written = export(firm, tmp_path / "out")
    assert [path.name for path in written.files] == ["colleague-a-s-spring-at-our-company.md", "feed.xml"]
    for path in written.files:
        text = path.read_text("utf-8").lower()
        words = set(re.findall(r"[\w,]+", text))
        if path.suffix == ".md":  # a feed has its own times and numbers
            assert words.isdisjoint(SECRETS)
    feed = (tmp_path / "out" / "feed.xml").read_text("utf-8")
    for secret in ("ruiz", "osei", "rightline", "kafor", "arbour", "45,000", "7946", "ben"):
        assert secret not in feed.lower(), secret


def test_what_left_can_be_imported_and_subscribed_to(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(SECRET, **WHO)
    written = export(firm, tmp_path / "out")
    other = unslump.open(tmp_path)
    with pytest.raises(QuestionError, match="whom the story is from"):
        other.import_story(written.files[0], **WHO)
    kept = other.import_story(written.files[0], origin="a friend", **WHO)
    assert (kept.origin, kept.story.origin) == ("a friend", "a friend")
    assert other.subscribe(str(written.files[1]), **WHO).new == 1
    told = other.stories("subscribed").stories
    assert told[0].origin == "War stories of a firm that uses unslump"
    assert other.story(told[0].name).story.tried == kept.story.tried
    with pytest.raises(QuestionError, match="theirs to share"):
        export(other, tmp_path / "again", kept.name)


def test_what_is_written_is_what_was_looked_at(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(SECRET, **WHO)
    seen = firm.leaving_stories(new_number=lambda: "9f", at=AT)
    written = export(firm, tmp_path / "out", as_shown=seen.digest)
    assert {path.name: path.read_text("utf-8") for path in written.files} == seen.files
    firm.change_story(
        firm.stories("own").stories[0].name, SECRET.model_copy(update={"tried": "Less."}), **WHO
    )
    with pytest.raises(ChangedMeanwhile, match="no longer what was shown"):
        export(firm, tmp_path / "later", as_shown=seen.digest)
    assert not (tmp_path / "later").exists()


def test_words_to_hide_and_words_to_spare(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(story(happened="The Zebra offer and Ana."), **WHO)
    export(firm, tmp_path / "out", hide=["zebra offer"], spare=["Ana"])
    assert "The [left out] and Ana." in (tmp_path / "out" / "the-quiet-spring.md").read_text("utf-8")


def test_drafts_and_others_stories_do_not_leave(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(story(tried=""), **WHO)
    with pytest.raises(QuestionError, match="no finished story"):
        export(firm, tmp_path / "out")
    with pytest.raises(QuestionError, match="is a draft: what was tried is still to be told"):
        export(firm, tmp_path / "out", "the-quiet-spring")
    with pytest.raises(QuestionError, match="There is no story"):
        export(firm, tmp_path / "out", "nothing")


def test_a_feed_of_somebody_else_is_not_overwritten(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(story(), **WHO)
    (tmp_path / "feed.xml").write_text("<feed>theirs</feed>")
    with pytest.raises(QuestionError, match="not a feed of unslump"):
        export(firm, tmp_path)
    assert (tmp_path / "feed.xml").read_text() == "<feed>theirs</feed>"
    assert list(tmp_path.glob("*.md")) == []


def test_ids_stay_from_export_to_export_and_more_stories_join(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(story(), **WHO)
    firm.write_story(story(title="Another"), **WHO)
    first = export(firm, tmp_path / "out", "the-quiet-spring")
    both = firm.export_stories(("another",), tmp_path / "out", confirmed=True, new_number=lambda: "aa", **WHO)
    assert first.stories[0].id in {one.id for one in both.stories}
    assert len(both.stories) == 2


def test_an_own_comment_on_another_firm_s_story_leaves_as_a_reply(
    firm: Workspace, web: Site, tmp_path: Path
) -> None:
    firm.subscribe(web.serves("/feed", atom(entry(1, "Rye"))), "bakery", **WHO, network=network())
    assert firm.comment_on_story("bakery/rye", "Ana had 12 leads of 40 too.", **WHO).leaves
    export(firm, tmp_path / "out")
    feed = (tmp_path / "out" / "feed.xml").read_text("utf-8")
    assert 'in-reply-to ref="tag:b.example,2026:1"' in feed
    assert "Colleague A had 30 % leads of 100 % too." in feed


def test_a_board_is_refreshed_and_only_what_is_new_counts(firm: Workspace, web: Site) -> None:
    address = web.serves("/feed", atom(entry(1, "Rye")), ETag='"1"')
    assert firm.subscribe(address, **WHO, network=network()).new == 1
    web.serves("/feed", atom(entry(1, "Rye"), entry(2, "Wheat")), ETag='"2"')
    answer = firm.refresh_boards(**WHO, network=network())
    assert (answer.new, answer.changed, answer.troubles) == (1, 0, {})
    assert web.asked[-1][1]["If-None-Match"] == '"1"'
    with pytest.raises(QuestionError, match="subscribed to that already"):
        firm.subscribe(address, **WHO, network=network())


def test_one_board_that_cannot_be_had_does_not_keep_the_others(firm: Workspace, web: Site) -> None:
    firm.subscribe(web.serves("/a", atom(entry(1))), "a", **WHO, network=network())
    firm.subscribe(web.serves("/b", atom(entry(1))), "b", **WHO, network=network())
    web.leads("/a", "http://127.0.0.2/")
    web.serves("/b", atom(entry(1), entry(2)))
    answer = firm.refresh_boards(**WHO, network=network())
    assert list(answer.troubles) == ["a"]
    assert "not open to everyone" in answer.troubles["a"]
    assert answer.new == 1


def test_comments_come_from_the_feed_that_an_entry_names_on_its_own_host(firm: Workspace, web: Site) -> None:
    asked = '<wfw:commentRss xmlns:wfw="http://wellformedweb.org/CommentAPI/">{}</wfw:commentRss>'
    web.serves("/c1", atom(entry(9, "Re", "So with us.")))
    web.serves("/c2", atom(entry(8, "Re", "Never asked.")))
    first = entry(1, "Rye", more=asked.format(web.at("/c1")))
    second = entry(2, "Wheat", more=asked.format(web.at("/c2", "other.example")))
    firm.subscribe(web.serves("/feed", atom(first, second)), "bakery", **WHO, network=network())
    assert [one.text for one in firm.story("bakery/rye").comments] == ["So with us."]
    assert firm.story("bakery/wheat").comments == []
    assert "/c2" not in [path for path, _ in web.asked]


def test_the_product_itself_never_asks_this_machine(firm: Workspace, web: Site) -> None:
    web.serves("/feed", atom(entry(1)))
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "2130706433"):
        with pytest.raises((QuestionError, StoreError)):
            firm.subscribe(web.at("/feed", host), **WHO)
    assert web.asked == []
    assert Network().allowed("127.0.0.1") is False


def test_a_file_of_a_gigabyte_is_not_read(firm: Workspace, tmp_path: Path) -> None:
    large = tmp_path / "feed.xml"
    with large.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(QuestionError, match="larger than 5 MB"):
        firm.subscribe(str(large), **WHO)
    with pytest.raises(QuestionError, match="is not there"):
        firm.subscribe(str(tmp_path / "nowhere.xml"), **WHO)


def test_a_changed_file_knows_which_version_it_began_with(firm: Workspace, tmp_path: Path) -> None:
    firm.write_story(story(), **WHO)
    mine, theirs = tmp_path / "mine.md", tmp_path / "theirs.md"
    for file in (mine, theirs):
        firm.story_template(file, "the-quiet-spring")
    theirs.write_text(theirs.read_text("utf-8").replace("two fairs", "three fairs"))
    firm.change_story("the-quiet-spring", theirs, by="Ana", at=AT)
    with pytest.raises(ChangedMeanwhile, match="changed by Ana"):
        firm.change_story("the-quiet-spring", mine, **WHO)
    assert firm.story("the-quiet-spring").story.tried == "We went to three fairs."


def test_what_only_the_program_writes_stays_when_a_file_leaves_it_out(
    firm: Workspace, tmp_path: Path
) -> None:
    from tests.stories.told import diagnosis
    from unslump.stories.fingerprint import fingerprint_of

    firm.write_story(story(fingerprint=fingerprint_of(diagnosis())), **WHO)
    file = tmp_path / "s.md"
    file.write_text("---\ntitle: The quiet spring\nfunction: marketing\n---\n## What happened\nLess.\n")
    changed = firm.change_story("the-quiet-spring", file, **WHO)
    assert changed.story.fingerprint is not None
    assert changed.story.status == "draft"


def test_find_needs_no_history_where_there_is_a_text(tmp_path: Path) -> None:
    empty = unslump.open(tmp_path)
    found = empty.find_stories("nobody answers the calls", kinds=("example",))
    assert found.asked_by == ["text"]
    assert "No diagnosis to compare with" in found.notes[0]
    with pytest.raises(QuestionError, match="nothing to look for"):
        empty.find_stories("", diagnosis=False)
    with pytest.raises(QuestionError, match="cannot be shown"):
        empty.find_stories("x", diagnosis=False, most=0)


def test_bodies_are_json_that_another_version_can_refuse(firm: Workspace) -> None:
    from unslump.records.kept import keep

    with firm.records.writing() as connection:
        keep(connection, "story", "strange", {"titel": 1}, seen=0, by="x", at=AT)
    with pytest.raises(StoreError, match="written by another version"):
        firm.stories()


def test_a_story_without_a_database_is_an_example(tmp_path: Path) -> None:
    assert unslump.open(tmp_path).stories().sentence == "No story of your own yet, 17 examples."
    assert isinstance(unslump.open(tmp_path).story("the-saw").story, Story)
    assert list(tmp_path.iterdir()) == []
