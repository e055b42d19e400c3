"""The sampler contract: real rows first and unchanged, synthetic rows after, a mask that tells them apart.

imbalanced-learn's base class cannot be used: it is imported in seconds, and it refuses the strings and
missing values of a raw book. Its contract checks run on these samplers all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin

from creditviz.exceptions import SchemaError
from creditviz.hyperparameters import Hyperparameters, check_hyperparameters
from creditviz.progress import checker
from creditviz.sampling.codec import check_features
from creditviz.sampling.coded import coded_columns, with_legal_codes
from creditviz.sampling.strategy import Counts, check_classes, rows_to_make
from creditviz.schema import TableSchema


@dataclass(kw_only=True, eq=False, repr=False)
class TableSampler(OneToOneFeatureMixin, BaseEstimator):
    """Base of all samplers; a new one writes `_synthesize`, or `_wanted` and `_keep` when it leaves rows out.

    Parameters
    ----------
    sampling_strategy : what to reach. A number is bad / good after sampling (y = 1 is bad); "auto" makes
        the outcomes equal; a dict gives the rows wanted by class, as in imbalanced-learn.
    schema : meaning of the columns of a raw frame. None reads every column as a number.
    random_state : seed of the draws.

    Attributes
    ----------
    is_synthetic_ : bool array of shape (n_rows_after,).
    kept_ : positions of the real rows that stayed; all of them unless rows were removed.
    sampling_strategy_ : rows that were made, by class; before sampling, rows to make.
    notes_ : sentences that a reader of the run must know.
    """

    hyperparameters: ClassVar[Hyperparameters] = {}
    sampling_strategy_: Counts = field(init=False)
    sampling_strategy: Any = "auto"
    schema: TableSchema | None = None
    random_state: Any = None

    def fit(self, X, y):
        """Check the rows and decide how many to make; `fit_resample` does it all."""
        self._check(X, y)
        return self

    def fit_resample(self, X, y, *, on_epoch=None, resume_from=None):
        """Return the real rows in their order, followed by the synthetic ones.

        Parameters
        ----------
        X : frame or array of shape (n, n_columns), real training rows only.
        y : outcomes of shape (n,), 1 = default.
        on_epoch : told how far a generator is (`creditviz.progress`); its `check` may raise `RunCancelled`.
        resume_from : a generator's checkpoint.

        Returns
        -------
        X, y : containers of the same kinds as those that came.
        """
        frame, labels, one_vs_all = self._check(X, y)
        counts = {label: n for label, n in self.sampling_strategy_.items() if n > 0}
        rows, classes = frame.iloc[:0], labels[:0]
        if counts:
            self._learn(frame, labels, on_epoch, resume_from)
            rows, classes = self._synthesize(frame, labels, counts, checker(on_epoch))
            rows = with_legal_codes(rows, self.coded_)
            self.sampling_strategy_ = {label: int((classes == label).sum()) for label in counts}
        self.kept_ = self._keep(frame, labels)
        frame, labels = frame.iloc[self.kept_], labels[self.kept_]
        self.is_synthetic_ = np.r_[np.zeros(len(frame), dtype=bool), np.ones(len(rows), dtype=bool)]
        both = np.concatenate([labels, classes.astype(labels.dtype, copy=False)])
        if one_vs_all:
            both = (both[:, None] == np.unique(labels)).astype(int)
        return _as_table(append_rows(frame, rows), X), _as_target(both, y)

    def _check(self, X, y) -> tuple[pd.DataFrame, np.ndarray, bool]:
        from imblearn.utils import check_target_type
        from sklearn.utils.multiclass import check_classification_targets
        from sklearn.utils.validation import check_consistent_length, column_or_1d, validate_data

        check_hyperparameters(self)
        check_classification_targets(y)
        labels, one_vs_all = check_target_type(y, indicate_one_vs_all=True)
        labels = column_or_1d(labels)
        if self.schema is None:
            values = validate_data(self, X, dtype="numeric", ensure_all_finite="allow-nan")
            frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(values)
        else:
            if not isinstance(X, pd.DataFrame):
                raise SchemaError(
                    f"a schema describes a table with named columns, however a {type(X).__name__} came. "
                    "Pass a DataFrame, or no schema."
                )
            check_features(X, self.schema)
            validate_data(self, X, skip_check_array=True)
            frame = X
        check_consistent_length(frame, labels)
        check_classes(labels)
        self.notes_: list[str] = []
        self.coded_ = coded_columns(frame, self.schema)
        self.sampling_strategy_ = self._wanted(labels)
        return frame, labels, one_vs_all

    def _wanted(self, labels: np.ndarray) -> Counts:
        """Rows to make, by class; a note says why there are none."""
        counts, notes = rows_to_make(self.sampling_strategy, labels)
        self.notes_.extend(notes)
        return counts

    def _learn(self, frame: pd.DataFrame, labels: np.ndarray, on_epoch, resume_from) -> None:
        """Learn what drawing needs; only generators do."""

    def _keep(self, frame: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
        """Positions of the real rows that stay, in order; only undersampling leaves some out."""
        return np.arange(len(frame))

    def _synthesize(self, frame: pd.DataFrame, labels: np.ndarray, counts: Counts, check: Callable[[], None]):
        """Return `counts[label]` new rows of each label, and their labels; `check` may raise `RunCancelled`."""
        raise NotImplementedError

    def _seed(self) -> int:
        """A seed for the library underneath, drawn from `random_state`."""
        from sklearn.utils import check_random_state

        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def __sklearn_tags__(self):
        """Tags that imbalanced-learn's and scikit-learn's checks read."""
        from imblearn.utils._tags import InputTags, SamplerTags, Tags
        from sklearn.utils import TargetTags

        inputs = InputTags(two_d_array=True, allow_nan=True, dataframe=True)
        return Tags(
            estimator_type="sampler",
            target_tags=TargetTags(required=True),
            sampler_tags=SamplerTags(),
            input_tags=inputs,
        )


def append_rows(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`frame` followed by `rows`, with the column types of `frame` and a plain row number as index.

    Columns that `rows` lacks (identifiers, dates) are missing there, whatever type that takes.
    """
    if not len(rows):
        return frame.reset_index(drop=True)
    known = {name: kind for name, kind in frame.dtypes.items() if name in rows.columns}
    return pd.concat([frame, rows.astype(known)], ignore_index=True)[list(frame.columns)]


def _as_table(frame: pd.DataFrame, like: Any) -> Any:
    """`frame` in the container that `like` came in."""
    if isinstance(like, pd.DataFrame):
        return frame
    values = frame.to_numpy()
    return (
        values.tolist() if isinstance(like, list) else values.astype(getattr(like, "dtype", values.dtype), copy=False)
    )


def _as_target(labels: np.ndarray, like: Any) -> Any:
    """`labels` in the container that `like` came in."""
    if isinstance(like, pd.DataFrame):
        return pd.DataFrame(labels, columns=like.columns)
    if isinstance(like, pd.Series):
        return pd.Series(labels, name=like.name, dtype=like.dtype)
    return labels.tolist() if isinstance(like, list) else labels
