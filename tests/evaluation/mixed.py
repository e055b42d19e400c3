"""A small mixed book whose columns hang together: amounts, a category, a code and three months of two channels."""

import numpy as np
import pandas as pd

from creditviz.schema import DerivedChannel, SequenceFeature, TableSchema

SCHEMA = TableSchema(
    target="default",
    numeric=("limit", "age", "income"),
    categorical=("job", "region"),
    sequences=(
        SequenceFeature("status", ("status_2", "status_1", "status_0"), "code"),
        SequenceFeature("bill", ("bill_2", "bill_1", "bill_0")),
    ),
    derived=(DerivedChannel("use", "bill", "limit"),),
    labels={"limit": "Credit limit", "status": "Status", "bill": "Bill"},
)
FEATURES = list(SCHEMA.features(use_protected=True))


def rows(n, seed=0):
    """Independent draws from one population: a richer account has a higher limit, job and bill."""
    rng = np.random.default_rng(seed)
    wealth = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "limit": (np.exp(wealth) * 10 + 1).round() * 1000,
            "age": rng.integers(18, 80, n),
            "income": np.where(rng.random(n) < 0.2, np.nan, np.exp(7 + wealth + rng.normal(0, 0.3, n))),
            "job": pd.Series(np.where(wealth > 0, "clerk", "smith"), dtype="str"),
            "region": np.where(wealth + rng.normal(0, 1, n) > 0, 30, 7),
        }
    )
    status = np.where(rng.random(n) < 0.3, 1, -1)
    for month in ("2", "1", "0"):
        frame[f"status_{month}"] = status
        frame[f"bill_{month}"] = frame["limit"] * np.where(status > 0, rng.uniform(0.5, 0.9, n), rng.uniform(0, 0.9, n))
        status = np.where(
            status > 0, np.where(rng.random(n) < 0.4, status + 1, -1), np.where(rng.random(n) < 0.3, 1, -1)
        )
    return frame[FEATURES]


def shuffled(frame, seed=0):
    """Every column by itself in another order: the same marginals, nothing in common."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame({name: frame[name].to_numpy()[rng.permutation(len(frame))] for name in frame})
