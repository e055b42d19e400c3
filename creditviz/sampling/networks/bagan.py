"""BAGAN: an autoencoder learns all accounts; its decoder, fed from the bad ones' distribution, makes new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from creditviz.hyperparameters import Range
from creditviz.registry import Preset, SamplerEntry
from creditviz.sampling.networks.latent import AS_PUBLISHED, RECONSTRUCTION, SETTINGS, TINY, LatentSampler


@dataclass(kw_only=True, eq=False, repr=False)
class BAGANSampler(LatentSampler):
    """Generator from the decoder, judge from the encoder, latents from one normal distribution an outcome.

    Parameters
    ----------
    n_steps : updates of the generator. Raising it moves the rows further from what the autoencoder gave.
    batch_size : real rows of an update. Raising it steadies the training and slows it.
    learning_rate : of generator and judge. Raising it too far makes the training run away.
    reconstruction_weight : of rebuilding real rows from their codes, in the generator's loss. Raising it keeps the
        generator nearer to the decoder that it began as; 0 is the paper's.
    code_noise : standard deviation of what is added to codes while the autoencoder learns; its square also weighs
        the codes' length. Raising it makes codes more normal and blurs the rows; 0 is the paper's.
    n_epochs : passes of the autoencoder, at most; it stops when rows held back are rebuilt no better.
    d_latent : numbers of a code. Raising it keeps more detail and needs more rows.
    temperature : above 0 a category is drawn as often as its share says; 0 always takes the likeliest.
    scaling : "quantile-normal" or "standard".
    snapshots, device, sampling_strategy, schema, random_state : see `TableGenerator`.

    References
    ----------
    Mariani, Scheidegger, Istrate, Bekas, Malossi (2018), section 3.

    NOTE[DIFF] Tables, not pictures: dense layers of 128 and 64 take the place of convolutions, a code has 32
    numbers, not 100, 1e-4 is added to the variances, steps are counted instead of epochs. As printed the
    generator collapses on a table: on the Taiwan defaulters 0.75 of the categories were made and a two-sample
    test found the rows with AUC 0.99. Therefore, by default: noise on the codes, so that they are nearer to
    normal; real rows rebuilt in the generator's loss; real rows of every outcome in equal parts before the
    judge, and dropout in it; numbers ranked onto a normal curve, categories drawn by their share. Then 0.98 of
    the categories are made and the AUC is 0.93.
    """

    title = "BAGAN"
    hyperparameters = SETTINGS | {
        "reconstruction_weight": RECONSTRUCTION,
        "code_noise": Range(0.0, 2.0, label="Noise of codes", help="More makes random codes likelier to mean a row."),
    }

    n_steps: int = 5000
    batch_size: int = 128
    learning_rate: float = 5e-05
    reconstruction_weight: float = 10.0
    code_noise: float = 0.3
    n_epochs: int = 50
    d_latent: int = 32
    temperature: float = 0.66
    scaling: str = "quantile-normal"
    snapshots: tuple = (1000, 3000, 5000, 7000, 10000)
    device: str = "auto"
    sampling_strategy: Any = "auto"
    schema: Any = None
    random_state: Any = None

    def _imitates(self, classes, count):
        return list(range(len(classes)))  # the judge names every class, the generator makes every class

    def _task(self, material, autoencoder, steps, watch, device, check):
        import torch

        from creditviz.networks.generators.autoencoder import RowHead, encode_rows
        from creditviz.networks.generators.bagan import BAGANTask, NormalGenerator, class_normals

        codes = encode_rows(autoencoder, torch.as_tensor(material.X, device=device), check)
        normals = class_normals(codes.cpu().numpy(), material.y, len(material.classes))
        head = RowHead(material.plan, self.temperature)
        generator = NormalGenerator(autoencoder.decoder, *normals, head)
        return BAGANTask(
            autoencoder,
            generator,
            codes,
            material.X,
            material.y,
            len(material.classes),
            steps,
            watch,
            device,
            learning_rate=self.learning_rate,
            reconstruction_weight=self.reconstruction_weight,
        )


ENTRY = SamplerEntry(
    label="BAGAN",
    estimator="creditviz.sampling.networks.bagan:BAGANSampler",
    about="Learns what all accounts look like, then invents bad ones from the bad ones' distribution.",
    source="Mariani et al., 2018",
    hyperparameters=BAGANSampler.hyperparameters,
    presets={
        "default": Preset(about="Numbers as ranks, categories by their share; measured here."),
        "as-published": Preset(
            AS_PUBLISHED | {"reconstruction_weight": 0.0, "code_noise": 0.0},
            about="Standard deviations, the likeliest category.",
        ),
    },
    tiny=TINY,
    generator=True,
)
