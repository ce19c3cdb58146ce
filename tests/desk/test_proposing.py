"""Needs proposed from notes: right where the text says so, nothing where it does not, with honest chances."""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.desk.notes_of_leads import AUDIT, ENERGY, NEEDS, NOTHING, taught, with_more
from unslump.business.market import Need
from unslump.desk.proposing import EMPTY, FOREIGN, LEAST, PROPOSED, SILENT, propose_needs
from unslump.desk.proposing_languages import LANGUAGES
from unslump.desk.proposing_words import read_texts

GERMAN = (
    "Die Stromrechnung ist um ein Drittel gestiegen und der Chef will sparen",
    "Das Audit ist im Frühjahr und es fehlen die Nachweise für den Prüfer",
    "Wir zahlen für die Energie mehr als im letzten Jahr und wissen nicht wofür",
)


def proposed(more: list[str | None], copies: int = 6, needs: tuple[Need, ...] = NEEDS, picked: bool = True):
    """Proposals for some more leads: the state of each, and P by need."""
    notes, known = with_more(*taught(copies, picked), more)
    found = propose_needs(notes, known, needs)
    last = slice(len(notes) - len(more), None)
    return found.state[last], np.asarray(found.probability[last].todense()), found


def test_what_was_learnt_from_picks_is_proposed_for_new_words_in_the_same_vein() -> None:
    state, p, _ = proposed(["Electricity and power, too dear", "Their audit asks for a certificate"])
    assert list(state) == [PROPOSED, PROPOSED]
    assert p[0, 0] > 0.7 > p[0, 1]
    assert p[1, 1] > 0.7 > p[1, 0]


def test_a_text_that_does_not_say_gets_no_need_however_common_the_need() -> None:
    state, p, _ = proposed([*NOTHING, None, "", "   ", "…!"])
    assert list(state[:3]) == [SILENT] * 3
    assert list(state[3:]) == [EMPTY] * 4
    assert not p.any()


def test_without_any_pick_the_needs_own_words_and_other_spellings_are_all_there_is() -> None:
    needs = (Need("Lower energy bill", aliases=("Electricity costs",)), Need("Proof for auditors"))
    state, p, _ = proposed(
        ["Our energy is too dear", "electricity is dear", "kilowatts", "auditors come"],
        needs=needs,
        picked=False,
    )
    assert list(state) == [PROPOSED, PROPOSED, SILENT, PROPOSED]
    assert [row.argmax() for row in p[[0, 1, 3]]] == [0, 0, 1]


def test_two_needs_in_one_text_are_both_proposed_or_the_stronger_alone_but_never_neither() -> None:
    _, p, _ = proposed(["The electricity bill, the power, and the audit with its certificate"])
    assert p.max() >= LEAST


@pytest.mark.parametrize("picked", [True, False])
def test_a_need_in_another_language_is_said_to_be_and_nothing_is_proposed(picked: bool) -> None:
    state, p, found = proposed(list(GERMAN[:1] * 9), picked=picked)
    assert set(state) == {FOREIGN}
    assert not p.any()
    assert LANGUAGES[found.language[-1]] == "German"


def test_the_words_of_that_language_as_other_spellings_let_it_be_read() -> None:
    needs = (
        Need("Lower energy bill", aliases=("Stromkosten", "Energiekosten")),
        Need("Proof for auditors", aliases=("Nachweise", "Prüfer")),
    )
    state, p, _ = proposed(list(GERMAN), needs=needs)
    assert list(state) == [PROPOSED] * 3
    assert list(p.argmax(axis=1)) == [0, 1, 0]


def test_picks_of_notes_in_that_language_let_it_be_read_too() -> None:
    notes, known = taught(6)
    more = [GERMAN[0], GERMAN[1]] * 8
    rows = np.eye(2)[[0, 1] * 8]
    notes, known = with_more(notes, known, more)
    known = sparse.vstack([known[: -len(more)], sparse.csr_matrix(rows)]).tocsr()
    notes, known = with_more(notes, known, ["Die Stromrechnung ist zu hoch für uns"])
    found = propose_needs(notes, known, NEEDS)
    assert found.state[-1] == PROPOSED
    assert found.probability[-1].toarray().argmax() == 0


def test_the_telling_words_are_shown_as_they_are_written() -> None:
    _, _, found = proposed(["Electricity!"])
    assert found.words_for("Their Electricity, and a card.", "Lower energy bill") == ("Electricity",)


def test_no_needs_and_no_notes_are_no_error() -> None:
    nothing = sparse.csr_matrix((2, 0))
    assert list(propose_needs(pa.array(["power", None]), nothing, ()).state) == [SILENT, EMPTY]
    none = propose_needs(pa.array([None, None], pa.string()), sparse.csr_matrix((2, 2)), NEEDS)
    assert list(none.state) == [EMPTY, EMPTY]


def test_the_probability_is_calibrated_on_texts_it_has_not_seen() -> None:
    """Texts of words drawn by need with much overlap: of those with P about p, about p are right."""
    rng = np.random.default_rng(1001)
    words = np.array([f"word{letter}{other}x" for letter in "abcdefghij" for other in "klmnopqr"])
    mine = [rng.dirichlet(np.full(len(words), 0.35)) for _ in range(2)]
    common = rng.dirichlet(np.full(len(words), 1.0))
    need = rng.integers(0, 2, 6_000)
    texts = [
        " ".join(rng.choice([f"w{w[4:]}" for w in words], 6, p=0.45 * mine[k] + 0.55 * common)) for k in need
    ]
    known = np.eye(2)[need]
    known[2_000:] = 0.0
    found = propose_needs(pa.array(texts), sparse.csr_matrix(known), (Need("Aaaa"), Need("Bbbb")))
    p = np.asarray(found.probability.todense())[2_000:]
    said = p.max(axis=1) > 0
    right = p.argmax(axis=1)[said] == need[2_000:][said]
    assert said.mean() > 0.5
    assert right.mean() == pytest.approx(p.max(axis=1)[said].mean(), abs=0.05)
    assert right.mean() > 0.75


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60) | st.none(), max_size=8))
def test_any_text_at_all_gives_an_answer(texts: list[str | None]) -> None:
    clean = [text.encode("utf-8", "ignore").decode() if text else text for text in texts]
    state, p, _ = proposed(clean, copies=2)
    assert len(state) == len(clean)
    assert ((p >= 0) & (p <= 1)).all()
    assert ((p.max(axis=1, initial=0.0) > 0) == (state == PROPOSED)).all()


def test_words_are_cut_to_stems_and_languages_told_apart() -> None:
    read = read_texts(
        pa.array(
            [
                "The auditors audit the audit",
                GERMAN[0],
                "Ils veulent réduire la facture du gaz dans les deux halls",
            ]
        )
    )
    assert read.stems[0] == "audit"
    assert [LANGUAGES[code] for code in read.language] == ["English", "German", "French"]
    assert read_texts(pa.array(["Rückruf"])).language[0] == -1  # one word tells no language


@pytest.mark.slow
def test_a_hundred_thousand_leads_take_seconds() -> None:
    rng = np.random.default_rng(5)
    pool = " ".join((*ENERGY, *AUDIT, *NOTHING)).split()
    texts = [" ".join(rng.choice(pool, 12)) for _ in range(100_000)]
    known = sparse.csr_matrix(np.eye(2)[rng.integers(0, 2, len(texts))] * (rng.random((len(texts), 1)) < 0.3))
    start = time.perf_counter()
    propose_needs(pa.array(texts), known, NEEDS)
    assert time.perf_counter() - start < 10.0
