"""Shapley values of the fused model in raw columns, beside a permutation explainer: agreement and time.

    python -m benchmarks.explanation_check HOME RUN [ROWS [BACKGROUND [PERMUTATION_ROWS [ORDERS]]]] [by-month]

RUN is a finished ResNet-LSTM + focal XGBoost run of the workspace HOME. Both explain the log-odds of the same rows
against the same background rows. The permutation explainer runs twice, from different seeds, on a part of the rows;
its time is scaled to all of them. With `by-month` every month is a column of its own, else a sequence is one.
Seconds are of CPU over all threads too, because other programs may be running.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from creditviz.explanation.shapley.fused_shap import FusedExplainer
from creditviz.explanation.shapley.permutation import permutation_shap
from creditviz.explanation.shapley.raw_columns import by_player, players_of
from creditviz.runs import Workspace
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.trained import load_run_model, load_run_result


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    return work(), time.perf_counter() - wall, time.process_time() - cpu


def main(
    home: str,
    run_id: str,
    n_rows: int = 1000,
    n_background: int = 50,
    n_slow: int = 60,
    orders: int = 25,
    *,
    by_month=False,
) -> None:
    workspace = Workspace.open(home)
    run = workspace.store.run(run_id)
    model, encoder, _ = load_run_model(workspace, run.id)
    ids = np.random.default_rng(0).permutation(load_run_result(workspace, run.id).test.row_id)
    frame = book_frame(workspace, get_book(workspace, run.specification.book))
    rows = frame.iloc[ids[:n_rows]].reset_index(drop=True)
    background = frame.iloc[ids[-n_background:]].reset_index(drop=True)
    FusedExplainer(model, encoder, background[:2]).explain(rows[:2])  # compiled and imported
    fast, wall, cpu = timed(lambda: FusedExplainer(model, encoder, background, n_threads=2).explain(rows))
    players = {name: (name,) for name in fast.names} if by_month else players_of(encoder.schema)
    values, names = (fast.values, fast.names) if by_month else by_player(fast.values, fast.names, encoder.schema)

    def slow(seed: int) -> tuple[Any, float, float]:
        score = lambda raw: model.log_odds(encoder.transform(raw))  # noqa: E731
        return timed(lambda: permutation_shap(score, rows[:n_slow], background, players, n_draws=orders, seed=seed))

    (first, slow_wall, slow_cpu), (second, _, _) = slow(1), slow(2)
    scale = n_rows / n_slow
    print(f"{n_rows:,} rows against {n_background} background rows, {len(names)} columns and sequences")
    print(
        f"chained       {wall:8.1f} s wall {cpu:8.1f} s CPU   sums off by {fast.error:.1e}, closed to {fast.closed:.1e}"
    )
    print(f"permutation   {slow_wall * scale:8.1f} s wall {slow_cpu * scale:8.1f} s CPU   scaled from {n_slow} rows")
    print(f"times faster  {slow_wall * scale / wall:8.0f}      {slow_cpu * scale / cpu:8.0f}")
    size = [np.abs(v).mean(0) for v in (values[:n_slow], first.values, second.values)]
    print(f"\n{'mean |SHAP|':<24}{'chained':>10}{'permutation':>14}{'its repeat':>12}{'r of values':>13}")
    for i, name in enumerate(names):
        r = np.corrcoef(values[:n_slow, i], (first.values + second.values)[:, i])[0, 1]
        print(f"{name:<24}{size[0][i]:>10.3f}{size[1][i]:>14.3f}{size[2][i]:>12.3f}{r:>13.3f}")
    ours, own = spearmanr(size[0], size[1])[0], spearmanr(size[1], size[2])[0]
    print(f"\nrank correlation of mean |SHAP|: {ours:.3f}; of the explainer with its repeat: {own:.3f}")
    both = [np.corrcoef(v.ravel(), first.values.ravel())[0, 1] for v in (values[:n_slow], second.values)]
    print(
        f"correlation of single values:    {both[0]:.3f}; of the permutation explainer with its repeat: {both[1]:.3f}"
    )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[3:] if word.isdigit()]
    main(sys.argv[1], sys.argv[2], *numbers, by_month="by-month" in sys.argv)
