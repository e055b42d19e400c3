"""A study knows whether its seeds judge other rows, or the same ones."""

import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.experiment.study.grid import run_study
from creditviz.results import Study
from creditviz.runs.artifacts import load_result, save_result
from creditviz.specification import SamplerStudySpec


@pytest.mark.parametrize(("protocol", "same"), [("holdout", False), ("out-of-time", True)])
def test_the_protocol_says_whether_all_seeds_have_one_split(sample_book, protocol, same, tmp_path):
    frame = pd.read_csv(sample_book).iloc[:1000]
    spec = SamplerStudySpec(
        book="b",
        schema_hash="s",
        samplers=("random",),
        classifiers=("decision-tree",),
        repeats=1,
        protocol=protocol,
    )
    study = run_study(spec, frame, infer_schema(frame)[0])
    assert study.same_split is same
    save_result(study, tmp_path / "study")
    assert load_result(Study, tmp_path / "study").same_split is same
