"""What pages ask of books and runs again and again, kept by their ids.

Books, schemas and finished attempts never change, so an id is a key for good. Frames are no keys:
Streamlit hashes a big frame from a sample of its rows and was seen to return a stale answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.reporting.card import Tile
from creditviz.reporting.looks import looks_words
from creditviz.reporting.words import moment
from creditviz.results import RunResult
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.looks import Looked, looked
from creditviz.schema import TableSchema
from creditviz.ui.pickers import unique
from creditviz.ui.words import count

P = ParamSpec("P")
T = TypeVar("T")
_GROWING = {  # kind of run -> the file that grows or is written anew while it runs
    "balancing": "balancing.safetensors",
    "benchmark": "fits.jsonl",
    "transfer": "transfer.safetensors",
    "transfer-study": "transfer_study.safetensors",
}


def kept(
    entries: int, *, spinner: str | bool = False, copied: bool = False
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function returns, by what its arguments stand for: workspaces, books, runs, or what has a `key`.

    Parameters
    ----------
    entries : how many results are kept; the oldest go first.
    spinner : words beside the spinner while it works; False shows none.
    copied : every caller gets a copy of its own. Off: all share one object, which nobody may change.
    """
    cache = st.cache_data if copied else st.cache_resource

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        def found(stands_for: tuple[Hashable, ...], _given: tuple[Any, dict[str, Any]]) -> T:
            return function(*_given[0], **_given[1])

        # Streamlit tells functions apart by module, name and source, and reads the signature for what to hash.
        found.__module__, found.__qualname__ = function.__module__, function.__qualname__
        found.__signature__ = inspect.signature(found)  # type: ignore[attr-defined]
        found.__wrapped__ = function  # type: ignore[attr-defined]
        stored = cache(show_spinner=spinner, max_entries=entries)(found)

        @wraps(function)
        def wrapper(*given: P.args, **named: P.kwargs) -> T:
            workspace = next((one for one in given if isinstance(one, Workspace)), None)
            every = (*given, *(value for _, value in sorted(named.items())))
            return stored(tuple(_stands_for(one, workspace) for one in every), (given, named))

        return wrapper

    return decorate


def _stands_for(one: Any, workspace: Workspace | None) -> Any:
    """What an argument is kept by."""
    if isinstance(one, Workspace):
        return str(one.home), one.url
    if isinstance(one, Book):
        return one.hash, one.schema_hash
    if isinstance(one, Run):
        assert workspace is not None, "a run is kept by what its workspace holds of it"
        return one.id, version(workspace, one), calibration_stamp(workspace, one.id)
    return one.key if hasattr(one, "key") else one


def version(workspace: Workspace, run: Run) -> str:
    """How far the result of a run has come: the attempt of a finished one, else its last part; "" without one."""
    if run.status == "finished" or run.kind not in _GROWING:
        return run.attempt
    path = workspace.run_folder(run.id) / _GROWING[run.kind]
    return f"{path.stat().st_mtime_ns} {path.stat().st_size}" if path.exists() else ""


def schema_of(workspace: Workspace, book: Book) -> TableSchema:
    """The schema in use for a book."""
    return get_schema(workspace, book.schema_hash)


def book_name(workspace: Workspace, book: Book) -> str:
    """The name of the recognised public data set, else of the file."""
    return schema_of(workspace, book).book or book.name


def book_labels(workspace: Workspace, books: Iterable[Book]) -> dict[str, str]:
    """Hash -> name of every book; names that are alike are told apart by rows, then by the moment of loading."""
    by_hash = {book.hash: book for book in books}
    return unique(
        {key: book_name(workspace, book) for key, book in by_hash.items()},
        {key: count(book.n_rows, "row") for key, book in by_hash.items()},
        {key: f"loaded {moment(book.created)}" for key, book in by_hash.items()},
    )


def bad_rate(workspace: Workspace, book: Book) -> float | None:
    """Share of bad accounts among the usable ones, None while the outcome is not settled."""
    found = outcome_counts(workspace, book)
    return found[0] / found[1] if found else None


@kept(200, copied=True)
def outcome_counts(workspace: Workspace, book: Book) -> tuple[int, int] | None:
    """(bad, usable) accounts of a book, None while the outcome is not settled."""
    from creditviz.data.outcome import outcomes

    try:
        schema = schema_of(workspace, book)
        columns = [schema.target] if schema.target else []
        _, y = outcomes(book_frame(workspace, get_book(workspace, book.hash), columns), schema)
    except CreditVizError:  # the Data page shows the sentence
        return None
    return int(y.sum()), len(y)


@kept(50)
def result_of(workspace: Workspace, run: Run) -> RunResult:
    """Scores, history and provenance of a finished training run, under the calibration that was chosen for it."""
    from creditviz.runs.reading.trained import load_run_result

    return load_run_result(workspace, run.id)


@kept(50, copied=True)
def verdict_tiles_of(workspace: Workspace, run: Run) -> tuple[Tile, ...]:
    """The tiles that say where a finished run stands."""
    from creditviz.reporting.performance.verdict import verdict_tiles

    return verdict_tiles(result_of(workspace, run))


def looked_of(workspace: Workspace, book: str) -> Looked:
    """How often test rows of a book were looked at; counted again when a look or a run more or less is there."""
    store = workspace.store
    here = tuple(run.id for old in (False, True) for run in store.runs(kind="training", book=book, archived=old))
    return _looked(workspace, book, len(store.looks(book)), here)


@kept(50, copied=True)
def _looked(workspace: Workspace, book: str, n: int, here: tuple[str, ...]) -> Looked:
    return looked(workspace, book)


def looks_line(workspace: Workspace, book: str) -> str:
    """The words of `looked_of`."""
    return looks_words(looked_of(workspace, book))


def calibration_stamp(workspace: Workspace, run_id: str) -> float:
    """When a calibration or a cut-off was chosen last; 0 where none was. Part of the key of whatever draws PDs."""
    from creditviz.runs.reading.chosen import CALIBRATION, CUT_OFF

    return max((d.at for d in workspace.store.decisions(run_id) if d.what in (CALIBRATION, CUT_OFF)), default=0.0)
