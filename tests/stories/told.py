"""Stories to test with: any whatever, and one in particular."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

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
