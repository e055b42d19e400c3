"""What every sampler promises about a raw book: looped over the registry."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.sampling import SAMPLERS
from creditviz.sampling.none import NoSampler
from creditviz.schema import TableSchema

MAKERS = [key for key in SAMPLERS if key != "none" and not SAMPLERS[key].removes]
REMOVERS = [key for key in SAMPLERS if SAMPLERS[key].removes]
APPROXIMATE = {"adasyn": "the rows around each bad account are rounded one by one, as published; a note says it"}


def make(key, **parameters):
    entry = SAMPLERS[key]
    return entry.load()(**{"random_state": 3, **entry.tiny, **parameters})


def assert_reached(key, n, wanted):
    if key in APPROXIMATE:
        assert wanted / 3 <= n <= wanted * 3
    else:
        assert n == wanted


@pytest.mark.parametrize("key", SAMPLERS)
def test_real_rows_come_first_unchanged_and_the_mask_says_so(key, sampled):
    made = sampled(key)
    real = ~made.sampler.is_synthetic_
    kept = made.frame.iloc[made.sampler.kept_].reset_index(drop=True)
    pd.testing.assert_frame_equal(made.table[real], kept)
    np.testing.assert_array_equal(made.labels[real], made.y[made.sampler.kept_])
    assert real[: len(kept)].all() and not real[len(kept) :].any()
    assert len(made.table) == len(made.labels) == len(real)
    assert made.labels.dtype == made.y.dtype
    assert (np.diff(made.sampler.kept_) > 0).all()
    if not made.entry.removes:
        assert len(kept) == len(made.frame)


@pytest.mark.parametrize("key", MAKERS)
def test_the_ratio_is_reached_with_bad_rows_only(key, sampled):
    made = sampled(key)
    assert (made.labels[made.sampler.is_synthetic_] == 1).all()
    assert_reached(key, int(made.sampler.is_synthetic_.sum()), round(0.4 * 340) - 60)
    assert made.sampler.sampling_strategy_ == {1: made.sampler.is_synthetic_.sum()}


@pytest.mark.parametrize("key", REMOVERS)
def test_the_ratio_is_reached_by_leaving_good_rows_out(key, sampled):
    made = sampled(key)
    assert (made.labels == 1).sum() == 60 and (made.labels == 0).sum() == 150
    assert not made.sampler.is_synthetic_.any()
    assert made.sampler.notes_ == ["Of 340 good training rows 150 stay, drawn at random."]


@pytest.mark.parametrize("key", MAKERS)
def test_synthetic_rows_are_legal(key, sampled, schema):
    made = sampled(key)
    rows, frame = made.table[made.sampler.is_synthetic_], made.frame
    for name in schema.features():
        assert rows[name].dtype == frame[name].dtype, name
    for name in ("job", "region", "pay_1", "pay_2", "pay_3"):
        assert set(rows[name].dropna()) <= set(frame[name].dropna()), name
        assert not rows[name].isna().any() or frame[name].isna().any(), name
    for name in ("limit", "age", "income", "flat", "bill_1", "bill_2", "bill_3"):
        assert rows[name].min() >= frame[name].min() and rows[name].max() <= frame[name].max(), name
        assert not rows[name].isna().any() or name == "income", name
    assert (rows["age"] == rows["age"].round()).all()
    assert (rows["limit"] % 1000 == 0).all()


@pytest.mark.parametrize("key", [key for key in SAMPLERS if key != "none"])
def test_a_seed_repeats_the_rows_and_another_does_not(key, sampled):
    first, again, other = sampled(key), sampled(key, again=1), sampled(key, seed=4)
    assert first.sampler is not again.sampler
    pd.testing.assert_frame_equal(first.table, again.table)
    assert not first.table.equals(other.table)


@pytest.mark.parametrize("key", SAMPLERS)
def test_the_global_generator_is_left_alone(key, book, schema):
    frame, y = book(n=120, n_bad=30)
    state = np.random.get_state()[1].copy()
    make(key, sampling_strategy=0.4, schema=schema).fit_resample(frame, y)
    np.testing.assert_array_equal(state, np.random.get_state()[1])


@pytest.mark.parametrize("key", MAKERS)
@pytest.mark.parametrize("n_bad", [150, 300])  # 300: more bad than good, and not turned round
def test_a_ratio_reached_already_adds_nothing_and_says_so(key, n_bad, book, schema):
    frame, y = book(n_bad=n_bad)
    sampler = make(key, sampling_strategy=0.4, schema=schema)
    table, labels = sampler.fit_resample(frame, y)
    pd.testing.assert_frame_equal(table, frame)
    assert labels.sum() == n_bad and not sampler.is_synthetic_.any()
    (note,) = sampler.notes_
    assert f"{n_bad / (400 - n_bad):.2f} bad per good already" in note and "no row was added" in note


@pytest.mark.parametrize("key", REMOVERS)
def test_a_ratio_reached_already_removes_nothing_and_says_so(key, book, schema):
    frame, y = book(n_bad=150)
    sampler = make(key, sampling_strategy=0.4, schema=schema)
    table, _ = sampler.fit_resample(frame, y)
    pd.testing.assert_frame_equal(table, frame)
    assert sampler.notes_ == [
        "The training rows have 0.60 bad per good already, the ratio asked for is 0.4: no row was removed."
    ]


@pytest.mark.parametrize("key", MAKERS)
def test_a_rate_is_a_total_of_bad_rows(key, book, schema):
    frame, y = book(n=200, n_bad=30)
    sampler = make(key, sampling_strategy={1: 30 * (1 + 2)}, schema=schema)
    _, labels = sampler.fit_resample(frame, y)
    assert_reached(key, int(labels.sum()), 90)
    assert (labels == 0).sum() == 170


@pytest.mark.parametrize("key", [key for key in MAKERS if SAMPLERS[key].both_outcomes])
def test_each_outcome_gets_the_rows_asked_for(key, book, schema):
    frame, y = book(n=200, n_bad=60)
    sampler = make(key, sampling_strategy={0: 180, 1: 90}, schema=schema)
    _, labels = sampler.fit_resample(frame, y)
    made = labels[sampler.is_synthetic_]
    assert_reached(key, int((made == 0).sum()), 40)
    assert_reached(key, int((made == 1).sum()), 30)


def test_none_reads_no_wish(book, schema):
    frame, y = book()
    table, _ = NoSampler(sampling_strategy="nonsense", schema=schema).fit_resample(frame, y)
    pd.testing.assert_frame_equal(table, frame)


def test_copies_are_copies(sampled):
    made = sampled("random")
    assert set(made.table["id"][made.sampler.is_synthetic_]) <= set(made.frame["id"][made.y == 1])


@pytest.mark.parametrize("key", [key for key in MAKERS if key != "random"])
def test_no_customer_is_named_that_was_invented(key, sampled):
    made = sampled(key)
    assert made.table.loc[made.sampler.is_synthetic_, ["id", "opened"]].isna().all(axis=None)


@pytest.mark.parametrize("key", [key for key in SAMPLERS if SAMPLERS[key].hyperparameters])
def test_an_illegal_parameter_is_refused_in_words(key, book, schema):
    frame, y = book()
    for name, legal in SAMPLERS[key].hyperparameters.items():
        wrong = legal.high + 1 if hasattr(legal, "high") else "nonsense"
        with pytest.raises(SpecificationError, match=f"{name} must be .* however"):
            make(key, **{name: wrong}, schema=schema).fit_resample(frame, y)


@pytest.mark.parametrize("key", MAKERS)
@pytest.mark.parametrize("kind", ["Int64", "category", "bool", "float32", "boolean"])
def test_column_types_survive(key, kind):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": pd.Series(rng.integers(0, 2, 100)).astype(kind), "b": rng.normal(size=100)})
    if kind in ("Int64", "boolean"):
        frame.loc[3:8, "a"] = pd.NA
    y = np.r_[np.ones(10, int), np.zeros(90, int)]
    schema = TableSchema(categorical=("a",), numeric=("b",)) if kind == "category" else TableSchema(numeric=("a", "b"))
    table, _ = make(key, sampling_strategy=0.4, schema=schema).fit_resample(frame, y)
    assert table["a"].dtype == frame["a"].dtype
    assert set(table["a"].dropna()) <= {0, 1}
    assert_reached(key, len(table), 90 + 36)
