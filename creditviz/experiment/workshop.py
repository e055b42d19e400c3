"""The bench on which a book's bins are drawn: training rows as a scorecard reads them, and what the card then is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.outcome import outcomes
from creditviz.experiment.fitting import build
from creditviz.experiment.holdout import Sample
from creditviz.experiment.training import splits_of
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.scorecard.scorecard import ScorecardClassifier, fingerprint
from creditviz.results import BinEdits
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

MOST_ALIKE = 0.6  # correlation of two columns' weights of evidence from which on they are told as moving together


@dataclass(frozen=True, eq=False)
class Workshop:
    """Training and validation rows of one split; nothing here reads a test row."""

    spec: TrainingSpec
    schema: TableSchema  # what a model may see
    encoder: TableEncoder
    X: np.ndarray  # (n, n_features) training rows
    y: np.ndarray
    X_validation: np.ndarray
    y_validation: np.ndarray
    order: np.ndarray | None  # training rows by date, earliest first; None without a date
    rows: str  # fingerprint of the training rows

    def fit(self, edits: BinEdits) -> ScorecardClassifier:
        """The card with these changes."""
        entry = MODELS["scorecard"]
        parameters = {**entry.preset("default").parameters, "edits": edits.parameter(self.rows)}
        return build(entry, parameters, self.encoder.layout_, self.spec).fit(self.X, self.y)

    def gini(self, card: ScorecardClassifier) -> float:
        """On validation rows."""
        return float(2 * auc(self.y_validation, card.predict_proba(self.X_validation)[:, 1]) - 1)

    def drift(self, card: ScorecardClassifier, column: int) -> float | None:
        """Stability index of a column's bins between the earlier and the later half of the training rows."""
        if self.order is None:
            return None
        bins = card.binned_[column].bins
        early, late = np.array_split(self.order, 2)
        shares = [
            (np.bincount(bins.place(self.X[part, column]), minlength=bins.n_bins) + 0.5) / (len(part) + bins.n_bins / 2)
            for part in (early, late)
        ]
        return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())

    def collinear(self, card: ScorecardClassifier) -> dict[int, tuple[float, tuple[int, ...]]]:
        """Column of the card -> its variance inflation factor, and the columns that its evidence moves with."""
        woe = card.parts(self.X)
        if woe.shape[1] < 2:
            return dict.fromkeys(card.columns_, (1.0, ()))
        related = np.corrcoef(woe, rowvar=False)
        factors = np.diag(np.linalg.pinv(related))
        return {
            column: (
                float(factors[i]),
                tuple(k for j, k in enumerate(card.columns_) if j != i and abs(related[i, j]) > MOST_ALIKE),
            )
            for i, column in enumerate(card.columns_)
        }


def open_workshop(frame: pd.DataFrame, schema: TableSchema, spec: TrainingSpec) -> Workshop:
    """The bench of a training specification; raises as `train_model` for outcomes and split."""
    row_id, y = outcomes(frame, schema)
    sample = Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id)
    split = splits_of(spec, schema, sample)[0]
    train, validation = sample.rows(split.train), sample.rows(split.validation)
    visible = schema.for_model(use_protected=spec.use_protected)
    encoder = TableEncoder(visible, "raw").fit(train.frame)
    dates = pd.to_datetime(train.frame[schema.date], errors="coerce") if schema.date else None
    order = None if dates is None or dates.isna().any() else np.argsort(dates.to_numpy(), kind="stable")
    return Workshop(
        spec,
        visible,
        encoder,
        encoder.transform(train.frame),
        train.y,
        encoder.transform(validation.frame),
        validation.y,
        order,
        fingerprint(train.y),
    )
