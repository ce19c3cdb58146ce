"""company.yaml as text, read to be edited and written as it was typed: nothing that is not right is saved."""

from __future__ import annotations

from pathlib import Path

from unslump.business.company import Company
from unslump.errors import QuestionError
from unslump.workspace.company_file import FILE
from unslump.workspace.company_writing import _alone, _bytes_of, _put, _refuse_changed

__all__ = ["MOST_LETTERS", "read_company_text", "save_company_text"]

MOST_LETTERS = 500_000


def read_company_text(directory: Path) -> str:
    """What company.yaml says, to the letter, with \\n at the end of each line; "" without one.

    Raises QuestionError when it is no text in UTF-8, StoreError when it cannot be read.
    """
    return _unix(_text(_bytes_of(directory / FILE) or b""))


def save_company_text(directory: Path, text: str, seen: str) -> Company:
    """Write a text that was edited. Returns the company it describes.

    `seen` is `company_seen` as it was when the writer read the file. Lines end as they did before; all else
    stays as typed. Raises CompanyError with every mistake, ChangedMeanwhile when the file has changed since,
    QuestionError for a text that is far too long, StoreError when the disk refuses; then nothing is written.
    """
    if len(text) > MOST_LETTERS:
        raise QuestionError(
            "That is too long for company.yaml.", hint=f"Keep it below {MOST_LETTERS:,} letters."
        )
    typed = _unix(text)
    company = Company.from_yaml(typed, FILE)
    if "\ufffd" in typed or any("\ud800" <= letter <= "\udfff" for letter in typed):
        raise QuestionError("The text holds letters that are none.", hint="Type them again.")
    with _alone(directory):
        raw = _bytes_of(directory / FILE)
        _refuse_changed(raw, seen)
        before = _text(raw or b"")
        if _unix(before) != typed:
            ends = "\r\n" if before.count("\r\n") * 2 > before.count("\n") else "\n"
            _put((directory / FILE).resolve(), typed.replace("\n", ends).encode("utf-8"))
    return company


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise QuestionError(
            f"{FILE}, line {line}: the file is not in UTF-8.", hint="Save it again as UTF-8."
        ) from error


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
