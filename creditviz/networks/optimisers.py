"""Optimiser states as named tensors, so that a checkpoint needs no pickle."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor
from torch.optim import Optimizer


def copies(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors, cut off from what happens to them later."""
    return {name: t.detach().clone() for name, t in tensors.items()}


def below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}


def optimizer_state(optimizer: Optimizer, name: str) -> dict[str, Tensor]:
    """Moments of every weight as "name/number/moment"."""
    return {
        f"{name}/{number}/{kind}": t
        for number, moments in optimizer.state_dict()["state"].items()
        for kind, t in moments.items()
    }


def load_optimizer(optimizer: Optimizer, state: Mapping[str, Tensor], name: str) -> None:
    """Take back what `optimizer_state` gave."""
    moments: dict[int, dict[str, Tensor]] = {}
    for key, tensor in below(state, f"{name}/").items():
        number, _, kind = key.partition("/")
        moments.setdefault(int(number), {})[kind] = tensor
    optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})
