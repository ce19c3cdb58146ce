"""Names are looked up in the history by the text's words, however many names there are."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.history.build import write_history
from unslump.history.store import Store
from unslump.stories.sharing.history_names import add_history_names
from unslump.stories.sharing.name_words import folded, words_in
from unslump.stories.sharing.names import Labels, Names
from unslump.stories.sharing.veil import veil

DAY = datetime(2025, 1, 2)


def known_for(
    folder: Path, text: str, leads: list[dict[str, object]], **tables: list[dict[str, object]]
) -> Names:
    write_history(folder, now=datetime(2025, 4, 1, 8), note="", leads=leads, **tables)
    names = Names()
    add_history_names(names, Store(folder).snapshot(), [word.folded for word in words_in(text)])
    return names


def test_leads_deals_mails_and_owners_are_found(tmp_path: Path) -> None:
    text = (
        "Müllers order was lost; rheinback and Mr. Graf wrote (they from acme), Elbeform AG too; "
        "ben osei sold it. The Service contract stayed, and so did the pumps."
    )
    leads = [
        {"lead_id": "1", "created_at": DAY, "name": "Petra Mueller", "email": "p.m@acme.example"},
        {
            "lead_id": "2",
            "created_at": DAY,
            "name": "Ulla Graf",
            "email": "info@gmail.com",
            "owner": "Ben Osei",
        },
    ]
    deals: list[dict[str, object]] = [
        {"deal_id": "1", "created_at": DAY, "name": "Rheinback GmbH - Service contract", "outcome": "open"},
        {"deal_id": "2", "created_at": DAY, "name": "Elbeform AG", "outcome": "open"},
    ]  # fmt: skip
    out = veil(text, known_for(tmp_path, text, leads, deals=deals), Labels()).text
    for secret in ("üller", "heinback", "Graf", "acme", "lbeform", "osei"):
        assert secret not in out
    assert "The Service contract stayed, and so did the pumps." in out


def test_a_word_of_many_titles_names_nobody(tmp_path: Path) -> None:
    deals: list[dict[str, object]] = [
        {"deal_id": str(n), "created_at": DAY, "name": f"Retrofit of hall {chr(65 + n)}x", "outcome": "open"}
        for n in range(20)
    ]
    text = "The retrofit went badly."
    assert veil(text, known_for(tmp_path, text, [], deals=deals), Labels()).text == text


@pytest.mark.parametrize("word", ["MÜLLER", "Mueller", "Strauß", "Ærø", "Łódź", "Siobhán", "İzmir", "ñandú"])
def test_python_and_the_database_fold_alike(tmp_path: Path, word: str) -> None:
    leads: list[dict[str, object]] = [{"lead_id": "1", "created_at": DAY, "name": f"Q {word}"}]
    names = known_for(tmp_path, f"x {word}", leads)
    assert folded(word) in names.single


def test_a_text_is_looked_up_among_a_hundred_thousand_names(tmp_path: Path) -> None:
    leads: list[dict[str, object]] = [
        {
            "lead_id": str(n),
            "created_at": DAY,
            "name": f"Xa{n} Zu{n * 7}",
            "email": f"m{n}@firm{n}.example",
        }
        for n in range(100_000)
    ]
    text = "It was Zu7 who left, " + "and nobody else was there to say so, " * 60
    write_history(tmp_path, now=datetime(2025, 4, 1, 8), note="", leads=leads)
    snapshot = Store(tmp_path).snapshot()
    names = Names()
    before = time.process_time()
    add_history_names(names, snapshot, [word.folded for word in words_in(text)])
    assert time.process_time() - before < 10
    assert "customer A who left" in veil(text, names, Labels()).text
    assert len(names.single) < 20
