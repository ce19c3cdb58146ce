"""Needs, matches and routings on terminals of any width: nothing is lost, and no text is taken for markup."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from rich.console import Console

from tests.desk.shop import YAML, open_lead, shop
from unslump.business.company import Company
from unslump.desk.learnt import Learnt, learn
from unslump.desk.matching import match_lead
from unslump.desk.needs import lead_needs, needs_that_come
from unslump.desk.routing import route_leads
from unslump.desk.routing_hours import work_of
from unslump.report.match_view import print_match
from unslump.report.needs_view import print_lead_needs, print_needs
from unslump.report.route_view import print_route

COMPANY = Company.from_yaml(YAML)
NAME = "[red]Uta[/red] \x1b[31m"


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    leads = [open_lead(1000 + n, name=NAME) for n in range(20)]
    leads.append(open_lead(1100, need=None, notes="They want it quiet [bold]", name=NAME))
    store = shop(tmp_path_factory.mktemp("shop"), *leads)
    return learn(store.snapshot(), COMPANY, {}, np.random.default_rng(1))


def printed(show: Callable[[Console], None], width: int) -> str:
    stream = io.StringIO()
    show(Console(file=stream, width=width, markup=False, highlight=False, emoji=False))
    said = stream.getvalue()
    assert all(len(line) <= max(width, 40) for line in said.splitlines())
    assert "\x1b" not in said
    return said


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_routing_names_every_lead_it_tells_of(learnt: Learnt, width: int) -> None:
    work = work_of(None, learnt, COMPANY, np.random.default_rng(2))  # type: ignore[arg-type]  # hours are stated
    result = route_leads(learnt, {}, work, "EUR")
    said = printed(lambda console: print_route(result, console), width)
    for route in result.routes[:8]:
        assert route.lead in said
    assert "[red]Uta[/red]" in said
    words = " ".join(said.split())
    assert "One more hour of Ana would bring" in words
    assert "Nothing is assigned yet" in words
    for seller in ("Ana", "Ben"):
        assert seller in said


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_match_names_every_offer_and_why(learnt: Learnt, width: int) -> None:
    result = match_lead(learnt, learnt.row_of("L1000"), "EUR", "Ana")
    words = " ".join(printed(lambda console: print_match(result, console), width).split())
    for offer in ("Plant, 8,000 EUR × 50 %", "Check, 1,000 EUR × 50 %"):
        assert offer in words
    for each in result.excluded:
        assert f"{each.offer}: {each.why}" in words
    assert f"{result.offers[0].reasons[0].words}:" in words


@pytest.mark.parametrize("width", [40, 80])
def test_needs_are_told_with_who_says_so(learnt: Learnt, width: int) -> None:
    words = " ".join(printed(lambda console: print_needs(needs_that_come(learnt), console), width).split())
    assert "No offer answers Quiet" in words
    assert "Answered by: Check, Plant, Summer, Old, Few" in words
    assert "leads with a need that is recorded and 1 with one only proposed from their notes, of " in words
    row = learnt.row_of("L1100")
    one = " ".join(
        printed(lambda console: print_lead_needs(lead_needs(learnt, row, None), console), width).split()
    )
    assert "Quiet is proposed for lead L1100" in one
    assert "They want it quiet [bold]" in one
    assert 'unslump needs --lead L1100 --pick "Quiet"' in one


def test_a_share_of_wins_that_rests_on_proposals_says_so(learnt: Learnt) -> None:
    result = needs_that_come(learnt)
    shown = next(need for need in result.needs if need.win_share is not None)
    mark = "Rests on proposals from notes alone"
    assert mark not in printed(lambda console: print_needs(result, console), 100)
    unpicked = shown.model_copy(update={"picked": 0, "in_history": 0, "proposed": 9.0})
    told = result.model_copy(update={"needs": (unpicked,)})
    assert f"{mark}: nobody picked" in printed(lambda console: print_needs(told, console), 100)


def test_without_notes_nothing_is_said_of_what_notes_propose(learnt: Learnt) -> None:
    result = needs_that_come(learnt)
    assert result.has_notes
    assert "the notes propose one" in printed(lambda console: print_needs(result, console), 100)
    bare = result.model_copy(update={"proposed": 0, "silent": 0, "foreign": (), "without": 7, "empty": 7})
    said = printed(lambda console: print_needs(bare, console), 100)
    assert "notes propose" not in said
    assert "notes that do not say" not in said
