"""The matrix says what the table said, and everything in it was learned from training rows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.matrix.encoder import ENCODINGS, TableEncoder
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.meaning.known import TAIWAN
from creditviz.data.scaling import Levels, Scale, by_number, signed_log
from creditviz.exceptions import SchemaError
from creditviz.schema import DerivedChannel, SequenceFeature, TableSchema


@pytest.fixture(scope="module")
def book(sample_book, tmp_path_factory):
    frame = read_frame(land(sample_book, name="x", folder=tmp_path_factory.mktemp("books")).path)
    return frame, infer_schema(frame)[0]


def tiny():
    """Two months of a code and an amount, an amount with a hole, a category, a limit."""
    n = 40
    frame = pd.DataFrame(
        {
            "limit": np.tile([100.0, 200.0, np.nan, 400.0], n // 4),
            "kind": np.tile(["a", "b", "b", None], n // 4),
            "s2": np.tile([-1, 0, 2, 10], n // 4),
            "s1": np.tile([0, 0, 2, 2], n // 4),
            "b2": np.tile([50.0, 100.0, 30.0, -20.0], n // 4),
            "b1": np.tile([100.0, 50.0, 10.0, 0.0], n // 4),
        }
    )
    schema = TableSchema(
        numeric=("limit",),
        categorical=("kind",),
        sequences=(SequenceFeature("s", ("s2", "s1"), "code"), SequenceFeature("b", ("b2", "b1"))),
        derived=(DerivedChannel("b_to_limit", "b", "limit"),),
    )
    return frame, schema


def test_the_layout_names_every_column_of_a_known_table():
    frame, schema = tiny()
    layout = TableEncoder(schema, "codes").fit(frame).layout_
    assert layout.feature_names == (
        *("limit", "limit missing", "kind"),
        *("s@t-1", "b@t-1", "b_to_limit@t-1", "b_to_limit missing@t-1"),
        *("s@t-0", "b@t-0", "b_to_limit@t-0", "b_to_limit missing@t-0"),
    )
    assert layout.sources[3:6] == ("s2", "b2", "b2") and layout.sources[7] == "s1"
    assert (layout.n_static, layout.sequence_shape) == (3, (2, 4))
    assert layout.categorical_features == ((2, 4),) and layout.categorical_channels == ((0, 5),)
    one_hot = TableEncoder(schema).fit(frame).layout_
    assert one_hot.feature_names[:6] == ("limit", "limit missing", "kind=a", "kind=b", "kind=missing", "kind=other")
    assert one_hot.channel_names[:5] == ("s=-1", "s=0", "s=2", "s=10", "s=other")
    assert one_hot.categorical_features == one_hot.categorical_channels == ()


def test_codes_rise_with_their_value_and_unknown_ones_are_zero():
    frame, schema = tiny()
    encoder = TableEncoder(schema, "codes").fit(frame)
    new = frame.head(5).assign(s1=[-1, 0, 2, 10, 7], kind=["a", "b", None, "z", "a"])
    matrix = encoder.transform(new)
    names = encoder.layout_.feature_names
    assert matrix[:, names.index("s@t-0")].tolist() == [1, 2, 3, 4, 0]
    assert matrix[:, names.index("kind")].tolist() == [1, 2, 3, 0, 1]


def test_one_hot_blocks_sum_to_one_and_unknown_values_are_other(book):
    frame, schema = book
    encoder = TableEncoder(schema).fit(frame.head(4000))
    new = frame.tail(500).assign(channel="carrier pigeon", **{"status_t-0": 99})
    matrix, names = encoder.transform(new), np.array(encoder.layout_.feature_names)
    for stem, at in (*((c, "") for c in schema.categorical), *(("status", f"@t-{i}") for i in range(12))):
        block = [i for i, name in enumerate(names) if name.startswith(f"{stem}=") and name.endswith(at)]
        assert (matrix[:, block].sum(axis=1) == 1).all()
    assert (matrix[:, names == "channel=other"] == 1).all() and (matrix[:, names == "status=other@t-0"] == 1).all()


def test_the_sequence_is_time_major_and_oldest_first(book):
    frame, schema = book
    encoder = TableEncoder(schema, "codes").fit(frame)
    matrix, layout = encoder.transform(frame), encoder.layout_
    n_steps, n_channels = layout.sequence_shape
    months = matrix[:, layout.n_static :].reshape(len(frame), n_steps, n_channels)
    balance = layout.channel_names.index("balance")
    for step, column in enumerate(schema.sequences[1].columns):
        assert layout.sources[layout.n_static + step * n_channels + balance] == column
        order = np.argsort(frame[column], kind="stable")
        assert (np.diff(months[order, step, balance]) >= 0).all(), "monotone in the raw amount"
    assert layout.step_names[0] == "t-11" and layout.step_names[-1] == "t-0"
    # One scale for all months: equal amounts in different months get equal numbers.
    assert months[:, :, balance].mean() == pytest.approx(0, abs=1e-3)
    assert months[:, :, balance].std() == pytest.approx(1, abs=1e-2)


def test_nothing_is_learned_from_rows_that_are_only_transformed(book):
    frame, schema = book
    train, test = frame.head(3000), frame.tail(3000)
    encoder = TableEncoder(schema).fit(train)
    before = encoder.transform(train)
    encoder.transform(test.assign(income=10**9, balance=0))
    assert (encoder.transform(train) == before).all()
    assert (encoder.transform(test)[:5] == encoder.transform(test.head(5))).all(), "a row does not see its neighbours"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_keeps_everything(encoding, book):
    frame, schema = book
    encoder = TableEncoder(schema, encoding).fit(frame.head(4000))
    back = TableEncoder.from_json(encoder.to_json())
    assert back.layout_ == encoder.layout_
    np.testing.assert_array_equal(back.transform(frame), encoder.transform(frame))  # missing stays missing in bins
    assert back.to_json() == encoder.to_json()
    assert encoder.transform(frame).dtype == np.float32
    assert encoding == "raw" or np.isfinite(encoder.transform(frame)).all()


def test_the_plain_encoding_keeps_amounts_and_the_order_of_statuses():
    frame, schema = tiny()
    encoder = TableEncoder(schema, "plain", min_count=1).fit(frame)
    matrix, layout = encoder.transform(frame), encoder.layout_
    assert layout.feature_names[:5] == ("limit", "limit missing", "kind=a", "kind=b", "kind=missing")
    assert layout.channel_names == ("s", "b") and layout.categorical_channels == layout.categorical_features == ()
    status = frame[["s2", "s1"]].to_numpy(float)
    np.testing.assert_allclose(matrix[:, [5, 7]], (status - status.mean()) / status.std(), rtol=1e-5)
    amount = frame[["b2", "b1"]].to_numpy()
    np.testing.assert_allclose(matrix[:, [6, 8]], (amount - amount.mean()) / amount.std(), rtol=1e-5, atol=1e-6)
    new = encoder.transform(frame.head(1).assign(kind="never seen"))
    assert new[0, 2:5].tolist() == [0, 0, 0], "an unknown level is no level"


def test_statuses_that_are_words_stay_categories_in_the_plain_encoding():
    frame, schema = tiny()
    words = frame.assign(s1=frame["s1"].map({0: "paid", 2: "late"}))
    assert TableEncoder(schema, "plain").fit(words).layout_.channel_names[:3] == ("s=-1", "s=0", "s=2")


def test_plain_taiwan_has_the_papers_eight_static_columns():
    """Ala'raj et al. 2021: limit, age, gender, four educations, married or not; six months of three channels."""
    n = 60
    months = {name: np.arange(n) % 4 for s in TAIWAN.sequences for name in s.columns}
    person = {"SEX": 1 + np.arange(n) % 2, "EDUCATION": np.arange(n) % 7, "MARRIAGE": np.arange(n) % 4}
    frame = pd.DataFrame({"LIMIT_BAL": np.arange(n) * 1e4, "AGE": 20 + np.arange(n), **person, **months})
    schema = TableSchema(
        numeric=("LIMIT_BAL", "AGE"),
        categorical=("SEX", "EDUCATION", "MARRIAGE"),
        sequences=TAIWAN.sequences,
        derived=TAIWAN.derived,
        protected=TAIWAN.protected,
        book=TAIWAN.name,
    )
    encoder = TableEncoder(schema, "plain", min_count=1).fit(frame)
    layout, matrix = encoder.layout_, encoder.transform(frame)
    assert layout.feature_names[:8] == (
        *("LIMIT_BAL", "AGE", "SEX=1"), *(f"EDUCATION={level}" for level in range(1, 5)), "MARRIAGE=1",
    )  # fmt: skip
    assert (layout.n_static, layout.sequence_shape) == (8, (6, 3))
    np.testing.assert_array_equal(matrix[:, 6], frame["EDUCATION"].isin([0, 4, 5, 6]))
    np.testing.assert_array_equal(matrix[:, 7], frame["MARRIAGE"] == 1)
    seen = TableEncoder(schema.for_model(use_protected=False), "plain").fit(frame).layout_
    assert not set(TAIWAN.protected) & set(seen.sources)


def test_a_book_without_months_and_without_protected_columns(book):
    frame, schema = book
    plain = replace(schema, sequences=(), derived=()).for_model(use_protected=False)
    layout = TableEncoder(plain).fit(frame).layout_
    assert layout.sequence_shape is None and layout.n_static == layout.n_features
    assert not set(schema.protected) & set(layout.sources)


def test_infinite_and_missing_values_of_new_rows_are_imputed():
    frame, schema = tiny()
    encoder = TableEncoder(schema).fit(frame)
    new = frame.head(3).assign(limit=[np.inf, np.nan, 200.0], b1=[np.nan, -np.inf, 1e300])
    assert np.isfinite(encoder.transform(new)).all()
    column = encoder.layout_.feature_names.index("limit missing")
    assert encoder.transform(new)[:, column].tolist() == [1, 1, 0]


def test_a_missing_column_and_a_wrong_encoding_are_named():
    frame, schema = tiny()
    with pytest.raises(SchemaError, match="lacks 1: s1"):
        TableEncoder(schema).fit(frame.drop(columns="s1"))
    with pytest.raises(SchemaError, match="'label'"):
        TableEncoder(schema, "label")


def test_a_ratio_over_nothing_is_missing():
    frame, schema = tiny()
    encoder = TableEncoder(schema, "codes").fit(frame)
    new = frame.head(2).assign(limit=[0.0, 100.0])
    column = encoder.layout_.feature_names.index("b_to_limit missing@t-0")
    assert encoder.transform(new)[:, column].tolist() == [1, 0]


amounts = st.lists(st.floats(-1e9, 1e9, width=32), min_size=2, max_size=60)


@given(amounts)
@settings(max_examples=80)
def test_a_scale_is_monotone_and_centred(values):
    raw = np.array(values)
    scale = Scale.learn(raw)
    scaled = scale.apply(raw)
    assert np.isfinite(scaled).all() and np.abs(scaled).max() <= 10
    assert (np.diff(scaled[np.argsort(raw)]) >= -1e-9).all()
    assert scale.apply(np.array([np.nan])) == scale.apply(np.array([np.median(raw)]))


@given(st.lists(st.sampled_from(["1", "2", "10", "-2", "x", None]), min_size=1, max_size=80), st.integers(1, 5))
def test_levels_have_codes_of_their_own_exactly_when_frequent(values, min_count):
    column = pd.Series(values, dtype=object)
    levels = Levels.learn([column], min_count=min_count, max_levels=50)
    codes = levels.codes(column)
    counts = column.fillna("missing").value_counts()
    for value, code in zip(column.fillna("missing"), codes, strict=True):
        assert (code > 0) == (counts[value] >= min_count)
        assert code == 0 or levels.names[code - 1] == value


def test_numbers_are_ordered_as_numbers():
    assert by_number(["b", "10", "9", "-1", "2.5", "a"]) == ["-1", "2.5", "9", "10", "a", "b"]


def test_the_signed_log_is_odd():
    x = np.array([0.0, 1.0, 50.0, 1e6])
    assert (signed_log(-x) == -signed_log(x)).all()


@pytest.mark.parametrize("encoding", ["one-hot", "codes"])
def test_rare_codes_of_many_levels_are_hashed_alike_in_every_file(encoding):
    rng = np.random.default_rng(1)
    zips = np.where(rng.random(900) < 0.4, 10115, rng.integers(20000, 90000, 900))
    frame = pd.DataFrame({"zip": zips, "shop": zips})
    schema = TableSchema(target="y", categorical=("zip", "shop"))
    encoder = TableEncoder(schema, encoding).fit(frame)
    assert encoder.levels_["zip"].buckets == 16 and encoder.levels_["shop"].buckets == 0, "its name says so"

    again = TableEncoder.from_json(encoder.to_json())
    new = pd.DataFrame({"zip": [10115, 99999, 99999, None], "shop": [1, 2, 3, 4]})
    matrix = again.transform(new)
    assert (matrix == encoder.transform(new)).all() and (matrix[1] == matrix[2]).all(), "unseen ones have a group, too"
    own = matrix[:, [source == "zip" for source in encoder.layout_.sources]]
    assert not (own[0] == own[1]).all() and not (own[1] == own[3]).all()
    if encoding == "one-hot":
        assert (own.sum(axis=1) == 1).all() and own.shape[1] == 1 + 16 + 1
        assert own[3, -1] == 1, "a missing one is in no group"
