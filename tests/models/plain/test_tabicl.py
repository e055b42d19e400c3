"""TabICL through a FAKE package: its weights are not to be had where these tests run.

What is tested is ours: which rows are kept, what is said when package or weights are missing, saving. That the real
package scores well is not tested here.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import numpy as np
import pytest

from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.models.persistence import load_model, save_model
from creditviz.models.plain.tabicl import TabICLModel, unreachable
from creditviz.schema import TableSchema
from tests.models.books import book


class FakeClassifier:
    """Has the signature of tabicl 2.2's classifier as far as it is used, and a logistic regression inside."""

    failure: Exception | None = None

    def __init__(self, n_estimators, model_path, random_state, device, n_jobs):
        self.given = n_estimators, model_path, random_state, device, n_jobs

    def fit(self, X, y):
        from sklearn.linear_model import LogisticRegression

        if self.failure is not None:
            raise self.failure
        self.inside = LogisticRegression().fit(X, y)
        return self

    def predict_proba(self, X):
        return self.inside.predict_proba(X).astype(np.float32)


@pytest.fixture
def package(monkeypatch):
    fake = ModuleType("tabicl")
    fake.__spec__ = ModuleSpec("tabicl", None)
    fake.TabICLClassifier = type("Fake", (FakeClassifier,), {})
    monkeypatch.setitem(sys.modules, "tabicl", fake)
    return fake


@pytest.fixture
def no_package(monkeypatch):
    monkeypatch.setattr("creditviz.models.plain.tabicl.find_spec", lambda name: None)
    monkeypatch.setattr("creditviz.models.needs.find_spec", lambda name: None)


def test_it_hands_the_rows_on_and_ranks(package):
    X, y = book(n=500)
    model = TabICLModel(n_estimators=3, random_state=0, device="cpu", n_threads=2).fit(X, np.where(y, "bad", "good"))
    assert model._reader.given == (3, None, model.seed_, "cpu", 2)
    assert model.classes_.tolist() == ["bad", "good"]
    assert auc(1 - y, model.predict_proba(X)[:, 1]) > 0.7


def test_of_many_rows_a_stratified_part_is_read(package):
    X, y = book(n=900)
    model = TabICLModel(max_rows=300, random_state=0).fit(X, y)
    kept, outcomes = model.context_
    assert len(kept) == 300 and outcomes.mean() == pytest.approx(y.mean(), abs=0.01)
    assert model.notes_ == ["TabICL reads 300 of 900 training rows."]


def test_scores_survive_a_round_trip(package, tmp_path):
    X, y = book()
    model = TabICLModel(random_state=0).fit(X, y)
    save_model(model, tmp_path)
    again = load_model("tabicl", tmp_path)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_without_the_package_it_is_greyed_with_the_reason(no_package):
    reason = why_not(MODELS["tabicl"], TableSchema(numeric=("income",)))
    assert reason is not None and "needs the package tabicl" in reason
    with pytest.raises(SpecificationError, match="pip install tabicl"):
        TabICLModel().fit(*book())


class HubError(Exception):
    """Stands for an error of the hub's client."""


HubError.__module__ = "huggingface_hub.errors"


@pytest.mark.parametrize("error", [HubError("offline"), ConnectionError("no route"), FileNotFoundError("weights.ckpt")])
def test_weights_out_of_reach_are_one_sentence(package, error):
    package.TabICLClassifier.failure = error
    with pytest.raises(CreditVizError, match="cannot be reached from this machine") as told:
        TabICLModel().fit(*book())
    assert told.value.__cause__ is error


def test_a_bug_of_the_package_is_not_hidden(package):
    package.TabICLClassifier.failure = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        TabICLModel().fit(*book())
    assert not unreachable(KeyError("a bug"))
