"""GL-GAN: SMOTE among the codes of a class (local), a judge of rows and of classes (global)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.autoencoder import ReconstructionLoss, RowHead
from creditviz.networks.generators.latent_generators import (
    ClassRows,
    GeneratorTask,
    RowGenerator,
    Steps,
    Watch,
    adam,
    descend,
    judge,
    real_or_made,
)

NEIGHBOUR_ROWS = 1024  # compared with all others at once


@torch.no_grad()
def nearest_in_class(codes: Tensor, y: Tensor, k: int, check: Callable[[], None] = lambda: None) -> Tensor:
    """The `k` nearest rows of the same class of each row, itself left out, (n, k) row numbers.

    A class with fewer neighbours repeats the nearest; a class of one row is its own neighbour.
    """
    found = torch.arange(len(codes), device=codes.device)[:, None].repeat(1, k)
    for label in torch.unique(y).tolist():
        members = torch.nonzero(y == label)[:, 0]
        n_near = min(k, len(members) - 1)
        for part in members.split(NEIGHBOUR_ROWS) if n_near else ():
            distance = torch.cdist(codes[part], codes[members])
            distance[part[:, None] == members] = torch.inf
            near = members[distance.topk(n_near, largest=False).indices]
            found[part] = near[:, torch.arange(k, device=codes.device) % n_near]
            check()
    return found


class SmoteGenerator(RowGenerator):
    """A decoder fed with points between the codes of real neighbours of one class.

    Shape: class numbers (n,) -> latents (n, q) -> rows (n, width)
    """

    def __init__(self, decoder: nn.Module, codes: Tensor, y: Tensor, n_classes: int, neighbours: Tensor, head: RowHead):
        super().__init__(head)
        self.decoder = deepcopy(decoder)
        self.rows = ClassRows(y, n_classes)
        self.register_buffer("codes", codes)
        self.register_buffer("neighbours", neighbours)

    def latents(self, classes: Tensor) -> Tensor:
        """h_i + u (h_j - h_i): i a row of the class, j one of its neighbours, u ~ U(0, 1)."""
        row = self.rows.draw(classes)
        pick = torch.randint(self.neighbours.shape[1], (len(row),), device=row.device)
        here, there = self.codes[row], self.codes[self.neighbours[row, pick]]
        return torch.lerp(here, there, torch.rand(len(row), 1, device=row.device))

    def raw(self, latent: Tensor) -> Tensor:
        """The decoder's last layer."""
        return self.decoder(latent)


class GLGANTask(GeneratorTask):
    """Training of GL-GAN (Wang et al. 2020).

    Parameters
    ----------
    codes : codes (n, q) of the rows X.
    imitated : class numbers that are made.
    learning_rate : of both networks.
    reconstruction_weight : of rebuilding real rows from their codes in the generator's loss.
    class_floor : ask for rows that are recognised as well as real ones of their class, not better.

    The others are those of `GeneratorTask`.
    """

    def __init__(
        self,
        generator: SmoteGenerator,
        codes: Tensor,
        X,
        y,
        n_classes: int,
        imitated: Tensor,
        steps: Steps,
        watch: Watch,
        device: torch.device,
        *,
        learning_rate: float = 2e-4,
        reconstruction_weight: float = 1.0,
        class_floor: bool = True,
    ):
        super().__init__(generator, X, y, n_classes, steps, watch, device)
        self.codes, self.imitated = codes.to(device), imitated.to(device)
        self.reconstruction_weight, self.class_floor = reconstruction_weight, class_floor
        self.rebuilt = ReconstructionLoss(generator.head.plan).to(device)
        self.judge = judge([self.X.shape[1], 128, 64, 1 + n_classes]).to(device)
        self.every_class = torch.arange(n_classes, device=device)
        self._keep_track(
            {"generator": self.generator, "judge": self.judge},
            {
                "generator": adam(self.generator.parameters(), learning_rate, (0.5, 0.9)),
                "judge": adam(self.judge.parameters(), learning_rate, (0.5, 0.9)),
            },
        )

    def _update(self) -> dict[str, Tensor]:
        n = self.steps.batch_size
        wanted = self.uniform(n, self.imitated)
        like, mixed = self.rows.draw(wanted), self.rows.draw(self.uniform(n, self.every_class))
        made = self.generator(self.generator.latents(wanted))

        said = self.judge(torch.cat([self.X[like], made.detach(), self.X[mixed]]))
        critic_loss = real_or_made(said[:n, 0], said[n : 2 * n, 0])
        critic_loss = critic_loss + F.cross_entropy(said[2 * n :, 1:], self.y[mixed])
        descend(self.optimizers["judge"], critic_loss)

        said = self.judge(made)
        generator_loss = F.softplus(-said[:, 0]).mean() + self.class_term(said[:, 1:], wanted, self.X[like])
        rebuilt = self.rebuilt(self.generator.raw(self.codes[mixed]), self.X[mixed])
        descend(self.optimizers["generator"], generator_loss + self.reconstruction_weight * rebuilt)
        return {
            "generator_loss": generator_loss.detach(),
            "critic_loss": critic_loss.detach(),
            "reconstruction_loss": rebuilt.detach(),
        }

    def class_term(self, margins: Tensor, wanted: Tensor, real: Tensor) -> Tensor:
        """Cross entropy of made rows to their class; with a floor nothing is asked below that of real rows.

        Shape: margins (n, n_classes), wanted (n,), real (n, width) of the same classes -> scalar
        """
        loss = F.cross_entropy(margins, wanted)
        if not self.class_floor:
            return loss
        with torch.no_grad():
            level = F.cross_entropy(self.judge(real)[:, 1:], wanted)
        return torch.maximum(loss, level)
