"""Row-level files of a run: what a validator recomputes every figure from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from creditviz.results import RunResult
from creditviz.runs import Run, Workspace
from creditviz.runs.row_exports import STAYS, rows_leave, rows_may_leave
from creditviz.runs.shelves.people import as_now
from creditviz.ui.facts import result_of
from creditviz.ui.performance.judged import Chosen, choose_one
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal


def _written(workspace: Workspace, run: Run, write: Callable[[RunResult, str], bytes], part: str) -> bytes:
    rows_leave(workspace, run.id, f"{part} rows")
    return write(result_of(workspace, run), part)


def show_row_files(chosen: Chosen) -> None:
    """Test and validation rows of one run as CSV or Parquet; written when a button is pressed."""
    from creditviz.reporting.performance.calibration import calibration_name
    from creditviz.reporting.performance.rows import as_csv, as_parquet

    section("Every account")
    if not rows_may_leave():
        line(f":material/lock: {STAYS}")
        return
    label = choose_one(chosen, "rows_one")
    run = next(run for run in chosen.runs if chosen.labels[run.id] == label)
    result = result_of(chosen.workspace, run)
    kinds = {"csv": ("text/csv", as_csv), "parquet": ("application/vnd.apache.parquet", as_parquet)}
    with st.container(horizontal=True):
        for part in ("test", "validation"):
            for ending, (mime, write) in kinds.items():
                st.download_button(
                    f"{part.capitalize()} rows, {'CSV' if ending == 'csv' else 'Parquet'}",
                    data=as_now(partial(_written, chosen.workspace, run, write, part)),
                    file_name=f"{part}_rows_{run.id[:8]}.{ending}",
                    mime=mime,
                    key=f"rows_{part}_{ending}",
                    icon=":material/download:",
                    on_click="ignore",
                )
    line(
        "Row id (position in the stored book, from 0), outcome (1 = bad), the model's own score and the PD of every "
        "calibration. With both files every figure of this page can be recomputed: the cut-off is the widest gap on "
        f"validation rows. Figures are drawn with: {literal(calibration_name(result.calibration))}."
    )
