"""Every model, sampler and transfer method goes the whole way of a user: made, scored, explained, packed."""

import pandas as pd
import pytest

from creditviz.explanation.shapley import methods
from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, get_schema
from creditviz.sampling import SAMPLERS
from creditviz.specification import BalancingSpec, TrainingSpec
from creditviz.transfer import TRANSFER_MODELS
from tests.chain import done, pack, walk
from tests.transfer_runs import transfer_run

ROWS = 600
OFTEN = {  # a model of each way to explain and of each room, two samplers, a method of each family
    *("logistic-regression", "decision-tree", "xgboost", "focal-xgboost", "resnet-lstm-xgboost", "mlp", "afcc"),
    *("random-under", "smote"),
    *("fdat", "source-only-xgboost", "importance-weighting"),
}


def each(registry):
    """Every key; those that are no sample of their kind on the nightly run alone."""
    return [pytest.param(key, marks=() if key in OFTEN else pytest.mark.nightly) for key in registry]


@pytest.fixture(scope="module", autouse=True)
def few_orders():
    """Fewer sampled orders: here it counts that every step works, not how steady a reason is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(methods, "ORDERS", 4)
        yield


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sample_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("chain"))
    file = workspace.home / "book.csv"
    pd.read_csv(sample_book, nrows=ROWS).to_csv(file, index=False)
    return workspace, add_book(workspace, file, name="small")


def training(book, model, **more):
    entry = MODELS[model]
    settings = {"encoding": entry.encoding, "parameters": dict(entry.tiny), "device": "cpu", **more}
    return TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, **settings)


@pytest.mark.parametrize("key", each(MODELS))
def test_every_model_goes_the_whole_way(key, desk):
    workspace, book = desk
    if why_not(MODELS[key], get_schema(workspace, book.schema_hash)):  # an extra that is not installed here
        pytest.skip(f"{key} needs a package")
    walk(workspace, done(workspace, training(book, key)))


@pytest.mark.parametrize("key", each(SAMPLERS))
def test_rows_of_every_sampler_are_trained_on_and_packed(key, desk):
    workspace, book = desk
    spec = BalancingSpec(
        book=book.hash,
        schema_hash=book.schema_hash,
        sampler=key,
        sampler_parameters=dict(SAMPLERS[key].tiny),
        repeats=0,
        device="cpu",
    )
    made = done(workspace, spec)
    pack(workspace, done(workspace, training(book, "logistic-regression", balancing=made.id)))


@pytest.mark.parametrize("key", each(TRANSFER_MODELS))
def test_every_transfer_method_goes_the_whole_way(key, tmp_path):
    workspace = Workspace.open(tmp_path)
    walk(workspace, transfer_run(workspace, methods=(key,)))
