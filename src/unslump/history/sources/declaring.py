"""How an origin says what its exports look like: pure data, read by `importing/`.

A `Layout` is one kind of file an origin exports: which headers give it away, which canonical
table it fills, and from which header each canonical column comes. Headers are compared without
case, spaces, underscores, accents and the `property_` that pipelines put before HubSpot's names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Layout", "Outcomes", "Role", "Take", "bare", "take"]

Role = Literal[
    "rows",  # each row is a row of the table
    "updates",  # fills columns of rows that are already there, adds none
    "stages",  # says which stage ids mean won and lost
    "nothing",  # known, and of no use here
]


def bare(header: str) -> str:
    """A header reduced to what identifies it.

    >>> bare("Deal Name") == bare("property_dealname") == bare("DEAL_NAME")
    True
    >>> bare("Kundennummer (fällig)")
    'kundennummerfallig'
    """
    # Folding before and after: some letters are only plain ones once decomposed, as 𝕊.
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", header).casefold())
    flat = flat.removeprefix("property_")
    return "".join(letter for letter in flat if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Take:
    """Where a canonical column comes from.

    `headers` in order of preference: the first that is present and not empty in a row counts.
    `joined` puts them together with a space instead (first and last name). `first_of` keeps what
    stands before this mark when a cell holds a list. `per_hour` divides a duration into hours;
    `until` names the header of an end time, so that the column becomes the hours in between.
    """

    headers: tuple[str, ...]
    joined: bool = False
    first_of: str = ""
    per_hour: float = 1.0
    until: str = ""


def take(*headers: str) -> Take:
    """A column taken from the first of these headers that has a value."""
    return Take(headers)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How this origin tells won from lost and open.

    `won_flags` and `closed_flags` are headers holding true or false (`IsWon`, `IsClosed`); a deal
    is lost when it is closed and not won. `labels` are headers holding a stage or status; the
    values in `won` and `lost` decide, and for anything else the plain words won and lost do.
    `active` is a header that is false for a record filed away as lost.
    """

    won_flags: tuple[str, ...] = ()
    closed_flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    active: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file of one origin.

    `needs` are headers that must all be there; `any_of` headers of which at least one must be.
    `expected_close` names a closing date that is only a plan while the deal is open. `deleted`
    are headers that are true for rows thrown away in the CRM, `only` keeps rows whose header
    has one of these values. `newest` names the date of the last change, which decides between
    two rows with the same key. `beside` names the kind of file this is read from too: a second
    table in the same rows.
    """

    origin: str
    what: str
    table: str = ""
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    columns: Mapping[str, Take] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    outcomes: Outcomes | None = None
    expected_close: str = ""
    deleted: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    newest: tuple[str, ...] = ()
    role: Role = "rows"
    beside: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """What to call it in front of a user: "HubSpot deals"."""
        return f"{self.origin} {self.what}".strip()

    def fits(self, headers: frozenset[str]) -> bool:
        """Whether a file with these bare headers is of this kind."""
        everything = all(bare(header) in headers for header in self.needs)
        something = not self.any_of or any(bare(header) in headers for header in self.any_of)
        return everything and something

    def known(self, headers: frozenset[str]) -> int:
        """How many of the bare headers this layout knows: the closest layout knows most."""
        mine = {bare(name) for source in self.columns.values() for name in (*source.headers, source.until)}
        mine |= {bare(name) for name in (*self.needs, *self.any_of, *self.newest, *self.deleted)}
        return len((mine - {""}) & headers)
