"""What every sampler promises about a raw book: looped over the registry."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import DataError, SchemaError, SpecificationError
from creditviz.sampling import SAMPLERS
from creditviz.schema import SequenceFeature, TableSchema

SCHEMA = TableSchema(
    target="default",
    numeric=("limit", "age", "income", "flat"),
    categorical=("job", "region"),
    sequences=(
        SequenceFeature("pay", ("pay_1", "pay_2", "pay_3"), "code"),
        SequenceFeature("bill", ("bill_1", "bill_2", "bill_3")),
    ),
    identifier="id",
    date="opened",
)


def book(n=400, n_bad=60, seed=0):
    rng = np.random.default_rng(seed)
    y = np.zeros(n, dtype=np.int8)
    y[rng.choice(n, n_bad, replace=False)] = 1
    frame = pd.DataFrame(
        {
            "id": [f"A{i}" for i in range(n)],
            "opened": pd.date_range("2024-01-01", periods=n),
            "limit": rng.integers(1, 50, n) * 1000,
            "age": rng.integers(18, 80, n).astype(np.int8),
            "income": np.where(rng.random(n) < 0.2, np.nan, rng.lognormal(8, 1, n)),
            "flat": np.ones(n),
            "job": pd.Series(rng.choice(["clerk", "smith", None], n), dtype="str"),
            "region": rng.choice([1, 7, 30], n),
        }
    )
    for month in (1, 2, 3):
        frame[f"pay_{month}"] = rng.choice([-2, -1, 0, 2, 8], n)
        frame[f"bill_{month}"] = rng.normal(1000, 500, n)
    return frame, y


@pytest.fixture(params=list(SAMPLERS))
def sampler(request):
    entry = SAMPLERS[request.param]
    return entry.load()(sampling_strategy=0.4, schema=SCHEMA, random_state=3, **entry.tiny)


@pytest.fixture(params=[key for key in SAMPLERS if key != "none"])
def adder(request):
    entry = SAMPLERS[request.param]
    return entry.load()(sampling_strategy=0.4, schema=SCHEMA, random_state=3, **entry.tiny)


def test_real_rows_come_first_unchanged_and_the_mask_says_so(sampler):
    frame, y = book()
    before = frame.copy()
    table, labels = sampler.fit_resample(frame, y)
    real = ~sampler.is_synthetic_
    pd.testing.assert_frame_equal(table[real], before)
    pd.testing.assert_frame_equal(frame, before)
    assert real[: len(frame)].all() and not real[len(frame) :].any()
    np.testing.assert_array_equal(labels[: len(y)], y)
    assert len(table) == len(labels) == len(sampler.is_synthetic_)


def test_the_ratio_is_reached_with_bad_rows_only(adder):
    frame, y = book()
    _, labels = adder.fit_resample(frame, y)
    assert (labels[adder.is_synthetic_] == 1).all()
    assert labels.sum() == int(0.4 * (y == 0).sum())
    assert labels.dtype == y.dtype


def test_synthetic_rows_are_legal(adder):
    frame, y = book()
    table, _ = adder.fit_resample(frame, y)
    made = table[adder.is_synthetic_]
    for name in SCHEMA.features():
        assert made[name].dtype == frame[name].dtype, name
    for name in ("job", "region", "pay_1", "pay_2", "pay_3"):
        assert set(made[name].dropna()) <= set(frame[name].dropna()), name
        assert not made[name].isna().any() or frame[name].isna().any(), name
    for name in ("limit", "age", "income", "flat", "bill_1"):
        assert made[name].min() >= frame[name].min() and made[name].max() <= frame[name].max(), name
    assert (made["age"] == made["age"].round()).all()


def test_a_seed_repeats_the_rows_and_another_does_not(adder):
    frame, y = book()
    first, _ = adder.fit_resample(frame, y)
    again, _ = adder.fit_resample(frame, y)
    pd.testing.assert_frame_equal(first, again)
    other, _ = adder.set_params(random_state=4).fit_resample(frame, y)
    assert not first.equals(other)


def test_the_global_generator_is_left_alone(sampler):
    frame, y = book()
    state = np.random.get_state()[1].copy()
    sampler.fit_resample(frame, y)
    np.testing.assert_array_equal(state, np.random.get_state()[1])


def test_a_ratio_reached_already_adds_nothing_and_says_so(adder):
    frame, y = book(n_bad=150)
    table, _ = adder.fit_resample(frame, y)
    assert len(table) == len(frame)
    assert "no row was added" in adder.notes_[0]


def test_a_book_with_more_bad_than_good_is_not_turned_round(adder):
    frame, y = book(n_bad=300)
    table, _ = adder.fit_resample(frame, y)
    assert len(table) == len(frame)


def test_a_schema_that_names_absent_columns_is_refused():
    frame, y = book()
    with pytest.raises(SchemaError, match="bill_2"):
        SAMPLERS["smote"].load()(schema=SCHEMA).fit_resample(frame.drop(columns="bill_2"), y)


def test_copies_are_copies():
    frame, y = book()
    random = SAMPLERS["random"].load()(sampling_strategy=0.4, schema=SCHEMA, random_state=0)
    table, _ = random.fit_resample(frame, y)
    assert set(table["id"][random.is_synthetic_]) <= set(frame["id"][y == 1])


def test_smote_names_no_customer_it_invented():
    frame, y = book()
    smote = SAMPLERS["smote"].load()(sampling_strategy=0.4, schema=SCHEMA, random_state=0)
    table, _ = smote.fit_resample(frame, y)
    assert table.loc[smote.is_synthetic_, ["id", "opened"]].isna().all(axis=None)


def test_smote_lies_between_bad_neighbours():
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(0, 1, (100, 2)), [[10, 10], [11, 10], [10, 11], [11, 11], [10.5, 10], [10, 10.5]]]
    y = np.r_[np.zeros(100, int), np.ones(6, int)]
    smote = SAMPLERS["smote"].load()(random_state=0)
    table, labels = smote.fit_resample(X, y)
    made = table[smote.is_synthetic_]
    assert (labels == 1).sum() == 100
    assert made.min() >= 10 and made.max() <= 11


def test_smote_of_codes_only():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.choice(list("xyz"), 100), "b": rng.choice(list("uv"), 100)})
    y = np.r_[np.ones(20, int), np.zeros(80, int)]
    schema = TableSchema(categorical=("a", "b"))
    table, _ = SAMPLERS["smote"].load()(schema=schema, random_state=0).fit_resample(frame, y)
    assert set(table["a"]) == set("xyz") and len(table) == 160


def test_smote_keeps_the_share_of_missing_numbers():
    frame, y = book(n=2000, n_bad=300)
    smote = SAMPLERS["smote"].load()(schema=SCHEMA, random_state=0)
    table, _ = smote.fit_resample(frame, y)
    made = table[smote.is_synthetic_]
    assert 0 < made["income"].isna().mean() < 0.4


def test_too_few_defaulters_for_smote_is_one_sentence():
    frame, y = book(n_bad=5)
    with pytest.raises(DataError, match="at least 6 defaulters in the training rows, however: 5"):
        SAMPLERS["smote"].load()(schema=SCHEMA, sampling_strategy=0.4).fit_resample(frame, y)


def test_an_illegal_parameter_is_refused_in_words():
    frame, y = book()
    with pytest.raises(SpecificationError, match="k_neighbors must be a whole number from 1 to 50"):
        SAMPLERS["smote"].load()(schema=SCHEMA, k_neighbors=0).fit_resample(frame, y)


@pytest.mark.parametrize("kind", ["Int64", "category", "bool", "float32"])
def test_column_types_survive(kind, adder):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": pd.Series(rng.integers(0, 2, 100)).astype(kind), "b": rng.normal(size=100)})
    y = np.r_[np.ones(10, int), np.zeros(90, int)]
    schema = TableSchema(categorical=("a",), numeric=("b",)) if kind == "category" else TableSchema(numeric=("a", "b"))
    table, _ = adder.set_params(schema=schema).fit_resample(frame, y)
    assert table["a"].dtype == frame["a"].dtype and len(table) == 90 + 36
