"""What the Training page shows: the form, the queue, live curves."""

from __future__ import annotations

import streamlit as st

from creditviz.figures.training.history import history_figure
from creditviz.runs import Book, Workspace
from creditviz.ui.forms.assent import show_assent
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import show_details
from creditviz.ui.runs.judging import colours, training_runs
from creditviz.ui.runs.names import labels
from creditviz.ui.runs.progress import interrupted, show_work
from creditviz.ui.shell import empty, line, section
from creditviz.ui.theme import show_figure
from creditviz.ui.training.form import show_form
from creditviz.ui.training.last import show_last
from creditviz.ui.training.searches import show_searches
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

CURVES = (
    ("validation_auc", "Does it still get better?", "AUC on validation rows, by epoch or tree"),
    ("loss", "Does it still learn?", "Loss on training rows, by epoch or tree"),
)
CURVE_HELP = (
    "One line a stage of the training; the dot marks its best epoch so far. "
    "Training stops by itself when validation rows have not improved for a while (boosters: their loss), and the best "
    "epoch is kept. "
    "Worry when the loss falls while the validation AUC falls too: the model learns its rows by heart."
)


def show_training(place: Place) -> None:
    """The whole page below its title."""
    if place.book is None:
        empty("A model learns from a book, and there is none yet.", button="Load a book", page_key="data")
        return
    line(
        "Models are fitted on training rows, stopped and calibrated on validation rows, and judged on test rows "
        "that no step has seen."
    )
    workspace, book = place.workspace, place.book
    show_assent(workspace, book)
    running = bool(workspace.store.runs(kind="training", book=book.hash, status=("queued", "running")))
    if running:  # what moves comes first
        show_queue(workspace, book)
        show_curves(workspace, book)
    else:
        show_last(workspace, book)
    show_form(workspace, book, idle=not running)
    if not running:
        show_queue(workspace, book)
    show_searches(workspace, book)
    if not running:
        show_curves(workspace, book)


def show_queue(workspace: Workspace, book: Book) -> None:
    """What runs or waits on any book; of this one also what can go on."""
    if workspace.store.runs(status=("queued", "running")) or interrupted(workspace, book.hash):
        section("Work in progress")
        show_work(workspace, book.hash)


def show_curves(workspace: Workspace, book: Book) -> None:
    """Curves of one run; live while it runs."""
    runs = [run for run in training_runs(workspace, book) if run.started is not None]
    if not runs:
        return
    section("Curves")
    names = labels(runs)
    order = [run.id for run in runs]
    running = [run.id for run in runs if run.status == "running"]
    first = (running or order)[0]
    chosen = pick(
        st.selectbox,
        "Run",
        order,
        order.index(first),
        format_func=names.__getitem__,
        key=f"curves_{first}",
        label_visibility="collapsed",
    )
    run = workspace.store.run(chosen)
    own = colours(runs, names, [chosen])
    st.fragment(_curves, run_every=1 if run.status == "running" else None)(workspace, chosen, names[chosen], own)
    show_details(workspace, chosen)


def _curves(workspace: Workspace, run_id: str, label: str, own: dict[str, str]) -> None:
    points = workspace.store.points(run_id)
    if not points:
        run = workspace.store.run(run_id)
        line("The first epoch is on its way." if run.open else "This model is fitted in one go: it has no curves.")
        return
    drawn = [curve for curve in CURVES if any(curve[0] in point for point in points)] or list(CURVES)
    for column, (metric, question, what) in zip(st.columns(len(drawn)), drawn, strict=True):
        with column, st.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"**{question}**", help=CURVE_HELP)
            st.caption(f"{what} · {literal(label)} · {count(len(points), 'point')}")
            show_figure(
                history_figure({label: points}, metric, colours=own), key=f"curve_{metric}", alt=f"{question} {what}"
            )
