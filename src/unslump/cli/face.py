"""An answer in one of two forms: words for a person on stdout, or pure JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from unslump.cli.waiting import Waiting
from unslump.report.plain import plain

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

__all__ = ["Face"]


class Face:
    """How one command speaks."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, result: BaseModel, words: Callable[[Console], None]) -> None:
        """The result: as JSON, or in the words that `words` prints."""
        if self.as_json:
            self._dump(result)
            return
        from rich.console import Console

        words(Console(markup=False, highlight=False, emoji=False))

    def aside(self, words: str) -> None:
        """Something worth knowing beside the answer; on stderr, so that stdout holds the answer alone."""
        if words:
            sys.stderr.write(plain(words) + "\n")
            sys.stderr.flush()

    def waiting(self, what: str) -> Waiting:
        """A progress bar for what may take longer than a second."""
        return Waiting(what)

    def _dump(self, result: BaseModel) -> None:
        """As pydantic writes it: no NaN, days as 2026-03-31; escaped where stdout is not UTF-8."""
        narrow = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        text = json.dumps(result.model_dump(mode="json"), indent=2, ensure_ascii=narrow, allow_nan=False)
        sys.stdout.write(text + "\n")
