"""The run table: numbers to the right, with the digits that their intervals support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.metrics.catalogue import METRICS
from creditviz.runs import Run
from creditviz.ui.forms.rows import choose_rows
from creditviz.ui.runs.names import sampler_words, status_words
from creditviz.ui.words import ago

_FIGURES = ("auc", "ks", "brier")
_VALIDATION = "AUC on validation rows: what models are chosen by. A transfer has none of this book."


def show_run_table(runs: Sequence[Run], champion: str | None, *, key: str = "run_table") -> str | None:
    """Training runs, newest first; returns the id of the chosen row."""
    chosen = choose_rows(
        run_frame(runs, champion),
        [run.id for run in runs],
        key=key,
        column_config=_columns(),
        alt="Training runs with their figures on test rows.",
    )
    return chosen[0] if chosen else None


def run_frame(runs: Sequence[Run], champion: str | None) -> pd.DataFrame:
    """The table's cells."""
    return pd.DataFrame([_row(run, champion) for run in runs])


def _row(run: Run, champion: str | None) -> dict[str, object]:
    spec, found = run.specification, run.figures
    test = found.get("test", {})
    return {
        "run": run.id[:4],
        "model": run.name,
        "balancing": sampler_words(spec),
        "validation": None if found.get("validation_from") else found.get("validation", {}).get("auc"),
        **{METRICS[name].label: test.get(name) for name in _FIGURES},
        "status": status_words(run, champion),
        "when": ago(run.ended or run.created),
    }


def _columns() -> dict[str, Any]:
    numbers = {
        METRICS[name].label: st.column_config.NumberColumn(
            METRICS[name].label, format="%.3f", help=f"On untouched test rows. {METRICS[name].about}", width=60
        )
        for name in _FIGURES
    }
    return {
        "run": st.column_config.TextColumn("run", width=55, help="The first digits of its id."),
        "model": st.column_config.TextColumn("model"),
        "validation": st.column_config.NumberColumn("valid. AUC", format="%.3f", help=_VALIDATION, width=80),
        **numbers,
        "balancing": st.column_config.TextColumn("balancing", width=95),
        "status": st.column_config.TextColumn("status", width=85),
        "when": st.column_config.TextColumn("when", width=85),
    }
