"""ACTGAN: a Wasserstein critic with cross layers and a class head against a conditional generator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.adversarial import AdversarialTask, Opponents
from creditviz.networks.critic import Critic, between, critic_loss, generator_loss
from creditviz.networks.latent_generators import Steps, Watch, descend
from creditviz.networks.table_generator import TableGenerator

REMEMBERED = 0.98  # of the class head's loss on real rows, from one critic step to the next


@dataclass(frozen=True)
class Wasserstein:
    """Losses of ACTGAN.

    Parameters
    ----------
    n_critic : critic steps before each generator step.
    penalty : weight of the gradient penalty.
    class_weight : weight of the class losses.
    as_published : the class head also learns from made rows and pulls the generator without limit.
    """

    n_critic: int = 5
    penalty: float = 10.0
    class_weight: float = 1.0
    as_published: bool = False


class ACTGANTask(AdversarialTask):
    """Training of ACTGAN (Zhang et al. 2022, algorithm 1; methods sheet 1.2, signs corrected).

    NOTE[DIFF] A class head that pulls without limit makes defaulters that are easier to recognise than real
    ones (measured: 16 points more of them above the cut-off). So it learns from real rows alone, and the
    generator is pulled only while its rows are harder to classify than real ones.

    Parameters
    ----------
    view : points -> what the critic reads.
    losses : weights of the losses.

    The others are those of `AdversarialTask`.
    """

    def __init__(
        self,
        generator: TableGenerator,
        critic: Critic,
        X: np.ndarray,
        y: np.ndarray,
        n_classes: int,
        to_points: nn.Module,
        view: nn.Module,
        losses: Wasserstein,
        how: Opponents,
        steps: Steps,
        watch: Watch,
        device: torch.device,
    ):
        super().__init__(generator, critic, X, y, n_classes, to_points, how, steps, watch, device)
        self.view, self.losses = view.to(device), losses
        self.real_class_loss = torch.zeros((), device=device)

    def _update(self) -> dict[str, Tensor]:
        for _ in range(self.losses.n_critic):
            log = self._critic_step()
        return log | self._generator_step()

    def _critic_step(self) -> dict[str, Tensor]:
        """One step of the critic; the generator stands still."""
        classes, wanted = self.classes(), self.classes()
        real = self.real(classes)
        with torch.no_grad():
            made = self.view(self.trained(wanted))
            real = self.view(real)
        value, margins = self.judge(torch.cat([real, made]), torch.cat([classes, wanted]))
        n = len(real)
        slope = self.judge.slope(between(real, made), classes)
        loss = critic_loss(value[:n], value[n:], slope, self.losses.penalty)
        class_loss = F.cross_entropy(margins[:n], classes)
        self._remember(class_loss.detach())
        if self.losses.as_published:
            class_loss = (class_loss + F.cross_entropy(margins[n:], wanted)) / 2
        descend(self.optimizers["judge"], loss + self.losses.class_weight * class_loss)
        return {"critic_loss": loss.detach(), "wasserstein": (value[:n].mean() - value[n:].mean()).detach()}

    def _remember(self, class_loss: Tensor) -> None:
        self.real_class_loss = (
            class_loss if self.n_done == 0 else torch.lerp(class_loss, self.real_class_loss, REMEMBERED)
        )

    def _generator_step(self) -> dict[str, Tensor]:
        """One step of the generator; no weight of the critic changes."""
        classes = self.classes()
        value, margins = self.judge(self.view(self.trained(classes)), classes)
        class_loss = F.cross_entropy(margins, classes)
        if not self.losses.as_published:
            class_loss = F.relu(class_loss - self.real_class_loss)
        loss = generator_loss(value)
        descend(self.optimizers["generator"], loss + self.losses.class_weight * class_loss)
        return {"generator_loss": loss.detach()}

    def state(self) -> dict[str, Tensor]:
        """All of the base, and how well the class head knows real rows."""
        return super().state() | {"real_class_loss": self.real_class_loss.clone()}

    def load_state(self, state) -> None:
        """Go on from such a state."""
        super().load_state(state)
        self.real_class_loss = state["real_class_loss"].to(self.device)
