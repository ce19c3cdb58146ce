"""From words to changes: refused where the history cannot tell what they would do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.slump.learnt import company, history, learnt_from
from unslump.business.functions import Function
from unslump.errors import QuestionError
from unslump.history.store import Store
from unslump.planning.learnt import Learnt
from unslump.slump.supposed import refuse_unknown, suppose
from unslump.slump.what_if import Hire, Hours, Leaver, Spend


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    folder = history(tmp_path_factory.mktemp("supposed") / "brightline")
    return learnt_from(Store(folder).snapshot(None), draws=100)


def never() -> Learnt:
    raise AssertionError("a win rate needs nothing learnt of people and money")


def test_a_win_rate_is_said_to_reach_open_deals(learnt: Learnt) -> None:
    found = suppose(["win rate -20 %"], 6, learnt.engine, None, never)
    assert found.altered.wins == ((0.8, None),)
    assert found.altered.leads is None
    assert any("open deals included" in note for note in found.notes)


def test_what_it_rests_on_is_said(learnt: Learnt) -> None:
    words = ["spend on Search -50 %", "Ana leaves on 2025-06-30", "hire a closer"]
    told = " ".join(suppose(words, 6, learnt.engine, company(), lambda: learnt).notes)
    assert "what check expects" in told
    assert "22 weeks" in told


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["win rate +90 %", "win rate +90 %"], "times as high"),
        (["Dora leaves"], "no hours of marketing or sales"),
        (["Dora 30 hours"], "Name the function"),
        (["spend on Referrals +50 %"], "Money was spent on Fairs, Search"),
        (["Zoe leaves"], "Ana Ruiz"),
        (["Clara Vogt leaves"], "left on 28 December 2024"),
        (["Ana leaves on 2026-09-01"], "--months"),
        (["a win for everyone"], "cannot be read"),
    ],
)
def test_refused(learnt: Learnt, texts: list[str], said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        suppose(texts, 6, learnt.engine, company(), lambda: learnt)
    assert said in str(caught.value)


def test_what_no_record_speaks_of_is_refused(learnt: Learnt) -> None:
    response = learnt.response
    blind = replace(
        learnt,
        response=replace(
            response,
            usual_hours=np.zeros_like(response.usual_hours),
            usual_spend=np.zeros_like(response.usual_spend),
            beta=np.zeros_like(response.beta),
        ),
    )
    first = learnt.engine.observed_until
    for each, said in (
        (Spend("spend -10 %", None, 0.9, None), "Import what was spent"),
        (Hire("hire a finder", "finder", 40.0, first), "activities with hours"),
        (
            Hours("Ana 10 hours marketing", 0, {Function.MARKETING: 10.0}, {}, None, None),
            "activities with hours",
        ),
    ):
        with pytest.raises(QuestionError) as caught:
            refuse_unknown(blind, company(), [each])
        assert said in caught.value.hint
    refuse_unknown(blind, company(), [Leaver("Ana leaves", 0, None)])  # her selling hours are known


def test_what_is_known_in_part_is_said(learnt: Learnt) -> None:
    effort = learnt.engine.effort
    sales = replace(effort.hours[Function.SALES], draws=None)
    engine = replace(learnt.engine, effort=replace(effort, hours={**effort.hours, Function.SALES: sales}))
    part = replace(learnt, engine=engine)
    found = suppose(["Ana leaves"], 6, engine, company(), lambda: part)
    assert any("hours of sales do is not known" in note for note in found.notes)
