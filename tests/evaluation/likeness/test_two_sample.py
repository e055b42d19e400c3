"""The two-sample test: chance for real against real, certainty for shuffled columns."""

import math

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.evaluation.likeness.two_sample import floor, two_sample
from creditviz.exceptions import DataError, RunCancelled, SchemaError
from creditviz.schema import TableSchema
from tests.evaluation.mixed import FEATURES, SCHEMA, rows, shuffled


def test_two_draws_of_one_population_are_not_told_apart():
    found = two_sample(rows(800, 1), rows(600, 2), SCHEMA, seed=0)
    assert found.n == 600
    assert found.auc.low <= 0.5 <= found.auc.high
    assert abs(found.auc.value - 0.5) < 0.05


def test_identical_tables_are_chance():
    found = two_sample(rows(600), rows(600).sample(frac=1, random_state=1), SCHEMA)
    assert abs(found.auc.value - 0.5) < 0.05  # copies in other folds would push it far below


def test_copies_within_a_set_teach_nothing():
    copies = rows(60, 1).sample(600, replace=True, random_state=0)
    twice = rows(60, 1).sample(600, replace=True, random_state=1)
    assert abs(two_sample(copies, twice, SCHEMA).auc.value - 0.5) < 0.1


def test_shuffled_columns_are_told_apart_though_each_column_is_unchanged():
    real = rows(800, 1)
    found = two_sample(shuffled(real), rows(800, 2), SCHEMA)
    assert found.auc.low > 0.9
    assert {name for name, _ in found.telling} <= {SCHEMA.label(name) for name in FEATURES}
    shares = [share for _, share in found.telling]
    assert shares == sorted(shares, reverse=True) and 0 < sum(shares) <= 1 + 1e-9


def test_the_one_column_that_differs_is_named():
    other = rows(600, 2)
    other["age"] = other["age"] + 30
    assert two_sample(rows(600, 1), other, SCHEMA).telling[0][0] == "age"


def test_a_small_floor_is_the_mean_of_three_draws(monkeypatch):
    draws = [two_sample(rows(60, 1), rows(40, 2), SCHEMA, seed=7 + draw).auc for draw in range(3)]
    found = floor(rows(60, 1), rows(40, 2), SCHEMA, seed=7)
    assert found.auc.value == pytest.approx(np.mean([auc.value for auc in draws])) and found.n == 40
    assert found.auc.low <= found.auc.value <= found.auc.high
    assert len({auc.value for auc in draws}) > 1
    monkeypatch.setattr("creditviz.evaluation.likeness.two_sample.SMALL", 39)
    assert floor(rows(60, 1), rows(40, 2), SCHEMA, seed=7).auc == draws[0], "many rows need one draw"
    assert math.isnan(floor(rows(20, 1), rows(40, 2), SCHEMA).auc.value)


def test_a_seed_repeats_the_answer():
    a, b = rows(300, 1), shuffled(rows(200, 2))
    assert two_sample(a, b, SCHEMA, seed=3).auc == two_sample(a, b, SCHEMA, seed=3).auc


def test_few_rows_give_no_figure():
    assert math.isnan(two_sample(rows(24), rows(100), SCHEMA).auc.value)
    assert two_sample(rows(1), rows(1), SCHEMA).n == 1


def test_rows_that_are_all_equal_give_no_figure_and_no_error():
    same = rows(1).sample(100, replace=True, random_state=0)
    assert not two_sample(same, same, SCHEMA).auc.value > 0.5


def test_it_stops_when_asked():
    def stop():
        raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        two_sample(rows(100, 1), rows(100, 2), SCHEMA, check=stop)


def test_what_cannot_be_compared_is_said_in_a_sentence():
    with pytest.raises(DataError, match="one has none"):
        two_sample(rows(10).iloc[:0], rows(10), SCHEMA)
    with pytest.raises(SchemaError, match="lacks age"):
        two_sample(rows(10).drop(columns="age"), rows(10), SCHEMA)
    with pytest.raises(DataError, match="names none"):
        two_sample(rows(10), rows(10), TableSchema())


def test_real_defaulters_against_real_and_against_shuffled(real_book):
    frame = pd.read_csv(real_book("taiwan"))
    schema = infer_schema(frame)[0]
    row_id, y = outcomes(frame, schema)
    bad = frame.iloc[np.random.default_rng(100).permutation(row_id[y == 1])].head(2000)
    half = len(bad) // 2
    real = two_sample(bad.iloc[:half], bad.iloc[half:], schema).auc
    assert real.low <= 0.5 <= real.high
    assert two_sample(shuffled(bad.iloc[:half]), bad.iloc[half:], schema).auc.value > 0.95
