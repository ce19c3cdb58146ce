"""The same desk as the importing tests use."""

from __future__ import annotations

from importing.conftest import Desk, desk

__all__ = ["Desk", "desk"]
