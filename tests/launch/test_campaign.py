from datetime import date

import pytest

from tests.launch.campaigns import APRIL, COMPANY, campaign
from unslump.errors import QuestionError, StoreError
from unslump.launch.campaign import CampaignPlan, Wishes, plan_campaign, read_plan


def test_the_message_says_offer_and_segment_and_names_are_spelt_as_the_company_does():
    plan = campaign(message="weigh IT twice", channel="messe", goal="spring")
    assert (plan.message, plan.offer, plan.segment) == ("Weigh it twice", "Scale", "Bakeries")
    assert (plan.channel, plan.goal) == ("Fairs", "Spring")


def test_what_company_yaml_says_of_it_is_taken_over_and_wishes_come_first():
    plan = plan_campaign("old  FAIR", Wishes(budget=100), COMPANY)
    assert (plan.name, plan.message, plan.offer, plan.budget) == ("Old fair", "For mills", "Silo", 100)
    changed = plan_campaign("Old fair", Wishes(end=date(2026, 4, 3)), COMPANY, before=plan)
    assert (changed.budget, changed.start, changed.end) == (100, date(2026, 3, 1), date(2026, 4, 3))


def test_everything_that_is_wrong_is_said_at_once():
    wishes = Wishes(message="Wiegh it twice", channel="Radio", goal="Sprint", start=date(2026, 4, 2))
    with pytest.raises(QuestionError) as caught:
        plan_campaign("X", wishes, COMPANY)
    said = str(caught.value)
    for words in (
        "did you mean Weigh it twice?",
        "known are Fairs, Search",
        "Did you mean Spring?",
        "give --to",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"offer": "Silo"}, "is about Scale, and the campaign offers Silo"),
        ({"segment": "Mills"}, "speaks to Bakeries, and the campaign is for Mills"),
        ({"end": date(2026, 3, 1)}, "ends on 1 March 2026, before it starts on 1 April 2026"),
        ({"end": date(2036, 3, 1)}, "three years at most"),
        ({"leads": -3}, "leads is -3"),
        ({"budget": float("inf")}, "budget is inf"),
    ],
)
def test_what_cannot_be_is_refused(wishes, words):
    with pytest.raises(QuestionError, match=words):
        campaign(**wishes)


def test_a_record_of_another_version_is_told_apart():
    with pytest.raises(StoreError, match="another version"):
        read_plan({"name": "x", "colour": "red"})


def test_a_label_means_it_by_name_or_other_spelling():
    plan = CampaignPlan(name="Spring fair", aliases=["SF-26"], **APRIL)
    assert [plan.is_meant_by(label) for label in ("spring  FAIR", "sf-26", "Spring")] == [True, True, False]
