"""SMOTE-NC: numbers between two neighbours, categories by the vote of all of them."""

from __future__ import annotations

import numpy as np

from creditviz.registry import SamplerEntry
from creditviz.sampling.codec import TableCodec
from creditviz.sampling.neighbours.interpolation import InterpolatingSampler
from creditviz.schema import TableSchema


class SMOTENCSampler(InterpolatingSampler):
    """Interpolate numbers between two neighbours, take each category that most of the neighbours have.

    Parameters
    ----------
    k_neighbors : nearest bad accounts that vote, and that a new one may lean towards. Raising it spreads
        the new accounts wider and makes their categories more common ones.
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds rows.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    References
    ----------
    Chawla, Bowyer, Hall, Kegelmeyer (2002), section 6.1.

    NOTE[DIFF] Distances are taken in standard deviations. The months of a status are voted on together: the
    history of the neighbour that agrees with most others is taken whole, since a vote month by month makes
    histories that no account had. "Missing" is voted on like a category. A table of categories alone is
    legal; accounts are then as far apart as they have different categories (the paper's section 6.2 has
    the value difference metric there).
    """

    name = "SMOTE-NC"

    def _library(self, wanted, codec, space, check):
        from creditviz.sampling.neighbours.neighbours import stoppable
        from creditviz.sampling.neighbours.voting import VotingSMOTE

        sampler = VotingSMOTE(
            sampling_strategy=wanted, random_state=self._seed(), k_neighbors=stoppable(self.k_neighbors, check)
        )
        sampler.space, sampler.groups = space, _voted_together(codec, self.schema)
        return sampler

    def _note_no_numbers(self, codec):
        """Nothing to note: a vote needs no numbers."""


def _voted_together(codec: TableCodec, schema: TableSchema | None) -> list[np.ndarray]:
    """Positions of the code columns in groups: the months of a sequence, each other column alone."""
    owner = {column: sequence.name for sequence in (schema.sequences if schema else ()) for column in sequence.columns}
    columns = [("missing", codec.numeric_[gap]) for gap in codec.gaps_] + [("code", n) for n in codec.categorical_]
    groups: dict[tuple, list[int]] = {}
    for position, (kind, name) in enumerate(columns):
        groups.setdefault((kind, name in owner, owner.get(name, name)), []).append(position)
    return [np.array(group) for group in groups.values()]


ENTRY = SamplerEntry(
    label="SMOTE-NC",
    estimator="creditviz.sampling.neighbours.smote_nc:SMOTENCSampler",
    about="As SMOTE, but a category is the one that most of the similar bad accounts have.",
    source="Chawla et al., 2002",
    hyperparameters=SMOTENCSampler.hyperparameters,
)
