"""Cards of the rows themselves: single features, months, associations, a map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from creditviz.evaluation.likeness.comparison import compare_feature
from creditviz.figures.balancing.association import association_figure
from creditviz.figures.balancing.comparison import comparison_figure, comparison_grid_figure
from creditviz.figures.balancing.months import lag_in_words, months_figure
from creditviz.figures.balancing.row_map import MAX_POINTS, drawn, row_map_figure
from creditviz.reporting.balancing.words import auc_words, floor_words
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent
from creditviz.results import FidelityResult, MonthPattern, RowMap
from creditviz.results.balancing.comparison import FeatureComparison
from creditviz.schema import TableSchema

COMPARISON_HELP = (
    "Grey bars are real rows, the orange outline is the synthetic ones; each sums to 100%. "
    "Bars and axes come from the real rows, so between two moments only the outline moves. "
    "Worry when the outline misses a peak or fills a gap that real rows leave; alike features do not make alike rows, "
    "so read the two-sample test beside it."
)
MONTHS_HELP = (
    "The line is the median account of each month, the bands hold the middle 50% and 80% of the accounts. "
    "The month-on-month figure says how strongly a month follows the one before: 1 wholly, 0 not at all. "
    "Worry when the fans differ, or when the synthetic months follow each other less than the real ones."
)
ASSOCIATION_HELP = (
    "Each square says how strongly two features hang together: 0 not at all, 1 wholly, below 0 in opposite directions. "
    "The third map is synthetic minus real; pale means that the synthetic rows keep the association. "
    "Worry about strong colour in the third map: a model would learn a link that real accounts do not have."
)
MAP_HELP = (
    "Each point is an account; accounts that are alike lie near each other. Click a point to open its row. "
    "Synthetic defaulters should lie where real ones lie, neither beside them nor in a few heaps. "
    "Worry when an area of real defaulters has no synthetic ones, or the other way round; distances between far-off "
    "groups mean little."
)
SAME_LAG = 0.05  # correlations of neighbouring months closer than this are called the same
WHOLE = 0.02  # a distribution of which less than this would have to move is called the same


def comparison_card(
    feature: str,
    real: pd.DataFrame,
    synthetic: Mapping[str, pd.DataFrame],
    schema: TableSchema,
    *,
    moment: str = "",
    of: str = "training defaulters",
) -> Card:
    """One feature of real and of synthetic rows, a panel per sampler.

    Parameters
    ----------
    real : rows of one outcome, with the feature's column.
    synthetic : label -> rows.
    moment : which state of the generator, e.g. "after 3,000 steps".
    of : what the real rows are.
    """
    comparison = compare_feature(real, synthetic, schema, feature)
    made = " / ".join(f"{n:,}" for n in dict.fromkeys(comparison.n_synthetic.values()))
    numbers: dict = {"bin": list(comparison.labels), "real": comparison.share_real}
    numbers |= {f"synthetic, {label}": share for label, share in comparison.shares.items()}
    return Card(
        f"comparison-{feature}",
        _comparison_finding(comparison, moment),
        f"{comparison.name} · {comparison.n_real:,} real {of}, {made} synthetic{_at(moment)}",
        COMPARISON_HELP,
        comparison_figure(comparison),
        numbers,
    )


def comparison_grid_card(
    label: str,
    real: pd.DataFrame,
    synthetic: pd.DataFrame,
    schema: TableSchema,
    *,
    moment: str = "",
    of: str = "training defaulters",
) -> Card:
    """Small panels of all features of one sampler."""
    features = [name for name in schema.features(use_protected=True) if name in real.columns]
    compared = [compare_feature(real, {label: synthetic}, schema, name, most_bins=20) for name in features]
    worst = max(compared, key=lambda c: c.misplaced(label), default=None)
    finding = "The book has no feature."
    if worst is not None:
        mean = float(np.mean([comparison.misplaced(label) for comparison in compared]))
        finding = f"{worst.name} differs most: {percent(worst.misplaced(label))} misplaced, {percent(mean)} on average"
    return Card(
        "comparison-grid",
        finding,
        f"All {len(features)} features, one by one · {label}{_at(moment)} · "
        f"{len(real):,} real {of}, {len(synthetic):,} synthetic",
        COMPARISON_HELP,
        comparison_grid_figure(compared, label) if compared else None,
        {
            "feature": [comparison.name for comparison in compared],
            "column": [comparison.feature for comparison in compared],
            "misplaced": [comparison.misplaced(label) for comparison in compared],
        },
    )


def months_card(label: str, pattern: MonthPattern, *, n_real: int, n_synthetic: int) -> Card:
    """Fans of one monthly quantity, real beside synthetic."""
    synthetic, real = pattern.lag1_synthetic, pattern.lag1_real
    against = f"{lag_in_words(synthetic)} against {lag_in_words(real)}"
    finding = f"{pattern.name} follows the month before {_as_strongly(synthetic, real)} in real rows: {against}"
    if not (np.isfinite(synthetic) and np.isfinite(real)):
        finding = f"{pattern.name} does not change from month to month among these rows: {against}"
    rows = f"{n_real:,} held-out real, {n_synthetic:,} synthetic defaulters"
    names = ("q10", "q25", "q50", "q75", "q90")
    numbers: dict = {"month": list(pattern.steps)}
    numbers |= {f"real_{name}": row for name, row in zip(names, pattern.quantiles_real, strict=True)}
    numbers |= {f"synthetic_{name}": row for name, row in zip(names, pattern.quantiles_synthetic, strict=True)}
    return Card(
        f"months-{pattern.name}",
        finding,
        f"Median, middle 50% and 80% by month · correlation of neighbouring months · {label} · {rows}",
        MONTHS_HELP,
        months_figure(pattern),
        numbers,
    )


def association_card(label: str, fidelity: FidelityResult) -> Card:
    """Associations of real rows, of synthetic rows, and their difference."""
    difference = np.nan_to_num(fidelity.association_synthetic - fidelity.association_real)
    first, second = np.triu_indices(len(fidelity.names), k=1)
    finding = "One feature has no associations."
    if len(first):
        at = int(np.argmax(np.abs(difference[first, second])))
        a, b = int(first[at]), int(second[at])
        finding = (
            f"{fidelity.names[a]} and {fidelity.names[b]} differ most: {fidelity.association_synthetic[a, b]:.2f} "
            f"against {fidelity.association_real[a, b]:.2f} in real rows"
        )
    return Card(
        "association",
        finding,
        f"Association of {len(fidelity.names)} features · {label} · {fidelity.n_held_out:,} held-out real, "
        f"{fidelity.n_synthetic:,} synthetic defaulters · {told_apart(fidelity)}",
        ASSOCIATION_HELP,
        association_figure(fidelity),
        {
            "feature": [fidelity.names[i] for i in first],
            "with": [fidelity.names[i] for i in second],
            "real": fidelity.association_real[first, second],
            "synthetic": fidelity.association_synthetic[first, second],
        },
    )


def row_map_card(label: str, rows: RowMap) -> Card:
    """Rows in two dimensions; the figure's `customdata` is the row's number."""
    kept = drawn(rows)
    counts = [int((rows.kind[kept] == kind).sum()) for kind in (0, 1, 2)]
    real, synthetic = (rows.xy[rows.kind == kind] for kind in (1, 2))
    finding = f"{counts[2]:,} synthetic defaulters among {counts[1]:,} real ones"
    if len(real) and len(synthetic):
        finding += f": {percent(_within(real, synthetic))} lie where the middle 90% of the real ones lie"
    return Card(
        f"map-{'pca' if rows.method == 'PCA' else 't-sne'}",
        finding,
        f"{rows.method} of {label} · {counts[1]:,} real training defaulters, {counts[2]:,} synthetic, "
        f"{counts[0]:,} good{f' · at most {MAX_POINTS:,} points' if len(rows.row) > MAX_POINTS else ''}",
        MAP_HELP,
        row_map_figure(rows),
        {"row": rows.row, "kind": rows.kind, "x": rows.xy[:, 0], "y": rows.xy[:, 1]},
    )


def clicked_row(customdata: object) -> tuple[str, int]:
    """Where a point of the map comes from, and its number there.

    >>> clicked_row(12), clicked_row([-1])
    (('book', 12), ('synthetic', 0))
    """
    number = int(np.ravel(np.asarray(customdata))[0])
    return ("book", number) if number >= 0 else ("synthetic", -1 - number)


def told_apart(fidelity: FidelityResult) -> str:
    """The two-sample test in short: it stands beside every figure of quality."""
    return f"two-sample AUC {auc_words(fidelity.two_sample.auc)}, {floor_words(fidelity.floor.auc)}"


def _comparison_finding(comparison: FeatureComparison, moment: str) -> str:
    when = f" {moment}" if moment else ""
    moved = {label: comparison.misplaced(label) for label in comparison.shares}
    if not moved:
        return f"{comparison.name}: no synthetic rows to compare"
    ranked = sorted(moved, key=moved.__getitem__)
    best = ranked[0]
    if len(ranked) > 1:
        worst = ranked[-1]
        return (
            f"{comparison.name}{when}: {best} misplaces {percent(moved[best])} of its rows, "
            f"{worst} {percent(moved[worst])}"
        )
    if moved[best] < WHOLE:
        return f"{comparison.name}{when}: real and synthetic are spread alike, {percent(moved[best])} misplaced"
    return f"{comparison.name}{when}: {percent(moved[best])} of the synthetic rows are misplaced"


def _as_strongly(synthetic: float, real: float) -> str:
    if abs(synthetic - real) <= SAME_LAG:
        return "as"
    return "less than" if abs(synthetic) < abs(real) else "more than"


def _within(real: np.ndarray, points: np.ndarray) -> float:
    """Share of points inside the box that holds the middle 90% of the real ones in each direction."""
    low, high = np.quantile(real, (0.05, 0.95), axis=0)
    return float(((points >= low) & (points <= high)).all(axis=1).mean())


def _at(moment: str) -> str:
    return f" {moment}" if moment else ""
