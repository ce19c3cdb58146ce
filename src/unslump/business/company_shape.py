"""Every key of company.yaml: what may stand there, what it means, what holds when it is left out.

The reader and the JSON Schema are both made from this one description.
"""

from __future__ import annotations

from unslump.business.functions import Function
from unslump.business.goals import Measure
from unslump.business.kinds import (
    Choice,
    CurrencyCode,
    Day,
    Number,
    PeriodKind,
    Reference,
    Share,
    Text,
    Texts,
    Weeks,
)
from unslump.business.people import FULL_WEEK_HOURS, RAMP_PRIOR_WEEKS, Level, Skill
from unslump.business.shape import Field, Listing, Named, Record, Table

__all__ = ["COMPANY", "NAMED_SECTIONS"]

HOURS_PER_WEEK = 168

_hours = Number("hours above 0, as 1.5", above=0, most=10_000)


def _money(right: str = "an amount of money from 0, as 9000") -> Number:
    return Number(right, least=0, money=True)


def _also(what: str) -> Field:
    return Field(
        "also",
        Texts(),
        f"Other spellings or ids of {what} in the CRM.",
        instead_of=("aliases", "alias", "ids"),
    )


_ABOUT = Field("about", Text(), "What it is, in plain words.", instead_of=("description", "note", "text"))

PERSON = Record(
    "a person",
    (
        Field("email", Text("an e-mail address", r"[^@\s]+@[^@\s]+"), "E-mail, as the CRM knows it.",
              instead_of=("e mail", "mail")),
        _also("the person"),
        Field("hats", Table(Choice(Function), Share(), "shares, as {marketing: 60%, sales: 40%}"),
              "Share of the person's hours on each function; together at most 100 %.",
              instead_of=("hat", "roles", "role", "functions")),
        Field("hours", Number("hours a week from 0 to 168, as 40", least=0, most=HOURS_PER_WEEK),
              "Working hours a week.", default=FULL_WEEK_HOURS, instead_of=("hours per week",)),
        Field("cost", _money("the cost of an hour, as 45"), "What an hour costs, in the company's currency.",
              instead_of=("cost per hour", "rate", "wage", "salary")),
        Field("skills", Table(Choice(Skill), Choice(Level), "levels, as {finder: strong, closer: fair}"),
              "How good a finder (marketing) and closer (sales) you think the person is.",
              instead_of=("skill",)),
        Field("started", Day(), "First working day; leave it out for who has long been here.",
              instead_of=("start", "joined", "hired", "since")),
        Field("left", Day(), "Last working day.", instead_of=("end", "until", "ended")),
        Field("ramp", Weeks(),
              f"Weeks until fully productive, counted from started. Left out: none without started, else "
              f"{RAMP_PRIOR_WEEKS:g} weeks (median account executive, about 5 months; Bridge Group 2024).",
              instead_of=("ramp weeks", "ramp up")),
    ),
    home="people",
)  # fmt: skip

SEGMENT = Record("a segment", (_also("the segment"), _ABOUT), home="segments")

NEED = Record(
    "a need",
    (
        _also("the need"),
        _ABOUT,
        Field("segments", Texts(Reference("segments")), "Segments that have this need."),
    ),
    home="needs",
)

OFFER = Record(
    "an offer",
    (
        _also("the offer"),
        _ABOUT,
        Field("price", _money(), "Usual price, in the company's currency.", instead_of=("amount", "cost")),
        Field("margin", Share(), "Share of the price that is left once it is delivered, as 40%.",
              instead_of=("gross margin",)),
        Field("needs", Texts(Reference("needs")), "Needs it answers."),
        Field("segments", Texts(Reference("segments")), "Segments it is for.", instead_of=("markets",)),
        Field("regions", Texts(), "Countries or regions it can be delivered in; left out: anywhere.",
              instead_of=("region", "countries", "country", "where")),
        Field("available from", Day(), "First day it can be sold.",
              instead_of=("available", "from", "start", "available since")),
        Field("available until", Day(), "Last day it can be sold.",
              instead_of=("until", "end", "available to")),
        Field("per month", Number("how many a month, above 0, as 12", above=0, most=1_000_000),
              "How many can be delivered in a calendar month; left out: no limit.",
              instead_of=("capacity", "monthly", "most per month", "deliverable per month")),
    ),
    home="offers",
)  # fmt: skip

MESSAGE = Record(
    "a message",
    (
        _also("the message"),
        Field("about", Text(), "What it says, in plain words.", instead_of=("text", "description", "note")),
        Field("offer", Reference("offers"), "The offer it is about."),
        Field("segment", Reference("segments"), "The segment it speaks to."),
    ),
    home="messages",
)

CHANNEL = Record(
    "a channel",
    (
        _also("the channel"),
        _ABOUT,
        Field("min spend", _money(), "Least money a calendar month.", instead_of=("minimum", "min")),
        Field("max spend", _money(), "Most money a calendar month.", instead_of=("maximum", "max")),
    ),
    home="channels",
)

CAMPAIGN = Record(
    "a campaign",
    (
        _also("the campaign"),
        _ABOUT,
        Field("channel", Reference("channels"), "The channel it runs on."),
        Field("message", Reference("messages"), "The message it carries."),
        Field("offer", Reference("offers"), "The offer it is about; left out: its message's."),
        Field("segment", Reference("segments"), "The segment it is for; left out: its message's."),
        Field("start", Day(), "First day.", instead_of=("started", "from")),
        Field("end", Day(), "Last day; leave it out while it runs.", instead_of=("ended", "until", "to")),
        Field("budget", _money(), "The part of the channel's money it may use, over its whole life.",
              instead_of=("amount", "spend")),
        Field("leads", Number("a number of leads above 0, as 40", above=0, most=10_000_000),
              "How many leads it is to bring.", instead_of=("lead target", "target")),
        Field("goal", Reference("goals"), "The goal it serves."),
    ),
    home="campaigns",
)  # fmt: skip

GOAL = Record(
    "a goal",
    (
        Field("period", PeriodKind(), "The days that count, as 2026-Q1.", required=True,
              instead_of=("quarter", "dates", "when")),
        Field("amount", Number("an amount above 0, as 120000", above=0, money=True),
              "How much: money in the company's currency, or a number of deals.", required=True,
              instead_of=("target", "value", "sum")),
        Field("measure", Choice(Measure),
              "What is counted: deals won, bookings (orders signed), orders delivered, or orders paid.",
              default=str(Measure.BOOKINGS), instead_of=("metric", "kind", "type", "unit")),
        Field("segments", Texts(Reference("segments")),
              "The segments that are to be reached for it; left out: no segment in particular.",
              instead_of=("segment", "markets")),
    ),
    home="goals",
    strangers=(PERSON,),
)  # fmt: skip

BUDGET = Record(
    "a budget",
    (
        Field("period", PeriodKind(), "The days it is for, as 2026-Q1.", required=True),
        Field("amount", _money(), "Money for the whole period, in the company's currency.", required=True,
              instead_of=("budget", "money", "spend")),
        Field("channel", Reference("channels"), "The channel it is for; left out: free for any channel."),
    ),
    home="budgets",
)  # fmt: skip

PEOPLE = Record(PERSON.noun, PERSON.fields, PERSON.home, strangers=(GOAL, CAMPAIGN))

_ACTIVITIES = Field("activities", Texts(), "Kinds of activity, as the CRM writes them, that belong to it.")

FUNCTIONS = Record(
    "the functions",
    (
        Field(
            "marketing",
            Record(
                "marketing", (_ACTIVITIES, Field("hours per lead", _hours, "Marketing hours to win a lead."))
            ),
            "Marketing communicates a message about the offer to a target market; its result is leads.",
        ),
        Field(
            "sales",
            Record(
                "sales",
                (
                    _ACTIVITIES,
                    Field("hours per lead", _hours, "Sales hours to follow up a lead."),
                    Field("hours per deal", _hours, "Further sales hours on a deal until it closes."),
                ),
            ),
            "Sales matches a need with an offer for prospects who show interest; its result is an order.",
        ),
    ),
)

COMPANY = Record(
    "a company",
    (
        Field("company", Text(), "The company's name.", required=True, instead_of=("name", "firm")),
        Field("currency", CurrencyCode(), "The currency of every amount here, as EUR.", required=True),
        Field("rates", Table(CurrencyCode(), Number("a rate above 0, as 0.92", above=0),
                                     "rates, as {USD: 0.92}"),
              "What one unit of another currency is worth in the company's: {USD: 0.92}.",
              instead_of=("exchange rates", "currencies")),
        Field("people", Named(PEOPLE), "Who works in marketing and sales, by name.",
              instead_of=("persons", "staff", "team", "employees")),
        Field("segments", Named(SEGMENT), "Target markets, by name.", instead_of=("markets", "industries")),
        Field("needs", Named(NEED), "What prospects lack, by name."),
        Field("offers", Named(OFFER), "What the company would deliver, by name.",
              instead_of=("products", "services")),
        Field("messages", Named(MESSAGE), "What marketing says, by name."),
        Field("channels", Named(CHANNEL), "Ways to reach a market, by name.", instead_of=("sources",)),
        Field("campaigns", Named(CAMPAIGN), "Messages sent through channels, by name."),
        Field("functions", FUNCTIONS, "What marketing and sales do, and how long it takes."),
        Field("goals", Named(GOAL), "What is to be reached, by name.", instead_of=("targets", "quotas")),
        Field("budgets", Listing(BUDGET), "Marketing money, one line a period and channel; the lines add up.",
              instead_of=("budget", "money")),
    ),
)  # fmt: skip

NAMED_SECTIONS = tuple(known.key for known in COMPANY.fields if isinstance(known.kind, Named))
