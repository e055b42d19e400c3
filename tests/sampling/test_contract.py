"""imbalanced-learn's and scikit-learn's own contract checks, looped over the registry."""

import pytest
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.under_sampling.base import BaseUnderSampler
from imblearn.utils.estimator_checks import estimator_checks_generator
from sklearn.utils.estimator_checks import parametrize_with_checks

from creditviz.sampling import SAMPLERS
from creditviz.sampling.generator import TableGenerator

OWN = [entry.load()(random_state=0, **entry.tiny) for entry in SAMPLERS.values() if entry.own]
ALL_FAIL = {"check_samplers_pandas_sparse": "a loan book is dense: a sparse frame is refused"}
GENERATORS_FAIL = {
    "check_fit2d_1feature": "a generator needs six rows of an outcome, the check has three",
    "check_n_features_in_after_fitting": "a generator needs six rows of an outcome, the check has five",
}


def expected_failures(sampler):
    """The checks that this sampler may not pass, each with the reason."""
    return ALL_FAIL | (GENERATORS_FAIL if isinstance(sampler, TableGenerator) else {})


CHECKS = [
    pair
    for own in OWN
    for pair in estimator_checks_generator(own, expected_failed_checks=expected_failures(own), mark="xfail")
]

# imbalanced-learn asserts the class counts only on subclasses of its own base classes
for key, entry in SAMPLERS.items():
    if key != "none":
        (BaseUnderSampler if entry.removes else BaseOverSampler).register(entry.load())


def named(part):
    """An id without a memory address, so that parallel workers collect the same tests."""
    return part.func.__name__ if hasattr(part, "func") else type(part).__name__


@pytest.mark.parametrize(("estimator", "check"), CHECKS, ids=named)
def test_imbalanced_learn_contract(estimator, check):
    check(estimator)


@parametrize_with_checks(OWN, expected_failed_checks=expected_failures)
def test_scikit_learn_contract(estimator, check):
    check(estimator)
