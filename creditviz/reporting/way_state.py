"""Where a book stands on the way, read from the store."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.reporting.decision.words import CUT_OFF
from creditviz.reporting.judging import finished, judged_run, judged_runs, validation_auc
from creditviz.reporting.way import State
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.reading.committee import sign_offs


def state_of(workspace: Workspace, book: Book, outcomes: tuple[int, int] | None) -> State:
    """The state of a book.

    Parameters
    ----------
    outcomes : (bad, usable) accounts of the book; None while the outcome is not settled.
    """
    n_bad, n_usable = outcomes or (0, 0)
    runs = judged_runs(workspace, book)
    judged = judged_run(workspace, book, runs)
    found = State(
        bad_rate=n_bad / n_usable if n_usable else None,
        n_bad=n_bad,
        finished=len(finished(runs)),
        working=sum(run.open for run in runs),
        other_books=len(workspace.store.books()) > 1,
        tried=_tried(workspace, book, runs, judged.run if judged else None),
    )
    return found if judged is None else _with_run(workspace, found, runs, judged.run, chosen=judged.chosen)


def _with_run(workspace: Workspace, state: State, runs: Sequence[Run], run: Run, *, chosen: bool) -> State:
    kept, signed = workspace.store.decisions(run.id, CUT_OFF), sign_offs(workspace, run.id)
    auc = run.figures.get("test", {}).get("auc")
    return State(
        **{
            **vars(state),
            "run": run.id,
            "name": run.name,
            "gini": None if auc is None else 2 * auc - 1,
            "lead": _lead(runs),
            "champion": chosen,
            "cut_off": float(kept[0].value["pd"]) if kept else None,
            "signed": signed[0].verdict if signed else "",
        }
    )


def _lead(runs: Sequence[Run]) -> float | None:
    """How far the best run is ahead by Gini on validation rows; None with fewer than two to compare."""
    ranked = sorted((value for run in finished(runs) if (value := validation_auc(run)) >= 0), reverse=True)
    return 2 * (ranked[0] - ranked[1]) if len(ranked) > 1 else None


def _tried(workspace: Workspace, book: Book, runs: Sequence[Run], judged: Run | None) -> frozenset[str]:
    """Pages of side rooms in which something was made of this book, or of the run that is judged."""
    store = workspace.store
    resampled = any(run.kind == "training" and run.specification.sampler != "none" for run in runs)
    balanced = resampled or any(store.runs(kind=kind, book=book.hash) for kind in ("balancing", "sampler-study"))
    compared = any(book.hash in (one.book for one in run.specification.books) for run in store.runs(kind="benchmark"))
    found = {
        "balancing": balanced,
        "benchmark": compared,
        "transfer": bool(store.runs(kind="transfer", book=book.hash)),
        "explanation": judged is not None and bool(store.runs(kind="explanation", subject=judged.id)),
    }
    return frozenset(page for page, done in found.items() if done)
