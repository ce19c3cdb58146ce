"""`unslump story`: war stories, to write, to find and to share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from unslump.cli.face import Face
from unslump.cli.groups import group_of
from unslump.cli.options import AsJson, AsOf, By, Where, day_of, example, writer
from unslump.cli.story_sharing import add_sharing
from unslump.errors import QuestionError

__all__ = ["add_story"]

Here = Path()
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The story's name, as the list shows it.", show_default=False)
]


def add_story(app: typer.Typer) -> None:
    """`unslump story` and its sub-commands."""
    group = group_of(app, "story", "War stories: to write, to find, to share.")
    group.command(
        "find",
        epilog=example(
            "unslump story find",
            'unslump story find "fewer and fewer people ask since the fair"',
            'unslump story find "we answer too late" --no-diagnosis',
        ),
    )(_find)
    group.command(
        "new",
        epilog=example(
            "unslump story new --template story.md",
            "unslump story new story.md",
            'unslump story new --title "The quiet spring" --cause "lead volume" --happened "Nobody called."',
        ),
    )(_new)
    group.command("draft", epilog=example("unslump story draft"))(_draft)
    group.command("list", epilog=example("unslump story list", "unslump story list --kind example"))(_list)
    group.command("show", epilog=example("unslump story show examples/the-saw"))(_show)
    group.command(
        "edit",
        epilog=example(
            "unslump story edit the-quiet-spring --write story.md",
            "unslump story edit the-quiet-spring story.md",
        ),
    )(_edit)
    group.command("remove", epilog=example("unslump story remove the-quiet-spring"))(_remove)
    group.command("comment", epilog=example('unslump story comment examples/the-saw "So it was with us."'))(
        _comment
    )
    add_sharing(group)


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


def _words(option: str, meaning: str, metavar: str = "TEXT") -> Any:
    return typer.Option(option, metavar=metavar, help=meaning, show_default=False)


def _find(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="What is going on, in your words.", show_default=False)
    ] = "",
    diagnosis: Annotated[
        bool | None,
        typer.Option(
            "--diagnosis/--no-diagnosis",
            help="Compare with the present diagnosis; by default where the history allows one.",
            show_default=False,
        ),
    ] = None,
    meaning: Annotated[
        bool | None,
        typer.Option(
            "--meaning/--no-meaning",
            help="Also by meaning, across languages; by default where the extra is installed.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        list[str] | None, _words("--kind", "Only these: own, subscribed or example; once for each.", "WORD")
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", help="How many to show, at most 50.")] = 5,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Find the stories most like what is happening now.

    By the present diagnosis, a text, or both: among your own stories, those of other firms' boards and the
    examples. Says why each is alike, what was tried there, and what came of it.
    """
    import unslump
    from unslump.report.story_view import print_found

    face, day, opened = Face(as_json), day_of(as_of), unslump.open(workspace)
    kinds = _kinds(kind)
    with face.waiting("looking for stories alike"):
        result = opened.find_stories(
            text, diagnosis=diagnosis, meaning=meaning, kinds=kinds, most=most, as_of=day
        )
    face.show(result, lambda console: print_found(result, console))


def _new(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A file that tells it.", show_default=False),
    ] = None,
    template: Annotated[
        Path | None, _words("--template", "Write a file to fill in here, and nothing else.", "FILE")
    ] = None,
    title: Annotated[str, _words("--title", "What the story is, in a few words.")] = "",
    function: Annotated[
        str,
        _words(
            "--function", 'Whose it was: marketing, sales, split roles or "neither (the market)".', "WORD"
        ),
    ] = "",
    cause: Annotated[
        list[str] | None,
        _words("--cause", "What it came from, as diagnosis says; once for each.", "NAME"),
    ] = None,
    sign: Annotated[list[str] | None, _words("--sign", "What could be seen; once for each.")] = None,
    happened: Annotated[str, _words("--happened", "What happened.")] = "",
    tried: Annotated[str, _words("--tried", "What was tried.")] = "",
    outcome: Annotated[str, _words("--outcome", "What came of it.")] = "",
    differently: Annotated[str, _words("--differently", "What to do differently.")] = "",
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Write a story.

    From a Markdown file, or from options. --template writes a file with the questions to answer. A story in
    which something is still to be told is kept as a draft.
    """
    import unslump
    from unslump.report.story_view import print_story
    from unslump.workspace.story_options import story_of

    face, opened = Face(as_json), unslump.open(workspace)
    if template is not None:
        made = opened.story_template(template)
        words = f"{made.file} is there to fill in. Then: unslump story new {made.file}"
        face.show(made, lambda console: console.print(words, soft_wrap=True))
        return
    told = {
        "title": title,
        "happened": happened,
        "tried": tried,
        "outcome": outcome,
        "differently": differently,
    }
    if file is not None and (any(told.values()) or function or cause or sign):
        raise QuestionError("A story comes from a file or from options, not both.", hint="Change the file.")
    if file is None and not title:
        raise QuestionError(
            "Which story?", hint="Give a file or a --title. --template story.md writes a file to fill in."
        )
    story = file or story_of(told, function, cause or (), sign or ())
    result = opened.write_story(story, by=writer(by), at=now())
    face.show(result, lambda console: print_story(result, console))


def _draft(as_of: AsOf = None, by: By = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Draft a story from each alarm that ended.

    What the history knows is told with its figures and the diagnosis; the rest is asked. An alarm that has
    its story already is left alone.
    """
    import unslump
    from unslump.report.story_view import print_drafts

    face, day, opened = Face(as_json), day_of(as_of), unslump.open(workspace)
    with face.waiting("going through the alarms that ended"):
        result = opened.draft_stories(day, by=writer(by), at=now())
    face.show(result, lambda console: print_drafts(result, console))


def _list(
    kind: Annotated[str | None, _words("--kind", "Only own, subscribed or example.", "WORD")] = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """List your stories, other firms' and examples."""
    import unslump
    from unslump.report.story_view import print_stories

    chosen = _kinds([kind] if kind else None)
    result = unslump.open(workspace).stories(chosen[0] if chosen else None)
    Face(as_json).show(result, lambda console: print_stories(result, console))


def _show(name: Name, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Show one story, with what was said about it."""
    import unslump
    from unslump.report.story_view import print_story

    result = unslump.open(workspace).story(name)
    Face(as_json).show(result, lambda console: print_story(result, console))


def _edit(
    name: Name,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The changed file.", show_default=False),
    ] = None,
    write: Annotated[Path | None, _words("--write", "Write the story to a file to change.", "FILE")] = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Change a story of your own.

    --write gives a file; change it, then give it back. When somebody else has changed the story since,
    nothing is written and you are told who.
    """
    import unslump
    from unslump.report.story_view import print_story

    face, opened = Face(as_json), unslump.open(workspace)
    if (file is None) == (write is None):
        raise QuestionError(
            "A story is written to a file to change, or read from a changed file.",
            hint=f"unslump story edit {name} --write story.md, then unslump story edit {name} story.md",
        )
    if write is not None:
        made = opened.story_template(write, name)
        words = f"{made.file} is there to change. Then: unslump story edit {name} {made.file}"
        face.show(made, lambda console: console.print(words, soft_wrap=True))
        return
    assert file is not None  # noqa: S101  one of the two is
    result = opened.change_story(name, file, by=writer(by), at=now())
    face.show(result, lambda console: print_story(result, console))


def _remove(name: Name, by: By = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Take a story of your own away.

    What was written stays in the records' history.
    """
    import unslump

    result = unslump.open(workspace).remove_story(name, by=writer(by), at=now())
    words = f"“{result.title}” is gone; its versions are kept in the records."
    Face(as_json).show(result, lambda console: console.print(words, soft_wrap=True))


def _comment(
    name: Name,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you say about it.", show_default=False)],
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say something about a story.

    On another firm's story it leaves with your next export, without names and figures, as a reply.
    """
    import unslump

    result = unslump.open(workspace).comment_on_story(name, text, by=writer(by), at=now())
    words = f"Kept with “{result.title}”."
    words += " It leaves with your next unslump story export." if result.leaves else ""
    Face(as_json).show(result, lambda console: console.print(words, soft_wrap=True))


def _kinds(words: list[str] | None) -> list[str]:
    known = ("own", "subscribed", "example")
    for word in words or ():
        if word not in known:
            raise QuestionError(
                f"There is no kind {word!r} of story.", hint=f"Choose from {', '.join(known)}."
            )
    return words or []
