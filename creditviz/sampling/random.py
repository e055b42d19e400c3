"""Random oversampling: bad accounts drawn again until the wanted ratio is reached."""

from __future__ import annotations

import numpy as np

from creditviz.registry import SamplerEntry
from creditviz.sampling.base import TableSampler


class RandomSampler(TableSampler):
    """Copy bad rows drawn with replacement; every column of a copy is its original's.

    Parameters
    ----------
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it adds copies.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.
    """

    def _synthesize(self, frame, labels, counts, check):
        from imblearn.over_sampling import RandomOverSampler

        wanted = {label: int((labels == label).sum()) + n for label, n in counts.items()}
        sampler = RandomOverSampler(sampling_strategy=wanted, random_state=self._seed())
        sampler.fit_resample(np.arange(len(labels))[:, None], labels)
        drawn = sampler.sample_indices_[len(labels) :]
        return frame.iloc[drawn], labels[drawn]


ENTRY = SamplerEntry(
    label="Random oversampling",
    estimator="creditviz.sampling.random:RandomSampler",
    about="Repeats bad accounts until the wanted ratio is reached. Invents nothing, but a copy adds no information.",
)
