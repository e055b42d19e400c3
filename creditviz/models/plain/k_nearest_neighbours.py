"""The outcomes of the accounts that resemble an applicant most, from scikit-learn as it is."""

from __future__ import annotations

from typing import Any

from creditviz.hyperparameters import Choice, Range
from creditviz.registry import ModelEntry, Preset


def at_most_the_rows(model: Any, n_rows: int) -> tuple[str, ...]:
    """Bring the number of neighbours down to the training rows; says so where it was larger."""
    asked = model.n_neighbors
    if asked <= n_rows:
        return ()
    model.set_params(n_neighbors=n_rows)
    return (f"{asked:,} neighbours were asked for and there are {n_rows:,} training rows: all of them were taken.",)


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
    settled_through="creditviz.models.plain.k_nearest_neighbours:at_most_the_rows",
    complexity=(3, "one function of all columns together, or of the nearest accounts"),
)
