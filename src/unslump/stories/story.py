"""A war story: what happened, whose it was, what was tried, what came of it, and what to do differently.

A story is four texts under fixed headings, some signs, and the causes in the diagnosis' own words; with it
goes the fingerprint, what each cause took of all that was lost. While one of the texts is still empty the
story is a draft.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from unslump.slump.cause_names import CAUSES
from unslump.slump.diagnosis_answer import Blame
from unslump.slump.diagnosis_result import FUNCTION_OF
from unslump.slump.diagnosis_words import REST

__all__ = [
    "CAUSE_NAMES",
    "FUNCTIONS",
    "SECTIONS",
    "FingerprintView",
    "FromAlarm",
    "Section",
    "Story",
    "Whole",
    "function_of_causes",
]

CAUSE_NAMES: tuple[str, ...] = (*CAUSES, REST)
"""What a story may name as its cause: the causes of the diagnosis, and the market."""

FUNCTIONS: tuple[Blame, ...] = ("marketing", "sales", "split roles", "neither (the market)")

LONGEST_TITLE, LONGEST_TEXT, MOST_SIGNS, LONGEST_SIGN = 200, 20_000, 30, 200

Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Sign = Annotated[str, Field(min_length=1, max_length=LONGEST_SIGN)]
CauseName = Annotated[str, Field(json_schema_extra={"enum": list(CAUSE_NAMES)})]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Model):
    """One of the four texts: its name here, its heading, and the questions that a writer answers in it."""

    name: Literal["happened", "tried", "outcome", "differently"]
    heading: str
    questions: tuple[str, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        name="happened",
        heading="What happened",
        questions=(
            "What did you notice first, and when? What did everybody think it was, and what was it?",
            "Who was doing what at the time: who looked for leads, who sold, who did both?",
        ),
    ),
    Section(
        name="tried",
        heading="What was tried",
        questions=(
            "What did you do about it, who did it, and for how long was it kept up?",
            "What did you decide against, and why?",
        ),
    ),
    Section(
        name="outcome",
        heading="What came of it",
        questions=(
            "What got better, after how long, and by how much? What did not?",
            "What did it cost, in money, in time, in people?",
        ),
    ),
    Section(
        name="differently",
        heading="What to do differently",
        questions=(
            "Knowing what you know now: what would you do on the first day?",
            "Which sign would you trust sooner, and who should watch it?",
        ),
    ),
)


class FingerprintView(_Model):
    """What a diagnosis found, without any amount.

    `shares`: what each cause took of all that was lost; those above zero add up to 1, below zero is what a
    cause brought. `certainty`: the probability of a real change, by cause. `shortfall`: what was missing of
    what was to be expected.
    """

    shares: dict[CauseName, float]
    certainty: dict[CauseName, float] = {}
    shortfall: float | None = None
    sawtooth: bool = False


class FromAlarm(_Model):
    """The alarm that a story was drafted from: its stream, the Mondays it began and ended on."""

    stream: str
    since: date
    over: date


class Whole(_Model):
    """What figures of one unit are a share of when the story is shared: "EUR" of 470,000, say.

    Stays at home: an export turns figures into shares of it.
    """

    unit: str
    amount: float


class Story(_Model):
    """A story. Texts are Markdown. `origin` is "" for one's own, else whom it came from.

    `function` is None for a story of another firm that does not say.
    """

    title: Title
    function: Blame | None
    causes: tuple[CauseName, ...] = ()
    signs: tuple[Sign, ...] = Field(default=(), max_length=MOST_SIGNS)
    happened: Text = ""
    tried: Text = ""
    outcome: Text = ""
    differently: Text = ""
    trade: str = ""
    began: date | None = None
    ended: date | None = None
    fingerprint: FingerprintView | None = None
    status: Literal["draft", "kept", "example"] = "kept"
    origin: str = ""
    alarm: FromAlarm | None = None
    wholes: tuple[Whole, ...] = ()

    def text_of(self, section: Section) -> str:
        """The text under one of the headings."""
        return str(getattr(self, section.name))

    @property
    def unanswered(self) -> tuple[Section, ...]:
        """The texts that are still to be written."""
        return tuple(section for section in SECTIONS if not self.text_of(section).strip())

    def settled(self) -> Story:
        """The same, as a draft while a text is missing, else as kept; an example stays one."""
        if self.status == "example":
            return self
        return self.model_copy(update={"status": "draft" if self.unanswered else "kept"})


def function_of_causes(causes: tuple[str, ...]) -> Blame | None:
    """Whose the first cause is; None without any.

    >>> function_of_causes(("deal size", "lead volume"))
    'sales'
    """
    return FUNCTION_OF[causes[0]] if causes else None
