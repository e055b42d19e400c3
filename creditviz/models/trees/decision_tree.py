"""A single decision tree, from scikit-learn as it is."""

from creditviz.hyperparameters import Choice, Range
from creditviz.registry import ModelEntry, Preset

ENTRY = ModelEntry(
    label="Decision tree",
    family="trees",
    estimator="sklearn.tree:DecisionTreeClassifier",
    about="A list of yes-or-no questions, one after another: easy to read, coarse in its ranking.",
    source="Breiman, Friedman, Olshen, Stone 1984; scikit-learn",
    hyperparameters={
        "min_samples_leaf": Range(
            1,
            10_000,
            label="Smallest leaf",
            help="Raising it asks for more accounts behind each answer.",
            log=True,
            usual=(5, 500),
        ),
        "ccp_alpha": Range(
            0.0, 1.0, label="Pruning", help="Raising it cuts off branches that tell little.", usual=(0.0, 0.002)
        ),
        "class_weight": Choice(
            (None, "balanced"), label="Class weights", help="'balanced' makes both outcomes count alike."
        ),
    },
    presets={
        "default": Preset({"min_samples_leaf": 100}, about="At least 100 accounts in every leaf."),
        "as-published": Preset(about="Grown until every leaf is pure, as the papers' tables suggest."),
    },
    tiny={"min_samples_leaf": 5},
    grid={"min_samples_leaf": (1, 10, 50, 100, 200)},  # the papers tune by grid and print none: this one is ours
    encoding="one-hot",
    complexity=(2, "one tree of questions: a path can be read"),
)
