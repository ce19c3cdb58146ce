"""Question by question: can this history answer it well, within limits, or not at all."""

from __future__ import annotations

from typing import Literal

from unslump.history.readiness.census import Census

__all__ = ["ENOUGH_WINS", "FEWEST_WINS", "Answer", "Question", "answers"]

Answer = Literal["yes", "limited", "no"]
Question = Literal[
    "win rate",
    "when deals close",
    "deal size",
    "leads by channel",
    "spend → leads",
    "who finds",
    "who closes",
    "hours",
    "delivered and paid",
]

FEWEST_WINS = 10  # below, a rate's 80 % interval spans more than a factor of two
ENOUGH_WINS = 50  # above, it is within about a fifth
_MOST_MISSING = 0.2  # of a column, before it limits an answer
_FEWEST_WEEKS = 12  # of leads, to know a channel's usual week
_SPEND_WEEKS = 26  # of spend, to see leads follow it


def answers(census: Census) -> dict[Question, Answer]:
    """The answer to every question."""
    return {
        "win rate": _win_rate(census),
        "when deals close": _when_deals_close(census),
        "deal size": _deal_size(census),
        "leads by channel": _leads_by_channel(census),
        "spend → leads": _spend_to_leads(census),
        "who finds": _who_finds(census),
        "who closes": _who_closes(census),
        "hours": _hours(census),
        "delivered and paid": _delivered_and_paid(census),
    }


def _by_count(count: int) -> Answer:
    if count < FEWEST_WINS:
        return "no"
    return "limited" if count < ENOUGH_WINS else "yes"


def _worse(*given: Answer) -> Answer:
    return max(given, key=("yes", "limited", "no").index)


def _complete(missing: int, of: int) -> Answer:
    """By how much of a column is there."""
    if of == 0 or missing == of:
        return "no"
    return "limited" if missing > _MOST_MISSING * of else "yes"


def _win_rate(census: Census) -> Answer:
    deals, leads = census.deals, census.leads
    if deals["won"] == deals["rows"] and leads["rows"] == 0:
        return "no"  # nothing but wins, and nothing to divide them by
    has_losers: Answer = "yes" if deals["lost"] + leads["lost"] > 0 else "limited"
    return _worse(_by_count(deals["won"]), has_losers)


def _when_deals_close(census: Census) -> Answer:
    return _by_count(max(census.links["pairs"], census.deals["won_opened"]))


def _deal_size(census: Census) -> Answer:
    deals = census.deals
    whole = _complete(deals["won"] - deals["won_with_amount"], deals["won"])
    return _worse(_by_count(deals["won_with_amount"]), whole)


def _leads_by_channel(census: Census) -> Answer:
    leads = census.leads
    if leads["rows"] == 0:
        return "no"
    weeks = (leads["last"] - leads["first"]).days / 7
    known = _complete(leads["no_channel"], leads["rows"])
    return _worse(known, "yes" if weeks >= _FEWEST_WEEKS else "limited")


def _spend_to_leads(census: Census) -> Answer:
    spend = census.spend
    paid, leading = census.channels_in("spend"), census.channels_in("leads")
    if spend["rows"] == 0 or spend["amount"] <= 0 or not paid & leading:
        return "no"
    weeks = (spend["last"] - spend["first"]).days / 7
    enough: Answer = "yes" if weeks >= _SPEND_WEEKS and paid <= leading else "limited"
    return _worse(enough, _leads_by_channel(census))


def _who_finds(census: Census) -> Answer:
    leads, deals = census.leads, census.deals
    on_leads = _complete(leads["no_finder"], leads["rows"])
    on_wins = _worse(_complete(deals["won_without_finder"], deals["won"]), "limited")
    return min(on_leads, on_wins, key=("yes", "limited", "no").index)


def _who_closes(census: Census) -> Answer:
    deals = census.deals
    if deals["owners"] < 2:
        return "no"  # nobody to compare with
    return _worse(_by_count(deals["won"]), _complete(deals["won_without_owner"], deals["won"]))


def _hours(census: Census) -> Answer:
    activities = census.activities
    timed = _complete(activities["no_hours"], activities["rows"])
    return _worse(timed, _complete(activities["no_person"], activities["rows"]))


def _delivered_and_paid(census: Census) -> Answer:
    orders = census.orders
    if orders["rows"] == 0 or orders["delivered"] + orders["paid"] == 0:
        return "no"
    both = orders["delivered"] > 0 and orders["paid"] > 0
    return _worse(_by_count(orders["rows"]), "yes" if both else "limited")
