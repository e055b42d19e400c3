"""A tree on errors: finds what was planted, judges on other rows, and is right about how often it is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.calibration.column_cuts import learn_cuts
from creditviz.evaluation.calibration.weak_segments import weak_segments
from creditviz.reporting.performance.weak_segments import weak_segments_card, weak_table
from creditviz.results import RunResult, ScoredRows
from creditviz.schema import TableSchema

SCHEMA = TableSchema(
    target="y", bad=(1,), good=(0,), numeric=("limit", "age"), categorical=("job",), labels={"limit": "Limit"}
)


def book(n=6000, seed=0, planted=0.0):
    """A frame, the true PDs, and a run whose PDs miss `planted` where the limit is low and the job is "c"."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "limit": rng.integers(1, 40, n) * 1000.0,
            "age": np.where(rng.random(n) < 0.1, np.nan, rng.integers(20, 70, n)),
            "job": rng.choice(["a", "b", "c"], n),
        }
    )
    pd_ = rng.beta(2, 6, n)
    weak = ((frame["limit"] < 20_000) & (frame["job"] == "c")).to_numpy()
    y = (rng.random(n) < np.clip(pd_ + planted * weak, 0, 1)).astype(np.int8)
    half = n // 2

    def rows(at):
        return ScoredRows(at, y[at], pd_[at], {"model": pd_[at]})

    result = RunResult(rows(np.arange(half, n)), rows(np.arange(half)), "model", {"test": half})
    return frame, weak, result


def test_a_planted_segment_is_found_named_in_its_units_and_holds():
    frame, weak, result = book(planted=0.25)
    worst = weak_segments(result, frame, SCHEMA).worst
    limit = float(worst.rule.split("Limit is below ")[1].split(" ")[0].replace(",", ""))
    assert 15_000 <= limit <= 25_000 and "job is c" in worst.conditions
    assert worst.gap == pytest.approx(0.25, abs=0.1) and worst.bad_rate.low > worst.mean_pd


def test_groups_hold_every_row_once_and_have_enough_of_both_outcomes_where_found():
    frame, _, result = book(planted=0.1)
    found = weak_segments(result, frame, SCHEMA)
    assert sum(s.n for s in found.segments) == found.whole.n == 3000
    assert sum(s.n_bad for s in found.segments) == result.test.y_true.sum()
    assert sum(s.n_found for s in found.segments) == found.n_found and 2 <= len(found.segments) <= 8
    assert min(s.n_found for s in found.segments) >= 60 and len({s.rule for s in found.segments}) == len(found.segments)


def test_right_pds_are_called_weak_in_one_book_of_twenty_at_most():
    called = [weak_segments(result, frame, SCHEMA).worst is not None for frame, _, result in map(_right, range(40))]
    assert np.mean(called) <= 0.1


def _right(seed):
    return book(1600, seed)


def test_without_validation_rows_of_this_book_one_half_of_the_test_rows_judges():
    frame, _, result = book(planted=0.25)
    for changed in (replace(result, validation_from="old"), replace(result, validation=result.test)):
        found = weak_segments(changed, frame, SCHEMA, seed=3)
        assert found.halves and found.n_found == found.whole.n == 1500
        assert found == weak_segments(changed, frame, SCHEMA, seed=3)


def test_one_outcome_and_few_rows_find_nothing_and_say_so():
    frame, _, result = book(120)
    found = weak_segments(result, frame, SCHEMA)
    assert found.segments == ()
    card = weak_segments_card("A", found)
    assert card.finding.startswith("No group keeps 30 bad") and card.figure is None


def test_cuts_speak_in_the_columns_own_units():
    frame, _, _ = book()
    limit, age, job = learn_cuts(frame, SCHEMA)
    assert limit.words(range(3)).startswith("Limit is below ") and limit.words([limit.n_bins - 2]).endswith(" or more")
    assert age.words([0, age.n_bins - 1]).endswith("or missing") and age.words([age.n_bins - 1]) == "age is missing"
    assert age.words(range(age.n_bins - 1)) == "age is not missing"
    assert job.words([0, 2]) == "job is other than b" and job.words([1]) == "job is b"
    seen = age.bins(pd.Series([np.nan, -5.0, 1e9]))
    assert seen.tolist() == [age.n_bins - 1, 0, age.n_bins - 2]
    assert job.bins(pd.Series(["z", None, "a"])).tolist() == [3, 3, 0]


def test_the_card_names_the_worst_that_holds_and_every_group_has_a_verdict():
    frame, _, result = book(planted=0.25)
    card = weak_segments_card("A", found := weak_segments(result, frame, SCHEMA))
    assert card.finding.startswith("PDs are too low where ") and "3,000 validation rows" in card.subtitle
    table = weak_table(found)
    assert len(set(map(len, table.values()))) == 1 and "too low" in table["on test rows"][0]
    assert len(card.figure.data) == len(found.segments) + 4
    right = weak_segments_card("A", weak_segments(book(seed=4)[2], book(seed=4)[0], SCHEMA))
    assert right.finding.startswith("None of the groups")


def test_groups_that_nobody_could_judge_are_not_called_sound():
    frame, _, result = book(planted=0.1)
    found = weak_segments(result, frame, SCHEMA)
    few = replace(found, segments=tuple(replace(s, auc=None, holds=False) for s in found.segments))
    assert weak_segments_card("A", few).finding == "No group has 30 bad and 30 good rows to be judged on"
