"""A random forest, from scikit-learn as it is: its PDs are mean shares of bad accounts in the leaves."""

from creditviz.hyperparameters import Choice, Range
from creditviz.registry import ModelEntry, Preset

SIZES = {"n_estimators": 500, "max_features": "sqrt", "min_samples_leaf": 5}

ENTRY = ModelEntry(
    label="Random forest",
    family="trees",
    estimator="sklearn.ensemble:RandomForestClassifier",
    about="Many deep trees, each on other rows and columns, averaged.",
    source="Breiman 2001; scikit-learn",
    hyperparameters={
        "n_estimators": Range(1, 5000, label="Trees", help="Raising it makes PDs steadier, and is slower.", log=True),
        "max_features": Choice(
            ("sqrt", "log2", None), label="Columns a question", help="Fewer columns make trees more different."
        ),
        "min_samples_leaf": Range(
            1, 10_000, label="Smallest leaf", help="Raising it makes PDs smoother.", log=True, usual=(1, 100)
        ),
        "class_weight": Choice(
            (None, "balanced"), label="Class weights", help="'balanced' makes both outcomes count alike."
        ),
    },
    presets={
        "default": Preset({**SIZES, "min_samples_leaf": 20}, about="500 trees, at least 20 accounts in every leaf."),
        "as-published": Preset(  # NOTE[DIFF] the paper lets trees vote; mean shares rank finer and are PDs
            SIZES,
            encoding="plain",
            about="500 trees, leaves of 5 (sizes are ours); mean leaf shares where the paper counts votes.",
        ),
    },
    tiny={"n_estimators": 10},
    encoding="codes",
    complexity=(4, "hundreds of trees that add up"),
)
