"""Three starts of one click: what each is for, how long it takes on this book, what it was seen to reach here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from creditviz.models import MODELS
from creditviz.reporting.starts import Cost, Start, cost_of, good_starts
from creditviz.runs import Book, Run, Workspace
from creditviz.schema import TableSchema
from creditviz.ui.buttons import press
from creditviz.ui.runs.judging import finished
from creditviz.ui.shell import section
from creditviz.ui.training.last import figure_words, finished_trainings
from creditviz.ui.words import duration, literal, roughly

HELP = (
    "Each starts one model with the settings below. The time is what this model took here the last time; without "
    "one, a range from another book or another machine. No figure is promised: what a model reaches on this book "
    "is known once it has been trained."
)


def show_starts(
    workspace: Workspace, book: Book, schema: TableSchema, begin: Callable[[str], Any], settings: str
) -> None:
    """A card a start, with its button.

    Parameters
    ----------
    schema : what the models may see.
    begin : queues a training of the model of that key.
    settings : what all starts share, Markdown.
    """
    section("Three good starts")
    st.caption(f"Each with {settings}", help=HELP)
    here, every = finished_trainings(workspace, book), _trained(workspace)
    starts = good_starts(schema)
    for column, one in zip(st.columns(len(starts)), starts, strict=True):
        with column, st.container(border=True, height="stretch", gap="xsmall", key=f"start_card_{one.model}"):
            last = next((run for run in here if run.specification.model == one.model), None)
            _show_card(one, cost_of(one.model, book.n_rows, book.hash, every), last)
            press(
                st.button,
                f"Train {one.name.lower()}",
                begin,
                one.model,
                key=f"start_{one.model}",
                icon=":material/play_arrow:",
                width="stretch",
            )


def _show_card(one: Start, cost: Cost, last: Run | None) -> None:
    st.markdown(f"**{one.name}**")
    st.caption(literal(MODELS[one.model].label))
    st.metric("Takes" if cost.seconds[0] == cost.seconds[1] else "Takes about", words_of(cost.seconds))
    st.markdown(literal(one.purpose))
    reached = f"The last time: {figure_words(last)}." if last else "Not trained on this book yet."
    st.caption(f"{reached} Time: {cost.ground}.")


def words_of(seconds: tuple[float, float]) -> str:
    """A time, or a range, rounded to what it supports.

    >>> words_of((0.4, 0.4)), words_of((72.0, 72.0)), words_of((8.0, 40.0)), words_of((40.0, 190.0))
    ('under 1 s', '1 min 12 s', '8 to 40 s', '40 s to 3 min')
    """
    low, high = seconds
    if low == high:
        return duration(low) if low >= 1 else "under 1 s"
    first, last = roughly(low), roughly(high)
    same = first.split()[-1] == last.split()[-1]
    return f"{first.split()[0] if same else first} to {last}"


def _trained(workspace: Workspace) -> list[tuple[Run, int]]:
    """Finished trainings of every book, newest first, with the accounts of their books."""
    rows = {book.hash: book.n_rows for book in workspace.store.books()}
    runs = finished(workspace.store.runs(kind="training"))
    return [(run, rows[run.specification.book]) for run in runs if run.specification.book in rows]
