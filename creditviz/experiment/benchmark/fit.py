"""One fit of a benchmark: tune where asked, fit, calibrate on validation rows, judge on test rows."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import default_calibration, fit_calibrations
from creditviz.exceptions import DataError
from creditviz.experiment.benchmark.plan import WHOLE, Fit, search_of, training_of
from creditviz.experiment.benchmark.shelf import Scores
from creditviz.experiment.fitting import build, learn, prior_behind
from creditviz.experiment.holdout import scored
from creditviz.experiment.search.trials import TrialRows, run_trials
from creditviz.experiment.study.rows import Silent, Stand
from creditviz.metrics import best_threshold, confusion, decision_figures, implied_prevalence, metric_summary
from creditviz.models import MODELS
from creditviz.results import BenchmarkFit, ScoredRows
from creditviz.specification import Arm, BenchmarkSpec, TrainingSpec

HALF = 0.5  # the usual cut-off of hard labels, on the model's own probability: the papers' choice


@dataclass(frozen=True, eq=False)
class Judged:
    """A fit and the scores that it is judged by."""

    fit: BenchmarkFit
    scores: Scores


def fit_one(spec: BenchmarkSpec, fit: Fit, stand: Stand, silent: Silent) -> Judged:
    """Fit one model on the rows of a stand.

    Raises
    ------
    CreditVizError, ValueError
        The model refuses these rows.
    RunCancelled
        `silent.check` asked to stop.
    """
    began = time.perf_counter()
    cell, arm = fit.cell, spec.arms[fit.cell.arm]
    training = training_of(spec, arm, cell.seed, cell.order)
    layout, (X, y), validation, (X_test, _) = stand.matrices(training.encoding)
    entry, ground = MODELS[arm.model], stand.ground
    prior_real = float(ground.train.y.mean())
    if arm.search:
        training = _tuned(spec, arm, training, TrialRows(layout, (X, y), validation, prior_real), silent)
    model = build(entry, training.parameters, layout, training)
    fit_began = time.perf_counter()
    learn(entry, model, X, y, validation, on_epoch=silent)
    seconds = time.perf_counter() - fit_began
    silent.check()
    ranked, judged = (_probabilities(model, rows) for rows in (validation[0], X_test))
    calibrations = fit_calibrations(
        validation[1], ranked, prior_train=prior_behind(model, y, prior_real), prior_real=prior_real
    )
    name = default_calibration(calibrations)
    used = {name: calibrations[name]}
    scores = {
        "test": scored(ground.sample, ground.split.test, judged, used, training),
        "validation": scored(ground.sample, ground.split.validation, ranked, used, training),
    }
    return Judged(
        BenchmarkFit(
            number=cell.number,
            fold=fit.fold,
            metrics=figures(scores["test"], scores["validation"]),
            seconds=seconds,
            wall=time.perf_counter() - began,
            notes=tuple(getattr(model, "notes_", ())),
        ),
        scores,
    )


def _probabilities(model: Any, X: np.ndarray) -> np.ndarray:
    """The model's probability of default, (n,); raises `DataError` where one is no number."""
    found = np.asarray(model.predict_proba(X)[:, 1], dtype=np.float64)
    lost = int((~np.isfinite(found)).sum())
    if lost:
        raise DataError(
            f"scores must be finite numbers, however {lost:,} of {len(found):,} are not. "
            "Train with a smaller learning rate, or look for infinities in the book."
        )
    return found


def _tuned(spec: BenchmarkSpec, arm: Arm, training: TrainingSpec, rows: TrialRows, silent: Silent) -> TrainingSpec:
    """The training with the settings that rank validation rows best."""
    search = run_trials(search_of(spec, arm, training.seed), rows, training, on_epoch=silent)
    assert search.best is not None, "a search without a finished trial raises"
    best = search.trials[search.best].parameters
    return training.model_copy(update={"parameters": {**training.parameters, **best}})


def figures(test: ScoredRows, validation: ScoredRows) -> dict[str, float]:
    """Every figure of scored test rows; the threshold is the KS point of validation rows.

    Beside `metric_summary` what the papers print ("_as_printed"): yes / no figures at .5 of the model's own
    probability, calibrated or not, and the bad share of the test rows that these give away.
    """
    threshold = best_threshold(validation.y_true, pd_of(validation))
    found = metric_summary(test.y_true, test.y_score, pd_of(test), threshold)
    counts = confusion(test.y_true, test.y_score, HALF)
    hard = {name: float(value) for name, value in decision_figures(counts).items()}
    # with no hit, or no false alarm at all, the three numbers do not tell the bad share
    tells = counts.true_bad > 0 and counts.false_bad > 0
    return found | {
        "recall_as_printed": hard["recall"],
        "f1_as_printed": hard["f1"],
        "auc_as_printed": hard["auc_hard"],
        "accuracy_as_printed": hard["accuracy"],
        "implied_prevalence": implied_prevalence(hard["recall"], hard["f1"], hard["auc_hard"]) if tells else math.nan,
        "n_synthetic": 0 if test.synthetic is None else int(test.synthetic.sum()),
    }


def pd_of(rows: ScoredRows) -> np.ndarray:
    """The PDs of the calibration that a benchmark kept."""
    return rows.pd(default_calibration(rows.calibrated))


def pooled(number: int, folds: Sequence[BenchmarkFit], scores: Sequence[Scores]) -> Judged:
    """All folds of a cell as one: every row scored once by a model that never saw it."""
    whole = {part: _joined([each[part] for each in scores]) for part in ("test", "validation")}
    assert len(np.unique(whole["test"].row_id)) == len(whole["test"]), "every row is judged once"
    fit = BenchmarkFit(
        number=number,
        fold=WHOLE,
        metrics=figures(whole["test"], whole["validation"]),
        seconds=sum(fold.seconds for fold in folds),
        wall=sum(fold.wall for fold in folds),
    )
    return Judged(fit, whole)


def _joined(parts: Sequence[ScoredRows]) -> ScoredRows:
    names = [name for name in parts[0].calibrated if all(name in part.calibrated for part in parts)]
    row_id = np.concatenate([part.row_id for part in parts])
    return ScoredRows(
        row_id=row_id,
        y_true=np.concatenate([part.y_true for part in parts]),
        y_score=np.concatenate([part.y_score for part in parts]),
        calibrated={name: np.concatenate([part.calibrated[name] for part in parts]) for name in names},
        fold=np.concatenate([np.full(len(part), number, dtype=np.int8) for number, part in enumerate(parts)]),
        synthetic=row_id < 0 if (row_id < 0).any() else None,
    )
