"""`unslump serve` and `unslump account`: the web app, and who may come in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.groups import group_of
from unslump.cli.options import AsJson, Where, example
from unslump.errors import QuestionError
from unslump.records.moments import utc_now

__all__ = ["add_account", "add_serve"]

Here = Path()


def add_serve(app: typer.Typer) -> None:
    """`unslump serve`."""
    examples = example("unslump serve -w demo", "unslump serve --port 9000")
    app.command("serve", epilog=examples)(_serve)


def add_account(app: typer.Typer) -> None:
    """`unslump account` and its sub-commands."""
    group = group_of(app, "account", "Who may come into the web app, and what they may do.")
    group.command("add", epilog=example("unslump account add Ana --role planner"))(_add)
    group.command("list", epilog=example("unslump account list"))(_list)


def _serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; others need an account there.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="On which port.")] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Another name under which it may be asked for."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="A TLS certificate (PEM).")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The certificate's key.")] = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> int:
    """Open the pages in a browser.

    On this machine alone nobody has to sign in, until an account is made. Nothing is fetched from outside.
    """
    import unslump
    from unslump.web.serving import serve

    if (certificate is None) != (key is None):
        raise QuestionError("A certificate needs its key.", hint="Give --certificate FILE and --key FILE.")
    opened = unslump.open(workspace)
    scheme = "http" if certificate is None else "https"
    shown = f"[{host}]" if ":" in host else host
    face = Face(as_json)
    serve(
        opened,
        host=host,
        port=port,
        more_hosts=allow_host or (),
        ready=lambda: face.aside(f"unslump is at {scheme}://{shown}:{port} (Ctrl-C ends it)"),
        certificate=None if certificate is None or key is None else (str(certificate), str(key)),
    )
    return 0


def _add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")],
    role: Annotated[
        str, typer.Option("--role", metavar="WORD", help="reader, contributor, planner or owner.")
    ] = "reader",
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Make an account; the password is asked for.

    For scripts it is read from UNSLUMP_PASSWORD, so that it stands in no command line.
    """
    import os

    import unslump
    from unslump.web.accounts.making import AccountView, make_account

    password = os.environ.get("UNSLUMP_PASSWORD") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True, err=True
    )
    made = make_account(unslump.open(workspace).records, name, role, password, utc_now())
    view = AccountView.of(made)
    Face(as_json).show(view, lambda console: console.print(f"{view.name} may come in as {view.role}."))


def _list(workspace: Where = Here, as_json: AsJson = False) -> None:
    """Every account, closed ones too."""
    import unslump
    from unslump.web.accounts.making import list_accounts

    result = list_accounts(unslump.open(workspace).records)
    Face(as_json).show(result, lambda console: console.print("\n".join(result.lines), highlight=False))
