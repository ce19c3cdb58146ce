"""Sales of 179 weeks with two channels' spend, made by PyMC-Marketing's authors: what is known of them.

Adstock .4 and .2 (geometric, eight weeks), saturation logistic; of all sales channel x1 brings 29 %
and x2 7 %, by the recipe its authors publish. The curve here is a power, not a logistic one.
"""

import csv
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from unslump.estimates.adstock import adstock, balanced
from unslump.estimates.response import fit_response
from unslump.history.response_weeks import ResponseWeeks

SHARED = Path(os.environ.get("UNSLUMP_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
FILE = SHARED / "marketing-mix" / "mmm_example.csv"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILE.exists(), reason="the marketing-mix example is not there"),
]


@pytest.fixture(scope="module")
def example():
    rows = list(csv.DictReader(FILE.open(encoding="utf-8")))
    sales = np.array([float(row["y"]) for row in rows])
    spend = np.array([[float(row[name]) for row in rows] for name in ("x1", "x2")])
    first = datetime.strptime(rows[0]["date_week"], "%m/%d/%Y").date()
    weeks = ResponseWeeks(("x1", "x2"), first, sales[None], np.ones(len(sales)), spend, None, (0, 0))
    return weeks, fit_response(weeks, np.random.default_rng(0), 1000)


def test_decay_is_near_what_the_sales_were_made_with(example):
    _, posterior = example
    low, high = np.quantile(posterior.decay, [0.01, 0.99], axis=0)
    assert (low < [0.4, 0.2]).all()
    assert (high > [0.4, 0.2]).all()
    assert (posterior.data["decay"] > 0.8).all()


def test_contributions_are_near_what_the_sales_were_made_with(example):
    weeks, posterior = example
    carried = adstock(weeks.spend, posterior.decay, balanced(weeks.spend, posterior.decay))
    usual = weeks.spend.mean(axis=1) / (1.0 - posterior.decay)
    part = posterior.driven[:, :, None] * (carried / usual[:, :, None]) ** posterior.alpha[:, :, None]
    rest = 1.0 - posterior.driven.sum(axis=1)[:, None, None]
    share = ((part / (rest + part.sum(axis=1, keepdims=True))) * weeks.counts).sum(
        axis=2
    ) / weeks.counts.sum()
    low, high = np.quantile(share, [0.025, 0.975], axis=0)
    assert (low < [0.29, 0.07]).all()
    assert (high > [0.29, 0.07]).all()
    assert np.median(share[:, 0]) > 3 * np.median(share[:, 1])


def test_most_of_the_weekly_ups_and_downs_are_explained(example):
    """Week-to-week changes, which neither trend nor season explain, follow the fitted response."""
    weeks, posterior = example
    carried = adstock(weeks.spend, posterior.decay, balanced(weeks.spend, posterior.decay))
    usual = weeks.spend.mean(axis=1) / (1.0 - posterior.decay)
    part = posterior.driven[:, :, None] * (carried / usual[:, :, None]) ** posterior.alpha[:, :, None]
    relative = (1.0 - posterior.driven.sum(axis=1)[:, None] + part.sum(axis=1)).mean(axis=0)
    found = np.corrcoef(np.diff(np.log(relative)), np.diff(np.log(weeks.counts[0])))[0, 1]
    assert found > 0.8
