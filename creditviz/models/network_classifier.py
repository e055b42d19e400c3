"""What every classifier that is a network has in common: training, stopping, resuming, scoring, saving.

A subclass is a dataclass: its fields are its settings, and it gives `_build`. torch is imported inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, Rows, read_head, write_head
from creditviz.models.network_parameters import NETWORK
from creditviz.models.network_stages import (
    NETWORKS_FILE,
    Before,
    Networks,
    fit_networks,
    look_at,
    network_arrays,
    networks_from,
)
from creditviz.models.ranges import COMPUTE
from creditviz.progress import Checkpoint

NO_MONTHS = "This book has no months: the static branch stands alone."
NO_STATIC = "This book has no static columns: the branch of the months stands alone."

TRAINING: dict[str, Range | Choice] = {
    **{name: NETWORK[name] for name in ("n_epochs", "batch_size", "learning_rate", "weight_decay", "patience")},
    "stop_on": Choice(
        ("auc", "loss"), label="Stop on", help="The AUC keeps the best ranking, the loss the truest probabilities."
    ),
    "scale_pos_weight": Range(0.01, 1000.0, label="Weight of defaults", help="Raising it moves scores up.", log=True),
    "n_networks": NETWORK["n_networks"],
    **COMPUTE,
}


@dataclass(kw_only=True, eq=False, repr=False)
class NetworkClassifier(BinaryClassifier):
    """A network that is stopped on validation rows; gradients longer than 1 are shortened to 1.

    Parameters
    ----------
    n_epochs : int, default=50
        Epochs at most.
    batch_size : int, default=512
        Rows per step, at most: a small book takes fewer, for 32 steps an epoch. Small batches are slow.
    learning_rate : float, default=0.001
        Step size of AdamW. Raising it learns faster, then not at all.
    weight_decay : float, default=0.0
        Decay of matrices; 0 is plain Adam. Raising it keeps weights small.
    patience : int, default=5
        Epochs without a better validation figure before stopping.
    stop_on : {'auc', 'loss'}, default='auc'
        What an epoch is judged by on validation rows.
    scale_pos_weight : float, default=1.0
        What a default counts, a good account counting 1. Raising it moves scores up.
    n_networks : int, default=1
        Networks from different starts, averaged on the log-odds scale.
    early_stopping : bool, default=True
        Off: all `n_epochs` on all training rows, the last epoch is kept.
    random_state : int, RandomState instance or None, default=None
        Seed of starts, shuffling and dropout.
    device : str, default='auto'
        "auto" (a GPU where there is one), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    networks_ : list of torch.nn.Module, in float64
    best_epochs_ : dict, stage -> best epoch
    history_ : list of dict, one per epoch: stage, epoch, loss, validation_loss, validation_auc
    notes_ : list of str, what a reader of the result must know
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = TRAINING
    bootstrap: ClassVar[bool] = False  # each network learns from rows of its own, drawn with replacement

    n_epochs: int = 50
    batch_size: int = 512
    learning_rate: float = 0.001
    weight_decay: float = 0.0
    patience: int = 5
    stop_on: str = "auc"
    scale_pos_weight: float = 1.0
    n_networks: int = 1
    early_stopping: bool = True
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1

    def _build(self) -> Any:
        """An untrained torch module: `learn(x)` reads training rows once, `forward` gives (margin, vector)."""
        raise NotImplementedError

    def _network_rows(self, X: np.ndarray) -> np.ndarray:
        """What the network reads of encoded rows; a subclass may leave columns out or add some."""
        return X

    def _prepare(self, rows: Rows, validation: Rows | None) -> None:
        """Learn from training rows what comes before the networks, e.g. which columns to keep."""

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Train the networks, stopped on validation rows.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        on_epoch : function of an `EpochReport`, called after each epoch; its `check` after each batch.
        resume_from : a `Checkpoint` of an interrupted fit with the same data and parameters.
        """
        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        self._prepare(rows, validation)
        self._keep(self._fit_networks(rows, validation, on_epoch, resume_from))
        return self

    def _rows_to_learn(self, X: np.ndarray) -> np.ndarray:
        """What the network reads of its training rows, where that differs from what it reads of any others."""
        return self._network_rows(X)

    def _before(self, rows: Rows, device: Any, on_epoch, resume_from: Checkpoint | None) -> Before:
        """Train what comes before the networks, in stages of its own."""
        return Before()

    def _fit_networks(self, rows: Rows, validation: Rows | None, on_epoch, resume_from, *, n_more: int = 0) -> Networks:
        """The networks, trained; `n_more` stages of other kinds follow them."""
        from creditviz.networks.devices import resolve_device, threads

        device = resolve_device(self.device)
        self.device_ = str(device)
        with threads(self.n_threads):
            before = self._before(rows, device, on_epoch, resume_from)
            return fit_networks(
                self._build,
                (self._rows_to_learn(rows[0]), rows[1]),
                validation and (self._network_rows(validation[0]), validation[1]),
                self._optimisation(),
                n_networks=self.n_networks,
                n_stages=before.n_stages + self.n_networks + n_more,
                before=before,
                patience=self.patience,
                monitor=f"validation_{self.stop_on}",
                bootstrap=self.bootstrap,
                seed=self.seed_,
                device=device,
                on_epoch=on_epoch,
                resume_from=resume_from,
            )

    def _optimisation(self) -> Any:
        from creditviz.networks.classification import Optimisation

        known = {name: getattr(self, name) for name in Optimisation.__dataclass_fields__ if hasattr(self, name)}
        return Optimisation(**known, bad_weight=float(self.scale_pos_weight))

    def _keep(self, networks: Networks) -> None:
        self.networks_ = networks.members
        self.best_epochs_ = networks.best_epochs
        self.history_ = networks.history
        self.notes_ += networks.notes

    def _look(self, X: np.ndarray, look) -> list:
        """`look(network)(rows)` of every network over all rows."""
        from creditviz.networks.devices import threads

        X = self._network_rows(X)
        with threads(self.n_threads):
            return [look_at(network, X, look(network)) for network in self.networks_]

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, averaged over the networks, (n_samples,)."""
        X = self._read_rows(X)
        margins = [margin for margin, *_ in self._look(X, lambda network: network)]
        return np.asarray(np.mean(margins, 0), dtype=np.float64)

    def embed(self, X) -> np.ndarray:
        """The last hidden layers of all networks side by side, (n_samples, n_networks * width), float32."""
        X = self._read_rows(X)
        return np.hstack([vector for _, vector in self._look(X, lambda network: network)]).astype(np.float32)

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"n_epochs": max(1, int(np.median(list(self.best_epochs_.values())))), "early_stopping": False}

    def _learned(self) -> dict[str, Any]:
        """JSON values, by attribute, that `_prepare` learned and a loaded model needs."""
        return {}

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON and safetensors."""
        from safetensors.numpy import save_file

        write_head(self, folder, best_epochs=self.best_epochs_, device=self.device_, learned=self._learned())
        save_file(network_arrays(self.networks_), Path(folder, NETWORKS_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the model lies on the CPU."""
        import torch
        from safetensors.numpy import load_file

        model, head = read_head(cls, folder)
        model.best_epochs_, model.device_ = head["best_epochs"], head["device"]
        for name, value in head.get("learned", {}).items():
            setattr(model, name, value)
        arrays = load_file(Path(folder, NETWORKS_FILE))
        model.networks_ = networks_from(model._build, arrays, model.n_networks, torch.device("cpu"))
        return model


@dataclass(kw_only=True, eq=False, repr=False)
class SequenceNetworkClassifier(NetworkClassifier):
    """A network that knows which columns are months and which hold codes.

    Parameters
    ----------
    sequence_shape : (n_steps, n_channels) or None, default=None
        The last n_steps * n_channels columns are months, time-major, oldest first. None: no months.
    categorical_features : list of (column, number of codes) or None, default=None
        Static columns that hold codes, to be embedded.
    categorical_channels : list of (channel, number of codes) or None, default=None
        Channels of the months that hold codes, to be embedded.
    """

    sequence_shape: Any = None
    categorical_features: Any = None
    categorical_channels: Any = None

    def _plan(self) -> Any:
        """How the columns are to be read, an `InputPlan`."""
        from creditviz.networks.inputs import InputPlan

        return InputPlan.of(
            self.n_features_in_, self.sequence_shape, self.categorical_features, self.categorical_channels
        )
