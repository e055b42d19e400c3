"""Accepted applicants as the old product, declined ones as the new: one book with a decision becomes two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from creditviz.data.outcome import outcomes
from creditviz.data.values import MISSING, listed, spelled_levels
from creditviz.exceptions import DataError, SpecificationError
from creditviz.experiment.transfer.methods import UNKNOWN, Book, pair
from creditviz.schema import TableSchema
from creditviz.specification import TransferSpec
from creditviz.transfer import TRANSFER_MODELS
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.pairing import Domain

UNJUDGED = (
    "No declined applicant has an outcome, so nothing can judge these scores: they say how risky the methods take the "
    "declined to be, not how right that is."
)


def split_by_decision(book: Book, column: str, accepted: str) -> tuple[Book, Book]:
    """The accepted and the declined applicants of one book; no method reads the decision.

    Parameters
    ----------
    book : with the outcomes of the accepted; declined rows may have none.
    column : the decision.
    accepted : its value that means accepted, as it is spelled in the file; every other row was declined.

    Raises
    ------
    SpecificationError
        When there is no such column or value.
    DataError
        When nobody was accepted, or nobody declined.
    """
    frame, schema = book.frame, book.schema
    if column not in frame.columns:
        raise SpecificationError(
            f"the decision is a column of the book, however {column!r} is none. Its columns are "
            f"{listed(list(frame.columns), 12)}."
        )
    codes, spellings = spelled_levels(frame[column])
    if accepted not in spellings:
        raise SpecificationError(
            f"a decision has a value that means accepted, however {accepted!r} is none of {column!r}: "
            f"{listed(spellings, 8)}. Write COLUMN=VALUE with one of these."
        )
    taken = codes == spellings.index(accepted)
    if taken.all():
        raise DataError(f"the declined are the new product, however every row of {column!r} is accepted. Load both.")
    without = _ignoring(schema, column)
    parts = [frame[rows].reset_index(drop=True) for rows in (taken, ~taken)]
    declined = replace(without, exclude=tuple(dict.fromkeys((*without.exclude, MISSING))))
    return Book(parts[0], without), Book(parts[1], declined)


def has_judges(declined: Book) -> bool:
    """Whether enough declined applicants have an outcome that became known, e.g. from another lender."""
    try:
        outcomes(declined.frame, declined.schema)
    except DataError:
        return False
    return True


def score_declined(spec: TransferSpec, accepted: Book, declined: Book) -> pd.DataFrame:
    """Probability of default of every declined applicant, one column a method; nothing judges them.

    Methods learn from the outcomes of the accepted and adapt to the columns of the declined.

    Parameters
    ----------
    spec : pairs, methods and settings; methods that need outcomes of the declined are left out.
    """
    old, new = (Domain(b.frame, b.schema.for_model(use_protected=spec.use_protected)) for b in (accepted, declined))
    rows, y = outcomes(old.frame, old.schema)
    old = Domain(old.frame.iloc[rows].reset_index(drop=True), old.schema)
    encoder = PairedEncoder(pair(spec, old, y, new)).fit(old, new)
    X, target = encoder.source(old.frame), encoder.target(new.frame)
    domain = np.repeat([1, -1], [len(X), len(target)])
    known = np.r_[y.astype(int), np.full(len(target), UNKNOWN)]
    scores = {}
    for key in spec.methods:
        entry = TRANSFER_MODELS[key]
        if not entry.reads_target_labels:
            settings = {**entry.preset("default").parameters, **spec.parameters.get(key, {})}
            model = entry.build(random_state=spec.seed, **settings)
            model.fit(np.vstack([X, target]), known, sample_domain=domain)
            scores[key] = model.predict_proba(target)[:, 1]
    name = declined.schema.identifier
    who = {name: declined.frame[name]} if name else {}
    return pd.DataFrame({**who, **scores})


def _ignoring(schema: TableSchema, column: str) -> TableSchema:
    if column in schema.ignored:
        return schema
    features = {*schema.numeric, *schema.categorical}
    if column in features:
        return schema.without((column,))
    raise SpecificationError(
        f"the decision is a column that no other step reads, however {column!r} is the target, the date, the "
        "identifier, the split or a month. Name another column."
    )
