"""The market's own rules."""

from datetime import date

import pytest

from unslump.business.market import Campaign, Channel, Offer
from unslump.errors import QuestionError


def test_a_channel_keeps_its_limits():
    fairs = Channel("Fairs", min_spend=100, max_spend=300)
    assert [fairs.allows(spend) for spend in (99, 100, 300, 301)] == [False, True, True, False]
    assert Channel("Web").allows(0)
    assert Channel("Web").allows(1e12)
    with pytest.raises(QuestionError, match="at least 300 but at most 100"):
        Channel("Fairs", min_spend=300, max_spend=100)


def test_a_campaign_runs_from_its_first_to_its_last_day():
    spring = Campaign("Spring", start=date(2026, 3, 1), end=date(2026, 3, 4))
    assert [spring.runs_on(date(2026, 3, n)) for n in (1, 4, 5)] == [True, True, False]
    assert not spring.runs_on(date(2026, 2, 28))
    assert Campaign("Always").runs_on(date(1999, 1, 1))
    with pytest.raises(QuestionError, match="Spring ends"):
        Campaign("Spring", start=date(2026, 3, 2), end=date(2026, 3, 1))


def test_an_offer_meets_the_needs_it_names():
    assert Offer("Set", needs=("Less scrap",)).meets("Less scrap")
    assert not Offer("Set").meets("Less scrap")


def test_an_offer_is_deliverable_from_its_first_to_its_last_day():
    summer = Offer("Set", available_from=date(2026, 6, 1), available_until=date(2026, 8, 31))
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [summer.deliverable_on(day) for day in days] == [False, True, True, False]
    assert Offer("Set").deliverable_on(date(1999, 1, 1))
    with pytest.raises(QuestionError, match="until 2026-05-31, before it is available from 2026-06-01"):
        Offer("Set", available_from=date(2026, 6, 1), available_until=date(2026, 5, 31))


def test_an_offer_is_delivered_in_its_regions_and_anywhere_without_them():
    assert Offer("Set", regions=("Germany",)).delivered_in(" GERMANY ")
    assert not Offer("Set", regions=("Germany",)).delivered_in("Austria")
    assert Offer("Set").delivered_in("Mars")
