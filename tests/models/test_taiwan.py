"""The models on a real book, small: they rank, and the focal inverse gives probabilities."""

from inspect import signature

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.matrix.encoder import ENCODINGS, TableEncoder
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.data.splitting import split_rows
from creditviz.models import MODELS

QUICK = {
    "resnet-lstm": {"n_epochs": 4, "batch_size": 256},
    "resnet-lstm-xgboost": {"n_epochs": 3, "batch_size": 256, "n_networks": 2, "n_estimators": 150},
    "focal-xgboost": {"n_estimators": 200},
    "xgboost": {"n_estimators": 200},
    "logistic-regression": {},
    "decision-tree": {},
    "k-nearest-neighbours": {},
    "svm": {},
    "mlp": {"n_epochs": 5},
    "gradient-boosting": {"n_estimators": 60},
    "random-forest": {"n_estimators": 60},
    "bagged-networks": {"n_networks": 3, "n_epochs": 8, "learning_rate": 0.005},
    "stacked-autoencoder": {"n_epochs": 5, "pretraining_epochs": 2},
    "vae": {"n_epochs": 5},
    "hybrid-boosting-network": {"n_epochs": 5, "n_estimators": 50},
    "arm-net": {"n_epochs": 5},
    "neural-cf": {"n_epochs": 5},
    "tabm": {"n_epochs": 4, "n_members": 8},
    "tuned-xgboost": {"n_trials": 3, "n_estimators": 200},
    "attention-bilstm": {"n_epochs": 4},
    "adaboost": {"n_estimators": 40},
    "smoteboost": {"n_estimators": 20},
    "rusboost": {"n_estimators": 30},
    "cusboost": {"n_estimators": 20},
    "cnn": {"n_epochs": 6},
    "lstm": {"n_epochs": 6},
    "rnn-rf": {"n_epochs": 6, "n_estimators": 50},
}


EVERY_DAY = ("logistic-regression", "focal-xgboost", "resnet-lstm")  # one of each kind; the others at night


@pytest.fixture(scope="module")
def parts(real_book, tmp_path_factory):
    """Rows by encoding: {encoding: (layout, {part: (X, y)})}; 3,500 to train and to test on, 1,500 to validate."""
    landed = land(real_book("taiwan"), name="book", folder=tmp_path_factory.mktemp("books"))
    frame = read_frame(landed.path)
    schema = infer_schema(frame, name="book")[0]
    row_id, y = outcomes(frame, schema)
    frame = frame.iloc[row_id].reset_index(drop=True)
    settings = {"protocol": "holdout", "seed": 10, "test_share": 0.3, "validation_share": 0.2, "folds": 5}
    split = split_rows(frame, schema, np.arange(len(y)), y, **settings)[0]
    rows = {"train": split.train[:3500], "validation": split.validation[:1500], "test": split.test[:3500]}
    found = {}
    for encoding in ENCODINGS:
        encoder = TableEncoder(schema, encoding=encoding).fit(frame.iloc[rows["train"]])
        found[encoding] = (
            encoder.layout_,
            {part: (encoder.transform(frame.iloc[ids]), y[ids]) for part, ids in rows.items()},
        )
    return found


def fitted(key, parts, preset="default", **more):
    entry = MODELS[key]
    layout, rows = parts[entry.preset(preset).encoding or entry.encoding]
    quick = QUICK.get(key, {"n_epochs": 5} if "n_epochs" in entry.hyperparameters else {})
    model = entry.load()(**{**entry.preset(preset).parameters, **quick, **more})
    known = model.get_params()
    given = {
        name: getattr(layout, name)
        for name in ("sequence_shape", "categorical_features", "categorical_channels")
        if name in known
    }
    model.set_params(**given, **({"random_state": 0} if "random_state" in known else {}))
    if "eval_set" not in signature(model.fit).parameters:
        return model.fit(*rows["train"]), rows
    quiet = {"verbose": False} if key == "xgboost" else {}
    return model.fit(*rows["train"], eval_set=[rows["validation"]], **quiet), rows


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(key, marks=() if key in EVERY_DAY else pytest.mark.nightly)
        for key in MODELS
        if key != "tabicl"  # an extra: see test_tabicl
    ],
)
def test_every_model_ranks_a_real_book(key, parts):
    model, rows = fitted(key, parts)
    X, y = rows["test"]
    bad = model.predict_proba(X)[:, 1]
    assert roc_auc_score(y, bad) > 0.70
    assert np.mean((bad - y) ** 2) < y.mean() * (1 - y.mean())


@pytest.mark.nightly
@pytest.mark.parametrize("key", ["resnet-lstm", "resnet-lstm-xgboost"])
def test_the_printed_network_runs(key, parts):
    model, rows = fitted(key, parts, "as-published", n_epochs=2, learning_rate=1e-3, n_networks=1)
    X, y = rows["test"]
    assert roc_auc_score(y, model.predict_proba(X)[:, 1]) > 0.65
    network = model.networks_[0]
    assert network.fuse.in_features == 384
    assert network.fuse.out_features == 128


@pytest.mark.nightly
def test_the_papers_attention_reads_eight_static_columns_of_the_book(parts):
    model, rows = fitted("attention-bilstm", parts, "as-published", n_epochs=4)
    X, y = rows["test"]
    assert roc_auc_score(y, model.predict_proba(X)[:, 1]) > 0.65
    if X.shape[1] == 26:  # the sample book stands in where Taiwan is missing
        assert model.networks_[0].static.d_out == 8 and model.networks_[0].months.d_in == 3


def test_the_focal_inverse_is_as_good_as_a_log_loss_model(parts):
    """Brier score within 0.003."""
    briers = []
    for settings in ({"alpha": 0.75, "gamma": 2.0}, {"alpha": 0.5, "gamma": 0.0}):
        model, rows = fitted("focal-xgboost", parts, **settings)
        X, y = rows["test"]
        briers.append(np.mean((model.predict_proba(X)[:, 1] - y) ** 2))
    assert briers[0] == pytest.approx(briers[1], abs=0.003)
