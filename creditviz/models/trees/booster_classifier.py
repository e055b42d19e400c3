"""Own classifiers that are one booster: how they lie on disk."""

from __future__ import annotations

from pathlib import Path

from creditviz.models.base import BinaryClassifier, read_head, write_head
from creditviz.models.trees.boosting import booster_bytes, booster_from

BOOSTER_FILE = "booster.ubj"


class BoosterClassifier(BinaryClassifier):
    """A classifier whose `booster_` decides; `best_epochs_` says how many rounds it has."""

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"n_estimators": self.best_epochs_["booster"], "early_stopping": False}

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON and UBJSON."""
        write_head(self, folder, best_epochs=self.best_epochs_)
        Path(folder, BOOSTER_FILE).write_bytes(booster_bytes(self.booster_))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        model, head = read_head(cls, folder)
        model.best_epochs_ = head["best_epochs"]
        model.booster_ = booster_from(Path(folder, BOOSTER_FILE).read_bytes())
        return model
