"""One door to a fitted run: raw rows in, scores and PDs out, whatever kind of run made the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import Calibration
from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.models import MODELS
from creditviz.results import Layout
from creditviz.runs.books import get_schema
from creditviz.runs.reading.looks import check_open
from creditviz.runs.reading.trained import load_calibrations, load_run_encoder, load_run_model, load_run_result
from creditviz.runs.reading.transferred import load_pairs, load_transfer_model
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.data.matrix.encoder import TableEncoder
    from creditviz.transfer.encoding import PairedEncoder


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted model with everything between a raw table and a PD."""

    run: str  # id
    schema: TableSchema  # of the book that the run is judged on, target and protected columns included
    columns: tuple[str, ...]  # raw columns that a file must have to be scored
    model: Any
    encoder: TableEncoder | PairedEncoder
    layout: Layout | None  # what the matrix columns mean; None of a transfer, whose columns are its pairs
    calibrations: Mapping[str, Calibration]  # learned, and kept by the analyst
    calibration: str  # name of the default
    attribution: str  # how the model says that it is explained: one of explanation.methods.METHODS

    def matrix(self, frame: pd.DataFrame) -> np.ndarray:
        """Raw rows as the model reads them, (n, n_features) float32.

        Raises
        ------
        SchemaError
            When the table lacks a column that the model reads.
        """
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise SchemaError(
                f"a model reads the columns that it was trained on, however {len(missing)} of them are not in this "
                f"table: {', '.join(missing[:5])}. Load the matching file."
            )
        from creditviz.data.matrix.encoder import TableEncoder

        if isinstance(self.encoder, TableEncoder):
            return self.encoder.transform(frame)
        return self.encoder.target(frame)

    def score(self, frame: pd.DataFrame) -> np.ndarray:
        """The model's own output of raw rows, (n,) float64; high = risky."""
        return self.model.predict_proba(self.matrix(frame))[:, 1].astype(np.float64)

    def pd(self, frame: pd.DataFrame, calibration: str | None = None) -> np.ndarray:
        """PDs of raw rows by the default calibration or a named one, (n,) float64."""
        return self.calibrated(self.score(frame), calibration)

    def calibrated(self, score: np.ndarray, calibration: str | None = None) -> np.ndarray:
        """PDs of scores, (n,) float64; raises `SpecificationError` for a calibration that the run does not have."""
        name = calibration or self.calibration
        if name not in self.calibrations:
            raise SpecificationError(
                f"a calibration of this run is one of {', '.join(self.calibrations)}, however: {name!r}. "
                "Choose one of these."
            )
        return np.asarray(self.calibrations[name].apply(score), dtype=np.float64)


def load_fitted(workspace: Workspace, run_id: str) -> Fitted:
    """The fitted model of a finished training or transfer run; imports what the model needs.

    Of a k-fold run it is the model that was refitted on all rows; of a transfer its headline method.

    Raises
    ------
    SpecificationError
        There is no such run, it fits no model, or it is not finished.
    DataError
        Its files are missing or damaged.
    """
    run = workspace.store.run(run_id)
    encoder = load_encoder(workspace, run)
    return Fitted(
        run=run.id,
        schema=get_schema(workspace, run.specification.schema_hash),
        columns=columns_read(encoder),
        model=_load_model(workspace, run),
        encoder=encoder,
        layout=getattr(encoder, "layout_", None),
        calibrations=load_calibrations(workspace, run.id),
        calibration=load_run_result(workspace, run.id).calibration,
        attribution=MODELS[run.specification.model].attribution if run.kind == "training" else "sampled",
    )


def load_encoder(workspace: Workspace, run: Run) -> TableEncoder | PairedEncoder:
    """What makes raw rows a matrix, of a finished training or transfer run; imports no model.

    Raises
    ------
    SpecificationError
        The run fits no model, is not finished, or is sealed.
    """
    fits = run.kind in ("training", "transfer")
    if not fits or run.status != "finished":
        what = run.status if fits else f"of the kind {run.kind!r}"
        raise SpecificationError(
            f"a model is fitted by a finished training or transfer run, however run {run.id[:4]} is {what}. "
            "Choose another run."
        )
    check_open(run)
    return load_run_encoder(workspace, run.id) if run.kind == "training" else load_pairs(workspace, run.id)


def columns_read(encoder: TableEncoder | PairedEncoder) -> tuple[str, ...]:
    """Raw columns that a file must have: features, months one by one, and what computed columns are made of."""
    from creditviz.data.matrix.encoder import TableEncoder

    if not isinstance(encoder, TableEncoder):
        return tuple(pair.target for pair in encoder.pairing.pairs)
    computed = [c for name in encoder.recipe_means_ for c in encoder.schema.recipe(name).columns]
    return tuple(dict.fromkeys([*encoder.schema.features(use_protected=True), *computed]))


def _load_model(workspace: Workspace, run: Run) -> Any:
    if run.kind == "training":
        return load_run_model(workspace, run.id)[0]
    return load_transfer_model(workspace, run.id, run.figures["model"])[0]
