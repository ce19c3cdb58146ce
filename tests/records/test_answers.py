from datetime import datetime, timedelta

from unslump.records.answers import (
    ask,
    by_id,
    claim,
    fail,
    finish,
    forget_older,
    latest,
    newest_id,
    requeue_dead,
    stop,
    tell,
)  # fmt: skip
from unslump.records.database import Records

NOW = datetime(2026, 3, 2, 7)
LATER = NOW + timedelta(minutes=5)


def test_a_question_is_asked_once_and_kept_with_its_answer(records: Records) -> None:
    with records.writing() as c:
        first = ask(c, "check", {"goal": "Q2", "n": 1}, "v1", by="Ana", now=NOW)
        again = ask(c, "check", {"n": 1, "goal": "Q2"}, "v1", by="Ben", now=LATER)
        assert (first.id, first.state, first.by) == (again.id, "waiting", "Ana")
        other = ask(c, "check", {"goal": "Q2", "n": 1}, "v2", by="Ben", now=LATER)
        assert other.id != first.id
        taken = claim(c, "w1", NOW)
        assert taken is not None
        assert (taken.id, taken.state) == (first.id, "running")
        assert tell(c, taken.id, "learning", 0.5, NOW)
        finish(c, taken.id, '{"x": 1}', LATER)
    with records.reading() as c:
        mine, newest = latest(c, "check", {"goal": "Q2", "n": 1}, "v2")
        assert mine is not None
        assert newest is not None
        assert (mine.state, newest.body, newest.is_over) == ("waiting", '{"x": 1}', True)
        assert newest_id(c) == other.id


def test_the_queue_goes_by_priority_then_by_turn(records: Records) -> None:
    with records.writing() as c:
        slow = ask(c, "plan", {}, "v1", by="Ana", now=NOW)
        ask(c, "people", {}, "v1", by="Ana", now=NOW)
        quick = ask(c, "check", {}, "v1", by="Ana", now=NOW, priority=1)
        ask(c, "people", {}, "v1", by="Ana", now=NOW, priority=1)
        order = [claim(c, "w", NOW) for _ in range(4)]
    assert order[1] is not None
    assert order[2] is not None
    assert [each.question for each in order if each] == ["people", "check", "plan"]
    assert (order[1].id, order[2].id) == (quick.id, slow.id)
    assert order[3] is None


def test_what_failed_may_be_asked_again(records: Records) -> None:
    with records.writing() as c:
        asked = ask(c, "plan", {}, "v1", by="Ana", now=NOW)
        claim(c, "w", NOW)
        fail(c, asked.id, "No people.", "Write some.", NOW)
        assert ask(c, "plan", {}, "v1", by="Ana", now=NOW).state == "failed"
        assert ask(c, "plan", {}, "v1", by="Ana", now=NOW, again=True).state == "waiting"


def test_what_a_dead_worker_left_waits_again(records: Records) -> None:
    with records.writing() as c:
        asked = ask(c, "plan", {}, "v1", by="Ana", now=NOW)
        claim(c, "w", NOW)
        assert requeue_dead(c, NOW + timedelta(seconds=20), timedelta(seconds=30)) == 0
        assert requeue_dead(c, NOW + timedelta(seconds=40), timedelta(seconds=30)) == 1
        again = claim(c, "w2", LATER)
        assert again is not None
        assert again.id == asked.id


def test_what_takes_three_workers_with_it_is_given_up(records: Records) -> None:
    with records.writing() as c:
        asked = ask(c, "plan", {}, "v1", by="Ana", now=NOW)
        for turn in range(3):
            assert claim(c, f"w{turn}", NOW) is not None
            requeue_dead(c, LATER, timedelta(seconds=30))
        assert claim(c, "w4", LATER) is None
        left = by_id(c, asked.id)
        assert left is not None
        assert (left.state, "three times" in (left.body or "")) == ("failed", True)
        assert ask(c, "plan", {}, "v1", by="Ana", now=NOW, again=True).state == "waiting"


def test_stopping_reaches_what_waits_at_once_and_what_runs_at_its_next_word(records: Records) -> None:
    with records.writing() as c:
        running = ask(c, "plan", {}, "v1", by="Ana", now=NOW)
        claim(c, "w", NOW)
        waiting = ask(c, "plan", {}, "v2", by="Ana", now=NOW)
        for each in (running, waiting):
            stop(c, each.id, NOW)
        left = by_id(c, waiting.id)
        assert left is not None
        assert left.state == "stopped"
        assert not tell(c, running.id, "solving", 0.7, NOW)
        fail(c, running.id, "Stopped.", "", NOW, stopped=True)
        ended = by_id(c, running.id)
        assert ended is not None
        assert (ended.state, ended.is_over) == ("stopped", True)


def test_old_answers_are_forgotten(records: Records) -> None:
    with records.writing() as c:
        for basis, at in (("v1", NOW), ("v2", LATER)):
            asked = ask(c, "plan", {}, basis, by="Ana", now=at)
            finish(c, asked.id, "{}", at)
        assert forget_older(c, LATER) == 1
        assert latest(c, "plan", {}, "v1")[0] is None


def test_nothing_is_there_before_the_first_question(tmp_path) -> None:
    with Records(tmp_path).reading() as c:
        assert latest(c, "check", {}, "v1") == (None, None)
        assert by_id(c, 1) is None
        assert newest_id(c) == 0
