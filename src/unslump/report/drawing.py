"""From an Altair chart to a picture a page can hold: inline SVG, named, described, without a network.

Every picture is drawn twice, wide and for a phone, because text shrunk with its picture cannot
be read; the style sheet shows one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup, escape

from unslump.report.palette import FAINT, FONT, GAP, GAP_WASH, INK, LINE, SOFT_INK
from unslump.report.plain import plain

__all__ = ["HATCHED", "SIZES", "Key", "Picture", "Row", "Size", "chart_of", "draw", "layered"]

Row = dict[str, Any]

HATCHED: Final = "#fedcb1"  # stands for the hatch pattern until the SVG is written


@dataclass(frozen=True, slots=True)
class Size:
    """A width to draw for, in pixels, and the size of its text."""

    name: str
    width: int
    font: int

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.name == "narrow"


SIZES: Final = (Size("wide", 860, 13), Size("narrow", 350, 12))


@dataclass(frozen=True, slots=True)
class Key:
    """What one mark of a picture means; `mark` is a class of the style sheet."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the same numbers as a table."""

    title: str
    description: str
    svg: Markup
    key: list[Key]
    header: list[str]
    rows: list[list[str]]


_PARTS = re.compile(r' (?:role="graphics-[a-z-]+"|aria-roledescription="[^"]*"|aria-label="[^"]*")')


def chart_of(rows: list[Row]) -> alt.Chart:
    """A chart over plain rows, without pandas between; a NUL in a text would abort the renderer."""
    safe = [{key: plain(v) if isinstance(v, str) else v for key, v in row.items()} for row in rows]
    return alt.Chart(alt.Data(values=safe))  # type: ignore[no-untyped-call]


def layered(layers: list[Any], size: Size, height: int) -> Any:
    """Layers drawn one over the other, on the full width."""
    return alt.layer(*layers).properties(width=size.width, height=height)


def draw(name: str, title: str, description: str, chart: Callable[[Size], Any]) -> Markup:
    """Both drawings of a chart as inline SVG; `name` keeps their ids apart from other pictures'."""
    with debug_mode(False):  # the charts are ours: holding every row against the schema takes seconds
        return Markup("\n").join(
            _inline(_svg(chart(size), size), f"{name}-{size.name}", title, description, size)
            for size in SIZES
        )


def _svg(chart: Any, size: Size) -> str:
    axis = {
        "labelFontSize": size.font,
        "titleFontSize": size.font,
        "titleFontWeight": "normal",
        "labelColor": SOFT_INK,
        "titleColor": SOFT_INK,
        "domainColor": LINE,
        "tickColor": LINE,
        "gridColor": FAINT,
        "labelPadding": 6,
    }
    config = {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "aria": False,
        "axis": axis,
        "text": {"fontSize": size.font, "color": INK},
        "padding": 2,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    spec = chart.to_dict(validate=False)
    spec["config"] = config
    return str(vl_convert.vegalite_to_svg(spec))


def _inline(svg: str, name: str, title: str, description: str, size: Size) -> Markup:
    opening, rest = re.fullmatch(r"(<svg[^>]*>)(.*)", svg, re.DOTALL).groups()  # type: ignore[union-attr]
    width, height = (float(re.search(rf'{side}="([\d.]+)"', opening)[1]) for side in ("width", "height"))  # type: ignore[index]
    numbers = itertools.count()
    for old in dict.fromkeys(re.findall(r' id="([^"]+)"', rest)):
        new = f"{name}-{next(numbers)}"
        rest = rest.replace(f' id="{old}"', f' id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    # The picture is named and described as a whole: its parts have no names that could be read out.
    rest = _PARTS.sub("", rest)
    rest = rest.replace(f'"{HATCHED}"', f'"url(#{name}-hatch)"')
    head = Markup(
        '<svg class="{size} picture" role="img" aria-labelledby="{name}-t {name}-d" viewBox="0 0 {w:g} {h:g}"'
        ' width="{w:g}" height="{h:g}"><title id="{name}-t">{title}</title>'
        '<desc id="{name}-d">{description}</desc>'
        '<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="7" height="7" fill="{wash}"></rect>'
        '<rect width="2.2" height="7" fill="{gap}"></rect></pattern></defs>'
    )
    filled = head.format(
        size=size.name, name=name, title=escape(title), description=escape(description),
        w=width, h=height, wash=GAP_WASH, gap=GAP,
    )  # fmt: skip
    return filled + Markup(rest)  # noqa: S704 - vl-convert escapes every text it is given; tested
