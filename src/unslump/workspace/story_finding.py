"""The shelf of all stories, and those most like what is happening now: a workspace's part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from unslump.errors import NoHistory, QuestionError

if TYPE_CHECKING:
    from unslump.records.database import Records
    from unslump.slump.diagnosis_answer import DiagnosisResult
    from unslump.slump.watch_answer import WatchResult
    from unslump.stories.answers import FindResult, StoriesResult, StoryResult
    from unslump.stories.library import Shelf

__all__ = ["find_stories", "listed", "shelf_of", "shown"]


class _Slumps(Protocol):
    def watch(self, as_of: date | str | None = None) -> WatchResult: ...

    def diagnose(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        baseline: date | str | None = None,
        as_of: date | str | None = None,
    ) -> DiagnosisResult: ...

    @property
    def records(self) -> Records: ...


def shelf_of(records: Records) -> Shelf:
    """Every story there is. Raises StoreError when the records cannot be read."""
    from unslump.stories.boards import from_boards
    from unslump.stories.keeping import kept_stories
    from unslump.stories.library import Shelf, own, shipped

    with records.reading() as connection:
        return Shelf.of(own(kept_stories(connection)), from_boards(connection), shipped())


def listed(records: Records, kind: str | None) -> StoriesResult:
    """The stories in a list, all or of one kind."""
    from unslump.business.wording import things
    from unslump.stories.answers import StoriesResult, StoryLine

    told = shelf_of(records).told.values()
    lines = [StoryLine.of(one) for one in told if kind is None or one.kind == kind]
    own = [one for one in told if one.kind == "own"]
    drafts = sum(one.story.status == "draft" for one in own)
    boards = sum(one.kind == "subscribed" for one in told)
    sentence = f"{things(len(own), 'story', 'stories')} of your own" if own else "No story of your own yet"
    sentence += f" ({things(drafts, 'draft', 'drafts')} among them)" if drafts else ""
    sentence += f", {boards} of other firms" if boards else ""
    examples = sum(one.kind == "example" for one in told)
    sentence += f", {things(examples, 'example', 'examples')}."
    return StoriesResult(sentence=sentence, stories=lines)


def shown(records: Records, name: str) -> StoryResult:
    """One story with its comments. Raises QuestionError when there is none of that name."""
    from unslump.stories.answers import StoryResult
    from unslump.stories.comments import comments_on

    told = shelf_of(records).named(name)
    with records.reading() as connection:
        return StoryResult.of(told, comments_on(connection, told))


def find_stories(
    slumps: _Slumps,
    text: str,
    *,
    diagnosis: bool | None,
    meaning: bool | None,
    kinds: tuple[str, ...],
    most: int,
    as_of: date | None,
) -> FindResult:
    """The stories most like a text, the present diagnosis, or both.

    `diagnosis` None: where there is a history that allows one. Raises QuestionError when nothing is asked.
    """
    from unslump.stories.finding import find
    from unslump.stories.library import Shelf
    from unslump.stories.meaning import is_there

    if not 1 <= most <= 50:
        raise QuestionError(f"{most} stories cannot be shown.", hint="Give a number from 1 to 50.")
    found, signs, notes = None, list[str](), list[str]()
    if diagnosis is not False:
        try:
            found, signs = _diagnosed(slumps, as_of)
        except (NoHistory, QuestionError) as error:
            if diagnosis or not text.strip():
                raise
            notes.append(f"No diagnosis to compare with: {error.message}")
    elif not text.strip():
        raise QuestionError(
            "There is nothing to look for.", hint='Say what is going on: unslump story find "no new leads".'
        )
    if meaning and not is_there():
        raise QuestionError(
            "The extra that finds by meaning is not installed.", hint="pip install 'unslump[meaning]'"
        )
    use_meaning = is_there() if meaning is None else meaning
    shelf = shelf_of(slumps.records)
    chosen = Shelf({name: one for name, one in shelf.told.items() if not kinds or one.kind in kinds})
    return find(chosen, diagnosis=found, signs=signs, text=text, meaning=use_meaning, most=most, notes=notes)


def _diagnosed(slumps: _Slumps, as_of: date | None) -> tuple[DiagnosisResult, list[str]]:
    from unslump.workspace.slump_page import window_of

    watch = slumps.watch(as_of)
    start, end, baseline = window_of(watch)
    signs = [sign for alarm in watch.active for sign in (alarm.stream, *alarm.also_seen_in)]
    return slumps.diagnose(start, end, baseline=baseline, as_of=as_of), signs
