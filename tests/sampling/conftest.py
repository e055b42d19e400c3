"""A small raw book with everything that real ones have, and every sampler's rows of it, made once."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from creditviz.sampling import SAMPLERS
from creditviz.schema import SequenceFeature, TableSchema

SCHEMA = TableSchema(
    target="default",
    numeric=("limit", "age", "income", "flat"),
    categorical=("job", "region"),
    sequences=(
        SequenceFeature("pay", ("pay_1", "pay_2", "pay_3"), "code"),
        SequenceFeature("bill", ("bill_1", "bill_2", "bill_3")),
    ),
    identifier="id",
    date="opened",
)


def make_book(n=400, n_bad=60, seed=0):
    rng = np.random.default_rng(seed)
    y = np.zeros(n, dtype=np.int8)
    y[rng.choice(n, n_bad, replace=False)] = 1
    frame = pd.DataFrame(
        {
            "id": [f"A{i}" for i in range(n)],
            "opened": pd.date_range("2024-01-01", periods=n),
            "limit": rng.integers(1, 50, n) * 1000,
            "age": rng.integers(18, 80, n).astype(np.int8),
            "income": np.where(rng.random(n) < 0.2, np.nan, rng.lognormal(8, 1, n)),
            "flat": np.ones(n),
            "job": pd.Series(rng.choice(["clerk", "smith", None], n), dtype="str"),
            "region": rng.choice([1, 7, 30], n),
        }
    )
    for month in (1, 2, 3):
        frame[f"pay_{month}"] = rng.choice([-2, -1, 0, 2, 8], n)
        frame[f"bill_{month}"] = rng.normal(1000, 500, n)
    return frame, y


@pytest.fixture(scope="session")
def schema():
    """Meaning of the columns of `book()`."""
    return SCHEMA


@pytest.fixture(scope="session")
def book():
    """`book(n, n_bad, seed)`: a frame and its outcomes."""
    return make_book


@pytest.fixture(scope="session")
def sampled():
    """`sampled(key)`: what a sampler with ratio 0.4 and seed 3 made of the book; each is fitted once."""

    @cache
    def result(key, again=0, seed=3):
        entry = SAMPLERS[key]
        frame, y = make_book()
        sampler = entry.load()(sampling_strategy=0.4, schema=SCHEMA, random_state=seed, **entry.tiny)
        before = frame.copy()
        table, labels = sampler.fit_resample(frame, y)
        pd.testing.assert_frame_equal(frame, before)  # the caller's table is left alone
        return SimpleNamespace(frame=frame, y=y, table=table, labels=labels, sampler=sampler, entry=entry)

    return result
