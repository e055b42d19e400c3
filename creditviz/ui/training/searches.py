"""Searches of settings on the Training page: live while they run, and what they found."""

from __future__ import annotations

import streamlit as st

from creditviz.models import MODELS
from creditviz.reporting.search import best_trials, search_card, settings_words
from creditviz.results import Search
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.work.search import best_training, load_search
from creditviz.runs.work.training import check_rows
from creditviz.ui.buttons import press
from creditviz.ui.cards import show_card
from creditviz.ui.mistakes import mistakes
from creditviz.ui.runs.choice import choose_run
from creditviz.ui.runs.details import put_away
from creditviz.ui.runs.names import default_name
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal

DELETED = "This deletes the search with all its trials. Models that were trained with its settings stay."


def show_searches(workspace: Workspace, book: Book) -> None:
    """The searches of a book, one looked at; nothing where there is none."""
    runs = workspace.store.runs(kind="search", book=book.hash)
    if not runs:
        return
    section("Searches")
    run = choose_run(runs, f"search_chosen_{book.hash}", "Search", "The search whose trials stand below.")
    assert run is not None, "there is one"
    st.fragment(_show_trials, run_every=1 if run.open else None)(workspace, run.id, run.open)
    if not run.open:
        with st.container(horizontal=True):
            put_away(workspace, run, DELETED, place="search_")


def _show_trials(workspace: Workspace, run_id: str, was_open: bool) -> None:
    run = workspace.store.run(run_id)
    if was_open and not run.open:
        st.rerun()  # the whole page: the search has ended, and its buttons come
    with mistakes():
        search = load_search(workspace, run_id)
        if search is None:
            line(literal(run.error or "The first trial is on its way." if not run.open else "Waiting for its turn."))
            return
        entry = MODELS[search.model]
        left, right = st.columns(2)
        with left:
            show_card(search_card(search, entry.label))
        with right:
            _show_best(workspace, run, search)
    for note in search.notes:
        line(f":material/info: {literal(note)}")


def _show_best(workspace: Workspace, run: Run, search: Search) -> None:
    entry = MODELS[search.model]
    with st.container(border=True, height="stretch"):
        st.markdown("**Best trials so far**" if run.open else "**Best trials**")
        if search.best is None:
            st.caption("None has finished yet.")
            return
        if run.status in ("stopped", "failed"):
            st.caption(f"The search was {'stopped' if run.status == 'stopped' else 'interrupted'}; these are kept.")
        st.dataframe(best_trials(search, entry), hide_index=True, alt=f"Best trials of {entry.label}.")
        press(
            st.button,
            "Train with the best settings",
            train_best,
            workspace,
            run.id,
            type="primary",
            icon=":material/play_arrow:",
            key=f"train_best_{run.id}",
            help="Queues a training with the settings of the best trial; it is then judged on test rows.",
        )


def train_best(workspace: Workspace, run_id: str) -> Run:
    """Queue a training with the best settings so far; its notes say where they come from."""
    run = workspace.store.run(run_id)
    search = load_search(workspace, run_id)
    assert search is not None and search.best is not None, "the button is there when a trial has finished"
    spec = best_training(run.specification, search)
    check_rows(workspace, spec)
    found = search.trials[search.best].parameters
    notes = f"Best of {len(search.trials)} trials of search {run.id}: {settings_words(found, MODELS[spec.model])}."
    return jobs.submit(workspace, spec, name=f"{default_name(spec)}, best of {len(search.trials)} trials", notes=notes)
