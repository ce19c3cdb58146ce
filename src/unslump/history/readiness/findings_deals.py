"""What the deals hold: enough wins, losses among them, days, amounts."""

from __future__ import annotations

from collections.abc import Iterator

from unslump.business.wording import count, percent
from unslump.history.readiness.answers import ENOUGH_WINS, FEWEST_WINS
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import WORTH_MENDING, Finding, blocks, good, limit

__all__ = ["findings"]

_CARRIES = 0.25  # share of the won amount in one deal
_FEWEST_FOR_SHARE = 5  # with fewer amounts, one carries a quarter by arithmetic alone


def findings(census: Census) -> Iterator[Finding]:
    """About wins, then endings, then amounts."""
    yield from _wins(census)
    yield from _endings(census)
    yield from _amounts(census)


def _wins(census: Census) -> Iterator[Finding]:
    deals = census.deals
    won = deals["won"]
    if deals["rows"] == 0:
        yield blocks(
            "no_deals",
            "There are no deals: nothing can be said about winning, closing or size.",
            "Import the deals or opportunities, closed ones included.",
        )
    elif won < FEWEST_WINS:
        yield blocks(
            "few_wins",
            f"Only {count(won, 'deal is', 'deals are')} won: fewer than {FEWEST_WINS} make no win rate.",
            "Import older deals, closed ones included.",
        )
    elif won < ENOUGH_WINS:
        yield limit(
            "few_wins",
            f"{count(won, 'deal is', 'deals are')} won: win rates are wide below {ENOUGH_WINS}, and lean on "
            "the average of all channels and people.",
            "Import older deals, closed ones included.",
        )
    else:
        yield good("wins", f"{count(won, 'deal is', 'deals are')} won: enough to learn from.")
    if won and deals["won_without_owner"] > WORTH_MENDING * won:
        yield limit(
            "wins_without_owner",
            f"No seller on {percent(deals['won_without_owner'] / won)} of won deals "
            f"({deals['won_without_owner']:,} of {won:,}).",
            "Export the deal's owner.",
        )


def _endings(census: Census) -> Iterator[Finding]:
    deals, undated = census.deals, census.undated
    if deals["rows"] and deals["lost"] + census.leads["lost"] == 0:
        alone = deals["won"] == deals["rows"]
        yield limit(
            "no_losses",
            ("All deals are won: none is lost or open." if alone else "No deal or lead is marked lost.")
            + " What is not won counts as still possible, by its age, for as long as deals here take.",
            "Mark lost deals as lost in the CRM, with the day; export them too.",
        )
    for outcome in ("won", "lost"):
        if undated[outcome]:
            yield limit(
                f"{outcome}_without_day",
                f"{count(undated[outcome], 'deal is', 'deals are')} marked {outcome} but "
                f"{'has' if undated[outcome] == 1 else 'have'} no closing day: "
                "they count as open, because nobody can say when it happened.",
                "Export the closing day.",
            )
    if undated["never"]:
        yield limit(
            "deals_without_day",
            f"{count(undated['never'], 'deal has', 'deals have')} neither a creation day nor a closing day "
            "that counts, and cannot be used.",
            "Export the creation day.",
        )


def _amounts(census: Census) -> Iterator[Finding]:
    deals = census.deals
    won = deals["won"]
    if won and deals["won_with_amount"] == 0:
        yield limit(
            "no_amounts",
            "No won deal has an amount: goals can be asked in deals, not in money.",
            "Export the amount.",
        )
    elif won and won - deals["won_with_amount"] > WORTH_MENDING * won:
        missing = won - deals["won_with_amount"]
        yield limit(
            "wins_without_amount",
            f"No amount on {percent(missing / won)} of won deals ({missing:,} of {won:,}): deal size is "
            "learnt from the rest.",
            "Export the amount.",
        )
    share = deals["largest_won"] / deals["won_amount"] if deals["won_amount"] > 0 else 0.0
    if share > _CARRIES and deals["won_with_amount"] >= _FEWEST_FOR_SHARE:
        yield limit(
            "one_deal_carries",
            f"One deal carries {percent(share)} of the won amount: money depends on whether the like of it "
            "comes again.",
            "Check the amount for a slip; if it is right, ask the goal in deals as well.",
        )
    if deals["no_currency"]:
        yield limit(
            "no_currency",
            f"No currency on {percent(deals['no_currency'] / deals['given'])} of amounts "
            f"({deals['no_currency']:,} of {deals['given']:,}): they are taken to be in the company's own.",
            "Export the currency, or make sure that there is only one.",
        )
    if deals["unconverted"]:
        yield limit(
            "amounts_not_converted",
            f"{count(deals['unconverted'], 'amount is', 'amounts are')} in a currency without a rate and "
            "cannot be counted.",
            "Add the rate to company.yaml under rates and import again.",
        )
