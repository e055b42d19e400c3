"""What the networks over fields have in common: each column of the encoded row, months included, is a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.fields.selection import select_fields
from creditviz.models.network_classifier import TRAINING, SequenceNetworkClassifier

FIELDS: dict[str, Range | Choice] = {
    "d_field": Range(
        2, 128, label="Width of a field", help="Raising it lets a field say more, and costs time.", usual=(8, 32)
    ),
    "select_fields": Choice(
        (False, True), label="Select fields first", help="On: only fields that a random forest finds of use."
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
    select_fields : bool, default=False
        Read only the columns that pass the filters and the forest of Zhang et al. (2023), see `field_selection`.
    missing_indicators : list of int or None, default=None
        Columns that say whether the column before them was missing; the selection counts by them.

    Attributes
    ----------
    kept_ : list of int, the columns that are read
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = FIELDS

    d_field: int = 16
    select_fields: bool = False
    missing_indicators: Any = None

    def _prepare(self, rows: Rows, validation: Rows | None) -> None:
        self.kept_ = list(range(self.n_features_in_))
        if self.select_fields:
            codes = {column for column, _ in self._all_codes()}
            found = select_fields(*rows, codes, self.missing_indicators or (), self.seed_)
            self.kept_ = list(found.kept)
            self.notes_.append(found.note)

    def _network_rows(self, X: np.ndarray) -> np.ndarray:
        return X if len(self.kept_) == X.shape[1] else X[:, self.kept_]

    def _learned(self) -> dict[str, Any]:
        return {"kept_": self.kept_}

    def _all_codes(self) -> tuple[tuple[int, int], ...]:
        from creditviz.networks.fields import field_codes

        return field_codes(self._plan())

    def _field_codes(self) -> tuple[tuple[int, int], ...]:
        """(column, number of codes) of every column of the network's rows that holds codes."""
        place = {column: number for number, column in enumerate(self.kept_)}
        return tuple((place[column], size) for column, size in self._all_codes() if column in place)

    def _n_fields(self) -> int:
        """How many fields the network reads."""
        return len(self.kept_)

    def _fields(self, n_bins: int = 0) -> Any:
        """A new `FieldEmbedding`: (n, n_fields) -> (n, n_fields, d_field); `n_bins` cuts numbers into bins."""
        from creditviz.networks.fields import FieldEmbedding

        return FieldEmbedding(self._n_fields(), self._field_codes(), self.d_field, n_bins)
