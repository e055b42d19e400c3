"""What CGAN and ACTGAN share in training: classes of a batch, rates that fall, a generator that is averaged."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from creditviz.networks.generators.latent_generators import GeneratorTask, Steps, Watch, adam
from creditviz.networks.generators.table_generator import TableGenerator

CONSTANT_SHARE = 0.3  # of the steps before the learning rates begin to fall ...
LAST_RATE = 0.02  # ... in a straight line to this share of themselves


@dataclass(frozen=True)
class Opponents:
    """How two networks are trained against each other.

    Parameters
    ----------
    learning_rate, judge_rate : of the generator and of its opponent.
    betas : of both Adams.
    falling : let the rates fall in the second part of the training.
    ema_decay : how slowly the average of the generator follows; 0 draws from the generator itself.
    equal_classes : every class makes up as much of a batch as any other; otherwise as much as of the rows.
    """

    learning_rate: float
    judge_rate: float
    betas: tuple[float, float]
    falling: bool = False
    ema_decay: float = 0.0
    equal_classes: bool = True


class AdversarialTask(GeneratorTask):
    """Base of the two tasks; a new one writes `_update` with `_descend`.

    Parameters
    ----------
    generator : the network to train.
    judge : its opponent.
    X, y : encoded rows and class numbers.
    to_points : encoded rows -> rows as the generator makes them.
    how : the optimisation.
    """

    def __init__(
        self,
        generator: TableGenerator,
        judge: nn.Module,
        X: np.ndarray,
        y: np.ndarray,
        n_classes: int,
        to_points: nn.Module,
        how: Opponents,
        steps: Steps,
        watch: Watch,
        device: torch.device,
    ):
        kept = deepcopy(generator) if how.ema_decay else generator
        super().__init__(kept, X, y, n_classes, steps, watch, device)
        self.trained, self.judge, self.how = generator.to(device), judge.to(device), how
        self.to_points = to_points.to(device)
        networks = {"generator": self.trained, "judge": self.judge}
        if how.ema_decay:
            networks["average"] = self.generator
        self._average, self._now = list(self.generator.parameters()), list(self.trained.parameters())
        self._keep_track(
            networks,
            {
                "generator": adam(self.trained.parameters(), how.learning_rate, how.betas),
                "judge": adam(self.judge.parameters(), how.judge_rate, how.betas),
            },
        )
        n = steps.batch_size
        self._equal = torch.arange(n, device=device) % n_classes if how.equal_classes else None

    def step(self, batch: int) -> dict[str, Tensor]:
        """One generator step and all that goes with it."""
        if self.how.falling:
            self._set_rates()
        losses = self._update()
        self._follow()
        self.n_done += 1
        if self.n_done in self.steps.snapshots:
            self.snapshots[self.n_done] = self.weights()
        return losses

    def classes(self) -> Tensor:
        """Class numbers of a batch, (batch_size,)."""
        if self._equal is not None:
            return self._equal
        return self.y[torch.randint(len(self.y), (self.steps.batch_size,), device=self.device)]

    def real(self, classes: Tensor) -> Tensor:
        """Random real rows of these classes as points, (n, width)."""
        return self.to_points(self.X[self.rows.draw(classes)])

    def _set_rates(self) -> None:
        done = self.n_done / self.steps.n_steps
        share = max(LAST_RATE, min(1.0, (1 - done) / (1 - CONSTANT_SHARE)))
        for name, rate in (("generator", self.how.learning_rate), ("judge", self.how.judge_rate)):
            for group in self.optimizers[name].param_groups:
                group["lr"] = rate * share

    @torch.no_grad()
    def _follow(self) -> None:
        """The average takes a step towards the generator; a young average follows faster."""
        if self.how.ema_decay:
            decay = min(self.how.ema_decay, (2 + self.n_done) / (11 + self.n_done))
            torch._foreach_lerp_(self._average, self._now, 1 - decay)
