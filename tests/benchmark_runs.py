"""Benchmarks as the engine makes them, with made-up scores, in no time."""

from __future__ import annotations

import numpy as np

from creditviz.metrics import best_threshold, metric_summary
from creditviz.results import Benchmark, ScoredRows

ARMS = {"Logistic regression": 1.0, "Decision tree": 0.6, "XGBoost": 1.6}  # label -> how far apart the outcomes lie
N, BAD = 1500, 0.25


def scores(strength, *, seed=0, n=N, noise=7):
    """Test rows of one cell: the same rows for every model of a seed, better told apart with more strength."""
    rows = np.random.default_rng(seed)
    y = (rows.uniform(size=n) < BAD).astype(np.int8)
    common, own = rows.normal(size=n), np.random.default_rng([seed, noise, int(100 * strength)]).normal(size=n)
    score = strength * y + 0.8 * common + 0.6 * own
    pd = 1 / (1 + np.exp(-(score * strength - strength**2 / 2 + np.log(BAD / (1 - BAD)))))
    return ScoredRows(np.arange(n) + 10_000 * seed, y, pd, {"model": pd})


def figures(rows):
    """Metrics of scored rows, as the engine names them."""
    pd = rows.pd("model")
    return metric_summary(rows.y_true, rows.y_score, pd, best_threshold(rows.y_true, pd))


def benchmark(
    *,
    arms=ARMS,
    books=("Book A",),
    protocols=("holdout",),
    samplers=("none",),
    orders=("after-split",),
    seeds=(0, 1, 2),
    left_out=(),
    n_cells=None,
    failed=None,
):
    """(benchmark, cell -> scores) of a grid; `left_out` are numbers of cells that are not finished yet."""
    grid = [
        (book, protocol, sampler, order, arm, seed)
        for book in books
        for protocol in protocols
        for seed in seeds
        for order in orders
        for sampler in samplers
        if sampler != "none" or order == "after-split"
        for arm in arms
    ]
    done = [number for number in range(len(grid)) if number not in left_out]
    scored = {}
    for number in done:
        book, _, sampler, order, arm, seed = grid[number]
        extra = 0.4 if order == "before-split" else 0.0
        scored[number] = scores(arms[arm] + extra + 0.05 * (sampler != "none"), seed=seed + 100 * books.index(book))
    found = [figures(scored[number]) for number in done]
    columns = list(zip(*(grid[number] for number in done), strict=True)) or [()] * 6
    return Benchmark(
        arms=tuple(arms),
        books=tuple(books),
        number=np.array(done, dtype=np.int64),
        book=columns[0],
        protocol=columns[1],
        sampler=columns[2],
        order=columns[3],
        arm=columns[4],
        seed=np.array(columns[5], dtype=np.int64),
        fold=np.full(len(done), -1, dtype=np.int64),
        metrics={key: np.array([one[key] for one in found]) for key in (found[0] if found else {})},
        seconds=np.full(len(done), 0.5),
        n_cells=n_cells or len(grid),
        failed=failed or {},
    ), scored
