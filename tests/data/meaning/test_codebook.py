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


def months_with_codes(n=400):
    """Six months of a bill; 99999998 where no record was found."""
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({f"bill_{m}": rng.integers(0, 5000, n) for m in range(1, 7)})
    frame = frame.mask(rng.random(frame.shape) < 0.05, 99_999_998)
    return frame.assign(limit=rng.integers(1, 50, n) * 1000, default=rng.integers(0, 2, n))


def test_codes_among_the_months_are_missing_with_a_value_of_their_own():
    frame = months_with_codes()
    schema = infer_schema(frame)[0]
    months = schema.sequences[0].columns
    assert all(schema.codes[name].keys() == {"99999998"} for name in months)
    encoder = TableEncoder(schema).fit(frame)
    n_steps, _ = encoder.layout_.sequence_shape
    channels = list(encoder.layout_.channel_names)
    cube = encoder.transform(frame)[:, encoder.layout_.n_static :].reshape(len(frame), n_steps, len(channels))
    is_code = frame[list(months)].to_numpy() == 99_999_998
    at = next(i for i, name in enumerate(channels) if "=" in name)
    assert (cube[:, :, at] == is_code).all() and np.abs(cube[:, :, 0]).max() < 5, "no code stretches the scale"
    assert (TableEncoder.from_json(encoder.to_json()).transform(frame) == encoder.transform(frame)).all()


@pytest.mark.parametrize("key", ["smote", "adasyn", "adaar", "autoregressive-trees"])
def test_a_sampler_makes_no_number_of_a_code(key):
    from creditviz.sampling import SAMPLERS

    rng = np.random.default_rng(0)
    score = np.where(rng.random(200) < 0.2, 9998.0, rng.integers(300, 850, 200))
    frame = pd.DataFrame({"score": score, "amount": rng.normal(1000, 200, 200).round(2)})
    schema = TableSchema(target="y", numeric=("score", "amount"), codes={"score": {"9998": "no record"}})
    sampler = SAMPLERS[key].load()(schema=schema, random_state=0, **SAMPLERS[key].tiny)
    made, _ = sampler.fit_resample(frame, np.r_[np.ones(40), np.zeros(160)].astype(int))
    drawn = made["score"][sampler.is_synthetic_]
    assert len(drawn) == 120 and ((drawn == 9998) | drawn.between(300, 849)).all()
    assert (drawn < 850).any() and ((drawn == 9998).any() or key == "adaar"), (
        "a network of a few steps knows no codes yet"
    )
