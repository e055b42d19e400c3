"""Reasons against the declined rows of a scored file, in the sentences that were kept with the run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from creditviz.exceptions import CreditVizError
from creditviz.explanation.reasons import (
    LEAST_SHARE,
    borrowed,
    least_steps,
    reason_numbers,
    sensitive_reasons,
    sensitive_words,
)
from creditviz.results import RunResult
from creditviz.results.scoring import Rules
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.explained_model import background_rows, player_names, subject_of
from creditviz.runs.reading.fitted import Fitted
from creditviz.runs.reading.reasons import answers, kept_reasons, proposed_pairs, sensitive_columns, worded
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.explanation.shapley.accounts import Subject
    from creditviz.explanation.shapley.fused_shap import RawShap

BACKGROUND = 50  # real rows that a row is compared with, as on the Explanation page
MOST = 500  # declined rows with reasons, where the model is not explained quickly
BUDGET = 60.0  # seconds that they may take
TWICE = 100  # rows explained a second time where orders are sampled, so that the note can say how far chance goes
Check = Callable[[], None]


class Teller:
    """Writes the columns `reason_1`, `reason_2`, ... part by part; rows beyond what can be afforded have none.

    Parameters
    ----------
    n : columns.
    workspace, run, result, fitted : of the model that scores.
    rules : how it decides; reasons are measured by the way from its cut-off.
    check : called between parts of the work; may raise to stop.
    """

    def __init__(
        self,
        n: int,
        workspace: Workspace,
        run: Run,
        result: RunResult,
        fitted: Fitted,
        rules: Rules,
        check: Check = lambda: None,
    ) -> None:
        from creditviz.explanation.shapley.accounts import prepared

        self.n, self.check, self.fitted, self.rules = n, check, fitted, rules
        self.subject: Subject = subject_of(fitted)
        self.columns = tuple(self.subject.players)
        names = player_names(fitted, self.subject)
        self.called = dict(zip(self.columns, names, strict=True))
        self.reasons, self.misfit = kept_reasons(workspace, run.id, self.columns, names)
        self.refused = borrowed(self.columns, proposed_pairs(run))
        answered = answers(workspace, run.id)
        self.sensitive = {c: what for c, what in sensitive_columns(fitted.schema).items() if c not in answered}
        self.n_declined = self.n_explained = self.n_told = self.n_held = 0  # told: at least one reason
        self.seconds = 0.0
        self.twice: list[tuple[np.ndarray, np.ndarray]] = []  # values of some rows by two draws of sampled orders
        rows = None if self.refused else _background(workspace, run, result, fitted)
        self.values_of = None if rows is None else prepared(self.subject, rows)
        self.again = prepared(self.subject, rows, seed=1) if rows is not None and self.subject.sampled else None

    def add(self, frame: pd.DataFrame, declined: np.ndarray) -> dict[str, np.ndarray]:
        """The columns of one part of a file, (n_rows,) each; empty texts where nothing is told."""
        rows = np.flatnonzero(declined)
        self.n_declined += len(rows)
        texts = np.full((len(frame), self.n), "", dtype=object)
        if self.refused:
            texts[rows, 0] = f"refused: the model {self.refused}"
        elif self.values_of is not None:
            self._tell(frame, rows, texts)
        return {f"reason_{number + 1}": texts[:, number] for number in range(self.n)}

    def _tell(self, frame: pd.DataFrame, rows: np.ndarray, texts: np.ndarray) -> None:
        from creditviz.explanation.shapley.accounts import in_players
        from creditviz.explanation.shapley.methods import METHODS

        assert self.values_of is not None, "asked where reasons may be told"
        step = METHODS[self.subject.method].at_once
        while len(rows) and self._may_go_on():
            some, rows = np.split(rows, [min(step, self._left())])
            began = time.perf_counter()
            part = frame.iloc[some].reset_index(drop=True)
            found = self.values_of(part)
            texts[some] = self._texts(found, part)
            if self.again is not None and self.n_explained < TWICE:
                values = in_players(found, self.subject)
                self.twice.append((values, in_players(self.again(part), self.subject)))
            self.seconds += time.perf_counter() - began
            self.n_explained += len(some)
            self.check()

    def _texts(self, found: RawShap, part: pd.DataFrame) -> np.ndarray:
        """What the columns say of some declined rows, (n_rows, n)."""
        from creditviz.explanation.shapley.accounts import in_players

        values = in_players(found, self.subject)
        *pds, base = self._pd(np.append(found.margin, found.base))
        least = least_steps(values, np.array(pds), base, self.rules.cut_off)
        numbers = reason_numbers(values, self.columns, self.reasons, self.n, least)
        sentences = np.array([*worded(self.reasons, part, self.fitted.schema), [""] * len(part)], dtype=object)
        texts = sentences[numbers, np.arange(len(part))[:, None]]
        held = sensitive_reasons(values, self.columns, numbers, self.reasons, self.sensitive, least)
        for row, columns in enumerate(held):
            if columns:
                texts[row] = ""
                texts[row, 0] = f"refused: {sensitive_words(columns, self.sensitive, self.called)}, needs an answer"
        self.n_held += sum(map(bool, held))
        self.n_told += int((texts[:, 0] != "").sum()) - sum(map(bool, held))
        return texts

    def _pd(self, margin: np.ndarray) -> np.ndarray:
        return self.fitted.calibrated(1 / (1 + np.exp(-self.subject.log_odds_of(margin))))

    def _left(self) -> int:
        return 2**62 if self.subject.quick else MOST - self.n_explained

    def _may_go_on(self) -> bool:
        return self.subject.quick or (self.n_explained < MOST and self.seconds < BUDGET)

    @property
    def note(self) -> str:
        """How many rows are told reasons, and which; or why none is."""
        if self.refused:
            return f"Reasons are refused: this model {self.refused}. The column says so on every declined row."
        if self.values_of is None:
            return (
                "Reasons are not written: they compare a row with accounts of the book that the model was built on, "
                "and that book was deleted."
            )
        every = self.n_explained == self.n_declined
        which = f"all {self.n_explained:,}" if every else f"the first {self.n_explained:,} of {self.n_declined:,}"
        why = "" if every else f" (at most {MOST:,} rows and {BUDGET:.0f} seconds, as this model is explained slowly)"
        none = self.n_explained - self.n_told - self.n_held
        but = f", but for {none:,} whose PD no column raised" if none else ""
        held = (
            f" {self.n_held:,} of them are refused: a protected attribute is among their reasons, and nobody has "
            "answered for it on the Explanation page."
        )
        return (
            f"Reasons stand beside {which} declined rows{why}{but}: what raised the PD most against {BACKGROUND} real "
            f"accounts, and by at least {LEAST_SHARE:.0%} of the way from the cut-off. {self._words()}."
            + (held if self.n_held else "")
            + (f" {self.misfit}" if self.misfit else "")
        )

    def _words(self) -> str:
        """How the reasons are made, and how exact they are."""
        from creditviz.explanation.shapley.steadiness import share_changed, with_share

        if not self.twice:
            return self.subject.words
        return with_share(self.subject.words, share_changed(*map(np.concatenate, zip(*self.twice, strict=True))))


def _background(workspace: Workspace, run: Run, result: RunResult, fitted: Fitted) -> pd.DataFrame | None:
    """Raw rows that every row is compared with; None where the book of the development is gone."""
    try:
        book = get_book(workspace, run.book or "")
        seed = run.specification.seed + 1  # the rows of the Explanation page
        rows = background_rows(result.test, fitted.calibration, n=BACKGROUND, below=None, seed=seed)
        return book_frame(workspace, book).iloc[rows].reset_index(drop=True)
    except CreditVizError:
        return None
