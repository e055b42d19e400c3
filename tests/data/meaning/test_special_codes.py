"""A stand-in is a code, not an amount: found whatever its shape, and missing for every model."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import ENCODINGS, TableEncoder
from creditviz.data.meaning.special_codes import special_codes
from creditviz.schema import DerivedChannel, SequenceFeature, TableSchema
from creditviz.transfer.pairing import Domain

N = 400


def incomes(code: float) -> pd.DataFrame:
    income = np.random.default_rng(0).normal(3000, 500, N).round()
    income[::20] = code
    return pd.DataFrame({"income": income})


@pytest.mark.parametrize("code", [999999, 365243, -1, -555555, 88888888])
def test_a_stand_in_is_found_whatever_its_shape(code):
    assert list(special_codes(incomes(code), ["income"])["income"]) == [str(code)]


def test_a_zero_and_a_rich_customer_are_amounts():
    assert special_codes(incomes(0), ["income"]) == {}
    rich = incomes(3000)
    rich.loc[7, "income"] = 365243
    assert special_codes(rich, ["income"]) == {}


SCHEMA = TableSchema(
    target="bad",
    numeric=("income", "limit"),
    sequences=(SequenceFeature("bill", ("b2", "b1")),),
    derived=(DerivedChannel("use", "bill", "limit"),),
    codes={"income": {"999999": "missing"}, "limit": {"999999": "missing"}, "b1": {"999999": "missing"}},
)


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "raw"])
def test_every_encoding_reads_a_code_as_missing_and_marks_it(encoding):
    """All models read one of these encodings: the code's size is in none of them."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(1000, 100, (N, 4)), columns=["income", "limit", "b2", "b1"])
    empty = frame.mask(rng.random(frame.shape) < 0.1)
    empty["b2"] = frame["b2"]
    coded = empty.fillna(999999.0)
    encoder = TableEncoder(SCHEMA, encoding).fit(coded)
    marks = [i for i, name in enumerate(encoder.layout_.feature_names) if name.endswith("= 999999")]
    assert len(marks) == 2, "a column of its own for each amount that has the code"
    found = encoder.transform(coded)
    every = [i for i, name in enumerate(encoder.layout_.feature_names) if "= 999999" in name]
    assert (found[:, marks[0]] == empty["income"].isna()).all()
    plain = TableEncoder(SCHEMA, encoding).fit(empty).transform(empty)
    assert np.delete(found, every, axis=1) == pytest.approx(np.delete(plain, every, axis=1))


def test_what_is_cut_into_bins_keeps_the_code_and_is_told_that_it_is_no_amount():
    frame = incomes(999999)
    schema = TableSchema(target="bad", numeric=("income",), codes={"income": {"999999": "missing"}})
    encoder = TableEncoder(schema, "raw").fit(frame)
    assert encoder.layout_.specials == ((999999.0,),)
    assert (encoder.transform(frame)[:, 0] == 999999).sum() == N // 20


def test_a_transfer_reads_a_code_as_missing():
    frame = pd.DataFrame({"income": [1.0, 999999.0], "limit": [2.0, 3.0], "b2": [1.0, 1.0], "b1": [1.0, 1.0]})
    assert np.isnan(Domain(frame, SCHEMA).frame["income"][1])
