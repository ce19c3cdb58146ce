"""Lane steps in words, and where they stand in the picture."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.examples import EVERY, bare, hopeless, unsupported
from unslump.planning.verdict import LaneStep
from unslump.report import axes, plain, steps
from unslump.report.lanes import Layout, narrow_layout, wide_layout
from unslump.report.steps import lane_steps, step_of

AMOUNTS = st.none() | st.floats(0, 1e12) | st.just(float("nan"))


@pytest.mark.parametrize("module", [steps, plain, axes])
def test_examples_hold(module: object) -> None:
    outcome = doctest.testmod(module)  # type: ignore[arg-type]
    assert outcome.attempted
    assert outcome.failed == 0


@given(AMOUNTS, AMOUNTS)
def test_state_and_bars_say_the_same_as_the_numbers(have: float | None, need: float | None) -> None:
    step = step_of(LaneStep(lane="sales", step="deals", have=have, need=need, unit="deals"), unsupported())
    if have is None or need is None or have != have or need != need:
        assert step.state == "unknown"
        assert step.have_share is None  # no bar is full against a need that nobody knows
        return
    assert step.state == ("gap" if need - have > 0.005 * need else "enough")
    assert step.have_share is not None
    assert step.need_share is not None
    assert max(step.have_share, step.need_share) == (1 if max(have, need) > 0 else 0)
    if step.state == "gap":
        assert step.have_share < step.need_share


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.sampled_from(["leads", "hours", "deals"]))
def test_the_gap_is_the_difference_of_the_numbers_beside_it(have: float, need: float, unit: str) -> None:
    step = step_of(LaneStep(lane="sales", step="deals", have=have, need=need, unit=unit), unsupported())
    if step.state == "gap" and "under" not in step.have + step.need + step.verdict:
        shown_have, shown_need, gap = (
            int(words.split()[1].replace(",", "")) for words in (step.have, step.need, step.verdict)
        )
        assert gap == shown_need - shown_have


def test_deals_come_whole() -> None:
    step = step_of(LaneStep(lane="sales", step="deals", have=8.1, need=10, unit="deals"), unsupported())
    assert (step.have, step.need, step.verdict) == ("have 8 deals", "need 10 deals", "gap 2 deals")


def test_no_number_of_leads_being_enough_is_not_called_unknown() -> None:
    leads = next(s for s in lane_steps(hopeless())["marketing"] if s.name == "Leads")
    assert (leads.need, leads.verdict, leads.state) == (
        "no number is enough",
        "out of reach",
        "beyond",
    )


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("layout_of", [wide_layout, narrow_layout])
def test_nothing_overlaps_or_leaves_the_picture(name: str, layout_of: object) -> None:
    layout: Layout = layout_of(lane_steps(EVERY[name]()))  # type: ignore[operator]
    marketing, sales = layout.lanes
    assert marketing.y + marketing.height < sales.y
    assert sales.y + sales.height == pytest.approx(layout.height)
    for lane in layout.lanes:
        for placed in lane.steps:
            assert placed.x >= 0
            assert placed.x + placed.width <= layout.width
            assert lane.y < placed.y < lane.y + lane.height - 80
            assert max(placed.have_width, placed.need_width) <= placed.width + 1e-9
        for one, after in pairwise(lane.steps):
            assert one.x + one.width < after.x or one.y + 90 < after.y


def test_sales_begins_where_marketing_hands_over() -> None:
    layout = wide_layout(lane_steps(unsupported()))
    assert layout.lanes[1].steps[0].x == layout.lanes[0].steps[-1].x
    assert layout.handover is not None


def test_empty_lanes_have_no_handover() -> None:
    assert wide_layout(lane_steps(bare())).handover is None
