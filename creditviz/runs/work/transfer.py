"""A transfer in a workspace; what it has reached is written after every method."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditviz.results import Transfer
from creditviz.runs.artifacts import save_result
from creditviz.runs.books import book_frame, book_title, get_book, get_schema
from creditviz.runs.reading.looks import look_of
from creditviz.runs.reading.transferred import ENCODER, MODELS_FOLDER, RESULT, VOTE, load_transfer, load_transfer_model
from creditviz.runs.shelves.looks import method_key
from creditviz.runs.workspace import Workspace
from creditviz.specification import TransferSpec

if TYPE_CHECKING:
    from creditviz.experiment.transfer.methods import Book, Ground
    from creditviz.experiment.transfer.preview import Preview
    from creditviz.runs.worker import Desk

SHOWN = ("auc", "ks", "brier", "accuracy", "recall", "specificity", "h_measure", "f1")


def run(spec: TransferSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a transfer; returns its figures.

    Every fitted method is kept, and the headline method as a run that can be judged (`load_run_result`).
    """
    from creditviz.experiment.transfer.methods import check_transfer, prepare, run_transfer

    source, target = books_of(desk.workspace, spec)
    desk.recorder.say(f"Started: {len(source.frame):,} old and {len(target.frame):,} new accounts.")
    check_transfer(spec, source, target)
    prepared = prepare(spec, source, target)
    (desk.folder / ENCODER).write_text(prepared[0].encoder.to_json())
    found = run_transfer(
        spec,
        source,
        target,
        on_epoch=desk.recorder,
        keep=lambda result: _keep(spec, desk, result),
        before=_with_models(load_transfer(desk.workspace, desk.run_id), desk.folder),
        prepared=prepared,
        keep_model=lambda method, model: _keep_model(desk, prepared[0], method, model),
    )
    judged = _keep_headline(spec, desk, found, prepared[0])
    return summarise_transfer(desk.run_id, spec, found) | judged


def _keep(spec: TransferSpec, desk: Desk, found: Transfer) -> None:
    """Write what was reached, and note that each method was judged: the page shows it from now on."""
    looks = [look_of(spec, score.auc, key=method_key(spec, score.method)) for score in found.scores]
    desk.workspace.store.look(spec.book, looks)
    save_result(found, desk.folder / RESULT)


def _keep_model(desk: Desk, ground: Ground, method: str, model: Any) -> None:
    """Write a fitted model, and how its parts vote where it has parts: a page need not load torch to show it."""
    from creditviz.explanation.vote import explain_vote
    from creditviz.models.persistence import save_model

    folder = desk.folder / MODELS_FOLDER / method
    save_model(model, folder)
    if hasattr(model, "parts"):
        save_result(explain_vote(method, model, ground.X_test, ground.encoder), folder / VOTE)


def _with_models(before: Transfer | None, folder: Path) -> Transfer | None:
    """What was reached before, without methods whose model is not there: those are fitted again."""
    if before is None:
        return None
    return replace(before, scores=tuple(s for s in before.scores if (folder / MODELS_FOLDER / s.method).is_dir()))


def _keep_headline(spec: TransferSpec, desk: Desk, found: Transfer, ground: Ground) -> dict[str, Any]:
    """Write the method that would be used as training runs are written; returns the figures that pages read."""
    from creditviz.experiment.summary import figures_of
    from creditviz.experiment.transfer.headline import headline, headline_result

    method = headline(score.method for score in found.scores)
    model, _ = load_transfer_model(desk.workspace, desk.run_id, method)
    old = book_title(desk.workspace, spec.source, spec.source_schema)
    result, calibrations = headline_result(spec, ground, found, method, model, old=old)
    save_result(result, desk.folder / "result.safetensors")
    texts = {name: calibration.to_json() for name, calibration in calibrations.items()}
    (desk.folder / "calibrations.json").write_text(json.dumps(texts))
    return {
        "model": method,
        "preset": "default",
        "sampler": "none",
        "protocol": "transfer",
        "validation_from": result.validation_from,
        "rows": {**found.rows, **result.rows},
        **figures_of(result),
        "seconds": round(sum(score.seconds for score in found.scores), 1),
        "notes": list(result.notes),
    }


def check(workspace: Workspace, spec: TransferSpec) -> None:
    """Raise a user's mistake before a run is written."""
    from creditviz.experiment.transfer.methods import check_transfer

    check_transfer(spec, *books_of(workspace, spec))


def look(workspace: Workspace, spec: TransferSpec) -> Preview:
    """Pairs and distances as the run will have them, before any method is fitted."""
    from creditviz.experiment.transfer.preview import preview

    return preview(spec, *books_of(workspace, spec))


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
        "guesses": [vars(pair) for pair in found.pairing.guesses],
        "unpaired": {"source": list(found.pairing.unpaired_source), "target": list(found.pairing.unpaired_target)},
        "notes": [*found.notes, *found.division.notes],
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def books_of(workspace: Workspace, spec: TransferSpec) -> tuple[Book, Book]:
    """The old and the new book with the schemas that the specification names."""
    from creditviz.experiment.transfer.methods import Book

    old, new = (
        Book(book_frame(workspace, get_book(workspace, key)), get_schema(workspace, schema))
        for key, schema in ((spec.source, spec.source_schema), (spec.book, spec.schema_hash))
    )
    return old, new
