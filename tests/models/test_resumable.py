"""Every model that says it goes on from a checkpoint ends as if it had never been stopped."""

import numpy as np
import pytest

from creditviz.exceptions import RunCancelled
from creditviz.models import MODELS
from tests.models.books import LAYOUT, book


def tiny(key):
    entry = MODELS[key]
    model = entry.load()(**{**entry.tiny, "n_epochs": 3, "random_state": 0})
    return model.set_params(**{name: value for name, value in LAYOUT.items() if name in model.get_params()})


@pytest.mark.parametrize("key", [key for key, entry in MODELS.items() if entry.resumable])
def test_stopped_after_the_first_epoch_it_ends_bit_for_bit_the_same(key):
    rows = {"eval_set": [book(seed=1)]}
    whole, kept = tiny(key).fit(*book(), **rows), []

    def stop(report):
        kept.append(report.state())
        raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        tiny(key).fit(*book(), **rows, on_epoch=stop)
    resumed = tiny(key).fit(*book(), **rows, resume_from=kept[0])
    X, _ = book(seed=2)
    np.testing.assert_array_equal(resumed.predict_proba(X), whole.predict_proba(X))
    assert resumed.history_ == whole.history_
