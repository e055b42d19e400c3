"""Units of pairs: what is proposed, what is chosen, and what the encoder makes of it."""

import json

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.schema import TableSchema
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.pairing import Domain, pair_by_name, read_pairing, read_units, write_pairing
from creditviz.transfer.words.common_units import with_units


def domain(**columns):
    return Domain(pd.DataFrame(columns), TableSchema(numeric=tuple(columns)))


def values(shift=0.0, stretch=1.0, seed=0):
    return shift + stretch * np.random.default_rng(seed).uniform(20, 60, 500)


def units(old, new, names=None, **more):
    return {p.target: p.unit for p in with_units(pair_by_name(old, new, names), old, new, **more).pairs}


def test_like_sizes_have_a_common_unit_and_others_do_not():
    old = domain(age=values(), limit=values(stretch=100), term_months=values())
    new = domain(age=values(20, seed=1), limit=values(stretch=30_000, seed=1), term_months=values(seed=1))
    assert units(old, new) == {"age": "common", "limit": "own", "term_months": "common"}
    assert set(units(old, new, propose=False).values()) == {"own"}


def test_two_spoken_units_are_never_one():
    old, new = domain(tenure_months=values()), domain(tenure_years=values(seed=1))
    assert units(old, new, {"tenure_years": "tenure_months"}) == {"tenure_years": "own"}


def test_a_choice_goes_before_what_is_proposed_and_a_wrong_one_is_refused():
    old, new = domain(age=values()), domain(age=values(seed=1))
    assert units(old, new, chosen={"age": "ranks", "gone": "own"}) == {"age": "ranks"}
    with pytest.raises(SpecificationError, match="one of own, common, ranks"):
        units(old, new, chosen={"age": "metres"})


@pytest.mark.parametrize(("unit", "mean"), [("own", 0.0), ("ranks", 0.0), ("common", 20 / values().std())])
def test_only_in_a_common_unit_a_column_that_moved_has_moved(unit, mean):
    old, new = domain(age=values()), domain(age=values(20))
    pairing = with_units(pair_by_name(old, new), old, new, chosen={"age": unit})
    encoder = PairedEncoder(pairing).fit(old, new)
    assert encoder.source(old.frame).mean() == pytest.approx(0, abs=1e-3)
    assert encoder.target(new.frame).mean() == pytest.approx(mean, rel=1e-3, abs=1e-3)
    again = PairedEncoder.from_json(encoder.to_json())
    assert np.array_equal(again.target(new.frame), encoder.target(new.frame))
    assert np.isfinite(again.target(new.frame.assign(age=np.nan))).all()


def test_ranks_do_not_change_with_a_rising_map_and_keep_ties():
    old, new = domain(age=values()), domain(age=np.round(values()))
    pairing = with_units(pair_by_name(old, new), old, new, chosen={"age": "ranks"})
    made = PairedEncoder(pairing).fit(old, new).target(new.frame)
    bent = domain(age=np.exp(new.frame["age"] / 10))
    assert np.allclose(made, PairedEncoder(pairing).fit(old, bent).target(bent.frame), atol=0.02)
    assert made.std() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("unit", ["own", "common", "ranks"])
def test_a_threshold_is_undone_to_the_number_it_cuts_at(unit):
    old, new = domain(age=values()), domain(age=values(20, seed=1))
    pairing = with_units(pair_by_name(old, new), old, new, chosen={"age": unit})
    side = PairedEncoder(pairing).fit(old, new).columns_[0].target
    assert [side.undo(x) for x in side.apply(new.frame["age"][:20])] == pytest.approx(
        list(new.frame["age"][:20]), abs=0.3
    )


def test_units_survive_the_pairing_file_and_a_wrong_one_is_refused():
    old, new = domain(age=values()), domain(age=values(seed=1))
    text = write_pairing(with_units(pair_by_name(old, new), old, new))
    assert read_pairing(text) == {"age": "age"} and read_units(text) == {"age": "common"}
    with pytest.raises(SpecificationError, match="each one of"):
        read_units(json.dumps({"pairs": {"age": "age"}, "units": {"age": "metres"}}))


def test_encoders_keep_guesses_and_units():
    from creditviz.transfer.words.proposal import pair_by_meaning

    old, new = domain(age=values(), x=values(seed=2)), domain(age=values(seed=1), y=values(seed=3))
    pairing = with_units(pair_by_meaning(old, new), old, new)
    assert PairedEncoder.from_json(PairedEncoder(pairing).fit(old, new).to_json()).pairing == pairing


def test_encoders_of_older_runs_are_read():
    old, new = domain(age=values()), domain(age=values(seed=1))
    encoder = PairedEncoder(pair_by_name(old, new)).fit(old, new)
    state = json.loads(encoder.to_json())
    del state["pairing"]["guesses"]
    for pair in state["pairing"]["pairs"]:
        del pair["unit"], pair["why"]
    assert np.array_equal(PairedEncoder.from_json(json.dumps(state)).source(old.frame), encoder.source(old.frame))
