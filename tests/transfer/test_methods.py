"""Every transfer method keeps its contract; the known answers of the single ones."""

import re
from inspect import signature

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from creditviz.exceptions import DataError
from creditviz.metrics import auc
from creditviz.transfer import TRANSFER_MODELS
from creditviz.transfer.fdat import FDATClassifier
from creditviz.transfer.importance import density_ratio
from creditviz.transfer.subspace import SubspaceAlignmentClassifier
from creditviz.transfer.vote import weight_by_validation
from tests.transfer.books import domains

DEFAULT = re.compile(r"^\s*(\w+) : .*default=(\S+)$", re.M)
QUICK = {"n_epochs": 3, "d_extractor": 8, "d_classifier": 8, "d_discriminator": 8, "batch_size": 64}
METHODS = [key for key, entry in TRANSFER_MODELS.items() if not entry.reads_target_labels]


def build(key):
    entry = TRANSFER_MODELS[key]
    return entry.build(random_state=0, **(QUICK if entry.source.startswith("Xu") else {}))


@parametrize_with_checks([FDATClassifier(random_state=0, **TRANSFER_MODELS["fdat"].tiny)])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


@pytest.mark.parametrize("key", TRANSFER_MODELS)
def test_documented_defaults_are_the_real_ones(key):
    kind = TRANSFER_MODELS[key].load()
    documented = dict(DEFAULT.findall("\n".join(k.__doc__ or "" for k in reversed(kind.__mro__))))
    assert documented == {p.name: repr(p.default) for p in signature(kind).parameters.values()}


@pytest.mark.parametrize("key", METHODS)
def test_masked_target_outcomes_are_enough_and_ranking_survives(key):
    X, y, domain, truth = domains()
    model = build(key).fit(X, y, sample_domain=domain)
    score = model.predict_proba(X[domain < 0])
    assert score.shape == (300, 2) and np.allclose(score.sum(1), 1)
    assert auc(truth[domain < 0], score[:, 1]) > 0.6


@pytest.mark.parametrize("key", METHODS)
def test_target_outcomes_are_not_read(key):
    X, y, domain, truth = domains()
    masked, told = (build(key).fit(X, labels, sample_domain=domain).predict_proba(X) for labels in (y, truth))
    assert np.array_equal(masked, told)


@pytest.mark.parametrize("key", TRANSFER_MODELS)
def test_a_saved_method_scores_as_before(key, tmp_path):
    X, _, domain, truth = domains()
    model = build(key).fit(X, truth, sample_domain=domain)
    model.save(tmp_path)
    assert np.allclose(type(model).load(tmp_path).predict_proba(X), model.predict_proba(X))


def test_the_variants_read_what_they_say():
    X, y, domain, _ = domains(k=8)
    found = {key: build(key).fit(X, y, sample_domain=domain) for key in ("fdat", "fs1", "fs2", "fda")}
    assert not (found["fdat"].network_columns_ & found["fdat"].tree_columns_).any()
    assert found["fdat"].network_columns_[0], "the first column is the one that was moved"
    assert found["fs1"].network_columns_.all() and found["fs1"].tree_columns_.all()
    assert found["fs2"].network_columns_.sum() == 6 and found["fs2"].tree_columns_.sum() == 2
    assert found["fda"].tree_ is None and found["fda"].network_weight_ == 1.0


def test_the_vote_is_the_weighted_mean_of_probabilities():
    X, y, domain, _ = domains()
    model = build("fdat").set_params(vote="fixed", network_weight=0.3).fit(X, y, sample_domain=domain)
    network, tree, weight = model.parts(X)
    assert weight == 0.3
    assert np.allclose(model.predict_proba(X)[:, 1], 0.3 * network + 0.7 * tree)


def test_the_tree_smooths_its_leaves():
    X, y, domain, _ = domains()
    tree = build("fdat").set_params(min_samples_leaf=20, max_depth=2).fit(X, y, sample_domain=domain).tree_
    inner = tree.tree.tree_
    leaves = inner.children_left < 0
    bad = inner.value[:, 0, 1] * inner.n_node_samples
    wanted = ((bad + 1) / (inner.n_node_samples + 2))[leaves]
    columns = int(inner.n_features)
    assert set(np.round(tree.probability(X[:, :columns]), 9)) <= set(np.round(wanted, 9))
    assert "class" in tree.rules()


def test_a_validated_weight_is_the_best_of_the_grid():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 500)
    good, noise = y + random.normal(size=500), random.normal(size=500)
    assert weight_by_validation(y, good, noise) > 0.7
    assert weight_by_validation(y, noise, good) < 0.3


def test_equal_domains_need_no_alignment():
    X, y, domain, _ = domains(n_source=300, n_target=300)
    source = X[domain > 0]
    model = SubspaceAlignmentClassifier(random_state=0).fit(
        np.vstack([source, source]), np.r_[y[domain > 0], np.full(300, -1)], sample_domain=domain
    )
    # 60 source rows are held back, so that the source is a part of the target: the identity, but for that
    assert np.allclose(np.abs(model.alignment_), np.eye(len(model.alignment_)), atol=0.35)
    direct = SubspaceAlignmentClassifier(random_state=0)
    rows = source.astype(float)
    from creditviz.transfer.base import Domains

    direct._learn_map(Domains((rows, y[domain > 0]), None, rows, None))
    assert np.allclose(direct.alignment_, np.eye(len(direct.alignment_)), atol=1e-8)


def test_rows_like_the_target_weigh_more():
    random = np.random.default_rng(0)
    source, target = random.normal(0, 1, (2000, 1)), random.normal(1, 1, (2000, 1))
    ratio = density_ratio(source, target, seed=0)
    wanted = np.minimum(np.exp(source[:, 0] - 0.5), 10.0)  # of two normals
    assert np.corrcoef(np.log(ratio), np.log(wanted))[0, 1] > 0.95
    assert ratio.mean() == pytest.approx(1.0)


def test_weights_see_a_bend_that_no_line_sees():
    random = np.random.default_rng(0)
    source, target = random.normal(0, 1, (2000, 1)), random.normal(0, 0.5, (2000, 1))
    ratio = density_ratio(source, target, seed=0)
    assert ratio[np.abs(source[:, 0]) < 0.5].mean() > 4 * ratio[np.abs(source[:, 0]) > 1.5].mean()


def test_a_target_of_few_rows_is_refused():
    X, y, domain, _ = domains(n_target=29)
    with pytest.raises(DataError, match="at least 30 rows"):
        build("fdat").fit(X, y, sample_domain=domain)


def test_one_outcome_in_the_source_is_refused():
    X, y, domain, _ = domains()
    with pytest.raises(ValueError, match="one class"):
        build("fdat").fit(X, np.where(domain > 0, 0, -1), sample_domain=domain)


def test_the_upper_bound_needs_target_outcomes():
    X, y, domain, _ = domains()
    with pytest.raises(DataError, match="outcomes of 0 rows"):
        build("target").fit(X, y, sample_domain=domain)
