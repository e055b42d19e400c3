"""How long a move of the cut-off takes on the server: counts, tiles and three figures as JSON, for many rows.

python -m benchmarks.decision_speed [--rows 300000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from creditviz.evaluation.cutting.cutoff import count_approved, grid
from creditviz.evaluation.cutting.profit import best_cut_off
from creditviz.figures.theme import in_mode
from creditviz.reporting.decision.cutoff import at_cut_off, decision_tiles, impact_card, profit_card, trade_off_card
from creditviz.results import Applicants, Economics, Segmentation


def simulated(n: int) -> Applicants:
    """Accounts with right PDs, amounts, and three protected attributes of 2, 4 and 6 groups."""
    rng = np.random.default_rng(0)
    pd = np.sort(rng.beta(1.2, 6, n))
    groups = tuple(
        Segmentation(f"attribute {k}", tuple(map(str, range(k))), rng.integers(0, k, n).astype(np.int64))
        for k in (2, 4, 6)
    )
    return Applicants(pd, (rng.random(n) < pd).astype(np.int8), np.arange(n), rng.gamma(2, 5000, n), groups)


def timed(function: Callable[[], object], times: int) -> tuple[float, float]:
    """Median milliseconds on the clock, and of this process's own work."""
    wall, own = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        function()
        wall.append(time.perf_counter() - began)
        own.append(time.process_time() - worked)
    return 1000 * float(np.median(wall)), 1000 * float(np.median(own))


def main() -> None:
    """Print two lines: once a run, and once a move."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    n = parser.parse_args().rows
    rows, money = simulated(n), Economics(margin=0.1, lgd=0.5)
    curves = count_approved(rows, grid(rows))
    cut_offs = iter(np.linspace(0.05, 0.6, 500))
    best = best_cut_off(curves, money, by_column=True)

    def move() -> None:
        at = at_cut_off(rows, curves, next(cut_offs), label="m", about="rows", money=money, best=best)
        decision_tiles(at)
        for card in (trade_off_card(at), profit_card(at), impact_card(at, 0)):
            in_mode(card.figure, "light").to_json()

    move()  # imports
    once, once_own = timed(lambda: count_approved(rows, grid(rows)), 3)
    each, each_own = timed(move, 15)
    print(f"{n:,} rows, 200 cut-offs, 3 protected attributes; milliseconds on the clock (of own work)")
    print(f"once a run: {once:.0f} ({once_own:.0f})")
    print(f"each move:  {each:.0f} ({each_own:.0f})")


if __name__ == "__main__":
    main()
