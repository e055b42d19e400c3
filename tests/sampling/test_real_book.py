"""On a real book of monthly statements: histories stay plausible, and preparing it takes no time to speak of."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.sampling import SAMPLERS

KEYS = ("smote", "smote-nc", "borderline-smote", "adasyn")


@pytest.fixture(scope="module")
def statements(real_book, tmp_path_factory):
    """6,000 accounts of the Taiwan book (else of the sample book), their outcomes and schema."""
    frame = read_frame(land(real_book("taiwan"), name="taiwan", folder=tmp_path_factory.mktemp("books")).path)
    schema = infer_schema(frame)[0]
    row_id, y = outcomes(frame, schema)
    drawn = np.random.default_rng(0).permutation(len(y))[:6000]
    features = frame.iloc[row_id[drawn]][list(schema.features(use_protected=True))]
    return features.reset_index(drop=True), y[drawn].astype(np.int8), schema


@pytest.fixture(scope="module")
def made(statements):
    """`made(key)`: as many new defaulters as there are real ones."""
    frame, y, schema = statements
    rows = {}

    def of(key):
        if key not in rows:
            sampler = SAMPLERS[key].load()(sampling_strategy={1: 2 * int(y.sum())}, schema=schema, random_state=0)
            table, _ = sampler.fit_resample(frame, y)
            rows[key] = table[sampler.is_synthetic_]
        return rows[key]

    return of


def steps(frame, sequence):
    """Every (month, status, status of the next month) that occurs."""
    months = frame[list(sequence.columns)].astype("str").to_numpy()
    return {(t, *pair) for t in range(months.shape[1] - 1) for pair in zip(months[:, t], months[:, t + 1], strict=True)}


def lag_one(frame, sequence):
    """Mean correlation of a month with the next."""
    months = [pd.to_numeric(frame[name], errors="coerce") for name in sequence.columns]
    return np.mean([a.corr(b) for a, b in zip(months, months[1:], strict=False)])


@pytest.mark.parametrize("key", KEYS)
def test_no_status_moves_as_no_real_one_does(key, statements, made):
    frame, y, schema = statements
    for sequence in schema.sequences:
        if sequence.kind == "code":
            assert steps(made(key), sequence) <= steps(frame[y == 1], sequence)


@pytest.mark.parametrize("key", KEYS)
def test_a_month_resembles_the_next_as_much_as_in_real_accounts(key, statements, made):
    frame, y, schema = statements
    for sequence in schema.sequences:
        real, ours = lag_one(frame[y == 1], sequence), lag_one(made(key), sequence)
        assert ours == pytest.approx(real, abs=0.1), sequence.name


@pytest.mark.parametrize("key", KEYS)
def test_amounts_are_as_round_as_real_ones(key, statements, made):
    frame, _, schema = statements
    for name in schema.numeric:
        for unit in (10_000, 1000, 1):
            if (frame[name] % unit == 0).all():
                assert (made(key)[name] % unit == 0).all(), (name, unit)
                break
