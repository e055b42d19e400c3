"""Target: a model of the new product's own outcomes. Where all of them are known it is the upper bound."""

from __future__ import annotations

import numpy as np

from creditviz.exceptions import DataError
from creditviz.models.base import Rows
from creditviz.transfer.base import Domains
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.learner import LEARNER, LearnerClassifier

FEWEST_OF_EACH = 5


class TargetClassifier(LearnerClassifier):
    """A model of the target rows whose outcome is known; source rows are not read."""

    def _chosen(self, domains: Domains) -> tuple[Rows, Rows | None]:
        return self._hold_back(check_enough(domains))


def check_enough(domains: Domains) -> Rows:
    """The target rows whose outcome is known; raises `DataError` where they are too few to learn from."""
    if domains.labelled is None or min(np.bincount(domains.labelled[1], minlength=2)) < FEWEST_OF_EACH:
        known = 0 if domains.labelled is None else len(domains.labelled[1])
        raise DataError(
            f"a model of the new product needs {FEWEST_OF_EACH} accounts of each outcome, however outcomes of "
            f"{known} rows are known. Leave this method out, or bring more outcomes."
        )
    return domains.labelled


ENTRY = TransferEntry(
    label="Target labels",
    estimator="creditviz.transfer.target_only:TargetClassifier",
    about="A network trained on the new product's own outcomes: the upper bound where all of them are known.",
    source="",
    hyperparameters={"learner": LEARNER},
    reads_target_labels=True,
)
TREES = TransferEntry(
    label="Target labels, boosted trees",
    estimator="creditviz.transfer.target_only:TargetClassifier",
    about="Boosted trees trained on the new product's own outcomes.",
    source="Chen and Guestrin 2016",
    fixed={"learner": "xgboost"},
    reads_target_labels=True,
)
FEW = TransferEntry(
    label="Target labels, logistic regression",
    estimator="creditviz.transfer.target_only:TargetClassifier",
    about="A logistic regression trained on the new product's own outcomes: what few outcomes are enough for.",
    source="",
    fixed={"learner": "logistic-regression"},
    reads_target_labels=True,
)
