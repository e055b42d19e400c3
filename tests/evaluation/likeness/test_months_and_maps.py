"""Months, nearest real defaulters and maps."""

import math

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.likeness.months import lag1, month_patterns
from creditviz.evaluation.likeness.neighbours import neighbours
from creditviz.evaluation.likeness.projection import GOOD, REAL, SYNTHETIC, pca, row_maps
from creditviz.evaluation.rules.kept import learn_rules
from creditviz.exceptions import RunCancelled
from creditviz.schema import SequenceFeature, TableSchema
from tests.evaluation.mixed import SCHEMA, rows, shuffled


def test_channels_of_a_book_and_the_derived_one():
    real = rows(400)
    found = month_patterns(shuffled(real), real, SCHEMA)
    assert [pattern.name for pattern in found] == ["Status", "Bill", "use"]
    for pattern in found:
        assert pattern.steps == ("2 months before", "1 month before", "latest month")
        assert pattern.quantiles_real.shape == pattern.quantiles_synthetic.shape == (5, 3)
        assert (np.diff(pattern.quantiles_real, axis=0) >= 0).all()
    bill = found[1]
    assert bill.lag1_real > 0.5 > 0.2 > abs(bill.lag1_synthetic)
    np.testing.assert_array_equal(bill.quantiles_real, bill.quantiles_synthetic)  # shuffling keeps each month


def test_lag1_in_closed_form():
    assert lag1(np.array([[1.0, 2, 3], [4.0, 5, 6]])) == pytest.approx(1)
    assert lag1(np.array([[1.0, -1, 1], [-1.0, 1, -1]])) == pytest.approx(-1)
    assert math.isnan(lag1(np.full((3, 4), 2.0))) and math.isnan(lag1(np.full((3, 4), np.nan)))
    values = np.array([[1.0, np.nan, 3], [2.0, 5, 7], [3.0, 4, 9]])
    assert lag1(values) == pytest.approx(np.corrcoef([2, 3, 5, 4], [5, 4, 7, 9])[0, 1])


def test_words_have_no_fan_and_an_empty_month_is_nan():
    schema = TableSchema(sequences=(SequenceFeature("s", ("a", "b"), "code"), SequenceFeature("x", ("c", "d"))))
    frame = pd.DataFrame({"a": ["ok", "late"], "b": ["ok", "ok"], "c": [np.nan, np.nan], "d": [1.0, 2.0]})
    (only,) = month_patterns(frame, frame, schema)
    assert only.name == "x" and np.isnan(only.quantiles_real[:, 0]).all()
    assert only.quantiles_real[2, 1] == 1.5
    assert month_patterns(rows(5), rows(5), TableSchema(numeric=("age",))) == ()


def test_the_neighbour_of_a_copy_is_its_original():
    real = rows(200)
    ids = np.arange(200) * 7 + 3
    rules = learn_rules(rows(500, 9), SCHEMA)
    found = neighbours(real.iloc[[5, 9]], real, ids, SCHEMA, rules)
    assert found.nearest.tolist() == [38, 66]
    assert (found.distance == 0).all() and (found.percentile == 0).all()
    assert found.broken.shape == (2, len(rules)) and found.broken.dtype == bool


def test_the_percentile_of_fresh_rows_is_uniform():
    found = neighbours(rows(600, 1), rows(600, 2), np.arange(600), SCHEMA, ())
    assert np.mean(found.percentile) == pytest.approx(0.5, abs=0.06)
    assert np.quantile(found.percentile, (0.25, 0.75)) == pytest.approx([0.25, 0.75], abs=0.08)
    assert found.broken.shape == (600, 0)


def test_one_training_row_has_no_percentile():
    found = neighbours(rows(3), rows(1, 1), np.array([4]), SCHEMA, ())
    assert found.nearest.tolist() == [4, 4, 4] and np.isnan(found.percentile).all()


def maps(n_rows=40, seed=0, check=lambda: None, sizes=(60, 50, 45)):
    frames = [rows(n, i) for i, n in enumerate(sizes)]
    numbers = (np.arange(sizes[0]) + 1000, np.arange(sizes[1]) + 5000, np.arange(sizes[2]))
    return row_maps(*frames, numbers, SCHEMA, n_rows=n_rows, seed=seed, check=check)


def test_maps_show_the_rows_that_were_asked_for():
    linear, tsne = maps()
    assert (linear.method, tsne.method) == ("PCA", "t-SNE")
    np.testing.assert_array_equal(linear.row, tsne.row)
    assert [int((tsne.kind == kind).sum()) for kind in (GOOD, REAL, SYNTHETIC)] == [20, 40, 40]
    assert (tsne.row[tsne.kind == SYNTHETIC] < 0).all() and (-1 - tsne.row[tsne.kind == SYNTHETIC]).max() < 45
    assert ((tsne.row >= 1000) & (tsne.row < 1060))[tsne.kind == GOOD].all()
    assert (tsne.row >= 5000)[tsne.kind == REAL].all()
    for found in (linear, tsne):
        assert found.xy.shape == (100, 2) and np.isfinite(found.xy).all()
        assert len(np.unique(found.row)) == 100


def test_a_seed_repeats_the_maps():
    for a, b in zip(maps(seed=2), maps(seed=2), strict=True):
        np.testing.assert_array_equal(a.xy, b.xy)
        np.testing.assert_array_equal(a.row, b.row)


def test_pca_is_the_eigenvectors():
    points = np.random.default_rng(0).normal(size=(80, 4)) * [5, 3, 1, 0.1]
    found = pca(points)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    expected = (points - points.mean(0)) @ vectors[:, ::-1][:, :2]
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=1e-9)
    assert found.var(axis=0, ddof=1) == pytest.approx(values[::-1][:2])
    assert pca(np.ones((3, 1))).tolist() == [[0, 0]] * 3


def test_few_points_have_pca_alone():
    (only,) = maps(sizes=(2, 3, 4))
    assert only.method == "PCA" and len(only.row) == 9
    assert len(maps(sizes=(0, 20, 0))) == 2


def test_t_sne_stops_in_the_middle():
    calls = []

    def stop_late():
        calls.append(1)
        if len(calls) > 20:
            raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        maps(check=stop_late)
    assert len(calls) == 21
