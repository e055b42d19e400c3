"""Three verdicts by documented thresholds."""

import pytest

from creditviz.reporting.balancing import verdicts
from creditviz.reporting.balancing_verdict import HARD_TO_TELL, NAMES
from tests.figures.balancing_results import fidelity, privacy, result, study


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
        ({"auc": 0.979}, "stop"),  # not below SMOTE beyond its interval
        ({"auc": 0.985}, "stop"),
        ({"auc": 0.97, "smote": None}, "warning"),
        ({"auc": 0.98, "smote": None}, "stop"),
        ({"auc": 0.55, "agreement": 0.57}, "warning"),  # six points fewer look like defaulters
        ({"auc": 0.55, "agreement": 0.585}, "good"),
        ({"auc": 0.55, "coverage": 0.89}, "warning"),  # collapsed: less than SMOTE reaches
        ({"auc": 0.55, "coverage": 0.89, "smote_coverage": float("nan")}, "good"),
    ],
)
def test_like_real_rows(parts, verdict):
    assert like(**parts).verdict == verdict


def test_smote_is_not_judged_against_itself():
    tile = verdicts(result(sampler="smote", fidelity=fidelity(0.81, smote=0.81)))[0]
    assert tile.verdict == "warning" and "SMOTE" not in tile.change
    assert "No harder to tell than SMOTE's" in like(auc=0.81, smote=0.81).sentence


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
    assert tile.verdict == "warning" and tile.sentence.startswith("Not beyond chance")


def test_one_seed_earns_no_verdict():
    tile = helps(0.05, seeds=1)
    assert tile.verdict == "none" and "One seed" in tile.sentence


def test_another_samplers_study_says_nothing_of_this_one():
    other = verdicts(result(study=study({"none": 0.0, "smote": 0.1})))[2]
    assert other.verdict == "none"
