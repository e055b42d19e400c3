"""Do synthetic rows teach what real ones teach? Train on them, test on real accounts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.exceptions import CreditVizError, RunCancelled
from creditviz.experiment.fitting import Rows, build, learn
from creditviz.experiment.study.rows import Silent
from creditviz.metrics import auc_interval
from creditviz.models import MODELS
from creditviz.results import Interval, TrainOnSynthetic
from creditviz.schema import TableSchema
from creditviz.specification import Specification

MODEL = "xgboost"
Twins = tuple[pd.DataFrame, np.ndarray]  # synthetic rows of both outcomes, and the outcomes


def draw_twins(
    sampler, frame: pd.DataFrame, y: np.ndarray, *, seed: int, check: Callable[[], None] = lambda: None
) -> Twins | None:
    """As many synthetic rows of each outcome as there are real ones; None where the sampler cannot make both.

    Parameters
    ----------
    sampler : a generator that has learned these rows, or any other sampler, which is asked anew.
    frame, y : real training rows, the features alone.
    """
    n = {label: int((y == label).sum()) for label in (0, 1)}
    try:
        if hasattr(sampler, "sample"):
            parts = [sampler.sample(n[label], label=label, random_state=seed + label) for label in (0, 1)]
            return pd.concat(parts, ignore_index=True), np.repeat([0, 1], [n[0], n[1]]).astype(np.int8)
        twice = type(sampler)(**{**sampler.get_params(), "sampling_strategy": {label: 2 * n[label] for label in n}})
        rows, labels = twice.fit_resample(frame, y, on_epoch=Silent(check))
    except RunCancelled:
        raise
    except CreditVizError:  # it imitates defaulters only, or leaves rows out instead of making any
        return None
    made = rows[twice.is_synthetic_].reset_index(drop=True)
    outcome = np.asarray(labels, dtype=np.int8)[twice.is_synthetic_]
    return (made, outcome) if len(np.unique(outcome)) == 2 else None


def train_on_synthetic(
    twins: Twins | None,
    synthetic_bads: pd.DataFrame,
    train: Rows,
    validation: Rows,
    test: Rows,
    schema: TableSchema,
    *,
    seed: int,
    check: Callable[[], None] = lambda: None,
) -> TrainOnSynthetic | None:
    """XGBoost trained on synthetic rows, on real goods with synthetic defaulters, and on real rows.

    All three are stopped on the same real validation rows and tested on the same real test rows.

    Parameters
    ----------
    twins : what `draw_twins` gave.
    synthetic_bads : synthetic defaulters; of the twins' where there are twins, else these take the place of the
        real ones, at most as many.
    train, validation, test : real rows.
    schema : what the model may see.

    Returns
    -------
    TrainOnSynthetic, or None where there is no synthetic row.
    """
    if twins is None and not len(synthetic_bads):
        return None
    columns = list(schema.features(use_protected=True))
    good, n_bad = train.frame[columns][train.y == 0], int((train.y == 1).sum())
    bads = synthetic_bads[columns] if twins is None else twins[0][columns][twins[1] == 1]
    bads = bads.sample(min(n_bad, len(bads)), random_state=seed)
    swapped = pd.concat([good, bads], ignore_index=True)
    outcome = np.repeat([0, 1], [len(good), len(bads)]).astype(np.int8)

    def tested(rows: Rows) -> Interval:
        return _tested(rows, validation, test, schema, seed, Silent(check))

    return TrainOnSynthetic(
        auc=None if twins is None else tested(Rows(twins[0][columns], twins[1])),
        auc_defaulters=tested(Rows(swapped, outcome)),
        auc_real=tested(train),
        n_test=len(test),
    )


def _tested(rows: Rows, validation: Rows, test: Rows, schema: TableSchema, seed: int, silent: Silent) -> Interval:
    entry = MODELS[MODEL]
    encoder = TableEncoder(schema, encoding=entry.encoding).fit(rows.frame)
    model = build(entry, entry.preset("default").parameters, encoder.layout_, _Seed(kind="seed", seed=seed))
    stopped_on = encoder.transform(validation.frame), validation.y
    learn(entry, model, encoder.transform(rows.frame), rows.y, stopped_on, on_epoch=silent)
    return auc_interval(test.y, model.predict_proba(encoder.transform(test.frame))[:, 1])


class _Seed(Specification):
    """All that building a model takes from a specification."""
