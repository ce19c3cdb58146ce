"""The answer about people in words: the sentence, those with both hats, and what cannot be known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unslump.business.wording import count, month, number, percent, percent_span
from unslump.estimates.skills import SkillPosterior
from unslump.history.people_weeks import PeopleWeeks
from unslump.history.people_wins import PersonWins
from unslump.planning.people_answer import BothView, FocusLossView, PersonView, SkillView

__all__ = ["both_together", "both_words", "cannot_know", "people_sentence"]

_NAMED = 3
_MUCH = 0.2


def people_sentence(views: Sequence[PersonView], both: Sequence[BothView], focus_loss: FocusLossView) -> str:
    """Who finds best, who closes best, how many do both and what it costs them."""
    finds = _clear(
        [(view.name, view.finder) for view in views], "finds more than most for each marketing hour"
    )
    closes = _clear(
        [(view.name, view.closer) for view in views], "wins more than most of what they are given"
    )
    judged = any(view.finder.data or view.closer.data for view in views)
    if finds and closes:
        said = f"{finds}, and {closes}"
    elif judged or finds or closes:
        said = finds or closes or "Nobody stands out yet, neither in finding nor in closing"
    else:
        said = "Who finds well and who closes well, this history cannot say"
    if not both:
        return f"{said}; nobody wears both hats."
    usual = "" if focus_loss.data else ", as is usual elsewhere"
    wear = f"{count(len(both), 'person wears', 'people wear')} both hats"
    cost = f"about {percent(focus_loss.p50)} ({percent_span(focus_loss.p10, focus_loss.p90)}) of the hours"
    return f"{said}; {wear}, which costs {cost} of such weeks{usual}."


def _clear(skills: Sequence[tuple[str, SkillView]], what: str) -> str:
    """Whoever is most surely better than most."""
    clear = [(name, view) for name, view in skills if view.verdict == "better than most"]
    if not clear:
        return ""
    name, view = max(clear, key=lambda pair: (pair[1].better_than_median or 0.0, pair[1].p50))
    return f"{name} {what} ({_times(view.p50)} the average colleague)"


def _times(value: float) -> str:
    return f"{value:.1f} ×"


def both_words(
    view: PersonView, wins: PersonWins, months: tuple[int, int, int], moved: tuple[date, date] | None
) -> str:
    """What is known of one person with both hats; `moved`: the middles of finding and closing."""
    finding, closing, together = months
    shares = view.hats.in_fact or {}
    said = []
    if all(share is not None for share in shares.values()):
        said.append(" and ".join(f"{name} {percent(share or 0.0)}" for name, share in shares.items()))
    if wins.found:
        said.append(f"found {count(wins.found, 'won deal', 'won deals')}")
    if wins.closed:
        own = f", {_own_finds(wins.alone)}" if wins.found else ""
        said.append(f"closed {count(wins.closed, 'won deal', 'won deals')}{own}")
    if wins.days is not None:
        said.append(f"{count(wins.days, 'day', 'days')} from lead to win (median)")
    if finding + closing + together and view.hats.basis.startswith("who finds"):
        said.append(f"both in {number(together)} of {count(finding + closing + together, 'month', 'months')}")
        if moved:
            said.append(f"found around {month(moved[0])}, closed around {month(moved[1])}")
    return "; ".join(said)


def _own_finds(alone: int) -> str:
    return count(alone, "own find among them", "own finds among them") if alone else "no own find among them"


def both_together(both: Sequence[BothView]) -> str:
    """What those with both hats found and closed, taken together; empty when there is nothing to add up."""
    found, closed, alone = (
        sum(getattr(person, field) for person in both)
        for field in ("won_deals_found", "deals_won", "found_and_closed")
    )
    if len(both) < 2 or not (found or closed):
        return ""
    own = "one" if alone == 1 else number(alone) if alone else "none"
    was = "was" if alone == 1 else "were"
    return (
        f"Together they found {count(found, 'won deal', 'won deals')} and closed {number(closed)}; "
        f"{own} of these {was} found and closed by the same person."
    )


def cannot_know(weeks: PeopleWeeks, skills: SkillPosterior) -> list[str]:
    """What this history leaves open about people, and what would tell."""
    return [*_about_finders(weeks, skills), *_about_closers(weeks, skills), *_about_hours(weeks, skills)]


def _about_finders(weeks: PeopleWeeks, skills: SkillPosterior) -> list[str]:
    found = int(weeks.found.sum())
    if weeks.found_on == "nothing":
        return ["Who finds well: no lead and no deal names who found it. Fill in the finder of each lead."]
    if weeks.found_on == "won deals":
        return [
            "Who finds well: finders are named on won deals only. How many leads each of them found, and how "
            "many came to nothing, is not recorded; few won deals can be few finds, poor finds, or finds "
            "handed to a poor closer. Name the finder on every lead."
        ]
    said = []
    if weeks.found_on == "deals":
        said.append(
            "Who finds leads: finders are named on deals, so finds are counted in deals, not in leads."
        )
    if skills.finder_basis == "nothing":
        said.append("Who finds well: fewer than two people can be compared as finders.")
    elif skills.finder_basis == "hats":
        said.append(
            "Leads for each hour really worked: no marketing hours are logged, so the hats of company.yaml "
            "stand for them. Who works more than that looks more skilled."
        )
    elif skills.finder_basis == "weeks":
        said.append(
            "Leads for each hour: neither hours nor hats are known, so finds are counted a week. A full week "
            "cannot be told from a good hand."
        )
    else:
        said.append(
            "Hours by channel: marketing hours do not say which channel they went to. Where colleagues work "
            "on different channels, that leaves their finder skills wide open."
        )
    if weeks.unsourced > _MUCH * (weeks.unsourced + found):
        what = "leads" if weeks.found_on == "leads" else "deals"
        share = percent(weeks.unsourced / (weeks.unsourced + found))
        said.append(f"Who found {share} of the {what}: they name nobody, or came by themselves.")
    if skills.left_out > _MUCH * found and skills.finder_basis != "nothing":
        said.append(
            f"How {percent(skills.left_out / found)} of the finds were made: whoever is named logged no "
            "marketing hours around them. They count for nobody."
        )
    return said


def _about_closers(weeks: PeopleWeeks, skills: SkillPosterior) -> list[str]:
    if skills.closer_judged.any():
        return [
            "Leads handed out by a feeling for who fits: whatever no column records about a lead looks like "
            "skill of its owner.",
            "Leads answered late: what is lost because an owner had no hours left looks like weak closing.",
        ]
    if weeks.won.sum() == 0:
        return ["Who closes well: no won deal names who closed it. Fill in the owner of leads and deals."]
    closers = int((weeks.won.sum(axis=1) > 0).sum())
    if closers < 2:
        return ["Who closes well: all won deals have one owner, so there is nobody to compare with."]
    return [
        "Who closes well: owners are named on won deals only. What each of them was given and did not win is "
        "not recorded, so nobody has a win rate. Name the owner on leads, and on open and lost deals.",
        "Who closes quickly: days to the win are those of won deals only, and whoever began to close late "
        "closed old leads.",
    ]


def _about_hours(weeks: PeopleWeeks, skills: SkillPosterior) -> list[str]:
    said = []
    if weeks.actions is None:
        said.append(
            "Hours: there are no activities, so nobody's hours are known, nor which hat was worn in which "
            "week. Hats are told from who finds and who sells. Import calls, meetings and mails."
        )
    elif weeks.hours is None:
        said.append("Hours: no activity says how long it took; hats are shares of the activities' number.")
    if weeks.unknown_kinds:
        named = ", ".join(weeks.unknown_kinds[:_NAMED])
        more = f" and {len(weeks.unknown_kinds) - _NAMED:,} more" if len(weeks.unknown_kinds) > _NAMED else ""
        said.append(
            f"Which hat these activities belong to: {named}{more}. Say it in company.yaml under functions: "
            "activities."
        )
    if not skills.focus_loss_data:
        said.append(
            "What two hats cost here: nobody's logged hours in both hats can be held against hours in one. "
            "The 20 % are what is usual elsewhere."
        )
    else:
        said.append(
            "Whether people in both hats lose the time or only log less of it: the history cannot tell these "
            "apart for those who always wore both."
        )
    return said
