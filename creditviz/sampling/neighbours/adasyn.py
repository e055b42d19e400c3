"""ADASYN: more new accounts where a bad account has many good neighbours."""

from __future__ import annotations

from typing import ClassVar

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Hyperparameters
from creditviz.registry import SamplerEntry
from creditviz.sampling.base import TableSampler
from creditviz.sampling.neighbours.interpolation import K_NEIGHBORS, InterpolatingSampler


class ADASYNSampler(InterpolatingSampler):
    """Interpolate as SMOTE does, from each bad account in proportion to the good ones around it.

    Account i gives `g_i = round(G r_i)` new ones, r_i its share of good neighbours divided by the sum of
    these shares, G the rows wanted. Because each g_i is rounded, the number of new rows is near G and
    rarely G itself: a note says what came of it.

    Parameters
    ----------
    n_neighbors : nearest accounts that are looked at, and nearest bad ones that a new account may lean
        towards. Raising it spreads the new accounts wider and more evenly.
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds rows.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    References
    ----------
    He, Bai, Garcia, Li (2008), section II, with its beta as the ratio wanted.

    NOTE[DIFF] Distances, categories and missing values are those of our SMOTE.
    """

    name = "ADASYN"
    hyperparameters: ClassVar[Hyperparameters] = {"n_neighbors": K_NEIGHBORS}

    def __init__(self, *, n_neighbors=5, sampling_strategy="auto", schema=None, random_state=None):
        TableSampler.__init__(self, sampling_strategy=sampling_strategy, schema=schema, random_state=random_state)
        self.n_neighbors = n_neighbors

    @property
    def k_neighbors(self) -> int:  # type: ignore[override]
        """The neighbours of a new account, under the name that SMOTE has for them."""
        return self.n_neighbors

    def _library(self, wanted, codec, space, check):
        from imblearn.over_sampling import ADASYN

        from creditviz.sampling.neighbours.neighbours import stoppable

        return ADASYN(
            sampling_strategy=wanted, random_state=self._seed(), n_neighbors=stoppable(self.n_neighbors, check)
        )

    def _between(self, points, labels, label, n, codec, space, check):
        try:
            made = super()._between(points, labels, label, n, codec, space, check)
        except RuntimeError as error:  # imbalanced-learn: not any neighbour belongs to another class
            raise DataError(
                f"ADASYN needs bad accounts with good ones among their {self.n_neighbors} nearest, however there is "
                "none. Choose SMOTE, or more neighbours."
            ) from error
        except ValueError as error:
            if "No samples will be generated" not in str(error):
                raise
            made = points[:0]
        if len(made) != n:
            self.notes_.append(
                f"ADASYN rounds the number of new accounts around each bad one: {len(made):,} rows were made, "
                f"{n:,} were asked for."
            )
        return made


ENTRY = SamplerEntry(
    label="ADASYN",
    estimator="creditviz.sampling.neighbours.adasyn:ADASYNSampler",
    about="As SMOTE, but it invents more where good accounts surround a bad one.",
    source="He et al., 2008",
    hyperparameters=ADASYNSampler.hyperparameters,
)
