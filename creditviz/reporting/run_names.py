"""What a run and its settings are called, on pages and in a report."""

from __future__ import annotations

from collections.abc import Mapping

from creditviz.runs import Run, Workspace
from creditviz.runs.books import book_title
from creditviz.sampling import SAMPLERS
from creditviz.specification import BalancingSpec, TrainingSpec, TransferSpec
from creditviz.transfer import TRANSFER_MODELS

PROTOCOLS: Mapping[str, str] = {
    "holdout": "Hold-out",
    "kfold": "k-fold",
    "out-of-time": "Out of time",
    "given": "Given by a column",
}


def run_label(workspace: Workspace, run: Run) -> str:
    """A run's name; a transfer is called after its method and its old product, e.g. "FDAT from UCI German"."""
    if run.kind != "transfer" or "model" not in run.figures:
        return run.name
    spec = run.specification
    method = TRANSFER_MODELS[run.figures["model"]].label
    return f"{method} from {book_title(workspace, spec.source, spec.source_schema)}"


def amount_words(spec: TrainingSpec | BalancingSpec) -> str:
    """How many rows are wanted: " 0.4" bad per good, or ", 2 per defaulter"."""
    return f" {spec.ratio:g}" if spec.rate is None else f", {spec.rate:g} per defaulter"


def sampler_words(spec: TrainingSpec | TransferSpec) -> str:
    """Where the synthetic rows come from: none, a sampler with its ratio, the stored rows of a balancing run."""
    if isinstance(spec, TransferSpec):
        return "none"
    if spec.sampler == "none" and not spec.balancing:
        return "none"
    words = f"{SAMPLERS[spec.sampler].label}{amount_words(spec)}"
    return f"{words} (run {spec.balancing[:4]})" if spec.balancing else words
