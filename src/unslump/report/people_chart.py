"""Finder skill against closer skill, one line a person: both with their 80 % ranges, hats as colour."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np

from unslump.business.wording import count, percent
from unslump.planning.people_answer import PeopleResult, PersonView, SkillView
from unslump.report.drawing import Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import BOTH_HATS, FAINT, INK, MARKETING, SALES, SOFT_INK

__all__ = ["people_skills"]

SHOWN = 20  # people drawn one by one
LOWEST, HIGHEST = 0.4, 2.5  # of the axes, on a log scale
TICKS = (0.5, 0.7, 1.0, 1.4, 2.0)
HEAD, STEP = 58, 30  # pixels above the first line, and from line to line
HATS: Final = {
    "marketing": ("marketing", MARKETING, "circle"),
    "sales": ("sales", SALES, "square"),
    "both": ("both hats", BOTH_HATS, "diamond"),
    "none": ("no hat known", SOFT_INK, "cross"),
}


def people_skills(result: PeopleResult) -> Picture | None:
    """None when nobody can be judged. Whoever leaves no trace in a function has no mark there."""
    people = [person for person in result.people if _judged(person.finder) or _judged(person.closer)]
    if not people:
        return None
    people.sort(key=lambda p: (-_sortable(p.finder), -_sortable(p.closer), p.name))
    shown = people[:SHOWN]

    def chart(size: Size) -> Any:
        panels = _panels(size)
        rows = [
            _row(person, place, skill, panel)
            for place, person in enumerate(shown)
            for skill, panel in ((person.finder, panels[0]), (person.closer, panels[1]))
            if _judged(skill)
        ]
        height = HEAD + STEP * len(shown)
        scale = {
            "x": alt.Scale(domain=[0, size.width], range=[0, size.width], nice=False),
            "y": alt.Scale(domain=[0, height], range=[0, height], nice=False),
        }

        def at(field: str, axis: str) -> Any:
            channel = alt.X if axis == "x" else alt.Y
            return channel(f"{field}:Q", scale=scale[axis], axis=None)

        base = chart_of(rows).encode(y=at("y", "y"))
        names = chart_of([_name(person, place, size) for place, person in enumerate(shown)])
        layers = [
            chart_of(_grid(panels, height))
            .mark_rule()
            .encode(x=at("x", "x"), y=at("top", "y"), y2="foot:Q", color=alt.Color("colour:N", scale=None)),
            base.mark_rule(strokeWidth=3, opacity=0.55).encode(
                x=at("low", "x"), x2="high:Q", color=alt.Color("colour:N", scale=None)
            ),
            *(
                base.transform_filter(f"datum.shape == '{shape}'")
                .mark_point(filled=True, size=95, opacity=1, shape=shape)
                .encode(x=at("middle", "x"), color=alt.Color("colour:N", scale=None))
                for _, _, shape in HATS.values()
            ),
            names.mark_text(align="left", baseline="middle", fontSize=size.font).encode(
                x=alt.value(1), y=at("y", "y"), text="name:N", color=alt.Color("colour:N", scale=None)
            ),
            *_words(panels, size, at),
            *_legend(shown, size, at),
        ]
        return layered(layers, size, height)

    title = "Who finds, and who closes"
    told = (
        f"Finder and closer skill of {count(len(people), 'person', 'people')} against the average colleague, "
    )
    told += "with 80 % ranges."
    if len(people) > SHOWN:
        told += f" The first {SHOWN} are drawn."
    header = ["Person", "Hats in fact", "Finder", "80 % range", "Is data", "Closer", "80 % range", "Is data"]
    table = [[p.name, HATS[_hat(p)][0], *_cells(p.finder), *_cells(p.closer)] for p in people]
    return Picture(title, told, draw("people", title, told, chart), [], header, table)


def _judged(skill: SkillView) -> bool:
    return skill.better_than_median is not None


def _sortable(skill: SkillView) -> float:
    return skill.p50 if _judged(skill) else 0.0


def _hat(person: PersonView) -> str:
    worn = person.hats.in_fact or {}
    if len(worn) == 2:
        return "both"
    return next(iter(worn), "none")


def _panels(size: Size) -> tuple[tuple[float, float], tuple[float, float]]:
    """Left and right end of the finder's and of the closer's panel, in pixels."""
    left = 92.0 if size.narrow else 190.0
    gap = 16.0 if size.narrow else 40.0
    width = (size.width - left - gap - 6) / 2
    return (left, left + width), (left + width + gap, size.width - 6)


def _x(value: float, panel: tuple[float, float]) -> float:
    share = np.log(value / LOWEST) / np.log(HIGHEST / LOWEST)
    return float(panel[0] + np.clip(share, 0.0, 1.0) * (panel[1] - panel[0]))


def _row(person: PersonView, place: int, skill: SkillView, panel: tuple[float, float]) -> Row:
    _, colour, shape = HATS[_hat(person)]
    return {
        "y": HEAD + STEP * place + STEP / 2,
        "low": _x(skill.p10, panel),
        "middle": _x(skill.p50, panel),
        "high": _x(skill.p90, panel),
        "colour": colour,
        "shape": shape,
    }


def _name(person: PersonView, place: int, size: Size) -> Row:
    longest = 12 if size.narrow else 25
    name = person.name if len(person.name) <= longest else person.name[: longest - 1] + "…"
    return {"y": HEAD + STEP * place + STEP / 2, "name": name, "colour": HATS[_hat(person)][1]}


def _grid(panels: tuple[tuple[float, float], ...], height: int) -> list[Row]:
    return [
        {"x": _x(tick, panel), "top": HEAD, "foot": height, "colour": SOFT_INK if tick == 1.0 else FAINT}
        for panel in panels
        for tick in TICKS
    ]


def _words(panels: tuple[tuple[float, float], ...], size: Size, at: Any) -> list[Any]:
    titles = ("Finds", "Closes") if size.narrow else ("Finds: leads an hour", "Closes: chance of a win")
    heads = [{"x": panel[0], "y": 30, "text": text} for panel, text in zip(panels, titles, strict=True)]
    shown = (0.5, 1.0, 2.0) if size.narrow else TICKS
    ticks = [{"x": _x(t, panel), "y": 48, "text": f"{t:g} ×"} for panel in panels for t in shown]
    bold: Row = {"align": "left", "fontWeight": "bold", "color": INK}
    plain: Row = {"align": "center", "color": SOFT_INK}
    return [
        chart_of(rows)
        .mark_text(baseline="middle", fontSize=size.font, **style)
        .encode(x=at("x", "x"), y=at("y", "y"), text="text:N")
        for rows, style in ((heads, bold), (ticks, plain))
    ]


def _legend(shown: list[PersonView], size: Size, at: Any) -> list[Any]:
    """Which colour and shape means which hats; only those that are drawn."""
    drawn = [hat for hat in HATS if any(_hat(person) == hat for person in shown)]
    step = 88 if size.narrow else 120
    rows = [
        {"x": 6 + step * n, "text_x": 16 + step * n, "y": 9, "text": words, "colour": colour, "shape": shape}
        for n, (words, colour, shape) in enumerate(HATS[hat] for hat in drawn)
    ]
    base = chart_of(rows).encode(y=at("y", "y"), color=alt.Color("colour:N", scale=None))
    return [
        *(
            base.transform_filter(f"datum.shape == '{shape}'")
            .mark_point(filled=True, size=80, opacity=1, shape=shape)
            .encode(x=at("x", "x"))
            for _, _, shape in (HATS[hat] for hat in drawn)
        ),
        base.mark_text(align="left", baseline="middle", fontSize=size.font).encode(
            x=at("text_x", "x"), text="text:N"
        ),
    ]


def _cells(skill: SkillView) -> list[str]:
    if not _judged(skill):
        return ["nothing to judge by", "", ""]
    return [f"{skill.p50:.2f} ×", f"{skill.p10:.2f}–{skill.p90:.2f}", percent(skill.data)]
