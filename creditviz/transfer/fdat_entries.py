"""FDAT and its ablations in the registry."""

from collections.abc import Mapping
from dataclasses import replace

from creditviz.registry import Preset
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.fdat import SETTINGS

_SHOWN = {name: legal for name, legal in SETTINGS.items() if name != "variant"}
_TINY = {"n_epochs": 40, "batch_size": 16, "rate": 0.3, "d_extractor": 8, "d_classifier": 8, "d_discriminator": 8}
# Xu and Zhang 2025, table 3: what a search tries for FS2; FDAT, FS1 and FNN take the ranges printed for FDA.
_NARROW = {
    "d_extractor": (10, 20),
    "d_classifier": (15, 20),
    "d_discriminator": (64, 128),
    "alpha": (8.0, 15.0),
    "n_epochs": (2, 50),
}


def _entry(
    variant: str, label: str, about: str, usual: Mapping[str, tuple[float, float]] | None = None
) -> TransferEntry:
    return TransferEntry(
        label=label,
        estimator="creditviz.transfer.fdat:FDATClassifier",
        about=about,
        source="Xu and Zhang 2025",
        hyperparameters=_SHOWN | {name: replace(SETTINGS[name], usual=tried) for name, tried in (usual or {}).items()},
        presets={"default": Preset(about="Threshold 0.35, weights of the vote by the number of source rows.")},
        tiny=_TINY,
        fixed={"variant": variant},
        ablation=variant != "fdat",
    )


FDAT = _entry("fdat", "FDAT", "Shifted columns to a domain-adversarial network, the others to a tree, and a vote.")
FNN = _entry("fnn", "FDAT without adversary (FNN)", "The same network and tree, with nothing that adapts.")
FS1 = _entry("fs1", "FDAT without divider (FS1)", "Network and tree both read all columns.")
FS2 = _entry("fs2", "FDAT, random division (FS2)", "Three quarters of the columns at random to the network.", _NARROW)
FDA = _entry("fda", "FDAT without tree (FDA)", "The adversarial network alone, on the shifted columns.")
