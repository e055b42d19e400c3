"""Transfers: with made-up scores of known strength, and a real one of two small books in a workspace."""

from __future__ import annotations

import numpy as np

from creditviz.metrics import auc_interval, metric_summary
from creditviz.results import Division, Pair, Pairing, Transfer, TransferScore
from creditviz.runs import Run, Workspace
from creditviz.runs.books import add_book, save_schema
from creditviz.runs.engine import jobs
from creditviz.specification import TransferSpec
from tests.experiment.transfer.test_methods import QUICK, books

N = 3000


def made(strengths, *, n=N, labels=0, failed=None, seed=0):
    """A transfer whose methods see the same signal with these strengths; negative ones rank the wrong way round."""
    random = np.random.default_rng(seed)
    y = (random.random(n) < 0.2).astype(np.int8)
    noise = random.normal(size=n)
    scores = []
    for method, strength in strengths.items():
        raw = strength * y + noise + 0.2 * random.normal(size=n)
        score = 1 / (1 + np.exp(2 - raw))
        scores.append(
            TransferScore(method, score, metric_summary(y, score, score, 0.5), auc_interval(y, score), seconds=1.0)
        )
    pairing = Pairing((Pair("age", "age", "number", 0.1, "name"), Pair("debt", "loan", "number", 0.3, "given")))
    division = Division(
        ("age", "debt"), np.array([0.1, 0.3]), np.array([0.0, 1.0]), 0.35, np.array([False, True]), ("relative",)
    )
    rows = {"source": 5000, "target": 4 * n, "target_labels": labels, "test": n}
    return Transfer(pairing, division, np.arange(n), y, tuple(scores), rows, max(y.mean(), 1 - y.mean()), failed or {})


def transfer_run(workspace: Workspace, *, methods=("source-only-xgboost", "fdat"), **more) -> Run:
    """Run a transfer from the book "old" to the book "new" (tests/experiment/transfer/test_methods.py)."""
    kept = []
    for name, made in zip(("old", "new"), books(), strict=True):
        file = workspace.home / f"{name}.csv"
        made.frame.to_csv(file, index=False)
        kept.append(save_schema(workspace, add_book(workspace, file, name=name), made.schema))
    old, new = kept
    hashes = {"book": new.hash, "schema_hash": new.schema_hash, "source": old.hash, "source_schema": old.schema_hash}
    spec = TransferSpec(**hashes, methods=methods, **{"parameters": QUICK, "device": "cpu", **more})
    run = jobs.run_here(workspace, spec, name="FDAT")
    assert run.status == "finished", run.error
    return run
