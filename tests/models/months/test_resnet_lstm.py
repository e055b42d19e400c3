from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from creditviz.exceptions import DataError, RunCancelled, SpecificationError
from creditviz.models import MODELS
from creditviz.specification import Arm
from tests.models.books import LAYOUT, book

KEYS = ["resnet-lstm", "resnet-lstm-xgboost"]


def tiny(key="resnet-lstm", **more):
    entry = MODELS[key]
    return entry.load()(**{**entry.tiny, "n_epochs": 2, "batch_size": 64, "random_state": 0, **LAYOUT, **more})


def fitted(key="resnet-lstm", **more):
    return tiny(key, **more).fit(*book(), eval_set=[book(seed=1)])


@pytest.mark.parametrize("key", KEYS)
def test_it_learns_from_static_columns_and_months(key):
    model = fitted(key, n_epochs=20)
    X, y = book(seed=2)
    assert roc_auc_score(y, model.predict_proba(X)[:, 1]) > 0.8
    assert model.notes_ == [] or "clipped" in model.notes_[0]


@pytest.mark.parametrize("attention", ["both", "none", "spatial", "temporal"])
@pytest.mark.parametrize("sam_output", ["weighted", "map"])
def test_every_ablation_fits_and_says_where_it_looked(attention, sam_output):
    model = fitted(attention=attention, sam_output=sam_output, n_epochs=1)
    temporal, spatial = model.attention_weights(book(seed=2)[0])
    assert (temporal is not None) == (attention in ("both", "temporal"))
    assert (spatial is not None) == (attention in ("both", "spatial"))
    if temporal is not None:
        assert temporal.shape == (300, 4)
        np.testing.assert_allclose(temporal.sum(1), 1.0, atol=1e-12)
    if spatial is not None:
        assert spatial.shape == (300, 3)
        assert ((spatial > 0) & (spatial < 1)).all()


@pytest.mark.parametrize("key", KEYS)
def test_the_four_attentions_are_arms_of_a_benchmark_that_train_and_differ(key):
    """The ablation of Zhang et al. 2022, table 5: one model, one start, four settings."""
    X, y = book(seed=2)
    scores = []
    for attention in ("none", "spatial", "temporal", "both"):
        arm = Arm(model=key, parameters={"attention": attention})
        model = fitted(arm.model, **arm.parameters, n_epochs=8, early_stopping=False)
        losses = [row["loss"] for row in model.history_ if row["stage"].startswith("network")]
        assert losses[7] < losses[0]
        scores.append(model.log_odds(X))
        assert roc_auc_score(y, scores[-1]) > 0.75
    assert all(np.abs(a - b).max() > 0.01 for a, b in combinations(scores, 2))


@pytest.mark.parametrize("key", KEYS)
def test_a_book_without_months_gets_the_static_branch_and_a_note(key):
    X, y = book()
    model = tiny(key, sequence_shape=None, categorical_channels=None).fit(X[:, :3], y)
    assert any("no months" in note for note in model.notes_)
    temporal, spatial = model.attention_weights(X[:, :3])
    assert temporal is None
    assert spatial.shape == (300, 3)


@pytest.mark.parametrize("key", KEYS)
def test_a_book_of_months_alone_works(key):
    X, y = book()
    model = tiny(key, categorical_features=None).fit(X[:, 3:], y)
    assert any("no static columns" in note for note in model.notes_)
    temporal, spatial = model.attention_weights(X[:, 3:])
    assert spatial is None
    assert temporal.shape == (300, 4)


def test_the_last_step_of_the_network_is_the_latest_month():
    """Where only the latest month tells, hiding it takes the ranking away, and hiding another does not."""
    X, _ = book(1500)
    y = (X[:, -1] > 0).astype(int)
    model = tiny(n_epochs=12, head_summaries=False, head_static=False).fit(X, y, eval_set=[(X, y)])
    scores = []
    for month in range(4):
        blind = X.copy()
        blind[:, 3 + 3 * month : 6 + 3 * month] = 0
        scores.append(roc_auc_score(y, model.predict_proba(blind)[:, 1]))
    assert scores[3] < 0.6 < 0.8 < min(scores[:3])


@pytest.mark.parametrize("key", KEYS)
def test_the_score_of_an_account_does_not_depend_on_its_neighbours(key):
    model = fitted(key)
    X, _ = book(seed=2)
    alone = np.vstack([model.predict_proba(X[i : i + 1]) for i in range(20)])
    np.testing.assert_allclose(model.predict_proba(X)[:20], alone, atol=1e-9)


def test_an_unknown_code_is_scored():
    model = fitted(n_epochs=1)
    X, _ = book(seed=2)
    X[0, 1], X[0, 3] = 99, -7
    assert np.isfinite(model.predict_proba(X)).all()


@pytest.mark.parametrize("key", KEYS)
def test_same_seed_same_scores(key):
    X, _ = book(seed=2)
    a, b, c = (fitted(key, random_state=seed, n_epochs=2).predict_proba(X) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)


def test_networks_are_averaged_on_the_log_odds():
    model = fitted(n_networks=2, n_epochs=2)
    X, _ = book(seed=2)
    both = model.log_odds(X)
    parts = []
    for network in list(model.networks_):
        model.networks_ = [network]
        parts.append(model.log_odds(X))
    np.testing.assert_allclose(both, np.mean(parts, 0), atol=1e-12)
    assert not np.allclose(parts[0], parts[1])


def test_a_light_feature_vector_is_split_on_less():
    from creditviz.models.trees.boosting import booster_contributions

    heavy, light = (
        fitted("resnet-lstm-xgboost", vector_weight=weight, colsample_bynode=0.2, n_estimators=40)
        for weight in (1.0, 0.01)
    )

    def share(model):
        matrices, _ = model._matrices(book(seed=2)[0])
        values = np.abs(booster_contributions(model.boosters_[0], matrices[0]))
        return values[:, -model.d_embedding :].sum() / values.sum()

    assert share(light) < 0.5 * share(heavy)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_networks_share_of_the_score(share):
    model = fitted("resnet-lstm-xgboost", network_share=share)
    X, _ = book(seed=2)
    alone = super(type(model), model).log_odds(X)
    assert np.allclose(model.log_odds(X), alone) == (share == 1.0)


def test_settings_and_layout_are_checked():
    with pytest.raises(SpecificationError, match="n_epochs must be a whole number"):
        tiny(n_epochs=0).fit(*book())
    with pytest.raises(SpecificationError, match="takes 30 columns, however the matrix has 15"):
        tiny(sequence_shape=(10, 3)).fit(*book())


def test_validation_rows_of_one_outcome_are_one_sentence():
    X, y = book()
    with pytest.raises(DataError, match="both outcomes"):
        tiny().fit(X, y, eval_set=[(X[y == 0], y[y == 0])])


@pytest.mark.parametrize("key", KEYS)
def test_a_resumed_fit_scores_like_an_uninterrupted_one(key):
    X, _ = book(seed=2)
    settings = {"n_networks": 2, "n_epochs": 3, "random_state": None}
    states = []
    whole = tiny(key, **settings)
    whole.fit(*book(), eval_set=[book(seed=1)], on_epoch=lambda report: states.append(report.state()))
    expected = whole.predict_proba(X)
    for state in states[:: 3 if key == "resnet-lstm-xgboost" else 1]:
        resumed = tiny(key, **settings).fit(*book(), eval_set=[book(seed=1)], resume_from=state)
        np.testing.assert_array_equal(resumed.predict_proba(X), expected)
        assert resumed.history_ == whole.history_


@pytest.mark.parametrize("key", KEYS)
def test_stages_are_reported_in_order_and_a_stop_is_obeyed(key):
    reports = []
    model = tiny(key, n_networks=2, n_epochs=2)
    model.fit(*book(), eval_set=[book(seed=1)], on_epoch=reports.append)
    numbers = [report.stage_number for report in reports]
    assert numbers == sorted(numbers)
    assert {report.n_stages for report in reports} == {max(numbers)} == {2 if key == "resnet-lstm" else 6}

    class Stop:
        def __call__(self, report):
            pass

        def check(self):
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        model.fit(*book(), eval_set=[book(seed=1)], on_epoch=Stop())


@pytest.mark.parametrize("key", KEYS)
def test_the_stopping_point_repeats_without_validation_rows(key):
    model = fitted(key, n_epochs=4)
    again = tiny(key, **model.stopped_parameters()).fit(*book())
    assert again.n_epochs == int(np.median([n for s, n in model.best_epochs_.items() if s.startswith("network")]))
    assert "validation_auc" not in again.history_[0]
