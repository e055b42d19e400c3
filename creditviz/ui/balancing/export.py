"""The tab "Export and train": the rows as a file that says where each came from, or straight into a training."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.reading.export import ORIGIN, ROW
from creditviz.runs.row_exports import STAYS, rows_leave, rows_may_leave
from creditviz.runs.shelves.people import as_now
from creditviz.ui.balancing.choice import Chosen, choose_one
from creditviz.ui.balancing.facts import columns_without_values, result_of
from creditviz.ui.downloads import FORMATS, file_stem
from creditviz.ui.navigation import page_file
from creditviz.ui.shell import line
from creditviz.ui.training.balancing import SOURCE
from creditviz.ui.words import count, literal

BALANCED, SYNTHETIC = "Training rows and synthetic rows", "Synthetic rows only"
MOST_NAMED = 8
CONTENT_HELP = (
    "Both have the book's own columns, then two more: where a row comes from, and its number there. "
    "Test and validation rows are not in it: a model built elsewhere must be judged on rows that it never saw."
)


def show_export(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """Downloads, and the way to a training."""
    run = choose_one(chosen, "export")
    result = result_of(workspace, run)
    n_rows, excluded = result.rows["synthetic"], workspace.store.exclusions(run.id)
    left = n_rows - len(excluded)
    out = f", {count(len(excluded), 'row')} excluded by hand" if excluded else ""
    line(f"**{literal(chosen.labels[run.id])}** · {left:,} of {n_rows:,} synthetic rows{out}")
    download, train = st.columns(2)
    with download, st.container(border=True, height="stretch"):
        _show_downloads(workspace, run, left)
    with train, st.container(border=True, height="stretch"):
        _show_training(run, left)


def _show_downloads(workspace: Workspace, run: Run, left: int) -> None:
    st.markdown("**Download**", help=CONTENT_HELP)
    if not rows_may_leave():
        line(f":material/lock: {STAYS}")
        return
    content = st.radio("Rows in the file", [BALANCED, SYNTHETIC], key="export_content", horizontal=True)
    only = content == SYNTHETIC
    stem = file_stem(run.name) + ("-synthetic" if only else "-balanced")
    with st.container(horizontal=True):
        for kind, (label, mime) in FORMATS.items():
            st.download_button(
                label,
                data=table_bytes(workspace, run.id, kind, only),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"export_{kind}",
                icon=":material/download:",
                on_click="ignore",
                disabled=only and not left,
            )
        st.download_button(
            "How it was made",
            data=lambda: _how(workspace, run.id),
            file_name=f"{stem}.json",
            mime="application/json",
            key="export_json",
            icon=":material/download:",
            on_click="ignore",
            help="JSON: sampler, settings, seed, book, what was excluded and why, what was found, how to correct PDs.",
        )
    line(f":material/info: {empty_words(columns_without_values(workspace, run))}")
    line("Cells that a spreadsheet would run as a formula are made harmless in CSV and Excel.")


def empty_words(names: Sequence[str]) -> str:
    """Which columns are empty in synthetic rows, and what follows from it."""
    if not names:
        return "Every column of the book is a feature or the outcome, so that synthetic rows have a value in each."
    listed = ", ".join(literal(name) for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more, named in the JSON" if len(names) > MOST_NAMED else ""
    what, are, them = ("Columns", "are no features", "them") if len(names) > 1 else ("Column", "is no feature", "it")
    return (
        f"{what} of the book that {are}: **{listed}**{more}. Empty in exactly the synthetic rows, which gives "
        f"them away: leave {them} out of a model that is built elsewhere, and {ORIGIN} and {ROW} with {them}."
    )


def table_bytes(workspace: Workspace, run_id: str, kind: str, only: bool) -> Callable[[], bytes]:
    """What a download holds; written when it is asked for."""

    def write() -> bytes:
        from creditviz.data.files.export import write_table
        from creditviz.runs.reading.export import balanced_table

        rows_leave(workspace, run_id, "balanced table")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"table.{kind}"
            write_table(balanced_table(workspace, run_id, synthetic_only=only), path)
            return path.read_bytes()

    return as_now(write)


def _how(workspace: Workspace, run_id: str) -> str:
    from creditviz.runs.reading.export import how_it_was_made

    return json.dumps(how_it_was_made(workspace, run_id), indent=1, ensure_ascii=False, default=str)


def _show_training(run: Run, left: int) -> None:
    st.markdown("**Train a model on these rows**")
    st.caption(
        "Opens the Training page with these rows chosen. Test rows, shares and seed stay those of this run, so that "
        "the model is judged on accounts that the sampler never saw; excluded rows are left out."
    )
    if st.button(
        "Train a model on these rows",
        type="primary",
        icon=":material/model_training:",
        disabled=not left or run.status != "finished",
        key="export_train",
        help=None if run.status == "finished" else "Once the rows have been judged.",
    ):
        st.session_state[SOURCE] = run.id
        st.switch_page(page_file("training"))
