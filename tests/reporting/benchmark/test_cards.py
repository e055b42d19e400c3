"""What the table and the cards of a benchmark say is what was measured, and no more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from creditviz.figures.benchmark.metric import HONEST, LEAKY, PRINTED
from creditviz.metrics import auc
from creditviz.reporting.benchmark.cards import inflation_card, result_card, standing_sentence
from creditviz.reporting.benchmark.lines import BEFORE, Where, blocks, entries, lines, places, seeds
from creditviz.reporting.benchmark.sight import Sight, fine_digits
from creditviz.reporting.benchmark.summary import Summary, overlap
from creditviz.reporting.benchmark.table import marking_words, mean_sd, result_numbers, result_table
from creditviz.results import Interval
from creditviz.specification import BenchmarkSpec
from tests.benchmark_runs import benchmark

SPEC = BenchmarkSpec(books=(), arms=())
SAME = {"A": 1.0, "B": 1.0 + 1e-9}  # two models with scores of their own and one strength


def sight(published=None, of_rows=None, **grid):
    """(sight of all lines in the first place, cell -> scores)."""
    found, scores = benchmark(**grid)
    return Sight(found, SPEC, places(found)[0], lines(found), of_rows or {}, published), scores


@pytest.mark.parametrize(("finished", "word"), [(0, "to come"), (2, "undefined")])
def test_a_figure_that_a_finished_model_does_not_have_is_not_awaited(finished, word):
    assert mean_sd(Summary(Interval(math.nan, math.nan, math.nan), math.nan, finished, 0), 3) == word


def test_a_line_is_a_model_and_a_sampler_where_there_are_several():
    found, _ = benchmark(samplers=("none", "smote"))
    assert [line.label for line in lines(found)][:2] == [
        "Logistic regression, no sampling",
        "Logistic regression, SMOTE",
    ]
    assert len({line.colour for line in lines(found) if line.arm == "XGBoost"}) == 1, "the colour is the model's"
    assert [line.label for line in lines(benchmark()[0])] == ["Logistic regression", "Decision tree", "XGBoost"]


def test_the_mean_is_over_the_scores_of_the_seeds():
    part, scores = sight()
    line = part.chosen[0]
    cells = part.benchmark.number[entries(part.benchmark, line, part.where)]
    right = np.mean([auc(scores[int(n)].y_true, scores[int(n)].y_score) for n in cells])
    found = part.summary(line, "auc")
    assert found.value.value == pytest.approx(right)
    assert found.n_seeds == found.n_splits == 3
    assert found.value.low < right < found.value.high


def test_intervals_are_widened_by_the_rows_that_splits_share():
    assert overlap(SPEC, "holdout") == pytest.approx(0.3 / 0.7)
    assert overlap(BenchmarkSpec(books=(), arms=(), folds=5), "kfold") == pytest.approx(0.25)


def test_one_split_has_the_interval_of_its_rows():
    known = Interval(0.7, 0.65, 0.75)
    part, _ = sight(seeds=(0,), of_rows={("XGBoost", "auc"): known})
    found = part.summary(part.chosen[2], "auc")
    assert (found.value.low, found.value.high) == (0.65, 0.75) and math.isnan(found.sd)
    assert "over its test rows" in marking_words(part)


def test_one_split_is_not_tested_over_splits():
    part, _ = sight(seeds=(0,))
    assert {one.word for one in part.standings("auc").values()} == {"first", "not tested"}
    assert "DeLong's" in marking_words(part) and "tab" not in marking_words(part)
    alone, _ = sight(seeds=(0,), arms={"A": 1.0})
    assert result_table(alone, "auc")["against the best"].tolist() == [""], "there is no other"


def test_several_seeds_on_one_split_have_their_interval_around_their_mean():
    known = Interval(0.9, 0.85, 0.95)
    part, _ = sight(protocols=("out-of-time",), of_rows={("XGBoost", "auc"): known})
    value = part.summary(part.chosen[2], "auc").value
    assert (value.low, value.high) == pytest.approx((value.value - 0.05, value.value + 0.05))


def test_seeds_out_of_time_share_one_split_and_bear_no_deviation():
    part, _ = sight(protocols=("out-of-time",))
    assert math.isnan(part.summary(part.chosen[0], "auc").sd)
    assert {one.word for one in part.standings("auc").values()} == {"first", "not tested"}
    assert set(result_table(part, "auc")["against the best"]) == {"leads, not tested", "not tested"}
    assert "one split for all seeds" in standing_sentence(part, "auc")


def test_best_is_marked_only_where_a_test_says_so():
    part, _ = sight()
    table = result_table(part, "auc").set_index("model")["against the best"]
    assert table.to_dict() == {"XGBoost": "best", "Logistic regression": "worse", "Decision tree": "worse"}
    assert "better than every other model beyond chance" in standing_sentence(part, "auc")
    alike, _ = sight(arms=SAME, seeds=(0, 1, 2, 3))
    words = set(result_table(alike, "auc")["against the best"])
    assert words == {"leads, may be chance", "not told apart"}
    assert "cannot be told from any other model" in standing_sentence(alike, "auc")


def test_an_interval_of_a_mean_ends_where_the_metric_does():
    part, _ = sight(arms={"Strong": 3.0, "Weak": 0.05}, seeds=(0, 1))
    strong, weak = (part.summary(line, "auc") for line in part.chosen)
    assert strong.value.low < strong.value.value < strong.value.high == 1.0
    gini = part.summary(part.chosen[1], "gini").value
    assert weak.value.low >= 0.0 and -1.0 <= gini.low < 0.0 < gini.high


def test_lower_is_better_for_brier():
    part, _ = sight()
    assert part.standings("brier")["XGBoost"].word == "best"
    assert "lower is better" in result_card(part, "brier").subtitle


def test_a_column_has_one_number_of_digits_and_no_more_than_an_interval_supports():
    part, _ = sight()
    table = result_table(part, "auc", ["ks", "brier"])
    digits = {len(text.partition(".")[2]) for text in table["AUC"]}
    assert digits == {max(fine_digits(part.summary(line, "auc").value) for line in part.chosen)}
    assert max(digits) <= 4
    assert all(" ± " in text for text in table["KS"])


@pytest.mark.parametrize(("half", "digits"), [(0.015, 3), (0.04, 2), (0.0034, 4), (0.0036, 3), (0.3, 2)])
def test_digits_follow_the_interval(half, digits):
    assert fine_digits(Interval(0.78, 0.78 - half, 0.78 + half)) == digits


def test_both_orders_stand_beside_each_other_with_what_is_made_up():
    part, _ = sight(samplers=("none", "smote"), orders=("after-split", "before-split"))
    table = result_table(part, "auc").set_index("model")
    assert table.loc["XGBoost, no sampling", "made up"] == ""
    made_up = float(table.loc["XGBoost, SMOTE", "made up"])
    line = next(one for one in part.chosen if one.label == "XGBoost, SMOTE")
    gap = part.summary(line, "auc", BEFORE).value.value - part.summary(line, "auc").value.value
    assert made_up == pytest.approx(gap, abs=0.006) and gap > 0
    card = inflation_card(part, "auc")
    assert "by +0.1" in card.finding and set(card.numbers["what"]) == {HONEST, LEAKY}
    assert len(card.numbers["line"]) == 6


def test_published_numbers_stand_beside_ours_and_what_is_not_printed_is_said():
    part, _ = sight(published={("XGBoost", "auc"): 0.7540})
    table = result_table(part, "auc").set_index("model")["published"]
    assert table.to_dict() == {
        "XGBoost": "0.754",
        "Logistic regression": "not available",
        "Decision tree": "not available",
    }
    marks = result_card(part, "auc").numbers
    assert [v for v, what in zip(marks["auc"], marks["what"], strict=True) if what == PRINTED] == [0.754]


def test_what_a_paper_prints_stands_in_the_column_of_its_metric():
    part, _ = sight(published={("XGBoost", "ks"): 0.4018})
    table = result_table(part, "auc", ["ks"]).set_index("model")
    assert table.loc["XGBoost", "KS"].endswith(" (paper 0.4018)")
    assert table.loc["XGBoost", "published"] == "not available"
    assert "paper" not in table.loc["Decision tree", "KS"]


def test_cells_to_come_are_said_and_drawn_when_they_come():
    part, _ = sight(left_out=(2, 5, 8))  # XGBoost has nothing yet
    assert {line.label for line in part.chosen} == {"Logistic regression", "Decision tree"}
    later, _ = sight(left_out=(3, 4, 5, 6, 7, 8))  # one seed
    assert later.n_splits == 1 and "one split does not say" in standing_sentence(later, "auc")
    assert result_card(later, "auc").figure is not None


@pytest.mark.parametrize("kind", ["dots", "bars"])
def test_every_metric_has_a_card_with_numbers(kind):
    part, _ = sight()
    for metric in ("auc", "ks", "h_measure", "brier", "log_loss", "g_mean"):
        card = result_card(part, metric, kind=kind)
        assert len(card.numbers["line"]) == 3 and card.to_csv()
        assert "1,500 test rows" in card.subtitle and "3 seeds" in card.subtitle
        assert card.help.count(".") >= 3


def test_the_file_has_every_figure_in_full():
    part, _ = sight(samplers=("none", "smote"), orders=("after-split", "before-split"))
    numbers = result_numbers(part, ["auc", "brier"])
    assert len(numbers) == 2 * (6 + 3), "both metrics of six honest and three leaky lines"
    first = numbers.iloc[0]
    assert first["mean"] == part.summary(part.chosen[0], "auc").value.value


def test_blocks_are_books_and_seeds_with_gaps_where_a_cell_is_missing():
    found, _ = benchmark(books=("A", "B"), left_out=(0,))
    values = blocks(found, lines(found), "auc")
    assert all(len(column) == 6 for column in values.values())
    assert [int(np.isnan(column).sum()) for column in values.values()] == [1, 0, 0]
    assert seeds(found, lines(found), Where("A", "holdout")) == (1, 2)
