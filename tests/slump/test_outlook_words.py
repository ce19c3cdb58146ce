"""The sentence: unlikely, possible or likely, when, how much, and what a what-if would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.slump.answers import outlook
from unslump.slump.outlook_words import sentence_for


@pytest.mark.parametrize(
    ("chances", "sentence"),
    [
        ((0.0, 0.0, 0.0), "A slump is unlikely through September 2026: under 1 % in every month."),
        (
            (0.02, 0.12, 0.08),
            "A slump is unlikely through September 2026: at most about 12 % in August 2026.",
        ),
        ((0.12,), "A slump is unlikely through July 2026: about 12 %."),
        ((0.05, 0.3, 0.05), "A slump is possible in August 2026: about 30 %."),
        (
            (0.05, 0.22, 0.31),
            "A slump is possible from August 2026 on: about 22 % at first, "
            "at most about 31 % in September 2026.",
        ),
        (
            (0.4, 0.3, 0.1, 0.1),
            "A slump is possible from July 2026 to August 2026: about 40 % at first, "
            "about 30 % in August 2026.",
        ),
        (
            (0.3, 0.55, 0.7),
            "A slump is likely from August 2026 on: about 55 % at first, "
            "at most about 70 % in September 2026.",
        ),
        ((0.8, 0.3, 0.1), "A slump is likely in July 2026: about 80 %."),
    ],
)
def test_today(chances: Sequence[float], sentence: str) -> None:
    assert sentence_for(outlook(chances)) == sentence


def test_a_slump_that_is_there_is_said_first() -> None:
    told = sentence_for(outlook((0.1, 0.1), now_share=0.64))
    assert told.startswith("The last 13 weeks were a slump, 64 % of the pace. A slump is unlikely")


def test_a_what_if_stands_beside_today_in_the_month_it_matters_most() -> None:
    told = sentence_for(outlook((0.1, 0.2), (0.15, 0.41), what_ifs=["spend -30 %", "Ana leaves"]))
    assert told.endswith(
        "; with “spend -30 %” and “Ana leaves” it would be about 41 % in August 2026, instead of about 20 %."
    )
    assert sentence_for(outlook((0.1, 0.2), (0.1, 0.205))).endswith(
        "; with “win rate -20 %” that would hardly change."
    )


def test_the_example_starts_in_july() -> None:
    assert outlook((0.1,)).months[0].month == date(2026, 7, 1)
