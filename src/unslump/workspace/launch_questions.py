"""The questions before a campaign starts, and after it ended: charter, gate, launch, review."""

from __future__ import annotations

from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.workspace.asking import SEED, as_day
from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unslump.business.company import Company
    from unslump.business.functions import Function
    from unslump.launch.campaign import Wishes
    from unslump.launch.charter import Charter
    from unslump.launch.gate import GateResult
    from unslump.launch.review import ReviewResult
    from unslump.workspace.campaign_answer import CampaignList, CampaignView, LaunchedView

__all__ = ["LaunchQuestions"]


class LaunchQuestions(Questions):
    """What they are asked of is a workspace.

    `by` is who writes, `now` the moment in UTC without an offset. Whatever is written keeps its versions;
    ChangedMeanwhile is raised when someone else wrote in between.
    """

    def campaigns(self, as_of: date | str | None = None) -> CampaignList:
        """Every campaign written down. Raises CompanyError or StoreError."""
        from unslump.workspace.campaign_question import list_campaigns

        return list_campaigns(self.records, self._today(as_of), self._money())

    def campaign(self, name: str, as_of: date | str | None = None) -> CampaignView:
        """One campaign, with its charter and its changes. Raises QuestionError for one that is not there."""
        from unslump.workspace.campaign_question import show_campaign

        return show_campaign(self.records, name, self._today(as_of), self._money())

    def plan_campaign(
        self,
        name: str,
        wishes: Wishes,
        *,
        by: str,
        now: datetime,
        change: bool = False,
        seen: int | None = None,
    ) -> CampaignView:
        """Write a campaign down; with `change`, change one that is there and has not started.

        What is not wished for is taken from company.yaml's campaign of that name, where there is one. `seen`
        is the version that the writer of a change had in front of them; by default the newest.
        Raises QuestionError with everything that is wrong, ChangedMeanwhile for a name that is taken.
        """
        from unslump.workspace.campaign_question import write_campaign

        return write_campaign(
            self.records, self._needed(), name, wishes, by=by, now=now, change=change, seen=seen,
            today=self._today(None), currency=self._money(),
        )  # fmt: skip

    def charter(
        self,
        name: str,
        *,
        by: str,
        now: datetime,
        source: str = "plan",
        redraft: bool = False,
        progress: Callable[[str, float], None] | None = None,
    ) -> CampaignView:
        """The campaign's charter; drafted and written down where there is none yet, or with `redraft`.

        `source` is plan (who should do what, by the optimiser) or hats (as company.yaml has them). Raises
        QuestionError for a campaign that is not there, CompanyError or StoreError.
        """
        from unslump.workspace.charter_question import draft_for

        return draft_for(self, name, by=by, now=now, source=source, redraft=redraft, progress=progress)

    def write_charter(
        self, charter: Charter, *, seen: int, by: str, now: datetime, note: str = ""
    ) -> CampaignView:
        """Write an edited charter. Raises ChangedMeanwhile when version `seen` is not the newest."""
        from unslump.workspace.charter_question import write_edited

        return write_edited(
            self.records, self._needed(), charter, seen=seen, by=by, now=now, note=note,
            today=self._today(None), currency=self._money(),
        )  # fmt: skip

    def read_charter_file(self, path: str | PathLike[str]) -> tuple[Charter, int]:
        """The charter in a file that was edited, and the version it was edited from.

        Raises CompanyError with every mistake in it, QuestionError when it cannot be read.
        """
        from unslump.launch.charter_file import read_charter_file

        return read_charter_file(_text_of(Path(path)), self._needed(), Path(path).name)

    def write_charter_file(self, view: CampaignView, path: str | PathLike[str]) -> Path:
        """Write a campaign's charter to a file to edit. Raises StoreError when it cannot be written."""
        from unslump.launch.charter_file import write_charter_file
        from unslump.workspace.page_file import write_page

        if view.charter is None or view.charter_written is None:
            raise QuestionError(f"{view.campaign.name} has no charter yet.")
        place = Path(path)
        if place.exists():
            raise QuestionError(
                f"{place} is there already, and may hold what you changed: it was left as it is.",
                hint="Name another file; then what differs between the two can be seen.",
            )
        return write_page(place, write_charter_file(view.charter, view.charter_written.version))

    def name_accountable(
        self, name: str, chosen: Mapping[Function, str], *, by: str, now: datetime
    ) -> CampaignView:
        """Make one person accountable for every duty of a function. Raises as `write_charter` does."""
        from unslump.workspace.charter_question import name_accountable

        return name_accountable(
            self.records, self._needed(), name, chosen, by=by, now=now,
            today=self._today(None), currency=self._money(),
        )  # fmt: skip

    def check_campaign(
        self,
        name: str,
        as_of: date | str | None = None,
        *,
        progress: Callable[[str, float], None] | None = None,
    ) -> GateResult:
        """Whether a campaign is ready: red, amber or green for everything that can be computed.

        Raises QuestionError for a campaign that is not there, CompanyError or StoreError.
        """
        from unslump.workspace.gate_question import gate_of

        return gate_of(self, name, as_day(as_of), progress)[0]

    def launch_campaign(
        self,
        name: str,
        *,
        by: str,
        now: datetime,
        despite: str = "",
        progress: Callable[[str, float], None] | None = None,
    ) -> LaunchedView:
        """Start a campaign: over a red only with a reason in `despite`, kept with the writer's name.

        Raises QuestionError when something red is in the way and no reason is given, or when it is over;
        ChangedMeanwhile when it was started already.
        """
        from unslump.workspace.gate_question import launch

        return launch(self, name, by=by, now=now, despite=despite, progress=progress)

    def review_campaign(
        self, name: str, as_of: date | str | None = None, *, by: str, now: datetime
    ) -> ReviewResult:
        """Promised against delivered, by function; kept, so that the next campaign's prior learns from it.

        Raises QuestionError while it runs, or when it was never launched; NoHistory.
        """
        from unslump.workspace.review_question import review

        return review(self, name, as_day(as_of), SEED, by=by, now=now)

    def _needed(self) -> Company:
        company = self.company
        if company is None:
            raise QuestionError(
                "A campaign needs company.yaml: its people, offers, messages and channels.",
                hint="Make one with unslump init.",
            )
        return company

    def _money(self) -> str:
        company = self.company
        return company.currency if company else ""

    def _today(self, as_of: date | str | None) -> date:
        """The day asked for, else the history's last, else that on which a campaign was last written.

        Campaigns may be planned before there is a history.
        """
        from unslump.errors import NoHistory
        from unslump.launch.keeping import CAMPAIGN
        from unslump.records.kept import all_versions

        given = as_day(as_of)
        if given is not None:
            return given
        try:
            return self._snapshot(None).as_of
        except NoHistory:
            with self.records.reading() as connection:
                return max((each.at.date() for each in all_versions(connection, CAMPAIGN)), default=date.min)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionError(f"{path} cannot be read: {why}.", hint="Write one with --write FILE.") from error
