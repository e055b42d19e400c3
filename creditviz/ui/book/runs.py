"""Everything that was made from a book, archived runs included, with the way back and the way out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from creditviz.reporting.words import moment
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_runs
from creditviz.runs.kinds import KINDS
from creditviz.ui.forms.rows import choose_rows
from creditviz.ui.runs.choice import show_run
from creditviz.ui.runs.names import status_words
from creditviz.ui.shell import line
from creditviz.ui.words import count

DELETED = "This deletes the run with its models, its figures and all that was made from it. It cannot be undone."
HELD = "While one is listed, the book cannot be deleted. Choose a row to bring it back, to resume it or to delete it."


def show_book_runs(workspace: Workspace, book: Book) -> None:
    """The list, and the chosen run below it."""
    runs = book_runs(workspace, book.hash)
    if not runs:
        line("Nothing has been made from this book yet.")
        return
    archived = sum(run.archived for run in runs)
    line(f"{count(len(runs), 'run')}, {archived:,} of them archived. {HELD}")
    chosen = choose_rows(
        run_frame(runs), [run.id for run in runs], key=f"book_runs_{book.hash}", alt="All runs that read this book."
    )
    by_id = {run.id: run for run in runs}
    if chosen:
        run = by_id[chosen[0]]
        show_run(workspace, run, lambda: _settings(run), place="book_", deleted=DELETED)


def run_frame(runs: Sequence[Run]) -> pd.DataFrame:
    """One line a run."""
    return pd.DataFrame(
        {
            "run": [run.id[:4] for run in runs],
            "kind": [KINDS[run.kind].label for run in runs],
            "name": [run.name for run in runs],
            "status": [status_words(run, None) for run in runs],
            "archived": [run.archived for run in runs],
            "created": [moment(run.created) for run in runs],
        }
    )


def _settings(run: Run) -> dict[str, str]:
    asked = run.specification.model_dump(mode="json", exclude_defaults=True)
    rest = {name: str(value) for name, value in asked.items() if name not in ("book", "schema_hash", "kind")}
    return {"kind": KINDS[run.kind].label, "created": moment(run.created), **rest}
