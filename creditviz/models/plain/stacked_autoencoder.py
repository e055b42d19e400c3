"""A stacked denoising autoencoder with a score: a baseline of the AFCC paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.network_classifier import TRAINING, NetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.network_stages import BEFORE, Before, Networks, stage_seed
from creditviz.models.ranges import TRIED_RATES
from creditviz.progress import Checkpoint
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class StackedAutoencoderClassifier(NetworkClassifier):
    """Layers learn to give back their input, one after the other, then all of them learn the outcome.

    Parameters
    ----------
    d_first : int, default=128
        Units of the first layer.
    d_second : int, default=64
        Units of the second layer.
    d_third : int, default=32
        Units of the third layer, the code.
    mask : float, default=0.1
        Share of the numbers that a layer does not see while it learns to give them back.
    pretraining_epochs : int, default=10
        Epochs of every layer before the outcome is looked at; 0 leaves this out.
    dropout : float, default=0.2
        Share of the units that a later training step leaves out. Raising it fights overfitting.
    learning_rate : float, default=0.003
        Step size of AdamW, before and after.

    References
    ----------
    Vincent et al. 2010; a baseline of Zhang et al. 2023 (AFCC), who print the learning rate only. NOTE[DIFF]: sizes
    and the share that is hidden are ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = StackedAutoencoderClassifier(n_epochs=1, pretraining_epochs=1, random_state=0)
    >>> [row["stage"] for row in model.fit(X, X[:, 0] > 0).history_]
    ['layer 1 of 3', 'layer 2 of 3', 'layer 3 of 3', 'network']
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_first": Range(1, 4096, label="Units of the first layer", help="Raising it keeps more.", log=True),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it keeps more.", log=True),
        "d_third": Range(
            1, 4096, label="Length of the code", help="Raising it keeps more of the row.", log=True, usual=(16, 64)
        ),
        "mask": Range(0.0, 0.9, label="Hidden share", help="Raising it makes giving back harder.", usual=(0.0, 0.3)),
        "pretraining_epochs": Range(0, 1000, label="Epochs of a layer alone", help="0 leaves pre-training out."),
        "dropout": NETWORK["dropout"],
        **TRAINING,
    }

    d_first: int = 128
    d_second: int = 64
    d_third: int = 32
    mask: float = 0.1
    pretraining_epochs: int = 10
    dropout: float = 0.2
    learning_rate: float = 0.003

    @property
    def _sizes(self) -> tuple[int, ...]:
        return self.d_first, self.d_second, self.d_third

    def _build(self):
        """A network whose layers are the pre-trained ones, where there are any."""
        network = self._plain()
        _set_layers(network, getattr(self, "_layers", {}))
        return network

    def _plain(self) -> Any:
        from creditviz.networks.scores.mlp import MLP

        return MLP(self.n_features_in_, self._sizes, self.dropout)

    def _before(self, rows: Rows, device: Any, on_epoch, resume_from: Checkpoint | None) -> Before:
        """Pre-train the layers once; all networks start from them."""
        import torch
        from torch import nn

        from creditviz.networks.devices import local_randomness

        n_layers = len(self._sizes) if self.pretraining_epochs else 0
        before = Before.resumed(n_layers, resume_from)
        with local_randomness(stage_seed(self.seed_, 0), device):
            network = self._plain()
        network.learn(torch.as_tensor(rows[0]))
        _set_layers(network, before.arrays)
        layers = [module for module in network.hidden if isinstance(module, nn.Linear)][:n_layers]
        with torch.no_grad():
            x = network.reader(torch.as_tensor(rows[0]))
        for number, layer in enumerate(layers, 1):
            if f"{number - 1}.weight" not in before.arrays:
                self._pretrain(layer, (x.numpy(), rows[1]), number, before, device, on_epoch, resume_from)
            with torch.no_grad():
                x = torch.relu(layer(x))
        self._layers, self._pretraining = before.arrays, before.history
        return before

    def _pretrain(self, layer, rows: Rows, number: int, before: Before, device, on_epoch, resume_from) -> None:
        """Train one layer and put it among the finished ones."""
        from creditviz.networks.classification import Classification
        from creditviz.networks.devices import local_randomness
        from creditviz.networks.scores.stacked_autoencoder import LayerAutoencoder
        from creditviz.networks.training import Stage, train

        meta = {"seed": self.seed_, "finished": [], BEFORE: list(before.history)}
        here = resume_from if resume_from is not None and resume_from.meta["stage_number"] == number else None
        name = f"layer {number} of {before.n_stages}"
        seed = stage_seed(self.seed_, number)
        with local_randomness(seed, device):
            task = Classification(LayerAutoencoder(layer, self.mask), *rows, None, self._how_alone(), device)
            progress = train(
                task,
                n_epochs=self.pretraining_epochs,
                seed=seed,
                stage=Stage(name, number, before.n_stages + self.n_networks, before.carry(), meta),
                on_epoch=on_epoch,
                resume_from=here,
            )
        layer.cpu()
        before.history += progress.history
        before.arrays |= {f"{number - 1}.{what}": t.detach().numpy().copy() for what, t in layer.named_parameters()}

    def _how_alone(self) -> Any:
        return replace(self._optimisation(), n_epochs=max(1, self.pretraining_epochs))

    def _keep(self, networks: Networks) -> None:
        super()._keep(networks)
        self.history_ = self._pretraining + self.history_
        del self._layers, self._pretraining


def _set_layers(network: Any, arrays: dict[str, np.ndarray]) -> None:
    """Put pre-trained layers, "0.weight" being the first one's matrix, in their places."""
    import torch
    from torch import nn

    layers = nn.ModuleList(module for module in network.hidden if isinstance(module, nn.Linear))
    layers.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()}, strict=False)


ENTRY = ModelEntry(
    label="Stacked autoencoder",
    family="network",
    estimator="creditviz.models.plain.stacked_autoencoder:StackedAutoencoderClassifier",
    about="A network whose layers first learn to give back an account, then to tell good from bad.",
    source="Vincent et al. 2010; baseline of Zhang et al. 2023",
    hyperparameters=StackedAutoencoderClassifier.hyperparameters,
    presets={
        "default": Preset(about="128, 64 and 32 units, 10 epochs a layer, then the outcome."),
        "as-published": Preset(
            {"learning_rate": 0.003, "batch_size": 1024, "n_epochs": 30, "patience": 4, "dropout": 0.0},
            about="The learning rate that Zhang et al. print; what they do not say as for AFCC.",
        ),
    },
    tiny={
        "n_epochs": 8,
        "pretraining_epochs": 2,
        "batch_size": 32,
        "learning_rate": 0.01,
        "d_first": 16,
        "d_second": 8,
        "d_third": 8,
    },
    grid={"learning_rate": TRIED_RATES},
    encoding="one-hot",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
