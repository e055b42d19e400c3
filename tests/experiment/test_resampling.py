"""How many rows, from which sampler, and which stored rows may meet which test rows."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import RunCancelled, SpecificationError
from creditviz.experiment.parts import Part, part_of
from creditviz.experiment.resampling import StoredRows, resample, wanted, with_stored
from creditviz.progress import Checkpoint, EpochReport
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

SCHEMA = TableSchema(target="y", bad=(1,), good=(0,), numeric=("a", "b"))


def specification(**more):
    return TrainingSpec(book="b", schema_hash="s", model="xgboost", **more)


@pytest.fixture
def rows():
    random = np.random.default_rng(0)
    y = np.r_[np.ones(20), np.zeros(180)].astype(np.int8)
    return pd.DataFrame({"a": random.normal(y, 1), "b": random.normal(0, 1, 200)}), y


@pytest.mark.parametrize(("rate", "n_new"), [(1, 20), (2.5, 50), (0.04, 1)])
def test_a_rate_counts_synthetic_rows_per_real_defaulter(rows, rate, n_new):
    frame, y = rows
    made = resample(specification(sampler="random", rate=rate), SCHEMA, frame, y)
    assert made.n_synthetic == n_new
    assert int(made.y.sum()) == 20 + n_new
    pd.testing.assert_frame_equal(made.frame.iloc[:200], frame)


def test_a_ratio_is_bad_per_good(rows):
    frame, y = rows
    made = resample(specification(sampler="smote", ratio=0.5), SCHEMA, frame, y)
    assert made.y.sum() == 90 and (made.y == 0).sum() == 180
    assert wanted(specification(sampler="smote", ratio=0.5, rate=2), y) == {1: 60}


def test_stored_rows_meet_only_rows_that_their_sampler_never_saw(rows):
    frame, y = rows
    stored = StoredRows(frame.iloc[:3], judged=np.arange(100, 200))
    stored.check("holdout", [np.arange(100, 150), np.arange(150, 200)])
    with pytest.raises(SpecificationError, match="1 validation or test rows of this split were learned from"):
        stored.check("holdout", [np.arange(99, 150)])
    with pytest.raises(SpecificationError, match="never saw"):
        stored.check("kfold", [np.arange(100, 150)])
    joined = with_stored(SCHEMA, frame, y, stored)
    assert len(joined.y) == 203 and joined.y[-3:].tolist() == [1, 1, 1] and joined.n_synthetic == 3


class Listener:
    def __init__(self):
        self.reports = []

    def __call__(self, report):
        self.reports.append(report)

    def check(self):
        raise RunCancelled("stop")


def test_parts_are_stages_of_the_whole_and_mark_their_checkpoints():
    listener = Listener()
    first = Part(listener, "sampler", after=1)
    first(EpochReport("ACTGAN", 3, 10, {}, lambda: Checkpoint("ACTGAN", 3, {}, {"seed": 7}), 2, 2))
    second = Part(listener, "model", before=first.n_stages)
    second(EpochReport("trees", 1, 5, {}))
    assert [(r.stage_number, r.n_stages) for r in listener.reports] == [(2, 3), (3, 3)]
    kept = listener.reports[0].state()
    assert kept.meta["seed"] == 7
    assert part_of(kept, "sampler") is kept and part_of(kept, "model") is None
    assert part_of(Checkpoint("old", 1, {}, {}), "model") is not None, "checkpoints of session one belong to models"
    with pytest.raises(RunCancelled):
        second.check()
