"""A file through a fitted model, part by part: PD, points, grade, decision a row; how many, and how it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from creditviz.data.outcome import known_outcomes
from creditviz.data.scaling import as_numbers
from creditviz.evaluation.calibration.summary import calibration_in_the_large
from creditviz.evaluation.cutting.points import points
from creditviz.metrics import auc_interval, brier, ks, wilson
from creditviz.results import Interval, RunResult
from creditviz.results.scoring import Alerts, Outcomes, Rules
from creditviz.schema import TableSchema

ROW, SCORE, PD, POINTS, GRADE, DECISION = "row", "score", "pd", "points", "grade", "decision"
BEFORE, RISE = "previous_pd", "pd_rise"
APPROVE, DECLINE, NO_DECISION = "approve", "decline", "none"
MOST_ALERTS = 1000


class Scorer(Protocol):
    """Raw rows to scores to PDs."""

    def score(self, frame: pd.DataFrame) -> np.ndarray:
        """The model's own output, (n,)."""

    def calibrated(self, score: np.ndarray, calibration: str | None = None) -> np.ndarray:
        """PDs of scores, (n,)."""


@dataclass(frozen=True)
class Reading:
    """Which columns of a file are more than features."""

    identifier: str = ""
    target: str = ""  # empty where the file has no outcomes
    previous: str = ""  # an earlier PD, or earlier points


@dataclass(eq=False)
class Tally:
    """What is kept of every row while a file passes: 25 bytes, whatever the file's width."""

    score: list[np.ndarray] = field(default_factory=list)
    pd: list[np.ndarray] = field(default_factory=list)
    y: list[np.ndarray] = field(default_factory=list)
    before: list[np.ndarray] = field(default_factory=list)
    n_rows: int = 0

    def joined(self, name: str) -> np.ndarray:
        """One of them over all parts, (n_rows,)."""
        parts = getattr(self, name)
        return np.concatenate(parts) if parts else np.zeros(0)


def score_part(
    scorer: Scorer, frame: pd.DataFrame, schema: TableSchema, rules: Rules, reading: Reading, tally: Tally
) -> pd.DataFrame:
    """Score one part of a file and note it in `tally`; returns the rows as they are written."""
    score = scorer.score(frame)
    pd_ = scorer.calibrated(score)
    out: dict[str, object] = {ROW: np.arange(tally.n_rows + 1, tally.n_rows + len(frame) + 1)}
    if reading.identifier:
        out[reading.identifier] = frame[reading.identifier].to_numpy()
    grade = np.searchsorted(rules.limits, pd_, side="right")
    out |= {
        SCORE: score,
        PD: pd_,
        POINTS: np.rint(points(pd_, **rules.scale)).astype(np.int64),
        GRADE: np.array(rules.grades)[grade],
        DECISION: np.where(pd_ >= rules.cut_off, DECLINE, APPROVE) if rules.decides else NO_DECISION,
    }
    if reading.previous:
        before = earlier_pd(frame[reading.previous], rules.scale)
        out |= {BEFORE: before, RISE: pd_ - before}
        tally.before.append(before)
    if reading.target:
        tally.y.append(known_outcomes(frame[reading.target], schema))
    tally.score.append(score)
    tally.pd.append(pd_)
    tally.n_rows += len(frame)
    return pd.DataFrame(out)


def earlier_pd(column: pd.Series, scale: Mapping[str, float]) -> np.ndarray:
    """An earlier score as PDs, (n,), NaN where there is none: PDs as they are, points (above 1) by the scale.

    >>> earlier_pd(pd.Series([0.02, 600.0]), {"pdo": 20, "base_points": 600, "base_odds": 50}).round(4).tolist()
    [0.02, 0.0196]
    """
    values = as_numbers(column)
    odds = scale["base_odds"] * np.exp2((values - scale["base_points"]) / scale["pdo"])
    with np.errstate(over="ignore"):
        found = np.where(values > 1, 1 / (1 + odds), values)
    return np.where(values < 0, np.nan, found)


def outcomes_of(y: np.ndarray, score: np.ndarray, pd_: np.ndarray) -> Outcomes | None:
    """How PDs did on the rows whose outcome is known (y is 0 or 1); None without both outcomes."""
    known = y >= 0
    y, score, pd_ = y[known], score[known], pd_[known]
    n, n_bad = len(y), int((y == 1).sum())
    if n_bad in (0, n):
        return None
    low, high = wilson(n_bad, n)
    return Outcomes(
        n=n,
        n_bad=n_bad,
        auc=auc_interval(y, score),
        ks=float(ks(y, score)),
        brier=float(brier(y, pd_)),
        mean_pd=float(pd_.mean()),
        bad_rate=Interval(n_bad / n, float(low), float(high)),
        shift=calibration_in_the_large(y, pd_),
    )


def alerts_of(column: str, identifiers: pd.Series | None, tally: Tally, rules: Rules) -> Alerts | None:
    """Accounts by the rise of their PD, the largest first, at most a thousand; None where no row has an earlier score.

    Parameters
    ----------
    identifiers : of all rows, or None.
    """
    before, now = tally.joined("before"), tally.joined("pd")
    rise = now - before
    known = np.flatnonzero(~np.isnan(rise))
    if not len(known):
        return None
    order = known[np.argsort(-rise[known], kind="stable")][:MOST_ALERTS]
    order = order[rise[order] > 0]
    names = () if identifiers is None else tuple(identifiers.iloc[order].astype(str))
    return Alerts(
        column=column,
        row=order + 1,
        identifier=names,
        before=before[order],
        now=now[order],
        n_known=len(known),
        n_risen=int((rise[known] > 0).sum()),
        n_crossed=int(((before < rules.cut_off) & (now >= rules.cut_off)).sum()),
    )


def by_grade(pd_: np.ndarray, rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """Rows and mean PD of each grade, (k,) each; nan for an empty grade."""
    grade = np.searchsorted(rules.limits, pd_, side="right")
    n = np.bincount(grade, minlength=len(rules.grades))
    with np.errstate(invalid="ignore"):
        return n, np.bincount(grade, weights=pd_, minlength=len(rules.grades)) / n


def counted_up(tally: Tally, result: RunResult, rules: Rules) -> dict[str, Any]:
    """What a scoring says of all its rows, beside the test rows of the development, as fields of `Scoring`."""
    pd_, test = tally.joined("pd"), result.test
    n, mean = by_grade(pd_, rules)
    return {
        "n_rows": tally.n_rows,
        "n_approved": int((pd_ < rules.cut_off).sum()),
        "mean_pd": float(pd_.mean()),
        "by_grade": n,
        "pd_by_grade": mean,
        "development_by_grade": by_grade(test.pd(result.calibration), rules)[0],
        "outcomes": outcomes_of(tally.joined("y"), tally.joined("score"), pd_) if tally.y else None,
        "development": outcomes_of(test.y_true, test.y_score, test.pd(result.calibration)),
    }
