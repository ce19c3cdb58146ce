from datetime import date

import numpy as np

from unslump.business.functions import Function
from unslump.history.people_weeks import PeopleWeeks
from unslump.slump.alarms import joined
from unslump.slump.detecting import Episode
from unslump.slump.streams import Family, Owner, Stream, leads_to

WEEKS = {week: week for week in range(120)}


def episode(family, since, raised, of="", ended=None, ratio=0.5, frequency=1e-4, bad=-1):
    return Episode(
        Stream(family, family.value, "leads", bad, of), since, raised, ended, ended is not None, 5.0,
        frequency, ratio, 0.1, 10.0,
    )  # fmt: skip


def people(marketing, sales, name="Ana"):
    weeks = len(marketing)
    none = np.zeros((1, weeks))
    return PeopleWeeks(
        people=(name,), first_week=date(2024, 1, 1), channels=(),
        hours={Function.MARKETING: np.array([marketing]), Function.SALES: np.array([sales])}, actions=None,
        found=np.zeros((1, 0, weeks)), found_on="nothing", unsourced=0, leads_owned=none, deals_owned=none,
        won=none, won_found=none, unknown_kinds=(),
    )  # fmt: skip


def test_spend_channel_and_leads_are_one_alarm_named_by_the_spend():
    spend = episode(Family.SPEND, 80, 81, "Ads")
    channel = episode(Family.CHANNEL, 81, 84, "Ads")
    leads = episode(Family.LEADS, 81, 83)
    (alarm,) = joined([leads, channel, spend], None, WEEKS)
    assert alarm.head is spend
    assert alarm.owner is Owner.MARKETING
    assert (alarm.since, alarm.raised, alarm.ended) == (80, 81, None)


def test_what_has_nothing_to_do_with_each_other_stays_apart():
    other_channel = episode(Family.CHANNEL, 81, 84, "Fairs")
    spend = episode(Family.SPEND, 80, 81, "Ads")
    size = episode(Family.SIZE, 80, 90)
    assert len(joined([other_channel, spend, size], None, WEEKS)) == 3


def test_an_effect_long_after_its_cause_was_over_is_another_alarm():
    spend = episode(Family.SPEND, 40, 41, "Ads", ended=50)
    leads = episode(Family.LEADS, 80, 83)
    assert [alarm.head for alarm in joined([spend, leads], None, WEEKS)] == [leads, spend]


def test_who_leaves_later_is_a_cause_of_its_own():
    first, later = episode(Family.SPEND, 60, 61, "Ads"), episode(Family.MARKETING_HOURS, 75, 77, "Ana")
    leads = episode(Family.LEADS, 61, 64)
    heads = {alarm.head for alarm in joined([first, later, leads], None, WEEKS)}
    assert heads == {first, later}


def test_selling_hours_that_dwindle_with_the_leads_do_not_name_it():
    hours, leads = episode(Family.SELLING_HOURS, 76, 90, "Ben"), episode(Family.LEADS, 80, 84)
    (alarm,) = joined([hours, leads], None, WEEKS)
    assert alarm.head is leads
    assert alarm.owner is Owner.MARKETING


def test_hours_that_went_to_the_other_function_are_a_split_role():
    moved = people([30.0] * 60 + [5.0] * 20, [0.0] * 60 + [20.0] * 20)
    left = people([30.0] * 60 + [0.0] * 20, [0.0] * 80)
    lost = episode(Family.MARKETING_HOURS, 60, 63, "Ana", ratio=0.2)
    (split,) = joined([lost], moved, WEEKS)
    (gone,) = joined([lost], left, WEEKS)
    assert (split.owner, split.mover) == (Owner.SPLIT, "Ana")
    assert (gone.owner, gone.mover) == (Owner.MARKETING, "")


def test_fewer_and_worse_leads_with_work_unchanged_are_the_market():
    leads, wins = episode(Family.LEADS, 80, 83), episode(Family.WINS, 79, 92)
    work = {Family.SPEND, Family.MARKETING_HOURS}
    assert {alarm.owner for alarm in joined([leads], None, WEEKS, work)} == {Owner.MARKETING}
    (alarm,) = joined([leads, wins], None, WEEKS, work)
    assert (alarm.owner, alarm.head) == (Owner.MARKET, leads)
    # Where nobody records what is done, a change in it cannot be ruled out.
    assert {alarm.owner for alarm in joined([leads, wins], None, WEEKS)} == {Owner.MARKETING, Owner.SALES}
    cut = episode(Family.SPEND, 79, 80, "Ads")
    assert Owner.MARKET not in {alarm.owner for alarm in joined([leads, wins, cut], None, WEEKS, work)}


def test_slow_answers_explain_lost_wins_and_belong_to_sales():
    reply = episode(Family.REPLY, 70, 72, bad=1, ratio=2.0)
    wins = episode(Family.WINS, 71, 85)
    (alarm,) = joined([wins, reply], None, WEEKS)
    assert alarm.head is reply
    assert alarm.owner is Owner.SALES


def test_causes_lead_to_effects_and_not_back():
    assert leads_to(Family.MARKETING_HOURS, Family.LEADS)
    assert leads_to(Family.REPLY, Family.CLOSING)
    assert not leads_to(Family.WINS, Family.LEADS)
    assert not leads_to(Family.LEADS, Family.WINS)
