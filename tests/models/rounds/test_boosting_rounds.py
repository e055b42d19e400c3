"""Boosting by rounds: what a round adds or leaves out is forgotten after it, and no row ever loses its weight."""

import numpy as np
import pytest
from sklearn.ensemble import AdaBoostClassifier as LibraryAdaBoost
from sklearn.tree import DecisionTreeClassifier

from creditviz.exceptions import RunCancelled
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.rounds.adaboost import AdaBoostClassifier
from creditviz.models.rounds.boosting_rounds import STANDS_ALONE, THROWN_AWAY, Rounds, say_of
from creditviz.models.rounds.cusboost import CUSBoostClassifier, ShareOfClusters, cluster
from creditviz.models.rounds.rusboost import FewerGoods, RUSBoostClassifier
from creditviz.models.rounds.smoteboost import SMOTEBoostClassifier, SyntheticDefaulters, nearest
from tests.models.books import book

FAMILY = [AdaBoostClassifier, SMOTEBoostClassifier, RUSBoostClassifier, CUSBoostClassifier]
PRINTED = {"learning_rate": 1.0, "restart": False, "early_stopping": False, "slope": 1.0, "intercept": 0.0}


def rare(n=400, seed=0, share=0.2):
    """Rows (n, 5) of which about `share` are bad, the last column one of two values."""
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 5)).astype(np.float32)
    X[:, 4] = X[:, 4] > 0
    risk = X[:, 0] + X[:, 1] * X[:, 2] + generator.normal(size=n)
    return X, (risk > np.quantile(risk, 1 - share)).astype(np.int8)


def rounds(rows, round_rows, **more):
    how = {"max_depth": 1, "learning_rate": 1.0, "restart": False, "generator": np.random.default_rng(0)}
    return Rounds(rows, None, round_rows, **{**how, **more})


@pytest.mark.parametrize("depth", [1, 2])
def test_on_all_rows_it_is_the_librarys_adaboost(depth):
    X, y = rare()
    library = LibraryAdaBoost(DecisionTreeClassifier(max_depth=depth), n_estimators=25, random_state=0).fit(X, y)
    ours = AdaBoostClassifier(max_depth=depth, n_estimators=25, random_state=0, **PRINTED).fit(X, y)
    np.testing.assert_allclose(ours.says_, library.estimator_weights_, rtol=1e-9)
    other, _ = rare(seed=1)
    np.testing.assert_allclose(2 * ours.score_votes(other), library.decision_function(other), atol=1e-9)
    assert np.array_equal(ours.predict(other), library.predict(other))


def test_with_nothing_to_leave_out_it_is_imbalanced_learns_rusboost():
    from imblearn.ensemble import RUSBoostClassifier as LibraryRUSBoost

    X, y = rare(share=0.5)
    library = LibraryRUSBoost(DecisionTreeClassifier(max_depth=1), n_estimators=15, random_state=0).fit(X, y)
    ours = RUSBoostClassifier(max_depth=1, n_estimators=15, random_state=0, **PRINTED).fit(X, y)
    np.testing.assert_allclose(ours.says_, library.estimator_weights_, rtol=1e-9)


@pytest.mark.parametrize("kind", FAMILY)
def test_weights_are_those_of_all_real_rows(kind):
    """They sum to 1, and what the tree got wrong among all real rows weighs one half: not so on a subset."""
    X, y = rare()
    model = kind(random_state=0)
    model.seed_, model.notes_ = 0, []
    generator = np.random.default_rng(0)
    state = rounds((X, y), model._round_rows((X, y), generator, lambda: None), max_depth=3)
    for _ in range(4):
        before = state.weights
        if state.step() is None:
            break
        assert state.weights.shape == y.shape
        assert state.weights.sum() == pytest.approx(1.0)
        wrong = state.trees[-1].predict(X) != y
        assert state.errors[-1] == pytest.approx(before[wrong].sum())
        assert state.weights[wrong].sum() == pytest.approx(0.5)
    assert state.trees


def test_synthetic_rows_come_anew_each_round_and_do_not_stay():
    X, y = rare()
    draw = SyntheticDefaulters((X, y), 240, 5, lambda: None)
    generator, weights = np.random.default_rng(0), np.random.default_rng(1).dirichlet(np.ones(400))
    seen = [draw(weights, generator) for _ in range(3)]
    for rows, labels, own in seen:
        assert rows.shape == (640, 5) and rows.dtype == np.float32
        assert np.array_equal(rows[:400], X) and np.array_equal(labels[:400], y) and np.array_equal(own[:400], weights)
        assert (labels[400:] == 1).all() and np.allclose(own[400:], 1 / 400)
        assert set(np.unique(rows[400:, 4])) <= {0.0, 1.0}
    assert not np.array_equal(seen[0][0], seen[1][0])


def test_a_synthetic_row_lies_between_a_defaulter_and_one_of_its_nearest():
    X, y = rare()
    draw = SyntheticDefaulters((X[:, :4], y), 50, 3, lambda: None)
    bad = X[y == 1][:, :4].astype(float)
    made = draw(np.full(400, 1 / 400), np.random.default_rng(0))[0][400:].astype(float)
    distance = np.linalg.norm(bad[:, None] - bad[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    near = np.argsort(distance, axis=1)[:, :3]
    for point in made:
        detours = [
            np.linalg.norm(bad[i] - point) + np.linalg.norm(bad[j] - point) - distance[i, j]
            for i in range(len(bad))
            for j in near[i]
        ]
        assert min(detours) < 1e-5


def test_copies_of_a_defaulter_are_neighbours_but_it_is_not_its_own():
    points = np.r_[np.zeros((4, 2)), np.ones((1, 2))].astype(np.float32)
    found = nearest(points, 2, lambda: None)
    assert found.shape == (5, 2)
    assert all(row not in found[row] for row in range(5))
    assert nearest(points[:1], 5, lambda: None).tolist() == [[0]]


def test_the_number_of_synthetic_rows_follows_the_ratio_and_its_bound():
    X, y = rare()
    for ratio, most, wanted in ((1.0, 20000, 240), (0.5, 20000, 80), (1.0, 100, 100), (0.1, 20000, 0)):
        model = SMOTEBoostClassifier(ratio=ratio, max_synthetic=most)
        model.notes_ = []
        assert model._round_rows((X, y), np.random.default_rng(0), lambda: None).n_synthetic == wanted
        assert bool(model.notes_) == (most == 100)


def test_good_accounts_are_drawn_anew_from_all_of_them():
    X, y = rare()
    X[:, 0] = np.arange(400)  # tells rows apart
    draw, generator = FewerGoods((X, y), 1.0), np.random.default_rng(0)
    seen = set()
    for _ in range(30):
        rows, labels, weights = draw(np.full(400, 1 / 400), generator)
        assert len(rows) == 160 and labels.sum() == 80  # never fewer than in the first round
        assert len(set(rows[:, 0])) == 160
        assert weights.sum() == pytest.approx(1.0)
        seen |= set(rows[labels == 0, 0])
    assert len(seen) == 320


def test_every_cluster_keeps_its_share_and_every_defaulter_stays():
    X, y = rare()
    X[:, 0] = np.arange(400)
    clusters = cluster(X[y == 0], 5, 0, lambda: None)
    rows, labels, weights = ShareOfClusters((X, y), clusters, 0.5)(np.full(400, 1 / 400), np.random.default_rng(0))
    assert set(rows[labels == 1, 0]) == set(X[y == 1, 0])
    good = X[y == 0, 0]
    for number in range(5):
        kept = np.isin(good[clusters == number], rows[labels == 0, 0])
        assert kept.sum() == max(1, round(0.5 * len(kept)))
    assert np.array_equal(labels, y[rows[:, 0].astype(int)])  # rows and outcomes belong together
    assert weights.sum() == pytest.approx(1.0)


def test_turning_the_outcomes_turns_the_score():
    """Not so where labels 0 and 1 are weighed as they are."""
    X, y = rare(share=0.5)
    one, other = (AdaBoostClassifier(n_estimators=10, random_state=0, **PRINTED).fit(X, t) for t in (y, 1 - y))
    np.testing.assert_allclose(one.score_votes(X), -other.score_votes(X), atol=1e-12)


@pytest.mark.parametrize("kind", FAMILY)
def test_a_tree_without_error_is_kept_and_ends_the_rounds(kind):
    X = np.linspace(-1, 1, 60, dtype=np.float32).reshape(-1, 1)
    y = (X[:, 0] > 0.5).astype(int)
    model = kind(random_state=0, **{**PRINTED, "max_depth": 1, "n_estimators": 8}).fit(X, y)
    assert len(model.trees_) == len(model.says_) >= 1
    assert np.array_equal(model.predict(X), y)
    assert model.history_[-1]["error"] == 0.0 and len(model.history_) < 8
    assert say_of(0.0, 60) > say_of(1 / 60, 60)


def misleading_from(number, X, y):
    """Rows for a round: right outcomes at first, turned ones in round `number` alone."""
    calls = iter(range(1, 1000))
    return lambda weights, generator: (X, 1 - y if next(calls) == number else y, weights)


def test_a_tree_that_errs_on_half_the_weight_is_thrown_away():
    X, y = rare()
    state = rounds((X, y), misleading_from(2, X, y), max_depth=3)
    state.step()
    assert state.step() is None and state.over
    assert len(state.trees) == len(state.says) == 1


def test_or_the_rounds_start_anew_from_equal_weights():
    X, y = rare()
    state = rounds((X, y), misleading_from(2, X, y), max_depth=3, restart=True)
    state.step()
    assert np.ptp(state.weights) > 0
    assert state.step() is None and not state.over
    assert np.allclose(state.weights, 1 / len(y)) and state.n_failures == 1
    assert state.step() is not None and len(state.trees) == 2


def test_two_failures_in_a_row_end_the_rounds():
    X, y = rare()
    state = rounds((X, y), lambda weights, generator: (X, y if not state.trees else 1 - y, weights), restart=True)
    state.step()
    assert state.step() is None and not state.over
    assert state.step() is None and state.over


def test_a_first_tree_no_better_than_chance_stands_alone_and_says_so():
    X, y = rare()
    state = rounds((X, y), misleading_from(1, X, y), max_depth=3)
    assert state.step() is not None
    assert state.over and state.notes == [STANDS_ALONE] and state.says == [1.0]


def test_rounds_that_end_early_say_so():
    """Balanced draws soon err on half the real weight: imbalanced-learn's class ends there too, and says nothing."""
    X, y = rare(n=1500, share=0.05)
    model = RUSBoostClassifier(n_estimators=50, ratio=1.0, **{**PRINTED, "max_depth": 1}, random_state=0).fit(X, y)
    assert len(model.trees_) < 50
    assert model.notes_ == [f"{THROWN_AWAY.format(1)} The rounds ended there, after {len(model.trees_)} of 50."]
    model.set_params(restart=True).fit(X, y)
    assert len(model.trees_) == 50 and model.notes_[0].startswith(THROWN_AWAY[:40]) and "ended" not in model.notes_[0]


def test_the_loss_is_the_exponential_one():
    """In closed form the product of 2 sqrt(e (1 - e))."""
    X, y = rare()
    history = AdaBoostClassifier(n_estimators=10, random_state=0, **PRINTED).fit(X, y).history_
    errors = np.array([row["error"] for row in history])
    np.testing.assert_allclose([row["loss"] for row in history], np.cumprod(2 * np.sqrt(errors * (1 - errors))))


@pytest.mark.parametrize("kind", FAMILY)
def test_the_best_round_is_kept_and_repeats_without_validation_rows(kind):
    X, y = rare()
    held = rare(seed=1)
    model = kind(n_estimators=30, patience=10, random_state=0).fit(X, y, eval_set=[held])
    losses = [row["validation_loss"] for row in model.history_]
    best = int(np.argmin(losses)) + 1
    assert model.best_epochs_ == {"rounds": best} and len(model.trees_) == best
    assert len(losses) <= best + 10
    assert auc(held[1], model.log_odds(held[0])) == pytest.approx(model.history_[best - 1]["validation_auc"])
    again = kind(random_state=0).set_params(**model.stopped_parameters()).fit(X, y)
    np.testing.assert_allclose(again.predict_proba(X), model.predict_proba(X), rtol=1e-12)


@pytest.mark.parametrize("kind", [AdaBoostClassifier, RUSBoostClassifier])
def test_default_probabilities_match_the_bad_rate_and_printed_labels_are_the_majoritys(kind):
    X, y = rare(n=1500)
    held = rare(n=1500, seed=1)
    model = kind(n_estimators=40, random_state=0).fit(X, y, eval_set=[held])
    assert model.predict_proba(held[0])[:, 1].mean() == pytest.approx(held[1].mean(), abs=0.01)
    printed = kind(n_estimators=40, intercept=0.0, random_state=0).fit(X, y, eval_set=[held])
    assert np.array_equal(printed.predict(held[0]) == 1, printed.score_votes(held[0]) > 0)


@pytest.mark.parametrize("kind", FAMILY)
def test_it_ranks_a_rare_outcome(kind):
    X, y = rare(n=1500, share=0.05)
    other, truth = rare(n=1500, seed=1, share=0.05)
    model = kind(n_estimators=40, random_state=0).fit(X, y, eval_set=[rare(n=1500, seed=2, share=0.05)])
    assert auc(truth, model.log_odds(other)) > 0.75


@pytest.mark.parametrize("key", ["adaboost", "smoteboost", "rusboost", "cusboost"])
def test_rounds_are_reported_and_a_stop_is_obeyed(key):
    told = []

    class Watcher:
        def __call__(self, report):
            told.append((report.stage, report.epoch, report.n_epochs))

        def check(self):
            if len(told) == 3:
                raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        MODELS[key].load()(n_estimators=10, restart=True, random_state=0).fit(*book(), on_epoch=Watcher())
    assert told == [("rounds", n, 10) for n in (1, 2, 3)]
