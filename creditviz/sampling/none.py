"""No sampling: the rows as they are, so that "none" is a sampler like any other."""

from __future__ import annotations

from creditviz.registry import SamplerEntry
from creditviz.sampling.base import TableSampler


class NoSampler(TableSampler):
    """Return the real rows and nothing else.

    Parameters
    ----------
    sampling_strategy : read by the other samplers; without effect here.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : without effect here.
    """

    def _wanted(self, labels):
        return {}


ENTRY = SamplerEntry(
    label="None",
    estimator="creditviz.sampling.none:NoSampler",
    about="Trains on the real accounts alone. On most books nothing ranks better.",
)
