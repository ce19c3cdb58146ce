"""A story as a Markdown file: what is known about it as YAML on top, the four texts under their headings."""

from __future__ import annotations

import io

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from unslump.stories.story import CAUSE_NAMES, FUNCTIONS, SECTIONS, FingerprintView, Story

__all__ = ["markdown_of", "template"]


def markdown_of(story: Story, version: int | None = None) -> str:
    """The file; `reading.read_story` gives the same story back.

    `version`, when given, stands in it, so that a change knows which version it began with. Texts that are
    missing have their questions in their place.
    """
    top = CommentedMap()
    top["title"] = story.title
    top["function"] = story.function
    top["causes"] = _flow(story.causes)
    top["signs"] = list(story.signs)
    for key in ("trade", "began", "ended", "origin"):
        if value := getattr(story, key):
            top[key] = value
    if story.fingerprint is not None:
        top["fingerprint"] = _fingerprint(story.fingerprint)
    if story.status == "example":
        top["status"] = "example"
    if story.alarm is not None:
        top["alarm"] = CommentedMap(story.alarm.model_dump())
    if story.wholes:
        top["wholes"] = CommentedMap({whole.unit: whole.amount for whole in story.wholes})
    if version is not None:
        top["version"] = version
    return f"---\n{_yaml(top)}---\n{_texts(story)}"


def template() -> str:
    """A file to fill in."""
    causes = "\n".join(f"#   {cause}" for cause in CAUSE_NAMES)
    functions = ", ".join(f'"{name}"' for name in FUNCTIONS)
    return (
        "---\n"
        "# A war story. Fill in what you know; leave out what you do not. Lines with > are questions and go\n"
        "# when the file is read.\n"
        'title: ""\n'
        f"# Whose it was: one of {functions}.\n"
        'function: ""\n'
        f"# What it came from, the weightiest first; some of:\n{causes}\n"
        "causes: []\n"
        "# What could be seen: streams (Leads a week, First response, ...) or words of your own.\n"
        "signs: []\n"
        "# The days it began and ended, if you like: 2026-03-02\n"
        "began:\nended:\n"
        "---\n" + _texts(Story(title="-", function="marketing"))
    )


def _texts(story: Story) -> str:
    parts = []
    for section in SECTIONS:
        text = story.text_of(section).strip()
        asked = "\n".join(f"> {question}" for question in section.questions)
        parts.append(f"\n## {section.heading}\n\n{text or asked}\n")
    return "".join(parts)


def _fingerprint(fingerprint: FingerprintView) -> CommentedMap:
    shown = CommentedMap()
    for name in CAUSE_NAMES:
        if name in fingerprint.shares:
            cell = CommentedMap()
            cell["share"] = _share(fingerprint.shares[name])
            if name in fingerprint.certainty:
                cell["certainty"] = _share(fingerprint.certainty[name])
            cell.fa.set_flow_style()
            shown[name] = cell
    if fingerprint.shortfall is not None:
        shown["shortfall"] = _share(fingerprint.shortfall)
    if fingerprint.sawtooth:
        shown["sawtooth"] = True
    return shown


def _share(value: float) -> str:
    """To a tenth of a percent: what can be read again."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"


def _flow(names: tuple[str, ...]) -> CommentedSeq:
    listed = CommentedSeq(DoubleQuotedScalarString(name) if "," in name else name for name in names)
    listed.fa.set_flow_style()
    return listed


def _yaml(top: CommentedMap) -> str:
    writer = YAML()
    writer.width = 10_000
    writer.indent(mapping=2, sequence=4, offset=2)
    told = io.StringIO()
    writer.dump(top, told)
    return told.getvalue()
