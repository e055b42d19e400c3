"""ACTGAN: a conditional Wasserstein network whose critic also names the outcome, made for tables of accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Hyperparameters, Range
from creditviz.registry import Preset, SamplerEntry
from creditviz.sampling.generator_rows import MinMaxRows, RankRows
from creditviz.sampling.networks.adversarial import SETTINGS, TINY, AdversarialSampler
from creditviz.schema import TableSchema

CRITIC_RATE = 2.0  # learning rate of the critic over that of the generator
MOST_PASSES = (
    400  # over the rows of the rarest class: German credit, 168 bad rows, nearer share .57 at 400, .64 at 1,100
)
RARE = 0.05  # below this share of a class even the paper's batches hold as many of each
BETAS = (0.0, 0.9)
FORMS = ("ranks", "as-published")


@dataclass(kw_only=True, eq=False, repr=False)
class ACTGANSampler(AdversarialSampler):
    """A generator against a Wasserstein critic with cross layers and a head that names the outcome.

    Parameters
    ----------
    form : "ranks" or "as-published": how rows are written, and which networks read them.
    n_steps : updates of the generator. Raising it lets it come nearer to the real rows and takes longer; in the
        form "ranks" a small book ends the training sooner, before its rows are learned by heart.
    batch_size : real rows of an update. Raising it steadies the training and slows it.
    learning_rate : of the generator; the critic's is twice that in the form "ranks", the same as published.
        Raising it too far makes the training run away.
    n_critic : updates of the critic before each of the generator. Raising it steadies the training and slows it.
    gradient_penalty : weight of the critic's departure from slope 1. Raising it makes the critic smoother.
    class_weight : weight of the outcome head. Raising it makes the outcomes differ as real ones do; 0 leaves it out.
    n_cross : cross layers of the critic. Raising it lets it compare products of more columns.
    temperature : of the categories in training. Lowering it brings them nearer to 0 and 1, with rougher updates.
    n_bins : bins in which the critic sees each number beside the number itself; 0 shows the number alone.
    ema_decay : how slowly the generator that is drawn from follows the one that is trained. Raising it averages
        over more steps; 0 draws from the trained one itself.
    snapshots, device, sampling_strategy, schema, random_state : see `TableGenerator`.

    References
    ----------
    Zhang, Yang, Lin, Chen (2022), section 3.1, algorithm 1; Engelmann & Lessmann (2021), section 3; Gulrajani,
    Ahmed, Arjovsky, Dumoulin, Courville (2017), section 4; Miyato & Koyama (2018), section 3.

    NOTE[DIFF] Both forms: losses are minimised (the paper's signs would make the critic misname outcomes and the
    generator worse), the penalty is taken between real and made rows, for a slope of 1. The form "ranks", found by
    measurement: numbers as ranks on a normal curve without correlations, statuses as categories, a critic that
    also sees numbers in bins and is told the outcome, one critic step, rates that fall, an averaged generator, a
    class head that pulls only while made rows are harder to classify than real ones that it never learned.
    """

    title = "ACTGAN"
    hyperparameters: ClassVar[Hyperparameters] = {
        "form": Choice(
            FORMS, label="Form", help="Ranks suit tables of accounts; as published is the paper's own network."
        ),
        **SETTINGS,
        "n_critic": Range(1, 10, label="Critic steps", help="Updates of the critic before each of the generator."),
        "gradient_penalty": Range(
            0.0, 100.0, label="Gradient penalty", help="Smoothness of the critic; more is steadier and blunter."
        ),
        "class_weight": Range(
            0.0, 10.0, label="Outcome weight", help="How much the head counts that names the outcome; 0 leaves it out."
        ),
        "n_cross": Range(0, 6, label="Cross layers", help="Products of columns that the critic can compare."),
        "temperature": Range(
            0.05,
            2.0,
            label="Temperature of categories",
            help="Lower is nearer to real categories, with rougher updates.",
        ),
        "n_bins": Range(0, 32, label="Bins", help="How finely the critic sees each number; 0 shows it as it is."),
        "ema_decay": Range(
            0.0, 0.9999, label="Averaging", help="How many steps the generator is averaged over; 0 takes the last one."
        ),
    }

    form: Any = FORMS[0]
    learning_rate: float = 0.003
    n_critic: int = 1
    gradient_penalty: float = 10.0
    class_weight: float = 0.3
    n_cross: int = 2
    temperature: float = 0.3
    n_bins: int = 8
    ema_decay: float = 0.999

    @property
    def _published(self) -> bool:
        return self.form == "as-published"

    def _rows(self):
        return MinMaxRows(_statuses_as_numbers(self.schema)) if self._published else RankRows(self.schema)

    def _equal_classes(self, share):
        return not self._published or share < RARE

    def _most_steps(self, rarest, n_classes):
        most = max(1, MOST_PASSES * rarest * n_classes // self.batch_size)
        if self._published or most >= self.n_steps:
            return self.n_steps
        self.notes_.append(
            f"Training ended after {most:,} of {self.n_steps:,} steps: with more, {rarest:,} rows of an outcome "
            "would be learned by heart."
        )
        return most

    def _task(self, learned, steps, watch):
        from creditviz.networks.generators.actgan import ACTGANTask, Wasserstein
        from creditviz.networks.generators.adversarial import Opponents

        generator, critic, to_points, view = self._networks(learned)
        losses = Wasserstein(
            n_critic=self.n_critic,
            penalty=self.gradient_penalty,
            class_weight=self.class_weight,
            as_published=self._published,
        )
        rate = self.learning_rate
        how = Opponents(
            rate,
            rate if self._published else CRITIC_RATE * rate,
            BETAS,
            falling=not self._published,
            ema_decay=self.ema_decay,
            equal_classes=self._equal,
        )
        arguments = learned.X, learned.y, learned.n_classes
        return ACTGANTask(generator, critic, *arguments, to_points, view, losses, how, steps, watch, learned.device)

    def _networks(self, learned):
        """Generator, critic, and what lies before each."""
        from creditviz.networks.generators.critic import Critic
        from creditviz.networks.generators.table_generator import GeneratorSize, RowShape, TableGenerator
        from creditviz.networks.row_points import BinnedView, PlainPoints, RankPoints, balanced_points

        rows, k = learned.rows, learned.n_classes
        shape = RowShape(rows.n_numbers, rows.blocks, bounded=self._published)
        if self._published:
            size = GeneratorSize(30, (128, 64), temperature=self.temperature)
            to_points, view = PlainPoints(rows.n_numbers, rows.blocks), BinnedView((), ((),), 0)
            critic = Critic(shape.width, k, (128, 64, 32), self.n_cross, told=False, layer_norm=True)
            return TableGenerator(shape, k, size), critic, to_points, view
        size = GeneratorSize(64, (192, 192), residual=True, numbers_follow=False, temperature=self.temperature)
        to_points = RankPoints(rows.center_, rows.whiten_, rows.blocks)
        view, points = (
            BinnedView(rows.center_, rows.colour_, self.n_bins),
            balanced_points(to_points, learned.X, learned.y),
        )
        view.learn(points)
        critic = Critic(shape.width + view.d_more, k, (192, 192), self.n_cross, told=True)
        generator = TableGenerator(shape, k, size)
        generator.start_at(points)
        return generator, critic, to_points, view


def _statuses_as_numbers(schema: TableSchema | None) -> TableSchema | None:
    """The schema with its monthly codes read as whole numbers; words stay categories."""
    if schema is None:
        return None
    return replace(schema, sequences=tuple(replace(sequence, kind="numeric") for sequence in schema.sequences))


ENTRY = SamplerEntry(
    label="ACTGAN",
    estimator="creditviz.sampling.networks.actgan:ACTGANSampler",
    about="Two networks compete: one invents accounts with a given outcome, the other tells them from real ones.",
    source="Zhang et al., 2022",
    hyperparameters=ACTGANSampler.hyperparameters,
    presets={
        "default": Preset(about="Ranks instead of raw amounts, found by measurement."),
        "as-published": Preset(
            {
                "form": "as-published",
                "learning_rate": 1e-4,
                "n_critic": 5,
                "class_weight": 1.0,
                "n_cross": 3,
                "temperature": 0.66,
                "n_bins": 0,
                "ema_decay": 0.0,
            },
            about="The paper's networks and settings, with the signs of its losses corrected.",
        ),
    },
    tiny=TINY,
    generator=True,
)
