"""A domain-adversarial network: features that tell bad from good accounts, but not the old product from the new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.metrics import auc
from creditviz.networks.classification import margins
from creditviz.networks.transfer.domain_gradient import DomainGradient


class _Reverse(torch.autograd.Function):
    """Hands rows on unchanged, and their gradient back turned round."""

    @staticmethod
    def forward(ctx, x: Tensor, strength: float) -> Tensor:
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, *gradients: Tensor):
        return gradients[0] * -ctx.strength, None


def reverse_gradient(x: Tensor, strength: float) -> Tensor:
    """`x`, whose gradient is multiplied by -`strength` on the way back (Ganin et al. 2016, section 4.1)."""
    return _Reverse.apply(x, strength)


@dataclass(frozen=True)
class Schedule:
    """How learning rate and reversal change with the share p of steps done (Ganin et al. 2016, section 5.2).

    Parameters
    ----------
    rate : learning rate at the start, mu_0.
    alpha, beta : the rate is mu_0 / (1 + alpha p) ** beta. Raising either makes it fall faster.
    gamma : the reversal is 2 / (1 + exp(-gamma p)) - 1. Raising it makes the domains count earlier.
    """

    rate: float = 0.01
    alpha: float = 10.0
    beta: float = 0.75
    gamma: float = 10.0

    def learning_rate(self, done: float) -> float:
        """Learning rate at `done`, 0 to 1."""
        return self.rate / (1.0 + self.alpha * done) ** self.beta

    def reversal(self, done: float) -> float:
        """Strength of the reversal at `done`, from 0 to almost 1."""
        return 2.0 / (1.0 + float(np.exp(-self.gamma * done))) - 1.0


def layers(widths: Sequence[int], *, last: type[nn.Module] | None = None) -> nn.Sequential:
    """Full layers with ReLU between them, and `last` (or nothing) behind the last one."""
    parts: list[nn.Module] = []
    for a, b in zip(widths, widths[1:], strict=False):
        parts += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*parts[:-1], *([last()] if last else []))


class DomainAdversarial(nn.Module):
    """Feature extractor, outcome classifier, domain discriminator (Ganin et al. 2016; Xu and Zhang 2025, section 3.2).

    Shape
    -----
    (n, n_features) -> margin of default (n,), features (n, extractor[-1]) in (0, 1)

    Parameters
    ----------
    n_features : columns.
    extractor : widths of the feature layers; a sigmoid stands behind the last one, as in the paper.
    classifier, discriminator : widths of their hidden layers.

    NOTE[DIFF]: both heads end in one logistic unit instead of a softmax of two: the same function, half the weights.
    """

    def __init__(
        self, n_features: int, extractor: Sequence[int], classifier: Sequence[int], discriminator: Sequence[int]
    ):
        super().__init__()
        self.extractor = layers([n_features, *extractor], last=nn.Sigmoid)
        self.classifier = layers([extractor[-1], *classifier, 1])
        self.discriminator = layers([extractor[-1], *discriminator, 1])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        features = self.extractor(x)
        return self.classifier(features).squeeze(1), features

    def domain(self, features: Tensor, strength: float) -> Tensor:
        """Log-odds that rows come from the source, (n,); what is learned here is unlearned by the extractor."""
        return self.discriminator(reverse_gradient(features, strength)).squeeze(1)

    def last_layer(self, x: Tensor) -> Tensor:
        """The last hidden layer of the outcome classifier, (n, classifier[-1])."""
        return self.classifier[:-1](self.extractor(x))


@dataclass(frozen=True)
class Descent:
    """How the network is trained.

    Parameters
    ----------
    batch_size : rows of both domains together; half of them are the source's.
    n_epochs : passes over the larger of the two domains.
    momentum : of the gradient descent. Raising it keeps going longer in one direction.
    bad_weight : what a default counts, a good account counting 1.
    adversarial : off trains extractor and classifier on the source alone: the paper's FNN.
    """

    batch_size: int = 64
    n_epochs: int = 20
    momentum: float = 0.9
    bad_weight: float = 1.0
    adversarial: bool = True


class DomainTask:
    """Two domains at once, for the training loop: outcomes of the source, rows alone of the target.

    Parameters
    ----------
    network : moved to `device`.
    source, y : labelled rows (n, n_features) float32 and their outcomes, 1 = default.
    target : rows of the new product (m, n_features) float32, without outcomes.
    validation : labelled source rows that are looked at after every epoch, or None.

    The extractor and the classifier minimise the loss of the outcomes; the discriminator minimises that of the
    domains, at full strength; the extractor maximises it, with the strength of the schedule. NOTE[DIFF] against Xu and
    Zhang 2025, eqs. 13 and 14, which would train the discriminator to fail.
    """

    def __init__(
        self,
        network: DomainAdversarial,
        source: np.ndarray,
        y: np.ndarray,
        target: np.ndarray,
        validation: tuple[np.ndarray, np.ndarray] | None,
        how: Descent,
        schedule: Schedule,
        device: torch.device,
    ):
        self.network, self.how, self.schedule, self.device = network.to(device), how, schedule, device
        self.source, self.target = (torch.as_tensor(x, dtype=torch.float32) for x in (source, target))
        self.y = torch.as_tensor(np.asarray(y), dtype=torch.float32)
        self.validation = validation
        self.half = max(1, how.batch_size // 2) if how.adversarial else how.batch_size
        larger = max(len(source), len(target)) if how.adversarial else len(source)
        self.n_batches = max(1, larger // self.half)
        self.n_steps = 0
        self.gradient = DomainGradient(network, None if how.bad_weight == 1.0 else how.bad_weight)
        self.velocity = torch.zeros_like(self.gradient.values)
        self.is_source = torch.cat([torch.ones(self.half), torch.zeros(self.half)]).to(device)

    def batches(self, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Row numbers of the source and of the target in each batch; the smaller domain comes round several times."""
        self.network.train()
        wanted = self.n_batches * self.half
        source = _rounds(len(self.source), wanted, generator)
        target = _rounds(len(self.target), wanted, generator) if self.how.adversarial else source
        yield from zip(source.split(self.half), target.split(self.half), strict=True)

    def step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One update of all three parts."""
        done = self.n_steps / (self.n_batches * self.how.n_epochs)
        x, y = (t.index_select(0, batch[0]).to(self.device) for t in (self.source, self.y))
        if not self.how.adversarial:
            told = self.gradient.outcomes(x, y)
            self._descend(self.gradient.n_outcome, self.schedule.learning_rate(done))
            return {"loss": told.outcome_loss}
        both = torch.cat([x, self.target.index_select(0, batch[1]).to(self.device)])
        told = self.gradient.domains(both, y, self.is_source, self.schedule.reversal(done))
        self._descend(len(self.velocity), self.schedule.learning_rate(done))
        assert told.domain_loss is not None and told.domain_accuracy is not None
        return {
            "loss": told.outcome_loss,
            "domain_loss": told.domain_loss,
            "domain_accuracy": told.domain_accuracy,
        }

    @torch.no_grad()
    def _descend(self, n: int, rate: float) -> None:
        """A step of gradient descent with momentum for the first n weights; the others were not reached."""
        velocity = self.velocity[:n]
        velocity.mul_(self.how.momentum).add_(self.gradient.gradient[:n])
        self.gradient.values[:n].add_(velocity, alpha=-rate)
        self.n_steps += 1

    def evaluate(self, check: Callable[[], None]) -> dict[str, float]:
        """Loss and AUC on source rows that were held back."""
        if self.validation is None:
            return {}
        X, y = self.validation
        score = margins(self.network, torch.as_tensor(X, dtype=torch.float32, device=self.device), check).cpu()
        loss = F.binary_cross_entropy_with_logits(score, torch.as_tensor(np.asarray(y), dtype=torch.float32))
        found = float(loss)
        ranked = auc(y, score.numpy()) if np.isfinite(found) else found
        return {"source_validation_loss": found, "source_validation_auc": ranked}

    def weights(self) -> dict[str, Tensor]:
        """Copies of the network's weights."""
        return {name: t.detach().clone() for name, t in self.network.state_dict().items()}

    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Go back to such weights."""
        self.network.load_state_dict(dict(weights))

    def state(self) -> dict[str, Tensor]:
        """Weights, momenta, and the number of steps."""
        momenta = {"velocity": self.velocity.clone(), "n_steps": torch.tensor(self.n_steps)}
        return {f"network/{name}": t for name, t in self.weights().items()} | momenta

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from such a state."""
        self.network.load_state_dict(
            {name.removeprefix("network/"): t for name, t in state.items() if name.startswith("network/")}
        )
        self.velocity.copy_(state["velocity"])
        self.n_steps = int(state["n_steps"])


def _rounds(n: int, wanted: int, generator: torch.Generator) -> Tensor:
    """`wanted` row numbers: all n rows in a random order, again and again."""
    parts = [torch.randperm(n, generator=generator) for _ in range(-(-wanted // n))]
    return torch.cat(parts)[:wanted]
