"""The ways in which accounts can be explained, by the name under which a model of the registry declares its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from creditviz.explanation.shapley.fused_shap import FusedExplainer, RawShap
from creditviz.explanation.shapley.month_parts import to_months
from creditviz.explanation.shapley.permutation import SampledExplainer, closed
from creditviz.explanation.shapley.raw_columns import to_raw

if TYPE_CHECKING:
    from creditviz.explanation.shapley.accounts import Subject

TREES, FOCAL, MONTHS, CHAINED, SAMPLED = "trees", "focal-trees", "month-trees", "chained", "sampled"
LINEAR, CARD = "linear", "scorecard"
ORDERS = 64  # of a row at most, each forwards and backwards: one for each background row
FARTHEST = 1e-4  # a score nearer to 0 or 1 is read as this, so that log-odds stay finite
Check = Callable[[], None]
Explainer = Callable[[pd.DataFrame], RawShap]  # raw rows to their values


@dataclass(frozen=True)
class Method:
    """One way to explain accounts.

    Parameters
    ----------
    words : what it is and how exact, for subtitles.
    prepare : subject, background rows, seed, check -> what explains raw rows.
    quick : any number of rows can be explained.
    at_once : rows between two looks at the clock and at the stop button.
    unit : of the values.
    """

    words: str
    prepare: Callable[[Subject, pd.DataFrame, int, Check], Explainer]
    quick: bool = False
    at_once: int = 50
    unit: str = "log-odds"


def log_odds(score: np.ndarray) -> np.ndarray:
    """Log-odds of scores in [0, 1], finite."""
    p = np.clip(np.asarray(score, dtype=np.float64), FARTHEST, 1 - FARTHEST)
    return np.log(p) - np.log1p(-p)


def _chained(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    return FusedExplainer(subject.model, subject.encoder, background).explain


def _sampled(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    score = lambda rows: log_odds(subject.score(rows))  # noqa: E731
    n_draws = min(ORDERS, len(background))
    return SampledExplainer(score, background, subject.players, n_draws=n_draws, seed=seed, check=check).explain


def _linear(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    """Weight times (value less mean), of a model with `coef_` and `intercept_`."""
    encoder, weights = subject.encoder, np.asarray(subject.model.coef_, dtype=np.float64)[0]
    mean = encoder.transform(background).mean(0, dtype=np.float64)
    intercept = float(subject.model.intercept_[0])

    def explain(frame: pd.DataFrame) -> RawShap:
        X = encoder.transform(frame).astype(np.float64)
        values, names = to_raw((X - mean) * weights, encoder, frame, background, weights=weights)
        return closed(values, float(mean @ weights) + intercept, X @ weights + intercept, names)

    return explain


def _card(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    """What a bin adds less the mean, of a model whose `contributions` of single columns sum to its log-odds."""
    encoder, model = subject.encoder, subject.model

    def added(X: np.ndarray) -> np.ndarray:
        return np.column_stack([model.contributions(column, X[:, column]) for column in range(X.shape[1])])

    mean = added(encoder.transform(background)).mean(0)
    intercept = float(model.intercept_)

    def explain(frame: pd.DataFrame) -> RawShap:
        mine = added(encoder.transform(frame))
        values, names = to_raw(mine - mean, encoder, frame, background, through=model.contributions)
        return closed(values, float(mean.sum()) + intercept, mine.sum(1) + intercept, names)

    return explain


def _against(booster: Any, theirs: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Values of what a booster reads against these rows, exact; by paths, and moved, where a path is too long."""
    from creditviz.explanation.shapley.tree_pairs import MAX_PATH, Leaves, longest_path, tree_sums
    from creditviz.models.trees.boosting import booster_contributions

    if longest_path(booster) > MAX_PATH:
        reference = booster_contributions(booster, theirs).mean(0)
        return lambda X: booster_contributions(booster, X) - reference
    leaves = Leaves.of(booster)
    return lambda X: tree_sums(leaves, X, theirs)


def _trees(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    """Values of encoded columns, summed over those of one raw column."""
    from creditviz.explanation.shapley.tree_pairs import boosters_of
    from creditviz.models.trees.boosting import booster_margin

    encoder, (booster,) = subject.encoder, boosters_of(subject.model)
    theirs = encoder.transform(background)
    values_of, base = _against(booster, theirs), float(booster_margin(booster, theirs).mean())
    sources = encoder.layout_.sources
    names = tuple(dict.fromkeys(sources))
    belongs = (np.array(sources)[:, None] == np.array(names)).astype(np.float64)  # (n_encoded, n_raw)

    def explain(frame: pd.DataFrame) -> RawShap:
        X = encoder.transform(frame)
        return closed(values_of(X) @ belongs, base, booster_margin(booster, X), names)

    return explain


def _month_trees(subject: Subject, background: pd.DataFrame, seed: int, check: Check) -> Explainer:
    """As of trees; what a summary of the months contributes is handed on to the months that it was made of."""
    model, encoder = subject.model, subject.encoder
    plan, theirs = model._plan(), encoder.transform(background)
    values_of, base = _against(model.booster_, model._read(theirs)), float(model.log_odds(theirs).mean())
    months = slice(plan.n_static, plan.n_static + plan.n_months)

    def explain(frame: pd.DataFrame) -> RawShap:
        X = encoder.transform(frame)
        encoded, summaries = np.split(values_of(model._read(X)), [X.shape[1]], axis=1)
        encoded[:, months] += to_months(summaries, X, theirs, plan).reshape(len(X), -1)
        raw, names = to_raw(encoded, encoder, frame, background)
        return closed(raw, base, model.log_odds(X), names)

    return explain


EXACT_TREES = "Shapley values of trees, exact in the columns that they read"
DEEP_TREES = "Shapley values of trees by the shares of training rows on their paths"
METHODS: dict[str, Method] = {
    TREES: Method(EXACT_TREES, _trees, quick=True, at_once=5000),
    FOCAL: Method(EXACT_TREES, _trees, quick=True, at_once=5000, unit="margin of the focal trees"),
    MONTHS: Method(
        f"{EXACT_TREES}; those of summaries handed on to the months", _month_trees, quick=True, at_once=5000
    ),
    LINEAR: Method("Shapley values of a linear model, exact", _linear, quick=True, at_once=5000),
    CARD: Method("Points lost against the neutral score, exact", _card, quick=True, at_once=5000),
    CHAINED: Method("Shapley values through networks and trees, exact in the trees", _chained),
    SAMPLED: Method("Shapley values by sampled orders", _sampled, at_once=20),
}


def as_log_odds(method: str, model: Any, margin: np.ndarray) -> np.ndarray:
    """Log-odds behind the margins that a method's values sum to."""
    if method != FOCAL:
        return margin
    from creditviz.models.trees.focal_loss import focal_log_odds

    return focal_log_odds(margin, model.alpha, model.gamma)
