"""Findings are written from the data, subtitles say which rows, and nothing degenerate raises."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from creditviz.evaluation.calibration.calibrations import fit_calibrations
from creditviz.exceptions import DataError
from creditviz.metrics import auc_interval, best_threshold, metric_summary
from creditviz.reporting.card import Card
from creditviz.reporting.performance.cards import calibration_card, ks_card, roc_card, score_distribution_card
from creditviz.reporting.performance.costs import cost_card, profit_tiles
from creditviz.reporting.performance.ranking import cap_card, cut_off_card, precision_recall_card
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.results import LossAssumptions, RunResult, ScoredRows


def scored(rng, n, signal, first_id=0, share_bad=0.2, shift=0.0):
    logit = rng.normal(np.log(share_bad / (1 - share_bad)), signal, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(np.int8)
    score = 1 / (1 + np.exp(-(logit + shift)))
    return ScoredRows(np.arange(first_id, first_id + n), y, score, {"model": score})


def run(signal=1.5, n=4000, seed=0, **changes):
    rng = np.random.default_rng(seed)
    validation, test = scored(rng, n // 2, signal, 10**6, **changes), scored(rng, n, signal, **changes)
    return RunResult(test=test, validation=validation, calibration="model", rows={"test": n})


def with_test(result, y, score):
    test = ScoredRows(
        np.arange(len(y)), np.asarray(y, dtype=np.int8), np.asarray(score, float), {"model": np.asarray(score, float)}
    )
    return replace(result, test=test)


BUILDERS = {
    "roc": lambda result: roc_card({"A": result}),
    "ks": lambda result: ks_card("A", result),
    "calibration": lambda result: calibration_card({"A": result}),
    "score-distribution": lambda result: score_distribution_card("A", result),
    "cap": lambda result: cap_card({"A": result}),
    "precision-recall": lambda result: precision_recall_card({"A": result}),
    "cut-off": lambda result: cut_off_card("A", result),
    "cost-curve": lambda result: cost_card({"A": result}, LossAssumptions()),
}


@pytest.fixture(params=BUILDERS)
def build(request):
    return BUILDERS[request.param]


def test_every_card_is_complete(build):
    result = run()
    card = build(result)
    n_bad = int(result.test.y_true.sum())
    assert f"4,000 test rows, {n_bad:,} bad" in card.subtitle
    assert any(letter.isdigit() for letter in card.finding), "a finding has a number"
    said = card.help.partition(" Limit")[0]  # behind it stands who set a limit
    assert said.count(". ") == 2 and card.help.endswith("."), "three sentences"
    assert "Worry" in card.help
    assert card.figure is not None and "\n" not in card.finding


def test_the_numbers_can_be_downloaded(build):
    card = build(run())
    table = list(csv.reader(io.StringIO(card.to_csv())))
    assert table[0] == list(card.numbers)
    assert len(table) == 1 + len(next(iter(card.numbers.values())))


def test_a_leaky_replay_is_marked_on_every_card_and_tile(build):
    result = replace(run(), leaky=True)
    assert "Leaky replay" in build(result).subtitle
    for tile in verdict_tiles(result):
        assert tile.verdict != "good" and "Leaky replay" in tile.sentence


def test_a_synthetic_row_is_refused(build):
    result = run()
    hidden = replace(result, test=replace(result.test, synthetic=np.arange(4000) == 7))
    with pytest.raises(DataError, match="1 of 4,000 are synthetic"):
        build(hidden)


DEGENERATE = {
    "no bad": ([0] * 100, np.linspace(0, 1, 100), "All 100 test rows are good", False),
    "no good": ([1] * 100, np.linspace(0, 1, 100), "All 100 test rows are bad", False),
    "no rows": ([], [], "no test rows", False),
    "one score": ([0, 1] * 100, np.full(200, 0.5), "Every account has the same score", True),
    "few bad": ([1] * 12 + [0] * 200, np.linspace(1, 0, 212), "Only 12 bad test rows", True),
    "one bad": ([1] + [0] * 200, np.linspace(1, 0, 201), "Only 1 bad test row:", True),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_what_cannot_be_judged_is_said_in_one_sentence(build, case):
    y, score, sentence, drawn = DEGENERATE[case]
    result = with_test(run(), y, score)
    card = build(result)
    assert sentence in card.finding and card.finding.endswith(".")
    assert (card.figure is not None) == drawn
    for tile in verdict_tiles(result):
        assert tile.verdict != "good" and sentence in tile.sentence


def test_the_roc_finding_is_the_confusion_at_the_validation_cut_off():
    result = run()
    threshold = best_threshold(result.validation.y_true, result.validation.pd("model"))
    figures = metric_summary(result.test.y_true, result.test.y_score, result.test.pd("model"), threshold)
    wanted = f"Catches {figures['recall']:.0%} of the bad, flags {1 - figures['specificity']:.0%} of the good"
    card = roc_card({"A": result})
    assert card.finding == wanted
    mark = card.figure.data[-1]
    assert (mark.y[0], mark.x[0]) == (pytest.approx(figures["recall"]), pytest.approx(1 - figures["specificity"]))


def test_a_winner_is_named_only_when_it_is_one():
    strong, rng = run(), np.random.default_rng(1)
    noisy = strong.test.y_score * np.exp(rng.normal(0, 1.5, 4000))
    noisy /= noisy.max() * 1.01
    weak = replace(strong, test=replace(strong.test, y_score=noisy, calibrated={"model": noisy}))
    assert roc_card({"B": weak, "A": strong}).finding.startswith("A ranks best: AUC 0.8")
    almost = strong.test.y_score + 1e-4 * rng.normal(size=4000)
    twin = replace(strong, test=replace(strong.test, y_score=almost))
    assert "rank alike" in roc_card({"A": strong, "B": twin}).finding


def test_rows_in_another_order_are_the_same_rows():
    one = run()
    order = np.random.default_rng(0).permutation(4000)
    test = one.test
    other = replace(
        one,
        test=ScoredRows(
            test.row_id[order], test.y_true[order], test.y_score[order], {"model": test.pd("model")[order]}
        ),
    )
    card = roc_card({"A": one, "B": other})
    assert "rank alike" in card.finding and "comparable" not in card.subtitle


def test_models_on_other_rows_are_not_compared():
    card = roc_card({"A": run(seed=0), "B": run(seed=1, n=3000)})
    assert "not comparable" in card.subtitle and "on other test rows" in card.finding


def test_no_run_is_no_error():
    assert roc_card({}).finding == calibration_card({}).finding == "No run is chosen."


def test_calibration_says_on_which_side_pds_are_wrong():
    assert "too high on average" in calibration_card({"A": run(shift=1.0)}).finding
    assert "too low on average" in calibration_card({"A": run(shift=-1.0)}).finding
    assert "on average" not in calibration_card({"A": run()}).finding


def test_calibration_draws_the_calibration_that_was_asked_for():
    result = run(shift=1.0)
    learned = fit_calibrations(result.validation.y_true, result.validation.y_score)
    test = replace(result.test, calibrated={name: c.apply(result.test.y_score) for name, c in learned.items()})
    card = calibration_card({"A": replace(result, test=test)}, calibration="isotonic")
    assert "PDs: isotonic staircase" in card.subtitle and "too high" not in card.finding
    assert "PDs: the model's own PD" in calibration_card({"A": result}, calibration="isotonic").subtitle


def test_tiles_say_what_holds():
    result = run()
    ranking, separation, calibration, stability = verdict_tiles(result, champion=result)
    area = auc_interval(result.test.y_true, result.test.y_score)
    assert ranking.figure == f"Gini {2 * area.value - 1:.2f}" and ranking.verdict == "good"
    assert ranking.sentence == f"{2 * area.low - 1:.2f} to {2 * area.high - 1:.2f} with 95% confidence."
    assert ranking.change == "0.000 (0.000 to 0.000) against the champion"
    assert separation.verdict == calibration.verdict == "good"
    expected, seen = result.test.pd("model").mean(), result.test.y_true.mean()
    assert calibration.figure == f"Expected {expected:.1%} bad, seen {seen:.1%}"
    assert calibration.change.startswith("slope ") and "None of 10 groups" in calibration.sentence
    assert stability.verdict == "none" and stability.change == "random split"
    assert verdict_tiles(result)[0].change == ""


def test_tiles_stop_what_does_not_hold():
    rng = np.random.default_rng(0)
    coin = with_test(run(), (rng.random(2000) < 0.2), rng.random(2000))
    ranking, separation, calibration, stability = verdict_tiles(replace(coin, protocol="out-of-time"))
    assert ranking.verdict == "stop" and "coin" in ranking.sentence
    assert separation.verdict == "stop"
    assert calibration.verdict == "stop" and "constant would do better" in calibration.sentence
    assert stability.verdict == "stop" and stability.change == "Significant change"
    assert "too high on average" in verdict_tiles(run(shift=1.0))[2].sentence


def test_columns_of_a_download_have_one_length():
    with pytest.raises(AssertionError, match="one length"):
        Card("k", "f", "s", "h", None, {"a": [1], "b": [1, 2]})
    assert Card("k", "f", "s", "h").to_csv() == ""


@pytest.mark.parametrize(("cut_off", "words"), [(1.0, "No account is flagged"), (0.0, "Every account is flagged")])
def test_a_cut_off_outside_the_scores_is_one_sentence(cut_off, words):
    result = run()
    assert cut_off_card("A", result, cut_off).finding.startswith(words)
    assert score_distribution_card("A", result, cut_off).figure is not None


def test_the_shares_of_a_cut_off_are_those_of_the_counts():
    card = cut_off_card(
        "A", with_test(run(), [1] * 40 + [0] * 60, [0.9] * 30 + [0.1] * 10 + [0.8] * 20 + [0.1] * 40), 0.5
    )
    assert card.finding == "50% of the accounts are flagged: 60% of them bad, 20% of those that pass"
    assert card.numbers["accounts"] == [30, 10, 20, 40]


def test_costs_are_read_where_the_lenders_figures_lie():
    result = run(2.5)
    card = cost_card({"A": result, "B": run(0.1)}, LossAssumptions())
    assert card.finding.startswith("At your figures the best cut-off of A saves")
    nothing = cost_card({"A": result}, LossAssumptions(1.0, 0.0))
    assert "no cut-off beats approving everybody" in nothing.finding
    tiles = profit_tiles({"A": result}, LossAssumptions())
    assert tiles[0].verdict == "good" and tiles[0].figure.startswith("EMP ") and "perfect ranking" in tiles[0].sentence
    assert profit_tiles({"A": result}, LossAssumptions(1.0, 0.0))[0].verdict == "warning"


def test_what_needs_no_model_is_no_merit_of_one():
    blind = with_test(run(), [1] * 300 + [0] * 700, [0.3] * 1000)
    (tile,) = profit_tiles({"A": blind}, LossAssumptions())
    assert tile.verdict == "warning" and "of it needs no model" in tile.sentence
    wrong = with_test(run(), [1] * 50 + [0] * 150, [0.1] * 50 + [0.4] * 150)
    assert "whatever the costs" in cost_card({"A": wrong}, LossAssumptions()).finding
