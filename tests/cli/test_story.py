"""`unslump story` on the command line: words for people, JSON as documented, bad input in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_json import holds
from tests.stories.feeds.servers import atom, entry

TOLD = """---
title: The quiet spring
causes: [lead volume]
signs: [Leads a week]
---
## What happened
Ana Ruiz had 12 leads instead of 40.
## What was tried
A fair.
## What came of it
Half of it.
## What to do differently
Look sooner.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.md").write_text(TOLD)
    (tmp_path / "company.yaml").write_text(
        "company: Brightline\ncurrency: EUR\npeople: {Ana Ruiz: {hours: 40}}\n"
    )
    return tmp_path


def test_from_a_file_to_the_feed(run: Run, folder: Path) -> None:
    made = run("story", "new", folder / "story.md", "-w", folder, "--by", "Ben", "--json").json
    holds(made, "story")
    assert (made["name"], made["story"]["status"], made["by"]) == ("the-quiet-spring", "kept", "Ben")
    listed = run("story", "list", "-w", folder, "--json").json
    holds(listed, "story-list")
    assert listed["stories"][0]["name"] == "the-quiet-spring"
    shown = run("story", "export", "-w", folder, "-o", folder / "out")
    assert "[Ana Ruiz → Colleague A] had [12 → 30 %] leads instead of [40 → 100 %]." in shown.words
    assert "Nothing has been written" in shown.words
    assert not (folder / "out").exists()
    written = run("story", "export", "-w", folder, "-o", folder / "out", "--yes", "--json").json
    holds(written, "story-export")
    assert "Ana" not in (folder / "out" / "the-quiet-spring.md").read_text("utf-8")
    board = run(
        "story", "subscribe", folder / "out" / "feed.xml", "--name", "own", "-w", folder, "--json"
    ).json
    holds(board, "story-boards")
    assert board["new"] == 1


def test_find(run: Run, folder: Path) -> None:
    ran = run("story", "find", "calls go unanswered, the mailbox belongs to nobody", "-w", folder)
    assert ran.code == 0
    assert ran.words.startswith("Most like it is “Two days are a long time for a broken lift” (an example)")
    assert "Came of it:" in ran.words
    holds(run("story", "find", "calls", "--no-diagnosis", "-w", folder, "--json").json, "story-find")


@pytest.mark.slow
def test_find_by_diagnosis(run: Run, brightline: Path) -> None:
    answer = run("story", "find", "fewer leads", "-w", brightline, "--json").json
    holds(answer, "story-find")
    assert "diagnosis" in answer["asked_by"] or answer["notes"]


def test_template_edit_remove_comment(run: Run, folder: Path) -> None:
    blank = folder / "blank.md"
    ran = run("story", "new", "--template", blank, "-w", folder, "--json").json
    holds(ran, "story-template")
    assert "## What was tried" in blank.read_text("utf-8")
    assert "is there already" in run("story", "new", "--template", blank, "-w", folder).err
    run("story", "new", "--title", "A draft", "--cause", "deal size", "-w", folder)
    draft = run("story", "show", "a-draft", "-w", folder)
    assert "Still to be told" in draft.words
    assert "What did you do about it" in draft.words
    run("story", "edit", "a-draft", "--write", folder / "d.md", "-w", folder)
    text = (folder / "d.md").read_text("utf-8")
    (folder / "d.md").write_text(text.replace("title: A draft", "title: Discounts"))
    changed = run("story", "edit", "a-draft", folder / "d.md", "-w", folder, "--json").json
    assert (changed["version"], changed["story"]["title"]) == (2, "Discounts")
    again = run("story", "edit", "a-draft", folder / "d.md", "-w", folder)
    assert again.code == 2
    assert "was changed by" in again.err
    holds(
        run("story", "comment", "examples/the-saw", "So it was.", "-w", folder, "--json").json,
        "story-comment",
    )
    assert "So it was." in run("story", "show", "the-saw", "-w", folder).words
    holds(run("story", "remove", "a-draft", "-w", folder, "--json").json, "story-remove")
    assert "no story 'a-draft'" in run("story", "show", "a-draft", "-w", folder).err


@pytest.mark.slow
def test_drafts_come_once(run: Run, tmp_path: Path) -> None:
    from unslump.cli import main

    main(["demo", "-w", str(tmp_path / "demo"), "--json"])
    first = run("story", "draft", "-w", tmp_path / "demo", "--json").json
    holds(first, "story-draft")
    assert [one["story"]["alarm"]["stream"] for one in first["drafted"]] == ["Leads a week"]
    assert first["drafted"][0]["story"]["fingerprint"]["shares"]
    again = run("story", "draft", "-w", tmp_path / "demo", "--json").json
    assert (again["drafted"], again["already_told"]) == ([], 1)
    run("story", "remove", first["drafted"][0]["name"], "-w", tmp_path / "demo")
    assert run("story", "draft", "-w", tmp_path / "demo", "--json").json["drafted"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new"], "Which story?"),
        (["new", "nowhere.md"], "is not there, or is no file"),
        (["new", "story.md", "--title", "x"], "from a file or from options, not both"),
        (["new", "--title", "x"], "--function is missing"),
        (["new", "--title", "x", "--cause", "lead volum", "--function", "salez"], 'expected "lead volume"'),
        (["show", "nothing"], "There is no story 'nothing'"),
        (["list", "--kind", "foreign"], "Choose from own, subscribed, example"),
        (["edit", "nothing"], "written to a file to change, or read from a changed file"),
        (["remove", "examples/the-saw"], "There is no story 'examples/the-saw' of your own"),
        (["find"], "history"),
        (["find", "--no-diagnosis"], "nothing to look for"),
        (["export"], "no finished story of your own"),
        (["import", "story.md"], "does not say whom the story is from"),
        (["subscribe", "https://127.0.0.1/feed"], "not open to everyone"),
        (["subscribe", "http://user:pw@b.example/"], "holds a name or password"),
        (["subscribe", "ftp://b.example/"], "is no address of a feed"),
        (["subscribe", "page.html"], "is a page of the web, not a feed"),
        (["subscribe", "bomb.xml"], "declares a document type or entities"),
        (["refresh"], "subscribed to no board"),
        (["unsubscribe", "x"], "You are not subscribed to 'x'"),
        (["comment", "examples/the-saw", " "], "The comment is empty"),
    ],
)
def test_bad_input_in_words(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder)
    (folder / "page.html").write_text("<!DOCTYPE html><html><body>hello</body></html>")
    (folder / "bomb.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>')
    ran = run("story", *arguments)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())


def test_refresh_says_with_its_code_that_a_board_could_not_be_read(run: Run, folder: Path) -> None:
    feed = folder / "feed.xml"
    feed.write_bytes(atom(entry(1)))
    run("story", "subscribe", feed, "--name", "b", "-w", folder)
    assert run("story", "refresh", "-w", folder).code == 0
    feed.unlink()
    ran = run("story", "refresh", "-w", folder)
    assert ran.code == 2
    assert "could not be read" in ran.words


def test_a_feed_can_neither_steer_the_terminal_nor_be_taken_for_ours(run: Run, folder: Path) -> None:
    feed = folder / "feed.xml"
    feed.write_bytes(atom(entry(1, "A \x1b[31mred\u202e story", "It \x07rang.")))
    run("story", "subscribe", feed, "--name", "b", "-w", folder)
    out = run("story", "list", "-w", folder).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "from Stories of a bakery" in " ".join(out.split())
