"""What leaves, with every replacement marked; and the boards that are subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import day, things
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

    from unslump.stories.answers import BoardsResult, ExportResult, LeavingText

__all__ = ["print_boards", "print_export"]


def print_export(result: ExportResult, console: Console) -> None:
    """What would leave, or has left: each place as it was, and what stands instead."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say("[as it was → what stands instead]", "dim")
    for story in result.stories:
        voice.heading(f"{story.title}  ({story.file})")
        for text in story.texts:
            _text(text, voice)
    for comment in result.comments:
        voice.say()
        _text(comment, voice)
    if result.notes:
        voice.heading("What does not leave")
        voice.points(("·", note, "") for note in result.notes)
    if result.staying:
        voice.heading("What stays")
        voice.say(
            f"These names stay: {', '.join(result.staying)}; add --hide WORD to take one out.", indent=2
        )
    voice.say()
    voice.say(f"Said to be from: {result.author}.", "dim")
    if not result.written:
        hints = "--hide WORD takes out a word more, --spare WORD leaves one in, --yes writes it."
        voice.say(hints, "dim")


def print_boards(result: BoardsResult, console: Console) -> None:
    """The boards."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    for board in result.boards:
        voice.points([("·", board.title, "bold")])
        counts = (
            f"{things(board.stories, 'story', 'stories')}, {things(board.comments, 'comment', 'comments')}"
        )
        voice.say(f"{board.name}: {counts}, read on {day(board.fetched_at)}", "dim", indent=4)
        voice.say(board.address, "dim", indent=4)
    if result.troubles:
        voice.heading("What could not be read")
        voice.points((f"{name}:", why, "bold yellow") for name, why in result.troubles.items())


def _text(text: LeavingText, voice: Voice) -> None:
    if not text.pieces:
        return
    shown = voice.text(f"{text.heading}: ", "dim")
    for piece in text.pieces:
        if piece.instead is None:
            shown.append_text(voice.text(piece.was))
        else:
            shown.append_text(voice.text(f"[{piece.was} → ", "red"))
            shown.append_text(voice.text(f"{piece.instead}]", "bold green"))
    voice.say(shown, indent=2)
