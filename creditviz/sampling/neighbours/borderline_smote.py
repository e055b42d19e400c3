"""Borderline-SMOTE-1: new bad accounts only where good and bad ones meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Hyperparameters, Range
from creditviz.registry import SamplerEntry
from creditviz.sampling.neighbours.interpolation import K_NEIGHBORS, InterpolatingSampler


@dataclass(kw_only=True, eq=False, repr=False)
class BorderlineSMOTESampler(InterpolatingSampler):
    """Interpolate as SMOTE does, from bad accounts in danger only.

    In danger is a bad account of whose `m_neighbors` nearest accounts at least half, but not all, are good.

    Parameters
    ----------
    k_neighbors : nearest bad accounts that a new one may lean towards. Raising it spreads the new
        accounts wider.
    m_neighbors : nearest accounts of both outcomes that tell where the border is. Raising it smooths the border.
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds rows.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    References
    ----------
    Han, Wang, Mao (2005), section 3, borderline-SMOTE1.

    NOTE[DIFF] Distances, categories and missing values are those of our SMOTE.
    """

    name = "Borderline-SMOTE"
    hyperparameters: ClassVar[Hyperparameters] = {
        "k_neighbors": K_NEIGHBORS,
        "m_neighbors": Range(
            1,
            100,
            label="Neighbours at the border",
            help="How many nearest accounts tell whether a bad account lies near the border; more smooth the border.",
        ),
    }

    m_neighbors: int = 10

    def _library(self, wanted, codec, space, check):
        from imblearn.over_sampling import BorderlineSMOTE

        from creditviz.sampling.neighbours.neighbours import stoppable

        return BorderlineSMOTE(
            sampling_strategy=wanted,
            random_state=self._seed(),
            k_neighbors=stoppable(self.k_neighbors, check),
            m_neighbors=stoppable(self.m_neighbors, check),
        )

    def _between(self, points, labels, label, n, codec, space, check):
        if len(points) <= self.m_neighbors:
            raise DataError(
                f"{self.name} with {self.m_neighbors} neighbours at the border needs at least {self.m_neighbors + 1} "
                f"training rows, however: {len(points)}. Choose fewer neighbours, or a larger book."
            )
        made = super()._between(points, labels, label, n, codec, space, check)
        if not len(made):
            raise DataError(
                f"{self.name} needs bad accounts near the border, however none has at least half, but not all, good "
                f"ones among its {self.m_neighbors} nearest. Choose SMOTE, or another number of neighbours."
            )
        return made


ENTRY = SamplerEntry(
    label="Borderline-SMOTE",
    estimator="creditviz.sampling.neighbours.borderline_smote:BorderlineSMOTESampler",
    about="As SMOTE, but only near the border between good and bad accounts, where a model is unsure.",
    source="Han et al., 2005",
    hyperparameters=BorderlineSMOTESampler.hyperparameters,
)
