"""From a model's scores to PDs that mean what they say; learned on validation rows only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from creditviz.evaluation.calibration.beta import fit_beta
from creditviz.evaluation.calibration.focal_inverse import focal_log_odds, focal_margin
from creditviz.exceptions import DataError

TINY = 1e-12  # keeps a logit finite
MAX_STEPS = 100


class Calibration(Protocol):
    """A monotone map from score to PD."""

    name: ClassVar[str]

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""

    def to_json(self) -> str:
        """JSON text that `from_json` reads."""


class _Json:
    name: ClassVar[str]

    def to_json(self) -> str:
        """JSON text that `from_json` reads."""
        return json.dumps({"name": self.name, **asdict(self)})  # type: ignore[call-overload]


@dataclass(frozen=True)
class Model(_Json):
    """The model's own probability, as it is."""

    name: ClassVar[str] = "model"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        return np.clip(np.asarray(score, dtype=np.float64), 0.0, 1.0)


@dataclass(frozen=True)
class PriorCorrected(_Json):
    """Exact undoing of a changed class ratio: the odds are scaled by real over training odds.

    Parameters
    ----------
    prior_train : bad share of the rows that the model was fitted on, synthetic ones included.
    prior_real : bad share of the real training rows.
    """

    prior_train: float
    prior_real: float
    name: ClassVar[str] = "prior-corrected"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        p = np.clip(np.asarray(score, dtype=np.float64), 0.0, 1.0)
        bad = p * self.prior_real / self.prior_train
        good = (1.0 - p) * (1.0 - self.prior_real) / (1.0 - self.prior_train)
        return bad / (bad + good)


@dataclass(frozen=True)
class Platt(_Json):
    """A logistic curve through the logit of the score (or through the score, where it is no probability).

    References
    ----------
    Platt (1999), with his smoothed outcomes.
    """

    slope: float
    intercept: float
    of_logit: bool = True
    name: ClassVar[str] = "platt"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        x = _logit(score) if self.of_logit else np.asarray(score, dtype=np.float64)
        return _sigmoid(self.slope * x + self.intercept)


@dataclass(frozen=True)
class Isotonic(_Json):
    """The best rising staircase, joined by straight lines; flat beyond the scores it has seen."""

    knots: tuple[float, ...]
    values: tuple[float, ...]
    name: ClassVar[str] = "isotonic"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        return np.interp(np.asarray(score, dtype=np.float64), self.knots, self.values)


@dataclass(frozen=True)
class Beta(_Json):
    """A curve with a slope of its own at low and at high scores; with a = b it is Platt's.

    References
    ----------
    Kull, Silva Filho, Flach (2017); `evaluation.beta_calibration`.
    """

    a: float
    b: float
    c: float
    name: ClassVar[str] = "beta"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        p = _inside(score)
        return _sigmoid(self.a * np.log(p) - self.b * np.log1p(-p) + self.c)


@dataclass(frozen=True)
class FocalInverse(_Json):
    """Exact undoing of the focal loss: from the sigmoid of a focal margin to the PD; it learns nothing.

    Our models on the focal loss apply it before they hand out a probability.

    Parameters
    ----------
    alpha : weight of the defaults in the loss.
    gamma : its focus; with 0 and an alpha of one half nothing changes.

    References
    ----------
    `evaluation.focal_inverse`.
    """

    alpha: float
    gamma: float
    name: ClassVar[str] = "focal-inverse"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        return _sigmoid(focal_log_odds(_logit(score), self.alpha, self.gamma))

    def undo(self, pd: np.ndarray) -> np.ndarray:
        """The focal scores behind PDs: what the loss alone would print as a probability."""
        return _sigmoid(focal_margin(_logit(pd), self.alpha, self.gamma))


@dataclass(frozen=True)
class Scaled(_Json):
    """Another calibration whose odds are then scaled to a stated bad rate.

    Parameters
    ----------
    first : the other calibration, as its JSON.
    prior_train, prior_real : the bad rate that its PDs mean, and the one that they are to mean.
    """

    first: str
    prior_train: float
    prior_real: float
    name: ClassVar[str] = "scaled"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        return PriorCorrected(self.prior_train, self.prior_real).apply(from_json(self.first).apply(score))


CALIBRATIONS: dict[str, type] = {
    c.name: c for c in (Model, PriorCorrected, FocalInverse, Platt, Isotonic, Beta, Scaled)
}


def fit_calibrations(
    y: np.ndarray, score: np.ndarray, *, prior_train: float | None = None, prior_real: float | None = None
) -> dict[str, Calibration]:
    """Learn every calibration on validation rows.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), the model's own output on these rows.
    prior_train, prior_real : bad share after and before sampling. "prior-corrected" is among the result
        only when both are given and differ.

    Returns
    -------
    dict
        name -> calibration: "model", then those that the rows allow of "prior-corrected", "platt",
        "isotonic", "beta". "model", "prior-corrected" and "beta" need scores in [0, 1]; the last three both outcomes.
    """
    y, score = np.asarray(y, dtype=np.float64), np.asarray(score, dtype=np.float64)
    learned: list[Calibration] = []
    probabilities = bool(len(score) == 0 or (score.min() >= 0.0 and score.max() <= 1.0))
    if probabilities:
        learned.append(Model())
    if probabilities and prior_train and prior_real and abs(prior_train - prior_real) > TINY:
        learned.append(PriorCorrected(float(prior_train), float(prior_real)))
    if len(np.unique(y)) == 2:
        learned += [_fit_platt(y, score, of_logit=probabilities), _fit_isotonic(y, score)]
        learned += [Beta(*fit_beta(y, _inside(score)))] if probabilities else []
    if not learned:
        raise DataError(
            "scores that are no probabilities need validation rows of both outcomes, however only one came. "
            "Raise the validation share, or choose another seed."
        )
    return {c.name: c for c in learned}


def default_calibration(names: Iterable[str]) -> str:
    """The calibration that figures show unless told otherwise."""
    names = list(names)
    return next((name for name in ("prior-corrected", "model", "platt") if name in names), names[0])


def from_json(text: str) -> Calibration:
    """The calibration that `to_json` wrote; raises `DataError` for anything else."""
    try:
        raw: dict[str, Any] = json.loads(text)
        kind = CALIBRATIONS[raw.pop("name")]
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a calibration is the JSON that creditviz saves, however this cannot be read ({error}). "
            "Train the run again."
        ) from error


def _fit_platt(y: np.ndarray, score: np.ndarray, *, of_logit: bool) -> Platt:
    """Newton's method on two parameters, on standardised inputs."""
    raw = _logit(score) if of_logit else score
    centre, scale = float(raw.mean()), float(raw.std()) or 1.0
    n_bad = y.sum()
    n_good = len(y) - n_bad
    wanted = np.where(y == 1, (n_bad + 1) / (n_bad + 2), 1 / (n_good + 2))  # smoothed: finite even when separable
    design = np.column_stack([(raw - centre) / scale, np.ones(len(y))])
    weights = np.array([0.0, np.log(wanted.mean() / (1 - wanted.mean()))])
    for _ in range(MAX_STEPS):
        step = _newton_step(design, wanted, weights)
        weights -= step
        if np.abs(step).max() < 1e-10:
            break
    if weights[0] < 0:  # a falling curve would turn the ranking round; the best flat line is honest
        weights = np.array([0.0, np.log(wanted.mean() / (1 - wanted.mean()))])
    slope = float(weights[0] / scale)
    return Platt(slope, float(weights[1] - slope * centre), of_logit)


def _newton_step(design: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    p = _sigmoid(design @ weights)
    gradient = design.T @ (p - wanted)
    curvature = design.T @ (design * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2)
    step = np.linalg.solve(curvature, gradient)
    return step / max(1.0, np.abs(step).max() / 4.0)  # four standard deviations at most: no overshoot


def _fit_isotonic(y: np.ndarray, score: np.ndarray) -> Isotonic:
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, y)
    return Isotonic(tuple(fitted.X_thresholds_.tolist()), tuple(fitted.y_thresholds_.tolist()))


def _inside(p: np.ndarray) -> np.ndarray:
    return np.clip(np.asarray(p, dtype=np.float64), TINY, 1.0 - TINY)


def _logit(p: np.ndarray) -> np.ndarray:
    p = _inside(p)
    return np.log(p) - np.log1p(-p)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0.0, -x))
