"""Who signs the stories that leave, where nobody says another name."""

from __future__ import annotations

__all__ = ["AUTHOR"]

AUTHOR = "A firm that uses unslump"
