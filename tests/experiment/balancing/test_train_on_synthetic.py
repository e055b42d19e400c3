"""Train on synthetic rows, test on real ones: copies teach as real rows do, noise teaches nothing."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.exceptions import RunCancelled
from creditviz.experiment.balancing.train_on_synthetic import draw_twins, train_on_synthetic
from creditviz.experiment.fitting import Rows
from creditviz.sampling import SAMPLERS


@pytest.fixture(scope="module")
def parts(sample_book):
    frame = pd.read_csv(sample_book)
    schema = infer_schema(frame)[0]
    frame = frame.iloc[:4000]
    row_id, y = outcomes(frame, schema)
    features = frame.iloc[row_id][list(schema.features(use_protected=True))].reset_index(drop=True)
    cuts = np.split(np.arange(len(y)), [2000, 2800])
    return schema, *(Rows(features.iloc[cut].reset_index(drop=True), y[cut]) for cut in cuts)


def sampler(key, schema):
    return SAMPLERS[key].load()(schema=schema, random_state=0)


def judged(parts, twins, bads):
    schema, train, validation, test = parts
    return train_on_synthetic(twins, bads, train, validation, test, schema, seed=0)


@pytest.mark.parametrize("key", ["random", "smote", "smote-nc", "adasyn", "borderline-smote"])
def test_twins_are_both_outcomes_in_the_real_ratio(parts, key):
    schema, train, *_ = parts
    twins = draw_twins(sampler(key, schema), train.frame, train.y, seed=0)
    if key == "borderline-smote" and twins is None:  # may refuse where no account is in danger
        return
    rows, y = twins
    assert list(rows.columns) == list(train.frame.columns)
    assert len(rows) == pytest.approx(len(train), rel=0.05)  # ADASYN rounds account by account
    assert y.mean() == pytest.approx(train.y.mean(), abs=0.02)


@pytest.mark.parametrize("key", ["none", "random-under"])
def test_a_sampler_that_makes_no_rows_has_no_twins(parts, key):
    schema, train, *_ = parts
    assert draw_twins(sampler(key, schema), train.frame, train.y, seed=0) is None
    assert judged(parts, None, train.frame.iloc[:0]) is None


class Learned:
    """A generator that has learned; it draws real rows, or noise, of the outcome it is asked for."""

    def __init__(self, train, noise=False, only_bad=False):
        self.train, self.noise, self.only_bad = train, noise, only_bad

    def sample(self, n, *, label=1, random_state=None):
        if self.only_bad and label == 0:
            from creditviz.exceptions import SpecificationError

            raise SpecificationError("defaulters only")
        pool = self.train.frame if self.noise else self.train.frame[self.train.y == label]
        return pool.sample(n, replace=True, random_state=random_state)


def test_copies_teach_nearly_as_much_and_noise_nothing(parts):
    _, train, *_ = parts
    copies, noise = (draw_twins(Learned(train, bad), train.frame, train.y, seed=0) for bad in (False, True))
    good = judged(parts, copies, train.frame.iloc[:0])
    assert good.auc.value > good.auc_real.value - 0.08 and good.auc_defaulters.value > good.auc_real.value - 0.08
    assert good.auc_real.low < good.auc_real.value < good.auc_real.high
    assert good.n_test == 1200
    useless = judged(parts, noise, train.frame.iloc[:0])
    assert abs(useless.auc.value - 0.5) < 0.12 and abs(useless.auc_defaulters.value - 0.5) < 0.12
    assert useless.auc_real == good.auc_real


def test_a_generator_of_defaulters_only_is_judged_beside_real_goods(parts):
    _, train, *_ = parts
    generator = Learned(train, only_bad=True)
    assert draw_twins(generator, train.frame, train.y, seed=0) is None
    found = judged(parts, None, generator.sample(500, random_state=0))
    assert found.auc is None and found.auc_defaulters.value > 0.6


def test_a_stop_is_heard(parts):
    schema, train, validation, test = parts

    def stop():
        raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        train_on_synthetic(None, train.frame.iloc[:50], train, validation, test, schema, seed=0, check=stop)
    with pytest.raises(RunCancelled):
        draw_twins(sampler("smote", schema), train.frame, train.y, seed=0, check=stop)
