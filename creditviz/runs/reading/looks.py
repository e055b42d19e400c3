"""How often test rows of a book were looked at, and what that costs: the best of many looks better than it is."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.evaluation.significance.best_of import Judgement, expected_maximum, lead_of_best
from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.metrics import auc_interval
from creditviz.metrics.intervals import Z95
from creditviz.results import Interval, RunResult
from creditviz.runs.artifacts import load_result
from creditviz.runs.reading.leaks import leaks_of
from creditviz.runs.shelves.looks import Look, model_key
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import BenchmarkSpec, TrainingSpec, TransferSpec

SEAL = "seal"  # kind of decision
MOST_DRAWN = 100_000  # test rows times models that are resampled while a page waits: about a second


@dataclass(frozen=True)
class Looked:
    """What is said of the looks at a book's test rows.

    Parameters
    ----------
    n : fitted models whose test figure was made visible.
    lead : by how much the AUC of the best of them is too high, on average, were all equal; nan where nobody knows.
    at_most : whether `lead` is a bound (independent errors), not counted from the models' scores.
    """

    n: int
    lead: float = math.nan
    at_most: bool = False


def test_set(spec: TrainingSpec | TransferSpec) -> str:
    """A name for the rows that a specification judges on: equal names, equal rows."""
    if isinstance(spec, TransferSpec):
        return f"{spec.book}/transfer/{spec.seed}/{spec.test_share:g}/1"
    return (
        f"{spec.book}/{spec.protocol}/{spec.seed}/{spec.test_share:g}/{spec.folds if spec.protocol == 'kfold' else 1}"
    )


def split_words(spec: Any) -> str:
    """How a specification chooses its test rows.

    >>> split_words(TrainingSpec(book="b", schema_hash="s", model="xgboost", protocol="kfold"))
    'kfold 5'
    """
    protocol = spec.protocols[0] if isinstance(spec, BenchmarkSpec) else getattr(spec, "protocol", spec.kind)
    return f"{protocol} {spec.folds if protocol == 'kfold' else spec.test_share:g}"


def standard_error(auc: Interval) -> float | None:
    """Half of an interval in standard errors; the longer half, where it ends at 0 or 1."""
    half = max(auc.high - auc.value, auc.value - auc.low)
    return None if math.isnan(half) else half / Z95


def look_of(spec: Any, auc: Interval, *, key: str = "") -> Look:
    """The look of a fitted model.

    Parameters
    ----------
    auc : of its test rows.
    key : which model of the specification, where it fits several.
    """
    value = None if math.isnan(auc.value) else auc.value
    return Look(key or model_key(spec), split_words(spec), spec.seed, value, standard_error(auc))


def look_at(workspace: Workspace, spec: TrainingSpec, result: RunResult) -> None:
    """Note that a training run was judged."""
    workspace.store.look(spec.book, [look_of(spec, auc_interval(result.test.y_true, result.test.y_score))])


def without_test(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a run that is sealed: nothing of its test rows but how many there are."""
    return {**{key: value for key, value in figures.items() if key not in ("test", "folds")}, "sealed": True}


def check_open(run: Run) -> None:
    """Raise `SpecificationError` where what was asked for would show figures of sealed test rows."""
    if run.figures.get("sealed"):
        raise SpecificationError(
            f"a sealed run is judged on validation rows only, however run {run.id[:4]} is sealed and this would show "
            "its test rows. Break the seal with a reason first, among the runs on the Overview.",
            typed=f"`python -m creditviz unseal {run.id} --author NAME --reason WHY` does.",
        )


def break_seal(workspace: Workspace, run_id: str, *, author: str, reason: str) -> Run:
    """Show the test figures of a sealed run from now on, which is a look; author and reason stay in the audit log.

    Raises
    ------
    SpecificationError
        The run is not sealed, or author or reason is empty.
    """
    from creditviz.experiment.summary import summarise

    run = workspace.store.run(run_id)
    if not run.figures.get("sealed"):
        raise SpecificationError(f"a seal is broken once, however run {run.id[:4]} has none. Nothing is left to do.")
    if not author.strip() or not reason.strip():
        raise SpecificationError(
            "a seal is broken with a name and a reason, however one of them is empty. Fill in both."
        )
    result = load_result(RunResult, artifact(workspace, run.id, "result.safetensors"))
    workspace.store.decide(run.id, SEAL, "broken", author=author.strip(), reason=reason.strip())
    workspace.store.note("unsealed", run.id, by=author.strip(), reason=reason.strip(), book=run.book)
    look_at(workspace, run.specification, result)
    found = {**summarise(run.id, run.specification, result), "leaks": leaks_of(workspace, run.specification)}
    workspace.store.change_run(run.id, summary=json.dumps(found))
    return workspace.store.run(run.id)


def looked(workspace: Workspace, book: str) -> Looked:
    """How often test rows of a book were looked at, and the cost of that."""
    looks = workspace.store.looks(book)
    if len(looks) < 2:
        return Looked(len(looks), 0.0)
    judged = _scores(workspace, book, looks)
    if judged:
        return Looked(len(looks), lead_of_best(judged))
    errors = [look.standard_error for look in looks if look.standard_error is not None]
    lead = float(np.mean(errors)) * expected_maximum(len(looks)) if errors else math.nan
    return Looked(len(looks), lead, at_most=True)


def _scores(workspace: Workspace, book: str, looks: Sequence[Look]) -> list[Judgement]:
    """Test scores of every model that was looked at; [] where one of them is gone, or they are too many to resample."""
    wanted = {look.model for look in looks}
    runs = {key: run for key, run in _trainings(workspace, book) if key in wanted}
    n = sum(run.figures["test"]["n"] for run in runs.values())
    if wanted - set(runs) or n > MOST_DRAWN:
        return []
    try:
        return [_judgement(workspace, run) for run in runs.values()]
    except CreditVizError:  # a file of one of them is gone
        return []


def _trainings(workspace: Workspace, book: str) -> Iterator[tuple[str, Run]]:
    for archived in (False, True):
        for run in workspace.store.runs(kind="training", book=book, status=("finished",), archived=archived):
            if "test" in run.figures and not run.figures.get("leaky"):  # row ids of a replay are no rows of the book
                yield model_key(run.specification), run


def _judgement(workspace: Workspace, run: Run) -> Judgement:
    from creditviz.runs.reading.trained import load_run_result

    test = load_run_result(workspace, run.id).test
    return Judgement(test.row_id, test.y_true, test.y_score)
