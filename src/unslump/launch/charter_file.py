"""A charter as a file to edit: written with what it says, read back with every mistake at its line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from unslump.business.company import Company
from unslump.business.naming import nearest
from unslump.errors import CompanyError, Mistake, QuestionError
from unslump.launch.charter import Charter

__all__ = ["read_charter_file", "write_charter_file"]

_HEAD = """\
Charter of {name}.
Change what you like and bring it back: unslump campaign charter "{name}" --read FILE
responsible: who does it; accountable: the one who answers for it (one name a function);
consulted: asked before; informed: told after. hours: a week, for this campaign.
version says what you have read: who changed the charter since then is not overwritten.
"""
_NAMES = ("responsible", "accountable", "consulted", "informed")
_WEEK = 168
_MOST = 1_000_000  # characters; a charter has a few thousand


def write_charter_file(charter: Charter, version: int) -> str:
    """The charter as YAML, with the version that was read in it."""
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    body = charter.model_dump(mode="json", exclude={"on"})
    tree = CommentedMap({"campaign": body.pop("campaign"), "version": version, **body})
    for function in ("marketing", "sales"):
        part = CommentedMap(tree[function])
        part["duties"] = [_flowing(duty) for duty in part["duties"]]
        tree[function] = part
    tree.yaml_set_start_comment(_HEAD.format(name=charter.campaign))
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def read_charter_file(text: str, company: Company, file: str) -> tuple[Charter, int]:
    """The charter in the text of a file, and the version it was edited from.

    People are known by any of their names in company.yaml. Raises CompanyError with every mistake and its
    line, QuestionError when it is no such file at all.
    """
    if len(text) > _MOST:
        raise QuestionError(f"{file} is too long for a charter.", hint="Write it anew with --write FILE.")
    try:
        tree = YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark is not None else file
        problem = getattr(error, "problem", None) or "is not YAML"
        raise QuestionError(f"{where}: {problem}", hint="Write it anew with --write FILE.") from error
    if not isinstance(tree, CommentedMap) or "campaign" not in tree:
        raise QuestionError(
            f"{file} is no charter: it does not say its campaign.", hint="Write one with --write FILE."
        )
    mistakes: list[Mistake] = []
    version = tree.get("version", 0)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        line = _line(tree, ("version",))
        mistakes.append(
            Mistake(file, line, "version", f"is {version!r}", "the number that --write put there")
        )
        version = 0
    plain = _plain(tree)
    plain.pop("version", None)
    mistakes += list(_names(plain, tree, company, file))
    try:
        charter = Charter.model_validate(plain)
    except ValidationError as error:
        for each in error.errors():
            path = tuple(each["loc"])
            where = ".".join(str(part) for part in path)
            said = (
                "is not a key of a charter" if each["type"] == "extra_forbidden" else f"is {each['input']!r}"
            )
            right = "" if each["type"] == "extra_forbidden" else each["msg"][0].lower() + each["msg"][1:]
            mistakes.append(Mistake(file, _line(tree, path), where, said, right))
        raise CompanyError(sorted(mistakes, key=lambda mistake: mistake.line)) from error
    if mistakes:
        raise CompanyError(sorted(mistakes, key=lambda mistake: mistake.line))
    return charter, version


def _names(plain: dict[str, Any], tree: CommentedMap, company: Company, file: str) -> Iterator[Mistake]:
    """Turn every name into company.yaml's own spelling; a mistake for each that nobody has."""
    spelling = _Spelling(tree, company, file)
    for function in ("marketing", "sales"):
        part = plain.get(function)
        if not isinstance(part, dict):
            continue
        duties = part.get("duties")
        for number, duty in enumerate(duties if isinstance(duties, list) else []):
            if isinstance(duty, dict):
                for role in _NAMES:
                    _spell_role(spelling, duty, role, (function, "duties", number, role))
        if isinstance(part.get("hours"), dict):
            part["hours"] = {
                spelling.of(raw, at): spelling.hours(value, at)
                for raw, value in part["hours"].items()
                for at in ((function, "hours", str(raw)),)
            }
    yield from spelling.mistakes


def _spell_role(spelling: _Spelling, duty: dict[str, Any], role: str, path: tuple[str | int, ...]) -> None:
    given = duty.get(role)
    if given is None:
        duty.pop(role, None)
        return
    names = [given] if isinstance(given, str) else given
    if isinstance(names, list):
        duty[role] = [spelling.of(raw, (*path, at)) for at, raw in enumerate(names)]


class _Spelling:
    """Names as company.yaml spells them, and what is wrong with those it does not know."""

    def __init__(self, tree: CommentedMap, company: Company, file: str) -> None:
        self.tree, self.company, self.file = tree, company, file
        self.mistakes: list[Mistake] = []

    def of(self, raw: object, path: tuple[str | int, ...]) -> str:
        """The person's name; what was written, and a mistake, where nobody has it."""
        person = self.company.person_named(str(raw))
        if person is not None:
            return person.name
        known = [each.name for each in self.company.people]
        close = nearest(str(raw), known)
        right = f"{close}?" if close else f"one of {', '.join(known)}"
        self._wrong(path, f"names {raw!r}, who is not in company.yaml", right)
        return str(raw)

    def hours(self, value: object, path: tuple[str | int, ...]) -> object:
        """The hours as they are; a mistake where no week has so many."""
        if isinstance(value, int | float) and not 0 <= value <= _WEEK:
            self._wrong(path, f"is {value}", "hours a week from 0 to 168")
        return value

    def _wrong(self, path: tuple[str | int, ...], wrong: str, right: str) -> None:
        where = ".".join(str(part) for part in path)
        self.mistakes.append(Mistake(self.file, _line(self.tree, path), where, wrong, right))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else value


def _line(tree: Any, path: tuple[Any, ...]) -> int:
    """The line of a place in the file, or of the nearest thing around it that has one."""
    line = 1
    for part in path:
        try:
            if isinstance(tree, CommentedMap):
                line = tree.lc.key(part)[0] + 1
            elif isinstance(tree, CommentedSeq):
                line = tree.lc.item(part)[0] + 1
            tree = tree[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            return line
    return line


def _flowing(duty: dict[str, Any]) -> CommentedMap:
    """A duty with its names on one line each."""
    out = CommentedMap(duty)
    for role in _NAMES:
        names = CommentedSeq(duty[role])
        names.fa.set_flow_style()
        out[role] = names
    return out
