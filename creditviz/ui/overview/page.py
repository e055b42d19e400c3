"""What the Overview shows: the verdict first, then the work, then all runs."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.reporting.words import day
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.ui import demo
from creditviz.ui.cards import show_card, show_tiles
from creditviz.ui.facts import book_name, kept, looks_line, result_of, verdict_tiles_of
from creditviz.ui.frame.way import show_side_rooms, show_way
from creditviz.ui.mistakes import mistakes
from creditviz.ui.overview.run_table import show_run_table
from creditviz.ui.runs.details import show_cut_off, show_details, show_leaks
from creditviz.ui.runs.judging import Judged, champion_id, judged_run, judged_runs
from creditviz.ui.runs.progress import OPEN_STATES, interrupted, show_work
from creditviz.ui.shell import empty, line, section
from creditviz.ui.waiting import live
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

DEMO_WORDS = (
    "Three models are training on the sample book by themselves, so that there is something to see: first results "
    "within about 20 seconds. Load your own book on the Data page at any time."
)

PICTURE_HEIGHT = 165  # pixels: with its words as high as the tiles beside it


@dataclass(frozen=True)
class Standing:
    """What the Overview knows of a book."""

    workspace: Workspace
    book: Book
    runs: list[Run]
    judged: Judged | None


def standing(place: Place) -> Standing | None:
    """Where the open book stands; without a book, says what is being done or what to do."""
    if place.book is None:
        _no_book(place.workspace)
        return None
    runs = judged_runs(place.workspace, place.book)
    found = Standing(place.workspace, place.book, runs, judged_run(place.workspace, place.book, runs))
    if any(run.open and demo.is_demo(run) for run in runs):
        st.info(DEMO_WORDS, icon=":material/science:")
    return found


def _no_book(workspace: Workspace) -> None:
    if demo.reading(workspace):
        st.info(f"The sample book is being read. {DEMO_WORDS}", icon=":material/science:")
        live(_wait_for_book, run_every=0.5)(workspace)
        return
    empty("There is no book in this workspace yet.", button="Load a book", page_key="data", icon="upload")


def _wait_for_book(workspace: Workspace) -> None:
    if workspace.store.runs() or not demo.reading(workspace):
        st.rerun()


def show_stand(here: Standing | None) -> None:
    """The way, the tiles of the run that is judged over the work in progress, and its scores beside them."""
    if here is None:
        return
    judged = here.judged
    if judged is not None:
        line(verdict_line(judged, book_name(here.workspace, here.book), looks_line(here.workspace, here.book.hash)))
    show_way(here.workspace, here.book)
    if judged is None:
        _nothing_to_judge(here)
        _show_running(here)
        return
    at_work = bool(here.workspace.store.runs(status=OPEN_STATES))
    left, right = st.columns([62, 38])
    with left:
        show_tiles(verdict_tiles_of(here.workspace, judged.run), per_row=2)
        show_cut_off(here.workspace, judged.run)
        show_leaks(judged.run)
        show_side_rooms(here.workspace, here.book)
        if at_work:
            _show_running(here)
    with right, mistakes():
        show_card(_scores(here.workspace, judged.run), figure_height=PICTURE_HEIGHT)
    if not at_work:  # what stopped or failed waits for somebody, in the whole width
        _show_running(here)


def _nothing_to_judge(here: Standing) -> None:
    if any(run.open for run in here.runs):
        return
    line(literal(book_name(here.workspace, here.book)))
    only = "Leaky replays are not judged here, and no other model has been trained on this book yet."
    what = only if any(run.figures for run in here.runs) else "No model has been trained on this book yet."
    if any(run.figures.get("sealed") for run in here.runs):
        what = "The finished runs of this book are sealed: choose one below to break its seal, or train another."
    empty(what, button="Train a model", page_key="training")


@kept(20)
def _scores(workspace: Workspace, run: Run) -> Card:
    """The scores of good and bad, with the run's cut-off."""
    from creditviz.reporting.performance.cards import score_distribution_card

    return score_distribution_card(run.name, result_of(workspace, run))


def verdict_line(judged: Judged, book: str, looks: str) -> str:
    """Who is judged, on which rows, and by whose choice."""
    run = judged.run
    rows = run.figures["rows"]["test"]
    rows_words = (
        f"{rows:,} test rows of a leaky replay" if run.figures.get("leaky") else count(rows, "untouched test row")
    )
    suggested = "Newest transfer" if run.figures.get("validation_from") else "Suggested"
    parts = [
        f"{'Champion' if judged.chosen else f'{suggested}, no champion yet'}: "
        f"**{literal(run.name)}** on {literal(book)}",
        rows_words,
        looks,
        f"trained {day(run.ended or run.created)}, seed {run.figures['seed']}",
    ]
    if judged.reason:
        parts.append(f"{'chosen' if judged.chosen else 'suggested'} because: {literal(judged.reason)}")
    return " · ".join(parts)


def _show_running(here: Standing) -> None:
    """Work in progress, with its heading, when there is any."""
    for trouble in jobs.troubles(here.workspace):
        st.warning(literal(trouble), icon=":material/warning:")
    if here.workspace.store.runs(status=OPEN_STATES) or interrupted(here.workspace):
        section("Work in progress")
        show_work(here.workspace)


def show_runs(here: Standing | None) -> None:
    """The run table, and below it the run that was chosen in it."""
    if here is None or not (here.runs or _has_archived(here)):
        return
    section("Runs")
    archived = st.toggle("Show archived runs", key="archived") if _has_archived(here) else False
    runs = judged_runs(here.workspace, here.book, archived=True) if archived else here.runs
    chosen = show_run_table(runs or here.runs, champion_id(here.workspace, here.book))
    if chosen is None:
        line("Choose a row for its settings and log, to rename it, to train it again, or to make it champion.")
    else:
        show_details(here.workspace, chosen)


def _has_archived(here: Standing) -> bool:
    return bool(judged_runs(here.workspace, here.book, archived=True))
