"""Balancing runs and studies as a finished engine leaves them, made by hand in no time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.outcome import outcomes
from creditviz.data.splitting import split_rows
from creditviz.results import (
    BalancingResult,
    ColumnFidelity,
    FidelityResult,
    Interval,
    MonthPattern,
    Neighbours,
    PrivacyResult,
    RowMap,
    RuleCount,
    Study,
    TrainOnSynthetic,
    TwoSample,
)
from creditviz.runs.artifacts import save_result
from creditviz.runs.books import book_frame, get_schema
from creditviz.runs.reading import synthetic
from creditviz.runs.work import study as stored_study
from creditviz.sampling import SAMPLERS
from creditviz.specification import BalancingSpec, SamplerStudySpec

N_ROWS = 40
STEPS = (1000, 3000)
CLASSIFIERS = ("logistic-regression", "decision-tree", "k-nearest-neighbours", "svm")
RULES = ("A delay rises by at most one month a month.", "The limit is a whole number.")


def finish(workspace, spec, name, summary):
    """A run of that specification, finished."""
    run = workspace.store.add_run(spec, name=name, status="reserved")
    assert workspace.store.claim(run.id, run.attempt, "test")
    assert workspace.store.end(run.id, run.attempt, "finished", summary={"run": run.id, **summary})
    return workspace.store.run(run.id)


def add_balancing(workspace, book, *, sampler="smote", name="", n_rows=N_ROWS, steps=(), **asked):
    """A finished balancing run whose rows are real defaulters with a shaken first column."""
    spec = BalancingSpec(book=book.hash, schema_hash=book.schema_hash, sampler=sampler, **asked)
    schema, frame = get_schema(workspace, book.schema_hash), book_frame(workspace, book)
    result, rows = made(frame, schema, spec, n_rows=n_rows, steps=steps)
    summary = {
        "sampler": sampler,
        "rows": dict(result.rows),
        "fidelity": {"two_sample_auc": 0.9},
        "seconds": 1.0,
        "device": "cpu",
    }
    run = finish(workspace, spec, name or f"{SAMPLERS[sampler].label} {spec.ratio:g}", summary)
    folder = workspace.run_folder(run.id)
    save_result(result, folder / synthetic.RESULT)
    rows.to_parquet(folder / synthetic.ROWS)
    kept = [rows.head(20).assign(step=step) for step in steps]
    snapshots = pd.concat(kept)[["step", *rows.columns]] if kept else pd.DataFrame({"step": []})
    snapshots.reset_index(drop=True).to_parquet(folder / synthetic.SNAPSHOTS)
    return run


def made(frame, schema, spec, *, n_rows, steps=()):
    """(result, synthetic rows) of a run."""
    random = np.random.default_rng(spec.seed)
    row_id, y = outcomes(frame, schema)
    shares = {"test_share": spec.test_share, "validation_share": spec.validation_share}
    split = split_rows(frame.iloc[row_id], schema, row_id, y, protocol=spec.protocol, seed=spec.seed, **shares)[0]
    outcome = pd.Series(y, index=row_id)
    bad = {part: rows[outcome.loc[rows] == 1] for part, rows in (("train", split.train), ("test", split.test))}
    features = list(schema.features(use_protected=True))
    nearest = random.choice(bad["train"], n_rows)
    rows = frame.loc[nearest, features].reset_index(drop=True)
    shaken = schema.numeric[0]
    rows[shaken] = (rows[shaken].astype(float) * random.uniform(0.8, 1.2, n_rows)).astype(rows[shaken].dtype)
    result = BalancingResult(
        sampler=spec.sampler,
        rows={
            "real": len(split.train),
            "train": len(split.train),
            "bad": len(bad["train"]),
            "synthetic": n_rows,
            "held_out_bad": len(bad["test"]),
            "removed": 0,
        },
        training=split.train,
        training_bad=bad["train"],
        held_out_bad=bad["test"],
        judged=np.concatenate([split.validation, split.test]),
        history=tuple({"step": step, "w1": 1000 / step} for step in steps),
        snapshots=tuple(steps),
        **(judged(features, schema, rows, nearest, bad, random) if n_rows else {}),
    )
    return result, rows


def judged(features, schema, rows, nearest, bad, random):
    """The parts of a result that judge its rows, with made-up figures."""
    n, half = len(rows), Interval(0.5, 0.48, 0.52)
    broken = np.zeros((n, len(RULES)), dtype=bool)
    broken[:3, 0] = True
    names = tuple(schema.label(name) for name in features)
    columns = tuple(
        ColumnFidelity(name, schema.label(name), "numeric", 0.1, 0.05, float("nan"), 0.9)
        if name in schema.numeric
        else ColumnFidelity(name, schema.label(name), "categorical", float("nan"), float("nan"), 0.1, 1.0)
        for name in features
    )
    association = np.eye(len(names))
    months = ("2 months before", "1 month before", "latest month")
    fan = np.sort(random.uniform(size=(5, 3)), axis=0)
    return {
        "fidelity": FidelityResult(
            columns=columns,
            names=names,
            association_real=association,
            association_synthetic=association,
            pair_trend=0.97,
            two_sample=TwoSample(Interval(0.9, 0.88, 0.92), n, ((names[0], 0.6),)),
            floor=TwoSample(half, n),
            smote=TwoSample(Interval(0.98, 0.97, 0.99), n),
            w1=0.1,
            coverage=0.9,
            smote_coverage=0.8,
            agreement=0.7,
            agreement_held_out=0.68,
            n_real=len(bad["train"]),
            n_held_out=len(bad["test"]),
            n_synthetic=n,
        ),
        "privacy": PrivacyResult(
            0,
            0,
            n,
            random.uniform(1, 2, n),
            random.uniform(1, 2, 50),
            half,
            random.uniform(size=n),
            random.uniform(size=50),
        ),
        "rules": (RuleCount(RULES[0], 3 / n, 0.01), RuleCount(RULES[1], 0.0, 0.0)),
        "months": (MonthPattern("Payment delay", 0.8, 0.7, months, fan, fan),),
        "neighbours": Neighbours(nearest, random.uniform(1, 2, n), np.linspace(0, 1, n), broken),
        "maps": tuple(_map(bad["train"], n, method, random) for method in ("PCA", "t-SNE")),
        "trained_on_synthetic": TrainOnSynthetic(half, half, half, 100),
        "study": study(("none", "class-weight", "smote")),
    }


def _map(real, n, method, random):
    row = np.r_[real[:30], -1 - np.arange(n)].astype(np.int64)
    kind = np.r_[np.full(len(real[:30]), 1), np.full(n, 2)].astype(np.int8)
    return RowMap(row, kind, random.normal(size=(len(row), 2)), method)


def study(samplers, *, orders=("after-split",), rates=(0.0,), seeds=(0, 1, 2)):
    """A study of the usual classifiers with made-up figures."""
    random = np.random.default_rng(0)
    plain = ("none", "class-weight")
    grid = [
        (sampler, order, 0.0 if sampler in plain else rate, seed, classifier)
        for sampler in samplers
        for order in (("after-split",) if sampler in plain else orders)
        for rate in ((0.0,) if sampler in plain else rates)
        for seed in seeds
        for classifier in CLASSIFIERS
    ]
    n = len(grid)
    metrics = {name: random.uniform(0.6, 0.8, n) for name in ("auc", "ks", "f1", "recall_at_precision")}
    counts = np.full(n, 1000, dtype=np.int64)
    return Study(
        sampler=tuple(cell[0] for cell in grid),
        order=tuple(cell[1] for cell in grid),
        rate=np.array([cell[2] for cell in grid]),
        classifier=tuple(cell[4] for cell in grid),
        seed=np.array([cell[3] for cell in grid], dtype=np.int64),
        metrics=metrics,
        precision=0.5,
        n_train=counts,
        n_synthetic=counts,
        n_test=counts,
        n_test_synthetic=np.zeros(n, dtype=np.int64),
    )


def add_study(workspace, book, **asked):
    """A finished sampler study in both orders at two rates."""
    spec = SamplerStudySpec(
        book=book.hash,
        schema_hash=book.schema_hash,
        samplers=("smote",),
        orders=("after-split", "before-split"),
        rates=(1.0, 2.0),
        classifiers=CLASSIFIERS,
        repeats=3,
        **asked,
    )
    run = finish(workspace, spec, "Study of SMOTE", {"fits": 18})
    found = study(("none", "class-weight", "smote"), orders=spec.orders, rates=spec.rates)
    save_result(found, workspace.run_folder(run.id) / stored_study.RESULT)
    return run
