"""What the Performance page shows: the chosen runs, their cards, their figures with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.reporting.card import Card
from creditviz.results import RunResult
from creditviz.runs import Run, Workspace
from creditviz.ui.cards import show
from creditviz.ui.facts import result_of
from creditviz.ui.judging import colours, count_looks, judged_run, runs_to_judge, test_set, validation_auc
from creditviz.ui.run_names import labels
from creditviz.ui.shell import line, section
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

MOST_RUNS = 6  # as many as there are colours that can be told apart
FIRST_SHOWN = 3


@dataclass(frozen=True)
class Chosen:
    """The runs on the page, the best by validation AUC first."""

    workspace: Workspace
    runs: list[Run]
    labels: dict[str, str]
    colours: dict[str, str]

    @property
    def results(self) -> dict[str, RunResult]:
        """Label -> result."""
        return {self.labels[run.id]: result_of(self.workspace, run) for run in self.runs}


def choose_runs(place: Place) -> Chosen | None:
    """Pills of the finished runs of the open book; None when there is nothing to judge, and what to do then."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names, ids = labels(every), [run.id for run in every]
    picked = st.pills(
        "Runs",
        ids,
        selection_mode="multi",
        default=_first_choice(place, every),
        format_func=lambda key: literal(names[key]),
        key="performance_runs",
        help="The runs that every figure of this page draws.",
        label_visibility="collapsed",
    )
    if not picked:
        line("Choose one run or several.")
        return None
    if len(picked) > MOST_RUNS:
        line(f"The first {MOST_RUNS} of the chosen runs are drawn: more colours cannot be told apart.")
    runs = sorted((run for run in every if run.id in picked[:MOST_RUNS]), key=validation_auc, reverse=True)
    return Chosen(place.workspace, runs, names, colours(every, names, [run.id for run in runs]))


def _first_choice(place: Place, every: Sequence[Run]) -> list[str]:
    """The judged run and the best others by validation AUC, on the same rows."""
    judged = judged_run(place.workspace, place.book, every) if place.book else None
    ranked = sorted(every, key=validation_auc, reverse=True)
    first = judged.run if judged else ranked[0]
    rows = test_set(first.specification)
    others = (run.id for run in ranked if run.id != first.id and test_set(run.specification) == rows)
    return [first.id, *others][:FIRST_SHOWN]


def show_rows_line(chosen: Chosen | None) -> None:
    """Which rows, how many bad, which seed, and by how many runs they have been used."""
    if chosen is None:
        return
    run = chosen.runs[0]
    found, test = run.figures, run.figures["test"]
    looks = count_looks(chosen.workspace, chosen.runs)
    leaky = any(run.figures.get("leaky") for run in chosen.runs)
    promise = "never seen in training, balancing or calibration" + (", except in the leaky replay" if leaky else "")
    line(
        f"Test rows only: {count(test['n'], 'account')}, {test['n_bad']:,} bad, {promise} · "
        f"seed {found['seed']} · {count(looks, 'run')} judged on these rows so far"
        + ("" if looks <= 20 else ": the more runs are compared here, the more the best one owes to luck")
    )


def show_cards(chosen: Chosen | None) -> None:
    """ROC and KS, calibration and score distribution, two to a row."""
    if chosen is None:
        return
    with st.spinner("Drawing"):
        cards = _cards(chosen, tuple((run.id, run.attempt, chosen.labels[run.id]) for run in chosen.runs))
    show(*cards)


def _cards(chosen: Chosen, key: tuple[tuple[str, str, str], ...]) -> tuple[Card, ...]:
    return _cached_cards(chosen, key, tuple(chosen.colours.items()))


@st.cache_resource(show_spinner=False, max_entries=40)
def _cached_cards(
    _chosen: Chosen, key: tuple[tuple[str, str, str], ...], colour_key: tuple[tuple[str, str], ...]
) -> tuple[Card, ...]:
    from creditviz.reporting.performance import calibration_card, ks_card, roc_card, score_distribution_card

    results, own = _chosen.results, dict(colour_key)
    best = next(iter(results))
    return (
        roc_card(results, colours=own),
        ks_card(best, results[best]),
        calibration_card(results, colours=own),
        score_distribution_card(best, results[best]),
    )


def show_figures(chosen: Chosen | None) -> None:
    """Every figure of the chosen runs, AUC and Gini with their intervals."""
    if chosen is None:
        return
    section("Figures on test rows")
    st.dataframe(figure_table(chosen), hide_index=True, column_config=_COLUMNS, alt="Figures of the chosen runs.")
    line(
        "Recall and specificity are at the cut-off that validation rows chose. Brier is the squared error of the PD: "
        "compare it with the constant, which is what everybody's average PD would reach."
    )


def figure_table(chosen: Chosen) -> pd.DataFrame:
    """One row a run."""
    return pd.DataFrame([_figure_row(chosen, run) for run in chosen.runs])


def _figure_row(chosen: Chosen, run: Run) -> dict[str, object]:
    test = run.figures["test"]
    low, high = _auc_interval(chosen.workspace, run.id, run.attempt)
    return {
        "model": chosen.labels[run.id] + (" (leaky replay)" if run.figures.get("leaky") else ""),
        "AUC": test["auc"],
        "95% interval": f"{low:.3f} to {high:.3f}",
        "Gini": test["gini"],
        "KS": test["ks"],
        "H": test["h_measure"],
        "Brier": test["brier"],
        "constant": test["brier_constant"],
        "cut-off": _percent(test["threshold"]),
        "recall": _percent(test["recall"]),
        "specificity": _percent(test["specificity"]),
        "valid. AUC": run.figures["validation"]["auc"],
    }


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


@st.cache_data(show_spinner=False, max_entries=500)
def _auc_interval(_workspace: Workspace, run_id: str, attempt: str) -> tuple[float, float]:
    from creditviz.metrics import auc_interval

    test = result_of(_workspace, _workspace.store.run(run_id)).test
    found = auc_interval(test.y_true, test.y_score)
    return found.low, found.high


def _number(help_text: str, form: str = "%.3f", width: int = 58) -> Any:
    return st.column_config.NumberColumn(format=form, help=help_text, width=width)


_COLUMNS: dict[str, Any] = {
    "model": st.column_config.TextColumn(width=190),
    "AUC": _number("How often a bad account gets a higher PD than a good one."),
    "95% interval": st.column_config.TextColumn(help="Of the AUC, by DeLong.", width=110, alignment="right"),
    "Gini": _number("2 AUC - 1."),
    "KS": _number("Widest gap between bad caught and good flagged."),
    "H": _number("H-measure: gain over the best trivial rule, averaged over costs of the two mistakes."),
    "Brier": _number("Mean squared error of the PD. Lower is better."),
    "constant": _number("Brier of one PD for everybody: the bad rate.", width=68),
    "cut-off": _number("PD at the KS point of validation rows.", "%.1f%%"),
    "recall": _number("Share of bad accounts above the cut-off.", "%.0f%%"),
    "specificity": _number("Share of good accounts below the cut-off.", "%.0f%%", 82),
    "valid. AUC": _number("AUC on validation rows: what models are chosen by.", width=78),
}
