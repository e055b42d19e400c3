"""Networks over fields: which columns they read, what the gate says, and that they come back from a folder."""

import numpy as np
import pytest

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.fields.afcc import NO_DISCRETE, AFCCClassifier
from creditviz.models.fields.selection import select_fields
from creditviz.schema import TableSchema

KEYS = ("afcc", "field-cnn", "field-rnn", "field-lstm", "tabular-resnet", "autoint")


@pytest.fixture(scope="module")
def rows():
    """A number and a code that decide, noise, and two months of a code and a number."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 7)).astype(np.float32)
    for column in (1, 3, 5):
        X[:, column] = rng.integers(0, 3, 600)
    margin = 2 * X[:, 0] + 2 * (X[:, 1] == 2) + 2 * (X[:, 5] == 1) - 1
    return X, (margin + rng.logistic(size=600) > 0).astype(int)


LAYOUT = {"sequence_shape": (2, 2), "categorical_features": [(1, 3)], "categorical_channels": [(0, 3)]}


def small(key, **more):
    return MODELS[key].load()(**{**MODELS[key].tiny, **LAYOUT, "random_state": 0, **more})


@pytest.mark.parametrize("key", KEYS)
def test_learns_from_numbers_codes_and_months_and_comes_back_from_a_folder(key, rows, tmp_path):
    X, y = rows
    model = small(key, n_epochs=25).fit(X[:400], y[:400])
    score = model.predict_proba(X)[:, 1]
    assert auc(y[400:], score[400:]) > 0.75
    model.save(tmp_path)
    np.testing.assert_allclose(type(model).load(tmp_path).predict_proba(X)[:, 1], score, atol=1e-9)


PRINTED_RATES = {  # Zhang et al. 2023, table 2; it has no line for AutoInt, nor for their own network
    "field-cnn": 0.001, "field-rnn": 0.001, "field-lstm": 0.003, "stacked-autoencoder": 0.003,
    "hybrid-boosting-network": 0.003, "tabular-resnet": 0.003, "arm-net": 0.005, "neural-cf": 0.005, "vae": 0.005,
}  # fmt: skip


@pytest.mark.parametrize("key", [*PRINTED_RATES, "autoint", "afcc"])
def test_tries_the_printed_learning_rates_and_starts_from_its_own(key):
    assert MODELS[key].grid == {"learning_rate": (0.001, 0.003, 0.005)}
    printed = MODELS[key].preset("as-published").parameters
    assert printed.get("learning_rate") == PRINTED_RATES.get(key)
    shared = {"batch_size": 1024, "n_epochs": 30, "patience": 4}  # what the paper does not say is the same for all
    assert {name: printed[name] for name in shared} == shared


def test_a_selection_is_kept_in_the_folder(rows, tmp_path):
    X, y = rows
    X = np.column_stack([X[:, 0], X])  # a twin of the first number
    model = AFCCClassifier(**MODELS["afcc"].tiny, select_fields=True, random_state=0).fit(X, y)
    assert 0 in model.kept_ and 1 not in model.kept_
    assert any("kept 7 of 8" in note and "1 correlated" in note for note in model.notes_)
    model.save(tmp_path)
    back = AFCCClassifier.load(tmp_path)
    assert back.kept_ == model.kept_
    np.testing.assert_allclose(back.predict_proba(X), model.predict_proba(X), atol=1e-9)
    importances = back.field_importances(X)
    assert np.isnan(importances[1]) and np.isfinite(importances[model.kept_]).all()


def test_selection_keeps_what_decides_and_drops_what_cannot():
    rng = np.random.default_rng(0)
    n = 3000
    signal, other = rng.normal(size=(2, n))
    rare = (np.arange(n) < 6).astype(float)  # noise that concerns hardly a row
    gone = (rng.random(n) < 0.9).astype(float)  # its number was missing in 90% of the rows
    X = np.column_stack([signal, np.ones(n), signal * 1.01 + 0.01 * other, rare, other * (1 - gone), gone, other])
    y = (signal + other > 0.5).astype(int)
    found = select_fields(X.astype(np.float32), y, (), (5,), seed=0)
    assert found.kept == (0, 6)
    assert (found.n_missing, found.n_constant, found.n_alike, found.n_unimportant) == (2, 1, 1, 1)
    assert "kept 2 of 7 columns" in found.note


def test_selection_learns_from_training_rows_alone(rows):
    X, y = rows
    settings = {**MODELS["afcc"].tiny, "select_fields": True, "random_state": 0}
    validation = np.where(np.arange(7) == 0, 0, X[:100]).astype(np.float32)  # there the best column is constant
    model = AFCCClassifier(**settings).fit(X, y, eval_set=[(validation, y[:100])])
    assert 0 in model.kept_


def test_codes_have_no_correlation(rows):
    _, y = rows
    code = np.repeat([0, 1, 2], 200).astype(np.float32)
    X = np.column_stack([code, code + 0.001])
    assert select_fields(X, y, (0, 1), (), 0).n_alike == 0
    assert select_fields(X, y, (), (), 0).n_alike == 1


def test_a_target_among_the_features_is_refused():
    with pytest.raises(SchemaError, match="target may not be a feature"):
        TableSchema(target="isDefault", numeric=("loanAmnt", "isDefault"))


def test_importances_are_means_of_the_gate(rows):
    X, y = rows
    model = small("afcc").fit(X, y)
    openings = model.gate_openings(X)
    assert openings.shape == X.shape and (openings > 0).all() and (openings < 1).all()
    np.testing.assert_allclose(model.field_importances(X), openings.mean(0))
    codes_only = small("afcc", n_bins=0).fit(X, y)
    assert np.flatnonzero(np.isfinite(codes_only.field_importances(X))).tolist() == [1, 3, 5]


def test_without_a_gate_there_are_no_importances(rows):
    X, y = rows
    model = small("afcc", gate=False).fit(X, y)
    assert model.gate_openings(X) is None
    with pytest.raises(SpecificationError, match="gate on"):
        model.field_importances(X)


def test_a_book_without_codes_and_bins_says_what_is_left(rows):
    X, y = rows
    assert NO_DISCRETE in AFCCClassifier(**MODELS["afcc"].tiny, n_bins=0).fit(X, y).notes_


@pytest.mark.parametrize("part", ["gate", "cross", "attention"])
def test_ablations_score_differently(part, rows):
    X, y = rows
    whole, without = small("afcc").fit(X, y), small("afcc", **{part: False}).fit(X, y)
    assert not np.allclose(whole.predict_proba(X), without.predict_proba(X))
