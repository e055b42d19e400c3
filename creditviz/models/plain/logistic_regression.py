"""Logistic regression, from scikit-learn as it is."""

from creditviz.hyperparameters import Choice, Range
from creditviz.registry import ModelEntry, Preset

ENTRY = ModelEntry(
    label="Logistic regression",
    family="classic",
    estimator="sklearn.linear_model:LogisticRegression",
    about="The scorecard's own model: each feature adds a fixed amount to the log-odds of default.",
    source="scikit-learn",
    hyperparameters={
        "C": Range(
            1e-4, 1e4, label="Freedom", help="Raising it lets coefficients grow.", log=True, usual=(1e-3, 100.0)
        ),
        "class_weight": Choice(
            (None, "balanced"),
            label="Class weights",
            help="'balanced' makes both outcomes count alike.",
            usual=(None, "balanced"),
        ),
        "max_iter": Range(10, 100_000, label="Iterations at most", help="Raising it lets the search go on.", log=True),
    },
    presets={
        "default": Preset({"max_iter": 2000}, about="L2 penalty, C = 1."),
        "as-published": Preset(
            {"max_iter": 2000}, encoding="plain", about="The same on the papers' columns, statuses as numbers."
        ),
    },
    tiny={"max_iter": 200},
    grid={"C": (0.01, 0.1, 1.0, 10.0, 100.0)},  # the papers tune by grid and print none: this one is ours
    encoding="one-hot",
    attribution="linear",
    complexity=(1, "one weight a column: it can be read and written down"),
)
