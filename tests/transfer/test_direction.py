"""The direction of risk: read from old outcomes, names and correlations; new outcomes stay out of sight."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.schema import TableSchema
from creditviz.transfer.direction import agreement, evidence, expected_risk, with_direction
from creditviz.transfer.pairing import Domain, pair_by_name, propose_pairs


def book(n=1500, seed=0, **renamed):
    """Four columns that one cause moves, two up and two down with the risk."""
    random = np.random.default_rng(seed)
    cause = random.normal(size=n)
    columns = {
        "months_late": cause + random.normal(size=n),
        "debt": cause + random.normal(size=n),
        "income": -cause + random.normal(size=n),
        "limit": -cause + random.normal(size=n),
    }
    frame = pd.DataFrame({renamed.get(name, name): values for name, values in columns.items()})
    y = (cause + random.logistic(size=n) > 1).astype(int)
    schema = TableSchema(target="y", bad=(1,), good=(0,), numeric=tuple(frame.columns))
    return Domain(frame.assign(y=y), schema), y


def said(pairing, source, target, y):
    return with_direction(pairing, source, target, y).warnings[len(pairing.warnings) :]


def test_a_name_that_promises_the_contrary_is_said():
    (old, y), (new, _) = book(), book(seed=1, income="salary", debt="x1", limit="x2", months_late="x3")
    pairing = pair_by_name(old, new, {"salary": "debt", "x2": "limit"})
    warnings = said(pairing, old, new, y)
    assert "salary ← debt" in warnings[0] and "meant more risk" in warnings[0] and "usually means less" in warnings[0]
    assert not said(pair_by_name(old, new, {"salary": "income", "x2": "limit", "x1": "debt"}), old, new, y)


def test_a_column_of_one_name_that_is_turned_round_is_found_by_the_others():
    """Codes that run the other way in the new book, e.g. a rating whose best class is 1 instead of 9."""
    (old, y), (new, _) = book(), book(seed=1)
    turned = Domain(new.frame.assign(limit=-new.frame["limit"]), new.schema)
    warnings = said(pair_by_name(old, turned), old, turned, y)
    assert len(warnings) == 1 and warnings[0].startswith("limit: moving with the other pairs")


def test_new_outcomes_are_never_read():
    (old, y), (new, _) = book(), book(seed=1, income="salary")
    pairing = pair_by_name(old, new, {"salary": "debt", "limit": "limit"})
    without = Domain(new.frame.drop(columns="y"), new.schema)
    assert said(pairing, old, without, y) == said(pairing, old, new, y)


def test_a_column_that_tells_nothing_of_the_risk_reverses_none():
    (old, _), (new, _) = book(), book(seed=1, income="salary")
    chance = np.random.default_rng(3).integers(0, 2, len(old.frame))
    pairing = pair_by_name(old, new, {"salary": "debt", "limit": "limit"})
    assert all(e.risk == 0 for e in evidence(pairing, old, new, chance))
    assert not said(pairing, old, new, chance)


def test_no_pair_by_name_leaves_the_direction_open():
    (old, y), (new, _) = book(), book(seed=1, income="a", debt="b", limit="c", months_late="d")
    assert "nothing ties high risk" in said(propose_pairs(old, new), old, new, y)[-1]


@pytest.mark.parametrize("pair", [pair_by_name, propose_pairs])
def test_a_book_split_in_two_is_silent(pair, only_real):
    frame = pd.read_csv(only_real("south-german"))
    schema, _ = infer_schema(frame)
    half = np.random.default_rng(0).permutation(len(frame)) < len(frame) // 2
    old, new = (
        Domain(frame[rows].reset_index(drop=True), schema.for_model(use_protected=False)) for rows in (half, ~half)
    )
    rows, y = outcomes(old.frame, schema)
    assert len(rows) == len(old.frame)
    assert said(pair(old, new), old, new, y) == ()


@pytest.mark.parametrize("way", [("south-german", "gmsc"), ("gmsc", "south-german")])
def test_proposed_pairs_that_are_known_to_rank_the_wrong_way_round_are_warned_of(way, only_real):
    """Every method has an AUC under .5 between these two books when pairs are proposed by shape."""
    domains = []
    for name in way:
        frame = pd.read_csv(only_real(name)).iloc[:8000]
        schema, _ = infer_schema(frame)
        rows, y = outcomes(frame, schema)
        domains.append((Domain(frame.iloc[rows].reset_index(drop=True), schema.for_model(use_protected=False)), y))
    (old, y), (new, _) = domains
    warnings = said(propose_pairs(old, new), old, new, y)
    assert any("may reverse the direction of risk" in w for w in warnings) and "nothing ties" in warnings[-1]


def test_agreement_asks_the_anchors_and_says_nothing_where_columns_are_unrelated():
    random = np.random.default_rng(0)
    rows = random.normal(size=(800, 1)) + random.normal(size=(800, 3))
    turned = rows * np.array([1, -1, -1])
    assert (agreement(rows, turned, [True, False, False]) < 0).tolist() == [False, True, True]
    apart = random.normal(size=(800, 3))
    assert (agreement(apart, apart, [True] * 3) == 0).all()


@pytest.mark.parametrize(
    ("name", "risk"),
    [
        ("NumberOfTimes90DaysLate", 1), ("delinquency_2years", 1), ("interestRate", 1), ("PAY_0", 1),
        ("MonthlyIncome", -1), ("credit_limit", -1), ("Age", -1), ("Months with the bank", -1),
        ("Payment, latest month", 0), ("usage", 0), ("V14", 0), ("amount", 0),
    ],
)  # fmt: skip
def test_what_names_promise(name, risk):
    assert expected_risk(name) == risk
