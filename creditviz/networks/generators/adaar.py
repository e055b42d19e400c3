"""ADAAR: a real defaulter and noise become a synthetic one; one judge wants it alike, another wants it risky."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.autoencoder import ReconstructionLoss, RowHead, dense
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

LN2 = math.log(2.0)


def risk_term(margins: Tensor, wanted: Tensor) -> Tensor:
    """Mean of max(-ln D2, ln 2): what the risk judge asks of the generator; nothing of rows that it believes at 0.5.

    Shape: margins (n, n_classes), wanted (n,) -> scalar
    """
    return F.cross_entropy(margins, wanted, reduction="none").clamp(min=LN2).mean()


class ResidualGenerator(RowGenerator):
    """h~ = E(x) + g([E(x), z]) of a random real row x of the class, decoded.

    Without an autoencoder (`decoder` None) the row itself takes the place of its code, and the network gives
    the new row at once.

    Shape: class numbers (n,) -> latents (n, d_context + d_noise [+ n_classes]) -> rows (n, width)
    """

    def __init__(
        self,
        context: Tensor,
        y: Tensor,
        n_classes: int,
        decoder: nn.Module | None,
        head: RowHead,
        *,
        d_noise: int = 16,
        name_class: bool = False,
    ):
        super().__init__(head)
        self.n_classes, self.n_named = n_classes, n_classes if name_class else 0
        self.d_context, self.d_noise = context.shape[1], d_noise
        self.start_from(context, y)
        d_in = self.d_context + d_noise + self.n_named
        self.decoder = deepcopy(decoder)
        sizes = [d_in, 128, 128, head.plan.width] if decoder is None else [d_in, 64, self.d_context]
        self.move = dense(sizes, lambda: nn.LeakyReLU(0.2))

    def start_from(self, context: Tensor, y: Tensor) -> None:
        """Use these real rows (or their codes) of these classes from now on."""
        self.rows = ClassRows(y, self.n_classes)
        self.register_buffer("context", context)

    def latents(self, classes: Tensor) -> Tensor:
        """A real row's code, noise, and the class where there are several."""
        context = self.context[self.rows.draw(classes)]
        parts = [context, torch.randn(len(classes), self.d_noise, device=context.device)]
        if self.n_named:
            parts.append(F.one_hot(classes, self.n_named).to(context.dtype))
        return torch.cat(parts, dim=1)

    def raw(self, latent: Tensor) -> Tensor:
        """The last layer of the decoder, or of the network where there is none."""
        return self.move(latent) if self.decoder is None else self.decoder(self.code(latent)[0])

    def code(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """h~ and how far it is from E(x)."""
        moved = self.move(latent)
        return latent[:, : self.d_context] + moved, moved


@dataclass(frozen=True)
class Terms:
    """Which parts of ADAAR take part, and their weights; `creditviz.sampling.networks.adaar` says what each does."""

    use_d1: bool = True
    use_d2: bool = True
    risk_weight: float = 1.0
    nearness_weight: float = 0.1
    warm_up: int = 500
    frozen_share: float = 0.2
    learning_rate: float = 2e-4


class ADAARTask(GeneratorTask):
    """Training of ADAAR (Liu et al. 2020; the sizes and losses that it does not give are ours).

    Parameters
    ----------
    codes : codes (n, q) of the rows X; None without an autoencoder.
    imitated : class numbers that are made.
    terms : what takes part.

    The others are those of `GeneratorTask`.
    """

    def __init__(
        self,
        generator: ResidualGenerator,
        codes: Tensor | None,
        X,
        y,
        n_classes: int,
        imitated: Tensor,
        steps: Steps,
        watch: Watch,
        device: torch.device,
        terms: Terms,
    ):
        super().__init__(generator, X, y, n_classes, steps, watch, device)
        self.codes = None if codes is None else codes.to(device)
        self.imitated, self.terms = imitated.to(device), terms
        self.every_class = torch.arange(n_classes, device=device)
        self.rebuilt = ReconstructionLoss(generator.head.plan).to(device)
        width = self.X.shape[1] + (n_classes if generator.n_named else 0)
        self.d1 = judge([width, 64, 32, 1]).to(device)
        self.d2 = judge([self.X.shape[1], 64, 32, n_classes]).to(device)
        groups: list[dict[str, Any]] = [{"params": list(self.generator.move.parameters())}]
        if self.generator.decoder is not None:
            decoder = list(self.generator.decoder.parameters())
            groups.append({"params": decoder, "lr": 0.1 * terms.learning_rate})
        rate, betas = terms.learning_rate, (0.5, 0.9)
        self._keep_track(
            {"generator": self.generator, "d1": self.d1, "d2": self.d2},
            {
                "generator": adam(groups, rate, betas),
                "d1": adam(self.d1.parameters(), rate, betas),
                "d2": adam(self.d2.parameters(), rate, betas),
            },
        )

    @property
    def decoder_learns(self) -> bool:
        """Whether the first steps, in which the decoder stays as the autoencoder left it, are over."""
        return self.generator.decoder is not None and self.n_done >= self.terms.frozen_share * self.steps.n_steps

    def generator_terms(self, made: Tensor, wanted: Tensor, moved: Tensor | None) -> dict[str, Tensor]:
        """The weighted parts of the generator's loss; one that does not take part is not there."""
        found = {}
        if self.terms.use_d1:
            found["alike"] = F.softplus(-self._alike(made, wanted)).mean()
        if self.terms.use_d2:
            found["unlike"] = self.terms.risk_weight * risk_term(self.d2(made), wanted)
        if moved is not None:
            found["near"] = self.terms.nearness_weight * moved.square().sum(1).mean()
        return found

    def _update(self) -> dict[str, Tensor]:
        n = self.steps.batch_size
        wanted = self.uniform(n, self.imitated)
        latent = self.generator.latents(wanted)
        if self.generator.decoder is not None:
            self.generator.decoder.requires_grad_(self.decoder_learns)
        code, moved = (None, None) if self.codes is None else self.generator.code(latent)
        made = self.generator.head(self.generator.raw(latent) if code is None else self.generator.decoder(code))
        log = self._teach_judges(made.detach(), wanted)
        loss = sum(self.generator_terms(made, wanted, moved).values())
        log["generator_loss"] = loss.detach()
        if self.codes is not None and self.decoder_learns:
            loss = loss + 0.1 * self._rebuild(self.codes)
        descend(self.optimizers["generator"], loss)
        return log

    def _teach_judges(self, made: Tensor, wanted: Tensor) -> dict[str, Tensor]:
        n, log = len(made), {}
        if self.terms.use_d1:
            real = self.X[self.rows.draw(wanted)]
            said = self._alike(torch.cat([real, made]), wanted.repeat(2))
            loss = real_or_made(said[:n], said[n:])
            descend(self.optimizers["d1"], loss)
            log["critic_loss"] = loss.detach()
        if self.terms.use_d2:
            row = self.rows.draw(self.uniform(n, self.every_class))
            said = self.d2(torch.cat([self.X[row], made]))
            loss = self.n_classes * F.cross_entropy(said[:n], self.y[row])  # the sheet adds one mean a class
            if self.n_done >= self.terms.warm_up:
                loss = loss + 0.5 * F.cross_entropy(said[n:], wanted)
            descend(self.optimizers["d2"], loss)
            log["risk_loss"] = loss.detach()
        return log

    def _alike(self, x: Tensor, wanted: Tensor) -> Tensor:
        """Margins of D1; it is told the class where there are several to imitate."""
        named = self.generator.n_named
        return self.d1(torch.cat([x, F.one_hot(wanted, named).to(x.dtype)], dim=1) if named else x)[:, 0]

    def _rebuild(self, codes: Tensor) -> Tensor:
        """Reconstruction of real rows of every class, so that the decoder keeps what it knew."""
        row = torch.randint(len(self.X), (self.steps.batch_size,), device=self.device)
        return self.rebuilt(self.generator.decoder(codes[row]), self.X[row])
