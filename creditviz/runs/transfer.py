"""A transfer in a workspace; what it has reached is written after every method."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from creditviz.results import Transfer
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.workspace import Workspace
from creditviz.specification import TransferSpec

if TYPE_CHECKING:
    from creditviz.experiment.transfer import Book
    from creditviz.runs.worker import Desk

RESULT = "transfer.safetensors"  # its own checkpoint
SHOWN = ("auc", "ks", "brier", "accuracy", "recall", "specificity", "h_measure", "f1")


def run(spec: TransferSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a transfer; returns its figures."""
    from creditviz.experiment.transfer import run_transfer

    source, target = _books(desk.workspace, spec)
    desk.recorder.say(f"Started: {len(source.frame):,} old and {len(target.frame):,} new accounts.")
    path = desk.folder / RESULT
    found = run_transfer(
        spec,
        source,
        target,
        on_epoch=desk.recorder,
        keep=lambda result: save_result(result, path),
        before=load_transfer(desk.workspace, desk.run_id),
    )
    return summarise_transfer(desk.run_id, spec, found)


def check(workspace: Workspace, spec: TransferSpec) -> None:
    """Raise a user's mistake before a run is written."""
    from creditviz.experiment.transfer import check_transfer

    check_transfer(spec, *_books(workspace, spec))


def load_transfer(workspace: Workspace, run_id: str) -> Transfer | None:
    """What a transfer has reached, whether it runs, was stopped or has finished; None before its first method."""
    path = workspace.run_folder(workspace.store.run(run_id).id) / RESULT
    return load_result(Transfer, path) if path.exists() else None


def summarise_transfer(run_id: str, spec: TransferSpec, found: Transfer) -> dict[str, Any]:
    """The figures by their stable keys; None where a figure does not exist (JSON has no NaN)."""
    return {
        "run": run_id,
        "seed": spec.seed,
        "rows": dict(found.rows),
        "majority_accuracy": found.majority_accuracy,
        "search": {"tries": spec.search, "choose_on": spec.choose_on} if spec.search else None,
        "methods": {
            score.method: {name: _plain(score.metrics[name]) for name in SHOWN}
            | {
                "auc_interval": [_plain(score.auc.low), _plain(score.auc.high)],
                "gain": None if score.gain is None else [_plain(v) for v in vars(score.gain).values()],
                "seconds": round(score.seconds, 2),
                "seconds_per_epoch": round(score.seconds_per_epoch, 4),
                "parameters": dict(score.parameters),
                "tries": [vars(each) | {"seconds": round(each.seconds, 2)} for each in score.tries],
            }
            for score in found.scores
        },
        "failed": dict(found.failed),
        "pairs": [
            vars(pair) | {"relative": float(relative), "shifted": bool(shifted)}
            for pair, relative, shifted in zip(
                found.pairing.pairs, found.division.relative, found.division.shifted, strict=True
            )
        ],
        "unpaired": {"source": list(found.pairing.unpaired_source), "target": list(found.pairing.unpaired_target)},
        "notes": [*found.notes, *found.division.notes],
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _books(workspace: Workspace, spec: TransferSpec) -> tuple[Book, Book]:
    """The old and the new book with the schemas that the specification names."""
    from creditviz.experiment.transfer import Book

    old, new = (
        Book(book_frame(workspace, get_book(workspace, key)), get_schema(workspace, schema))
        for key, schema in ((spec.source, spec.source_schema), (spec.book, spec.schema_hash))
    )
    return old, new
