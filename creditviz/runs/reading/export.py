"""A balanced table for use elsewhere: where each row comes from, and how the synthetic ones were made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz import __version__
from creditviz.exceptions import SpecificationError
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.synthetic import load_balancing, load_synthetic
from creditviz.runs.row_exports import rows_leave
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema

if TYPE_CHECKING:
    import pandas as pd

ORIGIN, ROW = "creditviz_origin", "creditviz_row"


def balanced_table(workspace: Workspace, run_id: str, *, synthetic_only: bool = False) -> pd.DataFrame:
    """Real training rows and the synthetic defaulters that were not excluded, columns of the book in its order.

    Two columns come after them: `creditviz_origin` ("real" or "synthetic") and `creditviz_row` (the row's
    number in the book, or of the synthetic row). Validation and test rows are not in the table: a model that
    is built on it elsewhere must be judged on rows that it never saw.
    """
    import pandas as pd

    run, result, rows = _finished(workspace, run_id)
    spec = run.specification
    frame = book_frame(workspace, get_book(workspace, spec.book))
    kept = np.setdiff1d(np.arange(len(rows)), list(workspace.store.exclusions(run.id)))
    synthetic = _like_book(rows.iloc[kept], frame, get_schema(workspace, spec.schema_hash))
    made = pd.DataFrame({ORIGIN: "synthetic", ROW: kept}, index=synthetic.index)
    table = _with_origin(synthetic, made)
    if synthetic_only and not len(kept):
        why = "made none" if not len(rows) else "has all of them excluded"
        raise SpecificationError(
            f"synthetic rows alone were asked for, however run {run.id} {why}. Export the whole table instead."
        )
    if synthetic_only:
        return table.reset_index(drop=True)
    real = frame.iloc[result.training]
    return pd.concat(
        [_with_origin(real, pd.DataFrame({ORIGIN: "real", ROW: result.training}, index=real.index)), table],
        ignore_index=True,
    )


def how_it_was_made(workspace: Workspace, run_id: str) -> dict[str, Any]:
    """The JSON beside an exported table: specification, rows, what was found, what was left out and why."""
    run, result, _ = _finished(workspace, run_id)
    spec = run.specification
    book, schema = get_book(workspace, spec.book), get_schema(workspace, spec.schema_hash)
    bad = result.rows["bad"]
    good = result.rows["real"] - bad - result.rows["removed"]
    excluded = workspace.store.exclusions(run.id)
    after = bad + result.rows["synthetic"] - len(excluded)
    return {
        "made_by": f"creditviz {__version__}",
        "run": run.id,
        "name": run.name,
        "book": {"name": book.name, "sha256": book.raw_sha256, "hash": book.hash},
        "schema": json.loads(schema.to_json()),
        "specification": json.loads(run.spec),
        "columns": {ORIGIN: "real or synthetic", ROW: "number of the row in the book, or of the synthetic row"},
        "outcome": {"column": schema.target, "bad": list(schema.bad), "good": list(schema.good)},
        "prior": {
            "bad_rate_real": bad / result.rows["real"],
            "bad_rate_table": after / (after + good),
            "correction": "odds = odds * [real / (1 - real)] / [table / (1 - table)], applied to a model's PDs",
        },
        "columns_without_values": _not_sampled(workspace, run.id),
        "excluded": [vars(e) for e in excluded.values()],
        "figures": run.figures,
        "figures_of": "all synthetic rows, those that were excluded later among them",
        "notes": list(result.notes),
        "versions": dict(result.versions),
    }


def _not_sampled(workspace: Workspace, run_id: str) -> dict[str, Any]:
    """Columns that are empty exactly in synthetic rows: a model built elsewhere must leave them out."""
    spec = workspace.store.run(run_id).specification
    schema = get_schema(workspace, spec.schema_hash)
    frame = book_frame(workspace, get_book(workspace, spec.book))
    sampled = {*schema.features(use_protected=True), schema.target}
    return {
        "names": [name for name in frame.columns if name not in sampled],
        "why": "no feature of the book, so no sampler makes them; empty means synthetic: leave them out of a model",
    }


def _finished(workspace: Workspace, run_id: str) -> tuple[Any, Any, pd.DataFrame]:
    run = workspace.store.run(run_id)
    if run.kind != "balancing":
        raise SpecificationError(
            f"the rows of a balancing run can be exported, however run {run.id} is of the kind {run.kind!r}. "
            "Name a balancing run."
        )
    result, rows = load_balancing(workspace, run.id), load_synthetic(workspace, run.id)
    if result is None or rows is None:
        raise SpecificationError(
            f"a balancing run that has made its rows can be exported, however run {run.id} is {run.status} and has "
            f"none yet. {'Wait for it' if run.open else 'Resume it'}."
        )
    return run, result, rows


def _like_book(rows: pd.DataFrame, frame: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    """Synthetic rows with every column of the book, in its order and types; what they lack is missing."""
    full = rows.reindex(columns=frame.columns)
    if schema.target is not None:
        full[schema.target] = _bad_value(frame[schema.target], schema.bad)
    for name, kind in frame.dtypes.items():
        if full[name].notna().all():
            full[name] = full[name].astype(kind)
        elif kind.kind in "iub":  # numpy's whole numbers have no missing value
            full[name] = full[name].astype("boolean" if kind.kind == "b" else "Int64")
    return full


def _bad_value(column: pd.Series, bad: Iterable[Any]) -> Any:
    """The value of the target that a synthetic defaulter gets: the most frequent of those that mean bad."""
    from creditviz.data.values import spelled

    words = {str(spelled(value)) for value in bad}
    counts = column.value_counts()
    return next((value for value in counts.index if spelled(value) in words), next(iter(bad), 1))


def _with_origin(rows: pd.DataFrame, origin: pd.DataFrame) -> pd.DataFrame:
    """The two columns after the book's own; a book that has such names already gets an underscore before ours."""
    names = {}
    for name in origin.columns:
        free = name
        while free in rows.columns:
            free = "_" + free
        names[name] = free
    return rows.join(origin.rename(columns=names))


def write_with_origin(workspace: Workspace, run_id: str, path: Path, *, synthetic_only: bool = False) -> Path:
    """Write the table and, beside it, NAME.json with how it was made; returns the path of the JSON."""
    from creditviz.data.files.export import write_table

    rows_leave(workspace, workspace.store.run(run_id).id, "balanced table")
    write_table(balanced_table(workspace, run_id, synthetic_only=synthetic_only), path)
    beside = path.with_name(path.name + ".json")
    beside.write_text(json.dumps(how_it_was_made(workspace, run_id), indent=1, ensure_ascii=False, default=str))
    return beside
