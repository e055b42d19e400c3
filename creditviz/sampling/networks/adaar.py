"""ADAAR: synthetic defaulters alike real ones, unlike good accounts; and what is left when a part is taken out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.metrics import auc
from creditviz.registry import Preset, SamplerEntry
from creditviz.sampling.networks.latent import AS_PUBLISHED, SETTINGS, TINY, LatentSampler

MOST_VALIDATION_ROWS = 5000  # synthetic rows that the small model learns from
MOST_REAL_ROWS = 20_000  # real rows that it learns from, and that it ranks: a check stays a fraction of a second


@dataclass(kw_only=True, eq=False, repr=False)
class ADAARSampler(LatentSampler):
    """A real defaulter's code and noise become a new code; D1 wants the row alike, D2 wants it risky.

    The generator of the step at which a small logistic model, trained on real and synthetic rows, ranks
    training rows held back best is kept; it is asked every 250 steps.

    Parameters
    ----------
    n_steps : updates of the generator. Raising it gives more steps to choose from, and takes longer.
    use_autoencoder : False makes rows directly from a real defaulter's row and noise.
    use_d1 : False leaves out the judge of real and synthetic defaulters.
    use_d2 : False leaves out the judge of risk.
    risk_weight : of D2 in the generator's loss. Raising it makes the rows more clearly bad.
    nearness_weight : of the distance between a new code and the real one it came from. Raising it keeps the
        rows nearer to real defaulters, down to copies.
    batch_size, learning_rate, n_epochs, d_latent, temperature, scaling : see `BAGANSampler`.
    snapshots, device, sampling_strategy, schema, random_state : see `TableGenerator`.

    References
    ----------
    Liu, Ao, Zhong, Feng, Tang, He (2020). Only the idea of the parts is public: sizes and losses are ours.

    NOTE[DIFF] Numbers are ranked onto a normal curve and categories are drawn by their share (preset
    "as-published": standard deviations and the likeliest category). With several outcomes to imitate D1 and
    the generator are told which, and D2 has a margin for each.
    """

    held_share = 0.2
    _report_every = 50  # so that every 250th step is the last of a report
    hyperparameters = SETTINGS | {
        "use_autoencoder": Choice((True, False), label="Autoencoder", help="Learn what all accounts look like first."),
        "use_d1": Choice((True, False), label="D1", help="A judge who wants new defaulters to look like real ones."),
        "use_d2": Choice((True, False), label="D2", help="A judge who wants new defaulters to look risky."),
        "risk_weight": Range(0.0, 10.0, label="Weight of D2", help="More makes the new defaulters more clearly bad."),
        "nearness_weight": Range(
            0.0, 10.0, label="Nearness", help="More keeps a new defaulter nearer to the real one it came from."
        ),
    }

    n_steps: int = 5000
    use_autoencoder: bool = True
    use_d1: bool = True
    use_d2: bool = True
    risk_weight: float = 1.0
    nearness_weight: float = 0.1
    batch_size: int = 128
    learning_rate: float = 0.0002
    n_epochs: int = 50
    d_latent: int = 32
    temperature: float = 0.66
    scaling: str = "quantile-normal"
    snapshots: tuple = (1000, 3000, 5000, 7000, 10000)
    device: str = "auto"
    sampling_strategy: Any = "auto"
    schema: Any = None
    random_state: Any = None

    @property
    def title(self) -> str:  # type: ignore[override]
        """The name on screen: what was left out is part of it."""
        parts = {"autoencoder": self.use_autoencoder, "D1": self.use_d1, "D2": self.use_d2}
        lacking = [name for name, takes_part in parts.items() if not takes_part]
        return f"ADAAR without {' and '.join(lacking)}" if lacking else "ADAAR"

    @property
    def needs_autoencoder(self) -> bool:  # type: ignore[override]
        """Whether rows are made in a latent space."""
        return self.use_autoencoder

    def _validation(self, material):
        if not material.held.any():
            self.notes_.append("Too few defaulters to hold some back: the generator of the last step was kept.")
            return None, 0
        asked = self.sampling_strategy_.get(material.classes[material.watched], 0)
        n = asked or int((material.y == material.watched).sum())
        return _SmallModel(material).auc, min(n, MOST_VALIDATION_ROWS)

    def _task(self, material, autoencoder, steps, watch, device, check):
        import torch

        from creditviz.networks.generators.adaar import ADAARTask, ResidualGenerator, Terms
        from creditviz.networks.generators.autoencoder import RowHead

        X, y = material.X[~material.held], material.y[~material.held]
        codes = self._context(X, autoencoder, device, check)
        n_classes, mine = len(material.classes), np.isin(y, material.imitated)
        generator = ResidualGenerator(
            codes[torch.as_tensor(mine, device=device)],
            torch.as_tensor(y[mine], device=device),
            n_classes,
            None if autoencoder is None else autoencoder.decoder,
            RowHead(material.plan, self.temperature),
            name_class=len(material.imitated) > 1,
        )
        terms = Terms(
            self.use_d1, self.use_d2, self.risk_weight, self.nearness_weight, learning_rate=self.learning_rate
        )
        known = None if autoencoder is None else codes
        return ADAARTask(
            generator, known, X, y, n_classes, torch.tensor(material.imitated), steps, watch, device, terms
        )

    @staticmethod
    def _context(X, autoencoder, device, check):
        """What a real row is to the generator: its code, or the row itself."""
        import torch

        from creditviz.networks.generators.autoencoder import encode_rows

        rows = torch.as_tensor(X, device=device)
        return rows if autoencoder is None else encode_rows(autoencoder, rows, check)

    def _finish(self, task, material, autoencoder):
        """New defaulters may start from every real one, also from those that were held back to choose the step."""
        import torch

        mine = np.isin(material.y, material.imitated)
        context = self._context(material.X[mine], autoencoder, task.device, lambda: None)
        task.generator.start_from(context, torch.as_tensor(material.y[mine], device=task.device))


class _SmallModel:
    """How well a logistic model ranks rows held back when synthetic rows join the others."""

    def __init__(self, material) -> None:
        bad = material.y == material.watched
        known, held = _at_most(MOST_REAL_ROWS, ~material.held), _at_most(MOST_REAL_ROWS, material.held)
        self._X, self._y = material.X[known], bad[known]
        self._X_held, self._y_held = material.X[held], bad[held]

    def auc(self, rows: np.ndarray) -> float:
        """AUC on the rows held back."""
        from sklearn.linear_model import LogisticRegression

        X = np.concatenate([self._X, rows])
        y = np.concatenate([self._y, np.ones(len(rows), dtype=bool)])
        model = LogisticRegression(C=0.1, solver="newton-cholesky", tol=1e-3, max_iter=50).fit(X, y)
        return auc(self._y_held, model.decision_function(self._X_held))


def _at_most(n: int, mask: np.ndarray) -> np.ndarray:
    """Positions where `mask` holds, `n` of them at random where there are more."""
    found = np.flatnonzero(mask)
    return found if len(found) <= n else np.random.default_rng(0).choice(found, n, replace=False)


ENTRY = SamplerEntry(
    label="ADAAR",
    estimator="creditviz.sampling.networks.adaar:ADAARSampler",
    about="Changes real bad accounts a little: one judge wants the result alike, another wants it risky.",
    source="Liu et al., 2020",
    hyperparameters=ADAARSampler.hyperparameters,
    presets={
        "default": Preset(about="Numbers as ranks, categories by their share; measured here."),
        "as-published": Preset(AS_PUBLISHED, about="Standard deviations, the likeliest category."),
    },
    tiny=TINY,
    generator=True,
    both_outcomes=False,
)


def _without(part: str, about: str, **switch: Any) -> SamplerEntry:
    """An ablation: the same class with one part switched off for good."""
    return replace(
        ENTRY,
        label=f"ADAAR without {part}",
        about=about,
        hyperparameters={name: legal for name, legal in ENTRY.hyperparameters.items() if name[:4] != "use_"},
        presets={name: replace(p, parameters={**p.parameters, **switch}) for name, p in ENTRY.presets.items()},
        tiny={**ENTRY.tiny, **switch},
    )


NO_AUTOENCODER = _without(
    "autoencoder",
    "ADAAR that makes rows at once, without first learning what all accounts look like: shows what that learning adds.",
    use_autoencoder=False,
)
NO_D1 = _without(
    "D1", "ADAAR without the judge of real and synthetic accounts: shows what that judge adds.", use_d1=False
)
NO_D2 = _without("D2", "ADAAR without the judge of risk: shows what that judge adds.", use_d2=False)
