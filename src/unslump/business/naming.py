"""Names as people write them: compared without regard to case and spacing, and guessed at when misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Protocol, TypeVar

__all__ = ["Known", "fold", "index_by_name", "nearest"]

LONGEST_GUESS = 80  # letters; beyond that a misspelling is not worth the comparing


class Known(Protocol):
    """Anything with a name and other spellings of it."""

    @property
    def name(self) -> str:
        """The name it goes by."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other spellings and ids."""


Item = TypeVar("Item", bound=Known)


def fold(name: str) -> str:
    """The form in which two spellings of a name are the same.

    >>> fold("  Ana   RUIZ ")
    'ana ruiz'
    """
    return " ".join(name.split()).casefold()


def index_by_name(items: Iterable[Item]) -> Mapping[str, Item]:
    """Every folded name and alias with the item it means; a name wins over another's alias."""
    items = tuple(items)
    by_alias = {fold(alias): item for item in reversed(items) for alias in item.aliases}
    return by_alias | {fold(item.name): item for item in items}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` most likely stands for; None when nothing is close.

    >>> nearest("chanels", ["people", "channels"])
    'channels'
    """
    if len(word) > LONGEST_GUESS:
        return None
    folded = {fold(name): name for name in known if len(name) <= LONGEST_GUESS}
    found = get_close_matches(fold(word), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
