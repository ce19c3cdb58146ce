"""Exit codes: whose fault it was, and whether an alarm is on."""

from __future__ import annotations

__all__ = ["ALARMED", "ANSWERED", "BAD_INPUT", "FAULT", "STOPPED"]

ANSWERED = 0
ALARMED = 1
"""Answered, and an alarm is on (`watch` only)."""
BAD_INPUT = 2
FAULT = 3
STOPPED = 130
