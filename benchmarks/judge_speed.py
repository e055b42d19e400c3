"""How long every panel of the Performance page takes to be computed and drawn, by the number of test rows.

    python -m benchmarks.judge_speed [ROWS ...]

Seconds of CPU on one thread, once, as after a click on a run that was not looked at yet: figures and drawing, without
the browser. What must be reached: 1 s at 300,000 rows, 5 s at 2,000,000.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.evaluation.calibration.calibrations import fit_calibrations
from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.evaluation.groups import by_column
from creditviz.evaluation.ranking.bootstrap import metric_intervals
from creditviz.experiment.stability import compare_rows
from creditviz.reporting.performance.calibration import change_words, summary_of
from creditviz.reporting.performance.cards import calibration_card, ks_card, roc_card, score_distribution_card
from creditviz.reporting.performance.ranking import cap_card, cut_off_card, precision_recall_card
from creditviz.reporting.performance.segments import segments_card
from creditviz.reporting.performance.stability import column_shifts_card, score_shift_card
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.results import RunResult, ScoredRows
from creditviz.schema import TableSchema

LIMITS = {300_000: 1.0, 2_000_000: 5.0}
SCHEMA = TableSchema(target="y", bad=(1,), good=(0,), numeric=("amount",), categorical=("region",))


def run(n: int) -> tuple[RunResult, RunResult, pd.DataFrame]:
    """Two runs on the same rows, and their book."""
    rng = np.random.default_rng(0)
    y = (rng.random(n) < 0.2).astype(np.int8)
    signal = rng.normal(size=n) + 1.2 * y
    results = [_result(y, 1 / (1 + np.exp(2.0 - signal - 0.3 * rng.normal(size=n)))) for _ in range(2)]
    frame = pd.DataFrame({"amount": rng.lognormal(9, 1, n).round(), "region": rng.integers(0, 9, n), "y": y})
    return results[0], results[1], frame


def _result(y: np.ndarray, score: np.ndarray) -> RunResult:
    learned = fit_calibrations(y[: len(y) // 5], score[: len(y) // 5])

    def rows(part: slice, first: int = 0) -> ScoredRows:
        pds = {name: found.apply(score[part]) for name, found in learned.items()}
        return ScoredRows(first + np.arange(len(y))[part], y[part], score[part], pds)

    return RunResult(rows(slice(None)), rows(slice(0, len(y) // 5), len(y)), "model", {"test": len(y)})


def panels(a: RunResult, b: RunResult, frame: pd.DataFrame) -> dict[str, Callable[[], object]]:
    """Every panel with two runs on it, or with the one that it shows."""
    both, half = {"A": a, "B": b}, len(frame) // 2
    test = (a.test.y_true, a.test.y_score, a.test.pd("model"), cut_off_of(a))
    return {
        "one-line verdict": lambda: verdict_tiles(a),
        "ROC, two runs": lambda: roc_card(both),
        "KS": lambda: ks_card("A", a),
        "lift and CAP, two runs": lambda: cap_card(both),
        "precision and recall, two runs": lambda: precision_recall_card(both),
        "score distribution": lambda: score_distribution_card("A", a, 0.3),
        "counts at a cut-off": lambda: cut_off_card("A", a, 0.3),
        "calibration curve, two runs": lambda: calibration_card(both),
        "calibration in words, two runs": lambda: [summary_of(result) for result in both.values()],
        "before and after": lambda: change_words(summary_of(a, "model"), summary_of(a, "isotonic")),
        "segments of a category": lambda: segments_card({"A": a.test}, by_column(frame, SCHEMA, "region")),
        "segments of an amount": lambda: segments_card({"A": a.test}, by_column(frame, SCHEMA, "amount")),
        "all figures with intervals": lambda: metric_intervals(*test),
        "stability of score and two columns": lambda: _stability(a, frame, half),
    }


def _stability(a: RunResult, frame: pd.DataFrame, half: int) -> object:
    found = compare_rows(
        frame.iloc[:half],
        frame.iloc[half:],
        SCHEMA,
        lambda rows: a.test.y_score[rows.index.to_numpy()],
        names=("training rows", "test rows"),
    )
    return score_shift_card(found), column_shifts_card(found)


def main(sizes: list[int]) -> None:
    """Print a table of seconds."""
    panels_once = {}
    for n in sizes:
        made = panels(*run(n))
        for name, work in made.items():
            start = time.process_time()
            work()
            panels_once[name, n] = time.process_time() - start
    print("| panel | " + " | ".join(f"{n:,} rows" for n in sizes) + " |\n|---|" + "---|" * len(sizes))
    for name in dict.fromkeys(name for name, _ in panels_once):
        print(f"| {name} | " + " | ".join(_cell(panels_once[name, n], n) for n in sizes) + " |")


def _cell(seconds: float, n: int) -> str:
    return f"{seconds:.2f} s" + (" (over)" if seconds > LIMITS.get(n, float("inf")) else "")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(LIMITS))
