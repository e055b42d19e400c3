"""Bins drawn by hand, kept for a book and the training rows that they saw; every change is in the audit log."""

from __future__ import annotations

from creditviz.exceptions import SpecificationError
from creditviz.results import BinEdits, Step
from creditviz.runs.workspace import Workspace


def load_edits(workspace: Workspace, book: str, rows: str) -> BinEdits:
    """What was changed on the bins of a book.

    Parameters
    ----------
    book : content hash.
    rows : fingerprint of the training rows.
    """
    text = workspace.store.get(_key(book, rows))
    return BinEdits.from_json(text) if text else BinEdits()


def keep_step(workspace: Workspace, book: str, rows: str, step: Step) -> None:
    """Keep one more change; raises `SpecificationError` without an author and a reason."""
    if not step.author.strip() or not step.reason.strip():
        raise SpecificationError("bins are changed with a name and a reason, however one is empty. Fill in both.")
    _keep(workspace, book, rows, load_edits(workspace, book, rows).after(step), step.what)


def undo(workspace: Workspace, book: str, rows: str) -> None:
    """Take the newest change back."""
    _keep(workspace, book, rows, load_edits(workspace, book, rows).undone(), "undone")


def redo(workspace: Workspace, book: str, rows: str) -> None:
    """Take again what was taken back last."""
    _keep(workspace, book, rows, load_edits(workspace, book, rows).redone(), "redone")


def _keep(workspace: Workspace, book: str, rows: str, edits: BinEdits, what: str) -> None:
    newest = edits.steps[edits.held - 1] if edits.held else Step("", "")
    workspace.store.note(
        "changed bins", book, what=what, feature=newest.feature, author=newest.author, reason=newest.reason
    )
    workspace.store.set(_key(book, rows), edits.to_json())


def _key(book: str, rows: str) -> str:
    return f"bins {book} {rows}"
