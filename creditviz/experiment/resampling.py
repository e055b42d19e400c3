"""Synthetic rows for training: from a sampler, or as a balancing run has stored them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.exceptions import SpecificationError
from creditviz.registry import Entry, SamplerEntry, load_name
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import BalancingSpec, TrainingSpec

SamplingChoice = TrainingSpec | BalancingSpec  # specifications that name a sampler


@dataclass(frozen=True, eq=False)
class Resampled:
    """Training rows after sampling: the real ones that stayed, then the synthetic ones."""

    frame: pd.DataFrame
    y: np.ndarray
    n_synthetic: int
    notes: tuple[str, ...] = ()


def sampler_parameters(spec: SamplingChoice) -> dict[str, Any]:
    """Settings of the sampler: those of its preset, overruled by the specification's; checked.

    Raises
    ------
    SpecificationError
        An unknown sampler, preset or setting, a value outside its range, or a rate of a sampler that makes no rows.
    """
    entry = SAMPLERS[spec.sampler]
    if spec.rate is not None and entry.removes:
        raise SpecificationError(
            "a rate counts synthetic rows per real defaulter, however this sampler makes none. Ask for a ratio."
        )
    parameters = {**entry.preset(spec.sampler_preset).parameters, **spec.sampler_parameters}
    check_parameters(entry, parameters)
    return parameters


def check_size(spec: SamplingChoice, schema: TableSchema, n_rows: int) -> None:
    """Raise `DataError` where the sampler would need more memory for such a book than this machine has."""
    entry = SAMPLERS[spec.sampler]
    if entry.size_checked_by:
        load_name(entry.size_checked_by)(n_rows, len(schema.features(use_protected=True)), sampler_parameters(spec))


def make_sampler(spec: SamplingChoice, schema: TableSchema, y: np.ndarray) -> Any:
    """The sampler of a specification, told how many rows to make of training rows with outcomes `y`."""
    sampler = SAMPLERS[spec.sampler].load()(
        sampling_strategy=wanted(spec, y), schema=schema, random_state=spec.seed, **sampler_parameters(spec)
    )
    return sampler.set_params(device=spec.device) if "device" in sampler.get_params() else sampler


def wanted(spec: SamplingChoice, y: np.ndarray) -> float | dict[int, int]:
    """The sampling strategy: a ratio bad / good, or for a rate K the defaulters wanted in all."""
    if spec.rate is None:
        return float(spec.ratio)
    n_bad = int((y == 1).sum())
    return {1: n_bad + round(spec.rate * n_bad)}


def resample(
    spec: SamplingChoice, schema: TableSchema, frame: pd.DataFrame, y: np.ndarray, *, on_epoch=None, resume_from=None
) -> Resampled:
    """Real training rows with synthetic ones after them, and what a reader must know of it."""
    if spec.sampler == "none":
        return Resampled(frame, y, 0)
    sampler = make_sampler(spec, schema, y)
    features = frame[list(schema.features(use_protected=True))]
    sampled, labels = sampler.fit_resample(features, y, on_epoch=on_epoch, resume_from=resume_from)
    notes = tuple(sampler.notes_)
    return Resampled(sampled, np.asarray(labels, dtype=np.int8), int(sampler.is_synthetic_.sum()), notes)


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Synthetic defaulters of a balancing run, and the rows that their sampler never saw."""

    frame: pd.DataFrame
    judged: np.ndarray  # row ids of its validation and test rows

    def check(self, protocol: str, judged: Sequence[np.ndarray]) -> None:
        """Raise `SpecificationError` unless every row that will be judged was unseen when these were made."""
        seen = np.setdiff1d(np.concatenate(judged), self.judged)
        if protocol == "kfold" or len(seen):
            raise SpecificationError(
                "synthetic rows may only meet test rows that their sampler never saw, however "
                f"{len(seen):,} validation or test rows of this split were learned from. "
                "Train with the seed, the shares and the way of choosing test rows of the balancing run."
            )


def with_stored(schema: TableSchema, frame: pd.DataFrame, y: np.ndarray, stored: StoredRows) -> Resampled:
    """Real training rows with a balancing run's stored defaulters after them."""
    from creditviz.sampling.base import append_rows

    columns = list(schema.features(use_protected=True))
    rows = append_rows(frame[columns], stored.frame[columns])
    labels = np.r_[y, np.ones(len(stored.frame))].astype(np.int8)
    return Resampled(rows, labels, len(stored.frame))


def legal(entry: Entry) -> Mapping[str, Any]:
    """Ranges of a method's settings: those of its entry, else those of its class."""
    return entry.hyperparameters or getattr(entry.load(), "hyperparameters", {})


def check_parameters(entry: Entry, parameters: Mapping[str, Any]) -> None:
    """Raise `SpecificationError` for a setting that the method does not have, or a value outside its range."""
    ranges = legal(entry)
    known = entry.load()().get_params()
    for name, value in parameters.items():
        if name not in known:
            raise SpecificationError(
                f"{entry.label} has no setting {name!r}. Choose one of: {', '.join(sorted(ranges)) or 'none'}."
            )
        if name in ranges:
            ranges[name].check(name, value)


def is_generator(key: str) -> bool:
    """Whether a sampler learns for minutes and can be asked for more rows later."""
    entry: SamplerEntry = SAMPLERS[key]
    return entry.generator
