"""Registries: adding a sampler or a model is one file and one line.

A registry maps a stable kebab-case key to an import string; the file behind it is imported when the
entry is first asked for, so that a page lists forty models without importing torch. A file's `ENTRY`
must not import torch, xgboost, shap or imbalanced-learn at module level either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Generic, TypeVar

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Hyperparameters

E = TypeVar("E")


def load_name(path: str) -> Any:
    """The object that `package.module:name` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


@dataclass(frozen=True)
class Preset:
    """A named, complete choice of settings.

    `parameters` are the constructor arguments that differ from the class's own defaults.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    encoding: str | None = None  # one of the encoder's; None keeps the entry's
    about: str = ""  # one sentence for the menu


@dataclass(frozen=True)
class Entry:
    """What every registered method says of itself."""

    label: str  # name on screen
    estimator: str  # import string of the class, "package.module:Class"
    about: str  # one sentence for a banker
    source: str = ""  # authors, year
    hyperparameters: Hyperparameters = field(default_factory=dict)
    presets: Mapping[str, Preset] = field(default_factory=lambda: {"default": Preset()})
    tiny: Mapping[str, Any] = field(default_factory=dict)  # settings for contract tests, seconds not minutes
    retired: tuple[str, ...] = ()  # settings of earlier versions: a stored run may name them, they are no longer read
    grid: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # values of a grid search, as the papers tuned it

    def load(self) -> type:
        """Import and return the class (may import torch)."""
        return load_name(self.estimator)

    @property
    def own(self) -> bool:
        """Whether the class is ours: only then the contract tests apply."""
        return self.estimator.startswith("creditviz.")

    def preset(self, name: str) -> Preset:
        """The preset of that name; raises `SpecificationError` naming the legal ones."""
        if name not in self.presets:
            raise SpecificationError(
                f"{self.label} has the presets {', '.join(self.presets)}, however: {name!r}. Choose one of these."
            )
        return self.presets[name]


FAMILIES = ("classic", "trees", "network", "network over months", "foundation model")  # of models, in the menu's order


@dataclass(frozen=True)
class ModelEntry(Entry):
    """A model in the registry."""

    encoding: str = "one-hot"  # what it reads: "one-hot", "codes" or "raw"
    resumable: bool = False  # goes on from a checkpoint; else a resumed run restarts
    report_through: str = ""  # third-party only: "module:function(estimator, on_epoch)" wiring live progress: may
    #   return further arguments of `fit`
    stopped_through: str = ""  # third-party only: "module:function(model)", settings that repeat its early stop
    cut_through: str = ""  # third-party only: "module:function(model)", drops what an early stop left over
    settled_through: str = ""  # third-party only: "module:function(model, n_rows)", brings a setting that so few rows
    #   do not allow to one that they do; returns notes
    explains: tuple[str, ...] = ()  # "attention", "gates": what the Explanation page can draw beside contributions
    attribution: str = "sampled"  # what explains its scores by column: one of explanation.methods.METHODS
    family: str = ""  # one of FAMILIES: where the menu lists it
    keeps_directions: bool = False  # the PD never steps back along a column whose direction the schema gives
    complexity: tuple[int, str] = (9, "")  # rank, 1 the simplest, and why: of models alike the simplest is suggested
    needs: tuple[str, ...] = ()  # what it cannot do without: "months", "static", "package:NAME" (models/needs.py)


@dataclass(frozen=True)
class SamplerEntry(Entry):
    """A sampler in the registry."""

    generator: bool = False  # a `TableGenerator`: learns for minutes, draws at will, keeps snapshots
    both_outcomes: bool = True  # can imitate good accounts as well; False: defaulters only
    size_checked_by: str = ""  # "module:function(n_rows, n_columns, parameters)": raises where memory would not do
    removes: bool = False  # reaches the ratio by leaving good rows out; makes no rows


class Registry(Mapping[str, E], Generic[E]):
    """An ordered mapping key -> entry whose entries are imported on first use."""

    def __init__(self, noun: str, paths: Mapping[str, str]) -> None:
        self.noun = noun
        self.paths = dict(paths)
        self._entries: dict[str, E] = {}

    def __getitem__(self, key: str) -> E:
        if key not in self.paths:
            raise SpecificationError(f"there is no {self.noun} called {key!r}. Choose one of: {', '.join(self.paths)}.")
        if key not in self._entries:
            self._entries[key] = load_name(self.paths[key])
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)
