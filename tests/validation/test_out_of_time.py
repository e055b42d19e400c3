"""Out of time, nothing is learned whose outcome was not known when the first test account came."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.data.splitting import split_rows
from creditviz.exceptions import SchemaError
from creditviz.experiment.balancing.making import lay_ground
from creditviz.experiment.holdout import Sample
from creditviz.experiment.training import splits_of
from creditviz.schema import TableSchema
from creditviz.specification import (
    BalancingSpec,
    BenchmarkSpec,
    SamplerStudySpec,
    SearchSpec,
    TrainingSpec,
)

DAYS = pd.date_range("2018-01-01", periods=1200, freq="D")
SCHEMA = TableSchema(target="y", bad=(1,), good=(0,), numeric=("x",), date="day", outcome_months=12)


def book() -> pd.DataFrame:
    y = np.tile([0, 1, 0, 0], 300)
    return pd.DataFrame({"day": DAYS, "y": y, "x": np.arange(1200.0)})


def parts(schema: TableSchema, frame: pd.DataFrame, **asked):
    rows = np.arange(len(frame))
    return split_rows(frame, schema, rows, frame["y"].to_numpy(), protocol="out-of-time", **asked)[0]


def test_no_outcome_window_of_a_row_that_is_learned_from_overlaps_the_test_period():
    """Half of the rows would: 12 months of windows on a book of 39 months."""
    split = parts(SCHEMA, book())
    first_judged = DAYS[split.test].min()
    for learned in (split.train, split.validation):
        assert (DAYS[learned] + pd.DateOffset(months=12) < first_judged).all()
    without = parts(replace(SCHEMA, outcome_months=0), book())
    overlap = DAYS[without.train] + pd.DateOffset(months=12) >= first_judged
    assert overlap.mean() > 0.2, "what the gap takes out of training"
    assert (split.test == without.test).all(), "the same rows judge"
    assert "were not known by then" in split.notes[0] and "No outcome window is named" in without.notes[0]


def test_a_gap_that_a_run_names_overrules_the_window():
    named = parts(SCHEMA, book(), gap_months=3)
    assert DAYS[np.r_[named.train, named.validation]].max() > DAYS[np.r_[parts(SCHEMA, book()).validation]].max()


def test_no_customer_stands_on_two_sides():
    rng = np.random.default_rng(0)
    frame = book().assign(customer=rng.integers(0, 700, 1200))
    frame.loc[:49, "customer"] = np.nan  # each a customer of its own
    split = parts(replace(SCHEMA, group="customer"), frame)
    whose = [set(frame["customer"].iloc[rows].dropna()) for rows in (split.train, split.validation, split.test)]
    assert not whose[0] & whose[1] and not whose[0] & whose[2] and not whose[1] & whose[2]
    assert set(range(50)) <= set(split.train.tolist()), "rows without a customer stay"
    assert "customers who are judged later" in split.notes[1]


SHARED = {"book": "b", "schema_hash": "s", "protocol": "out-of-time"}


@pytest.mark.parametrize("kind", [TrainingSpec, SearchSpec, BalancingSpec, SamplerStudySpec, BenchmarkSpec])
def test_every_kind_of_run_leaves_the_outcome_window_out_unless_it_names_a_gap(kind):
    assert kind.model_fields["gap_months"].default is None


def test_training_search_and_balancing_learn_from_the_same_rows():
    frame = book()
    sample = Sample(frame, frame["y"].to_numpy(), np.arange(len(frame)))
    expected = parts(SCHEMA, frame)
    search = SearchSpec(model="logistic-regression", **SHARED)
    for spec in (TrainingSpec(model="logistic-regression", **SHARED), search.training()):
        (found,) = splits_of(spec, SCHEMA, sample)
        assert (found.train == expected.train).all() and (found.validation == expected.validation).all()
    ground = lay_ground(BalancingSpec(sampler="smote", **SHARED), frame, SCHEMA)
    assert (ground.split.train == expected.train).all()


def test_a_window_is_whole_months():
    for months in (-1, 61, 1.5):
        with pytest.raises(SchemaError, match="0 to 60 months"):
            replace(SCHEMA, outcome_months=months)
    assert "outcome_months" not in TableSchema().to_json(), "older schemas keep their hash"
    assert TableSchema.from_json(SCHEMA.to_json()).outcome_months == 12
