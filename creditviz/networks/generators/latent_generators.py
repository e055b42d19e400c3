"""Generators of encoded rows, and what training them has in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer

from creditviz.networks.generators.autoencoder import RowHead
from creditviz.networks.optimisers import below, copies, load_optimizer, optimizer_state

DRAW_ROWS = 4096  # drawn at once
WATCHED_ROWS = 2000  # drawn for a report
NEARNESS = 1e-3  # of the distance in the choice of a step: of two that rank alike the nearer one


class ClassRows(nn.Module):
    """Which rows belong to which class, for drawing rows of given classes with replacement.

    Parameters
    ----------
    y : class number of each row, (n,).
    """

    def __init__(self, y: Tensor, n_classes: int):
        super().__init__()
        count = torch.bincount(y, minlength=n_classes)
        self.register_buffer("order", torch.argsort(y, stable=True), persistent=False)
        self.register_buffer("count", count, persistent=False)
        self.register_buffer("start", count.cumsum(0) - count, persistent=False)

    def draw(self, classes: Tensor) -> Tensor:
        """A random row number of each class asked for, (n,)."""
        count = self.count[classes]
        place = (torch.rand(len(classes), device=classes.device) * count).long().clamp(max=count - 1)
        return self.order[self.start[classes] + place]


class RowGenerator(nn.Module):
    """Base: latents of wanted classes in, encoded rows out. A new one writes `latents` and `raw`.

    What training changes are its parameters; everything else (codes, means) is a buffer that stays.
    """

    def __init__(self, head: RowHead):
        super().__init__()
        self.head = head

    def latents(self, classes: Tensor) -> Tensor:
        """One random latent for each class number, (n, d_in)."""
        raise NotImplementedError

    def raw(self, latent: Tensor) -> Tensor:
        """The last layer before the row head, (n, width)."""
        raise NotImplementedError

    def forward(self, latent: Tensor) -> Tensor:
        """Rows as a judge sees them in training."""
        return self.head(self.raw(latent))

    @torch.no_grad()
    def draw(self, n: int, label: int, check: Callable[[], None] = lambda: None) -> Tensor:
        """Finished rows of one class, (n, width), drawn in evaluation mode."""
        self.eval()
        device = next(self.parameters()).device
        parts = [torch.zeros((0, self.head.plan.width), device=device)]
        for start in range(0, n, DRAW_ROWS):
            classes = torch.full((min(DRAW_ROWS, n - start),), label, device=device)
            parts.append(self.head.hard(self.raw(self.latents(classes))))
            check()
        return torch.cat(parts)


@dataclass(frozen=True)
class Steps:
    """How long a generator is trained, and what is kept and looked at on the way."""

    n_steps: int
    batch_size: int = 128
    report_every: int = 100
    snapshots: tuple[int, ...] = ()
    validate_every: int = 250

    @property
    def n_reports(self) -> int:
        """How often the loop reports."""
        return math.ceil(self.n_steps / self.report_every)


@dataclass(frozen=True)
class Watch:
    """What looks at rows of class `label` while a generator learns.

    w1 : distance of finished rows (n, width) to real ones.
    validation_auc : how well a small model ranks that learned from such rows as well; None leaves it out.
    n_validation : rows that it takes.
    """

    label: int
    w1: Callable[[np.ndarray], float]
    validation_auc: Callable[[np.ndarray], float] | None = None
    n_validation: int = 0


class GeneratorTask:
    """Base of the tasks: counts steps, keeps snapshots, saves all networks and optimisers.

    A new one calls `_keep_track` once its networks stand, and writes `_update`.

    Parameters
    ----------
    generator : what is kept and drawn from.
    X, y : encoded rows (n, width) and class numbers (n,).
    n_classes : how many there are.
    """

    def __init__(self, generator: RowGenerator, X, y, n_classes: int, steps: Steps, watch: Watch, device: torch.device):
        self.generator, self.device, self.steps, self.watch = generator.to(device), device, steps, watch
        self.X = torch.as_tensor(X, device=device)
        self.y = torch.as_tensor(y, dtype=torch.long, device=device)
        self.n_classes = n_classes
        self.rows = ClassRows(self.y, n_classes).to(device)
        self.n_done = 0
        self.snapshots: dict[int, dict[str, Tensor]] = {}

    def _keep_track(self, networks: Mapping[str, nn.Module], optimizers: Mapping[str, Optimizer]) -> None:
        """Remember what belongs to a checkpoint."""
        self.networks, self.optimizers = dict(networks), dict(optimizers)

    def _update(self) -> dict[str, Tensor]:
        """One step of all networks; returns detached losses."""
        raise NotImplementedError

    def batches(self, generator: torch.Generator) -> Iterator[int]:
        """The steps of one report; rows are drawn by the step itself."""
        for network in self.networks.values():
            network.train()
        yield from range(min(self.steps.report_every, self.steps.n_steps - self.n_done))

    def step(self, batch: int) -> dict[str, Tensor]:
        """One generator step, and a snapshot where one is wanted."""
        losses = self._update()
        self.n_done += 1
        if self.n_done in self.steps.snapshots:
            self.snapshots[self.n_done] = self.weights()
        return losses

    def evaluate(self, check: Callable[[], None]) -> dict[str, float]:
        """The step, and how near drawn rows are to real ones; not a number once the weights are none."""
        due = self.n_done % self.steps.validate_every == 0 or self.n_done == self.steps.n_steps
        validation_auc = self.watch.validation_auc if due else None
        n = max(WATCHED_ROWS, self.watch.n_validation if validation_auc else 0)
        rows = self.generator.draw(n, self.watch.label, check).cpu().numpy()
        if not np.isfinite(rows).all():
            return {"step": float(self.n_done), "w1": math.nan}
        log = {"step": float(self.n_done), "w1": self.watch.w1(rows[:WATCHED_ROWS])}
        check()
        if validation_auc:
            found = validation_auc(rows[: self.watch.n_validation])
            log |= {"validation_auc": found, "choice": found - NEARNESS * log["w1"]}
            check()
        return log

    def uniform(self, n: int, classes: Tensor) -> Tensor:
        """`n` of these class numbers, each as likely as the others."""
        return classes[torch.randint(len(classes), (n,), device=self.device)]

    def weights(self) -> dict[str, Tensor]:
        """Copies of what the generator learned."""
        return copies(dict(self.generator.named_parameters()))

    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Go back to such weights."""
        self.generator.load_state_dict(dict(weights), strict=False)

    def state(self) -> dict[str, Tensor]:
        """Networks, optimisers, snapshots and the number of steps."""
        state = {
            f"network/{part}/{name}": t for part, net in self.networks.items() for name, t in net.named_parameters()
        }
        for name, optimizer in self.optimizers.items():
            state |= optimizer_state(optimizer, f"optimizer/{name}")
        for step, weights in self.snapshots.items():
            state |= {f"snapshot/{step}/{name}": t for name, t in weights.items()}
        return copies(state) | {"n_steps": torch.tensor(self.n_done)}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from such a state."""
        for part, network in self.networks.items():
            network.load_state_dict(below(state, f"network/{part}/"), strict=False)
        for name, optimizer in self.optimizers.items():
            load_optimizer(optimizer, state, f"optimizer/{name}")
        for key, tensor in below(state, "snapshot/").items():
            step, _, name = key.partition("/")
            self.snapshots.setdefault(int(step), {})[name] = tensor.to(self.device)
        self.n_done = int(state["n_steps"])


def adam(weights, learning_rate: float, betas: tuple[float, float]) -> Optimizer:
    """Adam in one kernel."""
    return torch.optim.Adam(weights, lr=learning_rate, betas=betas, fused=True)


def descend(optimizer: Optimizer, loss: Tensor) -> None:
    """One update of this optimiser's weights and no others: a judge's weights get no gradient on the way."""
    weights = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()


def judge(sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers with LeakyReLU 0.2 and dropout 0.3 between them; the last one gives margins."""
    layers: list[nn.Module] = []
    for inner, outer in zip(sizes[:-1], sizes[1:-1], strict=False):
        layers += [nn.Linear(inner, outer), nn.LeakyReLU(0.2), nn.Dropout(0.3)]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def real_or_made(real: Tensor, made: Tensor) -> Tensor:
    """-E ln D(real) - E ln(1 - D(made)), from margins."""
    return F.softplus(-real).mean() + F.softplus(made).mean()
