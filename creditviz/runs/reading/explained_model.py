"""A fitted run as the explainers see it, and what a page asks of it at once: one account, or a changed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditviz.evaluation.cutting import cutoff
from creditviz.results import ScoredRows
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.fitted import Fitted, load_fitted
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.explanation.shapley.accounts import Subject

LEAST_BACKGROUND = 10


@dataclass(frozen=True, eq=False)
class ExplainedModel:
    """A fitted run, its test rows and its book, ready to explain."""

    run: Run
    fitted: Fitted
    subject: Subject
    test: ScoredRows
    frame: pd.DataFrame  # all rows of the book

    def rows(self, row_id: np.ndarray) -> pd.DataFrame:
        """Raw rows by their place in the book."""
        return self.frame.iloc[row_id].reset_index(drop=True)

    def pd_of_margin(self, margin: np.ndarray) -> np.ndarray:
        """PDs behind margins: of log-odds, or of the margin of focal trees."""
        log_odds = self.subject.log_odds_of(np.asarray(margin, dtype=np.float64))
        return self.fitted.calibrated(1 / (1 + np.exp(-log_odds)))

    def names(self) -> tuple[str, ...]:
        """Business name of every player; both names of a pair."""
        return player_names(self.fitted, self.subject)


def player_names(fitted: Fitted, subject: Subject) -> tuple[str, ...]:
    """Business name of every player; both names of a pair."""
    pairing = getattr(fitted.encoder, "pairing", None)
    paired = {pair.target: pair.words for pair in pairing.pairs} if pairing else {}
    return tuple(paired.get(name) or fitted.schema.label(name) for name in subject.players)


def subject_of(fitted: Fitted) -> Subject:
    """A fitted model as explainers see it."""
    from creditviz.explanation.shapley.accounts import Subject, model_players

    readable = getattr(fitted.encoder, "schema", fitted.schema)
    players = model_players(readable, fitted.columns)
    return Subject(fitted.model, fitted.encoder, readable, players, fitted.score, fitted.attribution)


def load_explained(workspace: Workspace, run_id: str) -> ExplainedModel:
    """The fitted model of a finished run with everything that explaining it needs; raises as `load_fitted`."""
    run = workspace.store.run(run_id)
    fitted = load_fitted(workspace, run.id)
    frame = book_frame(workspace, get_book(workspace, run.specification.book))
    return ExplainedModel(run, fitted, subject_of(fitted), load_run_result(workspace, run.id).test, frame)


def cut_off_of(workspace: Workspace, run: Run) -> float:
    """The PD from which on applicants are declined: as kept, else as suggested."""
    return cutoff.cut_off_of(load_run_result(workspace, run.id))


def background_rows(test: ScoredRows, calibration: str, *, n: int, below: float | None, seed: int) -> np.ndarray:
    """Places in the book of real rows to compare with, (at most n,); `below` keeps accounts with a lower PD only."""
    places = np.flatnonzero(_approved(test, calibration, below))
    drawn = np.random.default_rng(seed).choice(places, min(n, len(places)), replace=False)
    return test.row_id[drawn]


def enough_below(test: ScoredRows, calibration: str, below: float | None) -> float | None:
    """`below`, or None where fewer than ten accounts have a lower PD: all accounts are compared with then."""
    return below if _approved(test, calibration, below).sum() >= LEAST_BACKGROUND else None


def _approved(test: ScoredRows, calibration: str, below: float | None) -> np.ndarray:
    real = test.row_id >= 0
    return real if below is None else real & (test.pd(calibration) < below)


class AtOnce:
    """Explains single accounts at once: what depends on the reference alone is computed the first time.

    Parameters
    ----------
    model : the run.
    background : raw rows to compare with.
    """

    def __init__(self, model: ExplainedModel, background: pd.DataFrame) -> None:
        from creditviz.explanation.shapley.accounts import prepared

        self.model, self.values_of = model, prepared(model.subject, background)

    def explain(self, frame: pd.DataFrame) -> tuple[np.ndarray, float, float]:
        """Contributions of the players of one raw row, its PD, and the PD of the reference."""
        from creditviz.explanation.shapley.accounts import in_players

        found = self.values_of(frame)
        pd, base = self.model.pd_of_margin(np.array([found.margin[0], found.base]))
        return in_players(found, self.model.subject)[0], float(pd), float(base)


def load_at_once(workspace: Workspace, run_id: str, reference: str, n: int, seed: int) -> AtOnce:
    """A run ready to explain single accounts against the reference of an explanation run; raises as `load_fitted`."""
    model = load_explained(workspace, run_id)
    below = cut_off_of(workspace, model.run) if reference == "approved" else None
    below = enough_below(model.test, model.fitted.calibration, below)
    rows = background_rows(model.test, model.fitted.calibration, n=n, below=below, seed=seed + 1)
    return AtOnce(model, model.rows(rows))
