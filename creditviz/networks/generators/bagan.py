"""BAGAN: latents from a normal distribution a class, and one judge that names the class or says "made"."""

from __future__ import annotations

import math
from copy import deepcopy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.autoencoder import Autoencoder, ReconstructionLoss, RowHead
from creditviz.networks.generators.latent_generators import GeneratorTask, RowGenerator, Steps, Watch, adam, descend

RIDGE = 1e-4  # added to the variances, so that a class of few rows has a distribution


def class_normals(codes: np.ndarray, y: np.ndarray, n_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean (n_classes, q) and covariance (n_classes, q, q) of each class's codes."""
    groups = [codes[y == label].astype(np.float64) for label in range(n_classes)]
    means = np.stack([group.mean(axis=0) for group in groups])
    spreads = np.stack([np.atleast_2d(np.cov(group, rowvar=False)) for group in groups])
    return means, spreads + RIDGE * np.eye(codes.shape[1])


class NormalGenerator(RowGenerator):
    """A decoder fed from one normal distribution a class.

    Shape: class numbers (n,) -> latents (n, q) -> rows (n, width)
    """

    def __init__(self, decoder: nn.Module, means: np.ndarray, covariances: np.ndarray, head: RowHead):
        super().__init__(head)
        self.decoder = deepcopy(decoder)
        self.register_buffer("means", torch.as_tensor(means, dtype=torch.float32))
        self.register_buffer("factors", torch.as_tensor(np.linalg.cholesky(covariances), dtype=torch.float32))

    def latents(self, classes: Tensor) -> Tensor:
        """mu_c + L_c eps with L_c L_c' the covariance of class c."""
        noise = torch.randn(len(classes), self.means.shape[1], device=classes.device)
        shared = torch.einsum("ni,cji->cnj", noise, self.factors)  # for every class: few, and one product each
        return self.means[classes] + shared[classes, torch.arange(len(classes), device=classes.device)]

    def raw(self, latent: Tensor) -> Tensor:
        """The decoder's last layer."""
        return self.decoder(latent)


class BAGANTask(GeneratorTask):
    """Training of BAGAN (Mariani et al. 2018, section 3).

    Parameters
    ----------
    autoencoder : its decoder becomes the generator, its hidden encoder layers the judge's trunk.
    codes : codes (n, q) of the rows X.
    learning_rate : of both, beta_1 0.5.
    reconstruction_weight : of rebuilding real rows from their codes in the generator's loss.

    The others are those of `GeneratorTask`.
    """

    def __init__(
        self,
        autoencoder: Autoencoder,
        generator: NormalGenerator,
        codes: Tensor,
        X,
        y,
        n_classes: int,
        steps: Steps,
        watch: Watch,
        device: torch.device,
        *,
        learning_rate: float = 5e-5,
        reconstruction_weight: float = 10.0,
    ):
        super().__init__(generator, X, y, n_classes, steps, watch, device)
        self.codes, self.reconstruction_weight = codes.to(device), reconstruction_weight
        self.rebuilt = ReconstructionLoss(generator.head.plan).to(device)
        self.judge = _judge(autoencoder, n_classes).to(device)
        self.every_class = torch.arange(n_classes, device=device)
        self._keep_track(
            {"generator": self.generator, "judge": self.judge},
            {
                "generator": adam(self.generator.parameters(), learning_rate, (0.5, 0.999)),
                "judge": adam(self.judge.parameters(), learning_rate, (0.5, 0.999)),
            },
        )

    def _update(self) -> dict[str, Tensor]:
        n = self.steps.batch_size
        n_made = math.ceil(n / self.n_classes)
        real = self.rows.draw(self.uniform(n, self.every_class))
        with torch.no_grad():
            made = self.generator(self.generator.latents(self.uniform(n_made, self.every_class)))
        said = self.judge(torch.cat([self.X[real], made]))
        truth = torch.cat([self.y[real], torch.full((n_made,), self.n_classes, device=self.device)])
        critic_loss = F.cross_entropy(said, truth)
        descend(self.optimizers["judge"], critic_loss)

        wanted = self.uniform(n + n_made, self.every_class)
        generator_loss = F.cross_entropy(self.judge(self.generator(self.generator.latents(wanted))), wanted)
        loss = generator_loss
        if self.reconstruction_weight:
            row = torch.randint(len(self.X), (n,), device=self.device)
            loss = loss + self.reconstruction_weight * self.rebuilt(self.generator.raw(self.codes[row]), self.X[row])
        descend(self.optimizers["generator"], loss)
        return {"generator_loss": generator_loss.detach(), "critic_loss": critic_loss.detach()}


def _judge(autoencoder: Autoencoder, n_classes: int) -> nn.Sequential:
    """The encoder's hidden layers, dropout 0.3 after each, and margins for every class and for "made"."""
    layers: list[nn.Module] = []
    for layer in deepcopy(autoencoder.encoder[:-1]):
        layers += [layer, nn.Dropout(0.3)] if isinstance(layer, nn.ReLU) else [layer]
    return nn.Sequential(*layers, nn.Linear(autoencoder.encoder[-1].in_features, n_classes + 1))
