"""How long a transfer may take: measured on this machine where a method has run, else guessed."""

from __future__ import annotations

from collections.abc import Mapping

from creditviz.reporting.transfer.words import in_family
from creditviz.runs import Workspace
from creditviz.specification import TransferSpec
from creditviz.transfer import TRANSFER_MODELS
from creditviz.ui.words import count, duration

# seconds per 1,000 rows of both products together, where nothing has been measured here
NETWORK, LEARNER, TREES = 2.0, 0.6, 0.15  # NETWORK: of 30 epochs in batches of 64
USUAL_EPOCHS = 30
START = 3.0  # seconds before the first method


def estimate_words(workspace: Workspace, spec: TransferSpec) -> str:
    """What Start would set going, in one line."""
    pace = measured_pace(workspace)
    rows = {book.hash: book.n_rows for book in workspace.store.books()}
    thousands = (rows.get(spec.source, 10_000) + rows.get(spec.book, 10_000) * (1 - spec.test_share)) / 1000
    tried = {key: 1 + spec.search * bool(TRANSFER_MODELS[key].hyperparameters) for key in spec.methods}
    seconds = START + thousands * sum(tried[key] * _pace(spec, key, pace) for key in spec.methods)
    measured = all(key in pace for key in spec.methods)
    how = "from earlier runs on this machine" if measured else "a rough guess: some methods are new here"
    step = 10 if seconds < 120 else 60 if seconds < 3600 else 600
    return (
        f"{count(len(spec.methods), 'method')}, in the background · about "
        f"{duration(max(step, step * round(seconds / step)))} ({how})."
    )


def _pace(spec: TransferSpec, key: str, pace: Mapping[str, float]) -> float:
    """Seconds per 1,000 rows, in proportion to the epochs that are asked for."""
    epochs = spec.parameters.get(key, {}).get("n_epochs", USUAL_EPOCHS) if in_family(key) else USUAL_EPOCHS
    usual = NETWORK if in_family(key) else TREES if "xgboost" in key else LEARNER
    return pace.get(key, usual) * epochs / USUAL_EPOCHS


def measured_pace(workspace: Workspace) -> Mapping[str, float]:
    """Method -> seconds per 1,000 rows in the last finished transfer that had it, for the usual number of epochs."""
    pace: dict[str, float] = {}
    for run in workspace.store.runs(kind="transfer", status=("finished",)):
        figures, spec = run.figures, run.specification
        rows = figures["rows"].get("source", 0) + figures["rows"].get("target", 0)
        for key, found in figures["methods"].items():
            epochs = spec.parameters.get(key, {}).get("n_epochs", USUAL_EPOCHS)
            if rows:
                pace.setdefault(key, 1000 * found["seconds"] / rows * USUAL_EPOCHS / epochs)
    return pace
