"""An autoencoder of table rows: numbers and 0/1 blocks in, a short code in the middle, the same row out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.classification import batch_bounds
from creditviz.networks.optimisers import copies, load_optimizer, optimizer_state

EVALUATION_ROWS = 4096


@dataclass(frozen=True)
class RowPlan:
    """What the columns of an encoded row are: `n_numbers` numbers, then blocks of these widths."""

    n_numbers: int
    blocks: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Columns of an encoded row."""
        return self.n_numbers + sum(self.blocks)


class Blocks(nn.Module):
    """All 0/1 blocks of a row at once, padded to the widest: (n, width) <-> (n, n_blocks, widest).

    A loop over the blocks would take a dozen small operations a column.
    """

    def __init__(self, plan: RowPlan):
        super().__init__()
        self.plan = plan
        widest, starts = max(plan.blocks, default=1), plan.n_numbers + np.cumsum([0, *plan.blocks[:-1]])
        there: list[int] = []
        back: list[int] = []
        for number, (start, size) in enumerate(zip(starts, plan.blocks, strict=True) if plan.blocks else ()):
            there += [*range(start, start + size), *[plan.width] * (widest - size)]
            back += range(number * widest, number * widest + size)
        self.widest = widest
        self.register_buffer("there", torch.tensor(there, dtype=torch.long), persistent=False)
        self.register_buffer("back", torch.tensor(back, dtype=torch.long), persistent=False)

    def padded(self, x: Tensor, value: float) -> Tensor:
        """Blocks side by side, (n, n_blocks, widest); `value` where a block is narrower."""
        return F.pad(x, (0, 1), value=value)[:, self.there].view(len(x), -1, self.widest)

    def row(self, numbers: Tensor, padded: Tensor) -> Tensor:
        """The row that has these numbers and blocks."""
        return torch.cat([numbers, padded.flatten(1)[:, self.back]], dim=1)


class RowHead(nn.Module):
    """What a network's last layer means as a row: numbers as they are, each block as shares or as one choice.

    `temperature` > 0 draws a category as often as its share says (Gumbel-softmax, straight through: whoever
    judges the row sees 0 and 1, the gradient sees shares); 0 gives the shares themselves.
    Shape: (n, width) -> (n, width)
    """

    def __init__(self, plan: RowPlan, temperature: float):
        super().__init__()
        self.plan, self.temperature, self.blocks = plan, temperature, Blocks(plan)

    def forward(self, raw: Tensor) -> Tensor:
        """The row that a judge sees in training."""
        if not self.plan.blocks:
            return raw
        logits = self.blocks.padded(raw, -torch.inf)
        if self.temperature:
            return self.blocks.row(raw[:, : self.plan.n_numbers], self._straight_through(logits))
        return self.blocks.row(raw[:, : self.plan.n_numbers], logits.softmax(-1))

    def hard(self, raw: Tensor) -> Tensor:
        """The finished row: one category a block."""
        if not self.plan.blocks:
            return raw
        logits = self.blocks.padded(raw, -torch.inf)
        chosen = (logits + _gumbel(logits) if self.temperature else logits).argmax(-1)
        return self.blocks.row(raw[:, : self.plan.n_numbers], F.one_hot(chosen, self.blocks.widest).to(raw.dtype))

    def _straight_through(self, logits: Tensor) -> Tensor:
        soft = ((logits + _gumbel(logits)) / self.temperature).softmax(-1)
        hard = F.one_hot(soft.argmax(-1), soft.shape[-1]).to(soft.dtype)
        return hard - soft.detach() + soft


def _gumbel(logits: Tensor) -> Tensor:
    return -torch.empty_like(logits).exponential_().log()


def dense(sizes: Sequence[int], activation: Callable[[], nn.Module] = nn.ReLU) -> nn.Sequential:
    """Linear layers of these sizes with the activation between them; the last one is linear."""
    layers: list[nn.Module] = []
    for inner, outer in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(inner, outer), activation()]
    return nn.Sequential(*layers[:-1])


class Autoencoder(nn.Module):
    """Encoder d -> 128 -> 64 -> q and its mirror.

    Shape
    -----
    (n, d) -> last layer of the decoder (n, d), code (n, q)
    """

    def __init__(self, plan: RowPlan, d_latent: int = 32, hidden: tuple[int, ...] = (128, 64)):
        super().__init__()
        self.encoder = dense([plan.width, *hidden, d_latent])
        self.decoder = dense([d_latent, *hidden[::-1], plan.width])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What comes out, and the code."""
        code = self.encoder(x)
        return self.decoder(code), code


class ReconstructionLoss(nn.Module):
    """Squared error of the numbers and cross entropy of the blocks, each column counting once."""

    def __init__(self, plan: RowPlan):
        super().__init__()
        self.plan, self.blocks = plan, Blocks(plan)

    def forward(self, raw: Tensor, x: Tensor) -> Tensor:
        """Mean over rows and columns; (n, width) and (n, width) -> scalar."""
        n = self.plan.n_numbers
        total = (raw[:, :n] - x[:, :n]).square().sum(1)
        if self.plan.blocks:
            logits = self.blocks.padded(raw, -1e9)
            total = total - (logits.log_softmax(-1) * self.blocks.padded(x, 0.0)).sum((1, 2))
        return total.mean() / max(1, n + len(self.plan.blocks))


def class_separation(code: Tensor, y: Tensor, n_classes: int, margin: float) -> Tensor:
    """How far codes lie from the mean of their class, plus how much the class means are nearer than `margin`.

    Shape: code (n, q), y (n,) class numbers -> scalar
    """
    member = F.one_hot(y, n_classes).to(code.dtype)  # (n, n_classes)
    present = member.sum(0) > 0
    means = (member.T @ code) / member.sum(0).clamp(min=1)[:, None]
    pull = (code - means[y]).square().mean()
    gaps = torch.pdist(means[present])
    return pull + (margin - gaps).clamp(min=0).square().sum()


class Reconstruction:
    """Training of an autoencoder, for the training loop.

    Parameters
    ----------
    network : moved to `device`.
    X, y : encoded rows (n, d) and class numbers (n,).
    validation : rows (n, d) that decide when to stop; None trains all epochs.
    penalty : weight of the squared codes; raising it keeps the codes together.
    noise : standard deviation of what is added to the codes in training; raising it makes neighbouring codes mean
        similar rows, so that a random code means something as well.
    separation : weight of `class_separation`; 0 leaves it out.
    """

    def __init__(
        self,
        network: Autoencoder,
        plan: RowPlan,
        X: np.ndarray,
        y: np.ndarray,
        validation: np.ndarray | None,
        device: torch.device,
        *,
        penalty: float = 1e-3,
        noise: float = 0.0,
        separation: float = 0.0,
        margin: float = 2.0,
        learning_rate: float = 1e-3,
        batch_size: int = 256,
    ):
        self.network, self.device = network.to(device), device
        self.loss = ReconstructionLoss(plan).to(device)
        self.X = torch.as_tensor(X, device=device)
        self.y = torch.as_tensor(y, dtype=torch.long, device=device)
        self.validation = None if validation is None else torch.as_tensor(validation, device=device)
        self.penalty, self.noise, self.separation, self.margin = penalty, noise, separation, margin
        self.n_classes = int(y.max()) + 1
        self.optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate, fused=True)
        self.bounds = batch_bounds(len(self.X), batch_size)

    def batches(self, generator: torch.Generator) -> Iterator[Tensor]:
        """Row numbers of each batch."""
        order = torch.randperm(len(self.X), generator=generator).to(self.device)
        for start, stop in zip(self.bounds, self.bounds[1:], strict=False):
            yield order[start:stop]

    def step(self, batch: Tensor) -> dict[str, Tensor]:
        """One update of the weights."""
        x = self.X[batch]
        code = self.network.encoder(x)
        rebuilt = self.loss(self.network.decoder(code + self.noise * torch.randn_like(code)), x)
        loss = rebuilt + self.penalty * code.square().mean()
        if self.separation:
            loss = loss + self.separation * class_separation(code, self.y[batch], self.n_classes, self.margin)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return {"loss": loss.detach(), "reconstruction_loss": rebuilt.detach()}

    @torch.no_grad()
    def evaluate(self, check: Callable[[], None]) -> dict[str, float]:
        """Loss on the rows held back, and the same as a score that rises."""
        if self.validation is None:
            return {}
        total = 0.0
        for rows in self.validation.split(EVALUATION_ROWS):
            total += float(self.loss(self.network(rows)[0], rows)) * len(rows)
            check()
        loss = total / len(self.validation)
        return {"validation_loss": loss, "validation_fit": -loss}

    def weights(self) -> dict[str, Tensor]:
        """Copies of the weights."""
        return copies(self.network.state_dict())

    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Go back to such weights."""
        self.network.load_state_dict(dict(weights))

    def state(self) -> dict[str, Tensor]:
        """Weights and both moments of the optimiser."""
        network = {f"network/{name}": t for name, t in self.network.state_dict().items()}
        return copies(network | optimizer_state(self.optimizer, "optimizer"))

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from such a state."""
        self.network.load_state_dict({k[8:]: t for k, t in state.items() if k.startswith("network/")})
        load_optimizer(self.optimizer, state, "optimizer")


@torch.no_grad()
def encode_rows(network: Autoencoder, X: Tensor, check: Callable[[], None] = lambda: None) -> Tensor:
    """Codes of all rows, (n, q)."""
    parts = []
    for rows in X.split(EVALUATION_ROWS):
        parts.append(network.encoder(rows))
        check()
    return torch.cat(parts)
