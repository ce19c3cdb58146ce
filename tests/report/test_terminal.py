"""The answer on terminals that are narrow, colourless, piped, or know only ASCII."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.report.examples import EVERY, HOSTILE, in_deals, named, unknown, unsupported
from unslump.planning.verdict import CheckResult
from unslump.report.sources import added_up
from unslump.report.steps import lane_steps
from unslump.report.terminal import print_check, print_readiness


def said(result: CheckResult, width: int = 80, encoding: str = "utf-8", **options: object) -> str:
    """What a console of this kind writes, as its bytes read back."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)  # strict: what cannot be encoded raises
    print_check(result, Console(file=out, width=width, **options))  # type: ignore[arg-type]
    out.flush()
    return raw.getvalue().decode(encoding)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", EVERY)
def test_every_answer_fits_every_width(name: str, width: int) -> None:
    lines = said(EVERY[name](), width).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_the_sentence_comes_first_then_lanes_reasons_numbers_warnings() -> None:
    result = unsupported()
    text = one_line(said(result))
    order = [
        result.sentence,
        "about 22 %",
        "82,000–140,000 EUR",
        "MARKETING brings the leads",
        "gap 41 leads",
        "SALES turns leads into orders",
        result.reasons[0],
        "Already won 31,200 EUR 28 %",
        "103 are needed for an 80 % chance",
        result.data.warnings[0],
        "1,043 leads, 388 deals, 127 of them won",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_step_shows_its_numbers(width: int) -> None:
    text = one_line(said(in_deals(), width))
    for lane in lane_steps(in_deals()).values():
        for step in lane:
            assert step.have in text
            assert step.need in text
            assert step.verdict in text


@pytest.mark.parametrize("width", [60, 100])
def test_bars_are_as_long_as_the_numbers_say(width: int) -> None:
    lines = said(unsupported(), width).splitlines()
    bars = [line for line in lines if re.match(r"  \w+ +[█░]", line)]
    steps = [step for lane in lane_steps(unsupported()).values() for step in lane]
    assert len(bars) == len(steps)
    length = max(bar.count("█") + bar.count("░") for bar in bars)
    for bar, step in zip(bars, steps, strict=True):
        assert bar.count("┃") == 1
        assert step.have_share is not None
        assert abs(bar.count("█") - length * step.have_share) <= 1.5
        assert ("░" in bar) == (step.state == "gap")


def test_what_is_not_known_is_not_drawn_as_missing() -> None:
    text = said(unknown())
    assert "░" not in text.replace("░ missing", "")
    assert text.index("What is missing") < text.index("MARKETING")


def test_a_pipe_gets_no_colour_and_a_terminal_does() -> None:
    assert "\x1b" not in said(unsupported())
    assert "\x1b[" in said(unsupported(), force_terminal=True, color_system="standard")
    assert "\x1b[3" not in said(unsupported(), force_terminal=True, color_system=None)


@pytest.mark.parametrize("name", EVERY)
def test_a_terminal_with_ascii_only_still_reads(name: str) -> None:
    text = said(EVERY[name](), encoding="ascii")
    assert "MARKETING" in text


def test_ascii_bars_keep_their_meaning() -> None:
    text = said(unsupported(), encoding="ascii")
    assert re.search(r"Leads +#+\.+\| ! gap 41 leads", text)
    assert re.search(r"Hours +#+\|#+ +\+ enough", text)


def test_the_means_and_the_median_are_explained_where_they_stand() -> None:
    text = one_line(said(unsupported()))
    assert text.index("Leads still to come") < text.index("The parts are means, which add up (to 11")
    assert "The middle of the 80 % range (109,000 EUR) is the median" in text
    assert added_up(unknown()) == ""


def test_names_are_neither_markup_nor_escape_codes() -> None:
    text = said(named(HOSTILE), force_terminal=True, color_system=None)
    assert "\x1b[31m" not in text
    assert "\x07" not in text
    assert "[bold red]markup[/]" in one_line(text)


def readiness(**parts: object) -> SimpleNamespace:
    finding = SimpleNamespace(level="blocks", text="Leads end in May.", mend="Import a newer export.")
    quiet = SimpleNamespace(level="good", text="Two wins precede their lead.", mend="")
    return SimpleNamespace(
        **{"findings": [finding, quiet], "answers": {"win rate": "yes", "speed to lead": "no"}} | parts
    )


@pytest.mark.parametrize("width", [40, 80])
def test_readiness_says_what_can_be_answered_and_what_mends_it(width: int) -> None:
    out = io.StringIO()
    print_readiness(readiness(), Console(file=out, width=width))
    text = one_line(out.getvalue())
    assert "win rate yes" in text
    assert "speed to lead no" in text
    assert "✕ blocks Leads end in May. To mend it: Import a newer export." in text
    assert "Two wins precede their lead." in text
    assert text.count("To mend it") == 1


def test_readiness_with_nothing_found_says_so() -> None:
    out = io.StringIO()
    print_readiness(readiness(findings=[]), Console(file=out, width=80))
    assert "Nothing was found that needs mending." in out.getvalue()
