"""Random undersampling: good accounts left out until the wanted ratio is reached."""

from __future__ import annotations

import numpy as np

from creditviz.registry import SamplerEntry
from creditviz.sampling.base import TableSampler
from creditviz.sampling.strategy import rows_to_leave


class RandomUnderSampler(TableSampler):
    """Keep every bad row and as many good ones, drawn without replacement, as the ratio asks for.

    Parameters
    ----------
    sampling_strategy : what to reach. A number is bad / good after sampling; raising it removes more
        rows. A dict gives the rows that stay, by class.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.
    """

    def _wanted(self, labels):
        self._stay, notes = rows_to_leave(self.sampling_strategy, labels)
        self.notes_.extend(notes)
        return {}

    def _keep(self, frame, labels):
        if not self._stay:
            return super()._keep(frame, labels)
        from imblearn.under_sampling import RandomUnderSampler as Library

        library = Library(sampling_strategy=self._stay, random_state=self._seed())
        library.fit_resample(np.arange(len(labels))[:, None], labels)
        return np.sort(library.sample_indices_)


ENTRY = SamplerEntry(
    label="Random undersampling",
    estimator="creditviz.sampling.random_under:RandomUnderSampler",
    about="Leaves good accounts out until the wanted ratio is reached. Invents nothing, but throws information away.",
    removes=True,
)
