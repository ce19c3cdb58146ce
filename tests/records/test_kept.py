from datetime import datetime, timedelta
from pathlib import Path

import pytest

from unslump.errors import ChangedMeanwhile
from unslump.records.database import Records
from unslump.records.kept import all_current, all_versions, current, history, keep, remove

NOW = datetime(2026, 3, 2, 7, 0)
LATER = NOW + timedelta(hours=1)


def test_nothing_was_written_yet(tmp_path: Path) -> None:
    with Records(tmp_path).reading() as connection:
        assert current(connection, "order", "A-1") is None
        assert all_current(connection, "order") == history(connection, "order", "A-1") == []


def test_every_version_stays_with_who_and_when(records: Records) -> None:
    with records.writing() as connection:
        keep(connection, "order", "A-1", {"amount": 5}, seen=0, by="Ana", at=NOW, note="signed")
        keep(connection, "order", "A-1", {"amount": 6}, seen=1, by="Ben", at=LATER)
        keep(connection, "order", "B", {"ö": None}, seen=0, by="Ben", at=LATER)
        keep(connection, "story", "A-1", {}, seen=0, by="Ben", at=LATER)
    with records.reading() as connection:
        versions = history(connection, "order", "A-1")
        assert [(each.version, each.body, each.by, each.at) for each in versions] == [
            (1, {"amount": 5}, "Ana", NOW),
            (2, {"amount": 6}, "Ben", LATER),
        ]
        assert current(connection, "order", "A-1") == versions[1]
        assert [each.key for each in all_current(connection, "order")] == ["A-1", "B"]
        assert [each.version for each in all_versions(connection, "order")] == [1, 2, 1]


def test_who_did_not_see_the_last_change_cannot_write_over_it(records: Records) -> None:
    with records.writing() as connection:
        keep(connection, "charter", "Fair", {"a": 1}, seen=0, by="Ana", at=NOW)
        keep(connection, "charter", "Fair", {"a": 2}, seen=1, by="Ben", at=LATER)
    with (
        pytest.raises(ChangedMeanwhile, match=r"changed by Ben \(2026-03-02 08:00 UTC\)"),
        records.writing() as c,
    ):
        keep(c, "charter", "Fair", {"a": 3}, seen=1, by="Ana", at=LATER)
    with records.reading() as connection:
        kept = current(connection, "charter", "Fair")
        assert kept is not None
        assert kept.body == {"a": 2}


@pytest.mark.parametrize(("seen", "words"), [(0, "is there already, written by Ana"), (3, "changed by Ana")])
def test_a_version_that_was_never_seen_is_refused(records: Records, seen: int, words: str) -> None:
    with records.writing() as connection:
        keep(connection, "story", "x", {}, seen=0, by="Ana", at=NOW)
    with pytest.raises(ChangedMeanwhile, match=words), records.writing() as connection:
        keep(connection, "story", "x", {}, seen=seen, by="Ben", at=LATER)


def test_a_document_that_was_never_there_cannot_be_changed(records: Records) -> None:
    with (
        pytest.raises(ChangedMeanwhile, match="there is no story 'x' to change"),
        records.writing() as connection,
    ):
        keep(connection, "story", "x", {}, seen=2, by="Ben", at=LATER)


def test_what_was_removed_keeps_its_history_and_may_be_written_anew(records: Records) -> None:
    with records.writing() as connection:
        keep(connection, "story", "x", {"a": 1}, seen=0, by="Ana", at=NOW)
        remove(connection, "story", "x", seen=1, by="Ben", at=LATER, note="wrong company")
        assert current(connection, "story", "x") is None
        assert all_current(connection, "story") == []
        again = keep(connection, "story", "x", {"a": 2}, seen=0, by="Ana", at=LATER)
        assert again.version == 3
        assert [each.removed for each in history(connection, "story", "x")] == [False, True, False]


def test_a_failure_later_in_the_transaction_keeps_nothing(records: Records) -> None:
    with pytest.raises(ChangedMeanwhile), records.writing() as connection:
        keep(connection, "story", "x", {}, seen=0, by="Ana", at=NOW)
        keep(connection, "story", "x", {}, seen=0, by="Ben", at=NOW)
    with records.reading() as connection:
        assert history(connection, "story", "x") == []
