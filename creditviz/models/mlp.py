"""A plain network on the encoded row: what Liu et al.'s samplers are compared through."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, read_head, write_head
from creditviz.models.focal_xgboost import COMPUTE
from creditviz.models.network_parameters import NETWORK
from creditviz.models.network_stages import NETWORKS_FILE, fit_networks, look_at, network_arrays, networks_from
from creditviz.registry import ModelEntry, Preset


class MLPClassifier(BinaryClassifier):
    """A network of full layers, stopped on validation rows.

    Parameters
    ----------
    d_first : int, default=128
        Units of the first hidden layer. Raising it lets the network bend more.
    d_second : int, default=64
        Units of the second hidden layer.
    dropout : float, default=0.3
        Share of the units that a training step leaves out. Raising it fights overfitting.
    n_epochs : int, default=50
        Epochs at most.
    batch_size : int, default=512
        Rows per step, at most: a small book takes fewer, for 32 steps an epoch.
    learning_rate : float, default=0.001
        Step size of Adam.
    weight_decay : float, default=0.0
        Decay of matrices; 0 is plain Adam.
    scale_pos_weight : float, default=1.0
        What a default counts, a good account counting 1. Raising it moves scores up.
    patience : int, default=5
        Epochs without a better validation AUC before stopping.
    early_stopping : bool, default=True
        Off: all `n_epochs` on all training rows, the last epoch is kept.
    random_state : int, RandomState instance or None, default=None
        Seed of the start, shuffling and dropout.
    device : str, default='auto'
        "auto" (a GPU where there is one), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    networks_ : list of one torch.nn.Module, in float64
    best_epochs_ : dict, stage -> best epoch
    history_ : list of dict, one per epoch: stage, epoch, loss, validation_loss, validation_auc
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    NOTE[DIFF] against Liu et al. 2020, who do not say which classifier stands behind their numbers: sizes and
    training are ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = MLPClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: dict[str, Range | Choice] = {
        "d_first": Range(1, 4096, label="Units of the first layer", help="Raising it lets the network bend.", log=True),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it lets it bend more.", log=True),
        **{
            name: NETWORK[name]
            for name in ("dropout", "n_epochs", "batch_size", "learning_rate", "weight_decay", "patience")
        },
        "scale_pos_weight": Range(
            0.01, 1000.0, label="Weight of defaults", help="Raising it moves scores up.", log=True
        ),
        **COMPUTE,
    }

    def __init__(
        self,
        *,
        d_first=128,
        d_second=64,
        dropout=0.3,
        n_epochs=50,
        batch_size=512,
        learning_rate=0.001,
        weight_decay=0.0,
        scale_pos_weight=1.0,
        patience=5,
        early_stopping=True,
        random_state=None,
        device="auto",
        n_threads=1,
    ):
        self.d_first = d_first
        self.d_second = d_second
        self.dropout = dropout
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.scale_pos_weight = scale_pos_weight
        self.patience = patience
        self.early_stopping = early_stopping
        self.random_state = random_state
        self.device = device
        self.n_threads = n_threads

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Train the network, stopped on validation rows.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        on_epoch : function of an `EpochReport`, called after each epoch; its `check` after each batch.
        resume_from : a `Checkpoint` of an interrupted fit with the same data and parameters.
        """
        from creditviz.networks.classification import Optimisation
        from creditviz.networks.devices import resolve_device, threads

        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        device = resolve_device(self.device)
        self.device_ = str(device)
        how = Optimisation(
            batch_size=self.batch_size,
            n_epochs=self.n_epochs,
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            bad_weight=float(self.scale_pos_weight),
        )
        with threads(self.n_threads):
            trained = fit_networks(
                self._build,
                rows,
                validation,
                how,
                n_networks=1,
                n_stages=1,
                patience=self.patience,
                seed=self.seed_,
                device=device,
                on_epoch=on_epoch,
                resume_from=resume_from,
            )
        self.networks_, self.best_epochs_, self.history_ = trained.members, trained.best_epochs, trained.history
        self.notes_ += trained.notes
        return self

    def _build(self):
        from creditviz.networks.mlp import MLP

        return MLP(self.n_features_in_, (self.d_first, self.d_second), self.dropout)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        from creditviz.networks.devices import threads

        X = self._read_rows(X)
        with threads(self.n_threads):
            margin, _ = look_at(self.networks_[0], X, self.networks_[0])
        return np.asarray(margin, dtype=np.float64)

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"n_epochs": max(1, *self.best_epochs_.values()), "early_stopping": False}

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON and safetensors."""
        from safetensors.numpy import save_file

        write_head(self, folder, best_epochs=self.best_epochs_, device=self.device_)
        save_file(network_arrays(self.networks_), Path(folder, NETWORKS_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the model lies on the CPU."""
        import torch
        from safetensors.numpy import load_file

        model, head = read_head(cls, folder)
        model.best_epochs_, model.device_ = head["best_epochs"], head["device"]
        model.networks_ = networks_from(model._build, load_file(Path(folder, NETWORKS_FILE)), 1, torch.device("cpu"))
        return model


ENTRY = ModelEntry(
    label="Plain network (MLP)",
    estimator="creditviz.models.mlp:MLPClassifier",
    about="Three full layers on the encoded row: the smallest network that is worth comparing with.",
    source="Rumelhart, Hinton, Williams 1986",
    hyperparameters=MLPClassifier.hyperparameters,
    presets={"default": Preset(about="128 and 64 units, dropout 0.3, Adam 0.001, stopped on validation rows.")},
    tiny={"n_epochs": 10, "batch_size": 32, "learning_rate": 0.01, "d_first": 16, "d_second": 8},
    encoding="one-hot",
    resumable=True,
)
