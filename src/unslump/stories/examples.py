"""The stories that come with the product: invented ones, marked as examples, one or more for each cause."""

from __future__ import annotations

from functools import cache
from importlib import resources

from unslump.stories.reading import read_story
from unslump.stories.story import Story

__all__ = ["ORIGIN", "examples"]

ORIGIN = "an example that comes with unslump"


@cache
def examples() -> dict[str, Story]:
    """Name → story, by name. Read when first asked for."""
    folder = resources.files("unslump.stories") / "examples"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name
    )
    return {file.name.removesuffix(".md"): _read(file.name, file.read_text("utf-8")) for file in files}


def _read(name: str, text: str) -> Story:
    story = read_story(text, name).story
    return story.model_copy(update={"status": "example", "origin": ORIGIN})
