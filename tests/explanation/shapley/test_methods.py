"""Each way to explain keeps the same truths: sums, a column that is not read, a background that is doubled."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from xgboost import XGBClassifier

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.explanation.shapley.accounts import Subject, explain, in_players, model_players
from creditviz.explanation.shapley.methods import (
    CARD,
    CHAINED,
    FOCAL,
    LINEAR,
    METHODS,
    MONTHS,
    SAMPLED,
    TREES,
    log_odds,
)
from creditviz.explanation.shapley.permutation import SampledExplainer
from creditviz.explanation.shapley.steadiness import first_changes
from creditviz.models import MODELS

TRAIN, SHOWN, BACKGROUND = slice(0, 300), slice(300, 330), slice(330, 350)
NOT_READ = "income"
TYPICAL = {
    TREES: (XGBClassifier, {"n_estimators": 8, "max_depth": 3}, "one-hot"),
    FOCAL: (MODELS["focal-xgboost"].load(), MODELS["focal-xgboost"].tiny, "one-hot"),
    MONTHS: (MODELS["months-xgboost"].load(), MODELS["months-xgboost"].tiny, "codes"),
    LINEAR: (LogisticRegression, {"max_iter": 500}, "one-hot"),
    CARD: (MODELS["scorecard"].load(), {"least_share": 0.0, "least_bad": 1, "least_iv": 0.0, "most_alike": 1.0}, "raw"),
    CHAINED: (MODELS["resnet-lstm-xgboost"].load(), {**MODELS["resnet-lstm-xgboost"].tiny, "n_epochs": 2}, "codes"),
    SAMPLED: (MODELS["mlp"].load(), {**MODELS["mlp"].tiny, "n_epochs": 3}, "one-hot"),
}


@pytest.fixture(scope="module")
def book():
    frame = simulate_card_book(CardBookSettings(n_accounts=350, bad_rate=0.3, seed=5))
    schema = infer_schema(frame)[0].for_model(use_protected=False)
    return frame, schema, frame[schema.target].isin(schema.bad).to_numpy().astype(int)


@pytest.fixture(scope="module")
def subjects(book):
    """One fitted model of each method; what the encoder makes of one column is cleared before a model reads it."""
    frame, schema, y = book
    made = {}
    for method, (kind, settings, encoding) in TYPICAL.items():
        encoder = _Blind(TableEncoder(schema, encoding).fit(frame[TRAIN]))
        layout = encoder.layout_
        known = {n: getattr(layout, n) for n in ("sequence_shape", "categorical_features", "categorical_channels")}
        more = known if method in (CARD, CHAINED, MONTHS) else {}
        model = kind(random_state=0, **settings, **more).fit(encoder.transform(frame[TRAIN]), y[TRAIN])
        score = lambda rows, m=model, e=encoder: m.predict_proba(e.transform(rows))[:, 1].astype(float)  # noqa: E731
        columns = tuple(schema.features(use_protected=True))
        made[method] = Subject(model, encoder, schema, model_players(schema, columns), score, method)
    return made


class _Blind:
    """An encoder whose rows do not depend on one raw column."""

    def __init__(self, encoder):
        self.encoder = encoder

    def __getattr__(self, name):
        return getattr(self.encoder, name)

    def transform(self, rows):
        return self.encoder.transform(rows.assign(**{NOT_READ: 1000.0}))


def test_every_method_is_tried_here_and_every_model_declares_one():
    assert set(TYPICAL) == set(METHODS) == {*(entry.attribution for entry in MODELS.values())}


@pytest.mark.parametrize("method", TYPICAL)
def test_values_sum_to_the_score_less_the_mean(method, subjects, book):
    subject, frame = subjects[method], book[0]
    found = explain(subject, frame[SHOWN], frame[BACKGROUND])
    np.testing.assert_allclose(found.values.sum(1), found.margin - found.base, atol=1e-5)
    assert subject.method == method, "and by the method that is declared"
    mine = subject.log_odds_of(found.margin)
    np.testing.assert_allclose(mine, log_odds(subject.score(frame[SHOWN])), atol=1e-3)


def test_trees_are_explained_against_the_background_by_definition(subjects, book):
    """Of single encoded columns, by the shap package; deeper trees by the library's own, moved to the background."""
    shap = pytest.importorskip("shap")
    subject, frame = subjects[TREES], book[0]
    X, Z = (subject.encoder.transform(frame[rows]) for rows in (SHOWN, BACKGROUND))
    trees = shap.TreeExplainer(subject.model, data=Z, feature_perturbation="interventional").shap_values(X)
    sources, found = subject.encoder.layout_.sources, explain(subject, frame[SHOWN], frame[BACKGROUND])
    for number, name in enumerate(found.names):
        wanted = trees[:, [source == name for source in sources]].sum(1)
        np.testing.assert_allclose(found.values[:, number], wanted, atol=1e-4)
    deep = replace(subject, model=XGBClassifier(n_estimators=5, max_depth=13, min_child_weight=0))
    deep.model.fit(subject.encoder.transform(frame[TRAIN]), book[2][TRAIN])
    if deep.too_deep:
        moved = explain(deep, frame[SHOWN], frame[BACKGROUND])
        assert moved.error < 1e-4 and "training rows" in deep.words and deep.method == TREES


@pytest.mark.parametrize("method", TYPICAL)
def test_a_column_that_is_not_read_gets_nothing(method, subjects, book):
    subject, frame = subjects[method], book[0]
    values = in_players(explain(subject, frame[SHOWN], frame[BACKGROUND]), subject)
    place = list(subject.players).index(NOT_READ)
    assert np.abs(values).max() > 0.05 and np.abs(values[:, place]).max() < 1e-6


@pytest.mark.parametrize("method", TYPICAL)
def test_a_doubled_background_changes_nothing(method, subjects, book):
    subject, frame = subjects[method], book[0]
    twice = pd.concat([frame[BACKGROUND], frame[BACKGROUND]], ignore_index=True)
    one, two = (in_players(explain(subject, frame[SHOWN], rows), subject) for rows in (frame[BACKGROUND], twice))
    if method == SAMPLED:  # the same but for the orders, which are others
        other = in_players(explain(subject, frame[SHOWN], frame[BACKGROUND], seed=1), subject)
        assert np.abs(one - two).mean() <= 1.5 * np.abs(one - other).mean()
    else:
        np.testing.assert_allclose(one, two, atol=1e-5)


def test_a_linear_model_is_explained_exactly_computed_columns_included(subjects, book):
    """Against all orders of a sum over players, and the definition where a column is read as it is."""
    subject, frame = subjects[LINEAR], book[0]
    found = explain(subject, frame[SHOWN], frame[BACKGROUND])
    score = lambda rows: subject.encoder.transform(rows).astype(float) @ subject.model.coef_[0]  # noqa: E731
    many = SampledExplainer(score, frame[BACKGROUND], subject.players, n_draws=400).explain(frame[SHOWN])
    apart = np.abs(in_players(found, subject) - many.values)
    assert apart.max() < 0.03 * np.abs(many.values).max()
    layout = subject.encoder.layout_
    alone = [s for s in layout.sources if layout.sources.count(s) == 1 and s in found.names]
    assert alone
    X, Z = (subject.encoder.transform(frame[rows]).astype(float) for rows in (SHOWN, BACKGROUND))
    for source in alone:
        column = layout.sources.index(source)
        if source in _computed_from(subject):
            continue
        wanted = subject.model.coef_[0][column] * (X[:, column] - Z[:, column].mean())
        np.testing.assert_allclose(found.values[:, found.names.index(source)], wanted, atol=1e-9)


def test_a_scorecard_is_explained_exactly_computed_columns_included(subjects, book):
    """Against all orders of a sum over players, the bins of ratios among them."""
    subject, frame = subjects[CARD], book[0]
    score = lambda rows: subject.model.log_odds(subject.encoder.transform(rows))  # noqa: E731
    many = SampledExplainer(score, frame[BACKGROUND], subject.players, n_draws=400).explain(frame[SHOWN])
    found = in_players(explain(subject, frame[SHOWN], frame[BACKGROUND]), subject)
    assert np.abs(found - many.values).max() < 0.03 * np.abs(many.values).max()
    used = {subject.encoder.layout_.sources[j] for j in subject.model.columns_}
    assert used & _computed_from(subject)


def _computed_from(subject):
    recipes = (subject.encoder.schema.recipe(name) for name in subject.encoder.recipe_means_)
    channels = (channel for channel in subject.encoder._channels() if channel.below)
    return {c for r in recipes for c in r.columns} | {c for ch in channels for c in (*ch.columns, *ch.below)}


def test_background_draws_add_no_noise_to_a_sum_over_players(book):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(rng.normal(size=(60, 3)), columns=list("abc"))
    players = {name: (name,) for name in rows}
    explainer = SampledExplainer(lambda f: (f**3).sum(axis=1).to_numpy(), rows[20:], players, n_draws=8)
    wanted = rows[:20] ** 3 - (rows[20:] ** 3).mean()
    np.testing.assert_allclose(explainer.explain(rows[:20]).values, wanted, atol=1e-9)


def test_exact_methods_do_not_depend_on_chance_and_sampled_ones_say_how_far(subjects, book):
    frame, background = book[0][SHOWN], book[0][BACKGROUND]
    for method, subject in subjects.items():
        values = in_players(explain(subject, frame, background), subject)
        changes = first_changes(subject, frame, background, values, seed=9)
        assert 0 <= changes <= 1 and (changes == 0 or method == SAMPLED)
