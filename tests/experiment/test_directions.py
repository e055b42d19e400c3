"""Monotone means monotone: no account's PD steps back where a column with a direction moves on."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.experiment.directions import directed, propose_directions, with_directions
from creditviz.experiment.fitting import TURNS, Rows, fit, resolve
from creditviz.models import MODELS
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

KEEPS = [key for key, entry in MODELS.items() if entry.keeps_directions]
QUICK = {"n_estimators": 60, "learning_rate": 0.2}
STEPS, SHOWN = 12, 500


@pytest.fixture(scope="module")
def book():
    """A third of the columns say the wrong thing in the data, so that a model must be held to its direction."""
    frame = simulate_card_book(CardBookSettings(n_accounts=1500, bad_rate=0.25, seed=3))
    schema = infer_schema(frame)[0].for_model(use_protected=False)
    y = frame[schema.target].isin(schema.bad).to_numpy().astype(np.int8)
    amounts = [*schema.numeric, *(s.name for s in schema.sequences if s.kind == "numeric")]
    ways = {name: ("down", "up", "down")[i % 3] for i, name in enumerate(amounts)}
    return frame, directed(schema, ways), y


def fitted(key, book, **more):
    frame, schema, y = book
    parameters = {k: v for k, v in QUICK.items() if k in MODELS[key].hyperparameters} | more
    spec = resolve(TrainingSpec(book="b", schema_hash="s", model=key, parameters=parameters))
    return fit(spec, schema, Rows(frame[:900], y[:900]), Rows(frame[900:1200], y[900:1200]))


@pytest.mark.parametrize("key", KEEPS)
def test_no_account_steps_back(key, book):
    frame, schema, _ = book
    more = {"n_trials": 2, "n_estimators": 60} if key == "tuned-xgboost" else {}
    model = fitted(key, book, **more)
    accounts = frame.tail(SHOWN).reset_index(drop=True)
    columns = {s.name: s.columns for s in schema.sequences}
    for name, way in schema.directions.items():
        for column in columns.get(name, (name,)):
            values = np.linspace(frame[column].min(), frame[column].max(), STEPS)
            moved = pd.concat([accounts.assign(**{column: value}) for value in values], ignore_index=True)
            log_odds = model.model.predict_proba(model.encoder.transform(moved))[:, 1].reshape(STEPS, SHOWN)
            steps = np.diff(log_odds, axis=0) * (1 if way == "up" else -1)
            assert steps.min() >= -1e-7, (column, way)  # a probability is summed up in single precision


def test_computed_columns_that_could_turn_a_direction_are_left_out(book):
    frame, schema, _ = book
    model = fitted("xgboost", book)
    assert schema.derived or schema.recipes
    computed = {d.name for d in schema.derived} | {r.name for r in schema.recipes}
    read = {name.partition("@")[0] for name in model.encoder.layout_.feature_names}
    assert not {n for n in computed & read if n in {d.name for d in schema.derived}}


def test_a_model_that_keeps_no_directions_says_so(book):
    assert TURNS in fitted("logistic-regression", book).notes
    assert TURNS not in fitted("xgboost", book).notes


def test_names_propose_and_rows_may_object():
    draw = np.random.default_rng(0)
    n = 3000
    columns = {name: draw.normal(size=n) for name in ("income", "age", "alpha", "beta", "gamma")}
    risk = -1.5 - columns["income"] + columns["age"] + columns["alpha"] + 1.5 * np.abs(columns["beta"])
    y = (draw.uniform(size=n) < 1 / (1 + np.exp(-risk))).astype(int)
    found = propose_directions(pd.DataFrame(columns), TableSchema(numeric=tuple(columns)), y)
    proposed = {d.column: d.proposed for d in found}
    assert proposed == {"income": "down", "age": "free", "alpha": "up", "beta": "free", "gamma": "free"}
    assert {d.column: d.by_name for d in found}["age"] == "down"  # and the rows say the opposite


def test_directions_are_typed():
    frame = pd.DataFrame({"income": np.arange(40.0), "limit": np.arange(40.0)})
    y = (np.arange(40) < 15).astype(int)
    schema = TableSchema(numeric=("income", "limit"))
    assert with_directions(schema, "proposed, limit=free", frame, y).directions == {"income": "down"}
    assert with_directions(schema, "limit=up", frame, y).directions == {"limit": "up"}
    with pytest.raises(SpecificationError, match="=up, =down or =free"):
        with_directions(schema, "income=sideways", frame, y)
    with pytest.raises(SchemaError, match="is no number"):
        with_directions(schema, "postcode=up", frame, y)
