"""What the commands print beyond the reports' own views: what was imported, undone, made."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.business.wording import count, day
from unslump.report.terminal import print_check
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

    from unslump.cli.results import DemoMade, ReportWritten, Undone, VersionView
    from unslump.history.importing.report import FileReport, ImportReport, Links
    from unslump.history.readiness import Readiness

__all__ = [
    "command_in",
    "half_a_year_before",
    "print_demo",
    "print_import",
    "print_initiated",
    "print_report_written",
    "print_undone",
]

_NAMES = 8  # of a list, before "and so many more"


def command_in(workspace: Path, command: str) -> str:
    """The command as it is typed for this workspace.

    >>> command_in(Path("my firm"), "undo"), command_in(Path(), "undo")
    ("unslump undo -w 'my firm'", 'unslump undo')
    """
    return f"unslump {command}" + ("" if workspace == Path() else f" -w {shlex.quote(str(workspace))}")


def print_initiated(path: Path, workspace: Path, console: Console) -> None:
    """Where company.yaml is, and the next two steps."""
    voice = Voice(console)
    voice.say(f"A company to fill in: {path}", "bold")
    voice.points(
        [
            ("1.", "Open it and write down who works on what, and what is to be reached.", ""),
            ("2.", f"Bring the history in: {command_in(workspace, 'import')} FILE…", ""),
            ("3.", f"Ask: {command_in(workspace, 'check')}", ""),
        ]
    )


def print_import(report: ImportReport, workspace: Path, console: Console) -> None:
    """What became of every file, how the rows found each other, and where the bad ones are."""
    voice = Voice(console)
    for file in report.files:
        _file(file, voice)
    if report.links:
        voice.heading("How they are linked")
        voice.points((f"{link.table} → {link.to}", _linked(link), "") for link in report.links)
    if report.mapping_saved is not None:
        voice.heading("The mapping that was proposed")
        saved = shlex.quote(str(report.mapping_saved))
        voice.say(
            f"It is in {report.mapping_saved}. Read it, mend what is wrong, and use it from then on:",
            indent=2,
        )
        voice.say(f"{command_in(workspace, 'import')} --map {saved} FILE…", indent=4)
    if report.warnings:
        voice.heading("Mind")
        voice.points(("▲", warning, "bold yellow") for warning in report.warnings)
    voice.say()
    if report.rejected is not None:
        rows = count(report.rows_rejected, "row was", "rows were")
        voice.say(f"{rows} set aside, each with its reason, in {report.rejected}.")
    if report.changed:
        voice.say("The history is up to date.", "bold")
        voice.say(f"To take this import back: {command_in(workspace, 'undo')}", "dim")
    else:
        already = "" if report.rows_rejected else ": the history already had all of this"
        voice.say(f"Nothing has changed{already}.", "bold")


def print_undone(result: Undone, console: Console) -> None:
    """What was taken back, and what the history is now."""
    voice = Voice(console)
    voice.say(f"Taken back: {_version(result.undone)}.", "bold")
    if result.current is None:
        voice.say("The history is empty again.")
    else:
        voice.say(f"The history is again as after: {_version(result.current)}.")
        voice.say(_rows(result.current), "dim")


def print_report_written(result: ReportWritten, console: Console) -> None:
    """The sentence, and where the report is."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say(f"The report: {result.report}. Open it in a browser; it prints well.")


def _slump(result: DemoMade, voice: Voice) -> None:
    """The slump that is hidden in the demo: when it was heard, what it was, what mends it."""
    active = result.watch.active if result.watch is not None else []
    if not active:
        return
    alarm = active[0]
    voice.say("5  The slump: heard early, named, mended", "bold")
    voice.say()
    first = alarm.raised - timedelta(days=1)
    voice.say(
        f"Asked each week, unslump watch would have warned first on {day(alarm.raised)} "
        f"(see for yourself: unslump watch --as-of {first}).",
        indent=3,
    )
    if alarm.bookings_fell is not None:
        weeks = (alarm.bookings_fell - alarm.raised).days // 7
        voice.say(
            f"Bookings still looked well. They fell by {day(alarm.bookings_fell)}: "
            f"{count(weeks, 'week', 'weeks')} later.",
            indent=3,
        )
    voice.say(alarm.sentence, "bold", indent=3)
    if result.diagnosis is not None:
        voice.say()
        voice.say(result.diagnosis.sentence, indent=3)
    if result.plan is not None:
        voice.say()
        voice.say("What mends it:", indent=3)
        voice.points(("→", change, "") for change in result.plan.changes[:3])
        voice.say(result.plan.sentence, indent=3)
    voice.say()


def print_demo(result: DemoMade, console: Console) -> None:
    """The demo from the beginning: the company, its import, what can be asked, the answer, what to try."""
    voice = Voice(console)
    voice.say(f"1  A company: {result.company_yaml}", "bold")
    voice.say(
        "invented, with nine people, six channels and 24 months of exports as a CRM writes them.", indent=3
    )
    voice.say()
    voice.say("2  Its exports are imported", "bold")
    voice.rows(
        (
            (Path(file.file).name, f"→ {file.table}", f"{file.rows_read:,}", _set_aside(file))
            for file in result.imported.files
        ),
        ("left", "left", "right", "left"),
    )
    if result.imported.rejected is not None:
        voice.say(
            "The rows set aside are broken on purpose: every CRM has a few that are entered twice, lack a "
            f"day or have letters in an amount. Each stands with its reason in {result.imported.rejected}.",
            indent=3,
        )
    voice.say()
    voice.say("3  What this history can answer", "bold")
    voice.points(_in_brief(result.readiness))
    voice.say()
    voice.say(f"4  Is the goal {result.check.goal.name} supported?", "bold")
    voice.say()
    print_check(result.check, console)
    voice.say()
    _slump(result, voice)
    voice.say(f"The report with pictures: {result.report}", "bold")
    voice.heading("To look further")
    workspace, asked = result.workspace, result.check.as_of
    for command, what in (
        ("readiness", "what is missing, and how to mend it"),
        (
            f"check --goal {shlex.quote(result.check.goal.name)} --as-of {half_a_year_before(asked)}",
            "the same goal, asked half a year earlier",
        ),
        ("watch", "every stream beside what was expected, and the alarms"),
        ("diagnose", "what took the money, by cause and function"),
        ('outlook --what-if "Jonas 34 hours marketing"', "the months ahead, and what if"),
        ("plan", "who should do what instead"),
        (
            'campaign new "Autumn fair" --message "A tenth less in a year" --channel "Trade fairs" '
            "--from 2026-09-01 --to 2026-09-30 --budget 4000 --goal 2026-Q3",
            "a campaign; then campaign charter, check and launch: roles and readiness first",
        ),
        ("route", "who should take which open lead"),
        ("orders", "what is owed, by whom, since when"),
        ("story find", "war stories like the slump that is on"),
        ("backtest", "how good past answers would have been"),
        ("serve", "all of it as pages in your browser"),
    ):
        voice.say(command_in(workspace, command), indent=2)
        voice.say(what, "dim", indent=6)


def half_a_year_before(day: date) -> date:
    """The last day of the month half a year before."""
    months = day.year * 12 + day.month - 6
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _file(file: FileReport, voice: Voice) -> None:
    voice.say(f"{file.file}: {file.origin}" + (f" → {file.table}" if file.table else ""), "bold")
    if file.table is None:
        voice.say("of no use here; nothing was read from it", indent=2)
    else:
        voice.say("; ".join(_counts(file)) or "no rows", indent=2)
    if file.origin.startswith("proposed"):
        voice.rows(((name, f"from {source}") for name, source in file.columns.items()), ("left", "left"))
    if file.not_used:
        voice.say(f"columns not used: {_list(file.not_used)}", "dim", indent=2)
    for note in file.notes:
        voice.say(note, "dim", indent=2)


def _counts(file: FileReport) -> Iterator[str]:
    for number, words in (
        (file.rows_new, "new"),
        (file.rows_changed, "changed"),
        (file.rows_unchanged, "known already"),
        (file.rows_repeated, "repeated"),
        (file.rows_skipped, "skipped"),
        (file.rows_rejected, "set aside"),
    ):
        if number:
            yield f"{number:,} {words}"


def _set_aside(file: FileReport) -> str:
    return f"{file.rows_rejected:,} set aside" if file.rows_rejected else ""


def _linked(link: Links) -> str:
    ways = [(link.by_id, "id"), (link.by_email, "e-mail"), (link.by_name, "name")]
    by = ", ".join(f"{number:,} by {way}" for number, way in ways if number)
    said = by or "none is linked"
    if link.unlinked:
        said += f"; {link.unlinked:,} name one that is not here"
    if link.silent:
        said += f"; {link.silent:,} name none"
    return said


def _in_brief(ready: Readiness) -> Iterator[tuple[str, str, str]]:
    marks = {
        "yes": ("✓ yes", "green"),
        "limited": ("▲ in part", "bold yellow"),
        "no": ("✕ not yet", "bold red"),
    }
    for answer, (mark, style) in marks.items():
        questions = [str(question) for question, given in ready.answers.items() if given == answer]
        if questions:
            yield mark, ", ".join(questions), style


def _version(version: VersionView) -> str:
    return f"{version.note} ({version.created_at:%Y-%m-%d %H:%M} UTC)"


def _rows(version: VersionView) -> str:
    return ", ".join(f"{rows:,} {table}" for table, rows in version.rows.items())


def _list(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMES])
    return shown + (f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else "")
