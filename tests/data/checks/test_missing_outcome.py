"""A missing value that goes with the outcome is named with both bad rates; one that does not is not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.checks.missing_outcome import check_missing_outcome
from creditviz.schema import TableSchema


def book(n=2_000, telling=0.6):
    """`income` is missing for 200 rows, of which a share `telling` is bad; `age` for 200 others, at random."""
    random = np.random.default_rng(0)
    bad = np.zeros(n, dtype=int)
    bad[200:380] = 1  # 10% of the others
    bad[: int(200 * telling)] = 1
    income, age = random.normal(size=n), random.normal(size=n)
    income[:200] = np.nan
    age[random.permutation(n)[:200]] = np.nan
    schema = TableSchema(numeric=("income", "age"), target="bad", bad=(1,), good=(0,))
    return pd.DataFrame({"income": income, "age": age, "bad": bad}), schema


def test_both_rates_are_said():
    (found,) = check_missing_outcome(*book())
    assert found.columns == ("income",) and found.verdict == "warning"
    assert "missing for 10.0%" in found.what and "60.0% of them are bad, 10.0% of the others" in found.what


def test_nothing_is_said_of_chance_or_without_an_outcome():
    assert not check_missing_outcome(*book(telling=0.1))
    frame, schema = book()
    assert not check_missing_outcome(frame.drop(columns="bad"), schema)
    assert not check_missing_outcome(frame.iloc[160:], schema), "40 rows without a value are too few"
