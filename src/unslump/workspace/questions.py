"""What every group of questions may ask of the workspace it belongs to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import TYPE_CHECKING

from unslump.business.goals import Goal

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records
    from unslump.workspace.engines import Engines

__all__ = ["Questions"]


class Questions(ABC):
    """A part of a workspace."""

    _engines: Engines

    @property
    @abstractmethod
    def company(self) -> Company | None:
        """What company.yaml says."""

    @property
    @abstractmethod
    def records(self) -> Records:
        """What people wrote."""

    @property
    @abstractmethod
    def _folder_name(self) -> str: ...

    @abstractmethod
    def currency(self) -> str:
        """The currency of every amount."""

    @abstractmethod
    def _snapshot(self, as_of: date | str | None) -> Snapshot: ...

    @abstractmethod
    def _named(self, name: str) -> Goal: ...
