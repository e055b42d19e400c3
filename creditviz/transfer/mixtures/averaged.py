"""Two old models' log-odds averaged: one reads the columns as they are paired, one on each book's own scale."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import read_head, write_head
from creditviz.transfer.base import DomainClassifier
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.source_only import SourceOnlyClassifier

PARTS = ("paired", "own")  # folders of the two boosters
ONE = "No pair is in a common unit: both models read the same columns, and averaging them changes nothing but chance."
SAME = 1e-3  # standard deviations; nearer to each other the two scales are one


@dataclass(kw_only=True, eq=False, repr=False)
class AveragedScalesClassifier(DomainClassifier):
    """The mean of the log-odds of two boosters of the old product, on common units and on own scales.

    Where a column moved because the people differ, the common unit is right; where it moved because money or the unit
    differs, the own scale is. No outcome of the new product is read to choose.

    Parameters
    ----------
    random_state : int, RandomState instance or None, default=None
        Seed of both boosters and of held-back rows.
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    paired_, own_ : the boosters
    history_ : list of dict, one per round, of both one after the other
    notes_ : list of str, what a reader of the result must know
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {}

    random_state: Any = None
    n_threads: int = 1

    def fit(self, X, y, *, sample_domain=None, on_epoch=None, resume_from=None):
        """Learn the two scales from the columns, then both boosters from source rows.

        Parameters
        ----------
        X : paired columns of both domains, (n_samples, n_features).
        y : outcomes (n_samples,); those of the target are not read.
        sample_domain : positive for source rows, negative for target rows, (n_samples,). None: all are source.
        on_epoch : function of an `EpochReport`, called after each round.
        resume_from : not read: it takes seconds and begins again.
        """
        domains = self._read_domains(X, y, sample_domain)
        matrix, outcome = np.asarray(X, dtype=np.float32), np.asarray(y)
        is_source = np.ones(len(outcome), dtype=bool) if sample_domain is None else np.asarray(sample_domain) > 0
        rows = matrix[is_source]
        self.source_scale_ = _scale(rows)
        self.target_scale_ = _scale(domains.target) if len(domains.target) else self.source_scale_
        if np.abs(self.source_scale_ - self.target_scale_).max() < SAME:
            self.notes_.append(ONE)
        began = time.perf_counter()
        self.paired_, self.own_ = (
            SourceOnlyClassifier(learner="xgboost", random_state=self.seed_, n_threads=self.n_threads).fit(
                inputs, outcome[is_source], on_epoch=on_epoch
            )
            for inputs in (rows, _standard(rows, self.source_scale_))
        )
        self.history_ = [*self.paired_.history_, *self.own_.history_]
        self.seconds_per_epoch_ = (time.perf_counter() - began) / max(1, len(self.history_))
        return self

    def log_odds(self, X) -> np.ndarray:
        """Mean log-odds of default of rows of the new product, (n_samples,)."""
        return self._mean(X, self.target_scale_)

    def source_probability(self, X) -> np.ndarray:
        """Probability of default of rows of the old product, (n_samples,)."""
        return 1.0 / (1.0 + np.exp(-self._mean(X, self.source_scale_)))

    def _mean(self, X, scale: np.ndarray) -> np.ndarray:
        X = self._read_rows(X)
        return (self.paired_.log_odds(X) + self.own_.log_odds(_standard(X, scale))) / 2.0

    def save(self, folder) -> None:
        """Write the model into `folder`."""
        write_head(self, folder, scales=[self.source_scale_.tolist(), self.target_scale_.tolist()])
        for part in PARTS:
            Path(folder, part).mkdir(parents=True, exist_ok=True)
            getattr(self, f"{part}_").save(Path(folder, part))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        model, head = read_head(cls, folder)
        model.source_scale_, model.target_scale_ = (np.array(scale) for scale in head["scales"])
        model.paired_, model.own_ = (SourceOnlyClassifier.load(Path(folder, part)) for part in PARTS)
        return model


def _scale(rows: np.ndarray) -> np.ndarray:
    """Mean and standard deviation of every column, (2, k)."""
    sd = rows.std(axis=0, dtype=np.float64)
    return np.stack([rows.mean(axis=0, dtype=np.float64), np.where(sd > 1e-6, sd, 1.0)])


def _standard(rows: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return ((rows - scale[0]) / scale[1]).astype(np.float32)


ENTRY = TransferEntry(
    label="Both scales averaged, boosted trees",
    estimator="creditviz.transfer.mixtures.averaged:AveragedScalesClassifier",
    about="Two boosters of the old product, one on common units and one on each book's own scale; log-odds averaged.",
    source="",
)
