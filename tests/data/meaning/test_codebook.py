"""Codes that an analyst names: kept with the schema, missing values of their own for a model, advised by nothing."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.meaning.codebook import code_lines, with_codes
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import SchemaError
from creditviz.explanation.counterfactual import learn_candidates
from creditviz.schema import TableSchema
from tests.data.shapes import SHAPES


@pytest.fixture(scope="module")
def book():
    import io

    frame = pd.read_csv(io.BytesIO(SHAPES["11_special_codes.csv"]()))
    return frame, infer_schema(frame)[0]


def test_codes_are_named_and_kept(book):
    _, schema = book
    lines = code_lines(schema)
    lines[0]["meaning"] = "no such record"
    named = with_codes(
        schema, [*lines, {"column": "amount", "code": "99.0", "meaning": ""}, {"column": "", "code": "1"}]
    )
    assert named.codes[lines[0]["column"]][lines[0]["code"]] == "no such record"
    assert named.codes["amount"] == {"99": "missing"}
    assert TableSchema.from_json(named.to_json()) == named and named.hash != schema.hash


@pytest.mark.parametrize("line", [{"column": "purpose", "code": "1"}, {"column": "amount", "code": "x"}])
def test_codes_that_make_no_sense_are_one_sentence(book, line):
    with pytest.raises(SchemaError, match="however"):
        with_codes(book[1], [line])


@pytest.mark.parametrize("encoding", ["one-hot", "codes"])
def test_a_model_reads_a_code_as_missing_with_a_value_of_its_own(book, encoding):
    frame, schema = book
    encoder = TableEncoder(schema, encoding).fit(frame)
    matrix = encoder.transform(frame)
    names = list(encoder.layout_.feature_names)
    column = frame["months_since_delinq"].to_numpy()
    for code in (-7, -8, -9):
        assert (matrix[:, names.index(f"months_since_delinq = {code}")] == (column == code)).all()
    assert (matrix[:, names.index("months_since_delinq missing")] == (column < 0)).all()
    amounts = matrix[column >= 0, names.index("months_since_delinq")]
    assert np.corrcoef(amounts, column[column >= 0])[0, 1] > 0.9, "the codes do not stretch the scale of the amounts"
    again = TableEncoder.from_json(encoder.to_json())
    assert (again.transform(frame) == matrix).all() and again.layout_ == encoder.layout_


def test_nothing_advises_changing_to_a_code_or_from_one(book):
    frame, schema = book
    candidate = next(c for c in learn_candidates(frame, schema) if c.column == "months_since_delinq")
    assert (candidate.values >= 0).all()
    assert len(candidate.allowed(-7, None, 60)) == 0 and len(candidate.allowed(5, None, 60)) > 0
