"""Seconds of a domain map of 5,000 + 5,000 rows: Taiwan's low and high limits as two products.

`python -m benchmarks.domain_map_time ../shared/data` prints CPU seconds of this process and wall seconds at every step.
The map runs on one thread; on a machine that is busy with other work the CPU seconds are the ones to read.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from creditviz.explanation.domain_map import draw_rows, fill_map, layers_of
from creditviz.explanation.shapley.paired_shap import permutation_shap
from creditviz.transfer import TRANSFER_MODELS

N_ROWS, SEED = 5000, 0
METHODS = ("fnn", "fdat", "subspace-alignment")


def main(folder: str) -> None:
    """Fit the methods for a few epochs, then draw and measure."""
    table = pd.read_csv(Path(folder, "taiwan_default_credit_card.csv.gz"))
    y = table["default payment next month"].to_numpy()
    high = (table["LIMIT_BAL"] > table["LIMIT_BAL"].median()).to_numpy()
    columns = table.drop(columns=["ID", "default payment next month", "LIMIT_BAL"]).to_numpy(dtype=np.float64)
    X = ((columns - columns.mean(0)) / columns.std(0)).astype(np.float32)
    domain = np.where(high, -1, 1)
    settings = {"fnn": {"n_epochs": 3, "batch_size": 256}, "fdat": {"n_epochs": 3, "batch_size": 256}}
    models = {
        key: TRANSFER_MODELS[key]
        .build(random_state=SEED, **settings.get(key, {}))
        .fit(X, np.where(high, -1, y), sample_domain=domain)
        for key in METHODS
    }
    old, new = np.flatnonzero(~high), np.flatnonzero(high)
    at_old, at_new, empty = draw_rows((old, y[old]), (new, y[new]), n_rows=N_ROWS, seed=SEED)
    matrices, _ = layers_of(models, X[old[at_old]], X[new[at_new]])
    began = time.perf_counter(), time.process_time()
    fill_map(empty, matrices, seed=SEED, report=lambda what, done, n: _print(f"{done:2} of {n} {what}", began))
    explained = X[new[at_new]][:300]
    for key in ("fnn", "fdat"):
        permutation_shap(
            lambda rows, model=models[key]: model.predict_proba(rows)[:, 1],
            explained,
            X[new[:100]],
            names=list(map(str, range(X.shape[1]))),
            sources=list(map(str, range(X.shape[1]))),
            row_id=np.arange(len(explained)),
            n_available=len(new),
            seed=SEED,
        )
        _print(f"Shapley values of {key}, {len(explained)} rows x {X.shape[1]}", began)


def _print(what: str, began: tuple[float, float]) -> None:
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(f"{what:60} {cpu:6.1f} s of CPU {wall:6.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
