"""Tab Figures: every figure of the chosen runs with its interval."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from creditviz.metrics.catalogue import METRICS
from creditviz.results import Interval, LossAssumptions
from creditviz.runs import Run, Workspace
from creditviz.ui.facts import kept, result_of
from creditviz.ui.performance.costs import losses_of
from creditviz.ui.performance.judged import Chosen
from creditviz.ui.performance.rows import show_row_files
from creditviz.ui.shell import line, section

_WITH_INTERVALS = {key: METRICS[key].label for key in ("auc", "ks", "h_measure", "brier")}


def show_figures(chosen: Chosen) -> None:
    """The table."""
    section("Figures on test rows")
    with st.spinner("Drawing intervals"):
        table = figure_table(chosen)
    parts = {"Ranking and PDs with their intervals.": _FIRST, "Decisions at the cut-off.": _SECOND}
    for alt, columns in parts.items():
        st.dataframe(table[columns], hide_index=True, column_config=_COLUMNS, alt=alt)
    line(
        "Behind a figure stands its 95% interval, DeLong's for the AUC, by 200 bootstrap draws for the others: how far "
        "it would move with other accounts of the same kind; the model is held fixed, another training is not in it. "
        "Recall and specificity are at the cut-off that validation rows chose. Brier is the squared error of the PD: "
        "compare it with the constant, which is what everybody's average PD would reach."
    )
    show_row_files(chosen)


def figure_table(chosen: Chosen) -> pd.DataFrame:
    """One row a run, under the calibration that the run is judged by."""
    return pd.DataFrame([_figure_row(chosen, run) for run in chosen.runs])


def _figure_row(chosen: Chosen, run: Run) -> dict[str, object]:
    losses, _ = losses_of(chosen.workspace, run)
    figures, intervals = _figures(chosen.workspace, run, losses)
    found: dict[str, object] = {
        "model": chosen.labels[run.id] + (" (leaky replay)" if run.figures.get("leaky") else "")
    }
    for name, label in _WITH_INTERVALS.items():
        found |= {label: figures[name], f"{label} 95%": _ends(intervals.get(name))}
    return found | {
        "Gini": figures["gini"],
        "EMP": _percent(figures["emp"]),
        "rejected": _percent(figures["emp_rejected"]),
        "constant": figures["brier_constant"],
        "cut-off": _percent(figures["threshold"]),
        "recall": _percent(figures["recall"]),
        "specificity": _percent(figures["specificity"]),
        "lift at 10%": figures["lift_at_10"],
        "valid. AUC": None if run.figures.get("validation_from") else run.figures.get("validation", {}).get("auc"),
    }


@kept(200, copied=True)
def _figures(workspace: Workspace, run: Run, losses: LossAssumptions) -> tuple[dict[str, float], dict[str, Interval]]:
    from creditviz.evaluation.cutting.cutoff import cut_off_of
    from creditviz.evaluation.ranking.bootstrap import metric_intervals
    from creditviz.evaluation.ranking.emp import expected_maximum_profit
    from creditviz.metrics import metric_summary

    result = result_of(workspace, run)
    test = result.test
    what = (test.y_true, test.y_score, test.pd(result.calibration), cut_off_of(result))
    earned = expected_maximum_profit(test.y_true, test.y_score, losses)
    figures = {**metric_summary(*what), "emp": earned.profit, "emp_rejected": earned.rejected}
    return figures, metric_intervals(*what)


def _ends(interval: Interval | None) -> str:
    if interval is None or interval.low != interval.low:
        return "unknown"
    return f"{interval.low:.3f} to {interval.high:.3f}"


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


_FIRST = ["model", *(name for label in _WITH_INTERVALS.values() for name in (label, f"{label} 95%")), "constant"]
_SECOND = ["model", "Gini", "lift at 10%", "EMP", "rejected", "cut-off", "recall", "specificity", "valid. AUC"]


def _number(help_text: str, form: str = "%.3f", width: int = 58) -> Any:
    return st.column_config.NumberColumn(format=form, help=help_text, width=width)


def _interval(name: str, how: str) -> Any:
    return st.column_config.TextColumn("95%", help=f"95% interval of the {name}, {how}.", width=104, alignment="right")


_COLUMNS: dict[str, Any] = {
    "model": st.column_config.TextColumn(width=190, pinned=True),
    "AUC": _number(METRICS["auc"].about),
    "AUC 95%": _interval("AUC", "by DeLong, the model held fixed"),
    "Gini": _number(METRICS["gini"].about),
    "EMP": _number(
        "Expected maximum profit over approving everybody, per cent of the amount, at the margin and loss of the book "
        "(Verbraken et al. 2014).",
        "%.2f%%",
    ),
    "rejected": _number("Share of applicants that EMP rejects on average over the losses.", "%.0f%%", 62),
    "KS": _number(METRICS["ks"].about),
    "KS 95%": _interval("KS", "by bootstrap, the model held fixed"),
    "H": _number(METRICS["h_measure"].about),
    "H 95%": _interval("H-measure", "by bootstrap, the model held fixed"),
    "Brier": _number(METRICS["brier"].about),
    "Brier 95%": _interval("Brier score", "by bootstrap, the model held fixed"),
    "constant": _number("Brier of one PD for everybody: the bad rate.", width=68),
    "cut-off": _number("PD at the KS point of validation rows.", "%.1f%%"),
    "recall": _number("Share of bad accounts above the cut-off.", "%.0f%%"),
    "specificity": _number("Share of good accounts below the cut-off.", "%.0f%%", 82),
    "lift at 10%": _number("Bad rate among the riskiest tenth over the bad rate of all.", "%.2f", 80),
    "valid. AUC": _number("AUC on validation rows: what models are chosen by.", width=78),
}
