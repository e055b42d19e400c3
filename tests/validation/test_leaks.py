"""Leaks of many kinds, planted one at a time, are found and named; honest books have none."""

import numpy as np
import pandas as pd
import pytest

from creditviz.cli.output import echo_training
from creditviz.data.checks.leakage import check_leakage
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import SpecificationError
from creditviz.results.committee import SignOff
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.runs.reading.committee import sign, sign_offs
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

N = 3000


def book(seed=0):
    """Four honest columns of moderate strength and an outcome."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, 3))
    job = rng.choice(["clerk", "nurse", "smith"], N)
    risk = 0.8 * x[:, 0] - 0.5 * x[:, 1] + 0.3 * (job == "smith") - 1.4
    y = (rng.random(N) < 1 / (1 + np.exp(-risk))).astype(int)
    frame = pd.DataFrame({"income": x[:, 0], "age": x[:, 1], "limit": x[:, 2], "job": job, "default": y})
    return frame, y, rng


def stops(frame):
    features = [name for name in frame.columns if name != "default"]
    numeric = tuple(name for name in features if frame[name].dtype.kind in "iufb")
    schema = TableSchema(
        target="default",
        bad=(1,),
        good=(0,),
        numeric=numeric,
        categorical=tuple(n for n in features if n not in numeric),
    )
    return [finding for finding in check_leakage(frame, schema) if finding.verdict == "stop"]


def only_bads(y, rng):
    return np.where((y == 1) & (rng.random(N) < 0.5), rng.gamma(2, 100, N), 0.0)


def symmetric(y, rng):
    return np.where(y == 1, rng.uniform(2, 4, N) * rng.choice([-1, 1], N), rng.normal(0, 0.6, N))


def level(y, rng):
    return np.where((y == 1) & (rng.random(N) < 0.6), "workout", rng.choice(["east", "west"], N))


def numbered_level(y, rng):
    return np.where((y == 1) & (rng.random(N) < 0.7), 7, rng.choice([0, 1, 2, 5, 6, 8, 9, 12], N))


def filled_in(y, rng):
    return pd.Series(np.where((y == 1) & (rng.random(N) < 0.8), rng.normal(size=N), np.nan))


def filled_text(y, rng):
    return pd.Series(np.where((y == 1) & (rng.random(N) < 0.8), "see file", None), dtype=object)


def emptied(y, rng):
    return pd.Series(np.where(y == 1, np.nan, rng.normal(size=N)))


def late_date(y, rng):
    days = np.where(y == 1, rng.integers(800, 1100, N), rng.integers(0, 790, N))
    return (pd.Timestamp("2020-01-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")


def date_for_bads(y, rng):
    dates = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, N), unit="D"))
    return dates.dt.strftime("%Y-%m-%d").where((y == 1) & (rng.random(N) < 0.7), None)


def month_of_default(y, rng):
    month = np.where(y == 1, 12, rng.integers(1, 12, N))
    return [f"2020-{m:02d}-{d:02d}" for m, d in zip(month, rng.integers(1, 28, N), strict=True)]


def text(y, rng):
    words = rng.choice(["paid", "called", "branch", "visit", "letter"], (N, 3))
    said = [" ".join(row) for row in words]
    return [f"{s} written off {i}" if bad else f"{s} {i}" for i, (s, bad) in enumerate(zip(said, y, strict=True))]


def copy(y, rng):
    return 1 - y


def noisy_copy(y, rng):
    return y + rng.normal(0, 0.2, N)


ALONE = [
    only_bads, symmetric, level, numbered_level, filled_in, filled_text, emptied, late_date, date_for_bads,
    month_of_default, text, copy, noisy_copy,
]  # fmt: skip


@pytest.mark.parametrize("plant", ALONE, ids=lambda plant: plant.__name__)
def test_a_leak_in_one_column_is_found(plant):
    frame, y, rng = book()
    frame.insert(2, "planted", plant(y, rng))
    (finding,) = stops(frame)
    assert finding.check == "leakage" and finding.columns == ("planted",)


def sign_together(y, rng):
    first = rng.normal(size=N)
    return first, np.where(y == 1, 1, -1) * np.sign(first) * rng.uniform(0.2, 2, N)


def difference(y, rng):
    due = rng.gamma(3, 200, N)
    return due, due - np.where(y == 1, rng.uniform(20, 200, N), 0.0)


@pytest.mark.parametrize("plant", [sign_together, difference], ids=lambda plant: plant.__name__)
def test_a_leak_in_two_columns_together_is_found(plant):
    frame, y, rng = book()
    frame["first"], frame["second"] = plant(y, rng)
    finding = next(finding for finding in stops(frame) if finding.check == "leakage in pairs")
    assert set(finding.columns[:2]) == {"first", "second"}


def test_a_model_that_is_too_good_names_what_carries_it():
    """Twelve weak copies of the outcome: none tells it alone, no two do, all together do."""
    frame, y, rng = book()
    for number in range(12):
        frame[f"note {number}"] = y + rng.normal(0, 1.0, N)
    found = {finding.check: finding for finding in stops(frame)}
    assert set(found) == {"too good"} and found["too good"].columns[0].startswith("note ")


@pytest.mark.parametrize("seed", range(3))
def test_simulated_honest_books_have_none(seed):
    assert not stops(book(seed)[0])


@pytest.mark.parametrize(
    "name", ["german", "south-german", pytest.param("taiwan", marks=pytest.mark.nightly),
             pytest.param("gmsc", marks=pytest.mark.nightly), pytest.param("home-credit", marks=pytest.mark.nightly)]
)  # fmt: skip
def test_real_books_have_none(name, only_real):
    frame = pd.read_csv(only_real(name))
    assert not [f for f in check_leakage(frame, infer_schema(frame)[0]) if f.verdict == "stop"]


@pytest.mark.parametrize("seed", range(3))
def test_a_part_of_a_real_book_has_none(seed, only_real):
    """560 accounts are what a run on German credit trains on: chance must not pass for a leak."""
    frame = pd.read_csv(only_real("german"))
    schema = infer_schema(frame)[0]
    part = frame.sample(560, random_state=seed)
    assert not [f for f in check_leakage(part, schema) if f.verdict == "stop"]


def three_together(y, rng):
    """The sign of a product of three: no column and no pair knows it."""
    first, second = rng.normal(size=(2, N))
    return first, second, np.where(y == 1, 1, -1) * np.sign(first * second) * rng.uniform(0.2, 2, N)


def test_a_leak_that_only_three_columns_hold_is_above_the_expectation():
    frame, y, rng = book()
    for number, values in enumerate(three_together(y, rng)):
        frame[f"part {number}"] = values
    found = {finding.check: finding for finding in stops(frame)}
    assert set(found) == {"too good"} and set(found["too good"].columns) == {"part 0", "part 1", "part 2"}


def test_a_stop_finding_stands_beside_the_figures_of_every_run_on_the_book(tmp_path, capsys):
    frame, y, rng = book()
    frame.insert(2, "recovered", only_bads(y, rng))
    frame.to_csv(tmp_path / "leaky.csv", index=False)
    workspace = Workspace(tmp_path / "home")
    stored = add_book(workspace, tmp_path / "leaky.csv", name="leaky")
    spec = TrainingSpec(book=stored.hash, schema_hash=stored.schema_hash, model="decision-tree", parameters={})
    run = jobs.run_here(workspace, spec, name="tree")
    assert run.status == "finished" and "recovered" in run.figures["leaks"][0]
    echo_training(run.figures)
    assert "STOP, these figures may be false: Columns that alone tell the outcome: recovered" in capsys.readouterr().out
    with pytest.raises(SpecificationError, match="recovered"):
        sign(workspace, run.id, SignOff("approve", ("Ana",)))
    assert sign_offs(workspace, run.id) == (), "no approval without an answer to the leak"
