"""How long the fidelity and privacy report takes, and the memory: `python -m benchmarks.fidelity_report`.

Each report runs in a process of its own, best of three; peak memory and CPU seconds are that process's own, its
imports included. Where seconds exceed CPU seconds over the cores, other programs had the processors. The floor is
what the libraries underneath need for the same trees and for the bare products of the distances, nothing else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TAIWAN = SHARED / "taiwan_default_credit_card.csv.gz"
N_ROWS = 21_000
BAR = "<= 20 s, <= 2,000 MB"


def tables(n: int, n_held: int):
    """Training rows, held-out rows and synthetic rows of every outcome, and their schema.

    The synthetic rows lie between two training rows that follow each other when sorted by limit, so that no stage has
    an easy case: neither copies nor noise. More held-out rows than the book has left are drawn with replacement.
    """
    import pandas as pd

    from creditviz.data.meaning.inference import infer_schema

    book = pd.read_csv(TAIWAN)
    schema, _ = infer_schema(book)
    random = np.random.default_rng(0)
    order = random.permutation(len(book))
    rows = book[list(schema.features(use_protected=True))]
    training = rows.iloc[order[:n]].reset_index(drop=True)
    rest = order[n:]
    held = rest[:n_held] if n_held <= len(rest) else random.choice(rest, n_held)
    codes = [*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)]
    amounts = [name for name in training.columns if name not in codes]
    synthetic = training.sort_values(["LIMIT_BAL", "BILL_AMT1"]).reset_index(drop=True)
    weight = random.random((n, 1))
    other = synthetic[amounts].shift(-1, fill_value=0)
    synthetic[amounts] = (weight * synthetic[amounts] + (1 - weight) * other).round()
    return training, rows.iloc[held].reset_index(drop=True), synthetic, schema


def report(n: int, n_held: int) -> dict:
    """Fidelity with SMOTE's place taken by the synthetic rows again, then privacy."""
    from creditviz.evaluation.likeness.fidelity import fidelity
    from creditviz.evaluation.likeness.privacy import privacy

    training, held_out, synthetic, schema = tables(n, n_held)
    start = time.perf_counter()
    like = fidelity(synthetic, training, held_out, schema, smote=synthetic, seed=0)
    middle = time.perf_counter()
    copies = privacy(synthetic, training, held_out, schema, seed=0)
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "fidelity": middle - start,
        "two_sample_auc": like.two_sample.auc.value,
        "nearer_share": copies.nearer_share.value,
    }


def floor(n: int, n_held: int) -> dict:
    """The trees of the three two-sample tests, and four products as wide as the distances; no other line."""
    import xgboost

    random = np.random.default_rng(0)
    n_tested = min(n, n_held)
    values = random.normal(size=(2 * n_tested * 4 // 5, 23)).astype(np.float32)
    outcome = random.integers(0, 2, len(values))
    wide = random.normal(size=(n, 92)).astype(np.float32)
    start = time.perf_counter()
    for _ in range(15):
        rows = xgboost.DMatrix(values, outcome)
        xgboost.train({"objective": "binary:logistic", "max_depth": 4, "tree_method": "hist", "nthread": 1}, rows, 100)
    for left, right in ((n, n), (n_held, n), (n, n_held), (n, n_held)):
        for first in range(0, left, 200):
            wide[first : first + 200] @ wide[:right].T
    return {"seconds": time.perf_counter() - start}


def peak_mb() -> float:
    """Most memory that this process ever held. `getrusage` would start from the parent's at the fork."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


JOBS = {job.__name__: job for job in (report, floor)}


def in_child(job: str, n: int, n_held: int, repeats: int = 3) -> dict:
    """The best of some runs, each in a fresh process."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.fidelity_report",
        "--job",
        job,
        "--rows",
        str(n),
        "--held",
        str(n_held),
    ]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(repeats)]
    return min((json.loads(run.stdout) for run in runs), key=lambda result: result["seconds"])


def print_table() -> None:
    """Print one line a size."""
    print(f"{'real / held-out / synthetic x columns':<44}{'seconds':>9}{'CPU s':>7}{'peak MB':>9}{'floor':>7}  bar")
    for n, n_held in ((N_ROWS, 9_000), (N_ROWS, N_ROWS)):
        ours, least = in_child("report", n, n_held), in_child("floor", n, n_held)
        shape = f"{n:,} / {n_held:,} / {n:,} x 23"
        figures = f"{ours['seconds']:>9.1f}{ours['cpu']:>7.1f}{ours['peak_mb']:>9.0f}{least['seconds']:>7.1f}"
        print(f"{shape:<44}{figures}  {BAR}")
        print(f"  of it fidelity with its three two-sample tests {ours['fidelity']:.1f} s, the rest privacy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job", choices=JOBS, help="used by the child processes")
    parser.add_argument("--rows", type=int, default=N_ROWS)
    parser.add_argument("--held", type=int, default=9_000)
    options = parser.parse_args()
    if options.job is None:
        print_table()
        return
    result = JOBS[options.job](options.rows, options.held)
    print(json.dumps(result | {"peak_mb": peak_mb(), "cpu": time.process_time()}))


if __name__ == "__main__":
    main()
