"""Which lead a deal came from, which deal an order came from: by id, else e-mail, else name.

Links are made anew after every import, so that files may come in any order. An e-mail or a name
links only when exactly one row carries it; neither case nor surplus spaces make a difference.
"""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unslump.history.importing.engine import literal, quoted
from unslump.history.importing.reading import Workbench
from unslump.history.importing.report import Links
from unslump.history.tables import TABLES

__all__ = ["LINKED", "link"]


@dataclass(frozen=True, slots=True)
class _Way:
    """`mine` is compared with `its`; a name or an e-mail has to be unique."""

    kind: str
    mine: str
    its: str


@dataclass(frozen=True, slots=True)
class _Link:
    column: str  # filled by the link
    to: str
    ways: tuple[_Way, ...]


_LINKS: Mapping[str, tuple[_Link, ...]] = {
    "deals": (
        _Link(
            "lead_id",
            "leads",
            (
                _Way("id", "lead_ref", "lead_id"),
                _Way("email", "lead_email", "email"),
                _Way("name", "lead_name", "name"),
            ),
        ),
    ),
    "orders": (
        _Link("deal_id", "deals", (_Way("id", "deal_ref", "deal_id"), _Way("name", "deal_name", "name"))),
    ),
    "activities": (
        _Link("lead_id", "leads", (_Way("id", "lead_ref", "lead_id"),)),
        _Link("deal_id", "deals", (_Way("id", "deal_ref", "deal_id"),)),
    ),
}
LINKED = tuple(_LINKS)


def link(bench: Workbench, name: str, relations: Mapping[str, str]) -> tuple[str, list[Links], bool]:
    """The table called `name` with its links made anew.

    `relations` are the tables as they are now. Returns the relation, the counts, and whether any
    link differs from what it was.
    """
    relation, counts, differs = relations[name], [], False
    for wanted in _LINKS.get(name, ()):
        target = relations.get(wanted.to)
        if target is None and not _was_linked(bench, relation, wanted):
            counts.append(_nothing_to_link_to(bench, name, relation, wanted))
            continue
        relation, count, other = _link(bench, name, relation, wanted, target)
        counts.append(count)
        differs = differs or other
    return relation, counts, differs


def _was_linked(bench: Workbench, relation: str, wanted: _Link) -> bool:
    query = f"SELECT 1 FROM {relation} WHERE {quoted(wanted.column)} IS NOT NULL LIMIT 1"
    return bench.connection.execute(query).fetchone() is not None


def _nothing_to_link_to(bench: Workbench, name: str, relation: str, wanted: _Link) -> Links:
    """How many rows say where they came from. Most exports say it by id: then that is asked alone."""
    rows = silent = 0
    for upto in (1, len(wanted.ways)):
        said = ", ".join(quoted(way.mine) for way in wanted.ways[:upto])
        query = f"SELECT count(*), count(*) FILTER (coalesce({said}, NULL) IS NULL) FROM {relation}"
        rows, silent = bench.connection.execute(query).fetchone() or (0, 0)
        if not silent:
            break
    return Links(table=name, to=wanted.to, unlinked=rows - silent, silent=silent)


def _link(
    bench: Workbench, name: str, relation: str, wanted: _Link, target: str | None
) -> tuple[str, Links, bool]:
    result = bench.next_name("linked")
    said = " OR ".join(f"m.{quoted(way.mine)} IS NOT NULL" for way in wanted.ways)
    joins, found = [], []
    for at, way in enumerate(wanted.ways if target else ()):
        mine, its = f"m.{quoted(way.mine)}", quoted(way.its)
        if way.kind == "name":
            mine, its = _plain(mine), _plain(its)
        key = quoted(wanted.column)
        pick = f"SELECT {its} AS k, any_value({key}) AS id FROM {target} WHERE {its} IS NOT NULL"
        joins.append(f"LEFT JOIN ({pick} GROUP BY 1 HAVING count(*) = 1) AS t{at} ON t{at}.k = {mine}")
        found.append((way.kind, f"t{at}.id"))
    linked = f"coalesce({', '.join(sql for _, sql in found)})" if found else "CAST(NULL AS VARCHAR)"
    cases = " ".join(f"WHEN {sql} IS NOT NULL THEN {literal(kind)}" for kind, sql in found)
    how = f"CASE {cases} WHEN {said} THEN 'unlinked' ELSE 'silent' END"
    picked = ", ".join(
        f"{linked if column == wanted.column else 'm.' + quoted(column)} AS {quoted(column)}"
        for column in TABLES[name].names
    )
    query = (
        f"SELECT {picked}, {how} AS __how, {linked} IS DISTINCT FROM m.{quoted(wanted.column)} AS __differs"
        f" FROM {relation} AS m {' '.join(joins)}"
    )
    # Without a join the columns are passed on as they are, and nothing is written twice.
    kind = "TABLE" if joins else "VIEW"
    bench.connection.execute(f"CREATE {kind} {result}_all AS {query}")
    bench.connection.execute(f"CREATE VIEW {result} AS SELECT * EXCLUDE (__how, __differs) FROM {result}_all")
    rows = bench.connection.execute(
        f"SELECT __how, count(*), count(*) FILTER (__differs) FROM {result}_all GROUP BY 1"
    ).fetchall()
    by = {row[0]: int(row[1]) for row in rows}
    counts = Links(
        table=name,
        to=wanted.to,
        by_id=by.get("id", 0),
        by_email=by.get("email", 0),
        by_name=by.get("name", 0),
        unlinked=by.get("unlinked", 0),
        silent=by.get("silent", 0),
    )
    return result, counts, any(row[2] for row in rows)


def _plain(text: str) -> str:
    return f"lower(trim(regexp_replace({text}, '\\s+', ' ', 'g')))"
