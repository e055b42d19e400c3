"""CNN, LSTM and RNN-RF over the months: printed sizes, what they read, and the forest behind the network."""

import numpy as np
import pytest
import torch
from sklearn.ensemble import RandomForestClassifier

from creditviz.exceptions import RunCancelled
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.networks.scores.convolution import PaddedConv
from tests.models.books import LAYOUT, book

KEYS = ["cnn", "lstm", "rnn-rf"]


def tiny(key, preset=None, **more):
    entry = MODELS[key]
    settings = entry.tiny if preset is None else {**entry.presets[preset].parameters, "n_epochs": 1}
    return entry.load()(**{**settings, "random_state": 0, **LAYOUT, **more})


def printed(key, **more):
    return tiny(key, "as-published", **more).fit(*book()).networks_[0]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("preset", [None, pytest.param("as-published", marks=pytest.mark.nightly)])
def test_it_learns_from_the_months(key, preset):
    model = tiny(key, preset, n_epochs=25, learning_rate=0.01, **({"n_estimators": 50} if key == "rnn-rf" else {}))
    model.fit(*book(600), eval_set=[book(300, seed=1)])
    X, y = book(600, seed=2)
    assert auc(y, model.log_odds(X)) > 0.75
    assert model.notes_ == []


def test_the_printed_cnn():
    network = printed("cnn")
    assert (network.first.in_channels, network.first.out_channels, network.first.kernel_size) == (1, 32, (8,))
    assert (network.second.in_channels, network.second.out_channels, network.second.kernel_size) == (32, 64, (4,))
    assert (network.hidden.in_features, network.hidden.out_features) == (64, 32)
    x = torch.as_tensor(book()[0][:5], dtype=torch.float64)
    assert network.reader.read(x[:, 3:]).shape == (5, 12, 1)  # every value of every month, codes as numbers


def test_the_printed_lstm():
    network = printed("lstm")
    assert isinstance(network.months.cell, torch.nn.LSTM) and not network.months.cell.bidirectional
    assert (network.months.cell.input_size, network.months.cell.hidden_size) == (3, 128)
    assert network.static is None and network.score.in_features == 128


def test_the_printed_rnn_rf():
    model = tiny("rnn-rf", "as-published", n_estimators=12).fit(*book())
    network = model.networks_[0]
    assert isinstance(network.months.cell, torch.nn.GRU) and network.months.cell.hidden_size == 64
    assert [layer[0].out_features for layer in network.static.layers] == [32, 32]
    assert model.embed(book()[0]).shape == (300, 96)
    assert model.forest_.n_features_in_ == 96 and model.forest_.min_samples_leaf == 5
    assert MODELS["rnn-rf"].load()().n_estimators == 500


@pytest.mark.filterwarnings("ignore:Using padding")
@pytest.mark.parametrize("width", [1, 2, 3, 8])
def test_a_padded_convolution_keeps_the_positions(width):
    conv, x = PaddedConv(2, 3, width), torch.randn(4, 2, 5)
    expected = torch.nn.functional.conv1d(x, conv.weight, conv.bias, padding="same")
    torch.testing.assert_close(conv(x), expected)
    assert conv(x).shape == (4, 3, 5)


@pytest.mark.parametrize("key", ["cnn", "lstm"])
def test_static_columns_are_read_only_where_that_is_asked_for(key):
    X, y = book()
    other = X.copy()
    other[:, [0, 2]] += 1.0
    for head_static in (False, True):
        model = tiny(key, head_static=head_static, n_epochs=2).fit(X, y)
        assert np.array_equal(model.log_odds(X), model.log_odds(other)) != head_static


@pytest.mark.parametrize("slide_over", ["months", "values"])
@pytest.mark.parametrize("embed_codes", [True, False])
def test_the_cnn_reads_whole_months_or_every_value(slide_over, embed_codes):
    model = tiny("cnn", slide_over=slide_over, embed_codes=embed_codes, n_epochs=1).fit(*book())
    read = model.networks_[0].reader.read(torch.as_tensor(book()[0][:, 3:], dtype=torch.float64))
    assert read.shape[1] == (4 if slide_over == "months" else 12)
    assert np.isfinite(model.log_odds(book()[0])).all()


@pytest.mark.parametrize("key", KEYS)
def test_a_book_without_months_gets_the_static_columns_and_a_note(key):
    X, y = book()
    model = tiny(key, sequence_shape=None, categorical_channels=None, n_epochs=15).fit(X[:, :3], y)
    assert len(model.notes_) == 1 and "no months" in model.notes_[0]
    assert auc(y, model.log_odds(X[:, :3])) > 0.6


@pytest.mark.parametrize("key", KEYS)
def test_a_book_of_months_alone_works(key):
    X, y = book()
    model = tiny(key, categorical_features=None).fit(X[:, 3:], y)
    assert any("no static columns" in note for note in model.notes_) == (key == "rnn-rf")
    assert np.isfinite(model.log_odds(X[:, 3:])).all()


@pytest.mark.parametrize("key", KEYS)
def test_one_month_and_one_channel_are_enough(key):
    X, y = book()
    model = tiny(key, sequence_shape=(1, 1), categorical_channels=None, n_epochs=1).fit(X[:, [0, 1, 2, 13]], y)
    assert np.isfinite(model.log_odds(X[:, [0, 1, 2, 13]])).all()


def test_the_forest_is_the_librarys_on_the_vectors_of_the_training_rows():
    X, y = book()
    model = tiny("rnn-rf", n_estimators=23, early_stopping=False).fit(X, y)
    seed = model.forest_.random_state
    library = RandomForestClassifier(n_estimators=23, min_samples_leaf=1, random_state=seed).fit(model.embed(X), y)
    other, _ = book(seed=1)
    bad = library.predict_proba(model.embed(other))[:, 1]
    expected = (bad * 23 + 0.5) / 24
    np.testing.assert_allclose(model.predict_proba(other)[:, 1], expected, atol=1e-12)


def test_trees_may_also_read_the_columns():
    X, y = book()
    model = tiny("rnn-rf", use_raw_columns=True).fit(X, y)
    assert model.forest_.n_features_in_ == X.shape[1] + model.embed(X).shape[1]


@pytest.mark.parametrize("stop_at", ["network", "forest"])
def test_a_resumed_rnn_rf_scores_like_an_uninterrupted_one(stop_at):
    X, y = book()
    whole, kept = tiny("rnn-rf", n_estimators=30).fit(X, y), []

    def stop(report):
        kept.append(report.state())
        if report.stage == stop_at and report.epoch >= 3:
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        tiny("rnn-rf", n_estimators=30).fit(X, y, on_epoch=stop)
    resumed = tiny("rnn-rf", n_estimators=30).fit(X, y, resume_from=kept[-1])
    assert np.array_equal(resumed.predict_proba(X), whole.predict_proba(X))
    assert resumed.history_ == whole.history_


def test_stages_of_rnn_rf_are_reported_in_order():
    told = []
    tiny("rnn-rf", n_estimators=25, n_epochs=2).fit(
        *book(), on_epoch=lambda r: told.append((r.stage, r.epoch, r.stage_number, r.n_stages))
    )
    assert told == [
        ("network", 1, 1, 2),
        ("network", 2, 1, 2),
        ("forest", 10, 2, 2),
        ("forest", 20, 2, 2),
        ("forest", 25, 2, 2),
    ]
