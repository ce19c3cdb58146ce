"""Everything that can go wrong in front of a user, as one tree.

    UnslumpError              shown as words, never as a traceback; exit code 2
    ├── CompanyError          company.yaml: every mistake at once, each with its line
    ├── ImportFailed          a file that cannot be read, mapped or understood as a whole
    │   ├── AmbiguousDates    dates that read two ways; names the flag that settles it
    │   └── RowsRejected      --strict, and at least one row was bad
    ├── StoreError            the history folder or the catalog: full disk, read-only, locked
    │   └── Busy              another import holds the history
    ├── ChangedMeanwhile      someone else wrote in between; nothing of theirs was overwritten
    ├── QuestionError         a goal, date or option that does not exist or makes no sense
    └── NoHistory             a question that needs a history, in a workspace that has none

An error says what is wrong, where (file, row, column, key, line) and what would mend it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AmbiguousDates",
    "Busy",
    "ChangedMeanwhile",
    "CompanyError",
    "ImportFailed",
    "Mistake",
    "NoHistory",
    "QuestionError",
    "RowsRejected",
    "StoreError",
    "UnslumpError",
]


class UnslumpError(Exception):
    """Anything a user can mend. `message` says what is wrong and where, `hint` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a file written by hand.

    >>> print(Mistake("company.yaml", 12, "goals[0].amount", "is -5", "a positive number"))
    company.yaml:12: goals[0].amount is -5; expected a positive number
    """

    file: str
    line: int
    where: str
    wrong: str
    right: str

    def __str__(self) -> str:
        expected = f"; expected {self.right}" if self.right else ""
        return f"{self.file}:{self.line}: {self.where} {self.wrong}{expected}"


class CompanyError(UnslumpError):
    """company.yaml has mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        count = len(mistakes)
        listing = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(
            f"{count} {'mistake' if count == 1 else 'mistakes'} in {mistakes[0].file}:\n{listing}"
        )


class ImportFailed(UnslumpError):
    """A file that cannot be imported as a whole; nothing was changed.

    `mapping` is the beginning of a mapping for it, as YAML, where one was drafted.
    """

    mapping: str = ""


class AmbiguousDates(ImportFailed):
    """Dates that can be read two ways; both readings are in the message."""


class RowsRejected(ImportFailed):
    """`--strict` and at least one bad row; nothing was changed."""


class StoreError(UnslumpError):
    """The history could not be read or written; the version before stays current."""


class Busy(StoreError):
    """Another import is running in this workspace."""


class ChangedMeanwhile(UnslumpError):
    """What was to be changed is no longer as the writer saw it; both versions are kept."""


class QuestionError(UnslumpError):
    """A question that cannot be asked this way."""


class NoHistory(UnslumpError):
    """The workspace has no history yet."""
