"""The fused model in units of raw columns: exact sums, and the values of a model-agnostic explainer."""

import numpy as np
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.explanation.shapley.fused_shap import FusedExplainer
from creditviz.explanation.shapley.month_parts import SLOPES
from creditviz.explanation.shapley.network_pairs import CHUNK, readings, still
from creditviz.explanation.shapley.permutation import permutation_shap
from creditviz.explanation.shapley.raw_columns import by_player, players_of
from creditviz.models.fused.resnet_lstm_xgboost import ENTRY, ResNetLSTMXGBClassifier
from creditviz.models.months.resnet_lstm import ENTRY as NETWORK
from creditviz.models.months.resnet_lstm import ResNetLSTMClassifier
from creditviz.models.months.summaries import STATISTICS

TRAIN, SHOWN, BACKGROUND = slice(0, 300), slice(300, 320), slice(330, 340)
QUICK = {"n_epochs": 2, "n_networks": 1}
EMBEDDING_ALONE = {"use_raw_columns": False, "use_summaries": False, "plain_share": 0.0}


@pytest.fixture(scope="module")
def book():
    frame = simulate_card_book(CardBookSettings(n_accounts=340, bad_rate=0.3, seed=3))
    schema = infer_schema(frame)[0].for_model(use_protected=False)
    return frame, schema, frame[schema.target].isin(schema.bad).to_numpy().astype(int)


def fitted(kind, book, settings):
    frame, schema, y = book
    encoder = TableEncoder(schema, "codes").fit(frame[TRAIN])
    layout = encoder.layout_
    model = kind(
        sequence_shape=layout.sequence_shape,
        categorical_features=layout.categorical_features,
        categorical_channels=layout.categorical_channels,
        random_state=0,
        **settings,
    )
    return model.fit(encoder.transform(frame[TRAIN]), y[TRAIN]), encoder


KINDS = {
    "as shipped": (ResNetLSTMXGBClassifier, ENTRY.tiny),
    "vector alone": (ResNetLSTMXGBClassifier, {**ENTRY.tiny, **EMBEDDING_ALONE}),
    "one booster, networks vote": (ResNetLSTMXGBClassifier, {**ENTRY.tiny, "boosters": "one", "network_share": 0.3}),
    "network alone": (ResNetLSTMClassifier, NETWORK.tiny),
}


@pytest.mark.parametrize("name", KINDS)
def test_values_sum_to_the_margin_and_agree_with_a_permutation_explainer(name, book):
    frame, schema, _ = book
    model, encoder = fitted(KINDS[name][0], book, {**KINDS[name][1], **QUICK})
    found = FusedExplainer(model, encoder, frame[BACKGROUND]).explain(frame[SHOWN])
    margin = model.log_odds(encoder.transform(frame[SHOWN]))
    np.testing.assert_allclose(found.margin, margin, atol=1e-9)
    np.testing.assert_allclose(found.values.sum(1) + found.base, margin, atol=1e-9)
    assert found.error < 2e-3 * max(1.0, np.abs(margin - found.base).max()), "closed by rounding only"
    values, names = by_player(found.values, found.names, schema)
    players = players_of(schema)
    assert names == tuple(players)
    slow = permutation_shap(
        lambda rows: model.log_odds(encoder.transform(rows)), frame[SHOWN], frame[BACKGROUND], players, n_draws=10
    )
    strong = np.abs(slow.values).mean(0) > 0.1 * np.abs(slow.values).mean(0).max()
    assert np.corrcoef(values[:, strong].ravel(), slow.values[:, strong].ravel())[0, 1] > 0.6, (
        "of models of a few steps, with ten orders"
    )


def test_a_row_that_is_the_background_has_nothing_to_explain(book):
    frame, _, _ = book
    kind, settings = KINDS["as shipped"]
    model, encoder = fitted(kind, book, {**settings, **QUICK, "n_estimators": 3})
    row = frame[5:6]
    np.testing.assert_allclose(FusedExplainer(model, encoder, row).explain(row).values, 0, atol=1e-9)


def test_few_rows_have_the_jacobian_that_they_have_among_many(book):
    frame, _, _ = book
    kind, settings = KINDS["network alone"]
    model, encoder = fitted(kind, book, {**settings, **QUICK, "n_epochs": 1})
    network, X = still(model.networks_[0]), model._network_rows(encoder.transform(frame))
    few, many = readings(network, X[:2]), readings(network, X)
    assert len(few.branches) == 2 and X.shape[0] * many.vector.shape[1] > CHUNK
    for some, every in zip(few.branches, many.branches, strict=True):
        np.testing.assert_allclose(some.jacobian, every.jacobian[:2], atol=1e-6)
        np.testing.assert_allclose(some.total, every.total[:2], atol=1e-5)


@pytest.mark.parametrize("name", STATISTICS)
def test_slopes_of_a_summary_are_its_derivatives(name):
    rng = np.random.default_rng(0)
    months = rng.normal(size=(6, 5))
    step = 1e-5

    def summary(x):
        return STATISTICS[name](x[:, :, None])[:, 0]

    for month in range(5):
        moved = np.eye(5)[month] * step
        slope = (summary(months + moved) - summary(months - moved)) / (2 * step)
        np.testing.assert_allclose(SLOPES[name](months)[:, month], slope, atol=1e-6)
