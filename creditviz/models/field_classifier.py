"""What the networks over fields have in common: each column of the encoded row, months included, is a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.network_classifier import TRAINING, SequenceNetworkClassifier

FIELDS: dict[str, Range | Choice] = {
    "d_field": Range(
        2, 128, label="Width of a field", help="Raising it lets a field say more, and costs time.", usual=(8, 32)
    ),
    **TRAINING,
}


@dataclass(kw_only=True, eq=False, repr=False)
class FieldNetworkClassifier(SequenceNetworkClassifier):
    """A network that reads every column of the encoded row, a month of a channel too, as a vector.

    A subclass gives `_build` and takes `self._fields()` as its first layer.

    Parameters
    ----------
    d_field : int, default=16
        Numbers that stand for a field. Raising it lets a field say more, and costs time.
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = FIELDS

    d_field: int = 16

    def _field_codes(self) -> tuple[tuple[int, int], ...]:
        """(column, number of codes) of every column of the network's rows that holds codes."""
        from creditviz.networks.fields import field_codes

        return field_codes(self._plan())

    def _n_fields(self) -> int:
        """How many fields the network reads."""
        return self.n_features_in_

    def _fields(self, n_bins: int = 0) -> Any:
        """A new `FieldEmbedding`: (n, n_fields) -> (n, n_fields, d_field); `n_bins` cuts numbers into bins."""
        from creditviz.networks.fields import FieldEmbedding

        return FieldEmbedding(self._n_fields(), self._field_codes(), self.d_field, n_bins)
