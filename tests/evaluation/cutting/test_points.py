import numpy as np
import pytest

from creditviz.evaluation.cutting.points import DEFAULT_LIMITS, master_scale, points, same_ranking
from creditviz.exceptions import SpecificationError
from creditviz.metrics import wilson
from creditviz.results import Applicants
from tests.evaluation.cutting.decisions import some_applicants


def test_points_of_the_text_book_scale():
    """Siddiqi (2006): 600 points at odds of 50, 20 to double them; so factor 28.8539 and offset 487.1229."""
    odds = np.array([50.0, 100.0, 1.0])
    found = points(1 / (1 + odds))
    assert found[:2] == pytest.approx([600.0, 620.0])
    assert found == pytest.approx(487.1229 + 28.8539 * np.log(odds), abs=1e-3)


def test_points_fall_as_the_pd_rises_and_stay_finite():
    found = points(np.array([0.0, 0.01, 0.2, 0.99, 1.0]), pdo=40, base_points=500, base_odds=10)
    assert np.isfinite(found).all() and (np.diff(found) < 0).all()


@pytest.mark.parametrize("wrong", [{"pdo": 0}, {"base_odds": -1}])
def test_a_scale_that_cannot_be_is_refused(wrong):
    with pytest.raises(SpecificationError, match="above 0"):
        points(np.array([0.1]), **wrong)


def test_points_rank_as_pds_do():
    found = same_ranking(some_applicants(800, ties=True))
    assert found.auc_points == pytest.approx(found.auc_pd, abs=1e-12)
    assert found.rank_correlation == pytest.approx(1.0)
    assert found.auc_rounded == pytest.approx(found.auc_pd, abs=0.02) and found.n_rounded <= found.n_values + 1


def test_constant_pds_have_no_rank_correlation():
    rows = Applicants(np.full(40, 0.1), np.r_[np.ones(5), np.zeros(35)].astype(np.int8), np.arange(40))
    found = same_ranking(rows)
    assert np.isnan(found.rank_correlation) and found.auc_pd == found.auc_points == 0.5


def test_every_account_has_a_grade_and_a_limit_belongs_to_the_worse_one():
    rows = some_applicants(600)
    scale = master_scale(rows, DEFAULT_LIMITS)
    assert scale.n.sum() == 600 and scale.n_bad.sum() == rows.y.sum() and len(scale.grades) == 8
    for i, (low, high) in enumerate(zip((0.0, *DEFAULT_LIMITS), (*DEFAULT_LIMITS, 1.01), strict=True)):
        assert scale.n[i] == ((rows.pd >= low) & (rows.pd < high)).sum()
    filled = scale.n > 0
    low, high = wilson(scale.n_bad[filled], scale.n[filled])
    assert scale.low[filled] == pytest.approx(low) and scale.high[filled] == pytest.approx(high)
    inside = points(rows.pd)
    worst = rows.pd >= DEFAULT_LIMITS[-1]
    assert (inside[worst] <= scale.points_to[-1]).all() and (inside[~worst] > scale.points_to[-1]).all()


def test_a_bad_rate_that_falls_is_named():
    pd = np.repeat([0.05, 0.15, 0.3], 100)
    y = np.r_[np.repeat([1, 0], [20, 80]), np.repeat([1, 0], [10, 90]), np.repeat([1, 0], [30, 70])].astype(np.int8)
    assert master_scale(Applicants(pd, y, np.arange(300)), (0.1, 0.2)).falls == (("A", "B"),)
    empty_between = master_scale(Applicants(pd, y, np.arange(300)), (0.1, 0.12, 0.2))
    assert empty_between.falls == (("A", "C"),)


@pytest.mark.parametrize("limits", [(), (0.2, 0.1), (0.0, 0.1), (0.5, 1.0), (0.1, 0.1), (0.1, float("nan"))])
def test_limits_that_part_nothing_are_refused(limits):
    with pytest.raises(SpecificationError, match="grades are parted"):
        master_scale(some_applicants(50), limits)
