"""Every text can be read on what it is set on; what differs only in colour differs in lightness."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from unslump.report import palette
from unslump.report.palette import CSS_COLOURS, VERDICT_COLOURS, contrast

WASHES = [palette.PAPER, palette.WASH, palette.MARKETING_WASH, palette.SALES_WASH]
TEXTS = [
    *((text, wash) for text in (palette.INK, palette.SOFT_INK, palette.GAP) for wash in WASHES),
    *((palette.PAPER, colour) for colour in VERDICT_COLOURS.values()),
    *((VERDICT_COLOURS["supported"], wash) for wash in WASHES),
    (palette.MARKETING, palette.MARKETING_WASH),
    (palette.SALES, palette.SALES_WASH),
    *((hat, palette.PAPER) for hat in (palette.MARKETING, palette.SALES, palette.BOTH_HATS)),
    (palette.PAPER, palette.WON),
    (palette.INK, palette.PIPELINE),
    (palette.INK, palette.NEW_LEADS),
    (palette.INK, palette.BAND_80),
    (palette.INK, palette.BAND_50),
]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_texts_have_a_contrast_of_four_and_a_half(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_the_parts_of_a_bar_differ_in_lightness() -> None:
    for one, next_one in pairwise([palette.WON, palette.PIPELINE, palette.NEW_LEADS]):
        assert contrast(one, next_one) >= 2


def test_the_style_sheet_uses_no_colour_of_its_own() -> None:
    css = (Path(palette.__file__).parent / "page.css").read_text()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", css)
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= {*CSS_COLOURS, "font"}
