"""One fit: encode, sample, train. Everything is learned on real training rows, stopped on real validation rows."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.encoder import TableEncoder
from creditviz.exceptions import SpecificationError
from creditviz.models import MODELS
from creditviz.progress import Checkpoint, EpochReport
from creditviz.registry import Entry, ModelEntry, load_name
from creditviz.results import Layout
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

OnEpoch = Callable[[EpochReport], None]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of the book with their outcomes."""

    frame: pd.DataFrame
    y: np.ndarray  # (n,) int8, 1 = default

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model with the encoder it reads through."""

    model: Any
    encoder: TableEncoder
    n_synthetic: int
    prior_train: float  # bad share of the rows it was fitted on
    prior_real: float  # bad share of the real ones among them
    notes: tuple[str, ...]

    def score(self, frame: pd.DataFrame) -> np.ndarray:
        """The model's probability of default, (n,)."""
        return self.model.predict_proba(self.encoder.transform(frame))[:, 1]


def resolve(spec: TrainingSpec) -> TrainingSpec:
    """The specification with the settings of its preset written out and checked.

    Raises
    ------
    SpecificationError
        An unknown model, sampler, preset or setting, or a value outside its range.
    """
    if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", spec.device):
        raise SpecificationError(
            f"device must be 'auto', 'cpu' or 'cuda:N', however: {spec.device!r}. Choose one of these."
        )
    entry = MODELS[spec.model]
    preset = entry.preset(spec.preset)
    parameters = {**preset.parameters, **spec.parameters}
    _check(entry, parameters)
    _check(SAMPLERS[spec.sampler], spec.sampler_parameters)
    return spec.model_copy(update={"parameters": parameters, "encoding": preset.encoding or entry.encoding})


def legal(entry: Entry) -> Mapping[str, Any]:
    """Ranges of a method's settings: those of its entry, else those of its class."""
    return entry.hyperparameters or getattr(entry.load(), "hyperparameters", {})


def _check(entry: Entry, parameters: Mapping[str, Any]) -> None:
    ranges = legal(entry)
    known = entry.load()().get_params()
    for name, value in parameters.items():
        if name not in known:
            raise SpecificationError(
                f"{entry.label} has no setting {name!r}. Choose one of: {', '.join(sorted(ranges)) or 'none'}."
            )
        if name in ranges:
            ranges[name].check(name, value)


def fit(
    spec: TrainingSpec,
    schema: TableSchema,
    train: Rows,
    validation: Rows | None,
    *,
    on_epoch: OnEpoch | None = None,
    resume_from: Checkpoint | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> Fitted:
    """Fit one model.

    Parameters
    ----------
    spec : resolved specification.
    schema : what the model may see (protected attributes already left out).
    train, validation : real rows. None for validation: no early stopping, used with `fixed`.
    fixed : settings that overrule the specification's, e.g. a number of epochs found before.
    """
    entry = MODELS[spec.model]
    encoder = TableEncoder(schema, encoding=spec.encoding).fit(train.frame)
    resampled, notes = resample(spec, schema, train)
    model = build(entry, {**spec.parameters, **(fixed or {})}, encoder.layout_, spec)
    arguments: dict[str, Any] = {}
    accepted = inspect.signature(model.fit).parameters
    if validation is not None and "eval_set" in accepted:
        arguments["eval_set"] = [(encoder.transform(validation.frame), validation.y)]
    if "on_epoch" in accepted:
        arguments |= {"on_epoch": on_epoch, "resume_from": resume_from}
    elif entry.report_through and on_epoch is not None:
        load_name(entry.report_through)(model, on_epoch)
    if "verbose" in accepted:
        arguments["verbose"] = False
    model.fit(encoder.transform(resampled.frame), resampled.y, **arguments)
    notes = (*notes, *getattr(model, "notes_", ()))
    return Fitted(model, encoder, len(resampled) - len(train), resampled.y.mean(), train.y.mean(), notes)


def resample(spec: TrainingSpec, schema: TableSchema, train: Rows) -> tuple[Rows, tuple[str, ...]]:
    """Training rows with synthetic ones after them, and what a reader must know of it."""
    if spec.sampler == "none":
        return train, ()
    sampler = SAMPLERS[spec.sampler].load()(
        sampling_strategy=float(spec.ratio), schema=schema, random_state=spec.seed, **spec.sampler_parameters
    )
    columns = list(schema.features(use_protected=True))
    frame, y = sampler.fit_resample(train.frame[columns], train.y)
    return Rows(frame, np.asarray(y, dtype=np.int8)), tuple(sampler.notes_)


def build(entry: ModelEntry, parameters: Mapping[str, Any], layout: Layout, spec: TrainingSpec) -> Any:
    """The estimator with its settings and everything that only the layout, the seed and the machine know."""
    estimator = entry.load()(**parameters)
    given: dict[str, Any] = {
        "sequence_shape": layout.sequence_shape,
        "categorical_features": layout.categorical_features,
        "categorical_channels": layout.categorical_channels,
        "random_state": spec.seed,
    }
    if entry.own:
        given["device"] = spec.device
    known = estimator.get_params()
    return estimator.set_params(
        **{name: value for name, value in given.items() if name in known and name not in parameters}
    )
