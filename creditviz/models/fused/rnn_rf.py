"""RNN-RF: a recurrent network describes an account, a random forest decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.months.networks import MONTHS, PRINTED, TINY, MonthNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.network_stages import Networks, booster_checkpoint, stage_seed
from creditviz.progress import EpochReport, checker
from creditviz.registry import ModelEntry, Preset

STAGE, FOREST_FILE = "forest", "forest.skops"
TREES_AT_ONCE = 10  # between two checks


@dataclass(kw_only=True, eq=False, repr=False)
class RNNRFClassifier(MonthNetworkClassifier):
    """A recurrent network over the months beside full layers over the static columns; a forest on their vector.

    The networks are trained with a score of their own, stopped on validation rows; the forest then learns from
    the vectors of the training rows. Without months, or without static columns, the other part stands alone.

    Parameters
    ----------
    cell : {'gru', 'rnn', 'lstm'}, default='gru'
        Kind of recurrent network.
    d_hidden : int, default=64
        Its units. Raising it lets the network remember more, and costs time.
    d_static : int, default=32
        Units of each of the two full layers over the static columns.
    n_estimators : int, default=500
        Trees of the forest. Raising it is steadier, and slower.
    min_samples_leaf : int, default=5
        Least training rows in a leaf. Raising it makes probabilities smoother.
    use_raw_columns : bool, default=False
        Trees also read the encoded columns, not the vector alone.

    The other settings are those of `MonthNetworkClassifier` and `NetworkClassifier`.

    Attributes
    ----------
    forest_ : sklearn.ensemble.RandomForestClassifier

    References
    ----------
    Hsu et al. 2019; Zhang et al. 2022, table 6, which print no sizes.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = RNNRFClassifier(sequence_shape=(3, 2), n_epochs=1, n_estimators=10, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "cell": Choice(("gru", "rnn", "lstm"), label="Recurrent network", help="How it remembers."),
        "d_hidden": replace(NETWORK["d_hidden"], label="Recurrent units", usual=(32, 128)),
        "d_static": Range(1, 1024, label="Units over static columns", help="Raising it lets them bend.", log=True),
        "n_estimators": Range(1, 5000, label="Trees", help="Raising it is steadier, and slower.", log=True),
        "min_samples_leaf": Range(
            1, 1000, label="Smallest leaf", help="Raising it smooths probabilities.", log=True, usual=(5, 100)
        ),
        "use_raw_columns": Choice(
            (False, True), label="Trees also read the columns", help="Off: the vector of the network alone."
        ),
        **MONTHS,
    }

    cell: str = "gru"
    d_hidden: int = 64
    d_static: int = 32
    n_estimators: int = 500
    min_samples_leaf: int = 5
    use_raw_columns: bool = False

    def _build(self) -> Any:
        from creditviz.networks.scores.recurrent import RecurrentNetwork, RecurrentSize

        size = RecurrentSize(static_layers=(self.d_static, self.d_static), **self._sizes(RecurrentSize))
        return RecurrentNetwork(self._plan(), size)

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Train the networks, stopped on validation rows, then the forest on the vectors of the training rows.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        on_epoch : function of an `EpochReport`, called after each epoch and each ten trees.
        resume_from : a `Checkpoint` of an interrupted fit; finished networks are kept, the forest starts again.
        """
        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        self._prepare(rows, validation)
        networks = self._fit_networks(rows, validation, on_epoch, resume_from, n_more=1)
        self._keep(networks)
        self._plant(networks, rows, on_epoch)
        return self

    def _plant(self, networks: Networks, rows, on_epoch) -> None:
        from sklearn.ensemble import RandomForestClassifier

        number, check, read = self.n_networks + 1, checker(on_epoch), self._read_by_trees(rows[0])
        state = partial(booster_checkpoint, networks, self.seed_, STAGE, number)
        self.forest_ = RandomForestClassifier(
            n_estimators=0,
            min_samples_leaf=self.min_samples_leaf,
            warm_start=True,
            n_jobs=self.n_threads,
            random_state=stage_seed(self.seed_, number) % (2**31 - 1),
        )
        for done in range(0, self.n_estimators, TREES_AT_ONCE):
            check()
            planted = min(self.n_estimators, done + TREES_AT_ONCE)
            self.forest_.set_params(n_estimators=planted).fit(read, rows[1])
            if on_epoch is not None:
                on_epoch(EpochReport(STAGE, planted, self.n_estimators, {}, state, number, number))

    def _read_by_trees(self, X: np.ndarray) -> np.ndarray:
        vectors = [vector for _, vector in self._look(X, lambda network: network)]
        return np.hstack([*vectors, *([X] if self.use_raw_columns else [])]).astype(np.float32)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,), as if one tree more were undecided: never infinite."""
        X = self._read_rows(X)
        bad = self.forest_.predict_proba(self._read_by_trees(X))[:, 1]
        bad = (bad * self.n_estimators + 0.5) / (self.n_estimators + 1)
        return np.log(bad) - np.log1p(-bad)

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON, safetensors and skops."""
        import skops.io

        super().save(folder)
        skops.io.dump(self.forest_, Path(folder, FOREST_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the model lies on the CPU."""
        from creditviz.models.persistence import read_skops

        model = super().load(folder)
        model.forest_ = read_skops(Path(folder, FOREST_FILE))
        return model


ENTRY = ModelEntry(
    label="RNN-RF",
    family="network over months",
    estimator="creditviz.models.fused.rnn_rf:RNNRFClassifier",
    about="A recurrent network describes each account by what its months looked like; a random forest decides.",
    source="Hsu et al. 2019",
    hyperparameters=RNNRFClassifier.hyperparameters,
    presets={
        "default": Preset(about="GRU of 64 units, codes as categories; 500 trees on its vector."),
        "as-published": Preset(
            PRINTED, encoding="plain", about="GRU of 64 units, two layers of 32, 500 trees: sizes are ours."
        ),
    },
    tiny={**TINY, "d_hidden": 8, "d_static": 8, "n_estimators": 10, "min_samples_leaf": 1},
    grid={"learning_rate": (1e-4, 1e-3, 3e-3), "min_samples_leaf": (5, 20, 50)},  # ours: the paper prints none
    encoding="codes",
    resumable=True,
    complexity=(6, "several models in one, networks among them"),
)
