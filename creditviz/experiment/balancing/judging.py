"""Judging synthetic defaulters, part by part, so that each part can be shown while the next is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from creditviz.evaluation.likeness.fidelity import fidelity
from creditviz.evaluation.likeness.months import month_patterns
from creditviz.evaluation.likeness.neighbours import neighbours
from creditviz.evaluation.likeness.privacy import privacy
from creditviz.evaluation.likeness.projection import row_maps
from creditviz.evaluation.rules.kept import count_rules, learn_rules
from creditviz.exceptions import DataError
from creditviz.experiment.balancing.making import Ground, Made
from creditviz.experiment.balancing.train_on_synthetic import train_on_synthetic
from creditviz.experiment.fitting import Fitted, OnEpoch, fit, resolve
from creditviz.metrics import best_threshold
from creditviz.progress import EpochReport, checker
from creditviz.results import BalancingResult
from creditviz.sampling import SAMPLERS
from creditviz.specification import BalancingSpec, TrainingSpec

MAP_ROWS = 1000  # of each kind on the map
STAGE = "looking at the rows"


@dataclass(frozen=True, eq=False)
class Bench:
    """What the parts of a judgement share."""

    spec: BalancingSpec
    ground: Ground
    made: Made
    check: Callable[[], None]

    @cached_property
    def rules(self) -> Any:
        """Rules that the real training rows keep."""
        return learn_rules(self.ground.rows("train").frame, self.ground.schema)

    @cached_property
    def judge(self) -> tuple[Fitted, float]:
        """XGBoost trained on real rows alone, and its cut-off on validation rows."""
        spec = TrainingSpec(
            book=self.spec.book, schema_hash=self.spec.schema_hash, model="xgboost", seed=self.spec.seed, device="cpu"
        )
        train, validation = self.ground.rows("train"), self.ground.rows("validation")
        fitted = fit(resolve(spec), self.ground.schema, train, validation, on_epoch=_silent(self.check))
        return fitted, best_threshold(validation.y, fitted.score(validation.frame))

    def smote(self) -> pd.DataFrame | None:
        """As many rows by SMOTE, to stand beside; None where it cannot make any."""
        train = self.ground.rows("train")
        n_bad = int((train.y == 1).sum())
        sampler = SAMPLERS["smote"].load()(
            sampling_strategy={1: n_bad + len(self.made.rows)}, schema=self.ground.schema, random_state=self.spec.seed
        )
        try:
            frame, _ = sampler.fit_resample(train.frame, train.y)
        except DataError:  # too few defaulters for its neighbours: there is nothing to stand beside
            return None
        return frame[sampler.is_synthetic_].reset_index(drop=True)


def judge(
    spec: BalancingSpec,
    ground: Ground,
    made: Made,
    result: BalancingResult,
    *,
    on_epoch: OnEpoch | None = None,
    keep: Callable[[BalancingResult], None] = lambda _: None,
) -> BalancingResult:
    """Fill in the parts of a result that are not there yet.

    Parameters
    ----------
    result : what is known; parts that are there are not computed again.
    on_epoch : told after each part.
    keep : called with the result after each part.
    """
    bench = Bench(spec, ground, made, checker(on_epoch))
    for number, (name, compute) in enumerate(PARTS.items(), start=1):
        bench.check()
        if not _is_there(getattr(result, name)):
            result = replace(result, **{name: compute(bench)})
            keep(result)
        if on_epoch is not None:
            on_epoch(EpochReport(STAGE, number, len(PARTS), {}))
    return result


def _rules(bench: Bench) -> Any:
    return count_rules(bench.rules, bench.made.rows, bench.ground.bad("test")[0])


def _months(bench: Bench) -> Any:
    return month_patterns(bench.made.rows, bench.ground.bad("test")[0], bench.ground.schema)


def _privacy(bench: Bench) -> Any:
    training, held_out = bench.ground.bad("train")[0], bench.ground.bad("test")[0]
    return privacy(bench.made.rows, training, held_out, bench.ground.schema, seed=bench.spec.seed, check=bench.check)


def _neighbours(bench: Bench) -> Any:
    training, row_id = bench.ground.bad("train")
    return neighbours(bench.made.rows, training, row_id, bench.ground.schema, bench.rules, check=bench.check)


def _fidelity(bench: Bench) -> Any:
    fitted, threshold = bench.judge
    return fidelity(
        bench.made.rows,
        bench.ground.bad("train")[0],
        bench.ground.bad("test")[0],
        bench.ground.schema,
        smote=bench.smote(),
        judge=fitted.score,
        threshold=threshold,
        seed=bench.spec.seed,
        check=bench.check,
    )


def _maps(bench: Bench) -> Any:
    train = bench.ground.rows("train")
    training, training_id = bench.ground.bad("train")
    good_id = bench.ground.sample.row_id[bench.ground.split.train][train.y == 0]
    return row_maps(
        train.frame[train.y == 0].reset_index(drop=True),
        training,
        bench.made.rows,
        (good_id, training_id, np.arange(len(bench.made.rows))),
        bench.ground.schema,
        n_rows=MAP_ROWS,
        seed=bench.spec.seed,
        check=bench.check,
    )


def _trained_on_synthetic(bench: Bench) -> Any:
    ground = bench.ground
    train, validation, test = (ground.rows(part) for part in ("train", "validation", "test"))
    return train_on_synthetic(
        bench.made.twins,
        bench.made.rows,
        train,
        validation,
        test,
        ground.schema,
        seed=bench.spec.seed,
        check=bench.check,
    )


PARTS: dict[str, Callable[[Bench], Any]] = {
    "rules": _rules,
    "months": _months,
    "fidelity": _fidelity,
    "privacy": _privacy,
    "neighbours": _neighbours,
    "trained_on_synthetic": _trained_on_synthetic,
    "maps": _maps,
}


def _is_there(part: Any) -> bool:
    return part is not None and part != ()


def _silent(check: Callable[[], None]) -> OnEpoch:
    """Progress that only listens for Stop."""

    def note(report: EpochReport) -> None:
        check()

    note.check = check  # type: ignore[attr-defined]
    return note
