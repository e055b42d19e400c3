"""Long books become wide ones, counted back from each account's own latest month."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import widen
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import DataError


def long_book(n=60, months=4, start="2023-01"):
    rng = np.random.default_rng(0)
    days = pd.period_range(start, periods=months, freq="M").astype(str)
    frame = pd.DataFrame({"account": np.repeat(np.arange(n), months), "month": np.tile(days, n)})
    frame["balance"] = (rng.random(len(frame)) * 1000).round(2)
    frame["status"] = rng.integers(-1, 4, len(frame))
    frame["sex"] = np.repeat(rng.choice(["f", "m"], n), months)
    frame["default"] = np.repeat((np.arange(n) % 4 == 0).astype(int), months)
    return frame


def test_a_shuffled_long_book_is_widened_oldest_first():
    long = long_book()
    wide = widen(long.sample(frac=1, random_state=1), account="account", month="month")
    assert len(wide) == 60
    assert wide.columns.tolist() == [
        *("account", "sex", "default"),
        *(f"balance_t-{i}" for i in (3, 2, 1, 0)),
        *(f"status_t-{i}" for i in (3, 2, 1, 0)),
    ]
    for back, month in enumerate(["2023-04", "2023-03", "2023-02", "2023-01"]):
        expected = long[long["month"] == month].sort_values("account")
        assert wide[f"balance_t-{back}"].tolist() == expected["balance"].tolist()
        assert wide[f"status_t-{back}"].tolist() == expected["status"].tolist()


def test_the_widened_book_has_a_schema():
    schema, _ = infer_schema(widen(long_book(400), account="account", month="month"))
    assert schema.target == "default" and schema.identifier == "account" and schema.protected == ("sex",)
    assert {(s.name, s.kind, s.columns[0]) for s in schema.sequences} == {
        ("balance", "numeric", "balance_t-3"),
        ("status", "code", "status_t-3"),
    }


def test_younger_accounts_lack_their_oldest_months():
    long = long_book()
    young = long[~((long["account"] == 5) & (long["month"] < "2023-03"))]
    wide = widen(young, account="account", month="month").set_index("account")
    assert wide.loc[5, ["balance_t-3", "balance_t-2"]].isna().all() and pd.notna(wide.loc[5, "balance_t-1"])


def test_months_may_be_numbers_or_days():
    long = long_book()
    expected = widen(long, account="account", month="month")
    number = long.assign(month=pd.PeriodIndex(long["month"], freq="M").month)
    day = long.assign(month=pd.to_datetime(long["month"]) + pd.Timedelta(days=27))
    for other in (number, day):
        pd.testing.assert_frame_equal(widen(other, account="account", month="month"), expected)


SPOILED = {
    "no such column": (lambda f: f, {"account": "nobody"}, "'nobody'"),
    "a month twice": (lambda f: pd.concat([f, f.iloc[:1]]), {}, "stands twice in 1 row"),
    "months that are words": (lambda f: f.assign(month="some day"), {}, "neither"),
    "accounts without a name": (
        lambda f: f.assign(account=f["account"].where(f.index != 0)),
        {},
        "1 row without account",
    ),
    "one row an account": (lambda f: f.drop_duplicates("account"), {}, "stands once"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_cannot_be_widened_is_one_sentence(case):
    spoil, names, words = SPOILED[case]
    with pytest.raises(DataError, match=words) as caught:
        widen(spoil(long_book()), **({"account": "account", "month": "month"} | names))
    assert "however" in str(caught.value) and "\n" not in str(caught.value)
