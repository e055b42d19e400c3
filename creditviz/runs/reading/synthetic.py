"""What a balancing run has made: its result, its rows, and rows for a training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.results import BalancingResult
from creditviz.runs.artifacts import load_result, reads
from creditviz.runs.books import get_schema
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import TrainingSpec

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from creditviz.experiment.resampling import StoredRows
    from creditviz.runs.shelves.rows import Run


RESULT, ROWS, SNAPSHOTS, TWINS = "balancing.safetensors", "synthetic.parquet", "snapshots.parquet", "twins.parquet"


def load_balancing(workspace: Workspace, run_id: str) -> BalancingResult | None:
    """The result of a balancing run as far as it is computed; None until its rows are made."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(BalancingResult, path) if path.exists() else None


def load_synthetic(workspace: Workspace, run_id: str) -> pd.DataFrame | None:
    """Synthetic defaulters of a run, feature columns; None until they are made. The index is the row's number."""
    return _read(artifact(workspace, run_id, ROWS))


def load_snapshots(workspace: Workspace, run_id: str) -> pd.DataFrame | None:
    """Defaulters drawn from every kept generator, "step" first; None until they are made."""
    return _read(artifact(workspace, run_id, SNAPSHOTS))


def stored_rows(workspace: Workspace, spec: TrainingSpec) -> StoredRows | None:
    """The synthetic rows that a training specification names; None when it names none.

    Raises
    ------
    SpecificationError
        The run is no balancing run, of another book, has no rows yet, or reads the book by another schema.
    """
    from creditviz.experiment.resampling import StoredRows

    if not spec.balancing:
        return None
    source = workspace.store.run(spec.balancing)
    if source.kind != "balancing":
        raise SpecificationError(
            f"stored synthetic rows come from a balancing run, however run {source.id} is a {source.kind} run. "
            "Choose another run.",
            typed="`python -m creditviz runs` lists them.",
        )
    rows, result = load_synthetic(workspace, source.id), load_balancing(workspace, source.id)
    if source.book != spec.book or rows is None or result is None:
        what = "of another book" if source.book != spec.book else f"{source.status} and has made none yet"
        raise SpecificationError(
            f"a training takes the rows of a balancing run of its own book, however run {source.id} is {what}. "
            "Choose another run, or a sampler."
        )
    _check_same_meaning(workspace, source, spec)
    kept = np.setdiff1d(np.arange(len(rows)), spec.excluded)
    return StoredRows(rows.iloc[kept].reset_index(drop=True), result.judged)


def _check_same_meaning(workspace: Workspace, source: Run, spec: TrainingSpec) -> None:
    """Raise unless both schemas mean the same by "bad" and every feature of the training was sampled."""
    made = get_schema(workspace, source.specification.schema_hash)
    wanted = get_schema(workspace, spec.schema_hash)
    outcome = [(s.target, set(map(str, s.bad)), set(map(str, s.good))) for s in (made, wanted)]
    if outcome[0] != outcome[1]:
        raise SpecificationError(
            f"synthetic defaulters are bad as their own run reads the outcome, however run {source.id} reads it "
            "otherwise than this training. Make the rows again with the schema of the training."
        )
    sampled = set(made.features(use_protected=True))
    lacking = [name for name in wanted.for_model(use_protected=spec.use_protected).features() if name not in sampled]
    if lacking:
        raise SpecificationError(
            f"stored rows need every feature of the model, however run {source.id} made rows without {lacking[:5]}. "
            "Make the rows again with the schema of the training."
        )


def training_on(workspace: Workspace, run_id: str) -> dict[str, Any]:
    """The part of a training specification that a balancing run settles: its rows, and rows that it never saw.

    Empty for an empty id. Rows that were excluded stay out.
    """
    if not run_id:
        return {}
    run = workspace.store.run(run_id)
    if run.kind != "balancing":
        raise SpecificationError(
            f"stored synthetic rows come from a balancing run, however run {run.id} is a {run.kind} run. "
            "Choose another run.",
            typed="`python -m creditviz runs` lists them.",
        )
    spec = run.specification
    shared = ("sampler", "sampler_preset", "sampler_parameters", "ratio", "rate", "seed")
    split = ("protocol", "test_share", "validation_share", "gap_months")
    return {
        "balancing": run.id,
        "excluded": tuple(workspace.store.exclusions(run.id)),
        **{name: getattr(spec, name) for name in (*shared, *split)},
    }


def _read(path: Path) -> pd.DataFrame | None:
    import pandas as pd

    if not path.exists():
        return None
    with reads(path):
        return pd.read_parquet(path)
