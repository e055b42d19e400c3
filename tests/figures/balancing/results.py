"""Hand-made results of a balancing run, small and large."""

import numpy as np
import pandas as pd

from creditviz.results import (
    BalancingResult,
    ColumnFidelity,
    FidelityResult,
    Interval,
    MonthPattern,
    PrivacyResult,
    RowMap,
    RuleCount,
    Study,
    TrainOnSynthetic,
    TwoSample,
)
from creditviz.schema import SequenceFeature, TableSchema

NAN = float("nan")
LONG = "Number of credit lines and loans that are open at the time of the application"
SCHEMA = TableSchema(
    target="bad",
    bad=(1,),
    good=(0,),
    numeric=("limit", "age", "share"),
    categorical=("job",),
    sequences=(SequenceFeature("bill", ("bill2", "bill1")), SequenceFeature("status", ("pay2", "pay1"), "code")),
    labels={"limit": "Credit limit", "age": "Age", "job": LONG, "bill": "Bill amount", "status": "Status"},
)


def rows(n=400, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "limit": rng.integers(1, 50, n) * 10_000,
            "age": rng.integers(21, 70, n),
            "share": rng.random(n),
            "job": rng.choice(["clerk", "smith", "baker"], n),
            "bill2": rng.normal(1000, 300, n),
            "bill1": np.where(rng.random(n) < 0.1, np.nan, rng.normal(1100, 300, n)),
            "pay2": rng.integers(-2, 3, n),
            "pay1": rng.integers(-2, 3, n),
        }
    )


def at(value, half=0.01):
    return Interval(value, value - half, value + half)


def fidelity(auc=0.83, *, floor=0.505, smote: float | None = 0.98, n_features=4, half=0.012, **changes):
    rng = np.random.default_rng(n_features)
    names = tuple(f"{LONG}, part {i}" if i % 4 == 1 else f"Feature {i}" for i in range(n_features))
    columns = tuple(
        ColumnFidelity(name, name, "categorical", NAN, NAN, 0.02 * i, 0.9)
        if i % 3 == 2
        else ColumnFidelity(name, name, "numeric", 0.01 * i, 0.05, NAN, 0.9)
        for i, name in enumerate(names)
    )
    real = np.eye(n_features)
    synthetic = np.clip(real + rng.normal(0, 0.05, real.shape), -1, 1)
    shares = tuple((name, 1 / 2 ** (i + 1)) for i, name in enumerate(names))
    values = {
        "columns": columns,
        "names": names,
        "association_real": real,
        "association_synthetic": synthetic,
        "pair_trend": 0.97,
        "two_sample": TwoSample(at(auc, half), 1991, shares),
        "floor": TwoSample(at(floor), 1991),
        "smote": None if smote is None else TwoSample(at(smote, 0.004), 1991),
        "w1": 0.05,
        "coverage": 0.95,
        "smote_coverage": 0.9,
        "agreement": 0.61,
        "agreement_held_out": 0.63,
        "n_real": 4645,
        "n_held_out": 1991,
        "n_synthetic": 3000,
    }
    return FidelityResult(**{**values, **changes})


def privacy(share=0.5, copies=0, *, copies_real=1, half=0.02):
    rng = np.random.default_rng(0)
    return PrivacyResult(
        copies, copies_real, 300, rng.gamma(4, 0.3, 300), rng.gamma(4, 0.3, 200), at(share, half),
        rng.beta(8, 2, 300), rng.beta(8, 2, 200),
    )  # fmt: skip


def study(shifts, *, classifiers=("c1", "c2"), seeds=5, rates=(1.0,), before=0.0, noise=0.0):
    """AUC = 0.7 + 0.01 seed + the sampler's shift (+ `before` in the leaky order), the same noise for all at 0."""
    rng = np.random.default_rng(1)
    fits = []
    for sampler, shift in shifts.items():
        baseline = sampler in ("none", "class-weight")
        for order in ("after-split",) if baseline or not before else ("after-split", "before-split"):
            for rate in (0.0,) if baseline else rates:
                for classifier in classifiers:
                    for seed in range(seeds):
                        auc = 0.7 + 0.01 * seed + shift * max(rate, 1) + before * (order == "before-split")
                        fits.append((sampler, order, rate, classifier, seed, auc + noise * rng.normal()))
    sampler, order, rate, classifier, seed, auc = zip(*fits, strict=True)
    auc, n = np.array(auc), len(fits)
    return Study(
        sampler, order, np.array(rate), classifier, np.array(seed), {"auc": auc, "brier": 1 - auc}, 0.3,
        np.full(n, 700), np.full(n, 100), np.full(n, 9000), np.full(n, 900) * (np.array(order) == "before-split"),
    )  # fmt: skip


def result(**parts):
    empty = np.zeros(0, dtype=np.int64)
    return BalancingResult(
        **{
            "sampler": "actgan",
            "rows": {"synthetic": 300},
            "training": empty,
            "training_bad": empty,
            "held_out_bad": empty,
            "judged": empty,
            **parts,
        }
    )


HISTORY = [
    {"step": step, "generator_loss": 1 / step, "critic_loss": -1 / step, "wasserstein": 2 / step, "w1": 30 / step}
    for step in range(100, 1100, 100)
]
WITHOUT_CRITIC = [{"step": 100, "generator_loss": 1.0, "critic_loss": 0.7, "w1": 0.5}]
MONTHS = MonthPattern(
    "Bill amount",
    0.94,
    0.7,
    ("1 month before", "latest month"),
    np.arange(10.0).reshape(5, 2) * 1000,
    np.arange(10.0).reshape(5, 2) * 900,
)
TRAINED = TrainOnSynthetic(None, at(0.75), at(0.78), 9000)
RULES = (RuleCount("Age is a whole number.", 0.0, 0.0, ("age",)), RuleCount("A rule.", 0.25, 0.05, ("bill1", "bill2")))


def row_map(n=9000):
    rng = np.random.default_rng(0)
    kind = np.repeat([0, 1, 2], n // 3).astype(np.int8)
    row = np.where(kind == 2, -1 - np.arange(n), np.arange(n))
    return RowMap(row, kind, rng.normal(size=(n, 2)), "PCA")
