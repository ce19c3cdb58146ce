"""Stories to test with: any whatever, and one in particular."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from unslump.slump.diagnosis_answer import (
    Amount,
    Cause,
    DiagnosedWindow,
    DiagnosisResult,
    FunctionShare,
)
from unslump.slump.diagnosis_result import FUNCTION_OF
from unslump.slump.diagnosis_words import REST
from unslump.stories.story import CAUSE_NAMES, FUNCTIONS, FingerprintView, FromAlarm, Story, Whole

_NOT_SEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=_NOT_SEEN, exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXT = st.lists(LINE.filter(lambda line: line[0] not in "#>"), max_size=3).map("\n\n".join)
SHARES = st.integers(-1000, 1000).map(lambda tenths: tenths / 1000)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any story that a file can tell."""
    began, ended = sorted((draw(DAYS), draw(DAYS)))
    shares = draw(st.dictionaries(st.sampled_from(CAUSE_NAMES), SHARES, max_size=8))
    certainty = {name: abs(draw(SHARES)) for name in shares if draw(st.booleans())}
    fingerprint = FingerprintView(
        shares=shares, certainty=certainty, shortfall=draw(st.none() | SHARES), sawtooth=draw(st.booleans())
    )
    return Story(
        title=draw(LINE),
        function=draw(st.sampled_from(FUNCTIONS)),
        causes=tuple(draw(st.lists(st.sampled_from(CAUSE_NAMES), unique=True, max_size=4))),
        signs=tuple(draw(st.lists(LINE, max_size=4))),
        happened=draw(TEXT), tried=draw(TEXT), outcome=draw(TEXT), differently=draw(TEXT),
        began=draw(st.none() | st.just(began)),
        ended=draw(st.none() | st.just(ended)),
        fingerprint=draw(st.none() | st.just(fingerprint)),
        alarm=draw(st.none() | st.just(FromAlarm(stream="Leads a week", since=began, over=ended))),
        wholes=draw(st.sampled_from([(), (Whole(unit="EUR", amount=470_000.5),)])),
    )  # fmt: skip


def story(**changes: object) -> Story:
    """A story of a slump in leads, with other values where given."""
    told: dict[str, object] = {
        "title": "The quiet spring",
        "function": "marketing",
        "causes": ("lead volume",),
        "signs": ("Leads a week",),
        "happened": "Fewer people asked than in any spring before.",
        "tried": "We went to two fairs.",
        "outcome": "Half of the leads came back.",
        "differently": "Look at the leads each Monday.",
    }
    return Story.model_validate(told | changes)


def diagnosis(**amounts: float) -> DiagnosisResult:
    """A diagnosis of a quarter in which leads were missing; `amounts` by cause, "_" for a space."""
    taken = {
        "lead volume": 90_000.0,
        "deal size": 20_000.0,
        "response and follow-up": -10_000.0,
        REST: 10_000.0,
    }
    taken |= {name.replace("_", " "): amount for name, amount in amounts.items()}
    causes = [
        Cause(
            name=name,
            function=FUNCTION_OF[name],
            amount=_spread(taken.get(name, 0.0)),
            probability=None if name == REST else (0.97 if taken.get(name) else 0.1),
            evidence=f"{name}: Jonas Weber had 22 leads a week where 36 were to be expected.",
            action="Ask Clara Vogt.",
        )
        for name in CAUSE_NAMES
    ]
    shortfall = sum(cause.amount.p50 for cause in causes)
    return DiagnosisResult(
        as_of=date(2026, 6, 28),
        sentence="360,000 EUR came in where about 470,000 EUR were to be expected.",
        window=DiagnosedWindow(start=date(2026, 3, 30), end=date(2026, 6, 28)),
        baseline=date(2026, 3, 30),
        measure="bookings",
        currency="EUR",
        expected=_spread(470_000.0),
        actual=470_000.0 - shortfall,
        shortfall=shortfall,
        causes=sorted(causes, key=lambda cause: -cause.amount.p50),
        by_function=[
            FunctionShare(
                function=function,
                amount=_spread(sum(c.amount.p50 for c in causes if c.function == function)),
            )
            for function in FUNCTIONS
        ],
        sawtooth=None,
        cannot_say=[],
    )


def _spread(middle: float) -> Amount:
    low, high = sorted((0.7 * middle, 1.3 * middle))
    return Amount(p10=low, p50=middle, p90=high)
