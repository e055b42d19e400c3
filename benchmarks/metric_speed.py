"""How long metrics, intervals and tests take, with the H-measure of the `hmeasure` package beside ours.

    python -m benchmarks.metric_speed [ROWS ...]

Seconds of CPU on one thread, the least of three runs, so that other programs on the machine count little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from hmeasure import h_score

from creditviz import metrics
from creditviz.evaluation.ranking.bootstrap import metric_intervals
from creditviz.evaluation.significance import delong, mcnemar

RUNS = 3
PACKAGE_RATIO = -1.0  # of the package, for Beta(1 + bad share, 1 + good share)


def book(n: int, share_bad: float = 0.22) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = (rng.random(n) < share_bad).astype(np.int8)
    score = rng.normal(size=n) + 1.2 * y
    return y, score, 1 / (1 + np.exp(-(1.2 * score - 2.0)))


def seconds(work: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(RUNS))


def works(y: np.ndarray, score: np.ndarray, pd: np.ndarray) -> dict[str, Callable[[], object]]:
    other = score + np.random.default_rng(1).normal(size=len(y))
    return {
        "KS": lambda: metrics.ks(y, score),
        "AUC with DeLong's interval": lambda: metrics.auc_interval(y, score),
        "H-measure": lambda: metrics.h_measure(y, score),
        "H-measure of the hmeasure package": lambda: h_score(y, pd, PACKAGE_RATIO),
        "all figures": lambda: metrics.metric_summary(y, score, pd, 0.25),
        "all intervals, 200 draws": lambda: metric_intervals(y, score, pd, 0.25),
        "DeLong's test": lambda: delong(y, score, other),
        "McNemar's test": lambda: mcnemar(y, score > 1, other > 1),
    }


def main(sizes: list[int]) -> None:
    for n in sizes:
        y, score, pd = book(n)
        ours, theirs = metrics.h_measure(y, score), h_score(y, pd, PACKAGE_RATIO)
        print(f"{n:,} rows: H {ours:.6f} here, {theirs:.6f} of the hmeasure package")
        for name, work in works(y, score, pd).items():
            print(f"  {name:36}{seconds(work):8.3f} s")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [9_000, 1_000_000])
