"""Noise and a class in, a row of numbers and categories out: the generator of CGAN and ACTGAN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.generators.cross import CrossStack

LEAK = 0.2
RAREST = 1e-4  # share that a category begins with at least
DRAW_ROWS = 2048  # drawn at once: what a layer gives stays in the cache
D_CATEGORIES, D_NUMBERS = 16, 32  # of the head that lets numbers follow from categories


@dataclass(frozen=True)
class RowShape:
    """A row as networks see it: numbers, then a 0/1 block for each category.

    `bounded` numbers lie in [0, 1].
    """

    n_numbers: int
    blocks: tuple[int, ...] = ()
    bounded: bool = False

    @property
    def width(self) -> int:
        """Columns of a row."""
        return self.n_numbers + sum(self.blocks)


@dataclass(frozen=True)
class GeneratorSize:
    """Sizes of a generator.

    Parameters
    ----------
    d_noise : random numbers that a row is made of.
    hidden : widths of the layers.
    n_cross : cross layers on noise and class.
    residual : layers of one width add to what came before.
    numbers_follow : numbers are computed from the layers and from the categories of the row.
    temperature : of the Gumbel softmax. Lower is nearer to hard categories and gives rougher gradients.
    """

    d_noise: int = 30
    hidden: tuple[int, ...] = (128, 64)
    n_cross: int = 1
    residual: bool = False
    numbers_follow: bool = True
    temperature: float = 0.66


class TableGenerator(nn.Module):
    """Layers and cross layers over [noise, class], then a head a block.

    Shape
    -----
    class numbers (n,) -> rows (n, width); the last columns are Gumbel softmax blocks
    """

    def __init__(self, shape: RowShape, n_classes: int, size: GeneratorSize):
        super().__init__()
        self.shape, self.size, self.n_classes = shape, size, n_classes
        self.d_condition = 1 if n_classes == 2 else n_classes
        d_in = size.d_noise + self.d_condition
        sizes = [d_in, *size.hidden]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, size.hidden, strict=False))
        self.cross = CrossStack(d_in, size.n_cross) if size.n_cross else None
        d_out = size.hidden[-1] + (d_in if size.n_cross else 0)
        self.follow = size.numbers_follow and shape.n_numbers > 0 and len(shape.blocks) > 0
        self.categories = nn.Linear(d_out, shape.width - (shape.n_numbers if self.follow else 0))
        if self.follow:
            self.read = nn.Linear(shape.width - shape.n_numbers, D_CATEGORIES)
            inner = nn.Linear(d_out + D_CATEGORIES, D_NUMBERS)
            self.numbers = nn.Sequential(inner, nn.LeakyReLU(LEAK), nn.Linear(D_NUMBERS, shape.n_numbers))

    @torch.no_grad()
    def start_at(self, points: Tensor) -> None:
        """Let every category begin with its share among such points, (n, width).

        Rare ones that begin as frequent as all others are driven out in the first steps and do not come back.
        """
        n = self.shape.n_numbers
        if self.shape.blocks:
            self.categories.bias[-(self.shape.width - n) :] = points[:, n:].mean(0).clamp(min=RAREST).log()

    def condition(self, classes: Tensor) -> Tensor:
        """-1 / +1 for two classes, else a column a class, (n, 1) or (n, n_classes)."""
        if self.n_classes == 2:
            return (2.0 * classes - 1.0).unsqueeze(1)
        return 2.0 * F.one_hot(classes, self.n_classes).float() - 1.0

    def _body(self, classes: Tensor) -> Tensor:
        noise = torch.randn(len(classes), self.size.d_noise, device=classes.device)
        x = torch.cat([noise, self.condition(classes)], 1)
        h = x
        for layer in self.layers:
            new = F.leaky_relu(layer(h), LEAK)
            h = h + new if self.size.residual and h.shape == new.shape else new
        return h if self.cross is None else torch.cat([h, self.cross(x)], 1)

    def forward(self, classes: Tensor) -> Tensor:
        """Rows with soft categories, as the critic sees them in training."""
        h = self._body(classes)
        out = self.categories(h)
        margins = out if self.follow else out[:, self.shape.n_numbers :]
        soft = [(m / self.size.temperature).softmax(1) for m in _with_gumbel(margins).split(self.shape.blocks, 1)]
        categories = torch.cat([margins[:, :0], *soft], 1)
        return torch.cat([self._numbers(h, out, categories), categories], 1)

    def _numbers(self, h: Tensor, out: Tensor, categories: Tensor) -> Tensor:
        if self.follow:
            # Detached as in the reference: numbers follow the categories and do not pull at them.
            numbers = self.numbers(torch.cat([h, self.read(categories.detach())], 1))
        else:
            numbers = out[:, : self.shape.n_numbers]
        return numbers.sigmoid() if self.shape.bounded else numbers

    @torch.no_grad()
    def draw(self, n: int, label: int, check: Callable[[], None] = lambda: None) -> Tensor:
        """Finished rows of one class in evaluation mode: numbers, then the number of each category.

        (n, n_numbers + n_blocks)
        """
        self.eval()
        device = self.categories.weight.device
        parts = [torch.zeros((0, self.shape.n_numbers + len(self.shape.blocks)), device=device)]
        for start in range(0, n, DRAW_ROWS):
            parts.append(self._hard(torch.full((min(DRAW_ROWS, n - start),), label, device=device)))
            check()
        return torch.cat(parts)

    def _hard(self, classes: Tensor) -> Tensor:
        h = self._body(classes)
        out = self.categories(h)
        margins = out if self.follow else out[:, self.shape.n_numbers :]
        # The largest of margins with Gumbel noise is a draw from their softmax, whatever the temperature.
        codes = [m.argmax(1) for m in _with_gumbel(margins).split(self.shape.blocks, 1)] if self.shape.blocks else []
        chosen = torch.zeros_like(margins)
        if self.follow and codes:
            starts = torch.tensor([0, *self.shape.blocks[:-1]], device=h.device).cumsum(0)
            chosen.scatter_(1, torch.stack(codes, 1) + starts, 1.0)
        return torch.cat([self._numbers(h, out, chosen), *(code.unsqueeze(1) for code in codes)], 1)


def _with_gumbel(margins: Tensor) -> Tensor:
    return margins - torch.empty_like(margins).exponential_().clamp_min_(1e-20).log()
