"""A study of transfers in a workspace; what it has reached is written after every fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.results import TransferStudy
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.reading.looks import split_words
from creditviz.runs.shelves.looks import Look, method_key
from creditviz.runs.sums import artifact
from creditviz.runs.work.transfer import books_of
from creditviz.runs.workspace import Workspace
from creditviz.specification import TransferStudySpec

if TYPE_CHECKING:
    from creditviz.experiment.transfer.methods import Book
    from creditviz.runs.worker import Desk

RESULT = "transfer_study.safetensors"  # its own checkpoint


def run(spec: TransferStudySpec, desk: Desk) -> dict[str, Any]:
    """Carry out a study; returns its mean figures."""
    from creditviz.experiment.transfer.studies import fits, run_study

    desk.recorder.say(f"Started: {len(fits(spec)):,} fits.")
    path = desk.folder / RESULT
    found = run_study(
        spec,
        *_books(desk.workspace, spec),
        on_epoch=desk.recorder,
        keep=lambda study: _keep(desk.workspace, spec, study, path),
        before=load_transfer_study(desk.workspace, desk.run_id),
    )
    return summarise_study(desk.run_id, spec, found)


def _keep(workspace: Workspace, spec: TransferStudySpec, found: TransferStudy, path: Path) -> None:
    """Write what was reached, and note the fits that were judged on test rows of a book; simulated ones are none."""
    if spec.transfer is not None:
        asked = spec.transfer
        fits = zip(found.line, found.at.tolist(), found.seed.tolist(), found.auc.tolist(), strict=True)
        looks = [
            Look(method_key(one, line), split_words(one), one.seed, auc)
            for line, at, seed, auc in fits
            for one in [asked.model_copy(update={"seed": int(seed), "target_labels": int(at)})]
        ]
        workspace.store.look(asked.book, looks)
    save_result(found, path)


def check(workspace: Workspace, spec: TransferStudySpec) -> None:
    """Raise a user's mistake before a run is written."""
    from creditviz.experiment.transfer.studies import check_study

    check_study(spec, *_books(workspace, spec))


def load_transfer_study(workspace: Workspace, run_id: str) -> TransferStudy | None:
    """What a study has reached; None before its first fit."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(TransferStudy, path) if path.exists() else None


def summarise_study(run_id: str, spec: TransferStudySpec, found: TransferStudy) -> dict[str, Any]:
    """Mean AUC by line and place on the axis, with every seed's own."""
    lines = np.array(found.line)
    means = [
        {"line": line, "at": float(at), "auc": float(values.mean()), "seeds": [float(v) for v in values]}
        for line in dict.fromkeys(found.line)
        for at in np.unique(found.at[lines == line])
        for values in [found.auc[(lines == line) & (found.at == at)]]
    ]
    return {
        "run": run_id,
        "study": spec.study,
        "seed": spec.seed,
        "repeats": spec.repeats,
        "rows": dict(found.rows),
        "figures": means,
        "failed": dict(found.failed),
        "notes": list(found.notes),
    }


def _books(workspace: Workspace, spec: TransferStudySpec) -> tuple[Book | None, Book | None]:
    return books_of(workspace, spec.transfer) if spec.transfer is not None else (None, None)
