"""Channels in the terminal and as a picture."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from tests.outlook.engines import engine, sizes, stage
from tests.planning.responses import response
from tests.planning.test_channel_costs import COMPANY
from unslump.planning.channel_costs import channel_costs
from unslump.report.channels_view import print_channels
from unslump.report.response_chart import response_curves


def shown(result, width=110, encoding="utf-8"):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    print_channels(result, Console(file=file, width=width, force_terminal=False))
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.fixture(scope="module")
def answer():
    names = ("Search", "Fairs [red]", "A channel with a name far too long for any column")
    made = response(
        names, scale=(0.1, 0.3, 0.05), beta=0.3, hours=(3.0, 2.0, 1.0), spread=0.4, notes=("a note",)
    )
    return channel_costs(engine(stage(channels=names), sizes=sizes()), made, COMPANY)


def test_the_sentence_comes_first_and_the_limits_last(answer):
    lines = shown(answer, width=400).splitlines()
    assert lines[0] == answer.sentence
    assert "As of 31 March 2026." in lines[-1]
    assert "A note." in shown(answer)


@pytest.mark.parametrize("width", [40, 60, 80, 110, 200])
def test_no_line_is_wider_than_the_console(answer, width):
    assert max(len(line) for line in shown(answer, width).splitlines()) <= width


def test_names_are_never_read_as_markup_and_ascii_is_enough(answer):
    assert "Fairs [red]" in shown(answer)
    assert "Fairs [red]" in shown(answer, encoding="ascii")


def test_every_channel_has_its_cost(answer):
    text = shown(answer)
    for channel in answer.channels:
        assert channel.channel[:15] in text
    assert text.count(" EUR") > 9


def test_without_anything_known_it_still_speaks():
    bare = response(scale=0.0, alpha=0.0, decay=0.0, spend=0.0, basis="base rate only")
    text = shown(channel_costs(engine(stage()), bare, None))
    assert "not known" in text.splitlines()[0]
    assert "Customers" not in text
    assert "8 of 10" not in text  # no range is shown


def test_the_note_under_the_costs_names_only_what_they_hold():
    hours_alone = response(spend=0.0, alpha=0.0, decay=0.0, beta=0.3, hours=(3.0,), basis="hours only")
    text = " ".join(shown(channel_costs(engine(stage()), hours_alone, COMPANY)).split())
    assert "A lead costs marketing labour." in text
    text = " ".join(shown(channel_costs(engine(stage()), response(), None)).split())
    assert "A lead costs money, no labour; one more is money only" in text


def test_the_picture_has_a_panel_a_channel_and_the_same_numbers_as_a_table(answer):
    picture = response_curves(answer)
    assert len(picture.rows) == 3
    svg = str(picture.svg)
    assert svg.count("<svg") == 2
    assert "Search" in svg
    for match in re.finditer(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"', svg):
        assert float(match[1]) > 300
        assert float(match[2]) > 150
    assert "NaN" not in svg


def test_no_picture_without_a_response():
    bare = response(scale=0.0, alpha=0.0, decay=0.0, spend=0.0)
    assert response_curves(channel_costs(engine(stage()), bare, None)) is None
