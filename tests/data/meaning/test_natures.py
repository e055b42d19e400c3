"""Natures: what an applicant can do about an input, proposed from its name, kept where a person said it."""

from dataclasses import replace

import pytest

from creditviz.data.meaning.natures import natures_of, proposed_nature, with_natures
from creditviz.exceptions import SchemaError
from creditviz.schema import SequenceFeature, TableSchema

SCHEMA = TableSchema(
    numeric=("loan_amount", "age", "x7"),
    categorical=("purpose",),
    sequences=(SequenceFeature("amount", ("amount_1", "amount_2")),),
    protected=("age",),
)


@pytest.mark.parametrize(
    ("nature", "names"),
    [
        (
            "history",
            "PAY_0 PAY_AMT1 DELINQ DEROG credit_history inq_last_6mths loan_amount_past_due Mahnungen 逾期次数",
        ),
        ("others", "int_rate sub_grade LIMIT_BAL ExternalRiskEstimate addr_state Zinssatz 信用评分"),
        ("time", "age MonthlyIncome CLAGE YOJ employment_duration revol_bal operating_income Einkommen 年収"),
        ("now", "loan_amnt credit_amount duration term LOAN REASON purpose guarantor Kreditbetrag Laufzeit 贷款金额"),
        ("", "x7 other_parties V12 telephone"),
    ],
)
def test_a_name_says_what_can_be_done(nature, names):
    assert {name: proposed_nature(name) for name in names.split()} == dict.fromkeys(names.split(), nature)


def test_months_are_past_whatever_their_name_and_a_business_name_helps():
    found = natures_of(replace(SCHEMA, labels={"x7": "Loan purpose"}))
    assert found["amount"] == found["amount_1"] == "history" and found["x7"] == "now" and found["age"] == "time"


def test_what_a_person_says_is_kept_and_no_later_word_list_changes_it():
    said = with_natures(SCHEMA, {"loan_amount": "history", "x7": "", "purpose": "now", "no column": "now"})
    assert said.natures == {"loan_amount": "history", "x7": "", "purpose": "now"}
    assert natures_of(said)["loan_amount"] == "history" and natures_of(said)["x7"] == ""
    assert TableSchema.from_json(said.to_json()) == said


def test_a_schema_of_an_older_version_reads_and_keeps_its_hash():
    assert "natures" not in SCHEMA.to_json() and natures_of(TableSchema.from_json(SCHEMA.to_json()))["purpose"] == "now"
    with pytest.raises(SchemaError, match="a nature is history"):
        replace(SCHEMA, natures={"age": "never"})
