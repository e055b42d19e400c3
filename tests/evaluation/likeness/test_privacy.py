"""Privacy: copies are counted, honest rows are as near to a hold-out as to training."""

import math

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.likeness.distance import MixedRows, RowDistance, nearest
from creditviz.evaluation.likeness.privacy import nearer_share, privacy
from creditviz.exceptions import RunCancelled
from creditviz.metrics import wilson
from creditviz.schema import TableSchema
from tests.evaluation.mixed import SCHEMA, rows


def nothing():
    pass


def brute_force(rows_a, rows_b):
    """All distances, one subtraction at a time."""
    apart = rows_a.matrix[:, None].astype(float) - rows_b.matrix[None].astype(float)
    return np.sqrt((apart**2).sum(2) + (rows_a.wide[:, None] != rows_b.wide[None]).sum(2))


def test_nearest_is_brute_force():
    real = rows(150)
    real["postcode"] = np.random.default_rng(0).integers(0, 60, 150).astype(str)
    schema = TableSchema(numeric=("limit", "age", "income"), categorical=("job", "region", "postcode"))
    measure = RowDistance(schema, real)
    a, b = measure.encode(real.iloc[:40]), measure.encode(real.iloc[40:])
    assert a.wide.shape == (40, 1)
    found, every = nearest(a, b, 3, check=nothing), brute_force(a, b)
    assert found.distance == pytest.approx(np.sort(every, axis=1)[:, :3], abs=1e-5)
    assert np.take_along_axis(every, found.position, 1) == pytest.approx(found.distance, abs=1e-5)


def test_the_distance_says_what_its_docstring_says():
    frame = pd.DataFrame({"x": [0.0, 2.0, 0.0, np.nan], "c": ["a", "a", "b", "a"]})
    measure = RowDistance(TableSchema(numeric=("x",), categorical=("c",)), frame)
    every = brute_force(measure.encode(frame), measure.encode(frame))
    sd = np.std(np.clip([0.0, 2.0, 0.0], *np.quantile([0.0, 2.0, 0.0], (0.005, 0.995))))
    assert every[0, 1] == pytest.approx(1.98 / sd, rel=1e-4)  # winsorised at 99.5%
    assert every[0, 2] == pytest.approx(1, abs=1e-6)  # another category
    assert every[0, 3] == pytest.approx(1, abs=1e-6)  # missing on one side only; the median is 0
    unseen = measure.encode(pd.DataFrame({"x": [0.0], "c": ["z"]}))
    assert brute_force(unseen, measure.encode(frame))[0, 0] == pytest.approx(1, abs=1e-6)


def test_a_row_is_not_its_own_neighbour_but_its_twin_is():
    real = rows(50)
    measure = RowDistance(SCHEMA, real)
    matrix = measure.encode(pd.concat([real, real.iloc[:1]]))
    own = nearest(matrix, matrix, 1, check=nothing, without_self=True)
    assert own.position[0, 0] == 50 and own.distance[0, 0] == 0
    assert (own.distance[1:50] > 0).all()


def test_copies_are_counted_and_nearer():
    real, held = rows(300, 1), rows(300, 2)
    found = privacy(real.iloc[:200], real, held, SCHEMA)
    assert found.exact_copies == 200 and (found.distance == 0).all()
    assert found.nearer_share.low > 0.9
    assert (found.neighbour_ratio == 0).all() and (found.neighbour_ratio_held_out > 0).all()


def test_copies_among_real_rows_are_scaled_to_equal_numbers():
    real, held = rows(300, 1), rows(100, 2)
    held = pd.concat([held, real.iloc[:3]])
    found = privacy(rows(1030, 3), real, held, SCHEMA)
    assert found.exact_copies == 0 and found.exact_copies_real == 30
    assert len(found.distance) == 1030 and len(found.distance_held_out) == 103


def test_missing_cells_are_equal_and_a_code_is_equal_in_any_type():
    frame = pd.DataFrame({"x": [1.0, np.nan], "c": [1, 2]})
    made = pd.DataFrame({"x": [np.nan, 1.0], "c": [2.0, 2.0]})
    schema = TableSchema(numeric=("x",), categorical=("c",))
    assert privacy(made, frame, frame, schema).exact_copies == 1


def gaussian(rng, n, d):
    return MixedRows(rng.normal(size=(n, d)).astype(np.float32), np.zeros((n, 0), dtype=np.int32))


@pytest.mark.parametrize(("n", "m", "d"), [(150, 150, 3), (1500, 60, 2)])
def test_the_interval_of_honest_rows_covers_a_half(n, m, d):
    covered, plain = 0, 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        parts = (gaussian(rng, n, d), gaussian(rng, 2 * m, d), gaussian(rng, m, d))
        found = nearer_share(*parts, seed=seed, check=nothing)
        covered += found.low <= 0.5 <= found.high
        low, high = wilson(found.value * n, n)
        plain += low <= 0.5 <= high
    assert 0.91 <= covered / 300 <= 0.985
    if n > m:
        assert plain / 300 < 0.75  # the interval that forgets how few real rows there are


def test_fresh_rows_of_a_book_cover_a_half():
    found = privacy(rows(700, 1), rows(900, 2), rows(400, 3), SCHEMA)
    assert found.nearer_share.low <= 0.5 <= found.nearer_share.high
    assert np.median(found.distance) == pytest.approx(np.median(found.distance_held_out), rel=0.15)


def test_ties_count_half():
    real = rows(50, 1)
    found = privacy(rows(80, 2), real, real, SCHEMA)
    assert found.nearer_share.value == 0.5
    assert found.nearer_share.low < 0.5 < found.nearer_share.high


def test_one_row_everywhere():
    found = privacy(rows(1, 1), rows(1, 2), rows(1, 3), SCHEMA)
    assert found.nearer_share.value in (0, 0.5, 1) and math.isnan(found.nearer_share.low)
    assert math.isnan(found.neighbour_ratio[0]) and np.isfinite(found.distance[0])


@pytest.mark.parametrize("column", [[1.0] * 20, [np.nan] * 20])
def test_constant_and_empty_columns_count_nothing(column):
    frame = rows(20)[["age", "limit"]].assign(x=column)
    schema = TableSchema(numeric=("age", "limit", "x"))
    found = privacy(frame, frame, frame, schema)
    assert found.exact_copies == 20 and (found.distance == 0).all()


def test_it_stops_when_asked():
    def stop():
        raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        privacy(rows(20), rows(20), rows(20), SCHEMA, check=stop)
