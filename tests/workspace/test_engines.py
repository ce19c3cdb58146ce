"""An engine learnt once serves several questions, and none of them changes another's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from tests.history.build import deal, lead, snapshot_of
from unslump.business.company import Company
from unslump.workspace.engines import Engines

DAY = date(2026, 1, 5)


def test_the_same_question_is_learnt_once_and_drawn_on_from_the_same_place(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path, leads=[lead(n, DAY) for n in range(30)], deals=[deal(1, lead_id="L1", created_at=DAY)]
    )
    company = Company("Brightline", "EUR")
    engines = Engines()
    engine, rng = engines.of(snapshot, company, 1)
    drawn = rng.random(3)
    again, other = engines.of(snapshot, replace(company), 1)
    assert again is engine
    np.testing.assert_array_equal(other.random(3), drawn)
    fresh, _ = Engines().of(snapshot, company, 1)
    np.testing.assert_array_equal(fresh.onward_share(), engine.onward_share())


def test_another_day_company_or_seed_is_learnt_anew(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, leads=[lead(n, DAY) for n in range(30)])
    company = Company("Brightline", "EUR")
    engines = Engines()
    engine, _ = engines.of(snapshot, company, 1)
    for day, asked, seed in (
        (date(2026, 1, 20), company, 1),
        (snapshot.as_of, replace(company, name="Harbour"), 1),
        (snapshot.as_of, company, 2),
    ):
        other, _ = engines.of(snapshot.at(day), asked, seed)
        assert other is not engine
        assert other.as_of == day
        engine, _ = engines.of(snapshot, company, 1)
