"""One scored file: verdicts, cards, early alerts, the first rows, downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.reporting.card import Card, Tile
from creditviz.reporting.words import day
from creditviz.results.scoring import Alerts, Scoring
from creditviz.runs import Run, Workspace
from creditviz.runs.row_exports import STAYS, rows_may_leave
from creditviz.runs.shelves.people import as_now
from creditviz.ui.buttons import press
from creditviz.ui.cards import show, show_card, show_tiles
from creditviz.ui.downloads import FORMATS, file_stem
from creditviz.ui.facts import kept
from creditviz.ui.mistakes import mistakes, show_sentence
from creditviz.ui.runs.progress import resume
from creditviz.ui.shell import line, section
from creditviz.ui.words import count, literal

FIRST_ROWS = 200


def show_results(workspace: Workspace, run: Run, scoring: Run) -> None:
    """What a scoring found; the reason where it did not finish."""
    if scoring.status != "finished":
        show_sentence(scoring.error or "The scoring was stopped.")
        _show_again(workspace, scoring)
        return
    with mistakes():
        found = _found(workspace, scoring)
        line(
            f"**{literal(found.file)}**, {count(found.n_rows, 'row')}, scored by {literal(run.name)} on "
            f"{day(scoring.ended or scoring.created)} · PDs: {_calibration_words(found.calibration)}"
        )
        show_tiles(_tiles(workspace, scoring))
        _show_downloads(workspace, scoring, found)
        _show_cards(_cards(workspace, scoring), found)
        _show_alerts(found)
        _show_rows(workspace, scoring)
        for note in found.notes:
            line(f":material/info: {literal(note)}")


def _calibration_words(name: str) -> str:
    from creditviz.reporting.performance.calibration import calibration_name

    return literal(calibration_name(name))


def _show_again(workspace: Workspace, scoring: Run) -> None:
    press(
        st.button,
        "Score again",
        resume,
        workspace,
        scoring.id,
        icon=":material/replay:",
        key=f"scoring_again_{scoring.id}",
        help="Begins at the first row.",
    )


@kept(20)
def _found(workspace: Workspace, scoring: Run) -> Scoring:
    from creditviz.runs.work.scored.scoring import load_scoring

    return load_scoring(workspace, scoring.id)


@kept(20)
def _tiles(workspace: Workspace, scoring: Run) -> tuple[Tile, ...]:
    from creditviz.reporting.scoring import scoring_tiles

    return scoring_tiles(_found(workspace, scoring))


@kept(20, spinner="Drawing")
def _cards(workspace: Workspace, scoring: Run) -> tuple[Card, ...]:
    from creditviz.reporting.scoring import scoring_cards

    return scoring_cards(_found(workspace, scoring))


def _show_cards(cards: Sequence[Card], found: Scoring) -> None:
    """Grades and the score's drift; below them the columns' drift beside what the file says of itself."""
    show(*cards[:2], place="scoring_")
    beside = bool(cards[2:]) and found.outcomes is not None
    left, right = st.columns(2) if beside else (st.container(), st.container())
    with left:
        for card in cards[2:]:
            show_card(card, "scoring_")
    with right:
        _show_outcomes(found)
    _show_mismatches(found)


def _show_downloads(workspace: Workspace, scoring: Run, found: Scoring) -> None:
    if not rows_may_leave():
        line(f":material/lock: {STAYS}")
        return
    with st.container(horizontal=True):
        for kind in ("csv", "parquet"):
            label, mime = FORMATS[kind]
            st.download_button(
                f"All rows, {label}",
                data=_written(workspace, scoring.id, kind),
                file_name=f"{file_stem(found.file.split('.')[0])}-scored.{kind}",
                mime=mime,
                key=f"scoring_{kind}",
                icon=":material/download:",
                on_click="ignore",
                help="Row number, identifier, score, PD, points, grade, decision and reasons. In CSV, cells that a "
                "spreadsheet would run as a formula are made harmless.",
            )


def _written(workspace: Workspace, run_id: str, kind: str) -> Callable[[], bytes]:
    """What a download holds; written when it is asked for."""

    def write() -> bytes:
        from creditviz.runs.work.scored.scoring import write_scores

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"rows.{kind}"
            write_scores(workspace, run_id, path)
            return path.read_bytes()

    return as_now(write)


def _show_outcomes(found: Scoring) -> None:
    from creditviz.reporting.scoring import outcome_lines

    lines = outcome_lines(found)
    if lines:
        section("How the PDs did")
        st.dataframe(lines, hide_index=True, alt="Figures of the file beside those of the development's test rows.")


def _show_mismatches(found: Scoring) -> None:
    if not found.mismatches:
        return
    section("Columns to mend")
    st.dataframe(
        {
            "column": [m.column for m in found.mismatches],
            "rows in it": [m.rows for m in found.mismatches],
            "what": [m.what for m in found.mismatches],
            "what to do": [m.fix for m in found.mismatches],
        },
        hide_index=True,
        column_config={
            "rows in it": st.column_config.NumberColumn("rows", format="localized", width=70),
            "what": st.column_config.TextColumn("what", width=620),
            "what to do": st.column_config.TextColumn("what to do", width=420),
        },
        alt="Columns of the file that do not fit the model, on all rows.",
    )


def _show_alerts(found: Scoring) -> None:
    alerts = found.alerts
    if alerts is None:
        return
    section("Early alerts")
    line(
        f"The PD of {alerts.n_risen:,} of {alerts.n_known:,} accounts with an earlier score "
        f"(column {literal(alerts.column)}) has risen; {alerts.n_crossed:,} were below the cut-off and no longer are. "
        f"The largest rise comes first{_at_most(alerts)}."
    )
    st.dataframe(alert_frame(alerts), hide_index=True, column_config=_COLUMNS, alt="Accounts by the rise of their PD.")


def _at_most(alerts: Alerts) -> str:
    return f"; the first {len(alerts.row):,} are shown" if len(alerts.row) < alerts.n_risen else ""


def alert_frame(alerts: Alerts) -> pd.DataFrame:
    """One line an account, the largest rise first."""
    columns: dict[str, object] = {"row": alerts.row}
    if alerts.identifier:
        columns["account"] = list(alerts.identifier)
    columns |= {
        "earlier PD": 100 * alerts.before,
        "PD": 100 * alerts.now,
        "rise": 100 * (alerts.now - alerts.before),
    }
    return pd.DataFrame(columns)


def _show_rows(workspace: Workspace, scoring: Run) -> None:
    from creditviz.runs.work.scored.scoring import scored_rows

    with st.expander(f"The first {FIRST_ROWS} rows", icon=":material/table_rows:"):
        rows = scored_rows(workspace, scoring.id, FIRST_ROWS)
        for name in ("pd", "previous_pd", "pd_rise"):
            if name in rows:
                rows[name] *= 100
        st.dataframe(rows.drop(columns="score"), hide_index=True, column_config=_COLUMNS, alt="First scored rows.")


def _percent(title: str, about: str) -> Any:
    return st.column_config.NumberColumn(title, format="%.2f%%", help=about, width=90)


_COLUMNS: dict[str, Any] = {
    "row": st.column_config.NumberColumn("row", format="localized", help="Its number in the file, from 1.", width=80),
    "PD": _percent("PD", "Probability of default."),
    "pd": _percent("PD", "Probability of default."),
    "earlier PD": _percent("earlier PD", "From the file's own column; points are turned into PDs."),
    "previous_pd": _percent("earlier PD", "From the file's own column; points are turned into PDs."),
    "rise": _percent("rise", "PD less earlier PD, in percentage points."),
    "pd_rise": _percent("rise", "PD less earlier PD, in percentage points."),
    **{
        f"reason_{n}": st.column_config.TextColumn(f"reason {n}", help="Beside declined rows.", width=300)
        for n in range(1, 5)
    },
}
