"""Companies of every kind, for tests that hold whatever the company."""

from datetime import date

from hypothesis import strategies as st

from unslump.business.company import Company
from unslump.business.functions import Effort, Function
from unslump.business.goals import Budget, Goal, Measure, Period
from unslump.business.market import Campaign, Channel, Message, Need, Offer, Segment
from unslump.business.naming import fold
from unslump.business.people import Level, Person, Skill

AWKWARD = [
    "no", "null", "~", "007", "1e3", "2026-Q1", "a: b", "- x", "#1", "'", '"', "{a}", "*a", "&a", "!x", "é",
    "A-B", "A B", "A_B", "hours", "Ana Ruiz", "%", "@home", "\u2028", "\x85", "\U0001f600", "?", "? a", "<<",
]  # fmt: skip

names = (st.sampled_from(AWKWARD) | st.text(min_size=1, max_size=12)).map(
    lambda text: " ".join(text.encode("utf-8", "ignore").decode().split())
).filter(bool)  # fmt: skip
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
spans = st.tuples(days, days).map(sorted).filter(lambda pair: pair[0] < pair[1])
periods = spans.map(lambda pair: Period(*pair)) | st.sampled_from(["2026-Q1", "2026", "2026-02"]).map(
    Period.parse
)
money = st.floats(0, 1e12)
above_zero = st.floats(1e-9, 1e12)
hours = st.none() | st.floats(1e-3, 1e4)
availability = st.tuples(spans, st.booleans(), st.booleans()).map(
    lambda drawn: {
        "available_from": drawn[0][0] if drawn[1] else None,
        "available_until": drawn[0][1] if drawn[2] else None,
    }
)


def maybe(values):
    return st.none() | values


def some(values):
    """A few of them, each once."""
    return st.lists(values, max_size=3, unique=True).map(tuple)


@st.composite
def spelt(draw, least=0):
    """Names with other spellings; no two of them mean the same."""
    unique = draw(st.lists(names, min_size=least, max_size=6, unique_by=fold))
    rest = iter(unique[len(unique) // 2 :])
    return [
        (name, tuple(alias for alias in (next(rest, None),) if alias)) for name in unique[: len(unique) // 2]
    ]


@st.composite
def hats(draw):
    share = draw(st.sampled_from([0.0, 0.25, 0.6, 1.0]) | st.floats(0, 1))
    both = {Function.MARKETING: share, Function.SALES: max(0.0, 1 - share)}
    return {hat: part for hat, part in both.items() if draw(st.booleans())}


@st.composite
def people(draw):
    made = []
    for name, aliases in draw(spelt()):
        started, left = draw(spans)
        started, left = draw(st.sampled_from([(None, None), (started, None), (None, left), (started, left)]))
        made.append(
            Person(
                name,
                email=draw(maybe(st.just(f"{len(made)}@example.com"))),
                aliases=aliases,
                hats=draw(hats()),
                hours_per_week=draw(st.sampled_from([40.0, 37.5]) | st.floats(0, 168)),
                cost_per_hour=draw(maybe(money)),
                skills=draw(st.dictionaries(st.sampled_from(list(Skill)), st.sampled_from(list(Level)))),
                started=started,
                left=left,
                ramp_weeks=draw(maybe(st.floats(0, 100))),
            )
        )
    return tuple(made)


@st.composite
def companies(draw):
    def known(things):
        return some(st.sampled_from([thing.name for thing in things])) if things else st.just(())

    def one(things):
        return maybe(st.sampled_from([thing.name for thing in things])) if things else st.none()

    def each(make):
        return tuple(make(name, aliases, draw(maybe(names))) for name, aliases in draw(spelt()))

    segments = each(Segment)
    needs = each(lambda *named: Need(*named, segments=draw(known(segments))))
    offers = each(
        lambda *named: Offer(
            *named,
            draw(maybe(money)),
            draw(maybe(st.integers(0, 100).map(lambda percent: percent / 100))),
            needs=draw(known(needs)),
            segments=draw(known(segments)),
            regions=draw(some(names)),
            **draw(availability),
            per_month=draw(maybe(st.floats(1e-6, 1e6))),
        )
    )
    messages = each(lambda *named: Message(*named, offer=draw(one(offers)), segment=draw(one(segments))))
    goal = st.builds(
        Goal,
        names,
        above_zero,
        st.sampled_from(list(Measure)),
        periods.filter(lambda p: p.days > 1),
        segments=known(segments),
    )
    goals = tuple(draw(st.lists(goal, max_size=3, unique_by=lambda each: fold(each.name))))
    limits = st.tuples(money, money).map(sorted)
    channels = each(lambda *named: Channel(*named, *draw(st.just((None, None)) | limits)))
    campaigns = each(
        lambda *named: Campaign(
            *named,
            draw(one(channels)),
            draw(one(messages)),
            draw(one(offers)),
            draw(one(segments)),
            *draw(spans),
            draw(maybe(money)),
            draw(maybe(st.integers(1, 10_000).map(float))),
            goal=draw(one(goals)),
        )
    )
    return Company(
        name=draw(names),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        rates=draw(st.dictionaries(st.sampled_from(["GBP", "CHF", "NOK"]), above_zero)),
        people=draw(people()),
        segments=segments,
        needs=needs,
        offers=offers,
        messages=messages,
        channels=channels,
        campaigns=campaigns,
        goals=goals,
        budgets=tuple(draw(st.lists(st.builds(Budget, periods, money, one(channels)), max_size=4))),
        effort=draw(st.builds(Effort, hours, hours, hours)),
        activities=draw(st.dictionaries(names.map(fold), st.sampled_from(list(Function)), max_size=3)),
    )
