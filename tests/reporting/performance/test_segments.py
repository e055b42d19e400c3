"""The card of groups: one finding with a number, labelled values, nothing drawn of small groups."""

import numpy as np
import pytest

from creditviz.figures.performance.segments import segments_figure
from creditviz.metrics import auc
from creditviz.reporting.performance.segments import IN_GROUPS, segments_card
from creditviz.results import ScoredRows, Segmentation


def scored(n=3000, signal=1.5, seed=0):
    rng = np.random.default_rng(seed)
    risk = rng.normal(-1, 1, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-2 * risk))).astype(np.int8)
    pd = 1 / (1 + np.exp(-(signal * risk + np.random.default_rng(seed + 1).normal(size=n))))
    return ScoredRows(np.arange(n), y, pd, {"model": pd})


def halves(n=3000, tiny=0):
    index = np.arange(n) % 2
    index[:tiny] = 2
    return Segmentation("Payment history", ("first", "second", "tiny"), index)


@pytest.mark.parametrize("metric", IN_GROUPS)
@pytest.mark.parametrize("n_models", [1, 2])
def test_the_card_is_complete(metric, n_models):
    runs = {f"model {i}": scored(signal=1.5 - i) for i in range(n_models)}
    card = segments_card(runs, halves(tiny=10), metric=metric)
    assert "3,000 test rows" in card.subtitle and IN_GROUPS[metric] in card.subtitle
    assert any(letter.isdigit() for letter in card.finding) and "\n" not in card.finding
    assert card.help.count(". ") == 2 and "Worry" in card.help
    assert card.to_csv().count("\n") == 1 + 4 * n_models
    texts = [note.text for note in card.figure.layout.annotations]
    assert texts.count("too few bad accounts to judge") == 1
    assert len([text for text in texts if text.startswith("0.")]) == 3 * n_models, "every dot has its value"


def test_dots_stand_where_the_figures_say_and_rates_begin_at_zero():
    rows = scored()
    card = segments_card({"A": rows}, halves())
    first = rows.row_id % 2 == 0
    dots = {trace.text[0].split(",")[0]: trace.x[0] for trace in card.figure.data if trace.type == "scatter"}
    assert dots["first"] == pytest.approx(auc(rows.y_true[first], rows.y_score[first]))
    bar = card.figure.data[0]
    assert bar.x[1] == pytest.approx(rows.y_true[first].mean()) and card.figure.layout.xaxis.range[0] == 0


def test_a_group_that_is_ranked_like_a_coin_is_named():
    rows = scored()
    blind = rows.y_score.copy()
    second = np.arange(3000) % 2 == 1
    blind[second] = np.random.default_rng(5).permutation(blind[second])
    card = segments_card({"A": ScoredRows(rows.row_id, rows.y_true, blind, {"model": blind})}, halves())
    assert card.finding.startswith("Ranks worst where: second. AUC 0.")
    assert "by more than chance" in segments_card({"A": rows}, halves()).finding


def test_two_models_are_told_apart_only_where_they_differ():
    strong, weak = scored(), scored(signal=0.2)
    assert segments_card({"B": weak, "A": strong}, halves()).finding == "A ranks better than B in 2 of 2 groups"
    half = np.where(np.arange(3000) % 2, weak.y_score, strong.y_score)
    mixed = ScoredRows(strong.row_id, strong.y_true, half, {"model": half})
    finding = segments_card({"A": strong, "C": mixed}, halves()).finding
    assert finding == "A ranks better than C in 1 of 2 groups; the rest is within chance"
    twin = ScoredRows(strong.row_id, strong.y_true, strong.y_score + 1e-9 * np.arange(3000), strong.calibrated)
    assert "rank alike in all 2 groups" in segments_card({"A": strong, "B": twin}, halves()).finding
    other = scored(n=2000)
    card = segments_card({"A": strong, "B": other}, halves())
    assert "cannot be compared" in card.finding and "not comparable" in card.subtitle


def test_what_cannot_be_judged_is_said():
    few = scored(n=40)
    card = segments_card({"A": few}, halves())
    assert card.finding.startswith("No group has 30 bad") and card.figure is not None
    assert segments_card({}, halves()).finding == "No run is chosen."
    assert "Leaky replay" in segments_card({"A": few}, halves(), leaky=True).subtitle


def test_no_model_draws_an_empty_frame():
    assert not [trace for trace in segments_figure({}).data if trace.type == "scatter"]
