"""The questions about war stories: write, find alike, share, subscribe."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.records.moments import naive_utc
from unslump.workspace.asking import as_day
from unslump.workspace.questions import Questions
from unslump.workspace.story_author import AUTHOR

if TYPE_CHECKING:
    from unslump.slump.diagnosis_answer import DiagnosisResult
    from unslump.slump.watch_answer import WatchResult
    from unslump.stories.answers import (
        BoardsResult,
        Commented,
        DraftsResult,
        ExportResult,
        FindResult,
        RemovedStory,
        StoriesResult,
        StoryResult,
        TemplateWritten,
    )
    from unslump.stories.feeds.fetching import Network
    from unslump.stories.story import Story
    from unslump.workspace.story_sharing import Leaving

__all__ = ["StoryQuestions"]


class StoryQuestions(Questions):
    """What they are asked of is a workspace. `by` is who writes, `at` when (UTC)."""

    @abstractmethod
    def watch(self, as_of: date | str | None = None) -> WatchResult:
        """See `SlumpQuestions`."""

    @abstractmethod
    def diagnose(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        baseline: date | str | None = None,
        as_of: date | str | None = None,
    ) -> DiagnosisResult:
        """See `SlumpQuestions`."""

    def stories(self, kind: str | None = None) -> StoriesResult:
        """Every story: one's own, those of other firms' boards, the examples; or those of one kind."""
        from unslump.workspace import story_finding

        return story_finding.listed(self.records, kind)

    def story(self, name: str) -> StoryResult:
        """One story with what was said about it. Raises QuestionError when there is none."""
        from unslump.workspace import story_finding

        return story_finding.shown(self.records, name)

    def write_story(self, story: Story | str | PathLike[str], *, by: str, at: datetime) -> StoryResult:
        """Keep a new story, or the one a Markdown file tells. Raises QuestionError with every mistake."""
        from unslump.workspace import story_writing

        told = story_writing.story_from(Path(story)).story if isinstance(story, str | PathLike) else story
        return story_writing.add_story(self.records, told, by, _utc(at))

    def change_story(
        self, name: str, story: Story | str | PathLike[str], *, by: str, at: datetime, seen: int | None = None
    ) -> StoryResult:
        """Keep the next version of a story, as it is given or as a file tells it.

        `seen` is the version it began with; by default the file says so. Raises ChangedMeanwhile when
        somebody else has changed it since.
        """
        from unslump.stories.reading import ReadStory
        from unslump.workspace import story_writing

        if isinstance(story, str | PathLike):
            read = story_writing.story_from(Path(story))
        else:
            read = ReadStory(story, None)
        return story_writing.edit_story(self.records, name, read, by, _utc(at), seen)

    def remove_story(self, name: str, *, by: str, at: datetime) -> RemovedStory:
        """Take a story of one's own away; its versions are kept."""
        from unslump.workspace import story_writing

        return story_writing.take_story_away(self.records, name, by, _utc(at))

    def story_template(self, file: str | PathLike[str], name: str | None = None) -> TemplateWritten:
        """Write a file to fill in: an empty one, or one of the stories to change."""
        from unslump.workspace import story_writing

        return story_writing.write_template(Path(file), self.records, name)

    def import_story(
        self, file: str | PathLike[str], *, origin: str = "", by: str, at: datetime
    ) -> StoryResult:
        """Keep a story that somebody sent; its origin stays with it."""
        from unslump.workspace import story_writing

        return story_writing.import_story(self.records, Path(file), origin, by, _utc(at))

    def draft_stories(self, as_of: date | str | None = None, *, by: str, at: datetime) -> DraftsResult:
        """Draft a story from each alarm that ended and has none."""
        from unslump.workspace import story_writing

        return story_writing.draft_stories(self, by, _utc(at), as_day(as_of))

    def find_stories(
        self,
        text: str = "",
        *,
        diagnosis: bool | None = None,
        meaning: bool | None = None,
        kinds: Sequence[str] = (),
        most: int = 5,
        as_of: date | str | None = None,
    ) -> FindResult:
        """The stories most like a text, the present diagnosis, or both.

        `diagnosis` None compares with it where the history allows one; `meaning` None uses the extra
        where it is installed. `kinds` are own, subscribed, example. Raises QuestionError.
        """
        from unslump.workspace import story_finding

        return story_finding.find_stories(
            self, text, diagnosis=diagnosis, meaning=meaning, kinds=tuple(kinds), most=most,
            as_of=as_day(as_of),
        )  # fmt: skip

    def export_stories(
        self,
        names: Sequence[str] = (),
        folder: str | PathLike[str] = "shared-stories",
        *,
        confirmed: bool = False,
        author: str = AUTHOR,
        hide: Sequence[str] = (),
        spare: Sequence[str] = (),
        new_number: Callable[[], str],
        by: str,
        at: datetime,
        as_shown: str = "",
    ) -> ExportResult:
        """What would leave for other firms, every replacement marked; `confirmed`: write it.

        `new_number` draws the number of one's board, once. `as_shown` is the digest of what was looked at:
        something else is not written. Raises QuestionError when a secret would leave, ChangedMeanwhile.
        """
        from unslump.workspace import story_sharing

        return story_sharing.export_stories(
            self.records, self.company, lambda: self._snapshot(None), names, Path(folder),
            confirmed=confirmed, author=author, hidden=story_sharing.Hidden(hide, spare),
            new_number=new_number, by=by, at=_utc(at), as_shown=as_shown,
        )  # fmt: skip

    def leaving_stories(
        self,
        names: Sequence[str] = (),
        *,
        author: str = AUTHOR,
        hide: Sequence[str] = (),
        spare: Sequence[str] = (),
        new_number: Callable[[], str],
        at: datetime,
    ) -> Leaving:
        """The same before it is written, with the files that would leave, whole. Writes nothing."""
        from unslump.workspace import story_sharing

        return story_sharing.leaving_stories(
            self.records, self.company, lambda: self._snapshot(None), names, author=author,
            hidden=story_sharing.Hidden(hide, spare), new_number=new_number, at=_utc(at),
        )  # fmt: skip

    def boards(self) -> BoardsResult:
        """The boards subscribed to."""
        from unslump.workspace import story_boards

        return story_boards.boards_of(self.records)

    def subscribe(
        self, where: str, name: str = "", *, by: str, at: datetime, network: Network | None = None
    ) -> BoardsResult:
        """Subscribe to a board by its feed's address or file. Raises QuestionError or StoreError."""
        from unslump.workspace import story_boards

        return story_boards.subscribe(
            self.records, where, name, by=by, at=_utc(at), network=network or _network()
        )

    def refresh_boards(
        self, name: str | None = None, *, by: str, at: datetime, network: Network | None = None
    ) -> BoardsResult:
        """Ask the boards, or one, for what is new."""
        from unslump.workspace import story_boards

        return story_boards.refresh(self.records, name, by=by, at=_utc(at), network=network or _network())

    def unsubscribe(self, name: str, *, by: str, at: datetime) -> BoardsResult:
        """Take a board away."""
        from unslump.workspace import story_boards

        return story_boards.unsubscribe(self.records, name, by=by, at=_utc(at))

    def comment_on_story(self, name: str, text: str, *, by: str, at: datetime) -> Commented:
        """Say something about a story; on another firm's it leaves with the next export."""
        from unslump.stories.answers import Commented
        from unslump.stories.comments import add_comment
        from unslump.workspace import story_finding

        told = story_finding.shelf_of(self.records).named(name)
        with self.records.writing() as connection:
            add_comment(connection, told, text, by=by, at=_utc(at))
        return Commented(
            name=told.name, title=told.story.title, text=text.strip(), leaves=told.kind == "subscribed"
        )


def _network() -> Network:
    from unslump.stories.feeds.fetching import Network

    return Network()


def _utc(at: datetime) -> datetime:
    """Naive UTC, to the second, as records keep it."""
    return naive_utc(at).replace(microsecond=0)
