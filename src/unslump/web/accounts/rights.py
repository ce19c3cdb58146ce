"""Who may do what: the one place where it is decided.

    reader        sees every page
    contributor   writes stories, needs, orders; accepts leads
    planner       sets goals, plans, campaigns; brings data in
    owner         company, accounts, alarms; everything

Each may do what those above it may.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from unslump.errors import UnslumpError

__all__ = ["LEAST_ROLE", "Act", "NotAllowed", "Role", "Who", "require"]


class Role(IntEnum):
    """From who may least to who may most."""

    READER = 1
    CONTRIBUTOR = 2
    PLANNER = 3
    OWNER = 4

    @property
    def word(self) -> str:
        """As it is written and kept.

        >>> Role.OWNER.word
        'owner'
        """
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Role:
        """The role of that name; ValueError for none.

        >>> Role.named("planner") is Role.PLANNER
        True
        """
        try:
            return cls[word.upper()]
        except KeyError as error:
            raise ValueError(f"there is no role {word!r}") from error


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    STORIES = "write stories"
    DESK = "work at the desk"
    ASK = "ask what takes long"
    GOALS = "set goals"
    PLAN = "accept plans"
    CAMPAIGNS = "plan and launch campaigns"
    IMPORT = "bring data in"
    COMPANY = "change the company"
    ACCOUNTS = "manage accounts"


LEAST_ROLE: dict[Act, Role] = {
    Act.SEE: Role.READER,
    Act.ASK: Role.READER,
    Act.STORIES: Role.CONTRIBUTOR,
    Act.DESK: Role.CONTRIBUTOR,
    Act.GOALS: Role.PLANNER,
    Act.PLAN: Role.PLANNER,
    Act.CAMPAIGNS: Role.PLANNER,
    Act.IMPORT: Role.PLANNER,
    Act.COMPANY: Role.OWNER,
    Act.ACCOUNTS: Role.OWNER,
}


class NotAllowed(UnslumpError):
    """Someone wanted to do what their role does not allow."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: name, role, and the session's digest ("" where nobody has to come in)."""

    name: str
    role: Role
    session: str = ""
    account_id: int | None = None

    def may(self, act: Act) -> bool:
        """Whether the role allows it.

        >>> Who("Ana", Role.READER).may(Act.IMPORT)
        False
        """
        return self.role >= LEAST_ROLE[act]


def require(who: Who, act: Act) -> None:
    """Raise NotAllowed where the role does not allow it."""
    if not who.may(act):
        raise NotAllowed(
            f"{who.name} may not {act}: that takes a {LEAST_ROLE[act].word}, and {who.name} is a "
            f"{who.role.word}.",
            hint="An owner can change that under Settings.",
        )
