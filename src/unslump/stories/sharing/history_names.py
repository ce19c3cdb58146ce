"""The names of a history that share a word with a text: leads, deals and orders, and the CRM's own users.

The text's words are looked up among the names' words by DuckDB, and only what is found comes back: a text has
some hundred words, a history may have millions of names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unslump.stories.sharing.name_words import FOLDED_SQL, stems
from unslump.stories.sharing.names import Names
from unslump.stories.sharing.plain_words import LEGAL_FORMS, NEVER

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["add_history_names"]

_LOCAL = "regexp_replace(split_part({0}, '@', 1), '[^\\p{{L}}]+', ' ', 'g')"
_DOMAIN = "regexp_extract(split_part({0}, '@', 2), '([^.]+)\\.[^.]+$', 1)"
_SOURCES = (
    # table, what a name is there, whose, whether its words count alone however often they come
    ("leads", "name", "customer", True),
    ("deals", "lead_name", "customer", True),
    ("leads", _LOCAL.format("email"), "customer", True),
    ("leads", _DOMAIN.format("email"), "customer", True),
    ("deals", _LOCAL.format("lead_email"), "customer", True),
    ("deals", _DOMAIN.format("lead_email"), "customer", True),
    ("deals", "name", "customer", False),
    ("orders", "deal_name", "customer", False),
    ("people", "name", "colleague", True),
    ("people", _LOCAL.format("email"), "colleague", True),
    ("leads", "owner", "colleague", True),
    ("leads", "finder", "colleague", True),
    ("deals", "owner", "colleague", True),
    ("deals", "finder", "colleague", True),
    ("activities", "person", "colleague", True),
)
_PROVIDERS = (
    "gmail", "googlemail", "gmx", "web", "outlook", "hotmail", "live", "yahoo", "icloud", "aol", "proton",
    "protonmail", "mail", "email", "freenet", "orange", "laposte", "libero", "seznam", "wp", "example",
)  # fmt: skip
_RARE, _RARE_SHARE = 5, 0.01  # titles that a word may stand in and still name somebody


def add_history_names(names: Names, snapshot: Snapshot, words: Iterable[str]) -> None:
    """Add what the history calls people and firms, as far as it shares a word with these (folded) words."""
    asked = sorted({stem for word in words for stem in stems(word) if stem.isalnum()})
    if not asked:
        return
    listed, never, legal = (_list(words) for words in (asked, sorted(NEVER), sorted(LEGAL_FORMS)))
    plain = FOLDED_SQL.format(value="value")
    split = f"list_filter(regexp_split_to_array({plain}, '[^\\p{{L}}\\p{{N}}]+'), x -> x <> '')"
    providers = ", ".join(f"'{name}'" for name in _PROVIDERS)
    values = " UNION ".join(
        f"SELECT {value} AS value, '{whose}' AS whose, {alone} AS alone FROM {table} "  # noqa: S608
        f"WHERE {value} IS NOT NULL"
        for table, value, whose, alone in _SOURCES
    )
    named = (  # the lists hold letters and digits alone
        f"SELECT *, list_filter(words, w -> NOT list_contains({never}, w)) AS core, "  # noqa: S608
        f"list_filter(words, w -> NOT list_contains({legal}, w)) AS bare FROM "
        f"(SELECT value, whose, alone, {split} AS words FROM (SELECT DISTINCT * FROM ({values})) "
        f"WHERE lower(value) NOT IN ({providers}))"
    )
    whole = snapshot.sql(
        f"SELECT value, whose FROM ({named}) WHERE len(words) BETWEEN 1 AND 8 AND "  # noqa: S608
        f"(list_has_all({listed}, words) OR list_contains({listed}, array_to_string(words, '')) OR "
        f"list_contains({listed}, array_to_string(bare, '')) OR "
        f"(len(core) > 1 AND list_has_all({listed}, core)))"
    )
    for value, whose in zip(*(whole[column].to_pylist() for column in ("value", "whose")), strict=True):
        names.add(value, whose, alone=False)
    single = snapshot.sql(
        f"SELECT word, whose, bool_or(alone) AS alone, count(*) AS times, min(value) AS value, "  # noqa: S608
        f"(SELECT count(*) FROM ({named})) AS all_names FROM "
        f"(SELECT unnest(words) AS word, whose, alone, value FROM ({named})) "
        f"WHERE list_contains({listed}, word) GROUP BY word, whose"
    )
    for row in single.to_pylist():
        if row["alone"] or row["times"] <= max(_RARE, _RARE_SHARE * row["all_names"]):
            names.add_word(row["word"], row["whose"], row["value"] if row["times"] == 1 else "")


def _list(words: Iterable[str]) -> str:
    """A list in SQL; words are letters and digits alone."""
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"
