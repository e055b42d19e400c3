"""Groups of customers: hand-made histories, every row once, nothing said of small groups."""

import math

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.evaluation.groups import (
    DELAYED,
    FEWEST,
    HISTORY,
    SEGMENTATIONS,
    UNKNOWN,
    by_column,
    judge_segments,
    latest_status,
    payment_history,
    segment_choices,
    segment_differences,
    segments_of,
    status_sequence,
    worst_status,
)
from creditviz.exceptions import SchemaError
from creditviz.metrics import auc, auc_interval, brier, ks
from creditviz.results import ScoredRows, Segmentation
from creditviz.schema import SequenceFeature, TableSchema

MONTHS = ("s2", "s1", "s0")
SCHEMA = TableSchema(target="bad", bad=(1,), good=(0,), sequences=(SequenceFeature("s", MONTHS, "code"),))
HISTORIES = {
    (-2, 0, -1): (0, 0, 0),
    (0, 1, 0): (1, 1, 0),
    (2, 0, 0): (1, 2, 0),
    (1, 0, 3): (2, 3, 3),
    (1, 1, 0): (3, 1, 0),
    (0, 2, 2): (3, 2, 2),
    (8, 7, 1): (3, 3, 1),
    (math.nan, math.nan, math.nan): (4, 4, 4),
    (math.nan, 1, math.nan): (1, 1, 4),
}  # -> group by history, by worst, by latest status


def frame_of(histories):
    return pd.DataFrame(histories, columns=list(MONTHS))


@pytest.mark.parametrize("number,make", list(enumerate((payment_history, worst_status, latest_status))))
def test_hand_made_histories_fall_into_their_groups(number, make):
    found = make(frame_of(list(HISTORIES)), SCHEMA)
    assert found.index.tolist() == [groups[number] for groups in HISTORIES.values()]
    assert found.labels[-1] == UNKNOWN


def test_groups_taken_together_are_those_with_a_delay():
    ((_, members),) = DELAYED
    assert [HISTORY[m] for m in members] == ["one delayed month", "several, none in a row", "two or more in a row"]


def test_the_status_is_a_code_sequence_that_counts_delays():
    frame = frame_of([(0, 1, 0), (0, 0, 0)])
    assert status_sequence(frame, SCHEMA).name == "s"
    never_late = frame_of([(0, -1, 0), (0, 0, 0)])
    words = frame.assign(s0=["paid", "late"])
    amounts = TableSchema(sequences=(SequenceFeature("s", MONTHS, "numeric"),))
    for rows, schema in ((never_late, SCHEMA), (words, SCHEMA), (frame, amounts), (frame, TableSchema())):
        assert status_sequence(rows, schema) is None
        with pytest.raises(SchemaError, match="Choose a column instead"):
            segments_of(rows, schema, "payment-history")
        assert not set(SEGMENTATIONS) & set(segment_choices(rows, schema))


@pytest.fixture(scope="module")
def book(sample_book, tmp_path_factory):
    frame = read_frame(land(sample_book, name="x", folder=tmp_path_factory.mktemp("books")).path)
    return frame, infer_schema(frame)[0]


def scored_book(n, seed=0, noise=1.0):
    rng = np.random.default_rng(seed)
    risk = rng.normal(-1, 1, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(np.int8)
    pd_ = 1 / (1 + np.exp(-(risk + noise * np.random.default_rng(seed + 1).normal(size=n))))
    return ScoredRows(np.arange(n), y, pd_, {"model": pd_})


def test_every_segmentation_of_a_book_holds_every_row_once(book):
    frame, schema = book
    scored = scored_book(len(frame))
    choices = segment_choices(frame, schema)
    assert list(choices)[:3] == list(SEGMENTATIONS) and schema.target not in choices
    for by in (*choices, *(name for s in schema.sequences for name in s.columns)):
        segmentation = segments_of(frame, schema, by)
        assert segmentation.name == choices.get(by, schema.label(by))
        assert segmentation.index.shape == (len(frame),) and segmentation.index.min() >= 0
        table = judge_segments(scored, segmentation, "model")
        assert sum(row.n for row in table.groups) == table.whole.n == len(frame)
        assert sum(row.n_bad for row in table.groups) == table.whole.n_bad
        assert len({row.label for row in table.rows}) == len(table.rows), segmentation.labels


def test_an_amount_has_groups_of_equal_size_and_a_category_its_levels(book):
    frame, schema = book
    income = by_column(frame, schema, "income")
    counts = np.bincount(income.index)
    assert len(counts) == 6 and counts[:5].max() < 1.15 * counts[:5].min()
    assert income.labels[5] == "missing" and counts[5] == frame["income"].isna().sum()
    assert set(by_column(frame, schema, "region").labels) == set(frame["region"])
    assert by_column(frame, schema, schema.date).labels[0].startswith("2021Q1")


def test_the_outcome_and_unknown_columns_are_no_segments(book):
    frame, schema = book
    for column in (schema.target, "no such column"):
        with pytest.raises(SchemaError, match="Choose another column"):
            by_column(frame, schema, column)


def test_figures_are_those_of_the_group_alone():
    scored = scored_book(2000)
    half = Segmentation("half", ("a", "b"), np.arange(2000) % 2, (("both", (0, 1)),))
    table = judge_segments(scored, half, "model")
    y, score = scored.y_true[1::2], scored.y_score[1::2]
    row = table.groups[1]
    assert row.auc == auc_interval(y, score) and row.auc.low < auc(y, score) < row.auc.high
    assert (row.ks, row.brier, row.bad_rate) == (ks(y, score), brier(y, score), y.mean())
    assert table.unions[0].auc == table.whole.auc == auc_interval(scored.y_true, scored.y_score)


def test_below_thirty_rows_of_an_outcome_nothing_is_said():
    n = 200
    y = np.zeros(n, dtype=np.int8)
    y[: FEWEST - 1], y[100 : 100 + FEWEST] = 1, 1
    scored = ScoredRows(np.arange(n), y, np.linspace(0, 1, n), {"model": np.linspace(0, 1, n)})
    few, enough = judge_segments(scored, Segmentation("x", ("a", "b"), np.arange(n) // 100), "model").groups
    assert (few.n_bad, few.auc, few.ks, few.h_measure, few.brier) == (FEWEST - 1, None, None, None, None)
    assert enough.n_bad == FEWEST and None not in (enough.auc, enough.ks, enough.h_measure, enough.brier)
    good = ScoredRows(scored.row_id, 1 - y, scored.y_score, scored.calibrated)
    assert judge_segments(good, Segmentation("x", ("a", "b"), np.arange(n) // 100), "model").groups[0].auc is None


def test_rows_find_their_group_by_their_place_in_the_book_and_synthetic_rows_are_left_out():
    scored = scored_book(1000)
    place = np.random.default_rng(3).permutation(5000)[:1000]
    group = np.arange(5000) % 2
    made = ScoredRows(
        np.r_[place, [-1, -2]],
        np.r_[scored.y_true, [1, 1]].astype(np.int8),
        np.r_[scored.y_score, [0.0, 0.0]],
        {"model": np.r_[scored.y_score, [0.0, 0.0]]},
    )
    table = judge_segments(made, Segmentation("x", ("even", "odd"), group), "model")
    assert [row.n for row in table.groups] == np.bincount(group[place]).tolist()
    assert table.whole.auc == auc_interval(scored.y_true, scored.y_score)


def test_differences_are_paired_by_row_and_hold_together():
    sharp, blunt = scored_book(4000, noise=0.2), scored_book(4000, noise=3.0)
    order = np.random.default_rng(0).permutation(4000)
    shuffled = ScoredRows(blunt.row_id[order], blunt.y_true[order], blunt.y_score[order], {})
    by = Segmentation("x", ("a", "b", "tiny"), np.where(np.arange(4000) < 20, 2, np.arange(4000) % 2))
    gaps = segment_differences(sharp, shuffled, by)
    assert list(gaps) == ["a", "b"] and all(gap.low > 0 for gap in gaps.values())
    among = by.index == 0
    plain = auc(sharp.y_true[among], sharp.y_score[among]) - auc(blunt.y_true[among], blunt.y_score[among])
    assert gaps["a"].value == pytest.approx(plain)
    alone = segment_differences(sharp, shuffled, Segmentation("x", ("a", "rest"), np.where(among, 0, 1)))["a"]
    assert alone.low == pytest.approx(gaps["a"].low), "two judged groups in both: the same widening"
    one = segment_differences(sharp, shuffled, Segmentation("x", ("a", "none"), np.zeros(4000, dtype=int)))["a"]
    assert one.high - one.low < gaps["a"].high - gaps["a"].low
