"""The canonical tables: what every import becomes, whatever it came from.

One row is one fact about the company. Times are naive timestamps (UTC where the export gave an
offset), money is in the company's currency beside the amount and currency as given, people and
labels are text as the export wrote them. A missing value is null, never zero or an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["TABLES", "Column", "Kind", "Outcome", "Table", "table"]


class Kind(StrEnum):
    """How a column is read and stored."""

    ID = "id"  # text, compared exactly
    TEXT = "text"
    LABEL = "label"  # text that groups: channel, segment, offer
    PERSON = "person"  # id, e-mail or name of a colleague, as exported
    EMAIL = "email"  # lower-cased
    TIME = "time"
    MONEY = "money"
    HOURS = "hours"

    @property
    def sql_type(self) -> str:
        """The DuckDB type a column of this kind is stored as."""
        if self is Kind.TIME:
            return "TIMESTAMP"
        return "DOUBLE" if self in (Kind.MONEY, Kind.HOURS) else "VARCHAR"


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, how it is read, and what it means."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table. `key` identifies a row; an import with the same key updates it."""

    name: str
    key: tuple[str, ...]
    meaning: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when there is none."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


_MONEY = (
    Column("amount", Kind.MONEY, "money in the company's currency"),
    Column("amount_given", Kind.MONEY, "money as the export gave it"),
    Column("currency", Kind.LABEL, "ISO code of amount_given"),
)

TABLES: dict[str, Table] = {
    entry.name: entry
    for entry in (
        Table(
            "people",
            ("person_id",),
            "colleagues as the CRM knows them: owners, users, agents",
            (
                Column("person_id", Kind.ID, "the CRM's id", required=True),
                Column("name", Kind.TEXT, "full name"),
                Column("email", Kind.EMAIL, "e-mail"),
            ),
        ),
        Table(
            "leads",
            ("lead_id",),
            "opportunities to sell: the result of marketing",
            (
                Column("lead_id", Kind.ID, "the CRM's id of the lead or contact", required=True),
                Column("created_at", Kind.TIME, "when the prospect showed interest", required=True),
                Column("name", Kind.TEXT, "person or company"),
                Column("email", Kind.EMAIL, "e-mail of the prospect"),
                Column("channel", Kind.LABEL, "where the lead came from"),
                Column("campaign", Kind.LABEL, "campaign that brought it"),
                Column("message", Kind.LABEL, "message or landing page that brought it"),
                Column("segment", Kind.LABEL, "target market it belongs to"),
                Column("offer", Kind.LABEL, "offer it asked about"),
                Column("finder", Kind.PERSON, "who found it (marketing)"),
                Column("owner", Kind.PERSON, "who follows it up (sales)"),
                Column("status", Kind.LABEL, "status as exported"),
                Column("first_response_at", Kind.TIME, "first answer to the prospect"),
                Column("qualified_at", Kind.TIME, "when it was accepted as worth selling to"),
                Column("lost_at", Kind.TIME, "when it was disqualified or given up"),
                Column("need", Kind.LABEL, "what the prospect lacks, as someone picked it"),
                Column("notes", Kind.TEXT, "what the prospect wrote or someone wrote down"),
                Column("region", Kind.LABEL, "country or region the prospect is in"),
                # As text: a budget of "10k?" is no reason to reject a lead. The desk reads it.
                Column("budget", Kind.TEXT, "the most the prospect would pay, as exported"),
            ),
        ),
        Table(
            "deals",
            ("deal_id",),
            "opportunities being worked by sales",
            (
                Column("deal_id", Kind.ID, "the CRM's id of the deal or opportunity", required=True),
                Column("created_at", Kind.TIME, "when the deal was opened; null: known only once closed"),
                Column("closed_at", Kind.TIME, "when it was won or lost"),
                Column("outcome", Kind.LABEL, "open, won or lost"),
                Column("name", Kind.TEXT, "title of the deal"),
                *_MONEY,
                Column("lead_id", Kind.ID, "the lead it came from, as linked"),
                Column("lead_ref", Kind.ID, "the lead's id as exported"),
                Column("lead_email", Kind.EMAIL, "the prospect's e-mail as exported"),
                Column("lead_name", Kind.TEXT, "the prospect's name as exported"),
                Column("channel", Kind.LABEL, "where it came from"),
                Column("campaign", Kind.LABEL, "campaign that brought it"),
                Column("segment", Kind.LABEL, "target market"),
                Column("offer", Kind.LABEL, "what is offered"),
                Column("finder", Kind.PERSON, "who found it (marketing)"),
                Column("owner", Kind.PERSON, "who sells it (sales)"),
                Column("stage", Kind.LABEL, "stage as exported"),
                Column("expected_close_at", Kind.TIME, "planned closing day of an open deal"),
            ),
        ),
        Table(
            "activities",
            ("activity_id",),
            "what people did: calls, meetings, mails, posts",
            (
                Column("activity_id", Kind.ID, "the CRM's id", required=True),
                Column("at", Kind.TIME, "when it was done", required=True),
                Column("person", Kind.PERSON, "who did it"),
                Column("kind", Kind.LABEL, "call, meeting, e-mail, …"),
                Column("hours", Kind.HOURS, "how long it took"),
                Column("lead_id", Kind.ID, "the lead it concerns, as linked"),
                Column("lead_ref", Kind.ID, "the lead's id as exported"),
                Column("deal_id", Kind.ID, "the deal it concerns, as linked"),
                Column("deal_ref", Kind.ID, "the deal's id as exported"),
            ),
        ),
        Table(
            "spend",
            ("day", "channel", "campaign"),
            "money spent on marketing",
            (
                Column("day", Kind.TIME, "day, or first day of the period it pays for", required=True),
                Column("channel", Kind.LABEL, "channel it was spent on", required=True),
                Column("campaign", Kind.LABEL, "campaign it was spent on"),
                *_MONEY,
            ),
        ),
        Table(
            "orders",
            ("order_id",),
            "obligations to deliver for payment: the result of sales",
            (
                Column("order_id", Kind.ID, "the order's number", required=True),
                Column("ordered_at", Kind.TIME, "when it became binding", required=True),
                Column("deal_id", Kind.ID, "the deal it came from, as linked"),
                Column("deal_ref", Kind.ID, "the deal's id as exported"),
                Column("deal_name", Kind.TEXT, "the deal's name as exported"),
                *_MONEY,
                Column("deliver_by", Kind.TIME, "promised delivery"),
                Column("delivered_at", Kind.TIME, "delivered"),
                Column("due_at", Kind.TIME, "payment due"),
                Column("paid_at", Kind.TIME, "paid"),
            ),
        ),
        Table(
            "stage_changes",
            ("deal_id", "at", "stage"),
            "the way of a deal through its stages",
            (
                Column("deal_id", Kind.ID, "the CRM's id of the deal", required=True),
                Column("at", Kind.TIME, "when it entered the stage", required=True),
                Column("stage", Kind.LABEL, "the stage it entered", required=True),
            ),
        ),
    )
}


def table(name: str) -> Table:
    """The canonical table called `name`; KeyError when there is none.

    >>> table("leads").key
    ('lead_id',)
    """
    return TABLES[name]
