"""ResNet-LSTM: a network that reads the customer and the months, and shows where it looked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from creditviz.models.base import BinaryClassifier, read_head, write_head
from creditviz.models.months.summaries import summarise_months, summary_names
from creditviz.models.network_parameters import NETWORK, PRINTED, TINY
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


@dataclass(kw_only=True, eq=False, repr=False)
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
    head_summaries : bool, default=True
        Also hand summaries of the months (mean, extremes, steps, counts of codes) to the head.
    head_bins : int, default=8
        Quantile bins that let the head bend along every number it is handed; 0 is off.
    token_width : int, default=16
        Channels that a static column enters with; 1 takes numbers as they are.
    n_channels : int, default=16
        Channels of the first residual stage; each further one has twice as many.
    n_stages : int, default=2
        Residual stages. Raising it makes the static branch deeper.
    code_width : int, default=8
        Numbers that stand for one monthly code.
    month_bins : int, default=8
        Quantile bins that let the LSTM bend along every monthly number; 0 is off.
    d_hidden : int, default=64
        LSTM units per direction. Raising it lets the network remember more, and costs time.
    d_attention : int, default=64
        Width of the temporal attention.
    d_embedding : int, default=64
        Length of the feature vector before the score.
    input_dropout : float, default=0.1
        Dropout of what the LSTM reads.
    dropout : float, default=0.3
        Dropout in both branches.
    head_dropout : float, default=0.3
        Dropout before the score.
    n_networks : int, default=1
        Networks from different starts, averaged on the log-odds scale.
    n_epochs : int, default=20
        Epochs at most.
    batch_size : int, default=512
        Rows per step, at most: a small book takes fewer, for 32 steps an epoch. Small batches are slow.
    learning_rate : float, default=0.003
        Step size of AdamW.
    weight_decay : float, default=0.01
        Decay of matrices; biases and norms are left alone.
    schedule : {'constant', 'cosine', 'linear'}, default='constant'
        How the learning rate falls over `n_epochs`.
    warm_up : int, default=0
        Steps over which the learning rate rises.
    clip_norm : float, default=1.0
        Largest norm of a gradient; 0 sets no bound.
    ema_decay : float, default=0.995
        Exponential averaging of the weights; the average is what is judged and kept. 0 is off.
    label_smoothing : float, default=0.0
        Share by which labels are drawn to the bad rate.
    patience : int, default=5
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

    sequence_shape: Any = None
    categorical_features: Any = None
    categorical_channels: Any = None
    attention: str = "both"
    sam_output: str = "weighted"
    embed_codes: bool = True
    head_static: bool = True
    head_summaries: bool = True
    head_bins: int = 8
    token_width: int = 16
    n_channels: int = 16
    n_stages: int = 2
    code_width: int = 8
    month_bins: int = 8
    d_hidden: int = 64
    d_attention: int = 64
    d_embedding: int = 64
    input_dropout: float = 0.1
    dropout: float = 0.3
    head_dropout: float = 0.3
    n_networks: int = 1
    n_epochs: int = 20
    batch_size: int = 512
    learning_rate: float = 0.003
    weight_decay: float = 0.01
    schedule: str = "constant"
    warm_up: int = 0
    clip_norm: float = 1.0
    ema_decay: float = 0.995
    label_smoothing: float = 0.0
    patience: int = 5
    early_stopping: bool = True
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1

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

        device, plan = resolve_device(self.device), self._plan()
        self.device_ = str(device)
        self.notes_ += [NO_MONTHS] if not plan.has_months else []
        self.notes_ += [NO_STATIC] if not plan.n_static else []
        with threads(self.n_threads):
            return fit_networks(
                self._build,
                (self._network_rows(rows[0]), rows[1]),
                validation and (self._network_rows(validation[0]), validation[1]),
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

    def _network_rows(self, X: np.ndarray) -> np.ndarray:
        """The encoded rows with the summaries of their months behind them, where the head wants those."""
        return np.hstack([X, summarise_months(X, self._plan())]) if self.head_summaries else X

    def _build(self):
        from creditviz.networks.scores.resnet_lstm import Architecture, ResNetLSTM

        plan = self._plan()
        if self.head_summaries:
            plan = replace(plan, n_extra=len(summary_names(plan)))
        return ResNetLSTM(plan, Architecture(**_settings(self, Architecture)))

    def _look(self, X, look) -> list:
        """`look(network)(rows)` of every network over all rows."""
        from creditviz.networks.devices import threads

        X = self._network_rows(X)
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
        temporal, spatial = (None if one[0] is None else np.mean(one, 0) for one in zip(*found, strict=True))
        return temporal, spatial

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


def _settings(model, kind) -> dict:
    """The parameters of `model` that the dataclass `kind` has fields for."""
    return {name: getattr(model, name) for name in kind.__dataclass_fields__ if hasattr(model, name)}


ENTRY = ModelEntry(
    label="ResNet-LSTM",
    family="network over months",
    estimator="creditviz.models.months.resnet_lstm:ResNetLSTMClassifier",
    about="A network that reads the customer and the months, and shows which of them mattered.",
    source="Zhang et al. 2022",
    hyperparameters=NETWORK,
    presets={
        "default": Preset(about="Codes as categories, faster learning, static columns also to the head."),
        "as-published": Preset(PRINTED, about="The network and the training that the paper prints."),
    },
    tiny=TINY,
    encoding="codes",
    resumable=True,
    explains=("attention",),
    attribution="chained",
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
