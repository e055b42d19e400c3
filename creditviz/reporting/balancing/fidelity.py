"""Cards of fidelity: feature by feature, all together, and the rules that real rows keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from creditviz.data.values import counted
from creditviz.figures.balancing.column_fidelity import MAX_FEATURES, by_distance, column_fidelity_figure, distance
from creditviz.figures.balancing.rules import MAX_RULES, rules_figure
from creditviz.figures.balancing.telling import telling_figure
from creditviz.figures.balancing.two_sample import two_sample_figure, yardsticks
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.balancing.rows import told_apart
from creditviz.reporting.balancing.words import auc_words, floor_words
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent
from creditviz.results import FidelityResult, Interval, RuleCount

COLUMN_HELP = (
    "Each bar is how far one feature of the synthetic rows lies from held-out real rows: for numbers in standard "
    "deviations, for categories the share of rows that would have to change. "
    "Zero is perfect; even two sets of real rows differ a little. "
    "Worry about long bars, and do not be calmed by short ones: alike features may be joined in rows that nobody has."
)
TWO_SAMPLE_HELP = (
    "A model is asked which rows are synthetic; 0.5 means that it cannot tell, 1 that it always knows. "
    "The floor is what two sets of real rows reach, and SMOTE is the usual yardstick; bars are 95% intervals, "
    "widened for the rows that the five models share (Nadeau and Bengio 2003). "
    "Worry when the dot lies nearer to SMOTE than to the floor: something in the rows gives them away."
    f" {THRESHOLDS['two-sample'].words}"
)
TELLING_HELP = (
    "The bars show on which features the model leans that tells synthetic rows from real ones. "
    "A long bar is a feature, or a combination with it, that gives the synthetic rows away. "
    "Worry when one feature carries nearly all: the sampler may have broken its format, such as round amounts."
)
RULES_HELP = (
    "The rules were learned from real training rows; the bars are the shares of rows that break them. "
    "A good sampler breaks a rule no more often than held-out real rows do. "
    "Worry about rules that real rows never break: such accounts cannot exist."
)


def column_fidelity_card(label: str, fidelity: FidelityResult) -> Card:
    """Distance of each feature, beside the two-sample test."""
    shown = [column for kind in ("numeric", "categorical") for column in by_distance(fidelity.columns, kind)]
    numeric = by_distance(fidelity.columns, "numeric")
    finding = "No feature could be compared."
    if numeric:
        finding = f"{numeric[0].name} is farthest off: {numeric[0].w1:.2f} standard deviations; mean {fidelity.w1:.2f}"
    elif shown:
        finding = f"{shown[0].name} is farthest off: {percent(distance(shown[0]))} would have to change"
    drawn_ = min(len(shown), 2 * MAX_FEATURES)
    return Card(
        "column-fidelity",
        finding,
        f"Distance of {drawn_} of {len(fidelity.columns)} features · {label} · {_rows(fidelity)} · "
        + told_apart(fidelity),
        COLUMN_HELP,
        column_fidelity_figure(fidelity.columns),
        {
            "feature": [column.name for column in fidelity.columns],
            "column": [column.feature for column in fidelity.columns],
            "kind": [column.kind for column in fidelity.columns],
            "w1": [column.w1 for column in fidelity.columns],
            "ks": [column.ks for column in fidelity.columns],
            "total_variation": [column.total_variation for column in fidelity.columns],
            "coverage": [column.coverage for column in fidelity.columns],
        },
    )


def two_sample_card(results: Mapping[str, FidelityResult], *, keys: Mapping[str, str] | None = None) -> Card:
    """How well a model tells synthetic rows from held-out real ones, with the floor and SMOTE beside it.

    Parameters
    ----------
    results : label -> fidelity.
    keys : label -> registry key, for the sampler's own colour.
    """
    if not results:
        return Card("two-sample", "No sampler is chosen.", "Two-sample test", TWO_SAMPLE_HELP)
    ranked = sorted(results, key=lambda label: results[label].two_sample.auc.value)
    best = results[ranked[0]]
    beside = floor_words(best.floor.auc)
    if best.smote is not None:
        beside += f", SMOTE {auc_words(best.smote.auc)}"
    lead = f"{ranked[0]} is hardest to tell apart" if len(ranked) > 1 else f"{ranked[0]} is told from real rows"
    sizes = " / ".join(f"{n:,}" for n in dict.fromkeys(result.two_sample.n for result in results.values()))
    rows: list[tuple[str, Interval, int]] = [
        (label, result.two_sample.auc, result.two_sample.n) for label, result in results.items()
    ]
    rows += [(stick.label, stick.test.auc, stick.test.n) for stick in yardsticks(results, keys=keys)]
    return Card(
        "two-sample",
        f"{lead}: AUC {auc_words(best.two_sample.auc, reach=True)}; {beside}",
        f"Two-sample test, XGBoost in five folds · {sizes} synthetic against as many held-out real defaulters",
        TWO_SAMPLE_HELP,
        two_sample_figure(results, keys=keys),
        {
            "rows": [name for name, _, _ in rows],
            "auc": [auc.value for _, auc, _ in rows],
            "low": [auc.low for _, auc, _ in rows],
            "high": [auc.high for _, auc, _ in rows],
            "n": [n for _, _, n in rows],
        },
    )


def telling_card(label: str, fidelity: FidelityResult) -> Card:
    """Features that give the synthetic rows away."""
    telling = fidelity.two_sample.telling
    subtitle = f"Share of the two-sample model's gain · {label} · {_rows(fidelity)} · {told_apart(fidelity)}"
    if not telling:
        return Card("telling", "The model found no feature that gives the rows away.", subtitle, TELLING_HELP)
    (name, share), *_ = telling
    return Card(
        "telling",
        f"{name} gives the synthetic rows away most: {percent(share)} of the model's gain",
        subtitle,
        TELLING_HELP,
        telling_figure(telling),
        {"feature": [name for name, _ in telling], "share": [share for _, share in telling]},
    )


def rules_card(label: str, rules: Sequence[RuleCount], *, n_synthetic: int, n_held_out: int) -> Card:
    """Rules of the real rows, the most broken first."""
    ordered = most_broken(rules)
    subtitle = (
        f"{min(len(ordered), MAX_RULES)} of {len(ordered)} rules learned from real rows · {label} · "
        f"{n_synthetic:,} synthetic, {n_held_out:,} held-out real defaulters"
    )
    if not ordered:
        return Card("rules", "No rule was found that real rows keep.", subtitle, RULES_HELP)
    worst = ordered[0]
    broken = sum(rule.broken > rule.broken_real for rule in ordered)
    finding = f"Kept as by real rows: {counted(len(ordered), 'rule')}"
    if broken:
        finding = (
            f"{broken} of {len(ordered)} rules are broken more often than by real rows; the most: "
            f"{worst.rule.rstrip('.')}, by {percent(worst.broken)}"
        )
    return Card("rules", finding, subtitle, RULES_HELP, rules_figure(ordered), _rule_columns(ordered))


def rules_table(rules: Sequence[RuleCount]) -> pd.DataFrame:
    """The rules as a table for the screen, the most broken first."""
    ordered = most_broken(rules)
    return pd.DataFrame(
        {
            "rule": [rule.rule for rule in ordered],
            "synthetic rows that break it": [percent(rule.broken) for rule in ordered],
            "real rows that break it": [percent(rule.broken_real) for rule in ordered],
            "columns": [", ".join(rule.columns) for rule in ordered],
        }
    )


def most_broken(rules: Sequence[RuleCount]) -> list[RuleCount]:
    """Rules by how much more often synthetic rows break them than real ones."""
    return sorted(rules, key=lambda rule: (rule.broken_real - rule.broken, -rule.broken))


def _rule_columns(rules: Sequence[RuleCount]) -> dict:
    return {
        "rule": [rule.rule for rule in rules],
        "synthetic": [rule.broken for rule in rules],
        "real": [rule.broken_real for rule in rules],
        "columns": [" ".join(rule.columns) for rule in rules],
    }


def _rows(fidelity: FidelityResult) -> str:
    return f"{fidelity.n_synthetic:,} synthetic, {fidelity.n_held_out:,} held-out real defaulters"
