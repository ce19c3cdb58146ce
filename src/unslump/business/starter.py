"""The company.yaml to start from: the least that works, and every other key explained beside it."""

from __future__ import annotations

from datetime import date

from unslump.business.goals import Period
from unslump.business.kinds import CurrencyCode, Notes
from unslump.business.notation import words
from unslump.business.people import RAMP_PRIOR_WEEKS
from unslump.business.yaml_tree import Node
from unslump.errors import QuestionError

__all__ = ["starter_yaml"]

_TEMPLATE = """\
# What you intend: who does what, what you offer to whom, and what you want to reach.
# Lines that start with # are examples: take the # away and put your own words in.
# Keys of several words may be written with spaces or underscores. Every key but the first two
# may be left out: what is not written here is taken from the history, or answered "not known".

company: {name}
currency: {currency}            # of every amount in this file

# What one unit of another currency is worth in {currency}; needed when an export has several.
# rates: {{{other}: 0.92}}

# Who works in marketing (finding leads) and sales (winning orders). hats: the share of the week on
# each; together they may be less than 100%. Without people, hours cannot be checked.
people:
#   Ana Ruiz:
#     email: ana@example.com
#     also: ["4727653", A. Ruiz]               # other spellings or ids in the CRM
#     hats: {{marketing: 60%, sales: 40%}}
#     hours: 40                                # a week
#     cost: 45                                 # an hour
#     skills: {{finder: strong, closer: fair}}   # unknown, weak, fair, good or strong
#     started: {started}                      # only for who is new
#     ramp: {ramp:g} weeks                           # until fully productive
#     left: {left}                         # last working day

# Target markets, what they lack, what you offer, and what you say about it.
# segments:
#   Machine shops: {{also: [Manufacturing]}}
# needs:
#   Less scrap: {{segments: [Machine shops]}}
# offers:
#   Precision set: {{price: 4800, margin: 45%, needs: [Less scrap], segments: [Machine shops]}}
# messages:
#   Half the scrap: {{offer: Precision set, segment: Machine shops}}

# How messages reach them. min spend and max spend are money a calendar month.
# channels:
#   Trade fairs: {{also: [fair, messe], max spend: 3000}}
#   Newsletter:
# campaigns:
#   Spring fair: {{channel: Trade fairs, message: Half the scrap, start: {start}, end: {end}, budget: 2500}}

# Kinds of activity, as the CRM writes them, and the hours one piece of work takes.
# functions:
#   marketing: {{activities: [post, mailing, fair], hours per lead: 0.5}}
#   sales: {{activities: [call, meeting, demo], hours per lead: 1.5, hours per deal: 6}}

# What is to be reached. measure: deals, bookings (orders signed), delivered or paid.
goals:
  {goal}: {{period: {period}, amount: 100000, measure: bookings}}

# Marketing money. Lines add up; one without a channel is free for any channel.
# budgets:
#   - {{period: {period}, amount: 9000}}
#   - {{period: {period}, amount: 3000, channel: Trade fairs}}
"""


def starter_yaml(
    name: str = "My company", currency: str = "EUR", *, today: date, schema: str | None = None
) -> str:
    """The text of a first company.yaml, with a goal for the quarter after `today`.

    `schema` is a path to company.schema.json, named in the first line for editors. Raises
    QuestionError when the currency is no code or the name is empty.

    >>> starter_yaml("Brightline", "usd", today=date(2026, 1, 15)).splitlines()[5:7]
    ['company: Brightline', 'currency: USD            # of every amount in this file']
    """
    code = CurrencyCode().read(Node(1, 0, 0, 0, text=currency), "currency", Notes("company.yaml"))
    title = " ".join(name.split())
    if code is None or not title:
        raise QuestionError(
            f"{name!r} in {currency!r} is not a company to start from",
            hint="Give it a name and the three-letter code of its currency, as EUR.",
        )
    quarter = _next_quarter(today)
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    return head + _TEMPLATE.format(
        name=words(title),
        currency=code,
        other="USD" if code != "USD" else "EUR",
        started=today.replace(day=1),
        left=quarter.end,
        ramp=RAMP_PRIOR_WEEKS,
        start=quarter.start,
        end=quarter.end,
        goal=str(quarter),
        period=str(quarter),
    )


def _next_quarter(today: date) -> Period:
    quarter = (today.month - 1) // 3 + 1
    year, first = (today.year + 1, 1) if quarter == 4 else (today.year, quarter * 3 + 1)
    return Period.of_months(year, first, 3)
