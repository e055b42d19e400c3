"""Which balancing runs the page speaks of; all tabs draw the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from creditviz.results import BalancingResult
from creditviz.runs import Book, Run, Workspace
from creditviz.ui.balancing.facts import result_of, runs_with_rows
from creditviz.ui.facts import version
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import labels
from creditviz.ui.shell import line
from creditviz.ui.words import literal

MOST_RUNS = 4  # side by side; more panels than this cannot be read
_CHOSEN = "balancing_chosen"  # in the session: book -> (runs known, runs chosen)


@dataclass(frozen=True)
class Chosen:
    """The balancing runs on the page, in the order of their making."""

    workspace: Workspace
    every: tuple[Run, ...]  # all that have rows, newest first
    runs: tuple[Run, ...]  # those chosen
    labels: Mapping[str, str]  # run id -> label

    @property
    def results(self) -> dict[str, BalancingResult]:
        """Label -> result of the chosen runs."""
        return {self.labels[run.id]: result_of(self.workspace, run) for run in self.runs}

    @property
    def keys(self) -> dict[str, str]:
        """Label -> sampler, which has its colour on every page."""
        return {self.labels[run.id]: run.specification.sampler for run in self.runs}

    @property
    def key(self) -> tuple[tuple[str, str, str], ...]:
        """What cached cards of these runs are kept by."""
        return tuple((run.id, version(self.workspace, run), self.labels[run.id]) for run in self.runs)


def choose_runs(workspace: Workspace, book: Book) -> Chosen:
    """Pills of the balancing runs of the open book that have rows, the newest chosen; nothing where there is none."""
    every = runs_with_rows(workspace, book)
    names, ids = labels(every), [run.id for run in every]
    if not every:
        return Chosen(workspace, (), (), {})
    picked = pick(
        st.pills,
        "Synthetic rows of",
        ids,
        selection_mode="multi",
        default=_first_choice(book.hash, ids),
        format_func=lambda key: literal(names[key]),
        key="balancing_runs_" + "_".join(ids),  # runs come and go; the choice is carried over by `_first_choice`
        help="Every tab draws the chosen runs, several side by side where they keep the same rows apart.",
    )
    st.session_state.setdefault(_CHOSEN, {})[book.hash] = (ids, picked)
    if len(picked) > MOST_RUNS:
        line(f"The first {MOST_RUNS} of the chosen runs are drawn side by side.")
    known = {run.id: run for run in every}
    same, others = comparable(workspace, [known[key] for key in picked[:MOST_RUNS]])
    if others:
        line(_left_out_words([names[run.id] for run in others], names[same[0].id]))
    return Chosen(workspace, tuple(every), tuple(run for run in reversed(every) if run in same), names)


def comparable(workspace: Workspace, runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """(runs with the validation and test rows of the first, the others).

    Runs of another seed or split keep other rows apart: what is unseen by one was learned from by the other.
    """
    if not runs:
        return [], []
    kept_apart = {run.id: np.sort(result_of(workspace, run).judged) for run in runs}
    same = [run for run in runs if np.array_equal(kept_apart[run.id], kept_apart[runs[0].id])]
    return same, [run for run in runs if run not in same]


def _left_out_words(others: Sequence[str], first: str) -> str:
    """Which runs are not drawn, and why."""
    names = " and ".join(f"**{literal(name)}**" for name in others)
    return (
        f":material/info: {names} {'is' if len(others) == 1 else 'are'} left out: another seed or another split keeps "
        f"other rows apart than **{literal(first)}** does, and some of them would be training rows here."
    )


def _first_choice(book: str, ids: list[str]) -> list[str]:
    """The newest run; once the session has made its choice, that one and whatever has finished since."""
    known, before = st.session_state.get(_CHOSEN, {}).get(book, ((), ()))
    if not known:
        return ids[:1]
    return [key for key in ids if key in before or key not in known][:MOST_RUNS]


def choose_one(chosen: Chosen, place: str) -> Run:
    """The one run that a part of the page speaks of, asked for where several are chosen."""
    if len(chosen.runs) == 1:
        return chosen.runs[0]
    ids = [run.id for run in chosen.runs]
    picked = pick(
        st.segmented_control,
        "Rows of",
        ids,
        default=ids[0],
        required=True,
        format_func=lambda key: literal(chosen.labels[key]),
        key=f"{place}_run_{'_'.join(ids)}",
    )
    return next(run for run in chosen.runs if run.id == picked)
