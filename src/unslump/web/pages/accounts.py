"""Accounts: who may come in and do what, one's own password and keys, and what was done by whom."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.records import accounts as kept
from unslump.web.accounts.keys import keys_of, make_key, take_key_away
from unslump.web.accounts.making import (
    change_password,
    change_role,
    close_account,
    list_accounts,
    make_account,
)
from unslump.web.accounts.passwords import LEAST_LETTERS, is_right
from unslump.web.accounts.rights import LEAST_ROLE, Act, Role
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()
_LAST = 200


@router.get("/settings/accounts")
def accounts(request: Request) -> Response:
    """Every account for an owner; one's own password and keys for everybody."""
    return _page(asking(request))


@router.post("/settings/accounts/make")
async def make(request: Request) -> Response:
    """Let somebody in."""
    who = asking(request)
    form = await who.form(Act.ACCOUNTS)
    name, role = str(form.get("name") or ""), str(form.get("role") or "")
    try:
        made = make_account(who.house.workspace.records, name, role, str(form.get("password") or ""), now())
    except (QuestionError, ChangedMeanwhile) as error:
        return _page(who, error=error, typed={"name": name[:120], "role": role}, status=_status(error))
    return _done(who, "made an account", f"{made.shown}: {made.role}")


@router.post("/settings/accounts/role")
async def role(request: Request) -> Response:
    """Give an account another role."""
    who = asking(request)
    form = await who.form(Act.ACCOUNTS)
    name, wanted = str(form.get("name") or "")[:200], str(form.get("role") or "")
    return _try(who, lambda: change_role(who.house.workspace.records, name, wanted),
                "changed a role", f"{name}: {wanted[:20]}")  # fmt: skip


@router.post("/settings/accounts/password")
async def password(request: Request) -> Response:
    """Give an account another password; its open doors close."""
    who = asking(request)
    form = await who.form(Act.ACCOUNTS)
    name, given = str(form.get("name") or "")[:200], str(form.get("password") or "")
    return _try(who, lambda: change_password(who.house.workspace.records, name, given, now()),
                "gave a new password", name)  # fmt: skip


@router.post("/settings/accounts/close")
async def close(request: Request) -> Response:
    """Let somebody in no more."""
    who = asking(request)
    form = await who.form(Act.ACCOUNTS)
    name = str(form.get("name") or "")[:200]
    return _try(who, lambda: close_account(who.house.workspace.records, name, now()),
                "closed an account", name)  # fmt: skip


@router.post("/settings/password")
async def my_password(request: Request) -> Response:
    """Change one's own password, by the present one; one signs in anew."""
    who = asking(request)
    form = await who.form(Act.SEE)
    number = _account(who)
    records = who.house.workspace.records
    with records.reading() as connection:
        account = kept.account_of(connection, number)
    wait = who.house.throttle.wait(f"password:{number}", now())
    if wait:
        return _page(who, error=QuestionError("Too many wrong tries.", hint="Wait a moment."), status=429)
    if account is None or not is_right(str(form.get("old") or ""), account.password):
        who.house.throttle.failed(f"password:{number}", now())
        wrong = QuestionError("The present password is not right.", hint="An owner can give you a new one.")
        return _page(who, error=wrong, status=422)
    new = str(form.get("password") or "")
    return _try(who, lambda: change_password(records, account.name, new, now()), "changed the password", "")


@router.post("/settings/keys")
async def key(request: Request) -> Response:
    """Make a key, and show it once."""
    who = asking(request)
    form = await who.form(Act.SEE)
    label = str(form.get("label") or "")
    try:
        secret = make_key(who.house.workspace.records, _account(who), label, now())
    except QuestionError as error:
        return _page(who, error=error, typed={"label": label[:200]}, status=422)
    shown = " ".join(label.split())
    who.house.note(who.who.name, "made a key", shown)
    return _page(who, made={"label": shown, "secret": secret})


@router.post("/settings/keys/away")
async def key_away(request: Request) -> Response:
    """Take a key away."""
    who = asking(request)
    form = await who.form(Act.SEE)
    digest, number = str(form.get("key") or "")[:200], _account(who)
    return _try(who, lambda: take_key_away(who.house.workspace.records, number, digest, now()),
                "took a key away", str(form.get("label") or "")[:80])  # fmt: skip


@router.get("/settings/audit")
def audit(request: Request) -> Response:
    """What was done, by whom and when."""
    who = asking(request)
    who.require(Act.ACCOUNTS)
    with who.house.workspace.records.reading() as connection:
        done = kept.audited(connection, _LAST)
    return page(who, "audit.html.j2", "settings", lambda: {"done": done, "may_accounts": True})


def _account(who: Asking) -> int:
    if who.who.account_id is None:
        raise QuestionError("Nobody is signed in.", hint="Make an account, and sign in with it.")
    return who.who.account_id


def _try(who: Asking, do: Any, did: str, about: str) -> Response:
    try:
        do()
    except (QuestionError, ChangedMeanwhile) as error:
        return _page(who, error=error, status=_status(error))
    return _done(who, did, about)


def _done(who: Asking, did: str, about: str) -> Response:
    who.house.sessions.forget()
    who.house.note(who.who.name, did, about)
    return RedirectResponse("/settings/accounts?said=saved", 303)


def _status(error: QuestionError | ChangedMeanwhile) -> int:
    return 409 if isinstance(error, ChangedMeanwhile) else 422


def _page(
    who: Asking,
    *,
    error: QuestionError | ChangedMeanwhile | None = None,
    typed: dict[str, str] | None = None,
    made: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    records, number = who.house.workspace.records, who.who.account_id
    may = who.who.may(Act.ACCOUNTS)
    return page(
        who, "accounts.html.j2", "settings",
        lambda: {
            "may_accounts": may,
            "accounts": list_accounts(records).accounts if may else [],
            "roles": [each.word for each in Role],
            "acts": [(each.name.lower(), [each_role >= least for each_role in Role])
                     for each, least in LEAST_ROLE.items()],
            "least": LEAST_LETTERS,
            "mine": number is not None,
            "keys": keys_of(records, number) if number is not None else [],
            "typed": {"name": "", "role": "", "label": ""} | (typed or {}),
            "error": error,
            "made": made,
        },
        status=status,
    )  # fmt: skip
