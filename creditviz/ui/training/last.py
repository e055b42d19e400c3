"""What was trained last on a book: the figure, how long it took, and the way to its results."""

from __future__ import annotations

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.ui.frame.address import BOOK, RUN
from creditviz.ui.navigation import page_file
from creditviz.ui.runs.judging import finished, training_runs
from creditviz.ui.words import ago, count, duration, literal
from creditviz.ui.workspace import IN_ADDRESS

SHOWN = 3


def finished_trainings(workspace: Workspace, book: Book) -> list[Run]:
    """Finished training runs of a book, newest first."""
    return finished(training_runs(workspace, book))


def show_last(workspace: Workspace, book: Book) -> None:
    """The last finished runs, one row each; nothing where there is none."""
    runs = finished_trainings(workspace, book)
    if not runs:
        return
    with st.container(border=True, gap="xsmall"):
        which = f"The last {SHOWN} of {count(len(runs), 'run')}" if len(runs) > SHOWN else count(len(runs), "run")
        st.markdown(f"**{which} of this book**")
        for run in runs[:SHOWN]:
            _show_run(run, book)


def _show_run(run: Run, book: Book) -> None:
    name, figure, took, when, way = st.columns([5, 4, 2.4, 2.2, 2.4], vertical_alignment="center")
    name.markdown(f":material/check_circle: {literal(run.name)}")
    figure.markdown(figure_words(run))
    took.caption(f"took {duration(run.figures['seconds'])}" if "seconds" in run.figures else "")
    when.caption(ago(run.ended or run.created))
    with way:
        where = {BOOK: book.hash[:IN_ADDRESS], RUN: run.id}
        st.page_link(page_file("performance"), label="See results", query_params=where)


def figure_words(run: Run) -> str:
    """The Gini of a finished run and the rows that it was measured on."""
    auc = run.figures.get("test", {}).get("auc")
    if auc is None:
        return "no figure on test rows"
    rows = "test rows of a leaky replay" if run.figures.get("leaky") else "test rows"
    return f"Gini **{2 * auc - 1:.3f}** on {rows}"
