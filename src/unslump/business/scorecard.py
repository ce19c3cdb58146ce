"""The candidate scorecard: evidence of both skills, and what it says about someone nobody has seen work.

Whoever is hired for one function will sooner or later do some of the other, so both are asked about.
Every piece of evidence is rated 1 to 5 against anchors that are the same for all candidates (3: what the
average colleague would show); what was not looked at stays blank and counts for nothing.

    rating z = (rating − 3), in standard deviations; z = r · skill + √(1 − r²) · noise
    skill | ratings ~ Normal(Σ r z / (1 − r²) / precision, 1 / precision),  precision = 1 + Σ r² / (1 − r²)

skill is in standard deviations among colleagues. r is how well the kind of evidence foretold later
performance: structured interview .42, job knowledge .40, work sample .33 (Sackett, Zhang, Berry and
Lievens 2022), references .26 (Schmidt and Hunter 1998). The kinds overlap, so together they are
taken to say no more than r = .6 would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from math import sqrt

from unslump.business.naming import fold, nearest
from unslump.business.people import Skill
from unslump.errors import QuestionError

__all__ = ["ASKS", "EVIDENCE", "UNKNOWN", "Belief", "Scorecard", "blank_scorecard", "read_scorecard"]

MOST_TEXT = 100_000
_LARGEST = 0.6

EVIDENCE: Mapping[str, float] = {
    "structured interview": 0.42,
    "knowledge": 0.40,
    "work sample": 0.33,
    "references": 0.26,
}
"""Kinds of evidence and how well each foretells performance (operational validity)."""

ASKS: Mapping[Skill, Mapping[str, str]] = {
    Skill.FINDER: {
        "structured interview": "your last campaign: to whom, with what message, how many leads?",
        "knowledge": "for our offer: which market first, which channels, what would a lead cost there?",
        "work sample": "one hour: name twenty prospects for our offer and write the first message to them",
        "references": "somebody who saw it: how many of the leads were theirs, and were they any good?",
    },
    Skill.CLOSER: {
        "structured interview": "tell of the last deal you nearly lost: what was the need, what turned it?",
        "knowledge": "for our offer: who decides, what do they fear, what is the usual way to an order?",
        "work sample": "half an hour: sell us our offer; we say it costs too much",
        "references": "somebody who saw it: what share of their leads became orders, and at what price?",
    },
}
"""What to ask a candidate, by skill and kind of evidence."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a skill, in standard deviations among colleagues: 0 is average."""

    mean: float = 0.0
    sd: float = 1.0

    @property
    def learnt(self) -> float:
        """How much of the doubt the evidence took away, 0 to 1."""
        return 1.0 - self.sd**2


UNKNOWN = Belief()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A candidate's ratings, 1 to 5, by skill and kind of evidence.

    >>> kim = Scorecard("Kim", {Skill.CLOSER: {"work sample": 5, "references": 4}})
    >>> belief = kim.belief(Skill.CLOSER)
    >>> round(belief.mean, 2), round(belief.sd, 2)
    (0.85, 0.91)
    >>> kim.belief(Skill.FINDER)
    Belief(mean=0.0, sd=1.0)
    """

    candidate: str
    ratings: Mapping[Skill, Mapping[str, float]] = field(default_factory=dict, hash=False)
    hours_per_week: float = 40.0
    cost_per_hour: float | None = None

    def belief(self, skill: Skill) -> Belief:
        """What the ratings say of a skill; nothing seen is an average colleague, all doubt left."""
        information = weighted = 0.0
        for kind, rating in self.ratings.get(skill, {}).items():
            r = EVIDENCE[kind]
            information += r * r / (1.0 - r * r)
            weighted += r * (rating - 3.0) / (1.0 - r * r)
        most = _LARGEST**2 / (1.0 - _LARGEST**2)
        shrink = min(1.0, most / information) if information > 0 else 1.0
        precision = 1.0 + information * shrink
        return Belief(weighted * shrink / precision, 1.0 / sqrt(precision))

    @property
    def unasked(self) -> tuple[Skill, ...]:
        """Skills no evidence was gathered of."""
        return tuple(skill for skill in Skill if not self.ratings.get(skill))


def blank_scorecard(candidate: str) -> str:
    """A scorecard to fill in, with what to ask for each kind of evidence."""
    lines = [
        "# Rate 1 to 5; 3 is what an average colleague would show. Leave blank what you did not look at.",
        "# Ask every candidate the same, and for both functions.",
        f"candidate: {candidate}",
        "hours: 40            # a week",
        "cost:                # an hour, in the company's currency",
    ]
    for skill in Skill:
        lines += ["", f"{skill.value}:             # {skill.function.value}"]
        lines += [f"  {kind}:   # {question}" for kind, question in ASKS[skill].items()]
    return "\n".join(lines) + "\n"


def read_scorecard(text: str, file: str = "scorecard.yaml") -> Scorecard:
    """Read a filled-in scorecard. Raises QuestionError saying what is wrong with it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > MOST_TEXT:
        raise QuestionError(
            f"{file} is too long for a scorecard", hint="Start from unslump hire --blank FILE."
        )
    try:
        tree = YAML(typ="safe", pure=True).load(StringIO(text))
    except YAMLError as error:
        raise QuestionError(
            f"{file} is no YAML: {str(error).splitlines()[0]}", hint="Start from unslump hire --blank FILE."
        ) from error
    if not isinstance(tree, dict):
        raise QuestionError(f"{file} is no scorecard", hint="Start from unslump hire --blank FILE.")
    known = ["candidate", "hours", "cost", *(skill.value for skill in Skill)]
    for key in tree:
        _known(str(key), known, file)
    return Scorecard(
        candidate=str(tree.get("candidate") or "the candidate").strip(),
        ratings={skill: _ratings(tree.get(skill.value), skill, file) for skill in Skill},
        hours_per_week=_number(tree.get("hours"), "hours", file, 0.5, 168.0, 40.0) or 40.0,
        cost_per_hour=_number(tree.get("cost"), "cost", file, 0.0, 1e6, None),
    )


def _ratings(written: object, skill: Skill, file: str) -> dict[str, float]:
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise QuestionError(
            f"{file}: {skill.value} is {written!r}, not ratings by kind of evidence",
            hint=f"Write {skill.value}: {{work sample: 4}}",
        )
    found = {}
    for key, value in written.items():
        kind = _known(str(key), list(EVIDENCE), f"{file}: {skill.value}")
        rating = _number(value, f"{skill.value}: {kind}", file, 1.0, 5.0, None)
        if rating is not None:
            found[kind] = rating
    return found


def _known(key: str, names: list[str], where: str) -> str:
    for name in names:
        if fold(name) == fold(key):
            return name
    close = nearest(key, names)
    raise QuestionError(
        f"{where}: {key!r} is no part of a scorecard",
        hint=(f"Did you mean {close}? " if close else "") + f"Known: {', '.join(names)}.",
    )


def _number(
    value: object, what: str, file: str, least: float, most: float, otherwise: float | None
) -> float | None:
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise QuestionError(
            f"{file}: {what} is {value!r}",
            hint=f"Write a number from {least:g} to {most:g}, or leave it blank.",
        )
    return float(value)
