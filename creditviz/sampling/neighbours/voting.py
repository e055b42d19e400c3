"""SMOTE whose categories are voted on by the neighbours. Imported when a sampler runs: it loads imbalanced-learn."""

from __future__ import annotations

import numpy as np
from imblearn.over_sampling import SMOTE

from creditviz.sampling.neighbours.mixed_space import MixedSpace

MOST_BALLOTS = 20_000_000  # comparisons of neighbours held at once


class VotingSMOTE(SMOTE):
    """imbalanced-learn's SMOTE with another step at the end, in the place where its SMOTENC has one too.

    Attributes to set before `fit_resample`: `space`, and `groups`, the code columns that are voted on together.
    """

    space: MixedSpace
    groups: list[np.ndarray]

    def _generate_samples(self, X, nn_data, nn_num, rows, cols, steps, y_type=None, y=None):
        made = super()._generate_samples(X, nn_data, nn_num, rows, cols, steps)
        codes = self.space.matrix(nn_data)[:, self.space.n_numbers :].astype(int)
        random = np.random.default_rng(self.random_state)
        for group in self.groups:
            elected = elect(codes[:, group], nn_num[rows], random)
            for column in group:
                block = self.space.blocks[column]
                made[:, block] = nn_data[elected, block]
        return made


def elect(codes: np.ndarray, neighbours: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """For each row of `neighbours` the one whose codes most of the others share; ties are drawn.

    For a single column this is the majority vote. For the months of one status it elects a whole history
    that an account really had, which a vote month by month would mix.

    Parameters
    ----------
    codes : (n_accounts, n_columns) integer codes of the columns that are voted on together.
    neighbours : (n, k) positions in `codes`.

    Returns
    -------
    elected : (n,) positions in `codes`.
    """
    k = neighbours.shape[1]
    step = max(1, MOST_BALLOTS // (k * k * codes.shape[1]))
    elected = np.empty(len(neighbours), dtype=int)
    for start in range(0, len(neighbours), step):
        part = neighbours[start : start + step]
        ballots = codes[part]  # (n, k, n_columns)
        agreement = (ballots[:, :, None] == ballots[:, None]).sum(axis=(2, 3))  # (n, k)
        best = np.argmax(agreement + random.random(agreement.shape), axis=1)  # less than one: it breaks ties only
        elected[start : start + step] = part[np.arange(len(part)), best]
    return elected
