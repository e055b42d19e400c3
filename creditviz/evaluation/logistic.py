"""One logistic regression of few coefficients for every calibration curve: SciPy's trust region, exact derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Logistic:
    """What was found, and how sure it is."""

    weights: np.ndarray  # (k,) one a column of the design
    errors: np.ndarray  # (k,) standard errors from the information at the peak; inf where it is flat
    loss: float  # mean log loss


def fit_logistic(
    wanted: np.ndarray, design: np.ndarray, offset: np.ndarray | float = 0.0, *, start: np.ndarray | None = None
) -> Logistic:
    """Coefficients of least mean log loss. A step that does not lower the loss is not taken, so that none overshoots.

    Plain Newton steps do: on scores with a few far outliers they jump to where all rows are certain, where the
    derivatives vanish, and stay there.

    Parameters
    ----------
    wanted : array of shape (n,), outcomes or smoothed outcomes in [0, 1].
    design : array of shape (n, k), columns of about the same size; k is small.
    offset : array of shape (n,), part of the log-odds that is not fitted.
    start : array of shape (k,); the loss that is found is never above the one there. None starts at 0.

    References
    ----------
    Conn, Gould, Toint (2000), Trust region methods, chapter 7.
    """
    from scipy.optimize import minimize

    n, k = design.shape

    def loss(weights: np.ndarray) -> float:
        return _loss(wanted, offset + design @ weights)

    def gradient(weights: np.ndarray) -> np.ndarray:
        return design.T @ (sigmoid(offset + design @ weights) - wanted) / n

    def curvature(weights: np.ndarray) -> np.ndarray:
        p = sigmoid(offset + design @ weights)
        return design.T @ (design * (p * (1.0 - p))[:, None]) / n

    began = np.zeros(k) if start is None else np.asarray(start, dtype=np.float64)
    found = minimize(
        loss, began, method="trust-exact", jac=gradient, hess=curvature, options={"gtol": 1e-9, "maxiter": 500}
    )
    return Logistic(found.x, _errors(n * curvature(found.x)), float(found.fun))


def smoothed(y: np.ndarray) -> np.ndarray:
    """Outcomes drawn a little to the middle, (n,), so that separable rows have a finite curve (Platt 1999)."""
    n_bad = float(np.sum(y == 1))
    return np.where(y == 1, (n_bad + 1.0) / (n_bad + 2.0), 1.0 / (len(y) - n_bad + 2.0))


def rising_curve(y: np.ndarray, inputs: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Slopes >= 0 (k,) and intercept of the likeliest curve through inputs (n, k) that rise with the risk.

    None where no curve with a positive slope is likelier than one PD for all: a flat or falling curve would lose or
    turn round the ranking. The loss has one valley, so that the best allowed point is the lowest one, or lies where
    some slopes are 0. Where the identity (slopes 1, intercept 0) is likelier than a constant the search starts there.

    Parameters
    ----------
    y : array of shape (n,), 1 = default; both outcomes are there.
    """
    wanted, k = smoothed(y), inputs.shape[1]
    centre, spread = inputs.mean(axis=0), inputs.std(axis=0)
    usable = spread > 1e-12 * np.maximum(1.0, np.abs(centre))
    spread = np.where(usable, spread, 1.0)
    design = np.column_stack([(inputs - centre) / spread, np.ones(len(y))])
    level = float(np.log(wanted.mean() / (1.0 - wanted.mean())))
    flat, identity = np.r_[np.zeros(k), level], np.r_[spread, centre.sum()]
    fits = []
    for used in _subsets(np.flatnonzero(usable)):
        columns = [*used, k]
        starts = [flat[columns]] + ([identity[columns]] if len(used) == k else [])
        start = min(starts, key=lambda weights: _loss(wanted, design[:, columns] @ weights))  # noqa: B023
        found = fit_logistic(wanted, design[:, columns], start=start)
        if (found.weights[:-1] > 0).all():
            fits.append((found.loss, columns, found.weights))
    if not fits:
        return None
    loss, columns, weights = min(fits, key=lambda fit: fit[0])
    if loss >= _loss(wanted, np.full(len(y), level)):
        return None
    slopes = np.zeros(k + 1)
    slopes[columns] = weights
    slopes[:k] /= spread
    return slopes[:k], float(slopes[k] - slopes[:k] @ centre)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)) without overflow."""
    return np.exp(-np.logaddexp(0.0, -x))


def _subsets(columns: np.ndarray) -> list[list[int]]:
    """Every choice of at least one column, the largest first."""
    from itertools import combinations

    return [list(part) for size in range(len(columns), 0, -1) for part in combinations(columns.tolist(), size)]


def _loss(wanted: np.ndarray, margin: np.ndarray) -> float:
    return float(np.mean(np.logaddexp(0.0, margin) - wanted * margin))


def _errors(information: np.ndarray) -> np.ndarray:
    try:
        variance = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(len(information), np.inf)
    return np.sqrt(np.where(variance > 0, variance, np.inf))
