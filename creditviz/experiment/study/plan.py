"""What a sampler study fits, in which order: decided before the first fit, so that a stopped study can go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.meaning.changes import check_columns
from creditviz.data.outcome import outcomes
from creditviz.exceptions import SpecificationError
from creditviz.experiment.checks import check_before_split, check_device, check_features
from creditviz.experiment.resampling import check_parameters
from creditviz.models import MODELS
from creditviz.registry import ModelEntry, Preset
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import SamplerStudySpec

NONE, CLASS_WEIGHT = "none", "class-weight"
AFTER, BEFORE = "after-split", "before-split"
# The papers' tables are replayed with the papers' classifiers; every other model takes its default.
PRESETS = {"decision-tree": "as-published", "k-nearest-neighbours": "as-published"}


@dataclass(frozen=True)
class Cell:
    """One fit. `rate` is the one asked for; None means the ratio, or nothing to make."""

    seed: int
    order: str
    sampler: str
    rate: float | None
    classifier: str


def plan(spec: SamplerStudySpec) -> tuple[Cell, ...]:
    """Every fit of a study; cells that share rows stand together.

    "none" and "class-weight" are fitted once a seed, in the honest order: without synthetic rows both orders
    are the same.
    """
    return tuple(
        Cell(seed, order, sampler, rate, classifier)
        for seed in seeds(spec)
        for order, sampler in _ways(spec)
        for rate in rates_of(spec, sampler)
        for classifier in spec.classifiers
        if sampler != CLASS_WEIGHT or can_weigh(classifier)
    )


def seeds(spec: SamplerStudySpec) -> range:
    """The seeds of the study; each splits, samples and trains anew."""
    return range(spec.seed, spec.seed + spec.repeats)


def samplers(spec: SamplerStudySpec) -> tuple[str, ...]:
    """The samplers of the study, without its two references."""
    return tuple(key for key in dict.fromkeys(spec.samplers) if key not in (NONE, CLASS_WEIGHT))


def rates_of(spec: SamplerStudySpec, sampler: str) -> tuple[float | None, ...]:
    """The rates at which a sampler is studied; none for one that leaves rows out, where rates are asked for."""
    if sampler in (NONE, CLASS_WEIGHT) or not spec.rates:
        return (None,)
    return () if SAMPLERS[sampler].removes else tuple(spec.rates)


def _ways(spec: SamplerStudySpec) -> Iterator[tuple[str, str]]:
    yield AFTER, NONE
    yield AFTER, CLASS_WEIGHT
    for order in dict.fromkeys(spec.orders):
        yield from ((order, sampler) for sampler in samplers(spec))


def can_weigh(classifier: str) -> bool:
    """Whether a model has a setting that makes defaults count more."""
    return bool(weights(MODELS[classifier], np.array([0, 1])))


def weights(entry: ModelEntry, y: np.ndarray) -> dict[str, Any]:
    """Settings that make both outcomes of training rows with outcomes `y` count alike; {} where there are none."""
    known = entry.load()().get_params()
    if "class_weight" in known:
        return {"class_weight": "balanced"}
    if "scale_pos_weight" in known:
        return {"scale_pos_weight": float((y == 0).sum() / (y == 1).sum())}
    return {}


# A support vector machine on all 18,000 rows of a balanced Taiwan takes half a minute a fit, fifty times the others:
# a study of twelve fits would be nine tenths waiting for it. Its note says on how many rows it learned.
STUDY_SETTINGS: Mapping[str, Mapping[str, Any]] = {"svm": {"max_rows": 5000}}


def parameters_of(classifier: str) -> Mapping[str, Any]:
    """The settings that a classifier is studied with."""
    return {**_preset(classifier).parameters, **STUDY_SETTINGS.get(classifier, {})}


def encoding_of(classifier: str) -> str:
    """What a classifier reads: "one-hot" or "codes"."""
    return _preset(classifier).encoding or MODELS[classifier].encoding


def _preset(classifier: str) -> Preset:
    return MODELS[classifier].preset(PRESETS.get(classifier, "default"))


def opening_notes(spec: SamplerStudySpec) -> list[str]:
    """What a reader must know of the plan itself."""
    notes = [
        f"{MODELS[key].label} cannot weigh outcomes: it is left out beside class weights."
        for key in spec.classifiers
        if not can_weigh(key)
    ]
    if spec.rates:
        notes += [
            f"{SAMPLERS[key].label} makes no rows, so that it has no rate: it is left out."
            for key in samplers(spec)
            if SAMPLERS[key].removes
        ]
    return notes


def check_study(spec: SamplerStudySpec, frame: pd.DataFrame, schema: TableSchema) -> None:
    """Raise now what `run_study` would raise after a wait in the queue.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        The book, its schema or the settings do not allow the study.
    """
    check_device(spec.device)
    for key in samplers(spec):
        check_parameters(SAMPLERS[key], spec.sampler_parameters.get(key, {}))
    for key in spec.classifiers:
        check_parameters(MODELS[key], parameters_of(key))
    if not spec.classifiers:
        raise SpecificationError("a study needs a classifier, however none is named. Choose at least one.")
    if BEFORE in spec.orders:
        check_before_split([spec.protocol])
    check_columns(schema, frame)
    check_features(schema, use_protected=spec.use_protected)
    outcomes(frame, schema)
