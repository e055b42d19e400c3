"""Books that are hard or hopeless: legal rows, or one clear sentence. Looped over the registry."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import CreditVizError, DataError, SchemaError
from creditviz.sampling import SAMPLERS
from creditviz.schema import SequenceFeature, TableSchema

MAKERS = [key for key in SAMPLERS if key != "none" and not SAMPLERS[key].removes]
NEED_NO_NEIGHBOURS = ("none", "random", "random-under")
IMITATORS = [key for key in SAMPLERS if key not in NEED_NO_NEIGHBOURS]


def make(key, schema, **parameters):
    entry = SAMPLERS[key]
    return entry.load()(**{"sampling_strategy": 0.6, "random_state": 0, "schema": schema, **entry.tiny, **parameters})


def outcomes(n=90, n_bad=20):
    y = np.zeros(n, dtype=np.int8)
    y[np.random.default_rng(1).choice(n, n_bad, replace=False)] = 1
    return y


def columns(n=90):
    """Columns that are hard, each with whether it is listed as a category."""
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=n)
    return {
        "plain": (numbers, False),
        "constant": (np.full(n, 7), False),
        "constant category": (["only"] * n, True),
        "missing": (np.where(rng.random(n) < 0.4, np.nan, numbers), False),
        "missing everywhere": (np.full(n, np.nan), False),
        "no category anywhere": (pd.Series([None] * n, dtype=object), True),
        "missing category": (pd.Series(rng.choice(["a", "b", None], n), dtype="str"), True),
        "none and nan": (pd.Series(rng.choice(np.array(["a", None, np.nan], dtype=object), n), dtype=object), True),
        "boolean": (rng.random(n) < 0.5, False),
        "boolean or missing": (pd.Series(rng.choice([True, False, None], n), dtype="boolean"), False),
        "boolean object": (pd.Series(rng.choice([True, False, None], n), dtype=object), False),
        "infinite": (np.where(rng.random(n) < 0.1, np.inf, numbers), False),
        "strings among numbers": (rng.choice(["12", "13", "?"], n), False),
        "number or word": (pd.Series([1, "a", 2.5] * (n // 3), dtype=object), True),
        "date": (pd.Series(pd.date_range("2024-01-01", periods=n)), True),
        "huge": (numbers * 1e200, False),
        "huge whole": (rng.integers(0, 2**62, n), False),
        "unordered": (pd.Categorical(rng.choice(["x", "y"], n), categories=["y", "x", "never"]), True),
    }


def assert_legal(made, frame, schema):
    assert len(made) and list(made) == list(frame)
    for name in schema.features():
        assert made[name].dtype == frame[name].dtype, name
        real = frame[name]
        if name in schema.categorical or not pd.api.types.is_numeric_dtype(real):
            assert set(made[name].dropna()) <= set(real.dropna()), name
        else:
            finite = real[np.isfinite(real.astype(float))]
            values = made[name].dropna()
            values = values[~values.isin(real)] if len(finite) else values  # a copy may be infinite, as its original
            assert values.between(finite.min(), finite.max()).all() if len(finite) else not len(values), name
        assert not made[name].isna().any() or (real.isna() | real.isin([np.inf, -np.inf])).any(), name


def run(key, frame, schema, y=None):
    y = outcomes(len(frame)) if y is None else y
    before = frame.copy()
    sampler = make(key, schema)
    table, labels = sampler.fit_resample(frame, y)
    pd.testing.assert_frame_equal(frame, before)
    real = before.iloc[sampler.kept_].reset_index(drop=True)
    pd.testing.assert_frame_equal(table[~sampler.is_synthetic_], real)
    if key in MAKERS:
        assert_legal(table[sampler.is_synthetic_], before, schema)
    return sampler, table, labels


def hard_book(names):
    hard = {name: columns()[name] for name in names}
    frame = pd.DataFrame({name: values for name, (values, _) in hard.items()})
    listed = tuple(name for name, (_, category) in hard.items() if category)
    return frame, TableSchema(numeric=tuple(n for n in frame if n not in listed), categorical=listed)


@pytest.mark.parametrize("key", SAMPLERS)
def test_every_hard_column_at_once(key):
    run(key, *hard_book(columns()))


@pytest.mark.parametrize("key", ["random", "smote", "smote-nc"])  # one of each way of making a row
@pytest.mark.parametrize("name", columns())
def test_each_hard_column_beside_a_plain_one(key, name):
    run(key, *hard_book(dict.fromkeys(["plain", name])))


@pytest.mark.parametrize("key", SAMPLERS)
def test_a_book_of_categories_alone(key):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.choice(list("xyz"), 90), "b": rng.choice([1, 5, 9], 90)})
    sampler, _, _ = run(key, frame, TableSchema(categorical=("a", "b")))
    said = any("no numbers" in note for note in sampler.notes_)
    assert said == (key in ("smote", "borderline-smote", "adasyn"))


@pytest.mark.parametrize("key", SAMPLERS)
def test_a_book_of_numbers_alone(key):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(90, 3)), columns=list("abc"))
    run(key, frame, TableSchema(numeric=("a", "b", "c")))


@pytest.mark.parametrize("key", SAMPLERS)
def test_five_hundred_categories_in_one_column(key):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=600), "town": [f"T{i % 500}" for i in rng.permutation(600)]})
    run(key, frame, TableSchema(numeric=("x",), categorical=("town",)), outcomes(600, 150))


@pytest.mark.parametrize("key", SAMPLERS)
def test_one_class_is_one_sentence(key, book, schema):
    frame, y = book(n=60)
    for label in (0, 1):
        with pytest.raises(DataError, match="rows of two classes, good and bad, however there is 1 class"):
            make(key, schema).fit_resample(frame, np.full_like(y, label))


@pytest.mark.parametrize("key", IMITATORS)
@pytest.mark.parametrize("n_bad", [1, 5])
def test_fewer_than_six_defaulters_are_one_sentence(key, n_bad, book, schema):
    frame, y = book(n=100, n_bad=n_bad)
    with pytest.raises(DataError, match=f"needs at least 6 .* however: {n_bad}"):
        make(key, schema).fit_resample(frame, y)


@pytest.mark.parametrize("key", NEED_NO_NEIGHBOURS)
def test_a_single_defaulter_is_enough_where_nothing_is_imitated(key, book, schema):
    frame, y = book(n=100, n_bad=1)
    _, labels = make(key, schema).fit_resample(frame, y)
    assert (labels == 1).any() and (labels == 0).any()


@pytest.mark.parametrize("key", SAMPLERS)
def test_a_schema_that_names_an_absent_column_is_one_sentence(key, book, schema):
    frame, y = book(n=100, n_bad=30)
    with pytest.raises(SchemaError, match="the schema names features that the table lacks: .*bill_2"):
        make(key, schema).fit_resample(frame.drop(columns="bill_2"), y)


@pytest.mark.parametrize("key", SAMPLERS)
def test_an_array_with_a_schema_is_one_sentence(key, schema):
    with pytest.raises(SchemaError, match="a table with named columns, however a ndarray came"):
        make(key, schema).fit_resample(np.zeros((90, 11)), outcomes())


@pytest.mark.parametrize("key", [key for key in SAMPLERS if key != "none"])
@pytest.mark.parametrize("wish", [0.0, -1, float("nan"), "plenty", {5: 10}])
def test_a_wish_that_cannot_be_read_is_one_sentence(key, wish, book, schema):
    frame, y = book(n=100, n_bad=30)
    with pytest.raises(CreditVizError, match="however"):
        make(key, schema, sampling_strategy=wish).fit_resample(frame, y)


@pytest.mark.parametrize("key", MAKERS)
def test_a_history_with_missing_months(key):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {f"{name}_{t}": rng.integers(0, 3, 90).astype(float) for name in ("bill", "pay") for t in range(3)}
    )
    frame.loc[:30, ["bill_0", "pay_0", "bill_1"]] = np.nan  # accounts that were opened later
    months = [tuple(f"{name}_{t}" for t in range(3)) for name in ("bill", "pay")]
    schema = TableSchema(sequences=(SequenceFeature("bill", months[0]), SequenceFeature("pay", months[1], "code")))
    run(key, frame, schema)
