"""BAGAN, GL-GAN and ADAAR as samplers: they learn truth, stop, go on, look back, and say what they cannot do."""

import math

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import CreditVizError, DataError, RunCancelled, SpecificationError
from creditviz.sampling.networks.adaar import ENTRY, NO_AUTOENCODER, NO_D1, NO_D2, ADAARSampler
from creditviz.sampling.networks.bagan import ENTRY as BAGAN
from creditviz.sampling.networks.gl_gan import ENTRY as GL_GAN
from creditviz.sampling.networks.latent import hold_back
from creditviz.sampling.networks.latent_rows import SCALINGS
from creditviz.schema import TableSchema

ENTRIES = {"bagan": BAGAN, "gl-gan": GL_GAN, "adaar": ENTRY, "no-autoencoder": NO_AUTOENCODER}
ABLATIONS = {"no-d1": NO_D1, "no-d2": NO_D2}
SMALL = {"batch_size": 64, "d_latent": 8, "n_epochs": 20, "device": "cpu", "random_state": 0}


@pytest.fixture(params=ENTRIES)
def entry(request):
    return ENTRIES[request.param]


def made_by(entry, **settings):
    return entry.load()(**{**entry.tiny, "random_state": 0, **settings})


def clouds(n=900, share=0.25, seed=0):
    """Two Gaussian clouds with correlated columns; the bad one lies at (4, -3)."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share).astype(int)
    X = rng.normal(size=(n, 2)) @ [[1.0, 0.5], [0.0, 0.8]]
    X[y == 1] += [4.0, -3.0]
    return X, y


class Listener:
    """Takes reports, keeps checkpoints, and may ask to stop at a check."""

    def __init__(self, stop_after=math.inf, keep=None):
        self.reports, self.n_checks, self.stop_after, self.keep, self.kept = [], 0, stop_after, keep, None

    def __call__(self, report):
        self.reports.append(report)
        if self.keep == (report.stage_number, report.epoch):
            self.kept = report.state()

    def check(self):
        self.n_checks += 1
        if self.n_checks > self.stop_after:
            raise RunCancelled("stopped")


# truth


def test_generated_means_and_spreads_move_to_the_real_ones(entry):
    X, y = clouds()
    sampler = entry.load()(**SMALL, **{k: v for k, v in entry.tiny.items() if k[:4] == "use_"}, n_steps=750)
    sampler.fit(X, y)
    made, real = sampler.sample(3000, random_state=1).to_numpy(), X[y == 1]
    np.testing.assert_allclose(made.mean(0), real.mean(0), atol=0.4)
    # without an autoencoder the generator circles round the defaulters, narrower than they are
    np.testing.assert_allclose(made.std(0), real.std(0), atol=0.7 if entry is NO_AUTOENCODER else 0.45)
    good_middle = X[y == 0].mean(0)
    assert np.linalg.norm(made.mean(0) - good_middle) > 3.5


def test_bagan_makes_either_outcome():
    X, y = clouds()
    sampler = BAGAN.load()(**SMALL, n_steps=500).fit(X, y)
    for label in (0, 1):
        made = sampler.sample(2000, label=label, random_state=1).to_numpy()
        np.testing.assert_allclose(made.mean(0), X[y == label].mean(0), atol=0.45)


def test_adaar_imitates_several_outcomes_at_once():
    rng = np.random.default_rng(0)
    y = rng.choice([0, 1, 2], 900, p=[0.6, 0.2, 0.2])
    X = rng.normal(size=(900, 2)) + np.array([[0.0, 0.0], [6.0, 0.0], [0.0, 6.0]])[y]
    sampler = ENTRY.load()(**SMALL, n_steps=400).fit(X, y)
    for label in (1, 2):
        made = sampler.sample(1000, label=label, random_state=1).to_numpy()
        np.testing.assert_allclose(made.mean(0), X[y == label].mean(0), atol=0.8)


def test_numbers_come_back_exactly_and_unseen_ones_stay_in_range():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "limit": rng.choice([10_000, 20_000, 50_000], 300),
            "paid": np.where(rng.random(300) < 0.4, 0.0, rng.lognormal(5, 2, 300)),
            "income": np.where(rng.random(300) < 0.2, np.nan, rng.normal(size=300)),
            "job": rng.choice(["a", "b", "c"], 300),
        }
    )
    schema = TableSchema(numeric=("limit", "paid", "income"), categorical=("job",))
    for kind in SCALINGS.values():
        rows = kind(schema).fit(frame, np.ones(300))
        encoded = rows.encode(frame)
        assert encoded.shape[1] == rows.n_numbers + sum(rows.blocks)
        back = rows.decode(encoded)
        assert (back["paid"] == 0).sum() == (frame["paid"] == 0).sum()
        pd.testing.assert_frame_equal(back[frame.columns], frame, rtol=1e-4)
        wild = rows.decode(encoded * 50)
        for name in rows.codec_.numeric_:
            assert wild[name].min() >= frame[name].min() and wild[name].max() <= frame[name].max()


# stopping and going on


@pytest.mark.parametrize("stop_after", [0, 3, 12])
def test_a_stop_is_obeyed_at_the_next_check_and_leaves_nothing(entry, stop_after):
    sampler = made_by(entry, n_steps=40)
    with pytest.raises(RunCancelled):
        sampler.fit(*clouds(), on_epoch=Listener(stop_after))
    assert not hasattr(sampler, "snapshots_")


@pytest.mark.parametrize("where", [(1, 1), (2, 1)], ids=["in the autoencoder", "in the generator"])
@pytest.mark.parametrize("kind", [BAGAN, GL_GAN, ENTRY], ids=["bagan", "gl-gan", "adaar"])
def test_a_resumed_fit_is_the_same_bit_for_bit(kind, where):
    X, y = clouds()
    settings = {"n_steps": 210, "n_epochs": 3, "snapshots": (20, 150), "random_state": None}
    whole = Listener(keep=where)
    first = made_by(kind, **settings).fit(X, y, on_epoch=whole)
    second = made_by(kind, **settings).fit(X, y, resume_from=whole.kept)
    assert second.snapshots_ == first.snapshots_
    assert second.history_ == first.history_ and second.autoencoder_history_ == first.autoencoder_history_
    for step in first.snapshots_:
        a, b = (s.sample(100, random_state=5, step=step) for s in (first, second))
        pd.testing.assert_frame_equal(a, b)


def test_reports_name_their_stage_and_what_is_watched(entry):
    listener = Listener()
    sampler = made_by(entry, n_steps=120).fit(*clouds(), on_epoch=listener)
    stages = list(dict.fromkeys(report.stage for report in listener.reports))
    own = entry.label
    assert stages == ([own] if entry is NO_AUTOENCODER else [f"{own} autoencoder", own])
    last = listener.reports[-1]
    assert last.log["step"] == 120 and last.epoch == last.n_epochs
    assert {"generator_loss", "critic_loss", "w1"} <= last.log.keys()
    assert all(isinstance(v, float) and math.isfinite(v) for v in last.log.values())
    assert sampler.history_[-1]["step"] == 120


# looking back


def test_snapshots_rise_and_can_be_drawn_from(entry):
    sampler = made_by(entry, n_steps=30, snapshots=(10, 20, 10_000)).fit(*clouds())
    assert sampler.snapshots_ == (10, 20, 30)
    early, late = (sampler.sample(50, random_state=0, step=step) for step in (10, 30))
    assert not early.equals(late)
    pd.testing.assert_frame_equal(late, sampler.sample(50, random_state=0))
    with pytest.raises(SpecificationError, match="10, 20, 30, however: 7"):
        sampler.sample(5, step=7)


def test_adaar_keeps_the_step_whose_rows_rank_best_and_says_so():
    sampler = made_by(ENTRY, n_steps=750, snapshots=(100, 700), random_state=1).fit(*clouds())
    ranked = [row for row in sampler.history_ if "validation_auc" in row]
    assert [row["step"] for row in ranked] == [250, 500, 750]
    best = max(ranked, key=lambda row: row["validation_auc"] - 1e-3 * row["w1"])
    assert sampler.snapshots_[-1] == best["step"]
    assert all(step <= best["step"] for step in sampler.snapshots_)
    assert bool(sampler.notes_) is (best["step"] < 750)


def test_adaar_starts_new_rows_from_every_real_one_in_the_end():
    X, y = clouds()
    sampler = made_by(ENTRY).fit(X, y)
    assert len(sampler._generator.context) == y.sum()


def test_too_few_rows_are_not_held_back():
    y = np.r_[np.zeros(100, int), np.ones(24, int)]
    assert not hold_back(y, 0.2, seed=0).any()
    y = np.r_[np.zeros(100, int), np.ones(30, int)]
    held = hold_back(y, 0.2, seed=0)
    assert held[y == 0].sum() == 20 and held[y == 1].sum() == 6
    sampler = made_by(ENTRY).fit(np.random.default_rng(0).normal(size=(60, 2)), np.r_[np.ones(10), np.zeros(50)])
    assert "Too few defaulters to hold some back" in sampler.notes_[0]


# what cannot be done


def test_a_loss_that_is_no_number_keeps_the_last_good_generator(entry, monkeypatch):
    from creditviz.networks.generators.latent_generators import GeneratorTask

    step = GeneratorTask.step

    def spoiled(self, batch):
        losses = step(self, batch)
        return {name: value * math.nan for name, value in losses.items()} if self.n_done > 270 else losses

    monkeypatch.setattr(GeneratorTask, "step", spoiled)
    sampler = made_by(entry, n_steps=400, snapshots=(100, 260, 290)).fit(*clouds())
    assert "was not a number before step" in sampler.notes_[0]
    kept = sampler.snapshots_[-1]
    assert kept <= 270 and 290 not in sampler.snapshots_ and f"step {kept:,} was kept" in sampler.notes_[0]
    assert np.isfinite(sampler.sample(20).to_numpy()).all()


def test_weights_that_are_no_numbers_are_seen_and_one_sentence(entry, monkeypatch):
    from creditviz.networks.generators.latent_generators import RowGenerator

    def broken(self, n, label, check=lambda: None):
        import torch

        return torch.full((n, self.head.plan.width), math.nan)

    monkeypatch.setattr(RowGenerator, "draw", broken)
    with pytest.raises(CreditVizError, match="not a number in epoch 1"):
        made_by(entry).fit(*clouds())


def test_fewer_than_six_defaulters_are_one_sentence(entry):
    y = np.r_[np.ones(5, int), np.zeros(60, int)]
    with pytest.raises(DataError, match="needs at least 6 rows of an outcome to learn from, however: 5"):
        made_by(entry).fit(np.random.default_rng(0).normal(size=(65, 2)), y)


@pytest.mark.parametrize("entry", [GL_GAN, ENTRY, NO_AUTOENCODER], ids=lambda e: e.label)
def test_good_accounts_are_refused_in_words(entry):
    sampler = made_by(entry).fit(*clouds())
    with pytest.raises(SpecificationError, match="learned to make rows of outcome 1 only, however: 0"):
        sampler.sample(5, label=0)
    assert not entry.both_outcomes


@pytest.mark.parametrize("columns", ["numbers", "codes", "constant", "many categories", "gaps"])
def test_tables_of_every_kind(entry, columns):
    rng = np.random.default_rng(0)
    n = 120
    frame = {
        "numbers": pd.DataFrame({"a": rng.normal(size=n), "b": rng.integers(0, 9, n)}),
        "codes": pd.DataFrame({"a": rng.choice(list("xyz"), n), "b": rng.choice([1, 2], n)}),
        "constant": pd.DataFrame({"a": np.ones(n), "b": rng.normal(size=n)}),
        "many categories": pd.DataFrame({"a": [f"c{i % 500}" for i in range(n)], "b": rng.normal(size=n)}),
        "gaps": pd.DataFrame({"a": np.where(rng.random(n) < 0.3, np.nan, 1.5), "b": np.full(n, np.nan)}),
    }[columns]
    coded = ("a", "b") if columns == "codes" else ("a",) if columns == "many categories" else ()
    schema = TableSchema(numeric=tuple(c for c in frame if c not in coded), categorical=coded)
    y = (np.arange(n) % 4 == 0).astype(int)
    for scaling in SCALINGS:
        made = made_by(entry, schema=schema, scaling=scaling).fit(frame, y).sample(40)
        assert made.shape == (40, 2) and (made.dtypes == frame.dtypes[list(made)]).all()
        for name in frame:
            assert set(made[name].dropna()) <= set(frame[name].dropna()) or name not in coded
            assert not made[name].isna().any() or frame[name].isna().any()


def test_the_global_generators_are_left_alone(entry):
    import torch

    before = torch.get_rng_state(), np.random.get_state()[1].copy()
    sampler = made_by(entry).fit(*clouds(200))
    sampler.sample(10)
    assert torch.equal(before[0], torch.get_rng_state())
    np.testing.assert_array_equal(before[1], np.random.get_state()[1])


def test_no_rows_are_an_empty_table(entry):
    made = made_by(entry).fit(*clouds(200)).sample(0)
    assert made.shape == (0, 2)


@pytest.mark.parametrize("key", ABLATIONS)
def test_ablations_are_the_same_class_with_one_switch(key):
    entry = ABLATIONS[key]
    switch = {"use_d1": False} if key == "no-d1" else {"use_d2": False}
    assert entry.load() is ADAARSampler
    for preset in entry.presets.values():
        assert switch.items() <= preset.parameters.items()
    assert not any(name.startswith("use_") for name in entry.hyperparameters)
    listener = Listener()
    made_by(entry).fit(*clouds(200), on_epoch=listener)
    last = listener.reports[-1]
    assert last.stage == entry.label
    assert ("critic_loss" in last.log, "risk_loss" in last.log) == ((False, True) if key == "no-d1" else (True, False))
