"""Known answers of the methods that put several models' log-odds together."""

import numpy as np
import pytest

from creditviz.exceptions import DataError
from creditviz.metrics import auc
from creditviz.transfer.mixtures.averaged import ONE, AveragedScalesClassifier
from creditviz.transfer.mixtures.few_labels import FewLabelsClassifier
from creditviz.transfer.source_only import SourceOnlyClassifier
from creditviz.transfer.target_only import TargetClassifier


def books(n=1500, seed=0):
    """The rule of both products is the same but for one column, which turns round; the last rows judge."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(3 * n, 5)).astype(np.float32)
    domain = np.repeat([1, -1, 0], n)
    weights = np.tile([1.5, 1.0, 0.5, 0.5, 0.8], (3 * n, 1))
    weights[n:, 4] = -0.8
    y = ((X * weights).sum(1) + random.logistic(size=3 * n) > 1).astype(int)
    return X, y, domain


def known_only(y, domain, n):
    told = np.where(domain < 0, -1, y)
    first = np.flatnonzero(domain < 0)[:n]
    told[first] = y[first]
    return told


def test_with_200_outcomes_it_is_better_than_the_old_model_and_than_the_new_outcomes_alone():
    X, y, domain = books()
    learned, judges = domain != 0, domain == 0
    told = known_only(y, domain, 200)[learned]
    models = {
        "few": FewLabelsClassifier(random_state=0),
        "old": SourceOnlyClassifier(learner="xgboost", random_state=0),
        "new": TargetClassifier(learner="xgboost", random_state=0),
    }
    for model in models.values():
        model.fit(X[learned], told, sample_domain=domain[learned])
    found = {key: auc(y[judges], model.predict_proba(X[judges])[:, 1]) for key, model in models.items()}
    assert found["few"] > found["old"] + 0.01 and found["few"] > found["new"] + 0.01, found


def test_few_labels_need_both_outcomes():
    X, y, domain = books(200)
    learned = domain != 0
    with pytest.raises(DataError, match="outcomes of 0 rows"):
        FewLabelsClassifier().fit(X[learned], known_only(y, domain, 0)[learned], sample_domain=domain[learned])


def test_the_average_is_the_mean_of_both_scales_and_reads_each_book_by_its_own():
    X, y, domain = books(400)
    X[domain <= 0] += 2  # moved, in a common unit
    learned = domain != 0
    model = AveragedScalesClassifier(random_state=0).fit(X[learned], y[learned], sample_domain=domain[learned])
    rows = X[domain == 0]
    new = X[domain < 0]
    own = (rows - new.mean(0)) / new.std(0)
    wanted = (model.paired_.log_odds(rows) + model.own_.log_odds(own)) / 2
    assert np.allclose(model.log_odds(rows), wanted, atol=0.02) and not model.notes_


def test_where_nothing_is_in_a_common_unit_it_says_so():
    X, y, domain = books(300)
    for side in (1, -1):
        rows = X[domain == side]
        X[domain == side] = (rows - rows.mean(0)) / rows.std(0)
    learned = domain != 0
    model = AveragedScalesClassifier(random_state=0).fit(X[learned], y[learned], sample_domain=domain[learned])
    assert model.notes_ == [ONE]
