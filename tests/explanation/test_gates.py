"""What a gate lets through, by column of the encoded row."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.exceptions import SpecificationError
from creditviz.explanation.gates import gates
from creditviz.models.fields.afcc import ENTRY, AFCCClassifier
from creditviz.results import FieldImportance, Layout
from creditviz.runs.artifacts import load_result, save_result
from creditviz.schema import SequenceFeature, TableSchema

SCHEMA = TableSchema(
    numeric=("limit",),
    categorical=("kind",),
    sequences=(SequenceFeature("late", ("late_2", "late_1"), "code"),),
    labels={"limit": "Credit limit", "late": "Repayment status"},
)


class Gated:
    def __init__(self, openings):
        self.openings = openings

    def gate_openings(self, X):
        return self.openings


LAYOUT = Layout(("limit", "kind"), ("limit", "kind"), 2)


def test_means_and_spreads_are_taken_over_rows_and_columns_without_a_gate_are_named():
    openings = np.array([[0.2, np.nan], [0.6, np.nan]])
    found = gates(Gated(openings), np.zeros((2, 2)), LAYOUT, SCHEMA, n_available=9)
    assert (found.names, found.sources, found.left_out) == (("Credit limit",), ("limit",), ("kind",))
    np.testing.assert_allclose(found.importance, [0.4])
    np.testing.assert_allclose(found.spread, [0.2])
    assert (found.n_rows, found.n_available) == (2, 9)


def test_a_network_whose_gate_is_off_has_no_importances():
    found = gates(Gated(None), np.zeros((2, 2)), LAYOUT, SCHEMA, n_available=2)
    assert found.names == () and found.importance.shape == (0,) and found.left_out == ("Credit limit", "kind")


def test_a_model_of_another_kind_is_refused_in_words():
    with pytest.raises(SpecificationError, match="Choose an AFCC run"):
        gates(object(), np.zeros((1, 2)), LAYOUT, SCHEMA, n_available=1)


def test_every_month_of_a_book_is_named_and_the_result_comes_back_from_a_file(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"limit": rng.normal(size=200), "kind": rng.choice(["a", "b"], 200)})
    frame[["late_2", "late_1"]] = rng.integers(0, 3, (200, 2))
    encoder = TableEncoder(SCHEMA, "codes").fit(frame)
    layout, X = encoder.layout_, encoder.transform(frame)
    codes = {"categorical_features": layout.categorical_features, "categorical_channels": layout.categorical_channels}
    model = AFCCClassifier(**ENTRY.tiny, **codes, sequence_shape=layout.sequence_shape, random_state=0)
    found = gates(model.fit(X, (frame["limit"] > 0).astype(int)), X, layout, SCHEMA, n_available=200)
    assert found.names == (
        "Credit limit", "kind", "Repayment status, 1 month before", "Repayment status, latest month"
    )  # fmt: skip
    assert found.sources == ("limit", "kind", "late_2", "late_1") and found.left_out == ()
    save_result(found, tmp_path / "gates.safetensors")
    back = load_result(FieldImportance, tmp_path / "gates.safetensors")
    np.testing.assert_array_equal(back.importance, found.importance)
    assert back.names == found.names
