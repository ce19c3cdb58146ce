"""Routing on the terminal: who should take which lead, what is left, and whether it is fair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, day, money, number, span, things
from unslump.desk.routing_answer import LeadRoute, RouteResult
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_route"]

_MOST = 12


def print_route(result: RouteResult, console: Console) -> None:
    """Print a proposal for the open leads."""
    voice = Voice(console)
    if result.done:
        voice.say(result.done, "bold")
    voice.say(result.sentence, "" if result.done else "bold")
    voice.say(_pool(result), "dim")
    if result.routes:
        voice.heading(f"Who should take which, {day(result.start)} to {day(result.end)}")
        for seller in dict.fromkeys(route.seller for route in result.routes):
            _tell_routes(seller, [route for route in result.routes if route.seller == seller], result, voice)
        most = "proven to be the most possible" if result.gap < 0.0005 else (
            f"within {result.gap:.1%} of the most possible"
        )  # fmt: skip
        total = money(round(result.margin), result.currency)
        voice.say(
            f"The sum, {total}, is {most}, if the chances are right. Each amount is rounded by itself.",
            "dim",
            indent=2,
        )
    if result.accepted:
        voice.heading("Accepted, and left as they are")
        voice.rows(
            (
                (f"{each.lead} {each.name or ''}", each.seller, f"by {each.by}, {each.at:%Y-%m-%d}")
                for each in result.accepted[:_MOST]
            ),
            ("left", "left", "left"),
        )
    _tell_left(result, voice)
    _tell_sellers(result, voice)
    if result.notes:
        voice.heading("Worth knowing")
        voice.points(("•", note, "") for note in result.notes)
    if result.routes:
        voice.say()
        first = result.routes[0].lead
        voice.say(
            f"{_standing(result)} Accept one: unslump route --accept {first}; all of them: "
            "unslump route --accept-all"
        )


def _standing(result: RouteResult) -> str:
    if not result.accepted:
        return "Nothing is assigned yet."
    lead = "lead is" if len(result.routes) == 1 else "leads are"
    return f"The {len(result.routes):,} {lead} only proposed so far."


def _pool(result: RouteResult) -> str:
    said = [f"{result.unowned:,} have no owner who can sell", f"{result.unanswered:,} are not answered yet"]
    kept = f"{things(result.kept, 'open lead', 'open leads')} stay where they are" if result.kept else ""
    asleep = f"{result.asleep:,} open for too long to count" if result.asleep else ""
    rest = "; ".join(part for part in (kept, asleep) if part)
    return f"Of the leads to be given {' and '.join(said)}{f'; {rest}' if rest else ''}."


def _tell_routes(seller: str, routes: list[LeadRoute], result: RouteResult, voice: Voice) -> None:
    amount = money(round(sum(route.margin for route in routes)), result.currency)
    voice.say(f"{seller}, {things(len(routes), 'lead', 'leads')}, {amount}", "bold", indent=2)
    voice.points((route.lead, _words(route, result), "cyan") for route in routes[:_MOST])
    if len(routes) > _MOST:
        voice.say(f"… and {len(routes) - _MOST:,} more: --json has them all.", "dim", indent=2)
    voice.say()


def _words(route: LeadRoute, result: RouteResult) -> str:
    if route.loses is None:
        loses = "nobody else can take it"
    elif round(route.loses) >= 0:
        loses = f"{round(route.loses):,} less with {route.next_best}"
    else:
        loses = f"{-round(route.loses):,} more with {route.next_best}"
    moved = "" if route.owner is None or route.owner == route.seller else f", now with {route.owner}"
    amount = money(round(route.margin), result.currency)
    name = f"{route.name}, " if route.name else ""
    return f"{name}{route.offer}: {chance(route.win.p50)}, {amount}; {loses}{moved}"


def _tell_left(result: RouteResult, voice: Voice) -> None:
    if not result.left:
        return
    voice.heading("Left without a seller")
    for left in result.left[:10]:
        who = f"{left.lead} {left.name or ''}".strip()
        if left.best_seller is None:
            voice.points([("•", f"{who}: {left.why}", "")])
            continue
        after = money(round(left.after_waiting), "")
        amount = money(round(left.expected), result.currency)
        voice.points(
            [
                (
                    "•",
                    f"{who}: {left.why}; {amount} with {left.best_seller}, {after} if it waits until then",
                    "",
                )
            ]
        )
    if len(result.left) > 10:
        voice.say(f"… and {len(result.left) - 10:,} more.", "dim", indent=2)
    best = max(result.sellers, key=lambda each: each.hour_worth, default=None)
    if best is not None and best.hour_worth >= 1:
        voice.say(
            f"One more hour of {best.seller} would bring {money(round(best.hour_worth), result.currency)}.",
            indent=2,
        )


def _tell_sellers(result: RouteResult, voice: Voice) -> None:
    voice.heading("Is it fair?")
    voice.say(result.fairness.sentence, indent=2)
    voice.rows(
        [
            ("", "leads", "best", "hours taken", "margin", "1 hour more"),
            *(
                (
                    each.seller, f"{each.leads:,}", f"{each.best:,}",
                    f"{number(each.used)} of {number(each.free)}",
                    money(round(each.expected), ""), money(round(each.hour_worth), ""),
                )
                for each in result.sellers
            ),
            (
                "together", f"{len(result.routes):,}", f"{result.fairness.best_leads:,}",
                f"{number(sum(each.used for each in result.sellers))} of "
                f"{number(sum(each.free for each in result.sellers))}",
                money(round(result.margin), ""), "",
            ),
        ],
        ("left", "right", "right", "right", "right", "right"),
    )  # fmt: skip
    voice.say(
        f"Best: of the quarter worth most with an average seller. {result.hours_basis}.", "dim", indent=2
    )
    if not result.routes:
        return
    fair, currency = result.fairness, result.currency
    # Of the amounts as shown, so that they add up.
    less = round(result.margin) - round(fair.even_split)
    compared = f"{abs(less):,} {'less' if less >= 0 else 'more'}"
    voice.say(
        "Shared out by free hours alone, the same leads would bring "
        f"{money(round(fair.even_split), currency)}, {compared} than the "
        f"{money(round(result.margin), currency)} proposed. Margin per free hour is "
        f"{span(fair.least_per_hour, fair.most_per_hour, currency)}; "
        f"Gini {fair.gini:.2f} (0: the same for all).",
        indent=2,
    )
    for said in fair.favoured[1:]:  # the first is in the answer above
        voice.say(said, "yellow", indent=2)
