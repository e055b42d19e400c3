"""CGAN and ACTGAN as samplers: reports, snapshots, resuming, nonsense, odd tables."""

import numpy as np
import pandas as pd
import pytest
import torch

from creditviz.exceptions import CreditVizError, DataError, RunCancelled, SpecificationError
from creditviz.networks.generators.actgan import ACTGANTask
from creditviz.sampling import SAMPLERS
from creditviz.sampling.networks.actgan import ACTGANSampler
from creditviz.sampling.networks.cgan import CGANSampler
from creditviz.schema import TableSchema

KINDS = {
    "cgan": lambda **how: CGANSampler(**how),
    "actgan": lambda **how: ACTGANSampler(**how),
    "as-published": lambda **how: ACTGANSampler(**SAMPLERS["actgan"].preset("as-published").parameters, **how),
}


@pytest.fixture(autouse=True)
def every_ten_steps(monkeypatch):
    """Reports come every 10 steps instead of every 100."""
    monkeypatch.setattr("creditviz.sampling.networks.adversarial.REPORT_EVERY", 10)


@pytest.fixture(params=list(KINDS))
def make(request, schema):
    """`make(...)`: one of the generators, small."""

    def sampler(**how):
        common = {"n_steps": 25, "batch_size": 16, "snapshots": (10,), "device": "cpu", "random_state": 3}
        return KINDS[request.param](**{**common, "schema": schema, **how})

    return sampler


def test_reports_snapshots_and_history(make, book):
    frame, y = book()
    seen = []
    sampler = make().fit(frame, y, on_epoch=seen.append)
    assert [report.log["step"] for report in seen] == [10.0, 20.0, 25.0]
    assert [report.epoch for report in seen] == [1, 2, 3] and seen[0].n_epochs == 3
    wanted = {"generator_loss", "critic_loss", "w1", "step"} | ({"wasserstein"} if "ACT" in sampler.title else set())
    assert set(seen[0].log) == wanted == set(sampler.history_[0])
    assert all(np.isfinite(list(report.log.values())).all() for report in seen)
    assert sampler.snapshots_ == (10, 25)
    early, late = (sampler.sample(40, random_state=0, step=step) for step in (10, 25))
    assert not early.equals(late)
    pd.testing.assert_frame_equal(sampler.sample(40, random_state=0), late)


def test_both_outcomes_can_be_drawn_and_no_other(make, book):
    frame, y = book()
    sampler = make(n_steps=5).fit(frame, y)
    assert len(sampler.sample(7, label=0)) == 7 and len(sampler.sample(0)) == 0
    with pytest.raises(SpecificationError, match="learned the outcomes 0, 1, however: 5"):
        sampler.sample(3, label=5)


def test_a_resumed_fit_is_the_uninterrupted_one_bit_for_bit(make, book):
    frame, y = book()
    states = []
    whole = make().fit(frame, y, on_epoch=lambda report: states.append(report.state()))
    resumed = make(random_state=9).fit(frame, y, resume_from=states[1])
    assert resumed.history_ == whole.history_ and resumed.snapshots_ == whole.snapshots_
    for step in whole.snapshots_:
        pd.testing.assert_frame_equal(
            resumed.sample(60, random_state=1, step=step), whole.sample(60, random_state=1, step=step)
        )


def test_stop_is_heard_within_a_step(make, book):
    frame, y = book()

    class Stop:
        asked = 0

        def __call__(self, report):
            pass

        def check(self):
            self.asked += 1
            if self.asked > 3:
                raise RunCancelled("stopped")

    stop = Stop()
    sampler = make(n_steps=100_000)
    with pytest.raises(RunCancelled):
        sampler.fit(frame, y, on_epoch=stop)
    assert stop.asked == 4 and not hasattr(sampler, "snapshots_")


@pytest.fixture
def nonsense(monkeypatch):
    """`nonsense(step)`: the losses are no numbers from that step on."""

    def start_at(step):
        update = ACTGANTask._update

        def broken(self):
            log = update(self)
            if self.n_done >= step:
                for weight in self.trained.parameters():
                    weight.data.fill_(torch.nan)
                log["generator_loss"] = log["generator_loss"] * torch.nan
            return log

        monkeypatch.setattr(ACTGANTask, "_update", broken)

    return start_at


def test_a_loss_that_is_no_number_keeps_the_last_good_generator(nonsense, book, schema):
    nonsense(12)
    frame, y = book()
    sampler = ACTGANSampler(n_steps=30, batch_size=16, snapshots=(5, 11), schema=schema, device="cpu", random_state=0)
    sampler.fit(frame, y)
    assert sampler.notes_ == ["The loss was not a number before step 20: the generator of step 10 was kept."]
    assert sampler.snapshots_ == (5, 10)
    assert sampler.sample(50)["limit"].notna().all()


def test_a_loss_that_never_was_a_number_is_an_error(nonsense, book, schema):
    nonsense(0)
    frame, y = book()
    with pytest.raises(CreditVizError, match="needs a finite loss"):
        ACTGANSampler(n_steps=100, batch_size=16, schema=schema, device="cpu").fit(frame, y)


def outcomes(n):
    return (np.arange(n) % 4 == 0).astype(int)


@pytest.mark.parametrize(
    ("frame", "schema"),
    [
        ({"a": list("xyzw") * 25, "b": list("uv") * 50}, TableSchema(categorical=("a", "b"))),
        ({"a": np.linspace(0, 1, 100), "b": np.arange(100)}, TableSchema(numeric=("a", "b"))),
        ({"a": np.ones(100), "b": ["k"] * 100}, TableSchema(numeric=("a",), categorical=("b",))),
        ({"a": [f"c{i % 500}" for i in range(1000)]}, TableSchema(categorical=("a",))),
        ({"a": np.full(100, np.nan), "b": np.arange(100.0)}, TableSchema(numeric=("a", "b"))),
        (
            {"a": [None, "x"] * 50, "b": pd.array([1, None] * 50, dtype="Int64")},
            TableSchema(numeric=("b",), categorical=("a",)),
        ),
    ],
    ids=["categories", "numbers", "constant", "500-categories", "all-missing", "missing"],
)
def test_odd_tables(make, frame, schema):
    frame = pd.DataFrame(frame)[list(schema.features())]
    sampler = make(schema=schema, n_steps=4).fit(frame, outcomes(len(frame)))
    made = sampler.sample(300)
    assert len(made) == 300 and (made.dtypes == frame.dtypes).all()
    for name in schema.categorical:
        assert set(made[name].dropna()) <= set(frame[name].dropna())
    for name in schema.numeric:
        if frame[name].notna().any():
            assert made[name].dropna().between(frame[name].min(), frame[name].max()).all()


def test_too_few_defaulters_is_one_sentence(make, book):
    frame, y = book(n_bad=5)
    with pytest.raises(DataError, match="needs at least 6 rows of an outcome to learn from, however: 5"):
        make().fit(frame, y)


def test_a_rare_outcome_fills_half_of_a_published_batch_too():
    sampler = ACTGANSampler(form="as-published")
    assert sampler._equal_classes(0.04) and not sampler._equal_classes(0.2)
    assert ACTGANSampler()._equal_classes(0.2)


def test_a_small_book_is_not_learned_by_heart(monkeypatch, book, schema):
    monkeypatch.setattr("creditviz.sampling.networks.actgan.MOST_PASSES", 2)
    frame, y = book(n_bad=60)
    how = {"n_steps": 40, "batch_size": 16, "snapshots": (), "schema": schema, "device": "cpu", "random_state": 0}
    sampler = ACTGANSampler(**how).fit(frame, y)
    assert sampler.snapshots_ == (2 * 60 * 2 // 16,)
    assert sampler.notes_ == [
        "Training ended after 15 of 40 steps: with more, 60 rows of an outcome would be learned by heart."
    ]
    assert ACTGANSampler(form="as-published", **how).fit(frame, y).snapshots_ == (40,)


def test_a_shared_value_is_learned(schema):
    rng = np.random.default_rng(0)
    y = np.arange(600) % 2
    paid = np.where(rng.random(600) < np.where(y == 1, 0.8, 0.1), 0.0, rng.lognormal(5, 1, 600))
    frame = pd.DataFrame({"paid": paid, "late": np.where(paid == 0, "yes", "no")})
    sampler = ACTGANSampler(
        n_steps=250, schema=TableSchema(numeric=("paid",), categorical=("late",)), device="cpu", random_state=0
    ).fit(frame, y)
    bad, good = sampler.sample(2000), sampler.sample(2000, label=0)
    assert (bad["paid"] == 0).mean() > 0.65 and (good["paid"] == 0).mean() < 0.25
    assert ((bad["paid"] == 0) == (bad["late"] == "yes")).mean() > 0.9
