"""What was sent to be done with stories: put in the queue, and looked at again by its number."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unslump.records import answers
from unslump.web.asking import Asking
from unslump.web.house import now

__all__ = ["Sent", "send", "sent"]


@dataclass(frozen=True)
class Sent:
    """How far it is; `body` is what came of it as JSON ("": nothing yet), `error` and `hint` why not."""

    id: int
    what: str
    arguments: Mapping[str, Any]
    over: bool
    step: str
    progress: float
    body: str
    error: str
    hint: str


def send(who: Asking, what: str, given: Mapping[str, Any]) -> int:
    """Have it done in the background, under the sender's name; its number."""
    with who.house.workspace.records.writing() as connection:
        asked = answers.ask(
            connection, f"story {what}", dict(given) | {"by": who.who.name}, secrets.token_hex(8),
            by=who.who.name, now=now(), priority=0,
        )  # fmt: skip
    return asked.id


def sent(who: Asking, number: str, *kinds: str) -> Sent | None:
    """What was sent under a number, if it is one of `kinds`."""
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        return None
    with who.house.workspace.records.reading() as connection:
        asked = answers.by_id(connection, int(number))
    if asked is None or asked.question not in {f"story {kind}" for kind in kinds}:
        return None
    failed = asked.is_over and asked.state != "done"
    told = json.loads(asked.body or "{}") if failed else {}
    return Sent(
        asked.id, asked.question.removeprefix("story "), asked.arguments, asked.is_over, asked.step,
        asked.progress, body=asked.body or "" if asked.state == "done" else "",
        error=told.get("error", "It was stopped.") if failed else "", hint=told.get("hint", ""),
    )  # fmt: skip
