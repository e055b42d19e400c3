"""The runs that the Performance page judges, and the rows that they are judged on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from creditviz.results import RunResult
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.looks import test_set
from creditviz.ui.facts import calibration_stamp, kept, looks_line, result_of
from creditviz.ui.frame.choice import begin_runs, say_runs
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.judging import colours, judged_run, runs_to_judge, validation_auc
from creditviz.ui.runs.names import labels
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

Key = tuple[tuple[str, ...], ...]
MOST_RUNS = 6  # as many as there are colours that can be told apart
FIRST_SHOWN = 3


@dataclass(frozen=True)
class Chosen:
    """The runs on the page, the best by validation AUC first."""

    workspace: Workspace
    runs: list[Run]
    labels: dict[str, str]
    colours: dict[str, str]

    @property
    def key(self) -> Key:
        """What the cards of these runs depend on, for a cache."""
        return tuple(
            (run.id, run.attempt, self.labels[run.id], self.colours[self.labels[run.id]], str(stamp))
            for run, stamp in zip(self.runs, self._stamps(), strict=True)
        )

    def _stamps(self) -> list[float]:
        return [calibration_stamp(self.workspace, run.id) for run in self.runs]

    @property
    def results(self) -> dict[str, RunResult]:
        """Label -> result."""
        return {self.labels[run.id]: result_of(self.workspace, run) for run in self.runs}


def choose_runs(place: Place) -> Chosen | None:
    """Pills of the finished runs of the open book; None when there is nothing to judge, and what to do then."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names, ids = labels(every), [run.id for run in every]
    begin_runs("performance_runs", ids, _first_choice(place, every))
    picked = pick(
        st.pills,
        "Runs",
        ids,
        selection_mode="multi",
        format_func=lambda key: literal(names[key]),
        key="performance_runs",
        help="The runs that every figure of this page draws.",
        label_visibility="collapsed",
    )
    say_runs(picked)
    if not picked:
        line("Choose one run or several.")
        return None
    if len(picked) > MOST_RUNS:
        line(f"The first {MOST_RUNS} of the chosen runs are drawn: more colours cannot be told apart.")
    runs = sorted((run for run in every if run.id in picked[:MOST_RUNS]), key=validation_auc, reverse=True)
    return Chosen(place.workspace, runs, names, colours(every, names, [run.id for run in runs]))


def _first_choice(place: Place, every: Sequence[Run]) -> list[str]:
    """The judged run and the best others by validation AUC, on the same rows."""
    judged = judged_run(place.workspace, place.book, every) if place.book else None
    ranked = sorted(every, key=validation_auc, reverse=True)
    first = judged.run if judged else ranked[0]
    rows = test_set(first.specification)
    others = (run.id for run in ranked if run.id != first.id and test_set(run.specification) == rows)
    return [first.id, *others][:FIRST_SHOWN]


def show_rows_line(chosen: Chosen | None) -> None:
    """Which rows, how many bad, which seed, and by how many runs they have been used."""
    if chosen is None:
        return
    show_leaks(*chosen.runs)
    run = chosen.runs[0]
    found, test = run.figures, run.figures["test"]
    leaky = any(run.figures.get("leaky") for run in chosen.runs)
    promise = "never seen in training, balancing or calibration" + (", except in the leaky replay" if leaky else "")
    line(
        f"Test rows only: {count(test['n'], 'account')}, {test['n_bad']:,} bad, {promise} · "
        f"seed {found['seed']} · {looks_line(chosen.workspace, run.book or '')}"
        + "".join(_validated_elsewhere(run, chosen.labels[run.id]) for run in chosen.runs)
    )


def _validated_elsewhere(run: Run, label: str) -> str:
    """Where the validation rows of a transfer come from; "" of other runs."""
    old = run.figures.get("validation_from")
    return f" · cut-off and calibration of {literal(label)} come from accounts of {literal(old)}" if old else ""


def choose_one(chosen: Chosen, key: str) -> str:
    """The label of one of the chosen runs; asked only where there are several."""
    names = [chosen.labels[run.id] for run in chosen.runs]
    if len(names) == 1:
        return names[0]
    picked = pick(st.segmented_control, "Run", names, default=names[0], required=True, format_func=literal, key=key)
    return picked if picked in names else names[0]


def verdict_line(chosen: Chosen | None) -> None:
    """The answer in one line, for the run that stands first: ranking, separation, calibration, stability."""
    if chosen is not None:
        st.markdown(_verdict(chosen), width="content")


@kept(100)
def _verdict(chosen: Chosen) -> str:
    from creditviz.reporting.performance.verdict import verdict_tiles

    label, result = next(iter(chosen.results.items()))
    parts = [f"{tile.figure} ({tile.change})" if tile.change else tile.figure for tile in verdict_tiles(result)]
    return f"**{literal(label)}**: {literal(' · '.join(dict.fromkeys(parts)))}"
