"""Cards of the tabs Portfolio and One account: what moves scores, in columns that a person names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.explanation.one_account import as_shap, waterfall
from creditviz.explanation.shapley.shap_values import level_of
from creditviz.figures.explanation.by_month import by_month_figure
from creditviz.figures.explanation.dependence import dependence_figure
from creditviz.figures.explanation.field_importance import field_importance_figure
from creditviz.figures.explanation.waterfall import waterfall_figure
from creditviz.reporting.card import Card
from creditviz.reporting.explanation.cards import beeswarm_card
from creditviz.reporting.words import LEAKY, of_rows, percent
from creditviz.results import AccountShap, FieldImportance

BAR_HELP = (
    "A bar is the mean size of a column's contribution to the score, whichever way it points. "
    "The months of a sequence are one column; all bars together are the whole movement of the scores. "
    "Worry when a column leads that should not be known at the time of the decision."
)
DEPENDENCE_HELP = (
    "Each point is an account: across, the column's value; upwards, what it added to the score. "
    "A clear line is an effect on its own; a spread that follows the colour is an effect together with that column. "
    "Worry when the direction contradicts experience, or turns where there are few points."
)
MONTHS_HELP = (
    "Each cell is the mean size of a month's contribution to the score. "
    "The months of a row add up to that sequence's contribution, account by account. "
    "Worry when an old month weighs more than the latest ones without a reason."
)
FALL_HELP = (
    "The first line is the PD at the mean score of the reference accounts, the last this account's; each bar is what a "
    "column adds to it or takes from it. "
    "Bars are shares of the model's score, scaled together so that they end at the account's PD. "
    "Worry when the strongest bar is a column that may not be used, or that the applicant could not have known."
)


def about(label: str, result: AccountShap, *, leaky: bool = False) -> str:
    """The grey line of every card: how, which run, which rows, against whom."""
    against = result.reference
    if result.n_background:
        against += f", {result.n_background} real accounts"
    said = f"{result.method} · {label} · {of_rows(len(result.row_id), result.n_available)} · against {against}"
    return said + (f" · {LEAKY}" if leaky else "")


def swarm_card(label: str, result: AccountShap, *, leaky: bool = False, marked: int | None = None) -> Card:
    """One row a column, one point an account."""
    what = f"{result.method}, against {result.reference}"
    return beeswarm_card(label, as_shap(result), leaky=leaky, what=what, marked=marked)


def bar_card(label: str, result: AccountShap, *, leaky: bool = False) -> Card:
    """Mean absolute contribution by column."""
    size = np.abs(result.values)
    strength = FieldImportance(
        names=result.names,
        sources=result.columns,
        importance=size.mean(0),
        spread=size.std(0),
        left_out=(),
        n_rows=len(size),
        n_available=result.n_available,
        what=f"mean contribution in {result.unit}",
    )
    order = np.argsort(-strength.importance, kind="stable")
    numbers = {
        "column": [result.columns[c] for c in order],
        "name": [result.names[c] for c in order],
        "mean_absolute_contribution": strength.importance[order],
    }
    figure = field_importance_figure(strength, n_fields=12)
    return Card("mean-shap", _bar_finding(result), about(label, result, leaky=leaky), BAR_HELP, figure, numbers)


def _bar_finding(result: AccountShap) -> str:
    mean = np.abs(result.values).mean(0)
    whole = mean.sum()
    if whole <= 0:
        return "No column moves the score: the model is a constant."
    order = np.argsort(-mean, kind="stable")
    needed = int(np.searchsorted(np.cumsum(mean[order]) / whole, 0.8)) + 1
    if needed == 1:
        return f"{result.names[order[0]]} alone carries {percent(mean[order[0]] / whole)} of the movement"
    return f"{needed} of {len(mean)} columns carry {percent(mean[order[:needed]].sum() / whole)} of the movement"


def dependence_card(
    label: str, result: AccountShap, column: int, by: int, *, leaky: bool = False, marked: int | None = None
) -> Card:
    """A column's contribution by its value, coloured by another."""
    value, contribution = result.features[:, column], result.values[:, column]
    name, other = result.names[column], result.names[by]
    subtitle = f"{about(label, result, leaky=leaky)} · colour: {other}"
    known = np.isfinite(value)
    if not known.any():
        return Card("dependence", f"{name} has no value on any account that is explained.", subtitle, DEPENDENCE_HELP)
    figure = dependence_figure(
        value[known],
        contribution[known],
        level_of(result.features[:, by])[known],
        result.row_id[known],
        name=f"{name}, latest month" if name in result.sequence_names else name,
        by=other,
        unit=result.unit,
        marked=marked,
    )
    numbers = {
        "row": result.row_id[known] + 1,
        result.columns[column]: value[known],
        "contribution": contribution[known],
        f"colour: {result.columns[by]}": result.features[known, by],
    }
    finding = _dependence_finding(name, value[known], contribution[known])
    return Card("dependence", finding, subtitle, DEPENDENCE_HELP, figure, numbers)


def _dependence_finding(name: str, value: np.ndarray, contribution: np.ndarray) -> str:
    level = level_of(value)
    low, high = contribution[level <= 0.25], contribution[level >= 0.75]
    if not len(low) or not len(high) or np.ptp(value) == 0:
        return f"{name} has one value on these accounts"
    apart = float(high.mean() - low.mean())
    if abs(apart) < 0.1 * max(float(contribution.std()), 1e-9):
        return f"Low and high values of {name} move the score alike"
    way = "raise" if apart > 0 else "lower"
    return f"High values of {name} {way} the score by {abs(apart):.2f} against low ones"


def months_card(label: str, result: AccountShap, *, leaky: bool = False) -> Card | None:
    """Contribution by sequence and month; None where it is not known by month."""
    if result.months is None or not result.sequence_names:
        return None
    strength = np.abs(result.months).mean(0)
    row, column = np.unravel_index(int(strength.argmax()), strength.shape)
    share = strength[row, column] / max(float(strength.sum()), 1e-12)
    when = result.step_names[column]
    finding = f"{result.sequence_names[row]}, {when}, carries {percent(share)} of what the months move"
    numbers: dict = {"sequence": list(result.sequence_names)}
    numbers |= {month: strength[:, step] for step, month in enumerate(result.step_names)}
    figure = by_month_figure(strength, result.sequence_names, result.step_names)
    return Card("months", finding, about(label, result, leaky=leaky), MONTHS_HELP, figure, numbers)


def waterfall_card(
    label: str,
    result: AccountShap,
    values: np.ndarray,
    end: float,
    *,
    account: str,
    shown: Sequence[str] = (),
    leaky: bool = False,
) -> Card:
    """From the PD of the reference to the PD `end` of one account.

    Parameters
    ----------
    values : contributions of its columns, (n_columns,).
    account : what it is called on screen.
    shown : its values in words, one a column.
    """
    fall = waterfall(result.names, values, start=result.base_pd, end=end, shown=shown)
    order = np.argsort(-np.abs(values), kind="stable")
    numbers = {
        "column": [result.columns[c] for c in order],
        "value": [shown[c] if len(shown) else "" for c in order],
        f"contribution in {result.unit}": values[order],
    }
    subtitle = f"{account} · {result.method} · {label} · from {result.reference}" + (f" · {LEAKY}" if leaky else "")
    figure = waterfall_figure(fall, start_name=result.reference.partition(" (")[0])
    return Card("waterfall", _fall_finding(result, values, end), subtitle, FALL_HELP, figure, numbers)


def _fall_finding(result: AccountShap, values: np.ndarray, end: float) -> str:
    said = f"PD {end:.1%} against {result.base_pd:.1%} of {result.reference.partition(' (')[0]}"
    way = 1.0 if end >= result.base_pd else -1.0
    first = int(np.argmax(values * way))
    if values[first] * way <= 0:
        return said
    return f"{said}: most of it {'up' if way > 0 else 'down'} by {result.names[first]}"
