"""Training one or several networks in turn, resumable at any epoch of any of them. torch is imported inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditviz.models.base import Rows
from creditviz.progress import Checkpoint, EpochReport

NETWORKS_FILE = "networks.safetensors"
BEFORE = "before"


@dataclass
class Networks:
    """Trained networks and what their training said. `records` holds one JSON-ready dict per network."""

    members: list[Any] = field(default_factory=list)
    records: list[dict] = field(default_factory=list)

    @property
    def history(self) -> list[dict]:
        """All epochs of all networks."""
        return [row for record in self.records for row in record["history"]]

    @property
    def notes(self) -> list[str]:
        """All remarks of all networks."""
        return [note for record in self.records for note in record["notes"]]

    @property
    def best_epochs(self) -> dict[str, int]:
        """Stage -> best epoch."""
        return {record["stage"]: record["best_epoch"] for record in self.records}

    def carry(self) -> dict[str, np.ndarray]:
        """The finished networks as arrays, for a checkpoint."""
        return network_arrays(self.members)


@dataclass
class Before:
    """Stages that were trained before the networks, e.g. layers of an autoencoder; they travel in every checkpoint."""

    n_stages: int = 0
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    history: list[dict] = field(default_factory=list)

    def carry(self) -> dict[str, np.ndarray]:
        """The arrays, for a checkpoint."""
        return {f"{BEFORE}/{name}": array for name, array in self.arrays.items()}

    @classmethod
    def resumed(cls, n_stages: int, checkpoint: Checkpoint | None) -> Before:
        """What a checkpoint holds of these stages."""
        if checkpoint is None:
            return cls(n_stages)
        prefix = f"done/{BEFORE}/"
        arrays = {k.removeprefix(prefix): np.array(a) for k, a in checkpoint.arrays.items() if k.startswith(prefix)}
        return cls(n_stages, arrays, list(checkpoint.meta.get(BEFORE, ())))


def fit_networks(
    build: Callable[[], Any],
    rows: Rows,
    validation: Rows | None,
    how: Any,
    *,
    n_networks: int,
    n_stages: int,
    patience: int,
    seed: int,
    device: Any,
    monitor: str = "validation_auc",
    bootstrap: bool = False,
    before: Before | None = None,
    on_epoch: Callable[[EpochReport], None] | None = None,
    resume_from: Checkpoint | None = None,
) -> Networks:
    """Train `n_networks` networks from different starts, one after the other.

    Parameters
    ----------
    build : makes an untrained network, drawing from torch's generator.
    rows, validation : training rows, and the rows to stop on (None: all epochs).
    how : `creditviz.networks.classification.Optimisation`.
    n_stages : of the whole fit; boosters may follow.
    before : stages that came before the networks.
    patience, monitor : as in `train`.
    bootstrap : every network learns from as many rows, drawn with replacement by its own seed.
    seed : every network derives its own from this one.
    resume_from : finished networks are taken from it, the interrupted one goes on.
    """
    import torch

    from creditviz.networks.classification import Classification
    from creditviz.networks.devices import local_randomness
    from creditviz.networks.training import Stage, train

    before = before or Before()
    done = finished_networks(build, resume_from, device)
    for number in range(len(done.members) + 1, n_networks + 1):
        name = "network" if n_networks == 1 else f"network {number} of {n_networks}"
        place = before.n_stages + number
        meta = {"seed": seed, "finished": list(done.records), BEFORE: before.history}
        here = resume_from if resume_from is not None and resume_from.meta["stage_number"] == place else None
        own_seed = stage_seed(seed, number)
        X, y = drawn_rows(rows, own_seed) if bootstrap else rows
        with local_randomness(own_seed, device):
            network = build()
            network.learn(torch.as_tensor(X))
            task = Classification(network, X, y, validation, how, device)
            progress = train(
                task,
                n_epochs=how.n_epochs,
                seed=own_seed,
                patience=patience if validation is not None else 0,
                monitor=monitor,
                stage=Stage(name, place, n_stages, {**before.carry(), **done.carry()}, meta),
                on_epoch=on_epoch,
                resume_from=here,
            )
        done.members.append(task.judged.double().eval())
        record = {"stage": name, "best_epoch": progress.best_epoch, "history": progress.history}
        done.records.append({**record, "notes": progress.notes})
    return done


def drawn_rows(rows: Rows, seed: int) -> Rows:
    """As many rows, drawn with replacement; a resumed stage draws the same ones."""
    X, y = rows
    draw = np.random.default_rng(seed).integers(0, len(y), len(y))
    return X[draw], y[draw]


def stage_seed(seed: int, number: int) -> int:
    """The seed of a stage."""
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])


def finished_networks(build: Callable[[], Any], checkpoint: Checkpoint | None, device: Any) -> Networks:
    """The networks that a checkpoint holds complete."""
    if checkpoint is None:
        return Networks()
    arrays = {name.removeprefix("done/"): a for name, a in checkpoint.arrays.items() if name.startswith("done/")}
    records = checkpoint.meta["finished"]
    return Networks(networks_from(build, arrays, len(records), device), list(records))


def booster_checkpoint(networks: Networks, seed: int, stage: str, number: int) -> Checkpoint:
    """The state of a booster stage: its networks. The booster itself starts again."""
    arrays = {f"done/{name}": array for name, array in networks.carry().items()}
    return Checkpoint(stage, 0, arrays, {"seed": seed, "finished": list(networks.records), "stage_number": number})


def network_arrays(members: list[Any]) -> dict[str, np.ndarray]:
    """All weights of all networks, in the float32 they were trained in."""
    return {
        f"{number}/{name}": (t.float() if t.is_floating_point() else t).cpu().numpy()
        for number, network in enumerate(members)
        for name, t in network.state_dict().items()
    }


def networks_from(build: Callable[[], Any], arrays: Mapping[str, np.ndarray], n: int, device: Any) -> list[Any]:
    """Networks with such weights, ready to score in float64."""
    import torch

    from creditviz.networks.devices import local_randomness

    members = []
    for number in range(n):
        prefix = f"{number}/"
        with local_randomness(0, device):
            network = build()
        own = {k.removeprefix(prefix): torch.from_numpy(np.array(a)) for k, a in arrays.items() if k.startswith(prefix)}
        network.load_state_dict(own)
        members.append(network.to(device).double().eval())
    return members


def look_at(network: Any, X: np.ndarray, look: Callable[[Any], tuple]) -> list[np.ndarray | None]:
    """What `look(rows)` gives for all rows of X, joined.

    In float64: in float32 the score of a row changed with the rows beside it, by up to 1e-6.
    """
    import torch

    from creditviz.networks.classification import EVALUATION_ROWS

    device = next(network.parameters()).device
    with torch.no_grad():
        parts = [
            look(torch.as_tensor(X[start : start + EVALUATION_ROWS], dtype=torch.float64, device=device))
            for start in range(0, len(X), EVALUATION_ROWS)
        ]
    return [None if column[0] is None else torch.cat(column).cpu().numpy() for column in zip(*parts, strict=True)]
