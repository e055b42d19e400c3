"""Pairs of columns: by name, by shape, with the labels out of sight."""

import json

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.schema import TableSchema
from creditviz.transfer.columns import unit_quantiles
from creditviz.transfer.divider import divide
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.pairing import Domain, pair_by_name, propose_pairs, read_pairing, write_pairing


def old(n=600, seed=0):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "income": random.lognormal(8, 0.5, n),
            "age": random.uniform(18, 80, n),
            "flag": random.integers(0, 2, n),
            "region": random.choice(["n", "s", "w"], n, p=[0.6, 0.3, 0.1]),
            "default": random.integers(0, 2, n),
        }
    )
    schema = TableSchema(
        target="default", bad=(1,), good=(0,), numeric=("income", "age", "flag"), categorical=("region",)
    )
    return Domain(frame, schema)


def new(n=500, seed=1):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "salary": random.lognormal(10, 0.5, n),  # the shape of income, in another unit
            "years": random.uniform(20, 70, n),  # the shape of age
            "has_phone": random.integers(0, 2, n),
            "region": random.choice(["s", "n", "e"], n, p=[0.5, 0.3, 0.2]),
            "y": 1,
        }
    )
    schema = TableSchema(
        target="y", bad=(1,), good=(0,), numeric=("salary", "years", "has_phone"), categorical=("region",)
    )
    return Domain(frame, schema)


def test_columns_of_one_shape_find_each_other_whatever_their_unit():
    found = {p.target: p.source for p in propose_pairs(old(), new()).pairs}
    assert found == {"salary": "income", "years": "age", "has_phone": "flag", "region": "region"}


def test_target_labels_are_never_read():
    other = new()
    without = Domain(other.frame.drop(columns="y"), other.schema)
    assert propose_pairs(old(), without) == propose_pairs(old(), other)


def test_kept_pairs_stay_and_a_borrowed_name_is_said():
    found = propose_pairs(old(), new(), keep={"years": "income"})
    pairs = {p.target: (p.source, p.how) for p in found.pairs}
    assert pairs["years"] == ("income", "given")
    assert len({source for source, _ in pairs.values()}) == 4
    assert "borrow" in found.warnings[0] and "salary" in found.warnings[0]


def test_pairs_by_name_take_common_names_and_list_the_rest():
    found = pair_by_name(old(), new())
    assert [(p.target, p.source) for p in found.pairs] == [("region", "region")]
    assert found.unpaired_source == ("income", "age", "flag")
    assert found.unpaired_target == ("salary", "years", "has_phone")


def test_a_pairing_survives_its_file():
    found = propose_pairs(old(), new())
    names = read_pairing(write_pairing(found))
    assert {p.target: p.source for p in pair_by_name(old(), new(), names).pairs} == names


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"height": "income"}, "no height"),
        ({"salary": "wealth"}, "no wealth"),
        ({"salary": "income", "years": "income"}, "more than once"),
    ],
)
def test_a_pairing_of_columns_that_are_not_there_is_refused(names, says):
    with pytest.raises(SpecificationError, match=says):
        pair_by_name(old(), new(), names)


def test_books_without_common_columns_are_told_what_to_do():
    one = Domain(old().frame, TableSchema(target="default", bad=(1,), good=(0,), numeric=("income",)))
    with pytest.raises(SchemaError, match="no name is in both"):
        pair_by_name(one, Domain(new().frame, TableSchema(target="y", bad=(1,), good=(0,), numeric=("salary",))))
    with pytest.raises(SchemaError, match="the new one 0"):
        propose_pairs(one, Domain(new().frame, TableSchema(target="y", bad=(1,), good=(0,))))


@pytest.mark.parametrize("text", ["not json", json.dumps([1]), json.dumps({"pairs": {"a": 1}})])
def test_a_damaged_pairing_file_is_refused(text):
    with pytest.raises(SpecificationError, match="pairing file"):
        read_pairing(text)


def test_each_side_is_standardised_by_its_own_book_and_shared_names_are_aligned():
    pairing = propose_pairs(old(), new())
    encoder = PairedEncoder(pairing).fit(old(), new())
    source, target = encoder.source(old().frame), encoder.target(new().frame)
    assert np.allclose(source.mean(0), 0, atol=1e-5) and np.allclose(target.std(0), 1, atol=1e-5)
    assert "aligned: region" in encoder.notes_[0]
    region = [p.target for p in pairing.pairs].index("region")
    one = pd.DataFrame({**{p.target: [1.0] for p in pairing.pairs}, "region": ["n"]})
    most = pd.DataFrame({**{p.source: [1.0] for p in pairing.pairs}, "region": ["n"]})
    ranks = [
        side.ranks(frame["region"])[0]
        for side, frame in ((encoder.columns_[region].source, most), (encoder.columns_[region].target, one))
    ]
    assert ranks == [0.0, 0.0]


def test_the_divider_has_a_0_and_a_1_and_is_symmetric():
    random = np.random.default_rng(0)
    source, target = random.normal(size=(500, 5)), random.normal(size=(400, 5)) ** 3
    target[:, 0] = random.normal(size=400)
    there, back = divide(source, target), divide(target, source)
    assert there.relative.min() == 0 and there.relative.max() == 1
    assert np.allclose(there.distance, back.distance)
    assert np.array_equal(there.shifted, there.relative > 0.35)


def test_equal_books_give_the_network_all_columns():
    rows = np.random.default_rng(0).normal(size=(200, 5))
    found = divide(rows, rows)
    assert found.shifted.all() and "equally far apart" in found.notes[0]


def test_few_pairs_are_warned_of():
    rows = np.random.default_rng(0).normal(size=(200, 1))
    assert "1 pair" in divide(rows, rows**2).notes[-1]


def test_w1_of_quantile_functions_is_the_known_distance():
    """Uniform on [0, 1] against its square: the mean of |q - q^2| is 1/6."""
    q = np.linspace(0, 1, 100_001)
    apart = np.abs(unit_quantiles(q) - unit_quantiles(q**2)).mean()
    assert apart == pytest.approx(1 / 6, abs=0.01)


def test_a_column_that_moved_or_stretched_is_told_by_location_and_scale():
    random = np.random.default_rng(0)
    old_rows, new_rows = random.normal(size=(2000, 3)), random.normal(size=(2000, 3))
    new_rows[:, 1] += 3
    new_rows[:, 2] *= 4
    found = divide(old_rows, new_rows)
    assert found.shifted.tolist() == [False, True, True]
    parts = found.parts
    assert parts["location"][0] == parts["scale"][0] == 0 and parts["location"][1] > 0.2 and parts["scale"][2] > 0.1
    assert np.allclose(sum(parts.values()), found.distance)
    apart = [(rows - rows.mean(0)) / rows.std(0) for rows in (old_rows, new_rows)]
    own = divide(*apart)
    assert not own.location.any() and not own.scale.any(), "each by its own book: only the shape is left"
