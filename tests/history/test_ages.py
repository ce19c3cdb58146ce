import ibis
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.history.ages import BINS, EDGES, WATCHED, bin_of, bin_of_column


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-400, 4000), min_size=1, max_size=60))
def test_columns_and_arrays_fall_into_the_same_bins(ages):
    table = ibis.memtable(pa.table({"age": pa.array(ages, pa.int64())}))
    found = table.select("age", bin=bin_of_column(table.age).cast("int64")).to_pyarrow()
    np.testing.assert_array_equal(found["bin"].to_numpy(), bin_of(found["age"].to_numpy()))


def test_every_bin_holds_its_ages():
    ages = np.arange(0, 1092)
    bins = bin_of(ages)
    assert (ages[1:] > EDGES[bins[1:]]).all()
    assert EDGES[0] == 0.0
    assert (ages < EDGES[bins + 1]).all()
    assert (np.diff(EDGES) > 0).all()


def test_watched_is_half_a_day_beyond_the_mean_age_of_the_bin():
    ages = np.arange(0, 1085)
    bins = bin_of(ages)
    for b in np.unique(bins):
        assert WATCHED[b] == ages[bins == b].mean() + 0.5
    assert len(WATCHED) == BINS
