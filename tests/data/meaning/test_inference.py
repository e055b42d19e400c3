"""The first reading of a book: known sets by their documentation, others by reasons that are shown."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import change_schema, infer_schema
from creditviz.data.meaning.known import TAIWAN
from creditviz.data.outcome import outcomes
from creditviz.schema import TableSchema
from tests.data.books import small_book


@pytest.fixture(scope="module")
def real_frame(only_real, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return lambda name: read_frame(land(only_real(name), name=name, folder=folder).path)


DOCUMENTED = {  # name: (target, bad, number of bads, protected, identifier, date)
    "taiwan": ("default payment next month", (1,), 6636, {"SEX", "MARRIAGE", "AGE"}, "ID", None),
    "german": ("class", (2,), 300, {"personal_status", "age", "foreign_worker"}, None, None),
    "south-german": ("credit_risk", (0,), 300, {"personal_status_sex", "age", "foreign_worker"}, None, None),
    "gmsc": ("SeriousDlqin2yrs", (1,), 10026, {"age"}, "column_1", None),
    "tianchi": ("isDefault", (1,), 413, set(), "id", "issueDate"),
    "home-credit": ("TARGET", (1,), 386, {"CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS"}, "SK_ID_CURR", None),
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_known_sets_get_the_schema_of_their_documentation(name, real_frame):
    frame = real_frame(name)
    schema, guesses = infer_schema(frame, name="a file")
    target, bad, n_bad, protected, identifier, date = DOCUMENTED[name]
    assert (schema.target, schema.bad, schema.identifier, schema.date) == (target, bad, identifier, date)
    assert set(schema.protected) == protected
    assert outcomes(frame, schema)[1].sum() == n_bad
    assert schema.book != "a file"
    assert TableSchema.from_json(schema.to_json()) == schema
    assert {g.column for g in guesses} == set(frame.columns) and all(g.reason for g in guesses)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_known_sets_are_understood_without_being_known(name, real_frame, monkeypatch):
    """The general rules find the outcome of every public set by themselves."""
    monkeypatch.setattr("creditviz.data.meaning.inference.recognise", lambda columns: None)
    frame = real_frame(name)
    schema, _ = infer_schema(frame)
    assert schema.target == DOCUMENTED[name][0]
    if name != "south-german":  # whose 1 is good: nothing in the file says so
        assert outcomes(frame, schema)[1].sum() == DOCUMENTED[name][2]
    assert schema.identifier == DOCUMENTED[name][4]
    if name == "taiwan":
        assert [s.columns for s in schema.sequences] == [s.columns for s in TAIWAN.sequences]
        assert [s.kind for s in schema.sequences] == ["code", "numeric", "numeric"]
    else:
        assert schema.sequences == ()


def test_taiwan_runs_from_april_to_september(real_frame):
    schema, _ = infer_schema(real_frame("taiwan"))
    assert schema.book == TAIWAN.name
    pay, bill, paid = schema.sequences
    assert pay.columns == ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0") and pay.kind == "code"
    assert (bill.columns[0], bill.columns[-1]) == ("BILL_AMT6", "BILL_AMT1")
    assert (paid.columns[0], paid.columns[-1]) == ("PAY_AMT6", "PAY_AMT1")
    assert [d.numerator for d in schema.derived] == ["BILL_AMT"]


def test_the_card_fraud_sample_is_recognised(real_frame):
    schema, _ = infer_schema(real_frame("fraud"))
    assert (schema.book, schema.target, schema.bad) == ("ULB card fraud", "Class", (1,))
    assert schema.sequences == () and len(schema.numeric) == 30


def test_the_sample_book_is_recognised(sample_book, tmp_path):
    frame = read_frame(land(sample_book, name="x", folder=tmp_path).path)
    schema, _ = infer_schema(frame)
    assert schema.book == "Sample credit-card book"
    assert schema.n_steps == 12 and schema.date == "application_date"
    assert set(schema.columns) == set(frame.columns)


def status_book(values, **changes):
    return small_book().assign(default=np.resize(values, 200)).rename(columns={"default": "loan_status"} | changes)


def test_loan_statuses_are_bad_good_or_left_out():
    frame = status_book(["Fully Paid", "Charged Off", "Current", "Fully Paid", "In Grace Period", "Late (31-120 days)"])
    schema, guesses = infer_schema(frame)
    assert schema.target == "loan_status"
    assert (schema.bad, schema.good) == (("Charged Off",), ("Fully Paid",))
    assert set(schema.exclude) == {"Current", "In Grace Period", "Late (31-120 days)"}
    assert any(g.role == "target" and "words" in g.reason for g in guesses)


@pytest.mark.parametrize(
    ("name", "values", "bad"),
    [
        ("target", [0, 0, 0, 1], (1,)),
        ("isDefault", [0.0, 1.0], (1,)),
        ("default", [False, False, True], (1,)),
        ("default", ["no", "no", "yes"], ("yes",)),
        ("bad_flag", ["N", "N", "Y"], ("Y",)),
        ("good", [1, 1, 1, 0], (0,)),
        ("class", ["good", "good", "bad"], ("bad",)),
        ("y", [1, 1, 2], (2,)),
        ("label", ["A", "A", "B"], ("B",)),
    ],
)
def test_targets_by_name_and_value(name, values, bad):
    frame = small_book().drop(columns="default")
    frame.insert(2, name, np.resize(values, 200))  # not at the end: the name must do
    schema, _ = infer_schema(frame)
    assert schema.target == name
    assert schema.bad == bad
    _, y = outcomes(frame, schema)
    assert 0 < y.mean() <= 0.5


def test_roles_of_plain_columns():
    rng = np.random.default_rng(0)
    n = 400
    frame = small_book(n).assign(
        customer_id=rng.integers(0, 150, n),
        sample=np.resize(["train", "train", "test"], n),
        n_loans=rng.integers(0, 4, n),
        payments_missed=rng.poisson(0.7, n),
        grade=rng.integers(1, 8, n),
        gender=rng.choice(["m", "f"], n),
        remark=[f"text {i}" for i in range(n)],
        nothing=1,
        closed="2024-05-01",
        empty=np.nan,
    )
    schema, _ = infer_schema(frame)
    assert (schema.identifier, schema.group, schema.split) == ("loan_id", "customer_id", "sample")
    assert {"n_loans", "payments_missed", "age", "amount"} <= set(schema.numeric)
    assert {"grade", "gender", "purpose", "region_code"} <= set(schema.categorical)
    assert {"remark", "nothing", "closed", "empty"} <= set(schema.ignored)
    assert set(schema.protected) == {"age", "gender"}


def test_a_large_book_is_read_on_a_sample_and_says_so():
    frame = pd.concat([small_book(60_000, seed) for seed in (0, 1)], ignore_index=True)
    _, guesses = infer_schema(frame)
    assert all("100,000 of 120,000 rows" in g.reason for g in guesses if g.role == "numeric")


# Corrections


@pytest.mark.parametrize("odd", ["twice", "empty", "half"])
def test_an_identifier_with_a_flaw_is_no_amount(odd):
    numbers = np.arange(200, dtype=float) * 7 + 100_000
    if odd == "half":
        numbers = np.repeat(numbers[:100], 2)
    else:
        numbers[17] = numbers[16] if odd == "twice" else np.nan
    schema, _ = infer_schema(small_book().assign(loan_id=numbers))
    assert "loan_id" not in schema.features(use_protected=True)
    assert schema.identifier == (None if odd == "half" else "loan_id")


def test_text_from_a_command_line_finds_values_of_any_type():
    for values, given, bad in (
        ([0, 1], "1", (1,)),
        ([0.0, 1.0], "1", (1.0,)),
        (["No", "Yes"], "yes", ("Yes",)),
        (
            [False, True],
            "True",
            (True,),
        ),
    ):
        frame = small_book().assign(default=np.resize(values, 200))
        schema = change_schema(infer_schema(frame)[0], frame, bad=[given])
        assert schema.bad == bad and len(schema.good) == 1


def test_turning_good_and_bad_round():
    frame = small_book()
    schema = infer_schema(frame)[0]
    turned = change_schema(schema, frame, bad=["0"], good=["1"])
    assert (outcomes(frame, turned)[1] == 1 - outcomes(frame, schema)[1]).all()


def test_a_new_target_leaves_the_features():
    frame = small_book().assign(fraud=lambda f: np.resize([0, 0, 1], len(f)))
    schema = change_schema(infer_schema(frame)[0], frame, target="fraud")
    assert schema.target == "fraud" and schema.bad == (1,)
    assert "fraud" not in schema.features(use_protected=True)
    assert "default" in schema.ignored, "the old outcome must not become a feature"


def test_every_role_can_be_given_and_taken_back():
    frame = small_book()
    schema = infer_schema(frame)[0]
    for role in ("categorical", "ignored", "group", "exposure", "numeric"):
        schema = change_schema(schema, frame, roles={"amount": role})
        named = {"group": (schema.group,), "exposure": (schema.exposure,)}.get(role) or getattr(schema, role)
        assert "amount" in named
    assert set(schema.numeric) == {"amount", "age"}
    assert schema.group is None and schema.exposure is None


def test_a_month_taken_out_of_a_sequence_takes_it_apart(sample_book, tmp_path):
    frame = read_frame(land(sample_book, name="x", folder=tmp_path).path)
    schema = change_schema(infer_schema(frame)[0], frame, roles={"balance_t-3": "ignored"})
    assert [s.name for s in schema.sequences] == ["status", "payment"]
    assert schema.derived == () and "balance_t-2" in schema.numeric and "balance_t-3" in schema.ignored


def test_a_protected_attribute_told_every_month_is_still_protected():
    rng = np.random.default_rng(0)
    months = {f"sex_2024_{month:02d}": rng.integers(1, 3, 300) for month in (1, 2, 3)}
    amounts = {f"bill_2024_{month:02d}": rng.normal(size=300) for month in (1, 2, 3)}
    frame = pd.DataFrame({**months, **amounts, "default": rng.integers(0, 2, 300)})
    schema = infer_schema(frame)[0]
    assert [s.name for s in schema.sequences] == ["bill"]
    assert set(schema.protected) == set(months)
    assert not set(months) & set(schema.features())
