"""What a search tries lies within the legal values, is spread as the range says, and is named where it is wrong."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.models import MODELS
from creditviz.search_space import grid_points, grid_size, grid_values, search_space, searchable, suggest

XGBOOST = MODELS["xgboost"]


def suggestions(space, n, seed=0):
    from optuna import create_study
    from optuna.logging import ERROR, set_verbosity
    from optuna.samplers import RandomSampler

    set_verbosity(ERROR)
    study = create_study(sampler=RandomSampler(seed=seed))
    return [suggest(study.ask(), space) for _ in range(n)]


@pytest.mark.parametrize("key", [key for key, entry in MODELS.items() if searchable(entry)])
def test_every_suggestion_and_every_grid_point_is_legal(key):
    space = search_space(MODELS[key])
    for point in [*suggestions(space, 40), *grid_points(space, 40, seed=1, entry=MODELS[key])]:
        assert set(point) == set(space)
        for name, value in point.items():
            MODELS[key].hyperparameters[name].check(name, value)


def test_powers_are_drawn_evenly_in_the_logarithm_and_whole_numbers_reach_both_ends():
    space = {"rate": Range(1e-6, 1.0, log=True, usual=(1e-4, 1e-2)), "depth": Range(1, 16, usual=(2, 4))}
    drawn = suggestions(space, 400)
    below = np.mean([point["rate"] < 1e-3 for point in drawn])  # half the decades; a tenth of the interval
    assert 0.4 < below < 0.6
    assert {point["depth"] for point in drawn} == {2, 3, 4}


def test_a_range_that_begins_at_zero_is_searched_in_equal_steps():
    legal = Range(0.0, 10.0, log=True, usual=(0.0, 4.0))
    assert grid_values("x", legal) == (0.0, 2.0, 4.0)
    assert all(0 <= point["x"] <= 4 for point in suggestions({"x": legal}, 20))


def test_a_grid_holds_every_combination_once():
    space = {"a": Choice((1, 2, 3), usual=(1, 2)), "b": Range(0.0, 1.0, usual=(0.0, 1.0))}
    points = grid_points(space, 100, seed=3)
    assert len(points) == grid_size(space) == 6
    assert {(p["a"], p["b"]) for p in points} == {(a, b) for a in (1, 2) for b in (0.0, 0.5, 1.0)}
    assert grid_points(space, 4, seed=3) == points[:4]
    assert points != grid_points(space, 100, seed=4)


def test_listed_values_come_before_the_usual_ones_and_make_a_setting_searchable_by_grid():
    entry = replace(XGBOOST, grid={"max_depth": (3, 7), "scale_pos_weight": (1.0, 5.0)})
    assert "scale_pos_weight" not in searchable(entry) and "scale_pos_weight" in searchable(entry, grid=True)
    space = search_space(entry, ("max_depth", "scale_pos_weight"), grid=True)
    assert grid_size(space, entry) == 4
    assert {p["max_depth"] for p in grid_points(space, 10, seed=0, entry=entry)} == {3, 7}
    assert set(search_space(entry, grid=True)) == set(entry.grid), "the listed grid and nothing else"
    assert set(search_space(entry, ("max_depth", "subsample"), grid=True)) == {"max_depth", "subsample"}


@pytest.mark.parametrize(
    ("names", "fixed", "says"),
    [
        (("depth",), (), "varies max_depth, .*however: 'depth'"),
        (("n_estimators",), (), "however: 'n_estimators'. Choose among these"),
        (("max_depth",), ("max_depth",), "'max_depth' is both"),
        ((), tuple(searchable(XGBOOST)), "has none left"),
    ],
)
def test_what_cannot_be_searched_is_named_with_what_can(names, fixed, says):
    with pytest.raises(SpecificationError, match=says):
        search_space(XGBOOST, names, fixed=fixed)


def test_settings_that_are_fixed_do_not_vary():
    assert "max_depth" not in search_space(XGBOOST, fixed=("max_depth",))


def test_the_space_is_known_without_optuna():
    script = "import sys, creditviz.search_space; print('optuna' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "False"
