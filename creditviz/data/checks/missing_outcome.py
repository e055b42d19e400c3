"""Whether a value that is missing says something of the outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.outcome import outcome_of_rows
from creditviz.exceptions import CreditVizError
from creditviz.results import Finding
from creditviz.schema import TableSchema

FEWEST = 50  # accounts with, and accounts without a value
CLEAR = 4.0  # standard errors: among 1,000 columns in which nothing is the matter, 0.06 are expected beyond it
MOST = 2  # columns that get a sentence, the clearest first
_REMEDY = "Models get a column that says so. Ask why it is missing, and whether it is already when an applicant asks."


def check_missing_outcome(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Features whose missing values go with another bad rate, the clearest first."""
    try:
        y = outcome_of_rows(frame, schema)
    except CreditVizError:
        return []  # said by the check of the target
    rows = np.flatnonzero(y >= 0)
    bad = y[rows] == 1
    found = []
    for name in schema.features(use_protected=True):
        if name in frame.columns:
            gone = frame[name].isna().to_numpy()[rows]
            clear = _standard_errors(bad, gone)
            if clear >= CLEAR:
                found.append((clear, name, gone))
    found.sort(key=lambda one: -one[0])
    return [_finding(name, bad, gone) for _, name, gone in found[:MOST]]


def _standard_errors(bad: np.ndarray, gone: np.ndarray) -> float:
    """Difference of the two bad rates in standard errors of equal rates; 0 where either side is small."""
    n, n_gone = len(bad), int(gone.sum())
    if min(n_gone, n - n_gone) < FEWEST:
        return 0.0
    rate = bad.mean()
    error = np.sqrt(rate * (1 - rate) * (1 / n_gone + 1 / (n - n_gone)))
    return float(abs(bad[gone].mean() - bad[~gone].mean()) / error) if error > 0 else 0.0


def _finding(name: str, bad: np.ndarray, gone: np.ndarray) -> Finding:
    what = (
        f"{name} is missing for {gone.mean():.1%} of the accounts: {bad[gone].mean():.1%} of them are bad, "
        f"{bad[~gone].mean():.1%} of the others."
    )
    return Finding("warning", "missing and outcome", what, (name,), _REMEDY)
