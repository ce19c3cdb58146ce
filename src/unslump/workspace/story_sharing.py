"""Stories leave for other firms: shown first, written only when that was said, never with a secret."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from unslump.errors import ChangedMeanwhile, NoHistory, QuestionError
from unslump.stories.answers import ExportResult

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records
    from unslump.stories.comments import KeptComment
    from unslump.stories.keeping import KeptStory
    from unslump.stories.own_board import OwnBoard
    from unslump.stories.sharing.names import Names
    from unslump.stories.sharing.parcel import Parcel

__all__ = ["Hidden", "Leaving", "export_stories", "leaving_stories"]


@dataclass(frozen=True)
class Hidden:
    """Words that must not leave besides the names, and words that may although somebody is called so."""

    hide: Sequence[str] = ()
    spare: Sequence[str] = ()


class Leaving(BaseModel):
    """What would leave: marked, and whole, file name → text. `digest` tells it from anything else."""

    model_config = ConfigDict(frozen=True)

    result: ExportResult
    files: dict[str, str]
    digest: str


@dataclass(frozen=True)
class _Packed:
    board: OwnBoard
    names: tuple[str, ...]
    notes: list[str]
    parcel: Parcel
    author: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.parcel.files, sort_keys=True).encode()).hexdigest()[:32]

    def result(self, folder: Path, written: list[Path], confirmed: bool) -> ExportResult:
        """As it is answered; `written` are the files."""
        parcel = self.parcel
        return ExportResult(
            sentence=_sentence(parcel, folder, confirmed),
            written=confirmed, folder=folder, files=written, author=self.author, stories=parcel.stories,
            comments=parcel.comments, replaced=parcel.replaced, staying=parcel.staying, notes=self.notes,
        )  # fmt: skip


def export_stories(
    records: Records,
    company: Company | None,
    snapshot: Callable[[], Snapshot],
    names: Sequence[str],
    folder: Path,
    *,
    confirmed: bool,
    author: str,
    hidden: Hidden,
    new_number: Callable[[], str],
    by: str,
    at: datetime,
    as_shown: str = "",
) -> ExportResult:
    """Show what would leave; `confirmed`: write it as Markdown and as an Atom feed.

    Without `names` every finished story of one's own leaves; with them these join those that left before.
    Raises QuestionError when there is nothing to share, or when a secret would leave; ChangedMeanwhile when
    it is not what `as_shown` is the digest of.
    """
    from unslump.stories.own_board import keep_own_board

    packed = _packed(records, company, snapshot, names, author, hidden, new_number, at)
    if as_shown and packed.digest != as_shown:
        raise ChangedMeanwhile(
            "What would leave is no longer what was shown. Nothing was written.", hint="Look at it once more."
        )
    if not confirmed:
        return packed.result(folder, [], False)
    written = _write(folder, packed.parcel.files)
    with records.writing() as connection:
        keep_own_board(connection, packed.board.model_copy(update={"stories": packed.names}), by=by, at=at)
    return packed.result(folder, written, True)


def leaving_stories(
    records: Records,
    company: Company | None,
    snapshot: Callable[[], Snapshot],
    names: Sequence[str],
    *,
    author: str,
    hidden: Hidden,
    new_number: Callable[[], str],
    at: datetime,
) -> Leaving:
    """What would leave, with the files as they would be written. Raises as `export_stories` does."""
    packed = _packed(records, company, snapshot, names, author, hidden, new_number, at)
    return Leaving(result=packed.result(Path(), [], False), files=packed.parcel.files, digest=packed.digest)


def _packed(
    records: Records,
    company: Company | None,
    snapshot: Callable[[], Snapshot],
    names: Sequence[str],
    author: str,
    hidden: Hidden,
    new_number: Callable[[], str],
    at: datetime,
) -> _Packed:
    from unslump.stories.comments import own_comments
    from unslump.stories.keeping import kept_stories, kept_story
    from unslump.stories.own_board import OwnBoard, own_board
    from unslump.stories.sharing.parcel import packed

    with records.reading() as connection:
        board = own_board(connection) or OwnBoard(number=new_number())
        for name in names:
            kept_story(connection, name)
        wanted = {*names, *board.stories} if names else set[str]()
        chosen, notes = _chosen(kept_stories(connection), wanted, names)
        mine = {one.name for one in chosen}
        comments = [one for one in own_comments(connection) if one.entry or one.name in mine]
    if not chosen and not comments:
        finish = "Write one with unslump story new, or finish a draft with unslump story edit."
        raise QuestionError(
            "There is no finished story of your own to share.", hint="; ".join(notes) or finish
        )
    known = _names(company, snapshot, hidden, author, chosen, comments)
    parcel = packed(board.number, chosen, comments, known, author, at)
    return _Packed(board, tuple(one.name for one in chosen), notes, parcel, author)


def _chosen(
    kept: Sequence[KeptStory], wanted: set[str], named: Sequence[str]
) -> tuple[list[KeptStory], list[str]]:
    """The stories that leave, and why others do not."""
    notes, chosen = [], []
    for one in kept:
        if wanted and one.name not in wanted:
            continue
        if one.story.origin:
            notes.append(f"{one.name} is from {one.story.origin}: it is theirs to share")
        elif one.story.status == "draft":
            notes.append(
                f"{one.name} is a draft: {one.story.unanswered[0].heading.lower()} is still to be told"
            )
        else:
            chosen.append(one)
    mine = [one.name for one in chosen]
    if named and not any(name in mine for name in named):
        raise QuestionError(
            f"Nothing leaves: {'; '.join(notes)}.", hint="Finish it first: unslump story edit NAME."
        )
    return chosen, notes


def _names(
    company: Company | None,
    snapshot: Callable[[], Snapshot],
    hidden: Hidden,
    author: str,
    stories: Sequence[KeptStory],
    comments: Sequence[KeptComment],
) -> Names:
    """Every name that must not leave."""
    from unslump.stories.sharing.history_names import add_history_names
    from unslump.stories.sharing.leaving import words_to_look_up
    from unslump.stories.sharing.names import Names, split_name
    from unslump.stories.story import SECTIONS

    known = Names(spare=frozenset(part for word in hidden.spare for part in split_name(word)))
    if company is not None:
        known.add(company.name, "company")
        for person in company.people:
            for spelling in (person.name, *person.aliases):
                known.add(spelling, "colleague", person.name)
            if person.email:
                local, _, domain = person.email.partition("@")
                known.add(local.replace(".", " "), "colleague", person.name)
                known.add(domain.split(".")[-2] if domain.count(".") else domain, "company", company.name)
    for word in hidden.hide:
        known.add(word, "asked")
    texts = [author, *(comment.text for comment in comments)]
    for one in stories:
        story = one.story
        texts += [story.title, story.trade, *story.signs, *(story.text_of(section) for section in SECTIONS)]
        known.add(one.by, "colleague")
    words = words_to_look_up(texts)
    with suppress(NoHistory):  # nothing but company.yaml knows names then
        add_history_names(known, snapshot(), words)
    return known


def _write(folder: Path, files: dict[str, str]) -> list[Path]:
    from unslump.stories.sharing.parcel import FEED

    folder.mkdir(parents=True, exist_ok=True)
    feed = folder / FEED
    if feed.exists() and "<generator>unslump</generator>" not in feed.read_text("utf-8", "replace")[:5_000]:
        raise QuestionError(
            f"{feed} is there already, and is not a feed of unslump.", hint="Choose another folder."
        )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def _sentence(parcel: Parcel, folder: Path, confirmed: bool) -> str:
    from unslump.business.wording import things

    parts = [things(len(parcel.stories), "story", "stories")] if parcel.stories else []
    parts += [things(len(parcel.comments), "comment", "comments")] if parcel.comments else []
    what, changes = " and ".join(parts), f"{things(parcel.replaced, 'place', 'places')} replaced"
    if confirmed:
        return f"{what} written to {folder}, {changes}."
    return f"{what} would leave as shown, {changes}. Nothing has been written; with --yes it is."
