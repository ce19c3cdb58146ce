"""The id that joins proposed leads and deals: the pair of columns whose values meet most often.

Headers alone choose badly here: `Kundennr` beside `Kontakt-ID` beside an e-mail. The values of the
two files say which of them is written in both.
"""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from unslump.history.importing.choosing import Chosen
from unslump.history.importing.column_values import ENOUGH, values_of
from unslump.history.importing.mapping import Entry, layout_of
from unslump.history.importing.proposing import is_id
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Settings, recipe
from unslump.history.importing.sheets import Sheet
from unslump.history.sources import bare

__all__ = ["joined"]

_MEETS = 0.5  # share of a column's values that must be found among the leads
_CLEARLY = 0.05  # so much more has to meet before the words of a header are overruled


@dataclass(frozen=True, slots=True)
class _Key:
    """Lead ids: of a file (`chosen` and the position of its column) or of the history."""

    values: str  # SQL: a relation with the ids as `v`
    header: str = ""
    chosen: int = -1
    position: int = -1


@dataclass(frozen=True, slots=True)
class _Pair:
    key: _Key
    deals: int  # which of the chosen
    position: int
    meets: float  # share of all deals whose value is an id of a lead
    current: bool


def joined(
    bench: Workbench, chosen: Sequence[Chosen], tables: Mapping[str, str], settings: Settings
) -> list[Chosen]:
    """The chosen files, with proposed mappings mended where another pair of ids meets more often.

    `tables` are the tables of the history as they are. Files with a mapping of their own, and those
    of a known origin, are left as they are.
    """
    result = list(chosen)
    keys = list(_keys(bench, result, tables))
    pairs = [
        pair
        for at, one in enumerate(result)
        if one.proposal and one.proposal.table == "deals"
        for pair in _pairs(bench, result, keys, at)
    ]
    now = max((pair.meets for pair in pairs if pair.current), default=0.0)
    best = max(pairs, key=lambda pair: (round(pair.meets, 2), _alike(pair, result)), default=None)
    if best is None or best.current or best.meets < now + _CLEARLY:
        return result
    header = result[best.deals].sheet.headers[best.position]
    _mend(result, best.deals, {"lead_ref": header}, settings, "its values are ids of the leads")
    if best.key.chosen >= 0 and result[best.key.chosen].proposal:
        _mend(result, best.key.chosen, {"lead_id": best.key.header}, settings, "the deals name it too")
    return result


def _keys(bench: Workbench, chosen: Sequence[Chosen], tables: Mapping[str, str]) -> Iterator[_Key]:
    """Everything that names leads: a proposal's candidates, a known file's id, the history's ids."""
    for at, one in enumerate(chosen):
        if one.recipe is None or one.recipe.table.name != "leads" or "lead_id" not in one.recipe.picks:
            continue
        mine = one.recipe.picks["lead_id"].positions[0]
        positions = {mine}
        if one.proposal:
            headers = one.sheet.headers
            positions |= {
                place
                for place, values in enumerate(values_of(bench, one.sheet))
                if values.whole and max(values.dates, values.emails) < ENOUGH and is_id(headers[place])
            }
        for place in sorted(positions):
            yield _Key(_ids(one.sheet, place), one.sheet.headers[place], at, place)
    if "leads" in tables:
        yield _Key(f"(SELECT lead_id AS v FROM {tables['leads']})")


def _ids(sheet: Sheet, position: int) -> str:
    return f"(SELECT trim(c{position}) AS v FROM {sheet.relation})"


def _pairs(bench: Workbench, chosen: Sequence[Chosen], keys: Sequence[_Key], at: int) -> Iterator[_Pair]:
    """How often each id of a deals file is an id of each kind of lead id."""
    deals = chosen[at]
    entry = deals.proposal
    assert entry is not None  # noqa: S101  asked for by the caller
    headers = deals.sheet.headers
    ref = _position(deals.sheet, entry, "lead_ref")
    own = _position(deals.sheet, entry, "deal_id")
    places = [
        place for place, header in enumerate(headers) if header and (place in (ref, own) or is_id(header))
    ]
    for key in keys:
        current = key.chosen < 0 or _is_key(chosen[key.chosen], key.position)
        for place, meets in zip(places, _meeting(bench, deals.sheet, places, key), strict=True):
            # Two files that number their rows from one meet everywhere and mean nothing by it.
            same = bare(headers[place]) == bare(key.header) and len(bare(key.header)) > 2
            if meets >= _MEETS and (place != own or same):
                yield _Pair(key, at, place, meets, current and place == ref)


def _meeting(bench: Workbench, sheet: Sheet, places: Sequence[int], key: _Key) -> list[float]:
    known = f"(SELECT v FROM {key.values} WHERE v IS NOT NULL AND v <> '')"
    counts = ", ".join(f"count(*) FILTER (trim(c{place}) IN {known})" for place in places)
    filled = ", ".join(f"count(nullif(trim(c{place}), ''))" for place in places)
    try:
        found = bench.connection.execute(f"SELECT {counts}, {filled} FROM {sheet.relation}").fetchone()
    except duckdb.Error:  # what is wrong with the sheet is said when it is loaded
        found = None
    if not found:
        return [0.0] * len(places)
    meeting, there = found[: len(places)], found[len(places) :]
    return [m / f if f else 0.0 for m, f in zip(meeting, there, strict=True)]


def _alike(pair: _Pair, chosen: Sequence[Chosen]) -> bool:
    return bare(chosen[pair.deals].sheet.headers[pair.position]) == bare(pair.key.header)


def _is_key(one: Chosen, position: int) -> bool:
    return one.recipe is not None and one.recipe.picks["lead_id"].positions == (position,)


def _position(sheet: Sheet, entry: Entry, column: str) -> int | None:
    headers = entry.columns.get(column, ())
    return sheet.position(headers[0]) if headers else None


def _mend(result: list[Chosen], at: int, columns: dict[str, str], settings: Settings, why: str) -> None:
    """Another header for a column of a proposal; what the header stood for before is given up."""
    one = result[at]
    assert one.proposal is not None  # noqa: S101  only proposals are mended
    kept = {
        name: headers
        for name, headers in one.proposal.columns.items()
        if not set(headers) & set(columns.values()) or name == "deal_id"
    }
    entry = replace(one.proposal, columns=kept | {name: (header,) for name, header in columns.items()})
    layout = layout_of(entry, origin="proposed mapping to")
    said = tuple(f"{name} is read from {header}: {why}" for name, header in columns.items())
    result[at] = replace(
        one,
        layout=layout,
        recipe=recipe(one.sheet, layout, settings),
        proposal=entry,
        notes=(*one.notes, *said),
    )
