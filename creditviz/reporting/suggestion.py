"""The suggested champion: best on validation rows that candidates share; of those alike to it, the simplest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from creditviz.evaluation.significance import auc_difference
from creditviz.exceptions import CreditVizError
from creditviz.models import MODELS
from creditviz.results import Interval, ScoredRows
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.looks import test_set
from creditviz.runs.reading.trained import load_run_result

MOST_KNOWN = 64
_known: dict[tuple[object, ...], Suggestion | None] = {}


@dataclass(frozen=True)
class Suggestion:
    """Which of several runs is suggested, and why.

    Parameters
    ----------
    run : id of the suggested run.
    best : id of the run with the highest AUC on the shared validation rows.
    compared : candidates that share these rows.
    difference : AUC of the best minus that of the suggested one, with its paired interval; None where they are one.
    """

    run: str
    best: str
    compared: int
    difference: Interval | None = None


def suggest(workspace: Workspace, runs: Sequence[Run]) -> Suggestion | None:
    """The suggestion among finished honest trainings of one book; None where there is none.

    Candidates are compared on the split that most of them share; AUCs of other rows are no comparison.
    """
    candidates = [run for run in runs if run.kind == "training" and run.figures.get("validation", {}).get("auc")]
    if not candidates:
        return None
    splits = Counter(_split(run) for run in candidates)
    shared = max(candidates, key=lambda run: (splits[_split(run)], run.created))
    together = tuple((run.id, run.specification.model) for run in candidates if _split(run) == _split(shared))
    return _suggested(workspace, together)


def _split(run: Run) -> str:
    return f"{test_set(run.specification)}/{run.specification.validation_share:g}"


def _suggested(workspace: Workspace, runs: tuple[tuple[str, str], ...]) -> Suggestion | None:
    """Finished runs never change, so that what they suggest is kept."""
    key = (str(workspace.home), workspace.url, runs)
    if key not in _known:
        scores = {run: rows for run, _ in runs if (rows := _validation(workspace, run)) is not None}
        levels = {run: MODELS[model].complexity[0] for run, model in runs}
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = simplest_alike(scores, levels) if scores else None
    return _known[key]


def _validation(workspace: Workspace, run: str) -> ScoredRows | None:
    try:
        return load_run_result(workspace, run).validation
    except CreditVizError:  # its files are gone: it cannot be compared
        return None


def simplest_alike(scores: dict[str, ScoredRows], complexity: dict[str, int]) -> Suggestion:
    """The simplest of the runs that the rows cannot tell from the best one.

    Parameters
    ----------
    scores : run -> its validation rows; all the same rows, in any order.
    complexity : run -> rank of its model, 1 the simplest.
    """
    ordered = {run: rows.y_score[np.argsort(rows.row_id)] for run, rows in scores.items()}
    first = next(iter(scores.values()))
    y = first.y_true[np.argsort(first.row_id)]
    lead = {run: auc_difference(y, score, np.zeros(len(y))).value for run, score in ordered.items()}
    best = max(lead, key=lambda run: lead[run])
    behind = {run: auc_difference(y, ordered[best], score) for run, score in ordered.items() if run != best}
    alike = [best, *(run for run, gap in behind.items() if not gap.low > 0)]
    chosen = min(alike, key=lambda run: (complexity[run], -lead[run]))
    return Suggestion(chosen, best, len(scores), behind.get(chosen))


def suggestion_words(found: Suggestion, names: dict[str, str]) -> str:
    """Why a run is suggested, in one sentence.

    Parameters
    ----------
    names : run id -> name.

    >>> suggestion_words(Suggestion("a", "a", 3), {})
    'best of 3 on the same validation rows'
    """
    rows = "on the same validation rows"
    if found.compared == 1:
        return f"the only candidate {rows}"
    if found.difference is None:
        return f"best of {found.compared} {rows}"
    gap = found.difference
    return (
        f"simplest without a difference that the rows can tell from the best of {found.compared} {rows} "
        f"({names.get(found.best, 'a deleted run')}: AUC {gap.value:+.3f}, interval {gap.low:+.3f} to {gap.high:+.3f})"
    )
