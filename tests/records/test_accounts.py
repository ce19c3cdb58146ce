from datetime import datetime, timedelta

import pytest

from unslump.errors import ChangedMeanwhile
from unslump.records import accounts
from unslump.records.database import Records

NOW = datetime(2026, 3, 2, 7)
LATER = NOW + timedelta(hours=1)


def test_an_account_its_doors_and_its_keys(records: Records) -> None:
    with records.writing() as c:
        ana = accounts.add_account(c, "ana", "Ana", "owner", "hash", NOW)
        with pytest.raises(ChangedMeanwhile):
            accounts.add_account(c, "ana", "ANA", "reader", "hash", NOW)
        accounts.open_session(c, "d1", ana.id, NOW)
        accounts.touch_session(c, "d1", LATER)
        accounts.add_token(c, "t1", ana.id, "nightly", NOW)
        session = accounts.read_session(c, "d1")
        assert session is not None
        assert (session.account, session.seen_at, session.ended_at) == (ana, LATER, None)
        assert accounts.read_token(c, "t1") == ana
        assert [token.label for token in accounts.tokens_of(c, ana.id)] == ["nightly"]
        assert accounts.close_sessions(c, ana.id, LATER) == 1
        ended = accounts.read_session(c, "d1")
        assert ended is not None
        assert ended.ended_at == LATER
        accounts.end_token(c, "t1", ana.id, LATER)
        assert accounts.read_token(c, "t1") is None


def test_a_closed_account_comes_in_no_more_and_its_name_stays_taken(records: Records) -> None:
    with records.writing() as c:
        ben = accounts.add_account(c, "ben", "Ben", "reader", "hash", NOW)
        accounts.add_token(c, "t2", ben.id, "x", NOW)
        accounts.change_account(c, ben.id, closed_at=LATER)
        assert accounts.account_named(c, "ben") is None
        assert accounts.read_token(c, "t2") is None
        assert accounts.count_accounts(c) == 0
        assert [each.shown for each in accounts.accounts(c)] == ["Ben"]
        with pytest.raises(ChangedMeanwhile):
            accounts.add_account(c, "ben", "Ben", "reader", "hash", NOW)


def test_what_was_done_is_told_newest_first(records: Records) -> None:
    with records.writing() as c:
        accounts.note(c, "Ana", "import", "leads.csv", NOW)
        accounts.note(c, "Ben", "launch", "Fair", LATER)
        assert [each.action for each in accounts.audited(c)] == ["launch", "import"]


def test_nobody_is_there_before_the_first(tmp_path) -> None:
    with Records(tmp_path).reading() as c:
        assert accounts.accounts(c) == accounts.audited(c) == []
        assert accounts.count_accounts(c) == 0
        assert accounts.read_session(c, "x") is None
