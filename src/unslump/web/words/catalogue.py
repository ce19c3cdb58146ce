"""The catalogue: texts by key, from a TOML file a language; a missing key is an error, not an empty text."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["LANGUAGES", "Texts", "texts_in"]

LANGUAGES = ("en",)


class Texts:
    """Texts by dotted key: `texts("today.title")`, with names in braces filled in."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __call__(self, key: str, **values: Any) -> str:
        """The text; KeyError for a key that the catalogue lacks."""
        text = self._texts[key]
        return text.format(**values) if values else text

    @property
    def keys(self) -> frozenset[str]:
        """Every key there is."""
        return frozenset(self._texts)


@cache
def texts_in(language: str) -> Texts:
    """The catalogue of a language; KeyError for one that is not there."""
    if language not in LANGUAGES:
        raise KeyError(language)
    raw = files("unslump.web.words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Texts(dict(_flat(tomllib.loads(raw), "")))


def _flat(tree: dict[str, Any], before: str) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{before}{key}"
        out += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return out
