"""A stability run: the training rows of a run against its test rows, or against another book of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.exceptions import SpecificationError
from creditviz.results import Stability
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import StabilitySpec

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.runs.worker import Desk

FILE = "stability.safetensors"


def run(spec: StabilitySpec, desk: Desk) -> dict[str, Any]:
    """Carry out a stability specification; returns what was compared.

    Raises
    ------
    SpecificationError
        The run has no training rows of its own that can be compared: see `check`.
    """
    from creditviz.experiment.stability import compare_rows
    from creditviz.runs.reading.fitted import load_fitted

    workspace = desk.workspace
    subject = workspace.store.run(spec.run)
    check(workspace, spec)
    expected, actual, name = _rows(workspace, subject, spec)
    desk.recorder.check()
    fitted = load_fitted(workspace, subject.id)
    found = compare_rows(
        expected,
        actual,
        fitted.schema,
        fitted.score,
        names=("training rows", name),
        check=desk.recorder.check,
    )
    save_result(found, desk.folder / FILE)
    return {"run": desk.run_id, "of": subject.id, "rows": [found.n_expected, found.n_actual]}


def check(workspace: Workspace, spec: StabilitySpec) -> None:
    """Raise a user's mistake before a run is written."""
    subject = workspace.store.run(spec.run)
    if subject.kind != "training" or subject.status != "finished":
        raise SpecificationError(
            f"rows are compared with those that a finished training learned from, however run {subject.id[:4]} is a "
            f"{subject.status} {subject.kind}. Choose another run."
        )
    trained = subject.specification
    if trained.resample == "before-split" and trained.sampler != "none":
        raise SpecificationError(
            "training rows are compared with rows that were not among them, however this replay mixed synthetic copies "
            "into both. Choose an honest run."
        )
    if trained.protocol == "kfold" and not spec.other:
        raise SpecificationError(
            "training and test rows are compared where they differ, however under k-fold every row is both. "
            "Choose another file to compare with."
        )


def load_stability(workspace: Workspace, run_id: str) -> Stability:
    """What a finished stability run found."""
    return load_result(Stability, artifact(workspace, run_id, FILE))


def _rows(workspace: Workspace, subject: Run, spec: StabilitySpec) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """(training rows, rows to compare with them, what the latter are called)."""
    from creditviz.experiment.training import splits_of, usable_rows

    trained = subject.specification
    schema = get_schema(workspace, trained.schema_hash)
    frame = book_frame(workspace, get_book(workspace, trained.book))
    sample, _ = usable_rows(trained, schema, frame, leaky=False)
    split = splits_of(trained, schema, sample)[0]
    if not spec.other:
        return sample.rows(split.train).frame, sample.rows(split.test).frame, "test rows"
    train = sample.frame if trained.protocol == "kfold" else sample.rows(split.train).frame  # refitted on all rows
    other = get_book(workspace, spec.other)
    return train, book_frame(workspace, other), other.name
