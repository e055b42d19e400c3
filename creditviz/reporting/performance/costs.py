"""Cost curve and expected maximum profit: what the ranking saves, whatever a default turns out to cost."""

from __future__ import annotations

import math

import numpy as np

from creditviz.evaluation.ranking.emp import expected_maximum_profit
from creditviz.evaluation.ranking.recall import cost_curve
from creditviz.figures.performance.cost_curve import cost_figure
from creditviz.reporting.card import Card, Tile
from creditviz.reporting.performance.cards import Colours, Results, no_figure, rows_of, stacked, usable_results
from creditviz.reporting.words import doubt, percent
from creditviz.results import CostCurve, LossAssumptions, MaximumProfit, RunResult

COST_HELP = (
    "From left to right missed bad accounts carry more and more of the possible costs; the line is what the mistakes "
    "of the best cut-off cost there, 100% being a wrong decision on every account. The dotted roof is approving or "
    "declining everybody without a model; the lower under it, the more the ranking saves. Worry when the line "
    "touches the roof where your figures lie: a model is then worth nothing to you."
)


def cost_card(results: Results, losses: LossAssumptions, *, colours: Colours = None) -> Card:
    """Cost curves of one or several runs, read where the lender's losses and return lie."""
    key, usable = "cost-curve", usable_results(results)
    if not usable:
        return no_figure(key, results, "Cost curve", COST_HELP)
    curves = {label: cost_curve(result.test) for label, result in usable.items()}
    at = share_of_costs(next(iter(curves.values())), losses)
    best = min(curves, key=lambda label: curves[label].at(at))
    return Card(
        key,
        doubt(usable[best]) or _finding(best, curves, at),
        f"Cost curve, lower envelope · {rows_of(usable)}",
        COST_HELP,
        cost_figure(curves, at=at, colours=colours),
        stacked({k: {"share_with_bad": c.share, "cost": c.cost} for k, c in curves.items()}),
    )


def share_of_costs(curve: CostCurve, losses: LossAssumptions) -> float:
    """Bad rate times mean loss, as a share of that and good rate times return; one half where both are 0."""
    bad = curve.n_bad * losses.mean_loss
    good = (curve.n_rows - curve.n_bad) * losses.roi
    return bad / (bad + good) if bad + good else 0.5


def _finding(best: str, curves: dict[str, CostCurve], at: float) -> str:
    curve, of_whom = curves[best], f" of {best}" if len(curves) > 1 else ""
    low, high = curve.useful
    if low >= high:
        return f"No cut-off{of_whom} beats approving or declining everybody, whatever the costs"
    roof = min(at, 1 - at)
    if not roof or curve.at(at) > roof - 1e-9:
        rule = "approving" if at < 0.5 else "declining"
        return (
            f"At your figures no cut-off{of_whom} beats {rule} everybody; "
            f"one pays where bad accounts carry {percent(low)} to {percent(high)} of the costs"
        )
    saved = percent(1 - curve.at(at) / roof)
    return f"At your figures the best cut-off{of_whom} saves {saved} of what mistakes cost without a model"


def profit_tiles(results: Results, losses: LossAssumptions) -> list[Tile]:
    """Expected maximum profit of each run."""
    return [_profit_tile(label, result, losses) for label, result in usable_results(results).items()]


def _profit_tile(label: str, result: RunResult, losses: LossAssumptions) -> Tile:
    y = result.test.y_true
    blind = expected_maximum_profit(y, np.zeros(len(y)), losses).profit
    found = expected_maximum_profit(y, result.test.y_score, losses)
    return profit_tile(label, found, blind=blind, doubted=bool(doubt(result)))


def profit_tile(label: str, found: MaximumProfit, *, blind: float = 0.0, doubted: bool = False) -> Tile:
    """One run's profit beside what a perfect ranking would earn.

    Parameters
    ----------
    blind : what constant scores earn: from some bad rate on, declining everybody is better than approving everybody.
    doubted : whether there are too few accounts for a good verdict.
    """
    if math.isnan(found.profit):
        return Tile(label, "none", "unknown", "", "With one outcome alone there is nothing to earn.")
    part = f", {percent(found.profit / found.perfect)} of a perfect ranking's gain" if found.perfect else ""
    return Tile(
        label,
        "good" if not doubted and found.profit > blind + 1e-12 else "warning",
        f"EMP {found.profit:.2%}",
        f"{percent(found.rejected)} of the applicants rejected on average",
        f"{found.profit:.2%} of the amount applied for is gained over approving everybody{part}."
        + (f" {blind:.2%} of it needs no model." if blind > 1e-12 else ""),
    )
