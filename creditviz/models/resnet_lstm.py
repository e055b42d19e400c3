"""ResNet-LSTM: a network that reads the customer and the months, and shows where it looked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, read_head, write_head
from creditviz.models.focal_xgboost import COMPUTE
from creditviz.models.network_stages import (
    NETWORKS_FILE,
    Networks,
    fit_networks,
    look_at,
    network_arrays,
    networks_from,
)
from creditviz.registry import ModelEntry, Preset

NO_MONTHS = "This book has no months: the static branch stands alone, without LSTM and temporal attention."
NO_STATIC = "This book has no static columns: the branch of the months stands alone, without spatial attention."

NETWORK = {
    "attention": Choice(("both", "none", "spatial", "temporal"), label="Attention", help="Which attention to keep."),
    "sam_output": Choice(("weighted", "map"), label="Spatial attention hands on", help="'map' is the paper's print."),
    "embed_codes": Choice((True, False), label="Codes as categories", help="Off: codes are read as numbers."),
    "head_static": Choice((True, False), label="Static columns also to the head", help="A short way to the score."),
    "token_width": Range(1, 128, label="Width of a static column", help="1 takes numbers as they are."),
    "n_channels": Range(1, 256, label="Channels of the first stage", help="Each further stage has twice as many."),
    "n_stages": Range(1, 6, label="Residual stages", help="Raising it makes the static branch deeper."),
    "code_width": Range(1, 64, label="Width of a monthly code", help="Numbers that stand for one status code."),
    "d_hidden": Range(1, 1024, label="LSTM units per direction", help="Raising it lets it remember more.", log=True),
    "d_attention": Range(
        1, 512, label="Width of temporal attention", help="Raising it lets months differ in more ways."
    ),
    "d_embedding": Range(
        1, 1024, label="Length of the feature vector", help="What a booster behind it receives.", log=True
    ),
    "dropout": Range(0.0, 0.9, label="Dropout in the branches", help="Raising it fights overfitting."),
    "head_dropout": Range(0.0, 0.9, label="Dropout before the score", help="Raising it fights overfitting."),
    "n_networks": Range(1, 20, label="Networks", help="Several networks are averaged: steadier, and slower."),
    "n_epochs": Range(1, 1000, label="Epochs at most", help="Early stopping usually ends sooner."),
    "batch_size": Range(2, 65_536, label="Batch size", help="Small batches are slow.", log=True),
    "learning_rate": Range(
        1e-6, 0.1, label="Learning rate", help="Raising it learns faster, then not at all.", log=True
    ),
    "weight_decay": Range(0.0, 1.0, label="Weight decay", help="Raising it keeps weights small."),
    "schedule": Choice(("constant", "cosine", "linear"), label="Learning rate over time", help="How it falls."),
    "warm_up": Range(0, 10_000, label="Warm-up steps", help="Steps over which the learning rate rises."),
    "clip_norm": Range(0.0, 1000.0, label="Largest gradient", help="0 sets no bound."),
    "ema_decay": Range(
        0.0, 0.9999, label="Averaging of weights", help="Raising it averages over more steps; 0 is off."
    ),
    "label_smoothing": Range(0.0, 0.5, label="Label smoothing", help="Raising it makes scores less sure."),
    "patience": Range(1, 1000, label="Patience", help="Epochs without a better validation AUC before stopping."),
    **COMPUTE,
}
PRINTED = {
    "embed_codes": False,
    "head_static": False,
    "token_width": 1,
    "n_channels": 16,
    "n_stages": 4,
    "d_hidden": 128,
    "d_embedding": 128,
    "dropout": 0.5,
    "head_dropout": 0.5,
    "n_networks": 1,
    "n_epochs": 100,
    "batch_size": 48,
    "learning_rate": 1e-4,
    "weight_decay": 0.0,
    "schedule": "constant",
    "warm_up": 0,
    "clip_norm": 0.0,
    "ema_decay": 0.0,
    "label_smoothing": 0.0,
    "patience": 15,
}
TINY = {
    "n_epochs": 10,
    "batch_size": 32,
    "learning_rate": 0.02,
    "d_hidden": 8,
    "d_attention": 8,
    "d_embedding": 8,
    "n_stages": 2,
    "n_channels": 4,
    "token_width": 4,
}


class ResNetLSTMClassifier(BinaryClassifier):
    """Residual convolutions over static columns, a bidirectional LSTM over months, attention on both.

    Parameters
    ----------
    sequence_shape : (n_steps, n_channels) or None, default=None
        The last n_steps * n_channels columns are months, time-major, oldest first. None: no months,
        the static branch stands alone and `notes_` says so.
    categorical_features : list of (column, number of codes) or None, default=None
        Static columns that hold codes, to be embedded.
    categorical_channels : list of (channel, number of codes) or None, default=None
        Channels of the months that hold codes, to be embedded.
    attention : {'both', 'none', 'spatial', 'temporal'}, default='both'
        Which attention to keep. Without the spatial one positions are averaged, without the temporal one
        the last states of both directions are taken.
    sam_output : {'weighted', 'map'}, default='weighted'
        Whether spatial attention weighs what the convolutions found, or hands on its weights alone.
    embed_codes : bool, default=True
        Off: codes are read as numbers, in their order.
    head_static : bool, default=True
        Also hand the static columns to the head directly.
    token_width : int, default=16
        Channels that a static column enters with; 1 takes numbers as they are.
    n_channels : int, default=16
        Channels of the first residual stage; each further one has twice as many.
    n_stages : int, default=3
        Residual stages. Raising it makes the static branch deeper.
    code_width : int, default=8
        Numbers that stand for one monthly code.
    d_hidden : int, default=64
        LSTM units per direction. Raising it lets the network remember more, and costs time.
    d_attention : int, default=64
        Width of the temporal attention.
    d_embedding : int, default=64
        Length of the feature vector before the score.
    dropout : float, default=0.2
        Dropout in both branches.
    head_dropout : float, default=0.3
        Dropout before the score.
    n_networks : int, default=1
        Networks from different starts, averaged on the log-odds scale.
    n_epochs : int, default=30
        Epochs at most.
    batch_size : int, default=512
        Rows per step. Small batches are slow.
    learning_rate : float, default=0.002
        Step size of AdamW.
    weight_decay : float, default=0.01
        Decay of matrices; biases and norms are left alone.
    schedule : {'constant', 'cosine', 'linear'}, default='constant'
        How the learning rate falls over `n_epochs`.
    warm_up : int, default=0
        Steps over which the learning rate rises.
    clip_norm : float, default=1.0
        Largest norm of a gradient; 0 sets no bound.
    ema_decay : float, default=0.0
        Exponential averaging of the weights; the average is what is judged and kept. 0 is off.
    label_smoothing : float, default=0.0
        Share by which labels are drawn to the bad rate.
    patience : int, default=6
        Epochs without a better validation AUC before stopping.
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

    References
    ----------
    Zhang et al. 2022, sections on ResNet, SAM, LSTM and TAM.
    NOTE[DIFF]: the paper names no loss; binary cross entropy is used. Its presets are `as-published`.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = ResNetLSTMClassifier(sequence_shape=(3, 2), n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters = NETWORK

    def __init__(
        self,
        *,
        sequence_shape=None,
        categorical_features=None,
        categorical_channels=None,
        attention="both",
        sam_output="weighted",
        embed_codes=True,
        head_static=True,
        token_width=16,
        n_channels=16,
        n_stages=3,
        code_width=8,
        d_hidden=64,
        d_attention=64,
        d_embedding=64,
        dropout=0.2,
        head_dropout=0.3,
        n_networks=1,
        n_epochs=30,
        batch_size=512,
        learning_rate=0.002,
        weight_decay=0.01,
        schedule="constant",
        warm_up=0,
        clip_norm=1.0,
        ema_decay=0.0,
        label_smoothing=0.0,
        patience=6,
        early_stopping=True,
        random_state=None,
        device="auto",
        n_threads=1,
    ):
        self.sequence_shape = sequence_shape
        self.categorical_features = categorical_features
        self.categorical_channels = categorical_channels
        self.attention = attention
        self.sam_output = sam_output
        self.embed_codes = embed_codes
        self.head_static = head_static
        self.token_width = token_width
        self.n_channels = n_channels
        self.n_stages = n_stages
        self.code_width = code_width
        self.d_hidden = d_hidden
        self.d_attention = d_attention
        self.d_embedding = d_embedding
        self.dropout = dropout
        self.head_dropout = head_dropout
        self.n_networks = n_networks
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.schedule = schedule
        self.warm_up = warm_up
        self.clip_norm = clip_norm
        self.ema_decay = ema_decay
        self.label_smoothing = label_smoothing
        self.patience = patience
        self.early_stopping = early_stopping
        self.random_state = random_state
        self.device = device
        self.n_threads = n_threads

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
        self._keep(self._fit_networks(rows, validation, self.n_networks, on_epoch, resume_from))
        return self

    def _fit_networks(self, rows, validation, n_stages, on_epoch, resume_from) -> Networks:
        from creditviz.networks.classification import Optimisation
        from creditviz.networks.devices import resolve_device, threads

        device = resolve_device(self.device)
        plan = self._plan()
        self.device_ = str(device)
        self.notes_ += [NO_MONTHS] if not plan.has_months else []
        self.notes_ += [NO_STATIC] if not plan.n_static else []
        with threads(self.n_threads):
            return fit_networks(
                self._build,
                rows,
                validation,
                Optimisation(**_settings(self, Optimisation)),
                n_networks=self.n_networks,
                n_stages=n_stages,
                patience=self.patience,
                seed=self.seed_,
                device=device,
                on_epoch=on_epoch,
                resume_from=resume_from,
            )

    def _keep(self, networks: Networks) -> None:
        self.networks_ = networks.members
        self.best_epochs_ = networks.best_epochs
        self.history_ = networks.history
        self.notes_ += networks.notes

    def _plan(self):
        from creditviz.networks.inputs import InputPlan

        codes = self.categorical_features, self.categorical_channels
        return InputPlan.of(self.n_features_in_, self.sequence_shape, *codes, self.embed_codes)

    def _build(self):
        from creditviz.networks.resnet_lstm import Architecture, ResNetLSTM

        return ResNetLSTM(self._plan(), Architecture(**_settings(self, Architecture)))

    def _look(self, X, look) -> list:
        """`look(network)(rows)` of every network over all rows."""
        from creditviz.networks.devices import threads

        with threads(self.n_threads):
            return [look_at(network, X, look(network)) for network in self.networks_]

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, averaged over the networks, (n_samples,)."""
        X = self._read_rows(X)
        return np.mean([margin for margin, _ in self._look(X, lambda network: network)], 0)

    def attention_weights(self, X) -> tuple[np.ndarray | None, np.ndarray | None]:
        """Where the networks looked: temporal (n, n_steps), rows sum to 1, and spatial (n, n_static) in (0, 1).

        Averaged over the networks; None where there is no such attention.
        """
        X = self._read_rows(X)
        found = self._look(X, lambda network: lambda rows: network.branches(rows)[1:])
        return tuple(None if weights[0] is None else np.mean(weights, 0) for weights in zip(*found, strict=True))

    def embed(self, X) -> np.ndarray:
        """The feature vectors of all networks side by side, (n_samples, n_networks * d_embedding), float32."""
        X = self._read_rows(X)
        return np.hstack([vector for _, vector in self._look(X, lambda network: network)]).astype(np.float32)

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"n_epochs": max(1, int(np.median(list(self.best_epochs_.values())))), "early_stopping": False}

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
        arrays = load_file(Path(folder, NETWORKS_FILE))
        model.networks_ = networks_from(model._build, arrays, model.n_networks, torch.device("cpu"))
        return model


def _settings(model, kind: type) -> dict:
    """The parameters of `model` that the dataclass `kind` has fields for."""
    return {name: getattr(model, name) for name in kind.__dataclass_fields__}


ENTRY = ModelEntry(
    label="ResNet-LSTM",
    estimator="creditviz.models.resnet_lstm:ResNetLSTMClassifier",
    about="A network that reads the customer and the months, and shows which of them mattered.",
    source="Zhang et al. 2022",
    hyperparameters=NETWORK,
    presets={
        "default": Preset(about="Codes as categories, faster learning, static columns also to the head."),
        "as-published": Preset(PRINTED, about="The network and the training that the paper prints."),
    },
    tiny=TINY,
    encoding="codes",
    reads_sequences=True,
    resumable=True,
    explains=("attention",),
)
