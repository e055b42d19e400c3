"""The outcomes of the accounts that resemble an applicant most, from scikit-learn as it is."""

from creditviz.hyperparameters import Choice, Range
from creditviz.registry import ModelEntry, Preset

ENTRY = ModelEntry(
    label="k nearest neighbours",
    family="classic",
    estimator="sklearn.neighbors:KNeighborsClassifier",
    about="Looks up the training accounts that resemble an applicant most, and counts the defaults among them.",
    source="Fix and Hodges 1951; scikit-learn",
    hyperparameters={
        "n_neighbors": Range(
            1, 1000, label="Neighbours", help="Raising it makes PDs smoother.", log=True, usual=(10, 500)
        ),
        "weights": Choice(
            ("uniform", "distance"),
            label="Votes",
            help="'distance' lets nearer accounts count more.",
            usual=("uniform", "distance"),
        ),
    },
    presets={
        "default": Preset({"n_neighbors": 100}, about="100 neighbours: PDs in steps of one percent."),
        "as-published": Preset({"n_neighbors": 5}, about="Five neighbours, as in the papers' tables."),
    },
    tiny={"n_neighbors": 5},
    grid={"n_neighbors": (5, 15, 50, 100, 200)},  # the papers tune by grid and print none: this one is ours
    encoding="one-hot",
)
