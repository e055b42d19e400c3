"""Autoregressive trees: known answers, what a table must keep, and how a run stops and goes on."""

import contextlib
import json

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import DataError, RunCancelled, SpecificationError
from creditviz.sampling import SAMPLERS
from creditviz.sampling.chains import autoregressive_trees
from creditviz.sampling.chains.chain_lessons import bytes_to_learn
from creditviz.sampling.chains.copies import KnownRows
from creditviz.schema import SequenceFeature, TableSchema

QUICK = {"n_rounds": 8, "max_depth": 4, "random_state": 0}


def generator(**settings):
    return SAMPLERS["autoregressive-trees"].load()(**{**QUICK, **settings})


def two_gaussians(n=1500, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    first = rng.normal(np.where(y == 1, 3.0, -1.0), 1.0)
    return pd.DataFrame({"a": first, "b": 0.5 * first + rng.normal(0, 1, n)}), y


def test_the_means_of_two_gaussians_are_met():
    frame, y = two_gaussians()
    model = generator().fit(frame, y)
    for label in (0, 1):
        rows = model.sample(4000, label=label)
        np.testing.assert_allclose(rows.mean(), frame[y == label].mean(), atol=0.25)
        np.testing.assert_allclose(rows.std(), frame[y == label].std(), atol=0.2)
        assert rows.corr().loc["a", "b"] == pytest.approx(frame[y == label].corr().loc["a", "b"], abs=0.12)


def related(n=1500, seed=0):
    rng = np.random.default_rng(seed)
    amount = rng.lognormal(8, 1, n).round()
    job = rng.choice(list("abcd"), n)
    frame = pd.DataFrame(
        {
            "amount": amount,
            "same": amount,
            "double": 2 * amount + 5,
            "job": job,
            "group": np.where(np.isin(job, ["a", "b"]), "office", "field"),
        }
    )
    return frame, rng.integers(0, 2, n)


def test_relations_between_columns_are_kept():
    frame, y = related()
    schema = TableSchema(numeric=("amount", "same", "double"), categorical=("job", "group"))
    rows = generator(schema=schema, n_rounds=20).fit(frame, y).sample(2000)
    np.testing.assert_array_equal(rows["same"], rows["amount"])
    np.testing.assert_array_equal(rows["double"], 2 * rows["amount"] + 5)
    office = np.isin(rows["job"], ["a", "b"])
    assert (office == (rows["group"] == "office")).mean() > 0.98


def test_values_that_many_share_are_never_blurred():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"paid": np.where(rng.random(2000) < 0.4, 0.0, rng.normal(1000, 100, 2000))})
    rows = generator().fit(frame, rng.integers(0, 2, 2000)).sample(4000)
    assert (rows["paid"] == 0).mean() == pytest.approx(0.4, abs=0.04)
    assert not ((rows["paid"] > 0) & (rows["paid"] < frame["paid"][frame["paid"] > 0].min())).any()


def test_gaps_fall_where_real_ones_do():
    rng = np.random.default_rng(0)
    works = rng.choice(["yes", "no"], 2000)
    income = np.where(works == "yes", rng.normal(3000, 500, 2000), np.nan)
    frame = pd.DataFrame({"works": works, "income": income, "tax": income * 0.3})
    schema = TableSchema(categorical=("works",), numeric=("income", "tax"))
    rows = generator(schema=schema, n_rounds=20).fit(frame, rng.integers(0, 2, 2000)).sample(2000)
    assert rows["income"].isna().mean() == pytest.approx(np.isnan(income).mean(), abs=0.04)
    assert (rows["income"].isna() == rows["tax"].isna()).mean() > 0.99


def months(n=1200, seed=0):
    """Delays that rise by at most one a month, and bills that hang together."""
    rng = np.random.default_rng(seed)
    delay, bill = rng.integers(0, 2, n), rng.lognormal(8, 1, n).round()
    columns = {}
    for month in range(4):
        columns[f"delay_{month}"], columns[f"bill_{month}"] = delay, bill
        delay = np.where(rng.random(n) < 0.4, delay + 1, 0)
        bill = (bill * rng.uniform(0.9, 1.1, n)).round()
    return pd.DataFrame(columns), (delay > 1).astype(int)


MONTHS = TableSchema(
    sequences=(
        SequenceFeature("delay", tuple(f"delay_{m}" for m in range(4)), "code"),
        SequenceFeature("bill", tuple(f"bill_{m}" for m in range(4))),
    )
)


def test_months_stay_months():
    frame, y = months()
    rows = generator(schema=MONTHS).fit(frame, y).sample(3000)
    for m in range(3):
        assert (rows[f"delay_{m + 1}"] <= rows[f"delay_{m}"] + 1).all()
        assert np.corrcoef(rows[f"bill_{m}"], rows[f"bill_{m + 1}"])[0, 1] > 0.97


def test_defaulters_differ_from_good_accounts_as_real_ones_do():
    frame, y = months()
    model = generator(schema=MONTHS).fit(frame, y)
    for label in (0, 1):
        made, real = model.sample(3000, label=label)["delay_3"].mean(), frame["delay_3"][y == label].mean()
        assert made == pytest.approx(real, abs=0.15)


def test_hundreds_of_categories_stay_legal():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"town": rng.choice([f"town {i}" for i in range(500)], 2000), "x": rng.normal(size=2000)})
    rows = (
        generator(schema=TableSchema(categorical=("town",), numeric=("x",)))
        .fit(frame, rng.integers(0, 2, 2000))
        .sample(3000)
    )
    assert set(rows["town"]) <= set(frame["town"])
    assert rows["town"].nunique() > 400


def test_six_defaulters_are_enough_and_five_are_not():
    frame, _ = two_gaussians(300)
    y = np.r_[np.ones(6, int), np.zeros(294, int)]
    table, labels = generator(sampling_strategy=0.4).fit_resample(frame, y)
    assert labels.sum() == round(0.4 * 294) and len(table) == len(labels)
    y[0] = 0
    with pytest.raises(DataError, match="at least 6 rows of an outcome to learn from, however: 5"):
        generator(sampling_strategy=0.4).fit(frame, y)


def test_columns_without_any_information():
    frame, y = two_gaussians(200)
    frame = frame.assign(one=1.0, empty=np.nan, job="clerk")
    schema = TableSchema(numeric=("a", "one", "empty"), categorical=("job",))
    rows = generator(schema=schema).fit(frame, y).sample(50)
    assert (rows["one"] == 1).all() and rows["empty"].isna().all() and (rows["job"] == "clerk").all()


def test_earlier_rounds_can_be_asked():
    frame, y = months(600)
    model = generator(schema=MONTHS, snapshots=(1, 4, 99)).fit(frame, y)
    assert model.snapshots_ == (1, 4, 8)
    assert [said["step"] for said in model.history_] == list(range(1, 9))
    assert model.history_[-1]["generator_loss"] < model.history_[0]["generator_loss"]
    early, late = (model.sample(200, random_state=1, step=step) for step in (1, 8))
    assert not early.equals(late)
    pd.testing.assert_frame_equal(late, model.sample(200, random_state=1))
    with pytest.raises(SpecificationError, match="snapshot was kept at the steps 1, 4, 8, however: 2"):
        model.sample(5, step=2)


def test_an_outcome_that_was_not_learned_is_refused():
    frame, y = two_gaussians(200)
    with pytest.raises(SpecificationError, match="learned the outcomes 0, 1, however: 7"):
        generator().fit(frame, y).sample(3, label=7)


class Watch:
    """Keeps the reports and checkpoints, and stops after so many checks."""

    def __init__(self, stop_after=None):
        self.reports, self.states, self.left = [], [], stop_after

    def __call__(self, report):
        self.reports.append(report)
        self.states.append(report.state())

    def check(self):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise RunCancelled("stopped")


def test_a_run_reports_each_round():
    frame, y = two_gaussians(300)
    watch = Watch()
    generator().fit(frame, y, on_epoch=watch)
    assert [report.epoch for report in watch.reports] == list(range(1, 9))
    assert all({"step", "generator_loss", "w1"} <= set(report.log) for report in watch.reports)
    assert all(isinstance(value, float) for report in watch.reports for value in report.log.values())


@pytest.mark.parametrize("checks", [0, 3, 8])
def test_a_run_stops_where_it_is_asked(checks):
    frame, y = two_gaussians(300)
    with pytest.raises(RunCancelled):
        generator().fit(frame, y, on_epoch=Watch(stop_after=checks))


def test_a_resumed_run_is_the_same_as_an_uninterrupted_one():
    frame, y = related(600)
    schema = TableSchema(numeric=("amount", "same", "double"), categorical=("job", "group"))
    watch = Watch()
    whole = generator(schema=schema, random_state=3).fit(frame, y, on_epoch=watch)
    third = watch.states[2]
    json.dumps(third.meta)
    assert all(array.dtype.kind in "uif" for array in third.arrays.values())
    resumed = generator(schema=schema, random_state=99).fit(frame, y, resume_from=third)
    assert resumed.history_ == whole.history_
    pd.testing.assert_frame_equal(resumed.sample(100, random_state=5), whole.sample(100, random_state=5))


def test_of_a_large_book_good_rows_are_left_out_and_it_is_said(monkeypatch):
    monkeypatch.setattr(autoregressive_trees, "MOST_ROWS", 200)
    frame, _ = two_gaussians(600)
    model = generator().fit(frame, np.r_[np.ones(40, int), np.zeros(560, int)])
    assert model.notes_ == ["The trees learned from 200 of 600 rows; all rare ones are in."]


def test_rows_need_no_training_data_any_more():
    frame, y = two_gaussians(300)
    model = generator().fit(frame, y)
    assert model._chain._lessons is None
    assert len(model.sample(0)) == 0 and list(model.sample(3).columns) == ["a", "b"]


def test_no_training_row_is_repeated_unless_rows_often_repeat():
    rng = np.random.default_rng(0)
    coarse = pd.DataFrame(rng.integers(0, 9, (1500, 4)), columns=list("abcd"))
    y = rng.integers(0, 2, 1500)
    rows = generator().fit(coarse, y).sample(3000)
    assert len(rows.merge(coarse.drop_duplicates())) > 0  # a fifth of all there can be: equal rows are ordinary
    fine = coarse.assign(e=rng.integers(0, 9, 1500), f=rng.integers(0, 9, 1500))
    assert not len(generator().fit(fine, y).sample(3000).merge(fine))


def test_known_rows_are_known_and_no_others():
    rng = np.random.default_rng(0)
    rows = np.where(rng.random((2000, 3)) < 0.1, np.nan, rng.integers(0, 40, (2000, 3)).astype(float))
    known = KnownRows(rows[:1000])
    first = set(map(str, rows[:1000]))
    np.testing.assert_array_equal(known.contains(rows[1000:]), [str(row) in first for row in rows[1000:]])
    assert known.contains(rows[:1000]).all()
    assert KnownRows(np.zeros((1, 3))).contains(-np.zeros((1, 3))).all()


def test_tables_that_are_cut_anew_every_round_give_the_same_rows(monkeypatch):
    frame, y = related(300)
    schema = TableSchema(numeric=("amount", "same", "double"), categorical=("job", "group"))
    kept = generator(schema=schema, n_rounds=3).fit(frame, y).sample(50, random_state=1)
    monkeypatch.setattr("creditviz.sampling.chains.chain_lessons.KEPT_CELLS", 0)
    pd.testing.assert_frame_equal(generator(schema=schema, n_rounds=3).fit(frame, y).sample(50, random_state=1), kept)


def test_memory_grows_with_the_columns_and_too_many_are_refused_before_anything_is_learned(monkeypatch):
    """Of one tree of 600 rows; measured at 5 rounds: 46 columns 330 MB, 100 columns 475 MB with the libraries."""
    settings = {"max_depth": 4, "n_bins": 24}
    some, more, most = (bytes_to_learn(60_000, n, **settings) for n in (1000, 2000, 4000))
    assert (most - more) / (more - some) == pytest.approx(2.0, rel=0.01)
    monkeypatch.setattr("creditviz.sampling.memory.memory_limit", lambda: 1000)
    monkeypatch.setattr("creditviz.sampling.chains.autoregressive_trees.ChainEncoding", None)
    frame, y = two_gaussians(300)
    with pytest.raises(DataError, match="Autoregressive trees would need about .* for 2 columns"):
        generator().fit(frame, y)


def test_a_booster_keeps_no_sums_between_rounds():
    """Sums of every column's last tree would grow with the square of the columns: 100 columns took 7 GB, now .5."""
    frame, y = two_gaussians(300)
    model = generator(n_rounds=1)
    model._grow = lambda *_: None  # leaves the chain as it is before its first round
    with contextlib.suppress(AttributeError):
        model.fit(frame, y)
    chain = model._chain
    seen = []
    for booster in chain.boosters:
        booster.reset = lambda: seen.append(1)  # a booster's own attribute hides the method
    chain.grow(1, lambda: None)
    assert len(seen) == len([b for b in chain.boosters if b is not None]) == 2
