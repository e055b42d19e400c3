"""The open bench: rows, edits that hold, the card that they give."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from creditviz.results import BinEdits, BinnedColumn, ColumnBins, Step
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.bin_edits import keep_step, load_edits
from creditviz.runs.books import book_frame, save_schema
from creditviz.runs.engine import jobs
from creditviz.specification import TrainingSpec, make_specification
from creditviz.ui.facts import kept, schema_of
from creditviz.ui.runs.names import default_name

if TYPE_CHECKING:
    from creditviz.experiment.workshop import Workshop

AUTHOR, REASON = "scorecard_author", "scorecard_reason"


@dataclass(frozen=True, eq=False)
class Bench:
    """What the page draws."""

    workspace: Workspace
    book: Book
    workshop: Workshop
    edits: BinEdits
    card: Any  # a fitted ScorecardClassifier

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the matrix columns, on screen."""
        from creditviz.explanation.names import business_names

        return business_names(self.workshop.encoder.layout_, self.workshop.schema)

    @cached_property
    def points(self) -> Mapping[int, np.ndarray]:
        """Column of the card -> points of its bins."""
        return dict(zip(self.card.columns_, self.card.card()[0], strict=True))

    def binned(self, column: int) -> BinnedColumn:
        """A matrix column as it is cut now."""
        return self.card.binned_[column]

    def feature(self, column: int) -> str:
        """Its name in the matrix."""
        return self.workshop.encoder.layout_.feature_names[column]

    def bin_names(self, column: int) -> tuple[str, ...]:
        """What its bins are called."""
        from creditviz.explanation.scorecard import bin_names

        return bin_names(self.binned(column).bins, column, self.workshop.encoder)

    def keep(self, column: int, what: str, bins: ColumnBins | None, *, left_out: bool = False) -> None:
        """Keep a change with the name and the reason that were typed."""
        author, reason = (st.session_state.get(key, "") for key in (AUTHOR, REASON))
        plain = None if bins is None else bins.to_plain()
        step = Step(self.feature(column), what, plain, author.strip(), reason.strip(), time.time(), left_out)
        keep_step(self.workspace, self.book.hash, self.workshop.rows, step)

    def directed_by(self, column: int) -> str | None:
        """The column or sequence whose direction a matrix column follows; None of categories and computed columns."""
        schema, name = self.workshop.schema, self.feature(column).partition("@")[0]
        amounts = {*schema.numeric, *(s.name for s in schema.sequences if s.kind == "numeric")}
        return name if name in amounts else None

    def direct(self, subject: str, way: str) -> None:
        """Keep a direction in the schema of the book; runs of earlier schemas stay as they are."""
        from creditviz.experiment.directions import directed

        schema = schema_of(self.workspace, self.book)
        save_schema(self.workspace, self.book, directed(schema, {**schema.directions, subject: way}))

    def train(self) -> Run:
        """Queue the card as it is now, like any other run."""
        parameter = self.edits.parameter(self.workshop.rows)
        spec = self.workshop.spec.model_copy(update={"parameters": {"edits": parameter} if parameter else {}})
        return jobs.submit(self.workspace, spec, name=default_name(spec))


def open_bench(workspace: Workspace, book: Book) -> Bench:
    """The bench of a book; raises a `CreditVizError` where its outcome is not settled or the split cannot be made."""
    workshop = _workshop(workspace, book)
    edits = load_edits(workspace, book.hash, workshop.rows)
    return Bench(workspace, book, workshop, edits, _card(workspace, book, edits.to_json()))


@kept(2, spinner="Cutting columns into bins …")
def _workshop(workspace: Workspace, book: Book) -> Workshop:
    from creditviz.experiment.training import check
    from creditviz.experiment.workshop import open_workshop

    spec = make_specification(TrainingSpec, book=book.hash, schema_hash=book.schema_hash, model="scorecard")
    frame, schema = book_frame(workspace, book), schema_of(workspace, book)
    check(spec, frame, schema)
    return open_workshop(frame, schema, spec)


@kept(20, spinner="Fitting the card …")
def _card(workspace: Workspace, book: Book, edits: str) -> Any:
    return _workshop(workspace, book).fit(BinEdits.from_json(edits))
