"""Source-only: what a lender does without any transfer method, and the bar that every one must clear."""

from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.learner import LEARNER, LearnerClassifier


class SourceOnlyClassifier(LearnerClassifier):
    """A model of the old product, applied to the new one as it is; target rows are not read."""


ENTRY = TransferEntry(
    label="Source only",
    estimator="creditviz.transfer.source_only:SourceOnlyClassifier",
    about="A network trained on the old product and used on the new one as it is.",
    source="",
    hyperparameters={"learner": LEARNER},
    reads_target=False,
)
TREES = TransferEntry(
    label="Source only, boosted trees",
    estimator="creditviz.transfer.source_only:SourceOnlyClassifier",
    about="Boosted trees trained on the old product and used on the new one as they are: what most lenders would do.",
    source="Chen and Guestrin 2016",
    fixed={"learner": "xgboost"},
    reads_target=False,
)
