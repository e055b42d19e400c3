"""A domain map says nothing for one cloud cut in two, and everything for two that do not touch."""

import numpy as np
import pytest

from creditviz.exceptions import DataError, RunCancelled
from creditviz.explanation.domain_map import AFTER, BEFORE, RAW, draw_rows, fill_map, layers_of
from creditviz.transfer import TRANSFER_MODELS
from tests.transfer.books import domains


def rows(n=150, m=120, n_rows=5000):
    random = np.random.default_rng(0)
    source = np.arange(n), random.integers(0, 2, n)
    target = np.arange(1000, 1000 + m), random.integers(-1, 2, m)
    return draw_rows(source, target, n_rows=n_rows, seed=3)


@pytest.fixture(scope="module")
def filled():
    """One cloud as "before" would be two far blobs, as "after" one cloud."""
    at_old, at_new, empty = rows()
    random = np.random.default_rng(1)
    cloud = random.normal(size=(270, 3))
    apart = cloud + 20.0 * empty.is_target[:, None]
    kept = []
    found = fill_map(empty, {RAW: cloud, BEFORE: apart, AFTER: cloud}, seed=0, keep=kept.append)
    return found, kept


def test_far_blobs_and_one_cloud(filled):
    found, _ = filled
    before, after = found.layer(BEFORE), found.layer(AFTER)
    assert before.domain_auc > 0.99 and before.by_domain.mean() > 0.8 and before.mmd > 0.5
    assert 0.4 < after.domain_auc < 0.6 and abs(after.by_domain.mean()) < 0.05 and abs(after.mmd) < 0.02
    x = before.xy[:, :]
    gap = np.linalg.norm(x[found.is_target].mean(0) - x[~found.is_target].mean(0))
    assert gap > x[found.is_target].std(0).max(), "blobs that do not touch are two blobs in the picture"


def test_an_outcome_that_is_not_known_has_no_silhouette(filled):
    found, _ = filled
    known = found.outcome >= 0
    assert 0 < known.sum() < len(known)
    assert np.array_equal(np.isfinite(found.layer(AFTER).by_outcome), known)


def test_what_is_shown_first_is_there_first(filled):
    """Before and after with their AUC, then drawn; the raw columns are drawn last."""
    _, kept = filled
    steps = [
        {layer.key: (layer.domain_auc is not None, layer.xy is not None) for layer in map_.layers} for map_ in kept
    ]
    assert steps[1][BEFORE][0] and steps[1][AFTER][0] and not steps[1][RAW][0]
    assert steps[3][BEFORE][1] and steps[3][AFTER][1] and not steps[-2][RAW][1]


def test_a_stopped_map_goes_on_where_it_was(filled):
    found, kept = filled
    _, _, empty = rows()
    random = np.random.default_rng(1)
    cloud = random.normal(size=(270, 3))
    matrices = {RAW: cloud, BEFORE: cloud + 20.0 * empty.is_target[:, None], AFTER: cloud}
    again, steps = [], []
    whole = fill_map(kept[3], matrices, seed=0, keep=again.append, report=lambda what, done, n: steps.append((done, n)))
    assert len(again) == len(kept) - 4 and steps[-1][0] == steps[-1][1]
    assert all(np.array_equal(whole.layer(key).xy, found.layer(key).xy) for key in matrices)

    def stop():
        raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        fill_map(kept[3], matrices, seed=0, check=stop)


def test_rows_are_drawn_without_repetition_and_the_same_for_a_seed():
    at_old, at_new, found = rows(n_rows=50)
    assert len(at_old) == len(at_new) == 50 and len(np.unique(at_old)) == 50
    assert found.is_target.sum() == 50 and (found.row_id[found.is_target] >= 1000).all()
    assert found.available == {"source": 150, "target": 120}
    assert np.array_equal(rows(n_rows=50)[0], at_old)


@pytest.mark.parametrize(("n", "m", "who"), [(29, 100, "old"), (100, 29, "new")])
def test_fewer_than_thirty_rows_are_one_sentence(n, m, who):
    with pytest.raises(DataError, match=f"at least 30 rows of each, however the {who} one has 29"):
        rows(n, m)


def test_layers_are_those_of_the_fitted_methods():
    X, y, domain, _ = domains(n_source=120, n_target=90)
    models = {}
    for key in ("fnn", "fdat", "subspace-alignment"):
        tiny = {"n_epochs": 2, "d_extractor": 4, "d_classifier": 3} if key != "subspace-alignment" else {}
        models[key] = TRANSFER_MODELS[key].build(random_state=0, **tiny).fit(X, y, sample_domain=domain)
    found, missing = layers_of(models, X[domain > 0], X[domain < 0])
    assert not missing and all(len(rows) == 210 for rows in found.values())
    assert found["fdat-features"].shape[1] == 4 and found["fdat-last"].shape[1] == 3
    assert ((found["fdat-features"] > 0) & (found["fdat-features"] < 1)).all(), "a sigmoid stands behind the layer"
    assert (found["fnn-last"] >= 0).all(), "a ReLU stands behind the last hidden layer"
    assert np.array_equal(found["raw"], X)
    _, missing = layers_of({"fdat": models["fdat"]}, X[domain > 0], X[domain < 0])
    assert missing == ("fnn", "subspace-alignment")
