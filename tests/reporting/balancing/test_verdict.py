"""Three verdicts by documented thresholds."""

from dataclasses import replace

import pytest

from creditviz.reporting.balancing.cards import verdicts
from creditviz.reporting.balancing.verdict import HARD_TO_TELL, NAMES
from creditviz.results import Interval, RuleCount
from tests.figures.balancing.results import NAN, fidelity, privacy, result, study


def like(**parts):
    return verdicts(result(fidelity=fidelity(**parts)))[0]


def copies(*parts, **more):
    return verdicts(result(privacy=privacy(*parts, **more)))[1]


def helps(shift, **more):
    return verdicts(result(study=study({"none": 0.0, "class-weight": 0.0, "actgan": shift}, **more)))[2]


def test_what_was_not_computed_earns_no_verdict():
    tiles = verdicts(result())
    assert [tile.name for tile in tiles] == list(NAMES)
    assert {tile.verdict for tile in tiles} == {"none"}
    nothing = verdicts(result(rows={"synthetic": 0}, fidelity=fidelity(0.5)))
    assert {tile.verdict for tile in nothing} == {"none"} and "No synthetic row" in nothing[0].sentence


def test_undersampling_makes_no_row_and_may_help():
    grid = study({"none": 0.0, "random-under": 0.01})
    like_real, copied, helpful = verdicts(result(sampler="random-under", rows={"synthetic": 0}, study=grid))
    assert (like_real.verdict, copied.verdict, helpful.verdict) == ("none", "none", "good")


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({"auc": HARD_TO_TELL - 0.001}, "good"),
        ({"auc": 0.70, "floor": 0.69}, "good"),  # no easier than telling real rows from real rows
        ({"auc": 0.80}, "warning"),
        ({"auc": 0.979}, "warning"),  # a tie with SMOTE
        ({"auc": 0.83, "smote": 0.80}, "stop"),  # clearly easier to tell than SMOTE's
        ({"auc": 0.60, "smote": 0.58}, "warning"),  # alike, yet SMOTE's own figure is lower
        ({"auc": 0.48, "smote": 0.45}, "good"),  # below chance is chance
        ({"auc": 0.49, "floor": 0.40}, "good"),
        ({"auc": 0.73, "floor": 0.40, "half": 0.12}, "none"),  # 34 rows
        ({"auc": 0.55, "half": 0.12}, "none"),
        ({"auc": 0.80, "half": 0.12}, "warning"),  # wide, and yet wholly above what is hard to tell
        ({"auc": 0.70, "floor": 0.55, "half": 0.085}, "warning"),  # 90 rows: intervals that meet are no likeness
        ({"auc": 0.67, "floor": 0.40, "half": 0.01}, "warning"),
        ({"auc": 0.985}, "stop"),
        ({"auc": 0.97, "smote": None}, "warning"),
        ({"auc": 0.98, "smote": None}, "stop"),
        ({"auc": 0.55, "agreement": 0.57}, "warning"),  # six points fewer look like defaulters
        ({"auc": 0.55, "agreement": 0.69}, "warning"),  # six points more
        ({"auc": 0.55, "agreement": 0.585}, "good"),
        ({"auc": 0.55, "agreement": float("nan")}, "good"),
        ({"auc": 0.55, "coverage": 0.89}, "warning"),  # collapsed: less than SMOTE reaches
        ({"auc": 0.55, "coverage": 0.89, "smote_coverage": float("nan")}, "good"),
    ],
)
def test_like_real_rows(parts, verdict):
    assert like(**parts).verdict == verdict


def test_smote_is_not_judged_against_itself():
    tile = verdicts(result(sampler="smote", fidelity=fidelity(0.81, smote=0.81)))[0]
    assert tile.verdict == "warning" and "SMOTE" not in tile.change
    tie = like(auc=0.81, smote=0.81)
    assert tie.verdict == "warning" and "no harder to tell than SMOTE's" in tie.sentence


@pytest.mark.parametrize("auc", [0.60, 0.81, 0.985])
def test_smote_keeps_the_thresholds_of_its_equals(auc):
    own = verdicts(result(sampler="smote", fidelity=fidelity(auc, smote=auc)))[0]
    assert own.verdict == like(auc=auc, smote=auc).verdict


def test_few_rows_are_said_with_their_number():
    few = fidelity(0.73, half=0.12)
    tile = verdicts(result(fidelity=replace(few, two_sample=replace(few.two_sample, n=34))))[0]
    assert tile.verdict == "none" and tile.sentence.startswith("Too few rows to say (34 synthetic")
    unknown = replace(few.two_sample, auc=Interval(NAN, NAN, NAN), n=20)
    tile = verdicts(result(fidelity=replace(few, two_sample=unknown)))[0]
    assert tile.verdict == "none" and "20 synthetic" in tile.sentence and "nan" not in tile.sentence


def test_both_sides_of_a_wrong_outcome_are_named():
    assert "plainer bad than real defaulters" in like(auc=0.55, agreement=0.7).sentence
    assert "less bad than real defaulters" in like(auc=0.55, agreement=0.5).sentence


@pytest.mark.parametrize(
    ("broken", "broken_real", "verdict"),
    [(0.06, 0.009, "warning"), (0.05, 0.0, "good"), (0.5, 0.01, "good")],
)
def test_rules_that_real_rows_keep_count(broken, broken_real, verdict):
    rules = (RuleCount("Bill is whole.", broken, broken_real), RuleCount("Age is whole.", 0.01, 0.0))
    tile = verdicts(result(fidelity=fidelity(0.55), rules=rules))[0]
    assert tile.verdict == verdict and ("Bill is whole." in tile.sentence) == (verdict == "warning")


def test_a_copying_sampler_is_not_praised_for_its_likeness():
    tile = verdicts(result(fidelity=fidelity(0.51), privacy=privacy(0.8)))[0]
    assert tile.verdict == "warning" and "than chance allows" in tile.sentence
    told = verdicts(result(fidelity=fidelity(0.8), privacy=privacy(0.8)))[0]
    assert "than chance allows" not in told.sentence, "copies that are recognised are not hard to tell"


def test_the_headline_of_copies_is_what_condemns():
    remembers = copies(0.79)
    assert remembers.verdict == "stop" and remembers.figure == "79% nearer to customers"
    assert remembers.change == "No copies"
    assert copies(0.5, 40).figure == "40 copies"


def test_an_unknown_or_wide_interval_of_copies_earns_no_verdict():
    for share in (Interval(NAN, NAN, NAN), Interval(0.5, NAN, NAN), Interval(0.5, 0.3, 0.7)):
        tile = verdicts(result(privacy=replace(privacy(), nearer_share=share)))[1]
        assert tile.verdict == "none" and "Too few rows to say: 300 synthetic" in tile.sentence
        assert "nan" not in tile.sentence + tile.figure + tile.change


def test_seeds_of_one_split_earn_no_verdict():
    grid = replace(study({"none": 0.0, "actgan": -0.005}, noise=0.0001), same_split=True)
    tile = verdicts(result(study=grid))[2]
    assert tile.verdict == "none" and "interval and no verdict" in tile.sentence and "%" not in tile.sentence


def test_the_floor_and_smote_stand_beside_the_figure():
    tile = like(auc=0.83)
    assert tile.figure == "AUC 0.83" and "real rows 0.51" in tile.change and "SMOTE 0.980" in tile.change
    assert "83 times in 100" in tile.sentence
    assert "61%" in like(auc=0.5, agreement=0.55, agreement_held_out=0.61).sentence


@pytest.mark.parametrize(
    ("share", "n_copies", "verdict"),
    [(0.5, 0, "good"), (0.5, 1, "good"), (0.5, 2, "warning"), (0.5, 40, "stop"), (0.53, 0, "stop"), (0.4, 0, "good")],
)
def test_copies_anyone(share, n_copies, verdict):
    tile = copies(share, n_copies)
    assert tile.verdict == verdict
    assert "1 would among as many real rows" in tile.sentence, "the real-vs-real count stands beside the copies"


@pytest.mark.parametrize(("shift", "verdict"), [(0.01, "good"), (-0.01, "stop")])
def test_a_clear_gain_or_loss_is_said(shift, verdict):
    tile = helps(shift)
    assert tile.verdict == verdict and f"{shift:+.3f} AUC" == tile.figure
    assert "class weights" in tile.change and "2 models and 5 seeds" in tile.sentence


def test_a_gain_within_chance_helps_nobody():
    tile = helps(0.001, noise=0.02)
    assert tile.verdict == "warning" and tile.sentence.startswith("No difference that these rows can tell")


def test_one_seed_earns_no_verdict():
    tile = helps(0.05, seeds=1)
    assert tile.verdict == "none" and "One seed" in tile.sentence


def test_another_samplers_study_says_nothing_of_this_one():
    other = verdicts(result(study=study({"none": 0.0, "smote": 0.1})))[2]
    assert other.verdict == "none"
