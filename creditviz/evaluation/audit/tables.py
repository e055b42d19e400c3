"""What a table as a whole says against itself or against the data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from creditviz.data.meaning.known import KNOWN_BOOKS, KnownBook, by_name
from creditviz.evaluation.audit.prevalence import auc_kind
from creditviz.results.benchmark.published import AuditFinding, PublishedBook, PublishedTable

CLOSE = 0.01  # relative; stated counts that differ by more are not rounding
SHARE = 0.01  # a share in words is rounded to a hundredth


def table_findings(table: PublishedTable) -> Iterator[AuditFinding]:
    """Importances, features of another book, stated counts, and columns that hold something else."""
    yield from _importances(table)
    yield from _features(table)
    for book in table.books.values():
        yield from _stated(book)
        if table.auc == "unclear" and auc_kind(table, book.name) == "decisions":
            must = "AUC of scores would imply a different bad rate in every line"
            printed = "recall, F1 and AUC of at least three lines imply one bad rate to a thousandth"
            yield AuditFinding(book.name, "auc-of-decisions", printed, must, math.nan, "doubtful")


def joined(table: PublishedTable, other: PublishedTable) -> PublishedTable:
    """The lines of `table` with the figures that `other` prints for the same book, setting and name."""
    more = {(row.book, row.setting, row.name): row.values for row in other.rows}
    rows = tuple(
        replace(row, values={**more.get((row.book, row.setting, row.name), {}), **row.values}) for row in table.rows
    )
    return replace(table, key="", source=f"{table.source}; {other.source}", rows=rows, step=max(table.step, other.step))


def _importances(table: PublishedTable) -> Iterator[AuditFinding]:
    total = sum(table.importances.values())
    if total > 1 + len(table.importances) * table.step / 2:
        printed, must = f"importances sum to {total:.3f}", "importances of a forest sum to 1"
        yield AuditFinding("", "importances-above-one", printed, must, total - 1, "impossible")
    if table.target and table.target in table.importances:
        share = table.importances[table.target]
        printed = f"{table.target} is a feature with importance {share:.4f}"
        yield AuditFinding("", "target-among-features", printed, "the target is never a feature", share, "contaminated")


def _features(table: PublishedTable) -> Iterator[AuditFinding]:
    """Columns that belong to another public data set than the one named."""
    features = set(table.importances)
    if not features or by_name(table.claimed_book) is None:
        return
    counts = {book.name: len(features & _columns(book)) for book in KNOWN_BOOKS}
    likely = max(counts, key=lambda name: counts[name])
    missing = counts[likely] - counts[table.claimed_book]
    if missing > 0 and likely != table.claimed_book:
        printed = f"{counts[likely]} of {len(features)} features are columns of {likely}"
        must = f"{table.claimed_book} has {counts[table.claimed_book] or 'none'} of them"
        yield AuditFinding("", "features-of-another-book", printed, must, float(missing), "impossible")


def _columns(book: KnownBook) -> set[str]:
    return {*book.signature, *book.targets, *book.roles, *book.labels, *(recipe.name for recipe in book.recipes)}


def _stated(book: PublishedBook) -> Iterator[AuditFinding]:
    rate = book.bad_rate
    if abs(book.stated_share - rate) > SHARE:
        printed, must = f"share of bad rows {book.stated_share:g}", f"{rate:.1%} of the rows are bad"
        if abs(book.stated_share - rate / (1 - rate)) <= SHARE:
            must += f"; {book.stated_share:g} is bad per good"
        yield AuditFinding(book.name, "ratio-called-share", printed, must, book.stated_share - rate, "doubtful")
    per_bad = (1 - rate) / rate
    if abs(book.stated_good_per_bad - per_bad) > CLOSE * per_bad:
        printed, must = f"1 bad to {book.stated_good_per_bad:g} good", f"the data have 1 to {per_bad:.3f}"
        by = book.stated_good_per_bad - per_bad
        yield AuditFinding(book.name, "stated-ratio", printed, must, by, "doubtful")
    if book.stated_rows and max(book.stated_rows) > (1 + CLOSE) * min(book.stated_rows):
        printed = " and ".join(f"{n:,} rows" for n in book.stated_rows)
        by = float(max(book.stated_rows) - min(book.stated_rows))
        yield AuditFinding(book.name, "stated-rows", printed, "a data set has one number of rows", by, "doubtful")
