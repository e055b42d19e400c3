"""How far two clouds lie apart: nothing for one cloud cut in two, everything for two that do not touch."""

import numpy as np
import pytest

from creditviz.evaluation.likeness.domains import domain_auc, mean_wasserstein, mmd, silhouettes


@pytest.fixture
def cloud():
    return np.random.default_rng(0).normal(size=(600, 3))


def test_one_cloud_cut_in_two_is_one_domain(cloud):
    a, b = cloud[:300], cloud[300:]
    assert 0.4 < domain_auc(a, b, seed=0) < 0.6
    assert abs(mmd(a, b)) < 0.01
    assert abs(silhouettes(cloud, np.repeat([0, 1], 300))[0].mean()) < 0.05


def test_clouds_that_do_not_touch_are_told_apart(cloud):
    a, b = cloud[:300], cloud[300:] + 10
    assert domain_auc(a, b, seed=0) > 0.99
    assert mmd(a, b) > 0.5
    assert silhouettes(np.vstack([a, b]), np.repeat([0, 1], 300))[0].mean() > 0.7


def test_a_move_is_measured_in_standard_deviations_of_both(cloud):
    """A shift of d leaves W1 = d; both clouds together have the variance 1 + d^2 / 4."""
    d = 2.0
    found = mean_wasserstein(cloud, cloud + d)
    assert found == pytest.approx(d / np.sqrt(cloud.var(0) + d**2 / 4).mean(), rel=0.02)


def test_a_unit_does_not_matter(cloud):
    a, b = cloud[:300], cloud[300:] + 1
    scale = np.array([1.0, 1000.0, 0.01])
    assert mean_wasserstein(a * scale, b * scale) == pytest.approx(mean_wasserstein(a, b))


def test_silhouettes_are_those_of_scikit_learn(cloud):
    """All groupings in one pass, blocks of rows included; a row without a group is as if it were not there."""
    from sklearn.metrics import silhouette_samples

    domain = np.repeat([0, 1], 300)
    outcome = np.random.default_rng(1).integers(-1, 3, 600)
    outcome[outcome == 2] = 0
    outcome[5] = 7  # alone in its group
    by_domain, by_outcome = silhouettes(cloud, domain, outcome)
    known = outcome >= 0
    assert by_domain == pytest.approx(silhouette_samples(cloud, domain), abs=1e-9)
    assert by_outcome[known] == pytest.approx(silhouette_samples(cloud[known], outcome[known]), abs=1e-9)
    assert np.isnan(by_outcome[~known]).all()


def test_one_group_has_no_silhouettes(cloud):
    assert np.isnan(silhouettes(cloud, np.zeros(600, dtype=int))[0]).all()
