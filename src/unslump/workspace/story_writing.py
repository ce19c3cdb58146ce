"""Stories written, changed, removed, brought in and drafted from alarms: a workspace's part."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.records.database import Records
    from unslump.slump.diagnosis_answer import DiagnosisResult
    from unslump.slump.watch_answer import WatchResult
    from unslump.stories.answers import DraftsResult, RemovedStory, StoryResult, TemplateWritten
    from unslump.stories.reading import ReadStory
    from unslump.stories.story import Story

__all__ = [
    "add_story",
    "draft_stories",
    "edit_story",
    "import_story",
    "story_from",
    "take_story_away",
    "write_template",
]


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


def story_from(path: Path) -> ReadStory:
    """The story a Markdown file tells. Raises StoryMistakes with every mistake, QuestionError, OSError."""
    from unslump.stories.reading import MAX_BYTES, read_story

    if not path.is_file():
        raise QuestionError(f"{path} is not there, or is no file.", hint="Give the path of a Markdown file.")
    with path.open("rb") as file:
        raw = file.read(4 * MAX_BYTES + 1)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionError(
            f"{path} is no text in UTF-8 (at byte {error.start:,}).", hint="Save it as UTF-8."
        ) from error
    return read_story(text, path.name)


def write_template(path: Path, records: Records, name: str | None) -> TemplateWritten:
    """A file to fill in: an empty one, or one of the stories. Raises QuestionError where something is."""
    from unslump.stories.answers import TemplateWritten
    from unslump.stories.keeping import kept_story
    from unslump.stories.writing import markdown_of, template

    if path.exists():
        raise QuestionError(f"{path} is there already.", hint="Choose another name, or remove it first.")
    if name is None:
        text = template()
    else:
        with records.reading() as connection:
            found = kept_story(connection, name)
        text = markdown_of(found.story, found.version)
    path.write_text(text, encoding="utf-8")
    return TemplateWritten(file=path, name=name)


def add_story(records: Records, story: Story, by: str, at: datetime, note: str = "") -> StoryResult:
    """Keep a new story."""
    from unslump.stories.answers import StoryResult
    from unslump.stories.keeping import put
    from unslump.stories.library import own

    with records.writing() as connection:
        kept = put(connection, story, by=by, at=at, note=note)
    return StoryResult.of(own([kept])[0], [])


def edit_story(
    records: Records, name: str, read: ReadStory, by: str, at: datetime, seen: int | None = None
) -> StoryResult:
    """Keep the next version. Raises ChangedMeanwhile when the file began with an older one."""
    from unslump.stories.answers import StoryResult
    from unslump.stories.keeping import change, kept_story
    from unslump.stories.library import own

    with records.writing() as connection:
        found = kept_story(connection, name)
        began = seen or read.version or found.version
        # What only the program writes stays when a file leaves it out.
        story = read.story.model_copy(
            update={
                key: getattr(found.story, key)
                for key in ("alarm", "wholes", "fingerprint", "origin")
                if not getattr(read.story, key)
            }
        )
        kept = change(connection, found.name, story, seen=began, by=by, at=at)
    return StoryResult.of(own([kept])[0], [])


def take_story_away(records: Records, name: str, by: str, at: datetime) -> RemovedStory:
    """Remove a story of one's own; what was written is kept."""
    from unslump.stories.answers import RemovedStory
    from unslump.stories.keeping import kept_story, take_away

    with records.writing() as connection:
        found = kept_story(connection, name)
        take_away(connection, name, seen=found.version, by=by, at=at)
    return RemovedStory(name=name, title=found.story.title)


def import_story(records: Records, path: Path, origin: str, by: str, at: datetime) -> StoryResult:
    """Keep a story that somebody sent; where it comes from stays with it."""
    read = story_from(path)
    given = " ".join((origin or read.story.origin).split())[:200]
    if not given:
        raise QuestionError(
            f"{path.name} does not say whom the story is from.", hint='Add --origin "a friend in Ghent".'
        )
    story = read.story.model_copy(update={"origin": given, "alarm": None, "wholes": ()})
    return add_story(records, story, by, at, note=f"imported from {path.name}")


def draft_stories(slumps: _Slumps, by: str, at: datetime, as_of: date | None) -> DraftsResult:
    """Draft a story from each alarm that ended and has none. Asked again, nothing is drafted twice.

    Raises QuestionError when there is nothing to watch, CompanyError, NoHistory or StoreError.
    """
    from unslump.business.wording import things
    from unslump.records.kept import all_versions
    from unslump.stories.answers import DraftsResult
    from unslump.stories.drafting import alarms_to_draft, draft_of, window_of_alarm
    from unslump.stories.keeping import KIND
    from unslump.stories.story import FromAlarm

    watch = slumps.watch(as_of)
    with slumps.records.reading() as connection:
        bodies = [one.body.get("alarm") for one in all_versions(connection, KIND)]
    known = [FromAlarm.model_validate(body) for body in bodies if body]
    over = sum(alarm.over is not None for alarm in watch.alarms)
    fresh = alarms_to_draft(watch, known)
    drafts = []
    for alarm in fresh:
        start, end = window_of_alarm(alarm, watch.judged_until or watch.as_of)
        diagnosis, why_not = None, ""
        try:
            diagnosis = slumps.diagnose(start, end, baseline=start, as_of=as_of)
        except QuestionError as error:
            why_not = error.message
        drafts.append(
            add_story(slumps.records, draft_of(alarm, watch, diagnosis, why_not), by, at, "drafted")
        )
    on = len(watch.active)
    if drafts:
        sentence = (
            f"{things(len(drafts), 'story was', 'stories were')} drafted; what was tried and what to do "
            "differently is for those to tell who were there."
        )
    elif over:
        sentence = f"Nothing to draft: {things(over, 'alarm', 'alarms')} that ended, and each has its story."
    else:
        sentence = "Nothing to draft: no alarm of the last year has ended"
        sentence += f"; {things(on, 'one is', 'are')} still on." if on else "."
    return DraftsResult(sentence=sentence, drafted=drafts, already_told=over - len(fresh))
