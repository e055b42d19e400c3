"""Every own estimator keeps scikit-learn's contract, with the tiny settings of its entry."""

import re
import subprocess
import sys
from inspect import signature

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from creditviz.models import MODELS
from creditviz.registry import FAMILIES

DEFAULT = re.compile(r"^\s*(\w+) : .*default=(\S+)$", re.M)  # a subclass documents what it adds or changes
OWN = [key for key, entry in MODELS.items() if entry.own]
EXTRAS = {"tabicl": "hands the rows to a package and weights that are not part of the installation; see test_tabicl"}


def tiny(key: str, **more):
    """The model of the registry, small enough for seconds."""
    entry = MODELS[key]
    return entry.load()(**{**entry.tiny, **more})


def one_network(key: str) -> dict[str, int]:
    """Of an ensemble, one network keeps the contract or breaks it as all do."""
    return {"n_networks": 1} if "n_networks" in MODELS[key].tiny else {}


@parametrize_with_checks([tiny(key, random_state=0, **one_network(key)) for key in OWN if key not in EXTRAS])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


@pytest.mark.parametrize("key", OWN)
def test_documented_defaults_are_the_real_ones(key):
    model = MODELS[key].load()
    documented = dict(DEFAULT.findall("\n".join(kind.__doc__ or "" for kind in reversed(model.__mro__))))
    assert documented == {p.name: repr(p.default) for p in signature(model).parameters.values()}


@pytest.mark.parametrize("key", MODELS)
def test_every_entry_is_consistent(key):
    entry = MODELS[key]
    known = entry.load()().get_params()
    assert entry.family in FAMILIES
    assert entry.encoding in ("one-hot", "codes", "raw")
    assert "default" in entry.presets
    for settings in (entry.tiny, entry.hyperparameters, *(preset.parameters for preset in entry.presets.values())):
        assert set(settings) <= set(known)
    for name, values in entry.grid.items():
        for value in values:
            entry.hyperparameters[name].check(name, value)
    for preset in entry.presets.values():
        for name, value in preset.parameters.items():
            if name in entry.hyperparameters:
                entry.hyperparameters[name].check(name, value)


@pytest.mark.parametrize("key", OWN)
def test_every_default_is_legal(key):
    model = tiny(key)
    for name, legal in model.hyperparameters.items():
        legal.check(name, getattr(type(model)(), name))
        assert legal.label, name


def test_listing_the_models_imports_no_heavy_library():
    script = (
        "import sys; from creditviz.models import MODELS; [entry.label for entry in MODELS.values()];"
        "print(sorted({'torch', 'xgboost', 'shap', 'imblearn'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
