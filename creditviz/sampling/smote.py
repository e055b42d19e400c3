"""SMOTE: new bad accounts between a bad account and one of its nearest bad neighbours."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Hyperparameters, Range
from creditviz.registry import SamplerEntry
from creditviz.sampling.base import TableSampler
from creditviz.sampling.codec import TableCodec


class SMOTESampler(TableSampler):
    """Interpolate numbers between neighbours, take categories by their neighbours' vote (SMOTE-NC).

    Parameters
    ----------
    k_neighbors : nearest bad accounts that a new one may lean towards. Raising it spreads the new
        accounts wider, up to implausible ones between separate groups.
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds rows.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    References
    ----------
    Chawla, Bowyer, Hall, Kegelmeyer (2002), sections 4.2 and 6.1.

    NOTE[DIFF] Distances are taken in standard deviations, so that a limit in dollars does not drown an
    age in years; whole numbers are rounded; "missing" is voted on like a category.
    """

    hyperparameters: ClassVar[Hyperparameters] = {
        "k_neighbors": Range(
            1,
            50,
            label="Neighbours",
            help="How many nearest bad accounts a new one may lean towards; more spread the new accounts wider.",
        )
    }

    def __init__(self, *, k_neighbors=5, sampling_strategy="auto", schema=None, random_state=None):
        super().__init__(sampling_strategy=sampling_strategy, schema=schema, random_state=random_state)
        self.k_neighbors = k_neighbors

    def _synthesize(self, frame, labels, counts):
        rarest = min(int((labels == label).sum()) for label in counts)
        if rarest <= self.k_neighbors:
            raise DataError(
                f"SMOTE with {self.k_neighbors} neighbours needs at least {self.k_neighbors + 1} defaulters in "
                f"the training rows, however: {rarest}. Choose random oversampling, fewer neighbours, or a larger book."
            )
        codec = TableCodec(self.schema).fit(frame)
        wanted = {label: int((labels == label).sum()) + n for label, n in counts.items()}
        matrix, classes = self._library(codec.is_code, wanted).fit_resample(codec.encode(frame), labels)
        return codec.decode(matrix[len(labels) :]), classes[len(labels) :]

    def _library(self, is_code: np.ndarray, wanted: dict):
        """The member of the family that fits the columns."""
        from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC

        common = {"sampling_strategy": wanted, "random_state": self._seed(), "k_neighbors": self.k_neighbors}
        if is_code.all():
            return SMOTEN(**common)
        if is_code.any():
            return SMOTENC(categorical_features=np.flatnonzero(is_code).tolist(), **common)
        return SMOTE(**common)


ENTRY = SamplerEntry(
    label="SMOTE",
    estimator="creditviz.sampling.smote:SMOTESampler",
    about="Invents bad accounts between real ones that resemble each other.",
    source="Chawla et al., 2002",
    hyperparameters=SMOTESampler.hyperparameters,
)
