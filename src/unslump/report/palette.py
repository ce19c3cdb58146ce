"""The colours, once: the style sheet, the lanes and the charts all read them here.

Meaning never hangs on colour alone (shape, hatching and words say it too). Text colours keep a
contrast of 4.5 or more against everything they are set on; a test computes it.
"""

from __future__ import annotations

from typing import Final

from unslump.planning.verdict import VerdictWord

__all__ = ["CSS_COLOURS", "FONT", "VERDICT_COLOURS", "contrast"]

FONT: Final = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"

INK: Final = "#1d2733"
SOFT_INK: Final = "#4f5d6b"
LINE: Final = "#c9d1d9"
FAINT: Final = "#e4e9ee"
WASH: Final = "#f5f7f9"
PAPER: Final = "#ffffff"
MARKETING: Final = "#0f6b6b"
MARKETING_WASH: Final = "#eaf4f3"
SALES: Final = "#3f4fa3"
SALES_WASH: Final = "#eef0fa"
GAP: Final = "#a93a14"
GAP_WASH: Final = "#fbeee8"
WON: Final = "#22406f"
BOTH_HATS: Final = "#8a3b78"
PIPELINE: Final = "#6c8fc7"
NEW_LEADS: Final = "#c3d5f0"
BAND_80: Final = "#dbe6f4"
BAND_50: Final = "#a9c4e4"

VERDICT_COLOURS: Final[dict[VerdictWord, str]] = {
    "supported": "#0b6b4f",
    "stretched": "#855600",
    "unsupported": GAP,
    "unknown": SOFT_INK,
}

CSS_COLOURS: Final = {
    "ink": INK,
    "soft-ink": SOFT_INK,
    "line": LINE,
    "faint": FAINT,
    "wash": WASH,
    "paper": PAPER,
    "marketing": MARKETING,
    "marketing-wash": MARKETING_WASH,
    "sales": SALES,
    "sales-wash": SALES_WASH,
    "gap": GAP,
    "gap-wash": GAP_WASH,
    "won": WON,
    "pipeline": PIPELINE,
    "new-leads": NEW_LEADS,
    "band-80": BAND_80,
    "band-50": BAND_50,
    "both-hats": BOTH_HATS,
} | dict(VERDICT_COLOURS)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
