"""What a run is called, and how it stands, in words."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.models import MODELS
from creditviz.reporting.run_names import PROTOCOLS, amount_words, sampler_words
from creditviz.runs import Run
from creditviz.sampling import SAMPLERS
from creditviz.specification import (
    BalancingSpec,
    BenchmarkSpec,
    SamplerStudySpec,
    SearchSpec,
    TrainingSpec,
    TransferSpec,
)
from creditviz.ui.pickers import unique

_STATUS = {"queued": "waiting", "reserved": "waiting"}


def default_name(spec: TrainingSpec) -> str:
    """The name that a run gets unless the analyst gives it one."""
    parts = [MODELS[spec.model].label]
    if spec.preset != "default":
        parts.append(spec.preset)
    if spec.balancing or spec.sampler != "none":
        parts.append(sampler_words(spec))
    if spec.resample == "before-split" and spec.sampler != "none":
        parts.append("before the split")
    if spec.protocol != "holdout":
        parts.append(PROTOCOLS[spec.protocol].lower())
    if spec.seed:
        parts.append(f"seed {spec.seed}")
    return ", ".join(parts)


def labels(runs: Sequence[Run]) -> dict[str, str]:
    """Run id -> name; runs of one name get their id as well."""
    return unique({run.id: run.name for run in runs}, {run.id: run.id[:4] for run in runs})


def balancing_name(spec: BalancingSpec) -> str:
    """The name of a balancing run unless the analyst gives it one, e.g. "SMOTE 0.4" or "ACTGAN, 2 per defaulter"."""
    parts = [f"{SAMPLERS[spec.sampler].label}{amount_words(spec)}"]
    if spec.sampler_preset != "default":
        parts.append(spec.sampler_preset)
    if spec.protocol != "holdout":
        parts.append(PROTOCOLS[spec.protocol].lower())
    if spec.seed:
        parts.append(f"seed {spec.seed}")
    return ", ".join(parts)


def study_name(spec: SamplerStudySpec) -> str:
    """The name of a sampler study, e.g. "3 samplers, 4 models, 5 seeds, both orders"."""
    parts = [_several(spec.samplers, "sampler"), _several(spec.classifiers, "model"), f"{spec.repeats} seeds"]
    if len(spec.orders) > 1:
        parts.append("both orders")
    if spec.rates:
        parts.append(f"rates {', '.join(f'{rate:g}' for rate in spec.rates)}")
    if spec.thin_to:
        parts.append(f"thinned to {spec.thin_to:.3g} bad")
    return ", ".join(parts)


def search_name(spec: SearchSpec) -> str:
    """The name of a search, e.g. "XGBoost, 30 trials" or "SVM, 12 trials at random, SMOTE 0.4"."""
    how = {"random": " at random", "grid": " of a grid"}.get(spec.method, "")
    first, *rest = default_name(spec.training()).split(", ")
    return ", ".join([first, f"{spec.n_trials} trial{'' if spec.n_trials == 1 else 's'}{how}", *rest])


def benchmark_name(spec: BenchmarkSpec) -> str:
    """The name of a benchmark unless the analyst gives it one, e.g. "5 models on UCI Taiwan, 3 seeds"."""
    where = spec.books[0].name if len(spec.books) == 1 else f"{len(spec.books)} books"
    parts = [f"{_several(spec.arms, 'model')} on {where}"]
    if len(spec.samplers) > 1:
        parts.append(_several(spec.samplers, "sampler"))
    if "kfold" in spec.protocols:
        parts.append(f"{spec.folds} folds")
    parts += [PROTOCOLS[key].lower() for key in spec.protocols if key not in ("holdout", "kfold")]
    if spec.repeats > 1:
        parts.append(f"{spec.repeats} seeds")
    if len(spec.orders) > 1:
        parts.append("both orders")
    return ", ".join(parts)


def transfer_name(spec: TransferSpec, old: str, new: str) -> str:
    """The name of a transfer unless the analyst gives it one, e.g. "Card book → Loan book, 5 methods, 200 labels"."""
    parts = [f"{old} → {new}", _several(spec.methods, "method")]
    named = {"given": "own pairs", "by-name": "pairs by name", "guess": "guessed pairs"}
    if spec.pairing in named:
        parts.append(named[spec.pairing])
    if spec.target_labels is not None:
        parts.append(f"{spec.target_labels:,} labels")
    if spec.seed:
        parts.append(f"seed {spec.seed}")
    return ", ".join(parts)


def _several(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}" + ("" if len(things) == 1 else "s")


def status_words(run: Run, champion: str | None) -> str:
    """How a run stands: champion, finished, running 40%, waiting, stopped, failed, leaky replay, sealed."""
    if run.stopping:
        return "stopping"
    if run.id == champion:
        return "champion"
    if run.status == "running":
        return f"running, {run.fraction:.0%}"
    if run.figures.get("leaky"):
        return "leaky replay"
    if run.figures.get("sealed"):
        return "sealed"
    return _STATUS.get(run.status, run.status)
