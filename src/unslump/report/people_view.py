"""People in a terminal: the sentence, both skills as intervals, hats, two hats and their cost, the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from rich.console import Console

from unslump.business import wording
from unslump.planning.people_answer import BothView, PeopleResult, PersonView, SkillView
from unslump.planning.people_words import both_together
from unslump.report.voice import Voice

__all__ = ["print_people"]

SHOWN = 15  # people in a table
NAME = 22  # letters of a name
LOWEST, HIGHEST = 0.4, 2.5  # of the interval line, on a log scale
HEADER = ("", "", "80 % range", "above median", "is data", "")
ROOM = (0, 104, 0, 80, 80, 0)  # console columns from which a column of the table is shown
MARKS = {
    "better than most": "▲ better than most",
    "weaker than most": "▼ weaker than most",
    "like the others": "● like the others",
    "not enough data yet": "? not enough data yet",
    "nothing to judge by": "? nothing to judge by",
}


def print_people(result: PeopleResult, console: Console) -> None:
    """The whole answer; reads the same without colour, and from 40 columns up."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    _skills(result, voice, "Finding: leads for each marketing hour, 1 = the average colleague",
            lambda person: person.finder)  # fmt: skip
    _skills(result, voice, "Closing: chance that a lead is won, 1 = the average colleague",
            lambda person: person.closer)  # fmt: skip
    _hats(result, voice)
    _both(result, voice)
    loss = result.focus_loss
    voice.heading("What two hats cost")
    voice.say(
        f"{wording.percent(loss.p50)} of the hours of a week with both hats "
        f"({wording.percent_span(loss.p10, loss.p90)}, 8 of 10 cases).",
        indent=2,
    )
    voice.say(f"From {loss.basis}. {_data_share(loss.data)}", "dim", indent=2)
    if result.cannot_know:
        voice.heading("What cannot be known")
        voice.points(("?", words, "bold") for words in result.cannot_know)
    voice.say()
    voice.say(f"As of {wording.day(result.as_of)}.", "dim")


def _skills(result: PeopleResult, voice: Voice, title: str, skill: Callable[[PersonView], SkillView]) -> None:
    judged = [person for person in result.people if skill(person).better_than_median is not None]
    if not judged:
        return
    voice.heading(title)
    judged.sort(key=lambda person: -skill(person).p50)
    columns = [place for place, room in enumerate(ROOM) if voice.width >= room]
    rows = [HEADER, *(_skill_row(person, skill(person)) for person in judged[:SHOWN])]
    voice.rows(([row[place] for place in columns] for row in rows), ["left"] * len(columns))
    if len(judged) > SHOWN:
        voice.say(f"and {len(judged) - SHOWN:,} others", indent=2)


def _skill_row(person: PersonView, skill: SkillView) -> tuple[str, ...]:
    return (
        short(person.name),
        _line(skill),
        f"{skill.p10:.1f}–{skill.p90:.1f}",
        wording.chance(skill.better_than_median or 0.0).removeprefix("about "),
        wording.percent(skill.data),
        MARKS[skill.verdict],
    )


def _line(skill: SkillView, width: int = 25) -> str:
    """The 80 % range on a log scale with 1 in its middle: ` –––●–│   `.

    >>> ends = {"p10": 0.8, "p50": 1.0, "p90": 1.25}
    >>> _line(SkillView(**ends, better_than_median=0.5, data=0.9, verdict="like the others"))
    '         –––●–––         '
    """
    scale = np.log([LOWEST, HIGHEST])

    def place(value: float) -> int:
        share = (np.log(value) - scale[0]) / (scale[1] - scale[0])
        return round(float(np.clip(share, 0.0, 1.0)) * (width - 1))

    cells = [" "] * width
    cells[place(skill.p10) : place(skill.p90) + 1] = "–" * (place(skill.p90) - place(skill.p10) + 1)
    cells[place(1.0)] = "│"
    cells[place(skill.p50)] = "●"
    return "".join(cells)


def _hats(result: PeopleResult, voice: Voice) -> None:
    noted = [(person.name, note) for person in result.people for note in person.notes]
    if not noted:
        return
    everyone = [name for name, note in noted if note == "not in company.yaml"]
    told = [(name, note) for name, note in noted if note != "not in company.yaml" or len(everyone) <= SHOWN]
    voice.heading("Worth knowing")
    voice.points(("•", f"{short(name)}: {note}.", "") for name, note in told)
    if len(everyone) > SHOWN:
        voice.points([("•", f"{len(everyone):,} people are not in company.yaml.", "")])


def _both(result: PeopleResult, voice: Voice) -> None:
    if not result.both:
        return
    voice.heading(f"Both hats: {wording.count(len(result.both), 'person', 'people')}")
    if together := both_together(result.both):
        voice.say(together, indent=2)
    voice.points(_both_points(result.both[:SHOWN]))
    if len(result.both) > SHOWN:
        voice.say(f"and {len(result.both) - SHOWN:,} others", indent=2)


def _both_points(both: list[BothView]) -> Iterator[tuple[str, str, str]]:
    for person in both:
        yield "•", f"{short(person.name)}: {person.words}", ""


def _data_share(data: float) -> str:
    if not data:
        return ""
    return f"{wording.percent(data)} of this is data, the rest is what is usual."


def short(name: str) -> str:
    """A name that fits a column; ids are cut."""
    return name if len(name) <= NAME else f"{name[:8]}…"
