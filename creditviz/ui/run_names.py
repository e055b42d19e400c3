"""What a run is called, and how it stands, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from creditviz.models import MODELS
from creditviz.runs import Run
from creditviz.sampling import SAMPLERS
from creditviz.specification import TrainingSpec

PROTOCOLS: Mapping[str, str] = {
    "holdout": "Hold-out",
    "kfold": "k-fold",
    "out-of-time": "Out of time",
    "given": "Given by a column",
}
_STATUS = {"queued": "waiting", "reserved": "waiting"}


def default_name(spec: TrainingSpec) -> str:
    """The name that a run gets unless the analyst gives it one."""
    parts = [MODELS[spec.model].label]
    if spec.preset != "default":
        parts.append(spec.preset)
    if spec.sampler != "none":
        parts.append(f"{SAMPLERS[spec.sampler].label} {spec.ratio:g}")
    if spec.protocol != "holdout":
        parts.append(PROTOCOLS[spec.protocol].lower())
    if spec.seed:
        parts.append(f"seed {spec.seed}")
    return ", ".join(parts)


def labels(runs: Sequence[Run]) -> dict[str, str]:
    """Run id -> name; runs of one name get their id as well."""
    times = Counter(run.name for run in runs)
    return {run.id: run.name if times[run.name] == 1 else f"{run.name} ({run.id[:4]})" for run in runs}


def sampler_words(spec: TrainingSpec) -> str:
    """The sampler and its ratio."""
    return "none" if spec.sampler == "none" else f"{SAMPLERS[spec.sampler].label} {spec.ratio:g}"


def status_words(run: Run, champion: str | None) -> str:
    """How a run stands: champion, finished, running 40%, waiting, stopped, failed, leaky replay."""
    if run.stopping:
        return "stopping"
    if run.id == champion:
        return "champion"
    if run.status == "running":
        return f"running, {run.fraction:.0%}"
    if run.figures.get("leaky"):
        return "leaky replay"
    return _STATUS.get(run.status, run.status)
