"""A table as numbers and back: nothing is lost on the way, and what comes back is legal."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.sampling.codec import TableCodec
from creditviz.sampling.neighbours.mixed_space import MOST_ONE_HOT, MixedSpace
from creditviz.schema import SequenceFeature, TableSchema


def assert_same(frame, back):
    for name in back:
        pd.testing.assert_series_equal(frame[name], back[name].astype(frame[name].dtype), rtol=1e-12, check_names=False)


def test_real_rows_come_back_as_they_were(book, schema):
    frame, _ = book()
    codec = TableCodec(schema).fit(frame)
    assert_same(frame, codec.decode(codec.encode(frame)))


def test_real_rows_come_back_from_the_space_of_points(book, schema):
    frame, _ = book()
    codec = TableCodec(schema).fit(frame)
    space = MixedSpace(codec)
    assert_same(frame, codec.decode(space.matrix(space.points(codec.encode(frame)))))


@pytest.mark.parametrize("n_levels", [3, MOST_ONE_HOT, MOST_ONE_HOT + 1, 5000])
def test_a_point_between_two_rows_has_the_categories_of_the_nearer_one(n_levels):
    frame = pd.DataFrame({"x": np.arange(float(n_levels)), "town": [f"T{i}" for i in range(n_levels)]})
    codec = TableCodec(TableSchema(numeric=("x",), categorical=("town",))).fit(frame)
    space = MixedSpace(codec)
    points = space.points(codec.encode(frame))
    assert points.shape[1] <= 1 + MOST_ONE_HOT
    other = np.roll(points, 1, axis=0)
    for u, expected in ((0.4, frame["town"]), (0.6, np.roll(frame["town"], 1))):
        made = codec.decode(space.matrix(points + u * (other - points)))
        assert (made["town"].to_numpy() == np.asarray(expected)).all()


def test_two_categories_are_one_standard_deviation_apart():
    frame = pd.DataFrame({"a": ["x", "y", "x"], "b": ["u", "u", "v"]})
    codec = TableCodec(TableSchema(categorical=("a", "b"))).fit(frame)
    points = MixedSpace(codec).points(codec.encode(frame))
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.testing.assert_allclose(distance, [[0, 1, 1], [1, 0, 2**0.5], [1, 2**0.5, 0]])


@pytest.mark.parametrize(
    ("values", "made", "legal"),
    [
        ([10_000, 50_000, 120_000], [33_333, 0, 999_999], [30_000, 10_000, 120_000]),  # limits in steps
        ([0, 0, 3, 7], [2.5, 3.4, -1], [3, 3, 0]),  # whole
        ([0.05, 1.10, 2.25], [1.239, 0.0501, 9], [1.24, 0.05, 2.25]),  # cents
        ([0.123456, 5.5, 7.25], [1.23456789, 0, 8], [1.23456789, 0.123456, 7.25]),  # free
        ([np.nan, 2, 5, 8], [3.2, 2.2, 7.9], [3, 2, 8]),  # the median 5 is whole; of 2 and 5 it would not be
        ([np.nan, 2, 5], [3.2, 2.2, 7.9], [3, 2, 5]),
        ([np.nan, np.nan], [3.2], [np.nan]),
        ([4, 4, 4], [3, 5, 4], [4, 4, 4]),
        ([1e300, 2e300], [1.5e300], [1.5e300]),
        ([-1e300, 2e300], [3e300], [2e300]),
    ],
)
def test_new_numbers_are_as_round_as_the_real_ones(values, made, legal):
    codec = TableCodec(None).fit(pd.DataFrame({"x": np.array(values, dtype=float)}))
    np.testing.assert_allclose(codec.legal(np.array(made, dtype=float)[:, None])[:, 0], legal)


def test_a_few_odd_limits_do_not_make_all_limits_odd():
    real = np.r_[np.arange(1, 1000) * 10_000.0, 163_840.0]
    codec = TableCodec(None).fit(pd.DataFrame({"limit": real}))
    made = codec.legal(np.random.default_rng(0).uniform(10_000, 9e6, (500, 1)))
    assert (made % 10_000 == 0).all()


def test_rare_amounts_are_not_rounded_away():
    real = np.zeros(10_000)
    real[:3] = [12, 700, 31]  # most values are 0, which is a multiple of anything
    codec = TableCodec(None).fit(pd.DataFrame({"fee": real}))
    np.testing.assert_array_equal(codec.legal(np.array([[31.2]])), [[31.0]])


MOVES = st.lists(st.integers(-8, 1), min_size=6, max_size=6)


@given(MOVES, MOVES, st.floats(0, 1))
def test_a_mixture_of_rises_of_at_most_one_rises_by_at_most_one(first, second, u):
    a, b = np.cumsum(first), np.cumsum(second)
    codec = TableCodec(None).fit(pd.DataFrame({month: [0.0, 1.0, 8.0] for month in range(6)}))
    made = codec.legal((a + u * (b - a))[None])[0]
    assert (np.diff(made) <= 1).all()


def test_infinite_and_missing_numbers_are_flagged_alike():
    frame = pd.DataFrame({"x": [1.0, np.inf, np.nan, -np.inf, 3.0]})
    codec = TableCodec(None).fit(frame)
    matrix = codec.encode(frame)
    np.testing.assert_array_equal(matrix[:, 1], [0, 1, 1, 1, 0])
    np.testing.assert_array_equal(codec.decode(matrix)["x"], [1, np.nan, np.nan, np.nan, 3])


def test_the_largest_numbers_come_back():
    frame = pd.DataFrame({"x": [-1e300, 0.5, 1e300]})
    codec = TableCodec(None).fit(frame)
    assert np.isfinite(codec.encode(frame)).all()
    np.testing.assert_allclose(codec.decode(codec.encode(frame))["x"], frame["x"])


def test_words_among_the_numbers_are_categories():
    frame = pd.DataFrame({"m_1": ["a", "b", None, "a"], "m_2": [1.0, 2.0, 3.0, 4.0]})
    schema = TableSchema(sequences=(SequenceFeature("m", ("m_1", "m_2")),))
    codec = TableCodec(schema).fit(frame)
    assert codec.numeric_ == ["m_2"] and codec.categorical_ == ["m_1"]
    assert_same(frame, codec.decode(codec.encode(frame)))
