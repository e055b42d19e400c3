"""Reasons as they are told: codes of missing in words, natures as the book says today."""

import pandas as pd
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.explanation.reasons import Reason
from creditviz.runs.reading.reasons import answer_for, as_told, sensitive_columns
from creditviz.schema import TableSchema

SCHEMA = TableSchema(
    numeric=("income", "bureau"),
    categorical=("job",),
    protected=("job",),
    labels={"income": "Income", "bureau": "Bureau score"},
    codes={"income": {"-9": "missing, kind A"}, "bureau": {"-7": "no record was found"}},
)
REASONS = (Reason("income", "Income is low"), Reason("bureau", "Bureau score is low"), Reason("months", "Late"))


@pytest.mark.parametrize(
    ("income", "bureau", "said"),
    [
        (5.0, 600.0, ["Income is low", "Bureau score is low", "Late"]),
        (-9.0, -7.0, ["Income is missing", "Bureau score: no record was found", "Late"]),
        (None, -9.0, ["Income is missing", "Bureau score is low", "Late"]),
    ],
)
def test_a_code_of_missing_is_worded_as_what_it_means(income, bureau, said):
    row = pd.DataFrame({"income": [income], "bureau": [bureau], "job": ["smith"]})
    told = as_told(REASONS, row, SCHEMA)
    assert [reason.sentence for reason in told] == said
    assert [reason.column for reason in told] == [reason.column for reason in REASONS]


def test_protected_columns_are_sensitive_and_nobody_answers_without_name_and_sentence():
    assert sensitive_columns(SCHEMA) == {"job": "a protected attribute"}
    for author, reason in (("", "The law allows it"), ("Ann", " ")):
        with pytest.raises(SpecificationError, match="with a name and a sentence"):
            answer_for(None, "r", "job", author=author, reason=reason)
