"""Hybrid boosting network: a baseline that the AFCC paper names and nobody describes, completed by us."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.fused.leaf_codes import fold_boosters, folds, leaf_codes
from creditviz.models.network_classifier import TRAINING, SequenceNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.network_stages import Before, Networks
from creditviz.models.ranges import TRIED_RATES
from creditviz.models.trees.boosting import booster_bytes, booster_from
from creditviz.models.trees.plain_boosting import Trees
from creditviz.progress import Checkpoint, checker
from creditviz.registry import ModelEntry, Preset

N_FOLDS = 5


class Rounds:
    """Rounds of one booster, told as a stage of the whole fit. The boosters themselves start again when resumed."""

    def __init__(self, on_epoch, number: int, n_boosters: int, n_stages: int, seed: int, silent: bool) -> None:
        self.check = checker(on_epoch)
        self.on_epoch, self.silent = on_epoch, silent
        self.stage, self.number, self.n_stages = f"trees {number + 1} of {n_boosters}", number + 1, n_stages
        self.meta = {"seed": seed, "finished": [], "stage_number": number + 1}

    def __call__(self, report) -> None:
        """Pass a round on."""
        if self.on_epoch is not None and not self.silent:
            state = lambda: Checkpoint(self.stage, 0, {}, self.meta)  # noqa: E731
            place = {"stage": self.stage, "stage_number": self.number, "n_stages": self.n_stages}
            self.on_epoch(replace(report, state=state, **place))


@dataclass(kw_only=True, eq=False, repr=False)
class HybridBoostingClassifier(SequenceNetworkClassifier):
    """Boosted trees say in which of their leaves an account falls; a network reads that beside the columns.

    Five boosters learn, each on four fifths of the training rows. A training row takes its leaves from the booster
    that did not learn from it, so that the network does not mistake what trees know by heart for what they can
    foretell. Any other row is read through all five, and the margins are averaged.

    Parameters
    ----------
    n_estimators : int, default=100
        Trees of a booster.
    max_depth : int, default=4
        Depth of a tree.
    booster_learning_rate : float, default=0.1
        Share of each tree that is added.
    leaf_width : int, default=8
        Numbers that stand for a leaf.
    d_first : int, default=64
        Units of the first hidden layer.
    d_second : int, default=32
        Units of the second hidden layer.
    dropout : float, default=0.1
        Share of the units that a training step leaves out. Raising it fights overfitting.

    Attributes
    ----------
    boosters_ : list of xgboost.Booster, one a fold

    References
    ----------
    Named as a baseline by Zhang et al. 2023 (AFCC). NOTE[DIFF]: no such model was found in the literature. This is our
    completion of its name, after the trees as features of He et al. 2014 (Facebook).

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = HybridBoostingClassifier(n_estimators=3, n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "n_estimators": Range(
            1, 2000, label="Trees of a booster", help="Raising it describes rows more finely.", log=True
        ),
        "max_depth": Range(1, 10, label="Tree depth", help="Raising it lets a tree combine more.", usual=(2, 6)),
        "booster_learning_rate": Range(
            0.001, 1.0, label="Learning rate of the trees", help="Lowering it needs more trees.", log=True
        ),
        "leaf_width": Range(1, 128, label="Width of a leaf", help="Numbers that stand for it.", usual=(4, 16)),
        "d_first": Range(1, 4096, label="Units of the first layer", help="Raising it lets it bend more.", log=True),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it lets it bend more.", log=True),
        "dropout": NETWORK["dropout"],
        **TRAINING,
    }

    n_estimators: int = 100
    max_depth: int = 4
    booster_learning_rate: float = 0.1
    leaf_width: int = 8
    d_first: int = 64
    d_second: int = 32
    dropout: float = 0.1

    def _before(self, rows: Rows, device: Any, on_epoch, resume_from: Checkpoint | None) -> Before:
        """Boost on each fold's other rows; a resumed fit does it again, without telling twice."""
        self._fold_of = folds(rows[1], N_FOLDS, self.seed_)
        self.n_boosters_ = int(self._fold_of.max()) + 1
        silent = resume_from is not None
        n_stages = self.n_boosters_ + self.n_networks

        def listen(number: int) -> Rounds:
            return Rounds(on_epoch, number, self.n_boosters_, n_stages, self.seed_, silent)

        settings = {"max_depth": self.max_depth, "learning_rate": self.booster_learning_rate}
        trees = Trees(self.n_estimators, seed=self.seed_, n_threads=self.n_threads)
        self.boosters_ = fold_boosters(rows, self._fold_of, settings, trees, listen)
        return Before(self.n_boosters_)

    def _rows_to_learn(self, X: np.ndarray) -> np.ndarray:
        return np.hstack([X, leaf_codes(self.boosters_, X, self._fold_of)])

    def _network_rows(self, X: np.ndarray) -> np.ndarray:
        return np.hstack([X, leaf_codes(self.boosters_, X)])

    def _build(self):
        from creditviz.networks.fields import field_codes
        from creditviz.networks.scores.hybrid_boosting import HybridBoosting

        return HybridBoosting(
            self.n_features_in_,
            field_codes(self._plan()),
            n_boosters=self.n_boosters_,
            n_trees=self.n_estimators,
            n_leaves=2 ** (self.max_depth + 1),
            width=self.leaf_width,
            sizes=(self.d_first, self.d_second),
            dropout=self.dropout,
        )

    def _keep(self, networks: Networks) -> None:
        super()._keep(networks)
        del self._fold_of

    def _learned(self) -> dict[str, Any]:
        return {"n_boosters_": self.n_boosters_}

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON, safetensors and UBJSON."""
        super().save(folder)
        for number, booster in enumerate(self.boosters_):
            Path(folder, f"trees-{number}.ubj").write_bytes(booster_bytes(booster))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the model lies on the CPU."""
        model = super().load(folder)
        files = [Path(folder, f"trees-{number}.ubj") for number in range(model.n_boosters_)]
        model.boosters_ = [booster_from(file.read_bytes()) for file in files]
        return model


ENTRY = ModelEntry(
    label="Hybrid boosting network (our completion)",
    family="network",
    estimator="creditviz.models.fused.hybrid_boosting:HybridBoostingClassifier",
    about="A network that reads an account and the leaves of boosted trees in which it falls.",
    source="named by Zhang et al. 2023, completed by us after He et al. 2014",
    hyperparameters=HybridBoostingClassifier.hyperparameters,
    presets={
        "default": Preset(about="Five boosters of 100 trees, 64 and 32 units."),
        "as-published": Preset(
            {"learning_rate": 0.003, "batch_size": 1024, "n_epochs": 30, "patience": 4, "dropout": 0.0},
            about="The printed learning rate; the paper says nothing else of this model.",
        ),
    },
    tiny={
        "n_estimators": 8,
        "max_depth": 2,
        "n_epochs": 8,
        "batch_size": 32,
        "learning_rate": 0.02,
        "leaf_width": 4,
        "d_first": 16,
        "d_second": 8,
        "dropout": 0.0,
    },
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(6, "several models in one, networks among them"),
)
