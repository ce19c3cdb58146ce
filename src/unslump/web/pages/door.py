"""The door: coming in, going out, and a form sent when the session was over: nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from unslump.web.accounts.rights import Role, Who
from unslump.web.accounts.sessions import COOKIE
from unslump.web.asking import Asking, SignInFirst, asking
from unslump.web.drawing import page
from unslump.web.house import House, now
from unslump.web.words.catalogue import texts_in
from unslump.web.words.shown import Shown, locale_of

__all__ = ["door_page", "router"]

router = APIRouter()
_NOBODY = Who("", Role.READER)
_HIDDEN = {"form_token", "password", "name", "door_path"}


async def door_page(request: Request, *, error: str = "", status: int = 401) -> Response:
    """The page to sign in on; what a form had sent is carried along."""
    typed: list[tuple[str, str]] = []
    path = request.url.path
    if request.method == "POST" and path != "/door":
        form = await request.form(max_files=50, max_fields=500)
        typed = _texts(form)
    elif path == "/door" and request.method == "POST":
        form = await request.form()
        path = str(form.get("door_path") or "/")
        typed = _texts(form)
    else:
        path = str(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    house: House = request.app.state.house
    visitor = request.cookies.get("unslump_visitor", "")
    shown = Shown(locale_of(request.headers.get("accept-language", "")))
    stranger = Asking(request, house, _NOBODY, visitor, shown)
    return page(
        stranger, "door.html.j2", "",
        lambda: {"path": _inside(path), "typed": typed, "error": error}, status=status,
    )  # fmt: skip


@router.get("/door")
async def door(request: Request) -> Response:
    """The page to sign in on."""
    try:
        asking(request)
    except SignInFirst:
        return await door_page(request, status=200)
    return RedirectResponse("/", 303)


@router.post("/door")
async def come_in(request: Request) -> Response:
    """Sign in. Wrong names and wrong passwords read the same, and take the same time."""
    house: House = request.app.state.house
    form = await request.form(max_files=0, max_fields=600)
    name, password = str(form.get("name") or ""), str(form.get("password") or "")
    address = request.client.host if request.client else ""
    keys = (f"name:{name.casefold()[:200]}", f"from:{address}")
    t = texts_in("en")
    moment = now()
    wait = max((house.throttle.wait(key, moment) for key in keys), default=timedelta(0))
    if wait:
        seconds = int(wait.total_seconds()) + 1
        held = await door_page(request, error=t("door.wait", seconds=seconds), status=429)
        held.headers["Retry-After"] = str(seconds)
        return held
    found = house.sessions.sign_in(name, password, moment)
    if found is None:
        for key in keys:
            house.throttle.failed(key, moment)
        return await door_page(request, error=t("door.wrong"), status=401)
    house.throttle.succeeded(keys[0])
    old = house.sessions.who(request.cookies.get(COOKIE), moment)
    if old is not None:
        house.sessions.sign_out(old.session, moment)
    who, cookie = found
    path, typed = _inside(str(form.get("door_path") or "/")), _texts(form)
    response: Response
    if typed:
        shown = Shown(locale_of(request.headers.get("accept-language", "")))
        back = Asking(request, house, who, who.session, shown)
        response = page(back, "back.html.j2", "", lambda: {"path": path, "typed": typed})
    else:
        response = RedirectResponse(path, 303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="lax", secure=secure, max_age=14 * 24 * 3600)
    return response


@router.post("/leave")
async def leave(request: Request) -> Response:
    """Sign out: the session is over, here and wherever its cookie was copied to."""
    who = asking(request)
    given = (await request.form()).get("form_token")
    if (
        isinstance(given, str)
        and house_of(request).sessions.is_form_token(who.holder, given)
        and who.who.session
    ):
        house_of(request).sessions.sign_out(who.who.session, now())
    response = RedirectResponse("/door", 303)
    response.delete_cookie(COOKIE)
    return response


def house_of(request: Request) -> House:
    """The house of a request."""
    house: House = request.app.state.house
    return house


def _texts(form: FormData) -> list[tuple[str, str]]:
    """What was typed: files have to be chosen again."""
    return [
        (key, value) for key, value in form.multi_items() if isinstance(value, str) and key not in _HIDDEN
    ]


def _inside(path: str) -> str:
    """An address of ours; "/" for anything that leads elsewhere."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    return quote(path, safe="/?&=%-._~+,:") if not path.startswith("/door") else "/"
