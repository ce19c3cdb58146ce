"""Text from a company's files, made safe to set: nothing in it can steer a terminal or turn a line."""

from __future__ import annotations

import re

__all__ = ["plain"]

# Control characters but tab and line feed; the marks that override or embed a writing direction;
# halves of characters and non-characters, which no file can hold.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def plain(text: str) -> str:
    r"""The text without control characters and direction overrides.

    >>> plain("Q2\x1b[31m \u202e2026")
    'Q2[31m 2026'
    """
    return STEERING.sub("", text)
