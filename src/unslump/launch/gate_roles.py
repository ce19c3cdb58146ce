"""The gate on roles: one accountable name a function, all of them there, hats declared, hours kept."""

from __future__ import annotations

from collections.abc import Sequence

from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.business.wording import day, number, percent
from unslump.launch.charter import spelt_out
from unslump.launch.gate import Check, Light, Ready, green

__all__ = ["accountable", "hats", "named", "over_hours"]

_NEARLY = 0.9  # of someone's hours: no room for anything unforeseen
_NO_CHARTER = "There is no charter yet."
_DRAFT = "Have one drafted: unslump campaign charter {name!r}"


def accountable(ready: Ready) -> list[Check]:
    """One accountable name for each function, and never none."""
    return [_accountable(ready, function) for function in Function]


def _accountable(ready: Ready, function: Function) -> Check:
    title = f"Who answers for {function}"

    def found(light: Light, says: str, mends: str) -> Check:
        return Check(
            code=f"accountable_{function}", function=function.value, title=title, light=light, says=says,
            mends=mends,
        )  # fmt: skip

    edit = f"Name one: unslump campaign charter {ready.campaign.name!r} --accountable {function}=NAME"
    if ready.charter is None:
        return found("red", _NO_CHARTER, _DRAFT.format(name=ready.campaign.name))
    part = ready.charter.of(function)
    names = part.accountable
    if not names:
        return found("red", f"Nobody is accountable for {function}.", edit)
    if len(names) > 1:
        says = f"{spelt_out(names)} are accountable for {function}: where several answer, nobody does."
        return found("red", says, edit)
    bare = [duty.what for duty in part.duties if not duty.accountable]
    if bare:
        return found("red", f"Nobody is accountable for “{bare[0]}”.", edit)
    double = [duty.what for duty in part.duties if len(duty.accountable) > 1]
    if double:
        return found("red", f"“{double[0]}” names its accountable more than once.", edit)
    idle = [duty.what for duty in part.duties if not duty.responsible]
    if idle:
        return found(
            "amber",
            f"{names[0]} is accountable for {function}, but nobody is named to do “{idle[0]}”.",
            "Write who does it into the charter's responsible.",
        )
    return green(f"accountable_{function}", function.value, title, f"{names[0]} answers for {function}.")


def named(ready: Ready) -> list[Check]:
    """Everyone whom the charter names works here while the campaign runs."""
    if ready.charter is None:
        return []
    title, mends = "Everyone named is there", "Name someone else in the charter, or mend company.yaml."
    missing, light = [], "green"
    for name in ready.charter.names:
        person = ready.company.person_named(name)
        says, serious = _absence(person, name, ready)
        if says:
            missing.append(says)
            light = "red" if serious or light == "red" else "amber"
    if not missing:
        count = len(ready.charter.names)
        return [green("named", "both", title, f"All {count} work here for as long as it runs.")]
    both: Light = "red" if light == "red" else "amber"
    return [
        Check(code="named", function="both", title=title, light=both, says=" ".join(missing), mends=mends)
    ]


def _absence(person: Person | None, name: str, ready: Ready) -> tuple[str, bool]:
    start, end = ready.campaign.start, ready.campaign.end
    if person is None:
        return f"{name} is not in company.yaml.", True
    if person.left and person.left < start:
        return f"{name} left on {day(person.left)}, before it starts.", True
    if person.started and person.started > end:
        return f"{name} starts on {day(person.started)}, when it is over.", True
    if person.left and person.left < end:
        return f"{name} leaves on {day(person.left)}, before it ends.", False
    if person.started and person.started > start:
        return f"{name} starts on {day(person.started)}, after it has begun.", False
    return "", False


def hats(ready: Ready) -> list[Check]:
    """Who works in a function wears its hat in company.yaml, and two hats are said to cost."""
    if ready.charter is None:
        return []
    title = "Hats declared"
    bare: list[str] = []
    serious = False
    for function in Function:
        part = ready.charter.of(function)
        for name in dict.fromkeys([*part.accountable, *part.working]):
            person = ready.company.person_named(name)
            if person is not None and person.hats.get(function, 0.0) <= 0:
                bare.append(f"{name} works on {function} here and wears no {function} hat in company.yaml")
                serious = serious or name in part.accountable
    if bare:
        return [
            Check(
                code="hats", function="both", title=title, light="red" if serious else "amber",
                says=f"{'; '.join(bare)}.",
                mends=_mend_hats(ready),
            )
        ]  # fmt: skip
    split = [
        name
        for name in ready.charter.marketing.working
        if name in ready.charter.sales.working and ready.company.person_named(name)
    ]
    if split:
        verb = "works" if len(split) == 1 else "work"
        return [
            Check(
                code="hats", function="both", title=title, light="amber",
                says=f"{spelt_out(split)} {verb} on both sides of this campaign: part-time focus on each, "
                "and usually a fifth of the hours lost in between.",
                mends="Leave one side of it to others, or split the days: mornings for one, afternoons "
                "for the other.",
            )
        ]  # fmt: skip
    return [green("hats", "both", title, "Everyone wears the hat of what they do here, and nobody both.")]


def _mend_hats(ready: Ready) -> str:
    if ready.charter is not None and ready.charter.on == "plan":
        return (
            "The charter follows the plan, which changes hats: write them into company.yaml, or draft it "
            f"from today's: unslump campaign charter {ready.campaign.name!r} --redraft --from hats"
        )
    return "Write the hats into company.yaml, or name someone who wears them."


def over_hours(ready: Ready) -> list[Check]:
    """What this campaign and those beside it ask of each person, against the hours of the hat."""
    if ready.charter is None:
        return []
    over, near = [], []
    fullest = 0.0
    for name in ready.charter.names:
        person = ready.company.person_named(name)
        if person is None:
            continue
        for function, asked in _asked(ready, name).items():
            there = person.hours(function, ready.campaign.start, ready.campaign.end)
            there /= ready.campaign.weeks
            if asked <= 0 or not person.hats.get(function):  # who wears no such hat is told of there
                continue
            says = f"{name} gives {number(asked)} of {number(there)} {function} hours a week"
            fullest = max(fullest, asked / there if there > 0 else float("inf"))
            if asked > there + 0.05:
                over.append(says)
            elif asked > _NEARLY * there:
                near.append(says)
    title, also = "Nobody over their hours", _beside(ready)
    if over or near:
        light: Light = "red" if over else "amber"
        return [
            Check(
                code="over_hours", function="both", title=title, light=light,
                says=f"{'; '.join(over or near)}{also}.",
                mends="Give hours to others in the charter, promise fewer leads, or let it run longer.",
            )
        ]  # fmt: skip
    if not any(part.hours for part in (ready.charter.marketing, ready.charter.sales)):
        return [
            Check(
                code="over_hours", function="both", title=title, light="amber",
                says="The charter gives nobody any hours: what a lead takes is not known.",
                mends="Write hours per lead into company.yaml's functions, and draft the charter again.",
            )
        ]  # fmt: skip
    says = f"The fullest week is {percent(fullest)} of the hours of its hat{also}."
    return [green("over_hours", "both", title, says)]


def _asked(ready: Ready, name: str) -> dict[Function, float]:
    """Hours a week that this campaign, and those launched on the same days, ask of someone."""
    assert ready.charter is not None  # noqa: S101  the caller looked
    asked = dict(ready.charter.hours_of(name))
    for other in ready.beside:
        if other.charter is not None:
            part = other.campaign.period.overlap_days(ready.campaign.period) / ready.campaign.period.days
            for function, hours in other.charter.hours_of(name).items():
                asked[function] += part * hours
    return asked


def _beside(ready: Ready) -> str:
    names: Sequence[str] = [other.campaign.name for other in ready.beside]
    return f", {spelt_out(names)} included" if names else ""
