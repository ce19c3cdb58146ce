"""Templates with what they all need, and pages drawn once for as long as nothing they show has changed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.responses import HTMLResponse

from unslump.business import wording
from unslump.report.palette import CSS_COLOURS, FONT
from unslump.report.plain import plain
from unslump.web.asking import VISITOR, Asking
from unslump.web.words.catalogue import texts_in

__all__ = ["ROOMS", "page", "style_sheet", "themed"]

ROOMS = (
    ("today", "/"), ("goals", "/goals"), ("people", "/people"), ("plan", "/plan"), ("slump", "/slump"),
    ("campaigns", "/campaigns"), ("desk", "/desk"), ("stories", "/stories"), ("data", "/data"),
    ("settings", "/settings"),
)  # fmt: skip
"""The pages in the navigation: key in the catalogue, address."""

DARK = {
    "ink": "#e8edf2", "soft-ink": "#a9b5c1", "line": "#445261", "faint": "#2c3845", "wash": "#10161d",
    "paper": "#18212b", "marketing": "#4fb8b0", "marketing-wash": "#16302f", "sales": "#9aa7f0",
    "sales-wash": "#20284a", "gap": "#f08a5d", "gap-wash": "#3a2118", "won": "#8fb4ec", "pipeline": "#5f86c9",
    "new-leads": "#34507c", "band-80": "#22344a", "band-50": "#35557a", "both-hats": "#d99ac9",
    "supported": "#4cc38a", "stretched": "#e0a93b", "unsupported": "#f08a5d", "unknown": "#a9b5c1",
}  # fmt: skip


_TOKEN_HERE = secrets.token_hex(32)  # nobody can know it, and so no text can hold it


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("unslump.web", "templates"), jinja2.PackageLoader("unslump.report", ".")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"w": wording, "colours": CSS_COLOURS, "font": FONT, "rooms": ROOMS}
    environment.filters["themed"] = themed
    return environment


def page(
    asking: Asking,
    template: str,
    room: str,
    make: Callable[[], dict[str, Any]],
    *,
    key: Hashable = None,
    status: int = 200,
) -> HTMLResponse:
    """A page for who asks. With a `key` it is drawn once for all that is the same, and then kept.

    The key must hold whatever the page shows beside who looks and in which locale. The token of its forms is
    put in afterwards, so that one drawing serves every visitor.
    """
    house, request = asking.house, asking.request

    def draw() -> bytes:
        text = (
            _templates()
            .get_template(template)
            .render(
                **make(),
                room=room,
                who=asking.who,
                f=asking.shown,
                t=texts_in("en"),
                form_token=_TOKEN_HERE,
                company=_company_name(asking),
                said=request.query_params.get("said", "")[:40],
                signed_in=asking.who.account_id is not None,
            )
        )
        return plain(text).encode()

    if key is None or request.query_params.get("said"):
        body = draw()
    else:
        who = (asking.who.name, asking.who.role, asking.who.account_id is not None)
        whole = (template, key, who, asking.shown.locale, _company_name(asking))
        body = house.drawn.of(whole, draw)
    token = asking.token.encode()
    response = HTMLResponse(body.replace(_TOKEN_HERE.encode(), token), status_code=status)
    if asking.new_visitor:
        secure = request.url.scheme == "https"
        response.set_cookie(VISITOR, asking.new_visitor, httponly=True, samesite="strict", secure=secure)
    return response


def _company_name(asking: Asking) -> str:
    from unslump.errors import UnslumpError

    try:
        company = asking.house.workspace.company
    except UnslumpError:
        company = None
    return company.name if company else asking.house.workspace.directory.resolve().name


_BY_COLOUR = {colour.lower(): name for name, colour in reversed(CSS_COLOURS.items())}
_COLOUR = re.compile(r'(fill|stroke|stop-color)="(#[0-9a-fA-F]{6})"')


def themed(svg: Markup) -> Markup:
    """A picture whose colours follow the style sheet, light or dark."""

    def named(match: re.Match[str]) -> str:
        name = _BY_COLOUR.get(match[2].lower())
        return match[0] if name is None else f'{match[1]}="var(--{name})"'

    return Markup(_COLOUR.sub(named, str(svg)))  # noqa: S704  a picture of ours, colours exchanged


@cache
def style_sheet() -> str:
    """The whole style sheet: colours for light and dark, the report's rules, the pages' own."""
    light = "".join(f"--{name}:{colour};" for name, colour in CSS_COLOURS.items())
    dark = "".join(f"--{name}:{DARK[name]};" for name in CSS_COLOURS)
    report = files("unslump.report").joinpath("page.css").read_text(encoding="utf-8")
    own = files("unslump.web.static").joinpath("web.css").read_text(encoding="utf-8")
    return (
        f":root{{color-scheme:light dark;{light}--font:{FONT};}}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
        f"@media print{{:root{{{light}}}}}\n{report}\n{own}"
    )
