import numpy as np
import pytest

from creditviz.exceptions import DataError
from creditviz.models import MODELS
from creditviz.models.persistence import load_model, save_model
from tests.models.books import LAYOUT, book


@pytest.mark.parametrize("key", [key for key in MODELS if key != "tabicl"])  # an extra: see test_tabicl
def test_a_model_scores_the_same_after_a_round_trip(key, tmp_path):
    entry = MODELS[key]
    model = entry.load()(**entry.tiny)
    model.set_params(**{name: value for name, value in LAYOUT.items() if name in model.get_params()})
    model.fit(*book())
    save_model(model, tmp_path / "model")
    again = load_model(key, tmp_path / "model")
    X, _ = book(seed=1)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert type(again) is type(model)
    for what in ("history_", "notes_", "best_epochs_"):
        assert getattr(again, what, None) == getattr(model, what, None)
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".pkl", ".pickle", ".joblib", ".pt")]


def test_saving_twice_and_loading_again_keeps_the_scores(tmp_path):
    entry = MODELS["resnet-lstm-xgboost"]
    model = entry.load()(**entry.tiny, **LAYOUT).fit(*book())
    for name in ("a", "b"):
        save_model(model, tmp_path / name)
        model = load_model("resnet-lstm-xgboost", tmp_path / name)
    assert (tmp_path / "a" / "networks.safetensors").read_bytes() == (
        tmp_path / "b" / "networks.safetensors"
    ).read_bytes()


@pytest.mark.parametrize("key", MODELS)
def test_a_missing_model_is_one_sentence(key, tmp_path):
    with pytest.raises(DataError, match="Train the run again"):
        load_model(key, tmp_path)
