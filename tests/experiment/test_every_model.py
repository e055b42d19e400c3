"""Every model of the registry goes the whole way on the sample book: split, encode, fit, calibrate, score."""

import numpy as np
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import SpecificationError
from creditviz.experiment.training import train_model
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.specification import TrainingSpec

ROWS = 2000


@pytest.fixture(scope="module")
def book(tmp_path_factory, sample_book):
    landed = land(sample_book, name="sample", folder=tmp_path_factory.mktemp("books"))
    frame = read_frame(landed.path).iloc[:ROWS].reset_index(drop=True)
    return frame, infer_schema(frame)[0]


@pytest.mark.parametrize("key", MODELS)
def test_it_trains_on_the_sample_book(key, book):
    frame, schema = book
    entry = MODELS[key]
    spec = TrainingSpec(book="b", schema_hash="s", model=key, parameters=dict(entry.tiny), device="cpu")
    if why_not(entry, schema):  # an extra that is not installed here
        with pytest.raises(SpecificationError, match="needs the package"):
            train_model(spec, frame, schema)
        return
    result = train_model(spec, frame, schema).result
    assert sum(result.rows.values()) == ROWS and result.rows["synthetic"] == 0
    pd = result.test.pd(result.calibration)
    assert np.all((pd >= 0) & (pd <= 1)) and 0.02 < pd.mean() < 0.3  # 8% of the accounts are bad
    assert auc(result.test.y_true, result.test.y_score) > 0.55
