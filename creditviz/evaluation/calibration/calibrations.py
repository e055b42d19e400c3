"""From a model's scores to PDs that mean what they say; learned on validation rows only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from creditviz.evaluation.calibration.focal_inverse import focal_log_odds, focal_margin
from creditviz.evaluation.logistic import rising_curve, sigmoid
from creditviz.exceptions import DataError

TINY = 1e-12  # keeps a logit finite


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
        return sigmoid(self.slope * x + self.intercept)


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
    Kull, Silva Filho, Flach (2017), Beta calibration: a well-founded and easily implemented improvement on logistic
    calibration for binary classifiers.
    """

    a: float
    b: float
    c: float
    name: ClassVar[str] = "beta"

    def apply(self, score: np.ndarray) -> np.ndarray:
        """PDs in [0, 1], shape of `score`."""
        p = _inside(score)
        return sigmoid(self.a * np.log(p) - self.b * np.log1p(-p) + self.c)


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
        return sigmoid(focal_log_odds(_logit(score), self.alpha, self.gamma))

    def undo(self, pd: np.ndarray) -> np.ndarray:
        """The focal scores behind PDs: what the loss alone would print as a probability."""
        return sigmoid(focal_margin(_logit(pd), self.alpha, self.gamma))


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
CURVES = (Platt.name, Isotonic.name, Beta.name)  # those that both outcomes are needed for


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
        "isotonic", "beta". "model", "prior-corrected" and "beta" need scores in [0, 1]; the last three both outcomes,
        and a PD that rises with the score: a flat or falling curve is left out, and `refused` says so.
    """
    y, score = np.asarray(y, dtype=np.float64), np.asarray(score, dtype=np.float64)
    learned: list[Calibration] = []
    probabilities = bool(len(score) == 0 or (score.min() >= 0.0 and score.max() <= 1.0))
    if probabilities:
        learned.append(Model())
    if probabilities and prior_train and prior_real and abs(prior_train - prior_real) > TINY:
        learned.append(PriorCorrected(float(prior_train), float(prior_real)))
    if len(np.unique(y)) == 2:
        curves: list[Calibration | None] = [_fit_platt(y, score, of_logit=probabilities), _fit_isotonic(y, score)]
        curves += [_fit_beta(y, score)] if probabilities else []
        learned += [curve for curve in curves if curve is not None]
    if not learned:
        raise DataError(
            "scores that are no probabilities need validation rows of both outcomes, with a bad rate that rises with "
            f"the score, however these {len(y):,} rows do not give that. Raise the validation share, or choose another "
            "seed."
        )
    return {c.name: c for c in learned}


def refused(y: np.ndarray, learned: Iterable[str]) -> tuple[str, ...]:
    """One sentence about the curves that validation rows did not allow; () where all were learned.

    Parameters
    ----------
    y : outcomes of the validation rows, (n,); none at all says nothing.
    learned : names that `fit_calibrations` returned.
    """
    learned, y = list(learned), np.asarray(y)
    missing = [name for name in CURVES if name not in learned and ("model" in learned or name != "beta")]
    if not missing or not len(y):
        return ()
    kept = "The model's own scores are kept."
    if len(np.unique(y)) < 2:
        return (f"The {len(y):,} validation rows hold one outcome only: no calibration was learned. {kept}",)
    names = " and ".join(missing)
    return (f"On the validation rows the bad rate does not rise with the score: refused were {names}. {kept}",)


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


def _fit_platt(y: np.ndarray, score: np.ndarray, *, of_logit: bool) -> Platt | None:
    """The likeliest rising curve; None where the rows want a flat or falling one."""
    curve = rising_curve(y, (_logit(score) if of_logit else score)[:, None])
    return Platt(float(curve[0][0]), curve[1], of_logit) if curve else None


def _fit_beta(y: np.ndarray, score: np.ndarray) -> Beta | None:
    """The likeliest a, b >= 0 of logit PD = a ln s - b ln(1 - s) + c; None where both would be 0.

    NOTE[DIFF] outcomes are smoothed as Platt's are, so that separable rows have a finite answer; where a slope came
    out negative Kull et al. drop it, here the likelihood decides which.
    """
    p = _inside(score)
    curve = rising_curve(y, np.column_stack([np.log(p), -np.log1p(-p)]))
    return Beta(float(curve[0][0]), float(curve[0][1]), curve[1]) if curve else None


def _fit_isotonic(y: np.ndarray, score: np.ndarray) -> Isotonic | None:
    """The best staircase; None where it has one step."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, y)
    values = fitted.y_thresholds_
    return Isotonic(tuple(fitted.X_thresholds_.tolist()), tuple(values.tolist())) if values[-1] > values[0] else None


def _inside(p: np.ndarray) -> np.ndarray:
    return np.clip(np.asarray(p, dtype=np.float64), TINY, 1.0 - TINY)


def _logit(p: np.ndarray) -> np.ndarray:
    p = _inside(p)
    return np.log(p) - np.log1p(-p)
