"""How many fits a benchmark takes, and how long they may last: measured on this machine where it has been done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from creditviz.models import MODELS
from creditviz.runs import Workspace
from creditviz.sampling import SAMPLERS
from creditviz.specification import Arm, BenchmarkSpec
from creditviz.ui.words import count, duration

# seconds a fit per 1,000 training rows, where nothing has been measured
USUAL = {"classic": 0.3, "trees": 0.5, "network": 3.0, "network over months": 4.0, "pre-trained": 10.0}
GENERATOR = 8.0
START = 0.5  # seconds that every fit takes, however small


class Estimate(NamedTuple):
    """Fits and seconds of a benchmark; `measured` says that every model has been fitted here before."""

    fits: int
    seconds: float
    measured: bool


def estimate_words(workspace: Workspace, spec: BenchmarkSpec) -> str:
    """What Start would set going, in one line."""
    found = estimate(workspace, spec)
    how = "from earlier runs on this machine" if found.measured else "a rough guess: some models are new here"
    return f"{count(found.fits, 'fit')}, in the background · about {duration(_round(found.seconds))} ({how})."


def estimate(workspace: Workspace, spec: BenchmarkSpec) -> Estimate:
    """Fits of the plan and what they cost together."""
    pace = measured_pace(workspace)
    rows = {book.hash: book.n_rows for book in workspace.store.books()}
    fits, seconds = 0, 0.0
    for book in spec.books:
        thousands = (book.rows or rows.get(book.book, 10_000)) * (1 - spec.test_share) / 1000
        for arm in spec.arms:
            n = n_fits(spec, arm)
            fits += n
            trials = arm.n_trials if arm.search else 0
            seconds += n * (1 + trials) * (START + thousands * pace.get(arm.model, usual_pace(arm.model)))
        seconds += thousands * GENERATOR * sum(SAMPLERS[key].generator for key in spec.samplers) * n_splits(spec)
    return Estimate(fits, seconds, all(arm.model in pace for arm in spec.arms))


def n_fits(spec: BenchmarkSpec, arm: Arm) -> int:
    """Fits of one line of the table on one book; without sampling both orders are one."""
    samplers = (arm.sampler,) if arm.sampler else spec.samplers
    ways = sum(1 if key == "none" else len(set(spec.orders)) for key in dict.fromkeys(samplers))
    return ways * n_splits(spec)


def n_splits(spec: BenchmarkSpec) -> int:
    """How often a book is split anew, over seeds, protocols and folds."""
    return spec.repeats * sum(spec.folds if key == "kfold" else 1 for key in spec.protocols)


def usual_pace(model: str) -> float:
    """Seconds a fit per 1,000 training rows before anything was measured."""
    return USUAL.get(MODELS[model].family, max(USUAL.values()))


def measured_pace(workspace: Workspace) -> Mapping[str, float]:
    """Model -> seconds per 1,000 training rows in its last finished training run."""
    pace: dict[str, float] = {}
    for run in workspace.store.runs(kind="training", status=("finished",)):
        rows = run.figures.get("rows", {}).get("train", 0)
        if rows and run.figures.get("seconds"):
            pace.setdefault(run.specification.model, 1000 * run.figures["seconds"] / rows)
    return pace


def _round(seconds: float) -> float:
    """To the coarseness that a guess deserves."""
    step = 10 if seconds < 120 else 60 if seconds < 3600 else 600
    return max(step, step * round(seconds / step))
