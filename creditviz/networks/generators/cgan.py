"""CGAN: a discriminator that is told the class against a generator that is told the class."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.adversarial import AdversarialTask
from creditviz.networks.generators.latent_generators import descend, real_or_made


class Discriminator(nn.Module):
    """Margins of "real" against "made" for rows of a class.

    Shape
    -----
    rows (n, d), condition (n, d_condition) -> (n,)
    """

    def __init__(self, d: int, d_condition: int):
        super().__init__()
        sizes = (d + d_condition, 128, 64)
        inner = [
            layer
            for a, b in zip(sizes, sizes[1:], strict=False)
            for layer in (nn.Linear(a, b), nn.LeakyReLU(0.2), nn.Dropout(0.3))
        ]
        self.layers = nn.Sequential(*inner, nn.Linear(64, 1))

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """The margin."""
        return self.layers(torch.cat([x, condition], 1)).squeeze(1)


class CGANTask(AdversarialTask):
    """Training of CGAN (Mirza & Osindero 2014, section 3.2): one step each, non-saturating."""

    def _update(self) -> dict[str, Tensor]:
        classes, wanted = self.classes(), self.classes()
        condition = self.trained.condition
        with torch.no_grad():
            made = self.trained(wanted)
        real = self.judge(self.real(classes), condition(classes))
        critic_loss = real_or_made(real, self.judge(made, condition(wanted)))
        descend(self.optimizers["judge"], critic_loss)

        wanted = self.classes()
        fooled = self.judge(self.trained(wanted), condition(wanted))
        generator_loss = F.softplus(-fooled).mean()
        descend(self.optimizers["generator"], generator_loss)
        return {"generator_loss": generator_loss.detach(), "critic_loss": critic_loss.detach()}
