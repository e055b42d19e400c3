"""Attention is handed on as the model gives it; names, means and the map are ours."""

import numpy as np
import pytest

from creditviz.exceptions import DataError, SpecificationError
from creditviz.explanation.attention import account_map, attention, spatial_profile, temporal_profile
from creditviz.explanation.names import business_names
from creditviz.explanation.rows import explained_positions
from creditviz.results import Layout, ScoredRows
from creditviz.schema import DerivedChannel, SequenceFeature, TableSchema

SCHEMA = TableSchema(
    numeric=("LIMIT", "LIMIT_BAL"),
    categorical=("SEX",),
    sequences=(SequenceFeature("PAY", ("PAY_2", "PAY_0"), "code"), SequenceFeature("BILL", ("B2", "B1"))),
    derived=(DerivedChannel("USE", "BILL", "LIMIT"),),
    labels={"LIMIT_BAL": "Credit limit", "PAY": "Repayment status", "USE": "Bill / limit"},
)
LAYOUT = Layout(
    feature_names=("LIMIT", "LIMIT_BAL", "LIMIT_BAL missing", "SEX=2", "PAY@t-1", "USE@t-1", "PAY@t-0", "USE@t-0"),
    sources=("LIMIT", "LIMIT_BAL", "LIMIT_BAL", "SEX", "PAY_2", "B2", "PAY_0", "B1"),
    n_static=4,
    sequence_shape=(2, 2),
    step_names=("t-1", "t-0"),
    channel_names=("PAY", "USE"),
)


class Looker:
    def __init__(self, temporal, spatial):
        self.weights = temporal, spatial

    def attention_weights(self, X):
        return self.weights


def look(temporal=None, spatial=None, n=4):
    y = np.arange(n) % 2
    return attention(
        Looker(temporal, spatial), np.zeros((n, 8)), LAYOUT, SCHEMA, row_id=np.arange(n), y_true=y,
        pd=np.linspace(0.1, 0.9, n), n_available=10,
    )  # fmt: skip


def test_columns_get_business_names():
    assert business_names(LAYOUT, SCHEMA) == (
        "LIMIT",
        "Credit limit",
        "Credit limit is missing",
        "SEX = 2",
        "Repayment status, 1 month before",
        "Bill / limit, 1 month before",
        "Repayment status, latest month",
        "Bill / limit, latest month",
    )
    assert SCHEMA.label("PAY_0") == "Repayment status, latest month"
    assert SCHEMA.label("B1") == "B1"


def test_weights_rows_and_names_are_kept():
    temporal = np.array([[0.2, 0.8], [0.4, 0.6], [0.1, 0.9], [0.5, 0.5]], dtype=np.float32)
    found = look(temporal, np.full((4, 4), 0.5))
    np.testing.assert_array_equal(found.temporal, temporal.astype(float))
    np.testing.assert_allclose(found.temporal.sum(axis=1), 1, atol=1e-6)
    assert found.step_names == ("1 month before", "latest month")
    assert found.position_names == ("LIMIT", "Credit limit", "Credit limit is missing", "SEX = 2")


def test_profiles_are_means_by_outcome():
    temporal = np.array([[0.2, 0.8], [0.4, 0.6], [0.1, 0.9], [0.5, 0.5]])
    profile = temporal_profile(look(temporal))
    np.testing.assert_allclose(profile.good, [0.15, 0.85])
    np.testing.assert_allclose(profile.bad, [0.45, 0.55])
    np.testing.assert_allclose(profile.bad_error, 1.959964 * np.std([0.4, 0.5], ddof=1) / np.sqrt(2), rtol=1e-6)
    assert (profile.n_good, profile.n_bad) == (2, 2)
    np.testing.assert_allclose(profile.good.sum(), 1)


def test_what_the_model_has_not_is_none():
    found = look()
    assert temporal_profile(found) is None and spatial_profile(found) is None and account_map(found) is None


def test_one_outcome_has_no_mean():
    found = look(np.full((1, 2), 0.5), n=1)
    profile = temporal_profile(found)
    assert np.isnan(profile.bad).all() and (profile.good_error == 0).all()


def test_the_map_is_sorted_by_pd_and_spans_it():
    n = 1000
    pd = np.random.default_rng(0).random(n)
    found = attention(
        Looker(np.column_stack([pd, 1 - pd]), None), np.zeros((n, 8)), LAYOUT, SCHEMA,
        row_id=np.arange(n), y_true=np.zeros(n), pd=pd, n_available=n,
    )  # fmt: skip
    shown = account_map(found, 50)
    assert len(shown.pd) == 50 and (np.diff(shown.pd) <= 0).all()
    assert shown.pd[0] == pd.max() and shown.pd[-1] == pd.min()
    np.testing.assert_array_equal(shown.weights[:, 0], shown.pd)


def test_a_model_without_attention_is_refused_in_words():
    with pytest.raises(SpecificationError, match="Choose a run of a network with attention"):
        attention(
            object(),
            np.zeros((1, 8)),
            LAYOUT,
            SCHEMA,
            row_id=np.zeros(1),
            y_true=np.zeros(1),
            pd=np.zeros(1),
            n_available=1,
        )


def test_explained_rows_are_real_seeded_and_in_order():
    scored = ScoredRows(np.r_[np.arange(90), -1 - np.arange(10)], np.zeros(100), np.zeros(100))
    first = explained_positions(scored, 20, seed=1)
    assert len(set(first)) == 20 and (np.diff(first) > 0).all() and (scored.row_id[first] >= 0).all()
    np.testing.assert_array_equal(first, explained_positions(scored, 20, seed=1))
    assert list(first) != list(explained_positions(scored, 20, seed=2))
    assert len(explained_positions(scored, 500, seed=1)) == 90
    with pytest.raises(DataError, match="there are none"):
        explained_positions(ScoredRows(np.array([-1]), np.zeros(1), np.zeros(1)), 5, seed=0)
