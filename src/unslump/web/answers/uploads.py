"""Files that are brought in: written piece by piece into a folder of their own, under plain names."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from unslump.errors import QuestionError

__all__ = ["MOST_FILES", "MOST_MAPPING", "receive"]

MOST_FILES, MOST_MAPPING = 40, 200_000
_KINDS = {".csv", ".tsv", ".txt", ".xlsx", ".parquet"}
_PIECE = 1 << 20


async def receive(uploads: Path, files: Sequence[UploadFile]) -> list[Path]:
    """Where the files lie now; nothing is read of them. Raises QuestionError for none or the wrong kind."""
    if not files:
        raise QuestionError("No file was chosen.", hint="Choose one or more exports of your CRM.")
    if len(files) > MOST_FILES:
        raise QuestionError(f"More than {MOST_FILES} files at once.", hint="Bring them in parts.")
    for each in files:
        if Path(each.filename or "").suffix.lower() not in _KINDS:
            raise QuestionError(
                f"{(each.filename or '')[:200]} is no table that can be read.",
                hint="CSV, Excel (xlsx) or Parquet.",
            )
    folder = uploads / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    return [await _keep(each, folder, number) for number, each in enumerate(files)]


async def _keep(upload: UploadFile, folder: Path, number: int) -> Path:
    """Write an upload into the folder under its own plain name."""
    name = Path((upload.filename or "file").replace("\\", "/")).name
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)[-80:]
    place = folder / (plain if number == 0 or not (folder / plain).exists() else f"{number:02d}-{plain}")
    with place.open("xb") as stream:
        while piece := await upload.read(_PIECE):
            stream.write(piece)
    return place
