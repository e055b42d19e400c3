"""How often a set of test rows has been looked at: the more runs were judged on it, the more the best owes to luck."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace
from creditviz.specification import TrainingSpec, TransferSpec


def test_set(spec: TrainingSpec | TransferSpec) -> str:
    """A name for the rows that a specification judges on: equal names, equal rows."""
    if isinstance(spec, TransferSpec):
        return f"{spec.book}/transfer/{spec.seed}/{spec.test_share:g}/1"
    return (
        f"{spec.book}/{spec.protocol}/{spec.seed}/{spec.test_share:g}/{spec.folds if spec.protocol == 'kfold' else 1}"
    )


def count_looks(workspace: Workspace, runs: Sequence[Run]) -> int:
    """Note that these runs are judged now; returns how many runs the most used of their test sets has judged."""
    return max(workspace.store.look(test_set(run.specification), run.id) for run in runs)
