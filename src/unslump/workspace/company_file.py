"""company.yaml in a workspace: made once as a starting point, read each time a question is asked."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

from unslump.business.company import Company
from unslump.business.starter import starter_yaml
from unslump.errors import QuestionError, StoreError

__all__ = ["FILE", "make_company", "read_company_file"]

FILE = "company.yaml"


def read_company_file(directory: Path) -> Company | None:
    """The company described in the folder; None when it has no company.yaml.

    Raises CompanyError with every mistake, QuestionError when it cannot be read as text.
    """
    path = directory / FILE
    if not directory.is_dir():
        missing = "is not a folder" if directory.exists() else "does not exist"
        raise QuestionError(
            f"The workspace {directory} {missing}.",
            hint="Name its folder with -w DIR, or make one: unslump init -w DIR",
        )
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise QuestionError(
            f"{path}, line {line}: the file is not in UTF-8.", hint="Save it again as UTF-8."
        ) from error
    except OSError as error:
        raise QuestionError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Check the file and its rights."
        ) from error
    return _company_of(text, str(path))


@lru_cache(maxsize=4)
def _company_of(text: str, place: str) -> Company:
    """A company cannot change: the same text is read once, however often it is asked for."""
    return Company.from_yaml(text, place)


def make_company(directory: Path, name: str | None, currency: str, today: date) -> Path:
    """Write a first company.yaml into the folder, made if need be; returns its path.

    Without a name the folder's own is taken. Raises QuestionError when there is a company already
    or the currency is no code, StoreError when the disk refuses. An existing file is never touched.
    """
    path = directory / FILE
    text = starter_yaml(name or directory.resolve().name or "My company", currency, today=today)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        if directory.is_dir():
            raise QuestionError(
                f"There is a company already: {path}", hint="It was left as it is. Edit it by hand."
            ) from None
        raise QuestionError(f"{directory} is a file, not a folder.", hint="Choose another folder.") from None
    except NotADirectoryError:
        raise QuestionError(f"{directory} lies below a file.", hint="Choose another folder.") from None
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}.",
            hint="Allow writing there, or choose another folder with -w DIR.",
        ) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path
