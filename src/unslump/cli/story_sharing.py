"""`unslump story export`, `import`, `subscribe` …: stories between firms."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.codes import ANSWERED, BAD_INPUT
from unslump.cli.face import Face
from unslump.cli.options import AsJson, By, Where, example, writer

__all__ = ["add_sharing"]

Here = Path()
BoardName = Annotated[
    str, typer.Argument(metavar="NAME", help="The board's name or address.", show_default=False)
]


def add_sharing(group: typer.Typer) -> None:
    """The sub-commands that have to do with other firms."""
    group.command(
        "export",
        epilog=example(
            "unslump story export the-quiet-spring",
            "unslump story export the-quiet-spring -o board --yes",
            "unslump story export --hide Vesta --spare Rose",
        ),
    )(_export)
    group.command(
        "import", epilog=example('unslump story import their-story.md --origin "a friend in Ghent"')
    )(_import)
    group.command(
        "subscribe",
        epilog=example(
            "unslump story subscribe https://stories.example.org/feed.xml",
            "unslump story subscribe feed.xml --name neighbours",
        ),
    )(_subscribe)
    group.command("refresh", epilog=example("unslump story refresh"))(_refresh)
    group.command("boards", epilog=example("unslump story boards"))(_boards)
    group.command("unsubscribe", epilog=example("unslump story unsubscribe neighbours"))(_unsubscribe)


def _now() -> datetime:
    return datetime.now(UTC)


def _export(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Which; by default every finished one.", show_default=False),
    ] = None,
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write to.")
    ] = Path("shared-stories"),
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without, it is only shown.")] = False,
    author: Annotated[
        str, typer.Option("--author", metavar="WORDS", help="Whom the feed is said to be from.")
    ] = "A firm that uses unslump",
    hide: Annotated[
        list[str] | None,
        typer.Option("--hide", metavar="WORDS", help="Take this out too; once for each.", show_default=False),
    ] = None,
    spare: Annotated[
        list[str] | None,
        typer.Option(
            "--spare",
            metavar="WORD",
            help="Leave this in, although somebody is called so; once for each.",
            show_default=False,
        ),
    ] = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Share stories without their secrets.

    Shows what would leave, every replacement marked: names of colleagues, customers and the company are
    taken out, figures become shares. With --yes it is written: Markdown files, and feed.xml for a web server.
    """
    import secrets

    import unslump
    from unslump.report.story_sharing_view import print_export

    result = unslump.open(workspace).export_stories(
        names or (), folder, confirmed=yes, author=author, hide=hide or (), spare=spare or (),
        new_number=lambda: secrets.token_hex(12), by=writer(by), at=_now(),
    )  # fmt: skip
    Face(as_json).show(result, lambda console: print_export(result, console))


def _import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A story as Markdown.", show_default=False)],
    origin: Annotated[
        str, typer.Option("--origin", metavar="WORDS", help="Whom it is from.", show_default=False)
    ] = "",
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Keep a story that somebody sent you.

    Its origin stays with it, and it is not shared on.
    """
    import unslump
    from unslump.report.story_view import print_story

    result = unslump.open(workspace).import_story(file, origin=origin, by=writer(by), at=_now())
    Face(as_json).show(result, lambda console: print_story(result, console))


def _subscribe(
    where: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="Of a feed, or a feed's file.", show_default=False)
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What to call it here.", show_default=False)
    ] = "",
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Subscribe to another firm's board by its feed.

    Its stories are read-only, and always shown with where they come from.
    """
    import unslump
    from unslump.report.story_sharing_view import print_boards

    face, opened = Face(as_json), unslump.open(workspace)
    with face.waiting("reading the feed"):
        result = opened.subscribe(where, name, by=writer(by), at=_now())
    face.show(result, lambda console: print_boards(result, console))


def _refresh(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Only this board.", show_default=False),
    ] = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> int:
    """Ask the boards for new stories and comments.

    Exit code 2 when a board could not be read; the others are read all the same.
    """
    import unslump
    from unslump.report.story_sharing_view import print_boards

    face, opened = Face(as_json), unslump.open(workspace)
    with face.waiting("asking the boards"):
        result = opened.refresh_boards(name, by=writer(by), at=_now())
    face.show(result, lambda console: print_boards(result, console))
    return BAD_INPUT if result.troubles else ANSWERED


def _boards(workspace: Where = Here, as_json: AsJson = False) -> None:
    """List the boards you are subscribed to."""
    import unslump
    from unslump.report.story_sharing_view import print_boards

    result = unslump.open(workspace).boards()
    Face(as_json).show(result, lambda console: print_boards(result, console))


def _unsubscribe(name: BoardName, by: By = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Take a board and its stories away."""
    import unslump
    from unslump.report.story_sharing_view import print_boards

    result = unslump.open(workspace).unsubscribe(name, by=writer(by), at=_now())
    Face(as_json).show(result, lambda console: print_boards(result, console))
