"""A variational autoencoder whose code also tells good from bad accounts."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.inputs import HeadRow


class VariationalClassifier(nn.Module):
    """Encoder to a normal distribution, decoder back, and a score on the distribution's mean.

    Shape
    -----
    (n, n_columns) -> margins (n,), means (n, d_code)

    Parameters
    ----------
    n_columns : all of them are read as numbers, standardised.
    sizes : units of the encoder's hidden layers; the decoder has them in reverse.
    d_code : length of the code.
    d_score : units of the hidden layer of the score.
    dropout : share of the encoder's units that a training step leaves out.
    weight : of the autoencoder's loss, beside the cross entropy.

    References
    ----------
    Kingma and Welling 2014, eqs. 7 and 10; joint training with a classifier as in Kingma et al. 2014, eq. 9.
    """

    def __init__(self, n_columns: int, sizes: Sequence[int], d_code: int, d_score: int, dropout: float, weight: float):
        super().__init__()
        self.reader = HeadRow(n_columns, (), False, 0)
        self.encoder = nn.Sequential(*_layers([n_columns, *sizes], dropout))
        self.mean = nn.Linear(sizes[-1], d_code)
        self.log_variance = nn.Linear(sizes[-1], d_code)
        back = [d_code, *reversed(sizes)]
        self.decoder = nn.Sequential(*_layers(back, 0.0), nn.Linear(back[-1], n_columns))
        self.score = nn.Sequential(nn.Linear(d_code, d_score), nn.ReLU(), nn.Linear(d_score, 1))
        self.weight = weight

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means and spreads of training rows."""
        self.reader.learn(x)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Standardised rows, and means and log-variances of their codes."""
        rows = self.reader(x)
        hidden = self.encoder(rows)
        return rows, self.mean(hidden), self.log_variance(hidden).clamp(-10, 10)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows; the code is not drawn here."""
        _, mean, _ = self.encode(x)
        return self.score(mean).squeeze(1), mean

    def loss(self, x: Tensor, y: Tensor, bad_weight: Tensor | None) -> Tensor:
        """Cross entropy + weight * (error of giving back + divergence of the code), the latter per column.

        The two are those of the evidence lower bound with a unit variance; dividing by the number of columns keeps
        `weight` meaning the same on every book.
        """
        rows, mean, log_variance = self.encode(x)
        code = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        given_back = 0.5 * (self.decoder(code) - rows).square().sum(1)
        bound = (given_back + divergence(mean, log_variance)).mean() / rows.shape[1]
        entropy = F.binary_cross_entropy_with_logits(self.score(mean).squeeze(1), y, pos_weight=bad_weight)
        return entropy + self.weight * bound


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback-Leibler divergence of independent normals from the standard one, (n, d) -> (n,)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1)


def _layers(widths: Sequence[int], dropout: float) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for a, b in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(dropout)]
    return layers
