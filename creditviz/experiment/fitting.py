"""One fit: encode, sample, train. Everything is learned on real training rows, stopped on real validation rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.experiment.checks import check_device
from creditviz.experiment.parts import Part, part_of
from creditviz.experiment.resampling import (
    StoredRows,
    check_parameters,
    resample,
    sampler_parameters,
    with_stored,
)
from creditviz.models import MODELS
from creditviz.models.needs import check_needs
from creditviz.progress import Checkpoint, EpochReport
from creditviz.registry import ModelEntry, load_name
from creditviz.results import Layout
from creditviz.schema import TableSchema
from creditviz.specification import Specification, TrainingSpec

TURNS = "The schema gives directions, and this model does not keep them: its PD may step back where a column moves on."

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
    prior_train: float  # bad share that its probabilities stand on: see `prior_behind`
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
        An unknown model, sampler, preset or setting, a value outside its range, or a GPU that is not there.
    """
    check_device(spec.device)
    entry = MODELS[spec.model]
    preset = entry.preset(spec.preset)
    asked = {name: value for name, value in spec.parameters.items() if name not in entry.retired}
    parameters = {**preset.parameters, **asked}
    check_parameters(entry, parameters)
    return spec.model_copy(
        update={
            "parameters": parameters,
            "sampler_parameters": sampler_parameters(spec),
            "encoding": preset.encoding or entry.encoding,
        }
    )


def fit(
    spec: TrainingSpec,
    schema: TableSchema,
    train: Rows,
    validation: Rows | None,
    *,
    on_epoch: OnEpoch | None = None,
    resume_from: Checkpoint | None = None,
    fixed: Mapping[str, Any] | None = None,
    stored: StoredRows | None = None,
) -> Fitted:
    """Fit one model.

    Parameters
    ----------
    spec : resolved specification.
    schema : what the model may see (protected attributes already left out).
    train, validation : real rows. None for validation: no early stopping, used with `fixed`.
    fixed : settings that overrule the specification's, e.g. a number of epochs found before.
    stored : defaulters of a balancing run that take the place of the specification's sampler.
    """
    entry = MODELS[spec.model]
    check_needs(entry, schema)
    encoder = TableEncoder(schema, encoding=spec.encoding).fit(train.frame)
    sampled_by = Part(on_epoch, "sampler", after=1) if on_epoch else None
    resampled = (
        with_stored(schema, train.frame, train.y, stored)
        if stored is not None
        else resample(
            spec, schema, train.frame, train.y, on_epoch=sampled_by, resume_from=part_of(resume_from, "sampler")
        )
    )
    if sampled_by is not None and sampled_by.n_stages:  # the sampler's stages come first
        on_epoch = Part(on_epoch, "model", before=sampled_by.n_stages)
    model = build(entry, {**spec.parameters, **(fixed or {})}, encoder.layout_, spec)
    learn(
        entry,
        model,
        encoder.transform(resampled.frame),
        resampled.y,
        None if validation is None else (encoder.transform(validation.frame), validation.y),
        on_epoch=on_epoch,
        resume_from=part_of(resume_from, "model"),
    )
    turns = (TURNS,) if encoder.layout_.directions and not entry.keeps_directions else ()
    notes = (*resampled.notes, *getattr(model, "notes_", ()), *turns)
    prior_real = float(train.y.mean())
    prior_train = prior_behind(model, resampled.y, prior_real)
    return Fitted(model, encoder, resampled.n_synthetic, prior_train, prior_real, notes)


def prior_behind(model: Any, y: np.ndarray, prior_real: float) -> float:
    """The bad share that a model's probabilities stand on.

    That of its training rows `y`, synthetic ones included; the real one where the model fitted its probabilities to
    real validation rows by itself, so that nothing is left to correct.
    """
    return prior_real if getattr(model, "knows_bad_rate", False) else float(y.mean())


def learn(
    entry: ModelEntry,
    model: Any,
    X: np.ndarray,
    y: np.ndarray,
    validation: tuple[np.ndarray, np.ndarray] | None,
    *,
    on_epoch: OnEpoch | None = None,
    resume_from: Checkpoint | None = None,
) -> None:
    """Fit `model` on encoded rows, with as much of validation rows and progress as its `fit` takes."""
    arguments: dict[str, Any] = {}
    accepted = inspect.signature(model.fit).parameters
    if validation is not None and "eval_set" in accepted:
        arguments["eval_set"] = [validation]
    if "on_epoch" in accepted:
        arguments |= {"on_epoch": on_epoch, "resume_from": resume_from}
    elif entry.report_through and on_epoch is not None:
        arguments |= load_name(entry.report_through)(model, on_epoch) or {}
    if "verbose" in accepted:
        arguments["verbose"] = False
    notes = load_name(entry.settled_through)(model, len(X)) if entry.settled_through else ()
    model.fit(X, y, **arguments)
    if entry.cut_through:
        load_name(entry.cut_through)(model)
    if notes:
        model.notes_ = [*getattr(model, "notes_", ()), *notes]


def build(entry: ModelEntry, parameters: Mapping[str, Any], layout: Layout, spec: Specification) -> Any:
    """The estimator with its settings and everything that only the layout, the seed and the machine know."""
    estimator = entry.load()(**parameters)
    given: dict[str, Any] = {
        "sequence_shape": layout.sequence_shape,
        "categorical_features": layout.categorical_features,
        "categorical_channels": layout.categorical_channels,
        "missing_indicators": layout.missing_indicators,
        "column_names": layout.sources,
        "feature_names": layout.feature_names,
        "specials": layout.specials,
        "directions": layout.directions,
        "random_state": spec.seed,
    }
    if layout.directions:
        given["monotone_constraints"] = layout.directions  # XGBoost's own name
    if entry.own:
        given["device"] = spec.device
    known = estimator.get_params()
    return estimator.set_params(
        **{name: value for name, value in given.items() if name in known and name not in parameters}
    )
