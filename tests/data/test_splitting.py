"""Splits: no row in two parts, the same rows for the same seed, and each protocol keeps its promise."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import train_test_split

from creditviz.data.book import read_frame
from creditviz.data.dates import to_dates
from creditviz.data.meaning.changes import change_schema
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.data.splitting import split_rows
from creditviz.exceptions import DataError, SchemaError
from creditviz.schema import TableSchema
from tests.data.books import small_book


@pytest.fixture(scope="module")
def book():
    rng = np.random.default_rng(3)
    frame = small_book(900).assign(
        customer_id=rng.integers(0, 300, 900), sample=rng.choice(["Train", "TEST", "valid"], 900, p=[0.6, 0.25, 0.15])
    )
    frame.loc[::9, "default"] = 2  # left out: ids must stay positions in the book
    from creditviz.data.meaning.inference import change_schema

    schema = change_schema(infer_schema(frame)[0], frame, bad=["1"], good=["0"], exclude=["2"])
    return frame, schema, *outcomes(frame, schema)


def without_group(book):
    from dataclasses import replace

    frame, schema, row_id, y = book
    return frame, replace(schema, group=None), row_id, y


PROTOCOLS = ("holdout", "kfold", "out-of-time", "given")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("grouped", [False, True])
def test_parts_are_disjoint_and_complete(protocol, grouped, book):
    used = book if grouped else without_group(book)
    splits = split_rows(*used, protocol=protocol, seed=4, folds=5)
    for split in splits:
        rows = np.concatenate([split.train, split.validation, split.test])
        assert len(set(rows)) == len(rows) and set(rows) <= set(book[2]), "no row twice, excluded ones nowhere"
        if not (grouped and protocol == "out-of-time"):  # there a customer's older rows are in no part
            assert sorted(rows) == list(book[2]), "every usable row once"
        assert rows.dtype == np.int64
    again = split_rows(*used, protocol=protocol, seed=4, folds=5)
    assert all((a.train == b.train).all() and (a.test == b.test).all() for a, b in zip(splits, again, strict=True))


def test_the_hold_out_is_that_of_scikit_learn(book):
    frame, schema, row_id, y = without_group(book)
    (split,) = split_rows(frame, schema, row_id, y, seed=11)
    outcome = pd.Series(y, index=row_id)
    rest, test = train_test_split(row_id, test_size=0.3, stratify=y, random_state=11)
    train, validation = train_test_split(rest, test_size=0.2, stratify=outcome[rest], random_state=11)
    for ours, theirs in ((split.train, train), (split.validation, validation), (split.test, test)):
        assert (ours == theirs).all()


def test_folds_test_every_row_once(book):
    for used in (book, without_group(book)):
        splits = split_rows(*used, protocol="kfold", folds=4)
        assert sorted(np.concatenate([s.test for s in splits])) == list(book[2])
        assert [s.fold for s in splits] == [0, 1, 2, 3]


@pytest.mark.parametrize("protocol", ["holdout", "kfold"])
def test_a_customer_stays_in_one_part(protocol, book):
    customers = book[0]["customer_id"].to_numpy()
    for split in split_rows(*book, protocol=protocol):
        parts = [set(customers[rows]) for rows in (split.train, split.validation, split.test)]
        assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])


def test_out_of_time_cuts_between_days(book):
    (split,) = split_rows(*without_group(book), protocol="out-of-time")
    days = to_dates(book[0]["issued"]).to_numpy()
    assert days[split.train].max() < days[split.validation].min()
    assert days[split.validation].max() < days[split.test].min()
    assert len(split.test) / len(book[2]) == pytest.approx(0.3, abs=0.02)


def test_a_given_split_is_kept(book):
    (split,) = split_rows(*book, protocol="given")
    sample = book[0]["sample"]
    assert set(sample[split.train]) == {"Train"} and set(sample[split.test]) == {"TEST"}
    assert set(sample[split.validation]) == {"valid"}


def test_protocols_that_lack_their_column_say_so(book):
    from dataclasses import replace

    frame, schema, row_id, y = book
    bare = replace(schema, date=None, split=None)
    for protocol in ("out-of-time", "given"):
        with pytest.raises(SchemaError, match="however the schema names none"):
            split_rows(frame, bare, row_id, y, protocol=protocol)


@pytest.mark.parametrize("protocol", ["holdout", "kfold"])
def test_one_customer_cannot_be_split(protocol, book):
    frame, schema, row_id, y = book
    with pytest.raises(DataError, match="customers"):
        split_rows(frame.assign(**{schema.group: "x"}), schema, row_id, y, protocol=protocol)


def test_too_few_bads_for_the_folds():
    frame = small_book().assign(default=lambda f: (f.index % 16 == 0).astype(int))
    schema, _ = infer_schema(frame)
    with pytest.raises(DataError, match="Choose fewer folds"):
        split_rows(frame, schema, *outcomes(frame, schema), protocol="kfold", folds=10)


def test_rows_without_a_customer_do_not_move_as_one(book):
    frame, schema, row_id, y = book
    half_empty = frame.assign(customer_id=frame["customer_id"].where(frame.index % 2 == 0))
    (split,) = split_rows(half_empty, schema, row_id, y, protocol="holdout")
    unknown = half_empty["customer_id"].isna().to_numpy()
    shares = [unknown[rows].mean() for rows in (split.train, split.validation, split.test)]
    assert all(0.3 < share < 0.7 for share in shares)


@pytest.mark.parametrize("gap", [0, 1, 6])
def test_a_gap_leaves_its_months_out_of_every_part(gap):
    days = pd.date_range("2020-01-01", periods=720, freq="D")
    frame = pd.DataFrame({"day": days, "y": np.tile([0, 1, 0, 0], 180)})
    schema = TableSchema(target="y", bad=(1,), good=(0,), date="day")
    (split,) = split_rows(frame, schema, np.arange(720), frame["y"].to_numpy(), protocol="out-of-time", gap_months=gap)
    first_judged = days[split.test].min()
    last_learned = max(days[split.train].max(), days[split.validation].max())
    assert days[split.test].max() == days[-1] and len(split.test) == 216
    assert last_learned == first_judged - pd.DateOffset(months=gap) - pd.Timedelta(days=1)


def test_a_gap_longer_than_the_book_is_one_sentence():
    days = pd.date_range("2020-01-01", periods=100, freq="D")
    frame = pd.DataFrame({"day": days, "y": np.tile([0, 1], 50)})
    schema = TableSchema(target="y", bad=(1,), good=(0,), date="day")
    with pytest.raises(DataError, match="Choose a shorter gap"):
        split_rows(frame, schema, np.arange(100), frame["y"].to_numpy(), protocol="out-of-time", gap_months=12)


@pytest.mark.parametrize("zone", ["UTC", "America/Sao_Paulo"])
def test_dates_with_a_time_zone_split_like_the_same_days_without_one(tmp_path, zone):
    from creditviz.data.book import ZONES
    from creditviz.data.checks.findings import check_book
    from creditviz.data.files.reading import land

    frame = small_book(900).drop(columns="issued").assign(opened=pd.date_range("2021-01-01", periods=900, freq="D"))
    splits = []
    for name, days in (("naive", frame["opened"]), ("aware", frame["opened"].dt.tz_localize(zone))):
        frame.assign(opened=days).to_parquet(tmp_path / f"{name}.parquet")
        read = read_frame(land(tmp_path / f"{name}.parquet", name=name, folder=tmp_path / "books").path)
        schema = change_schema(infer_schema(read)[0], read, roles={"opened": "date"}, bad=["1"], good=["0"])
        row_id, y = outcomes(read, schema)
        splits.append(split_rows(read, schema, row_id, y, protocol="out-of-time")[0])
    assert read.attrs[ZONES] == {"opened": zone}
    assert (splits[0].test == splits[1].test).all()
    assert any(zone in finding.what for finding in check_book(read, schema) if finding.verdict == "note")
