"""The task of telling bad from good accounts, for the training loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.metrics import auc

EVALUATION_ROWS = 4096  # rows scored at once
FEWEST_STEPS = 32  # of an epoch: a small book takes smaller batches, or it would hardly be trained ...
FEWEST_ROWS = 48  # ... but none below this


@dataclass(frozen=True)
class Optimisation:
    """How a network is trained; `creditviz.models.months.resnet_lstm` says what each does."""

    batch_size: int = 512
    n_epochs: int = 30
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    schedule: str = "constant"
    warm_up: int = 0
    clip_norm: float = 1.0
    ema_decay: float = 0.0
    label_smoothing: float = 0.0
    bad_weight: float = 1.0  # what a default counts, a good account counting 1


def batch_bounds(n_rows: int, batch_size: int) -> np.ndarray:
    """Where the batches of an epoch begin and end: all of nearly one size, none of a single row.

    A last batch of a few rows would spoil the batch normalisation.
    """
    n_batches = max(1, min(math.ceil(n_rows / batch_size), n_rows // 2))
    return np.linspace(0, n_rows, n_batches + 1).round().astype(int)


class Classification:
    """A network that gives (margin, embedding), its rows on the device, and its optimiser.

    Parameters
    ----------
    network : moved to `device`. One that offers `loss(rows, y, bad_weight)`, a scalar, is trained on it; the others
        are trained on the cross entropy of their margin.
    X, y : training rows (n, n_features) float32 and labels (n,), 1 = default.
    validation : a pair like (X, y), or None.
    how : the optimisation.
    device : where everything lies from now on.
    """

    def __init__(self, network: nn.Module, X, y, validation, how: Optimisation, device: torch.device):
        self.network, self.how, self.device = network.to(device), how, device
        self.X = torch.as_tensor(X, dtype=torch.float32, device=device)
        self.y = torch.as_tensor(np.asarray(y), dtype=torch.float32, device=device)
        self.validation = None
        if validation is not None:
            X_val, y_val = validation
            self.validation = torch.as_tensor(X_val, dtype=torch.float32, device=device), np.asarray(y_val)
        decayed = [p for p in network.parameters() if p.ndim > 1]
        plain = [p for p in network.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": how.weight_decay}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=how.learning_rate, fused=True)
        self.bounds = batch_bounds(len(self.X), min(how.batch_size, max(FEWEST_ROWS, len(self.X) // FEWEST_STEPS)))
        self.n_steps = 0
        self.average = deepcopy(network) if how.ema_decay else None
        self._now, self._mean = _floats(self.network), _floats(self.judged)
        self.base_rate = float(self.y.mean())
        self.bad_weight = None if how.bad_weight == 1.0 else torch.tensor(how.bad_weight, device=device)

    @property
    def judged(self) -> nn.Module:
        """The network that is evaluated and kept: the running average where there is one."""
        return self.network if self.average is None else self.average

    def batches(self, generator: torch.Generator) -> Iterator[Tensor]:
        """Row numbers of each batch."""
        self.network.train()
        order = torch.randperm(len(self.X), generator=generator).to(self.device)
        for start, stop in zip(self.bounds, self.bounds[1:], strict=False):
            yield order[start:stop]

    def step(self, batch: Tensor) -> dict[str, Tensor]:
        """One update of the weights."""
        y = self.y[batch]
        if self.how.label_smoothing:
            y = torch.lerp(y, torch.full_like(y, self.base_rate), self.how.label_smoothing)
        loss = self._loss(self.X[batch], y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if self.how.clip_norm:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.how.clip_norm, foreach=True)
        self._set_learning_rate()
        self.optimizer.step()
        self.n_steps += 1
        self._update_average()
        return {"loss": loss.detach()}

    def _loss(self, rows: Tensor, y: Tensor) -> Tensor:
        if hasattr(self.network, "loss"):
            return self.network.loss(rows, y, self.bad_weight)
        margin, _ = self.network(rows)
        return F.binary_cross_entropy_with_logits(margin, y, pos_weight=self.bad_weight)

    def _set_learning_rate(self) -> None:
        if self.how.schedule == "constant" and not self.how.warm_up:
            return
        share = self.n_steps / ((len(self.bounds) - 1) * self.how.n_epochs)
        factor = {"constant": 1.0, "linear": 1 - share, "cosine": 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))}
        rate = self.how.learning_rate * max(factor[self.how.schedule], 0.0)
        if self.how.warm_up:
            rate *= min(1.0, (self.n_steps + 1) / self.how.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    @torch.no_grad()
    def _update_average(self) -> None:
        if self.average is None:
            return
        decay = min(self.how.ema_decay, (1 + self.n_steps) / (10 + self.n_steps))  # young averages follow faster
        torch._foreach_lerp_(self._mean, self._now, 1 - decay)

    def evaluate(self, check: Callable[[], None]) -> dict[str, float]:
        """Loss and AUC on the validation rows."""
        if self.validation is None:
            return {}
        X, y = self.validation
        score = margins(self.judged, X, check).float()
        loss = F.binary_cross_entropy_with_logits(score, torch.as_tensor(y, dtype=torch.float32, device=self.device))
        found = float(loss)
        return {
            "validation_loss": found,
            "validation_auc": auc(y, score.cpu().numpy()) if math.isfinite(found) else found,
        }

    def weights(self) -> dict[str, Tensor]:
        """Copies of the weights that are judged."""
        return _copies(self.judged.state_dict())

    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Go back to such weights."""
        self.judged.load_state_dict(dict(weights))

    def state(self) -> dict[str, Tensor]:
        """Weights, running average, both moments of the optimiser, and the number of steps."""
        state = {f"network/{name}": t for name, t in self.network.state_dict().items()}
        if self.average is not None:
            state |= {f"average/{name}": t for name, t in self.average.state_dict().items()}
        for number, moments in self.optimizer.state_dict()["state"].items():
            state |= {f"optimizer/{number}/{name}": t for name, t in moments.items()}
        return _copies(state) | {"n_steps": torch.tensor(self.n_steps)}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from such a state."""
        self.network.load_state_dict(_below(state, "network/"))
        if self.average is not None:
            self.average.load_state_dict(_below(state, "average/"))
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _below(state, "optimizer/").items():
            number, _, kind = name.partition("/")
            moments.setdefault(int(number), {})[kind] = tensor
        self.optimizer.load_state_dict({"state": moments, "param_groups": self.optimizer.state_dict()["param_groups"]})
        self.n_steps = int(state["n_steps"])


def _floats(network: nn.Module) -> list[Tensor]:
    return [t for t in network.state_dict().values() if t.is_floating_point()]


def _copies(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: t.detach().clone() for name, t in tensors.items()}


def _below(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): t for name, t in state.items() if name.startswith(prefix)}


@torch.no_grad()
def margins(network: nn.Module, X: Tensor, check: Callable[[], None] = lambda: None) -> Tensor:
    """Margins of all rows, (n,), in the network's own precision."""
    network.eval()
    parts = []
    for rows in X.split(EVALUATION_ROWS):
        parts.append(network(rows)[0])
        check()
    return torch.cat(parts)
