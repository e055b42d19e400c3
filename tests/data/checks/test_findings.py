"""What is wrong with a book is found; what is right is not complained about."""

import re

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.checks.findings import check_book
from creditviz.data.checks.leakage import lone_auc
from creditviz.data.features.distribution import feature_distribution
from creditviz.data.features.woe import information_values, strength
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.data.splitting import Split, split_rows
from creditviz.exceptions import SchemaError
from tests.data.books import small_book


def findings(frame, **options):
    schema, _ = infer_schema(frame)
    return {f.check: f for f in check_book(frame, schema, **options)}


@pytest.fixture(scope="module")
def sample(sample_book, tmp_path_factory):
    frame = read_frame(land(sample_book, name="x", folder=tmp_path_factory.mktemp("books")).path)
    return frame, infer_schema(frame)[0]


def test_the_sample_book_is_fit(sample):
    found = check_book(*sample, splits=split_rows(*sample, *outcomes(*sample)))
    assert {f.verdict for f in found} <= {"good", "note"}
    assert all(f.what.endswith(".") for f in found)
    verdicts = [f.verdict for f in found]
    assert verdicts == sorted(verdicts, key=["stop", "warning", "note", "good"].index), "the gravest first"


LEAKS = {
    "a copy": lambda y, rng: y,
    "a mirrored copy": lambda y, rng: 1 - y,
    "a noisy copy": lambda y, rng: y * 3 + rng.normal(0, 0.5, len(y)),
    "words": lambda y, rng: np.where(y == 1, "sold", "held"),
    "missing for the good": lambda y, rng: np.where(y == 1, rng.normal(size=len(y)), np.nan),
    "codes in no order": lambda y, rng: np.where(y == 1, rng.choice([2, 5], len(y)), rng.choice([1, 3, 7], len(y))),
}


@pytest.mark.parametrize("way", LEAKS)
def test_columns_that_know_the_outcome_stop(way):
    frame = small_book(1000)
    frame.insert(3, "recovered", LEAKS[way](frame["default"].to_numpy(), np.random.default_rng(1)))
    leak = findings(frame)["leakage"]
    assert leak.verdict == "stop" and leak.columns == ("recovered",)


def test_honest_columns_do_not_leak():
    frame = small_book(1000).assign(branch=[f"b{i}" for i in np.arange(1000) % 40])
    assert findings(frame)["leakage"].verdict == "good"
    y = frame["default"].to_numpy()
    rng = np.random.default_rng(99)
    assert lone_auc(pd.Series(rng.normal(size=1000)), y) < 0.58
    assert lone_auc(pd.Series(rng.choice(list("abcdefghij"), 1000)), y) < 0.6


def test_copies_of_rows_also_across_a_split():
    frame = small_book(400).drop(columns="loan_id")
    frame = pd.concat([frame, frame.iloc[:50]], ignore_index=True)
    split = Split(np.arange(0, 200), np.arange(200, 300), np.arange(300, 450))
    found = findings(frame, splits=(split,))
    assert "50 rows" in found["duplicates"].what and found["duplicates"].verdict == "warning"
    assert "50 of 150 test rows" in found["copies across the split"].what


def test_near_copies_across_a_split_are_counted_without_the_equal_ones():
    frame = small_book(400).drop(columns="loan_id")
    amounts = [name for name in frame.columns if frame[name].dtype.kind == "f" and frame[name].abs().min() > 1]
    assert amounts, "a book with amounts"
    near = frame.iloc[:40].copy()
    near[amounts] = near[amounts] * (1 + 1e-9)
    frame = pd.concat([frame, near, frame.iloc[40:50]], ignore_index=True)
    split = Split(np.arange(0, 200), np.arange(200, 300), np.arange(300, 450))
    found = findings(frame, splits=(split,))["near copies across the split"]
    before = findings(frame, splits=(Split(split.train, split.validation, np.arange(300, 400)),))
    by_chance = int(re.match(r"\d+|No", before["near copies across the split"].what)[0].replace("No", "0"))
    assert found.what.startswith(f"{40 + by_chance} of 150 test rows") and found.verdict == "note"
    spread = frame.assign(**{amounts[0]: np.geomspace(1, 1e6, len(frame))})
    apart = Split(np.arange(0, 100), np.arange(100, 150), np.arange(150, 200))
    assert findings(spread, splits=(apart,))["near copies across the split"].verdict == "good"


def test_customers_across_a_split():
    frame = small_book(400).assign(customer_id=np.arange(400) // 2)
    split = Split(np.arange(1, 201), np.arange(201, 300), np.arange(300, 400))
    found = findings(frame, splits=(split,))
    assert found["customers across the split"].verdict == "good"
    crossed = Split(np.arange(0, 200), np.arange(201, 300), np.r_[200, np.arange(300, 400)])
    assert "1 customer " in findings(frame, splits=(crossed,))["customers across the split"].what


def test_an_identifier_that_stands_twice():
    frame = small_book().assign(loan_id=lambda f: f["loan_id"].where(f.index != 7, 1000))
    schema, _ = infer_schema(small_book())
    found = {f.check: f for f in check_book(frame, schema)}
    assert found["identifier"].verdict == "warning" and "1 row " in found["identifier"].what


def test_missing_constant_rare_and_identifier_like_columns():
    frame = small_book(400).assign(
        amount=lambda f: f["amount"].where(f.index % 2 == 0),
        purpose=lambda f: f["purpose"].where(f.index != 5, "boat"),
        nothing=3,
        contract=lambda f: np.random.default_rng(0).permutation(len(f)) + 5,
    )
    found = findings(frame)
    assert found["missing"].verdict == "warning" and "amount 50%" in found["missing"].what
    assert found["constants"].columns == ("nothing",)
    assert found["rare levels"].columns == ("purpose",)
    assert found["identifier-like"].columns == ("contract",)


def test_codes_and_impossible_ages():
    frame = small_book(400).assign(
        late=lambda f: np.where(f.index % 40 == 0, 98, f.index % 14),
        age=lambda f: f["age"].where(f.index != 3, 0),
    )
    found = findings(frame)
    assert (
        found["special codes"].columns == ("late",) and "98 (missing, kind A) in 10 rows" in found["special codes"].what
    )
    assert found["implausible values"].columns == ("age",)
    assert found["stand-ins"].verdict == "good", "nothing is said twice"


def test_a_skewed_amount_is_no_stand_in():
    assert findings(small_book(2000))["stand-ins"].verdict == "good"


def test_a_bad_rate_that_changes_over_time():
    frame = small_book(900)
    frame["default"] = ((frame["issued"] > "2023-04-01") & (frame["amount"] > 2000) | (frame["amount"] > 9000)) * 1
    assert findings(frame)["drift"].verdict == "warning"


def test_undocumented_codes_of_taiwan_are_reported(only_real, tmp_path):
    frame = read_frame(land(only_real("taiwan"), name="x", folder=tmp_path).path)
    found = findings(frame)["out-of-range codes"]
    assert "EDUCATION 0 (14 rows), 5 (280 rows), 6 (51 rows); MARRIAGE 0 (54 rows)" in found.what
    assert {"EDUCATION", "MARRIAGE", "PAY_0"} <= set(found.columns)


# Information values


def test_woe_by_its_definition():
    frame = pd.DataFrame(
        {"grade": np.repeat(["a", "b"], 500), "default": np.r_[[0] * 450, [1] * 50, [0] * 300, [1] * 200]}
    )
    (value,) = information_values(frame, infer_schema(frame)[0])
    good, bad = np.array([450.5, 300.5]) / 751, np.array([50.5, 200.5]) / 251
    assert value.labels == ("a", "b")
    assert value.woe == pytest.approx(np.log(good / bad))
    assert value.iv == pytest.approx(((good - bad) * np.log(good / bad)).sum())
    assert value.bad_rate.tolist() == [0.1, 0.4]


def test_information_values_of_the_sample_book(sample):
    values = information_values(*sample)
    assert [v.iv for v in values] == sorted((v.iv for v in values), reverse=True)
    assert all(v.iv >= 0 and v.count.sum() == 6000 and v.n_bad.sum() == 480 for v in values)
    by_name = {v.feature: v for v in values}
    assert by_name["status_t-0"].iv > by_name["status_t-11"].iv > by_name["sex"].iv
    assert by_name["sex"].strength == "within noise", "sex has no influence in the simulation"
    assert by_name["income"].labels[-1] == "missing"


def test_only_the_rows_asked_for_are_read(sample):
    (split,) = split_rows(*sample, *outcomes(*sample))
    assert {v.n_rows for v in information_values(*sample, rows=split.train)} == {len(split.train)}


def test_strengths_are_in_order():
    words = [strength(iv) for iv in (0.0, 0.05, 0.2, 0.4, 0.8)]
    assert words == ["none", "weak", "medium", "strong", "very strong"]


# Distributions


def test_distributions_are_shares_of_each_outcome(sample):
    frame, schema = sample
    row_id, y = outcomes(frame, schema)
    for feature in ("income", "age", "status_t-0", "channel"):
        d = feature_distribution(frame, schema, feature)
        assert d.share_good.sum() == pytest.approx(1) and d.share_bad.sum() == pytest.approx(1)
        assert len(d.labels) == len(d.count) == len(d.bad_rate) <= 60
        assert d.count.sum() == d.n_rows == 6000 and d.n_bad == y.sum()
        assert np.nansum(d.bad_rate * d.count) == pytest.approx(d.n_bad)
        assert (d.edges is None) == (feature in ("status_t-0", "channel"))
    assert feature_distribution(frame, schema, "status_t-0").labels[:3] == ("-1", "0", "1")
    with pytest.raises(SchemaError, match="is none"):
        feature_distribution(frame, schema, "account")


@pytest.mark.parametrize(
    ("others", "asked"),
    [
        (np.arange(300, 850, 5), True),  # a score: none was found
        (np.arange(18, 75), True),  # an age
        (np.arange(1, 60), False),  # months of a tenure begin at 0
        (np.arange(1, 12), False),  # a count
        (np.geomspace(1, 50_000, 100).round(), False),  # an amount down to nothing
        (np.arange(12, 72, 6), False),  # terms by half years
    ],
)
def test_a_zero_far_below_all_others_is_asked_about_and_never_taken(others, asked):
    values = np.r_[np.zeros(20), np.resize(others, 380)]
    frame = pd.DataFrame({"value": values, "default": np.arange(400) % 5 == 0})
    schema, _ = infer_schema(frame)
    found = [f for f in check_book(frame, schema) if f.check == "zeros"]
    assert bool(found) is asked and not schema.codes
    assert all("20 rows, 5.0%" in f.what and f.verdict == "note" for f in found)
