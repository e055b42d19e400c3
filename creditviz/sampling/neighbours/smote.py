"""SMOTE: new bad accounts between a bad account and one of its nearest bad neighbours."""

from __future__ import annotations

from creditviz.registry import SamplerEntry
from creditviz.sampling.neighbours.interpolation import InterpolatingSampler


class SMOTESampler(InterpolatingSampler):
    """Interpolate between two neighbours, and round what has no in-between.

    Parameters
    ----------
    k_neighbors : nearest bad accounts that a new one may lean towards. Raising it spreads the new
        accounts wider, up to implausible ones between separate groups.
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds rows.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    References
    ----------
    Chawla, Bowyer, Hall, Kegelmeyer (2002), section 4.2: x_i + u (x_j - x_i), u from U(0, 1).

    NOTE[DIFF] The paper knows numbers only. Here numbers are taken in standard deviations, so that a limit
    in dollars does not drown an age in years, and categories as one-hot columns that are rounded after
    interpolation: a new account has those of the nearer of its two parents. In version 0.1.0 this sampler voted on
    categories month by month; such a run is repeated with `smote-nc` (on numbers alone the two are the same).
    A missing number stands at the median while it is interpolated.
    """

    name = "SMOTE"

    def _library(self, wanted, codec, space, check):
        from imblearn.over_sampling import SMOTE

        from creditviz.sampling.neighbours.neighbours import stoppable

        return SMOTE(
            sampling_strategy=wanted, random_state=self._seed(), k_neighbors=stoppable(self.k_neighbors, check)
        )


ENTRY = SamplerEntry(
    label="SMOTE",
    estimator="creditviz.sampling.neighbours.smote:SMOTESampler",
    about="Invents bad accounts between real ones that resemble each other.",
    source="Chawla et al., 2002",
    hyperparameters=SMOTESampler.hyperparameters,
)
