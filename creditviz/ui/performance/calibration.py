"""Tab Calibration: are the PDs right, what would make them right, and which ones a run is judged by."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from creditviz.metrics.catalogue import METRICS
from creditviz.reporting.card import Card, Tile
from creditviz.results import CalibrationSummary, RunResult
from creditviz.runs import Run, Workspace
from creditviz.ui.cards import show, show_card, show_tile_column
from creditviz.ui.facts import kept, result_of
from creditviz.ui.performance.calibration_choice import show_choice
from creditviz.ui.performance.judged import Chosen, choose_one
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line, section

BINNINGS = {"quantile": "Equal groups", "uniform": "Tenths of the PD scale"}


def show_calibration(chosen: Chosen) -> None:
    """The runs as they are, then one of them before and after a re-calibration."""
    binning = pick(
        st.segmented_control,
        "Groups of accounts",
        list(BINNINGS),
        default="quantile",
        required=True,
        format_func=BINNINGS.__getitem__,
        key="calibration_binning",
        label_visibility="collapsed",
    )
    with st.spinner("Drawing"):
        card, tiles, table = _as_they_are(chosen, binning)
    left, right = st.columns([3, 2])
    with left:
        show_card(card)
    with right:
        show_tile_column(tiles)
    _show_table(table, "How right the PDs are as a whole.")
    line(
        "In the large: the shift of log-odds that would make the mean PD right; 0 is right. Slope: 1 is right, below 1 "
        "PDs are spread too far. Behind each stands its 95% interval."
    )
    _show_recalibration(chosen, binning)


def _show_recalibration(chosen: Chosen, binning: str) -> None:
    section("Re-calibrate")
    label = choose_one(chosen, "calibration_one")
    run = next(run for run in chosen.runs if chosen.labels[run.id] == label)
    names = calibrations_of(chosen, run)
    own = result_of(chosen.workspace, run).calibration
    left, right = st.columns(2)
    before = _select(left, "Before", names, next(iter(names)), f"calibration_before_{run.id}")
    others = [name for name in names if name != before]
    after = _select(
        right, "After", names, own if own != before else (others or [own])[0], f"calibration_after_{run.id}"
    )
    with st.spinner("Drawing"):
        cards, table, words = _before_after(chosen, label, before, after, binning)
    show(*cards, place="recalibration_")
    st.markdown(words)
    _show_table(table, "Before and after, on test rows.")
    line(
        "Each is learned, and to be chosen, on validation rows; test rows judge what was chosen. Choosing by them "
        "would make their figures too good."
    )
    show_choice(chosen.workspace, run, names, own)


def _select(place: Any, label: str, names: dict[str, str], default: str, key: str) -> str:
    return pick(place.selectbox, label, list(names), list(names).index(default), format_func=names.__getitem__, key=key)


def calibrations_of(chosen: Chosen, run: Run) -> dict[str, str]:
    """Name -> name on screen of all that can be drawn of a run; what the focal loss alone would print comes first."""
    from creditviz.reporting.performance.calibration import calibration_name
    from creditviz.runs.reading.chosen import FOCAL_SCORE

    names = list(_with_focal(chosen.workspace, run).test.calibrated)
    focal = FOCAL_SCORE in names
    names.sort(key=lambda name: name != FOCAL_SCORE)
    return {name: calibration_name(name, focal=focal) for name in names}


@kept(20)
def _with_focal(workspace: Workspace, run: Run) -> RunResult:
    from creditviz.runs.reading.chosen import with_focal_score

    return with_focal_score(run.specification, result_of(workspace, run))


@kept(40)
def _as_they_are(chosen: Chosen, binning: str) -> tuple[Card, list[Tile], pd.DataFrame]:
    from creditviz.reporting.performance.calibration import in_words, summary_of
    from creditviz.reporting.performance.cards import calibration_card

    results = chosen.results
    card = calibration_card(results, binning=binning, colours=chosen.colours)
    found = {label: summary_of(result) for label, result in results.items() if len(result.test)}
    return card, [in_words(summary, label) for label, summary in found.items()], _table(found)


@kept(60)
def _before_after(
    chosen: Chosen, label: str, before: str, after: str, binning: str
) -> tuple[tuple[Card, ...], pd.DataFrame, str]:
    from creditviz.evaluation.calibration.choice import choose_on_validation
    from creditviz.reporting.performance.calibration import calibration_name, change_words, choice_words, summary_of
    from creditviz.reporting.performance.cards import calibration_card

    colour = chosen.colours[label]
    result = _with_focal(chosen.workspace, next(run for run in chosen.runs if chosen.labels[run.id] == label))
    cards = tuple(
        calibration_card({label: result}, calibration=name, binning=binning, colours={label: colour})
        for name in (before, after)
    )
    found = [summary_of(result, name) for name in (before, after)]
    parts = {
        f"{when}: {calibration_name(s.calibration)}": s for when, s in zip(("before", "after"), found, strict=True)
    }
    chosen_by = choice_words(choose_on_validation(result.validation, result.calibration))
    return cards, _table(parts), f"{chosen_by} {change_words(*found)}"


def _table(summaries: dict[str, CalibrationSummary]) -> pd.DataFrame:
    from creditviz.reporting.performance.calibration import summary_numbers

    return pd.DataFrame(summary_numbers(summaries))


def _show_table(table: pd.DataFrame, alt: str) -> None:
    st.dataframe(table, hide_index=True, column_config=_COLUMNS, alt=alt)


def _number(help_text: str, width: int) -> Any:
    return st.column_config.NumberColumn(format="%.4f", help=help_text, width=width)


_COLUMNS: dict[str, Any] = {
    "": st.column_config.TextColumn(width=190, pinned=True),
    "mean PD": st.column_config.TextColumn(width=58, alignment="right"),
    "bad rate": st.column_config.TextColumn(width=146, help="Share of bad accounts, 95% interval by Wilson."),
    "in the large": st.column_config.TextColumn(width=150, help="Shift of log-odds that would make the mean PD right."),
    "slope": st.column_config.TextColumn(width=130, help="Slope of the outcome's log-odds on the PD's; 1 is right."),
    "Brier": _number(METRICS["brier"].about, 60),
    "log loss": _number("Mean log loss of the PD. Lower is better.", 66),
    "calibration error": _number("Mean gap between PD and bad rate over tenths of the PD scale.", 104),
    "AUC": _number("Of these PDs: ties of a staircase can move it a little.", 60),
}
