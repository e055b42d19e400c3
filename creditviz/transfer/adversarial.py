"""Fitting a domain-adversarial network, or the same network on the source alone. torch is imported inside."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.models.base import Rows
from creditviz.models.network_stages import look_at, network_arrays, networks_from
from creditviz.progress import EpochReport


@dataclass(frozen=True)
class NetworkShape:
    """Widths of the three parts."""

    n_features: int
    extractor: tuple[int, ...]
    classifier: tuple[int, ...]
    discriminator: tuple[int, ...]

    def build(self) -> Any:
        """An untrained network, drawn from torch's generator."""
        from creditviz.networks.transfer.domain_adversarial import DomainAdversarial

        return DomainAdversarial(self.n_features, self.extractor, self.classifier, self.discriminator)


@dataclass(frozen=True, eq=False)
class Adapted:
    """A trained network."""

    network: Any
    history: list[dict]
    seconds_per_epoch: float

    def probability(self, X: np.ndarray) -> np.ndarray:
        """Probability of default, (n,)."""
        margin, _ = look_at(self.network, X, self.network)
        return 1.0 / (1.0 + np.exp(-np.asarray(margin, dtype=np.float64)))

    def features(self, X: np.ndarray) -> np.ndarray:
        """The feature layer, (n, extractor[-1])."""
        return np.asarray(look_at(self.network, X, self.network)[1])

    def last_layer(self, X: np.ndarray) -> np.ndarray:
        """The last hidden layer of the outcome classifier, (n, classifier[-1])."""
        return np.asarray(look_at(self.network, X, lambda rows: (self.network.last_layer(rows),))[0])

    def arrays(self) -> dict[str, np.ndarray]:
        """All weights."""
        return network_arrays([self.network])


def fit_adversarial(
    shape: NetworkShape,
    source: Rows,
    target: np.ndarray,
    validation: Rows | None,
    how: Any,
    schedule: Any,
    *,
    seed: int,
    device: str,
    n_threads: int,
    stage: Any = None,
    on_epoch: Callable[[EpochReport], None] | None = None,
    resume_from: Any = None,
) -> Adapted:
    """Train the network; the last epoch is kept, because the reversal is at full strength only then.

    Parameters
    ----------
    source, target : labelled source rows, and target rows.
    validation : source rows that were held back, to watch the training by.
    how, schedule : `Descent` and `Schedule` of creditviz.networks.transfer.domain_adversarial.
    """
    from creditviz.networks.devices import local_randomness, resolve_device, threads
    from creditviz.networks.training import train
    from creditviz.networks.transfer.domain_adversarial import DomainTask

    place = resolve_device(device)
    with threads(n_threads), local_randomness(seed, place):
        task = DomainTask(shape.build(), *source, target, validation, how, schedule, place)
        began = time.perf_counter()
        progress = train(
            task,
            n_epochs=how.n_epochs,
            seed=seed,
            stage=stage,
            on_epoch=on_epoch,
            resume_from=resume_from,
        )
        seconds = time.perf_counter() - began
    done = max(1, progress.epoch - (resume_from.epoch if resume_from is not None else 0))
    return Adapted(task.network.double().eval(), progress.history, seconds / done)


def load_adversarial(shape: NetworkShape, arrays: dict[str, np.ndarray]) -> Adapted:
    """The network behind such weights, on the CPU."""
    import torch

    return Adapted(networks_from(shape.build, arrays, 1, torch.device("cpu"))[0], [], 0.0)
