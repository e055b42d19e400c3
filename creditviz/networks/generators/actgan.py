"""ACTGAN: a Wasserstein critic with cross layers and a class head against a conditional generator."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.adversarial import AdversarialTask, Opponents
from creditviz.networks.generators.critic import Critic, between, critic_loss, generator_loss
from creditviz.networks.generators.latent_generators import Steps, Watch, descend
from creditviz.networks.generators.table_generator import TableGenerator

REMEMBERED = 0.98  # of the class head's loss on real rows, from one critic step to the next
EVERY = 10  # of so many real rows of a class the class head never learns one


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
    """Training of ACTGAN (Zhang et al. 2022, algorithm 1, signs corrected).

    NOTE[DIFF] A class head that pulls without limit makes defaulters that are easier to recognise than real
    ones (measured: 16 points more of them above the cut-off), and so does one that knows its real rows by heart.
    So it learns from nine in ten real rows, and the generator is pulled only while its rows are harder to
    classify than the real ones that the head never learned.

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
        self.unseen_loss = torch.tensor(math.log(n_classes), device=device)  # that of a head that knows nothing
        self.unseen = torch.zeros(len(self.y), dtype=torch.bool, device=device)
        if not losses.as_published:
            self.unseen[self.rows.order[EVERY - 1 :: EVERY]] = True

    def _update(self) -> dict[str, Tensor]:
        for _ in range(self.losses.n_critic):
            log = self._critic_step()
        return log | self._generator_step()

    def _critic_step(self) -> dict[str, Tensor]:
        """One step of the critic; the generator stands still."""
        classes, wanted = self.classes(), self.classes()
        index = self.rows.draw(classes)
        with torch.no_grad():
            real, made = self.view(self.to_points(self.X[index])), self.view(self.trained(wanted))
        value, margins = self.judge(torch.cat([real, made]), torch.cat([classes, wanted]))
        n = len(real)
        slope = self.judge.slope(between(real, made), classes)
        loss = critic_loss(value[:n], value[n:], slope, self.losses.penalty)
        if self.losses.as_published:
            class_loss = (F.cross_entropy(margins[:n], classes) + F.cross_entropy(margins[n:], wanted)) / 2
        else:
            class_loss = self._class_loss(F.cross_entropy(margins[:n], classes, reduction="none"), self.unseen[index])
        descend(self.optimizers["judge"], loss + self.losses.class_weight * class_loss)
        return {"critic_loss": loss.detach(), "wasserstein": (value[:n].mean() - value[n:].mean()).detach()}

    def _class_loss(self, losses: Tensor, unseen: Tensor) -> Tensor:
        """Mean loss of the rows that the class head learns; that of the others is remembered."""
        n_unseen = unseen.sum()
        with torch.no_grad():
            now = (losses * unseen).sum() / n_unseen.clamp(min=1)
            share = (1 - REMEMBERED) * (n_unseen > 0)
            self.unseen_loss = torch.lerp(self.unseen_loss, now, share)
        return (losses * ~unseen).sum() / (len(losses) - n_unseen).clamp(min=1)

    def _generator_step(self) -> dict[str, Tensor]:
        """One step of the generator; no weight of the critic changes."""
        classes = self.classes()
        value, margins = self.judge(self.view(self.trained(classes)), classes)
        class_loss = F.cross_entropy(margins, classes)
        if not self.losses.as_published:
            class_loss = F.relu(class_loss - self.unseen_loss)
        loss = generator_loss(value)
        descend(self.optimizers["generator"], loss + self.losses.class_weight * class_loss)
        return {"generator_loss": loss.detach()}

    def state(self) -> dict[str, Tensor]:
        """All of the base, and how well the class head knows rows that it never learned."""
        return super().state() | {"unseen_loss": self.unseen_loss.clone()}

    def load_state(self, state) -> None:
        """Go on from such a state."""
        super().load_state(state)
        self.unseen_loss = state["unseen_loss"].to(self.device)
