"""CGAN: the first conditional adversarial network, a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Hyperparameters
from creditviz.registry import SamplerEntry
from creditviz.sampling.generator_rows import MinMaxRows
from creditviz.sampling.networks.adversarial import SETTINGS, TINY, AdversarialSampler

D_NOISE = 32
BETAS = (0.5, 0.999)


@dataclass(kw_only=True, eq=False, repr=False)
class CGANSampler(AdversarialSampler):
    """A generator that is told the outcome against a discriminator that is told it too.

    Parameters
    ----------
    n_steps : updates of the generator. Raising it lets it come nearer to the real rows and takes longer.
    batch_size : real rows of an update. Raising it steadies the training and slows it.
    learning_rate : of both networks. Raising it too far makes the training run away.
    snapshots, device, sampling_strategy, schema, random_state : see `TableGenerator`.

    References
    ----------
    Mirza & Osindero (2014), section 3.2.

    NOTE[DIFF] A table, not a picture: numbers from 0 to 1, categories by Gumbel softmax. Both outcomes make up
    half of every batch, whatever their share of the book.
    """

    title = "CGAN"
    hyperparameters: ClassVar[Hyperparameters] = SETTINGS

    def _rows(self):
        return MinMaxRows(self.schema)

    def _task(self, learned, steps, watch):
        from creditviz.networks.generators.adversarial import Opponents
        from creditviz.networks.generators.cgan import CGANTask, Discriminator
        from creditviz.networks.generators.table_generator import GeneratorSize, RowShape, TableGenerator
        from creditviz.networks.row_points import PlainPoints

        rows = learned.rows
        shape = RowShape(rows.n_numbers, rows.blocks, bounded=True)
        size = GeneratorSize(D_NOISE, hidden=(128, 64), n_cross=0, numbers_follow=False)
        generator = TableGenerator(shape, learned.n_classes, size)
        return CGANTask(
            generator,
            Discriminator(shape.width, generator.d_condition),
            learned.X,
            learned.y,
            learned.n_classes,
            PlainPoints(rows.n_numbers, rows.blocks),
            Opponents(self.learning_rate, self.learning_rate, BETAS),
            steps,
            watch,
            learned.device,
        )


ENTRY = SamplerEntry(
    label="CGAN",
    estimator="creditviz.sampling.networks.cgan:CGANSampler",
    about="Two networks compete: one invents accounts, the other tells them from real ones. The plain form.",
    source="Mirza & Osindero, 2014",
    hyperparameters=CGANSampler.hyperparameters,
    tiny=TINY,
    generator=True,
)
