"""Tables as generators read them: what comes back is legal, and exact where many rows share a value."""

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from creditviz.networks.row_points import PlainPoints, RankPoints
from creditviz.sampling.generator_rows import MinMaxRows, RankRows, row_weights
from creditviz.schema import TableSchema


def drawn(rows, X):
    """Encoded rows as a perfect generator would draw them."""
    if isinstance(rows, RankRows):
        points = RankPoints(rows.center_, rows.whiten_, rows.blocks)(torch.from_numpy(X)).numpy()
    else:
        points = PlainPoints(rows.n_numbers, rows.blocks)(torch.from_numpy(X)).numpy()
    codes, start = [], rows.n_numbers
    for size in rows.blocks:
        codes.append(points[:, start : start + size].argmax(1))
        start += size
    return np.column_stack([points[:, : rows.n_numbers], *codes])


@pytest.fixture
def table(book, schema):
    frame, y = book(600, 100)
    frame["bill_1"] = np.where(np.arange(600) % 3 == 0, 0.0, frame["bill_1"])
    return frame[list(schema.features(use_protected=True))], y


@pytest.mark.parametrize("kind", [RankRows, MinMaxRows])
def test_rows_come_back_as_they_were(kind, table, schema):
    frame, y = table
    rows = kind(schema).fit(frame, row_weights(y, equal_classes=True))
    back = rows.decode(drawn(rows, rows.encode(frame)))
    assert list(back.columns) == list(frame.columns)
    assert (back.dtypes == frame.dtypes).all()
    for name in ("age", "flat", "region", "job", "pay_1", "pay_3", "limit"):  # shared values and codes: exactly
        pd.testing.assert_series_equal(back[name], frame[name])
    assert (back["income"].isna() == frame["income"].isna()).all()
    zero = (frame["bill_1"] == 0).to_numpy()
    if kind is RankRows:
        assert ((back["bill_1"] == 0).to_numpy() == zero).all()
        near = np.abs(back["bill_1"].rank() - frame["bill_1"].rank())
        assert near[~zero].max() <= 2  # an amount that one row has may become a neighbour's
    else:
        np.testing.assert_allclose(back["bill_1"], frame["bill_1"], rtol=1e-4, atol=0.01)


def test_ranks_are_normal_and_uncorrelated(table, schema):
    frame, y = table
    frame = frame.assign(bill_2=frame["bill_1"] + np.random.default_rng(1).normal(0, 200, len(frame)))
    rows = RankRows(schema).fit(frame, np.ones(len(frame)))
    points = drawn(rows, np.tile(rows.encode(frame), (20, 1)))[:, : rows.n_numbers]
    covariance = np.cov(points, rowvar=False)
    np.testing.assert_allclose(covariance, np.eye(len(covariance)), atol=0.12)
    np.testing.assert_allclose(rows.whiten_ @ rows.colour_, np.eye(rows.n_numbers), atol=1e-9)


def test_equal_classes_weigh_alike():
    y = np.array([0, 0, 0, 1])
    weight = row_weights(y, equal_classes=True)
    assert weight[y == 0].sum() == pytest.approx(weight[y == 1].sum())
    assert (row_weights(y, equal_classes=False) == 1).all()


def test_values_never_seen_take_a_neighbour_or_the_first_code(table, schema):
    frame, y = table
    rows = RankRows(schema).fit(frame, np.ones(len(frame)))
    other = frame.head(3).assign(limit=10**9, region=99, income=-(10.0**9))
    back = rows.decode(drawn(rows, rows.encode(other)))
    assert (back["limit"] == frame["limit"].max()).all()
    assert set(back["region"]) <= set(frame["region"])
    assert np.isfinite(rows.encode(other)).all()


@pytest.mark.parametrize("kind", [RankRows, MinMaxRows])
@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.none(), st.integers(-1000, 1000).map(float), st.floats(-1e6, 1e6).map(lambda v: round(v, 3))),
        min_size=8,
        max_size=40,
    ),
    seed=st.integers(0, 99),
)
def test_any_draw_is_legal(kind, values, seed):
    column = np.array([np.nan if v is None else v for v in values])
    frame = pd.DataFrame({"a": column, "b": np.arange(len(column)) % 3})
    schema = TableSchema(numeric=("a",), categorical=("b",))
    rows = kind(schema).fit(frame, np.ones(len(frame)))
    random = np.random.default_rng(seed)
    made = np.column_stack(
        [random.normal(size=(50, rows.n_numbers)) * 3, *(random.integers(0, k, 50) for k in rows.blocks)]
    )
    if kind is MinMaxRows:
        made[:, : rows.n_numbers] = made[:, : rows.n_numbers] / 20 + 0.5
    back = rows.decode(made)
    known = column[~np.isnan(column)]
    if len(known):
        assert back["a"].dropna().between(known.min(), known.max()).all()
    else:
        assert back["a"].isna().all() or kind is MinMaxRows
    assert len(known) < len(column) or not back["a"].isna().any()
    assert set(back["b"]) <= {0, 1, 2}
