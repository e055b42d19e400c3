"""A sampler study: does sampling help, how much of it, and what does the leaky order pretend."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from creditviz.data.outcome import outcomes
from creditviz.evaluation.calibration.calibrations import Model, PriorCorrected
from creditviz.exceptions import CreditVizError, RunCancelled
from creditviz.experiment.fitting import OnEpoch, build, learn
from creditviz.experiment.holdout import Sample
from creditviz.experiment.study.plan import (
    AFTER,
    CLASS_WEIGHT,
    NONE,
    Cell,
    check_study,
    encoding_of,
    opening_notes,
    parameters_of,
    plan,
    samplers,
    seeds,
    weights,
)
from creditviz.experiment.study.rows import SeedRows, Silent, Stand, implied_rate, thinned
from creditviz.metrics import auc, brier, confusion, default_precision, implied_prevalence, ks, recall_at_precision
from creditviz.models import MODELS
from creditviz.progress import Checkpoint, EpochReport, checker
from creditviz.results import Study
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import SamplerStudySpec

METRICS = (
    "auc",
    "auc_hard",  # (recall + specificity) / 2: what the papers print as AUC
    "ks",
    "recall",
    "specificity",
    "f1",
    "brier",
    "brier_corrected",  # of PDs that the prior correction brought back to the real bad rate
    "recall_at_precision",
    "implied_prevalence",  # bad share of the judging rows as recall, F1 and hard AUC give it away
)
COUNTS = ("n_train", "n_synthetic", "n_test", "n_test_synthetic")
COLUMNS = (*METRICS, *COUNTS, "made")  # of the checkpoint; `made` is 0 where the sampler refused
THRESHOLD = 0.5  # of hard labels, on the model's own probability: the papers' choice


def run_study(
    spec: SamplerStudySpec,
    frame: pd.DataFrame,
    schema: TableSchema,
    *,
    on_epoch: OnEpoch | None = None,
    resume_from: Checkpoint | None = None,
    ready: Mapping[int, pd.DataFrame] | None = None,
) -> Study:
    """Fit every classifier behind every sampler, order and rate over several seeds; judge all on test rows.

    A sampler learns once for each seed and order; smaller rates take the first of its rows. "none" and
    "class-weight" are fitted beside them as references, order "after-split" and rate 0. A sampler that
    refuses the rows becomes a note.

    Parameters
    ----------
    on_epoch : told after every fit; its `check` is called in between and handed to samplers and models.
    resume_from : a checkpoint of the same study: its finished fits are taken over.
    ready : seed -> synthetic defaulters made before of that seed's training rows, by the study's one sampler.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        The book, its schema or the settings do not allow it.
    RunCancelled
        `on_epoch` asked to stop.
    """
    check_study(spec, frame, schema)
    row_id, y = outcomes(frame, schema)
    sample = Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id)
    thin = thinned(sample, spec.thin_to, spec.seed).y
    precision = spec.precision or default_precision(float(thin.mean()))
    record = _Record(spec, resume_from)
    for sentence in _book_notes(spec, sample.y, thin, precision):
        record.note(sentence)
    for seed in seeds(spec):
        if record.unfinished(seed):
            rows = SeedRows(spec, schema, sample, seed, checker(on_epoch), _ready(spec, ready, seed))
            _run_seed(spec, rows, precision, record, on_epoch)
    return record.study(precision, implied_rate(spec, thin))


def _book_notes(spec: SamplerStudySpec, y: np.ndarray, thin: np.ndarray, precision: float) -> Iterator[str]:
    """What a reader must know of thinning and of recall at precision on this book."""
    if spec.thin_to is not None and len(thin) == len(y):
        yield f"The book has {y.mean():.1%} bad accounts: none had to be left out to come down to {spec.thin_to:.1%}."
    elif spec.thin_to is not None:
        yield f"Defaulters were left out at random: {thin.mean():.1%} of the rows are bad instead of {y.mean():.1%}."
    if precision <= thin.mean():
        yield f"Recall at precision {precision:.2f} is 1 for any model: {thin.mean():.1%} of the rows are bad."


def _ready(spec: SamplerStudySpec, ready: Mapping[int, pd.DataFrame] | None, seed: int) -> pd.DataFrame | None:
    assert not ready or len(samplers(spec)) == 1, "ready rows belong to one sampler"
    return (ready or {}).get(seed)


def _run_seed(
    spec: SamplerStudySpec, rows: SeedRows, precision: float, record: _Record, on_epoch: OnEpoch | None
) -> None:
    """The unfinished fits of one seed, in the order of the plan."""
    check = checker(on_epoch)
    stand: Stand | None = None
    before: tuple | None = None
    for cell in record.unfinished(rows.seed):
        check()
        here = (cell.order, cell.sampler, cell.rate)
        if here != before:
            stand, before = _stand(rows, cell, record), here
        record.add(None if stand is None else judge_cell(spec, cell, stand, precision, Silent(check)))
        if on_epoch is not None:
            on_epoch(record.report(rows.seed))


def _stand(rows: SeedRows, cell: Cell, record: _Record) -> Stand | None:
    """The rows of a cell; None, and a note, where its sampler refuses or has nothing to do."""
    label = cell.sampler if cell.sampler in (NONE, CLASS_WEIGHT) else SAMPLERS[cell.sampler].label
    try:
        stand = rows.stand(cell.order, cell.sampler, cell.rate)
    except RunCancelled:
        raise
    except CreditVizError as error:
        if cell.sampler in (NONE, CLASS_WEIGHT):  # the book itself cannot be split
            raise
        record.note(f"{label}, {cell.order}, seed {cell.seed}: {error}")
        return None
    if stand.draw is not None:
        for note in stand.draw.notes:
            record.note(f"{label}: {note}")
        return stand if stand.draw.changes else None
    return stand


def judge_cell(spec: SamplerStudySpec, cell: Cell, stand: Stand, precision: float, silent: Silent) -> dict[str, float]:
    """Fit one classifier and judge it on the test rows."""
    assert cell.order != AFTER or not stand.ground.n_test_synthetic, "a synthetic row reached rows that are judged"
    entry = MODELS[cell.classifier]
    layout, (X, y), validation, (X_test, y_test) = stand.matrices(encoding_of(cell.classifier))
    weighed = cell.sampler == CLASS_WEIGHT
    parameters = {**parameters_of(cell.classifier), **(weights(entry, y) if weighed else {})}
    model = build(entry, parameters, layout, spec.model_copy(update={"seed": cell.seed}))
    learn(entry, model, X, y, validation, on_epoch=silent)
    silent.check()
    score = model.predict_proba(X_test)[:, 1].astype(np.float64)
    prior_train = 0.5 if weighed else float(y.mean())
    found = figures(y_test, score, precision, prior_train, float(stand.ground.train.y.mean()))
    counts = (stand.n_train, stand.n_synthetic, len(y_test), stand.ground.n_test_synthetic)
    return {**found, **dict(zip(COUNTS, counts, strict=True)), "made": 1.0}


def figures(
    y: np.ndarray, score: np.ndarray, precision: float, prior_train: float, prior_real: float
) -> dict[str, float]:
    """The figures of one fit, by the names of `METRICS`.

    Parameters
    ----------
    y : outcomes of the test rows, (n,).
    score : the model's own probability of default, (n,); hard labels are cut at .5, as in the papers.
    precision : q of recall at precision.
    prior_train, prior_real : bad share of the training rows after and before sampling.
    """
    hits, false_bad, true_good, misses = confusion(y, score, THRESHOLD)
    recall, specificity = hits / (hits + misses), true_good / (true_good + false_bad)
    f1 = 2 * hits / (2 * hits + false_bad + misses)
    hard = (recall + specificity) / 2
    changed = abs(prior_train - prior_real) > 1e-12
    corrected = (PriorCorrected(prior_train, prior_real) if changed else Model()).apply(score)
    return {
        "auc": auc(y, score),
        "auc_hard": hard,
        "ks": ks(y, score),
        "recall": recall,
        "specificity": specificity,
        "f1": f1,
        "brier": brier(y, score),
        "brier_corrected": brier(y, corrected),
        "recall_at_precision": recall_at_precision(y, score, precision),
        # with no hit, or no false alarm at all, the three numbers do not tell the bad share
        "implied_prevalence": implied_prevalence(recall, f1, hard) if hits and false_bad else math.nan,
    }


class _Record:
    """The finished fits of a study: the first so many cells of its plan."""

    def __init__(self, spec: SamplerStudySpec, resume_from: Checkpoint | None) -> None:
        self._spec, self._cells = spec, plan(spec)
        self._rows: list[np.ndarray] = []
        self._notes = opening_notes(spec)
        if resume_from is not None:
            self._rows = list(resume_from.arrays["fits"])
            self._notes = list(resume_from.meta["notes"])

    def unfinished(self, seed: int) -> tuple[Cell, ...]:
        """The cells of a seed that are still to be fitted."""
        return tuple(cell for cell in self._cells[len(self._rows) :] if cell.seed == seed)

    def add(self, found: Mapping[str, float] | None) -> None:
        """Take down the next cell; None where its sampler refused."""
        row = [math.nan] * (len(COLUMNS) - 1) + [0.0] if found is None else [found[name] for name in COLUMNS]
        self._rows.append(np.array(row, dtype=np.float64))

    def note(self, sentence: str) -> None:
        """Take down what a reader must know, once: the numbers of another seed make no other note."""
        if re.sub(r"\d+", "", sentence) not in {re.sub(r"\d+", "", note) for note in self._notes}:
            self._notes.append(sentence)

    def report(self, seed: int) -> EpochReport:
        """The latest fit."""
        latest = dict(zip(COLUMNS, self._rows[-1].tolist(), strict=True))
        log = {"auc": latest["auc"]} if latest["made"] else {}
        number = seed - self._spec.seed + 1
        stage = f"seed {number} of {self._spec.repeats}"
        return EpochReport(stage, len(self._rows), len(self._cells), log, self._checkpoint(stage))

    def _checkpoint(self, stage: str):
        return lambda: Checkpoint(stage, len(self._rows), {"fits": np.stack(self._rows)}, {"notes": list(self._notes)})

    def study(self, precision: float, implied: float) -> Study:
        """The cells that could be fitted, column by column."""
        table = np.stack(self._rows)
        made = np.flatnonzero(table[:, COLUMNS.index("made")] > 0)
        cells = [self._cells[i] for i in made]
        column = {name: table[made, position] for position, name in enumerate(COLUMNS)}
        return Study(
            sampler=tuple(cell.sampler for cell in cells),
            order=tuple(cell.order for cell in cells),
            rate=np.array([_rate(cell, implied) for cell in cells], dtype=np.float64),
            classifier=tuple(cell.classifier for cell in cells),
            seed=np.array([cell.seed for cell in cells], dtype=np.int64),
            metrics={name: column[name] for name in METRICS},
            precision=precision,
            notes=tuple(self._notes),
            same_split=self._spec.protocol != "holdout",
            overlap=self._spec.test_share / (1.0 - self._spec.test_share),
            **{name: column[name].astype(np.int64) for name in COUNTS},
        )


def _rate(cell: Cell, implied: float) -> float:
    """Synthetic rows per real defaulter that were asked for."""
    if cell.sampler in (NONE, CLASS_WEIGHT):
        return 0.0
    return implied if cell.rate is None else cell.rate
