"""Work of today beside the same work before, in turns in one run: `make bench`, or `python -m benchmarks.bench`.

Each measurement runs in a process of its own, in this checkout and in one of the commit `BEFORE`; the machine may be
busy, so that processor seconds are told, the median of the turns, and their ratio. What does not exist before is "-".
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from types import ModuleType

import numpy as np

BEFORE = "55604d9"
ROOT = Path(__file__).resolve().parents[1]


def _room(now: str, then: str) -> ModuleType:
    """A module by its place of today, else by that of the commit before."""
    try:
        return import_module(f"creditviz.{now}")
    except ModuleNotFoundError:
        return import_module(f"creditviz.{then}")


def _booster(n_rows: int = 10_000, n_columns: int = 23):
    import xgboost

    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_rows, n_columns)).astype(np.float32)
    y = (X[:, 0] + X[:, 1] * X[:, 2] + rng.normal(size=n_rows) > 1).astype(int)
    how = {"max_depth": 4, "eta": 0.1, "nthread": 1, "objective": "binary:logistic", "min_child_weight": 5}
    return xgboost.train(how, xgboost.DMatrix(X, y), 300), X, y


def trees_against_background() -> Callable[[], object]:
    """Shapley values of 300 trees, 5,000 rows against 500."""
    room = _room("explanation.shapley.tree_pairs", "explanation.tree_pairs")
    tree_sums = room.tree_sums
    booster, X, _ = _booster()
    leaves = room.Leaves.of(booster)
    tree_sums(leaves, X[:9], X[:9], np.full((9, 9), 1 / 9))  # compiled
    try:
        tree_sums(leaves, X[:9], X[:9])
    except TypeError:  # before: the mean is asked for by its weights
        return lambda: tree_sums(leaves, X[:5000], X[-500:], np.full((5000, 500), 1 / 500))
    return lambda: tree_sums(leaves, X[:5000], X[-500:])


def focal_boosting() -> Callable[[], object]:
    """200 rounds on the focal loss, 21,000 rows x 40."""
    room = _room("models.trees.boosting", "models.boosting")
    X, y, held = _focal_rows()
    how = room.Boosting(n_estimators=200, patience=1000)
    room.boost((X[:50], y[:50]), None, room.Boosting(n_estimators=1))  # compiled
    return lambda: room.boost((X, y), held, how)


def beside_focal_boosting() -> Callable[[], object]:
    """The same on the library's own logistic loss."""
    import xgboost

    X, y, held = _focal_rows()
    train = xgboost.QuantileDMatrix(X, y, nthread=1)
    rows = xgboost.QuantileDMatrix(*held, ref=train, nthread=1)
    how = {"objective": "binary:logistic", "eval_metric": ["auc", "logloss"], "max_depth": 4, "eta": 0.03, "nthread": 1}
    how |= {"subsample": 0.8, "colsample_bytree": 0.5, "min_child_weight": 5.0}
    return lambda: xgboost.train(how, train, 200, evals=[(rows, "validation")], verbose_eval=False)


def _focal_rows():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(26_000, 40)).astype(np.float32)
    y = (X[:, 0] + rng.normal(0, 2, 26_000) > 1.5).astype(np.float32)
    return X[:21_000], y[:21_000], (X[21_000:], y[21_000:])


def checks_of_a_book() -> Callable[[], object]:
    """Split and checks of 300,000 rows x 30."""
    import pandas as pd

    from creditviz.data.outcome import outcomes
    from creditviz.data.splitting import split_rows

    check_book = _room("data.checks.findings", "data.findings").check_book
    infer_schema = _room("data.meaning.inference", "data.inference").infer_schema
    n, rng = 300_000, np.random.default_rng(0)
    columns = {f"amount_{i}": np.round(rng.gamma(2, 1000, n), 2) for i in range(15)}
    columns |= {f"count_{i}": rng.integers(0, 50, n) for i in range(10)}
    columns |= {f"code_{i}": rng.choice(list("abcdef"), n) for i in range(4)}
    frame = pd.DataFrame({**columns, "default": (rng.random(n) < 0.1).astype(int)})
    schema = infer_schema(frame.iloc[:100_000])[0]

    def work() -> object:
        row_id, y = outcomes(frame, schema)
        how = {"protocol": "holdout", "seed": 0, "test_share": 0.2, "validation_share": 0.2}
        return check_book(frame, schema, splits=split_rows(frame, schema, row_id, np.asarray(y), **how))

    return work


def _table(n: int = 6000):
    import pandas as pd

    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, 23))
    return pd.DataFrame(X, columns=[f"c{i}" for i in range(23)]), (X[:, 0] + rng.normal(size=n) > 1.3).astype(int)


def _sampler(key: str) -> Callable[[], object]:
    from creditviz.sampling import SAMPLERS

    frame, y = _table()
    make = lambda n: SAMPLERS[key].load()(random_state=0, sampling_strategy=0.9).fit_resample(frame[:n], y[:n])  # noqa: E731
    make(1000)  # what it imports is loaded
    return lambda: make(len(frame))


def _beside_sampler(name: str) -> Callable[[], object]:
    from imblearn import over_sampling

    frame, y = _table()
    matrix = frame.to_numpy()
    return lambda: getattr(over_sampling, name)(random_state=0, sampling_strategy=0.9).fit_resample(matrix, y)


def h_measure() -> Callable[[], object]:
    """H-measure of 300,000 scores."""
    from creditviz.metrics import h_measure as measure

    rng = np.random.default_rng(0)
    y = (rng.random(300_000) < 0.1).astype(int)
    return lambda: measure(y, rng.random(300_000) + 0.3 * y)


def nearest_neighbours() -> Callable[[], object]:
    """The two nearest of 4,000 rows x 23 among 8,000."""
    room = _room("evaluation.likeness.distance", "evaluation.distance")
    frame, _ = _table(12_000)
    X = frame.to_numpy(np.float32)
    parts = [room.MixedRows(rows, np.zeros((len(rows), 0), np.int32)) for rows in (X[:4000], X[4000:])]
    return lambda: room.nearest(*parts, 2, check=lambda: None)


def help_text() -> Callable[[], object]:
    """`python -m creditviz --help`, imports and all."""
    return lambda: subprocess.run([sys.executable, "-m", "creditviz", "--help"], check=True, capture_output=True)


JOBS: dict[str, Callable[[], Callable[[], object]]] = {
    "help_text": help_text,
    "trees_against_background": trees_against_background,
    "focal_boosting": focal_boosting,
    "checks_of_a_book": checks_of_a_book,
    "smote": lambda: _sampler("smote"),
    "borderline-smote": lambda: _sampler("borderline-smote"),
    "adasyn": lambda: _sampler("adasyn"),
    "h_measure": h_measure,
    "nearest_neighbours": nearest_neighbours,
}
BESIDE = {
    "focal_boosting": beside_focal_boosting,
    "smote": lambda: _beside_sampler("SMOTE"),
    "borderline-smote": lambda: _beside_sampler("BorderlineSMOTE"),
    "adasyn": lambda: _beside_sampler("ADASYN"),
}


def once(checkout: Path, job: str, *, beside: bool = False) -> float | None:
    """Processor seconds of one piece of work in a checkout, its preparation apart; None where it cannot be done."""
    command = [sys.executable, str(Path(__file__).resolve()), "--job", job, *(["--beside"] if beside else [])]
    done = subprocess.run(command, capture_output=True, text=True, cwd=checkout, env=_environment(checkout))
    return float(done.stdout.split()[-1]) if done.returncode == 0 else None


def _environment(checkout: Path) -> dict[str, str]:
    import os

    alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    return {**os.environ, **alone, "PYTHONPATH": str(checkout)}


@contextmanager
def before(commit: str) -> Iterator[Path]:
    """A checkout of a commit, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "--detach", "-q", str(there), commit], cwd=ROOT, check=True)
        try:
            yield there
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(there)], cwd=ROOT, check=True)


def _cpu() -> float:
    import resource

    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def measure(job: str, beside: bool) -> None:
    """Prepare, do the work, and print its processor seconds."""
    work = (BESIDE if beside else JOBS)[job]()
    start = _cpu()
    work()
    print(_cpu() - start)


def _middle(seconds: list[float | None]) -> float | None:
    known = [value for value in seconds if value is not None]
    return median(known) if known else None


def _told(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job")
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(JOBS))
    options = parser.parse_args()
    if options.job:
        measure(options.job, options.beside)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the checkout goes in any case
    began = time.perf_counter()
    print("| work | CPU s | before | now / before | a library's own | now / library |\n|---|--:|--:|--:|--:|--:|")
    with before(BEFORE) as old:
        for job in options.only:
            turns = [
                (once(ROOT, job), once(old, job), once(ROOT, job, beside=True) if job in BESIDE else None)
                for _ in range(options.turns)
            ]
            now, then, library = (_middle(list(column)) for column in zip(*turns, strict=True))
            by = [now / other if now and other else None for other in (then, library)]
            cells = [_told(number) for number in (now, then, by[0], library, by[1])]
            print(f"| {job} | {' | '.join(cells)} |", flush=True)
    print(f"\n{(time.perf_counter() - began) / 60:.0f} minutes, medians of {options.turns} turns")


if __name__ == "__main__":
    main()
