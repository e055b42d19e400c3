"""What transfer methods have in common: rows of two domains in one matrix, some source rows held back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.utils.validation import check_array, check_consistent_length

from creditviz.exceptions import DataError
from creditviz.models.base import BinaryClassifier, Rows

FEWEST_TARGET_ROWS = 30


class Domains(NamedTuple):
    """Labelled source rows, source rows that were held back, and target rows (with outcomes where they are known)."""

    source: Rows
    validation: Rows | None
    target: np.ndarray  # (m, k) float32, all target rows
    labelled: Rows | None  # target rows whose outcome is known, or None


class DomainClassifier(BinaryClassifier):
    """A classifier that learns from one product's outcomes and another product's rows.

    `fit(X, y, *, sample_domain)` as in skada: a positive domain is the source, a negative one the target. Target
    outcomes are masked by -1; those that are not are read by methods that say so. Without target rows it is an
    ordinary classifier of the source.
    """

    early_stopping = True  # source rows are held back to watch the training by

    def source_probability(self, X) -> np.ndarray:
        """Probability of default of rows of the old product, (n_samples,).

        That of `predict_proba` unless a method reads the two products through different maps.
        """
        return self.predict_proba(X)[:, 1].astype(np.float64)

    def _read_domains(self, X, y, sample_domain, resume_from=None) -> Domains:
        """Tell source from target rows, and hold some source rows back."""
        y = np.asarray(y)
        if sample_domain is None:
            rows, validation = self._read_training_rows(X, y, None, resume_from)
            return Domains(rows, validation, np.zeros((0, rows[0].shape[1]), dtype=np.float32), None)
        domain = np.asarray(sample_domain)
        check_consistent_length(X, y, domain)
        is_source, is_target = domain > 0, domain < 0
        _check_domains(is_source, is_target)
        matrix = np.asarray(X)
        rows, validation = self._read_training_rows(matrix[is_source], y[is_source], None, resume_from)
        target = check_array(matrix[is_target], dtype=np.float32)
        known = np.isin(y[is_target], self.classes_) & (y[is_target] != -1)
        labelled = (target[known], (y[is_target][known] == self.classes_[1]).astype(np.int8)) if known.any() else None
        return Domains(rows, validation, target, labelled)


def _check_domains(is_source: np.ndarray, is_target: np.ndarray) -> None:
    if not is_source.any():
        raise DataError(
            "a transfer learns from source rows, however no sample_domain is positive. Give the old product's rows 1."
        )
    n_target = int(is_target.sum())
    if 0 < n_target < FEWEST_TARGET_ROWS:
        raise DataError(
            f"a transfer needs at least {FEWEST_TARGET_ROWS} rows of the new product to see how it differs, however "
            f"there are {n_target}. Bring more applicants; their outcomes are not needed."
        )


def log_odds_of(probability: np.ndarray) -> np.ndarray:
    """Log-odds of probabilities that may be 0 or 1, (n,)."""
    inside = np.clip(probability, 1e-12, 1.0 - 1e-12)
    return np.log(inside) - np.log1p(-inside)
