"""Outcomes of the field's own files, by name and values: which is bad, and how sure that is."""

import numpy as np
import pytest

from creditviz.data.meaning.changes import assented, change_schema, check_certain
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import SchemaError
from tests.data.shapes import N_BAD, loans

FIELD = [  # (name, value of the bad, value of the good, grade)
    ("RiskPerformance", "Bad", "Good", "taken"),
    ("BAD", 1, 0, "taken"),
    ("TARGET", 1, 0, "taken"),
    ("TARGET_LABEL_BAD=1", 1, 0, "taken"),
    ("SeriousDlqin2yrs", 1, 0, "taken"),
    ("default.payment.next.month", 1, 0, "taken"),
    ("loan_default", 1, 0, "taken"),
    ("isDefault", 1, 0, "taken"),
    ("y", 1, 0, "taken"),
    ("class", "bad", "good", "taken"),
    ("class", 1, 0, "taken"),
    ("class", 2, 1, "check"),
    ("Creditability", 0, 1, "taken"),
    ("creditability", 2, 1, "taken"),
    ("loan_status", "Charged Off", "Fully Paid", "taken"),
    ("loan_status", "Default", "Non-Default", "taken"),
    ("final_status", "Defaulted", "Paid off", "taken"),
    ("Loan_Status", "N", "Y", "check"),
    ("MIS_Status", "CHGOFF", "P I F", "check"),
    ("loan_status", "Rejected", "Approved", "check"),
    ("label", "B", "A", "check"),
    ("loan_condition", "Bad Loan", "Good Loan", "taken"),
    ("Loan Approval Status", 0, 1, "check"),
    ("dpd90_12m", 1, 0, "taken"),
    ("GB_flag", "B", "G", "taken"),
    ("not.fully.paid", 1, 0, "taken"),
    ("loan_paid_back", 0, 1, "taken"),
    ("no_default", 0, 1, "taken"),
    ("non_default", 0, 1, "taken"),
    ("nondefault", 0, 1, "taken"),
    ("unpaid", 1, 0, "taken"),
    ("good", 0, 1, "taken"),
    ("repaid", "No", "Yes", "taken"),
    ("defaulted", "Yes", "No", "taken"),
    ("Ausfall", "ja", "nein", "taken"),
    ("défaut", "oui", "non", "taken"),
    ("inadimplente", "sim", "não", "taken"),
    ("impago", "SI", "NO", "taken"),
    ("wanbetaling", "ja", "nee", "taken"),
    ("是否违约", 1, 0, "taken"),
    ("연체", 1, 0, "taken"),
    ("status", "niespłacony", "spłacony", "taken"),
]


@pytest.mark.parametrize(("name", "bad", "good", "grade"), FIELD)
@pytest.mark.parametrize("at", ["first", "last"])
def test_outcomes_of_the_field(name, bad, good, grade, at):
    outcome = np.where(loans()["default"] == 1, bad, good)
    frame = loans().drop(columns="default").assign(sexo="M", has_phone=np.arange(len(loans())) % 2)
    frame.insert(0 if at == "first" else frame.shape[1], name, outcome)
    schema, _ = infer_schema(frame)
    assert (schema.target, schema.bad, schema.good, schema.certainty) == (name, (bad,), (good,), grade)


@pytest.mark.parametrize(("name", "proposed"), [("target", 0), ("default", 1), ("credit_risk", 0)])
def test_a_bad_rate_above_one_half_is_asked_about(name, proposed):
    frame = loans().assign(default=lambda f: 1 - f["default"]).rename(columns={"default": name})
    schema, _ = infer_schema(frame)
    assert schema.certainty == "check" and schema.bad == (proposed,)
    assert "15.6%" in schema.doubt and "84.4%" in schema.doubt


def test_nothing_is_trained_before_somebody_has_said_so():
    frame = (
        loans()
        .assign(default=lambda f: np.where(f["default"] == 1, "N", "Y"))
        .rename(columns={"default": "Loan_Status"})
    )
    schema, _ = infer_schema(frame)
    with pytest.raises(SchemaError, match="confirmed"):
        check_certain(schema)
    check_certain(assented(schema))
    for given in ({"bad": ["N"]}, {"target": "Loan_Status", "bad": ["Y"]}):
        check_certain(change_schema(schema, frame, **given))
    with pytest.raises(SchemaError):  # naming the column does not say which of its values is bad
        check_certain(change_schema(schema, frame, target="Loan_Status"))


def test_lending_club_as_published():
    frame = loans()
    rng = np.random.default_rng(0)
    words = ["Fully Paid", "Current", "In Grace Period", "Late (31-120 days)", "Issued"]
    frame["loan_status"] = np.where(
        frame["default"] == 1, "Charged Off", rng.choice(words, len(frame), p=[0.8, 0.1, 0.05, 0.03, 0.02])
    )
    schema, _ = infer_schema(frame.drop(columns="default"))
    assert (schema.bad, schema.good, schema.certainty) == (("Charged Off",), ("Fully Paid",), "taken")
    assert set(schema.exclude) == set(words[1:])
    assert (frame["loan_status"] == "Charged Off").sum() == N_BAD
