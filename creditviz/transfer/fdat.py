"""FDAT: shifted columns to a domain-adversarial network, the others to a tree, and a vote (Xu and Zhang 2025)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import read_head, write_head
from creditviz.models.ranges import COMPUTE
from creditviz.results.transfer.run import Division
from creditviz.transfer.adversarial import Adapted, NetworkShape, fit_adversarial, load_adversarial
from creditviz.transfer.base import DomainClassifier, Domains, log_odds_of
from creditviz.transfer.divider import divide
from creditviz.transfer.vote import LeafTree, grow_tree, weight_by_size, weight_by_validation

NETWORK_FILE, TREE_FILE = "network.safetensors", "tree.skops"
RANDOM_SHARE = 0.75  # of the columns, that the variant without a divider but with a split gives the network
NO_TARGET = "No rows of the new product came: the network learned from the source alone, and nothing was adapted."
MOST_BAD_WEIGHT = 20.0

SETTINGS: dict[str, Range | Choice] = {
    "variant": Choice(("fdat", "fnn", "fs1", "fs2", "fda"), label="Variant", help="The paper's method or an ablation."),
    "threshold": Range(0.0, 1.0, label="Divider", help="Raising it gives the network fewer columns."),
    "d_extractor": Range(2, 512, label="Width of the feature layers", help="Raising it keeps more.", usual=(20, 40)),
    "n_layers": Range(1, 4, label="Feature layers", help="Raising it lets features bend more.", usual=(1, 2)),
    "d_classifier": Range(2, 512, label="Width of the outcome part", help="Raising it bends more.", usual=(35, 50)),
    "d_discriminator": Range(
        2, 1024, label="Width of the domain part", help="Raising it tells domains apart better.", usual=(128, 256)
    ),
    "rate": Range(
        1e-5, 1.0, label="First learning rate", help="Raising it learns faster.", log=True, usual=(1e-3, 1e-1)
    ),
    "alpha": Range(0.0, 100.0, label="Fall of the rate", help="Raising it slows learning sooner.", usual=(5.0, 15.0)),
    "beta": Range(0.0, 2.0, label="Power of the fall", help="Raising it slows learning more.", usual=(0.6, 0.8)),
    "gamma": Range(0.0, 100.0, label="Rise of the reversal", help="Raising it adapts earlier."),
    "momentum": Range(0.0, 0.99, label="Momentum", help="Raising it keeps a direction longer.", usual=(0.8, 0.9)),
    "n_epochs": Range(1, 1000, label="Epochs", help="All are run: the reversal grows to the last.", usual=(10, 50)),
    "batch_size": Range(4, 65_536, label="Batch size", help="Half of it is rows of the source.", log=True),
    "bad_weight": Choice(("none", "inverse"), label="Weight of defaults", help="'inverse' counts both outcomes alike."),
    "min_samples_leaf": Range(1, 10_000, label="Smallest leaf", help="Raising it cuts the tree.", usual=(1, 200)),
    "min_samples_split": Range(2, 10_000, label="Smallest node to split", help="Raising it cuts.", usual=(2, 200)),
    "max_depth": Range(1, 150, label="Depth of the tree", help="Raising it asks more questions.", usual=(2, 150)),
    "vote": Choice(("size", "validate", "fixed"), label="Weights of the vote", help="By source rows, or validated."),
    "network_weight": Range(0.0, 1.0, label="Network's weight", help="Read where the vote is fixed."),
    "n_threads": COMPUTE["n_threads"],
}


@dataclass(kw_only=True, eq=False, repr=False)
class FDATClassifier(DomainClassifier):
    """A domain-adversarial network on shifted columns and a tree on the others, voting.

    Parameters
    ----------
    variant : {'fdat', 'fnn', 'fs1', 'fs2', 'fda'}, default='fdat'
        The paper's method; without adversary; without divider, both parts reading all columns; with a random three
        quarters for the network instead of the divider; without tree.
    threshold : float, default=0.35
        Of the divider, on the min-max scale of distances. Raising it gives the network fewer columns.
    d_extractor : int, default=40
        Width of the feature layers.
    n_layers : int, default=2
        Feature layers; a sigmoid stands behind the last one.
    d_classifier : int, default=50
        Width of the hidden layer that tells bad from good.
    d_discriminator : int, default=128
        Width of the hidden layer that tells the domains apart.
    rate : float, default=0.1
        Learning rate at the start. Raising it learns faster, then not at all.
    alpha : float, default=10.0
        How soon the rate falls.
    beta : float, default=0.75
        How far the rate falls.
    gamma : float, default=10.0
        How soon the reversal is at full strength.
    momentum : float, default=0.9
        Of the gradient descent.
    n_epochs : int, default=30
        Passes over the larger domain; all of them are run.
    batch_size : int, default=64
        Rows a step, half of them from the source. Raising it is quicker and learns less an epoch.
    bad_weight : {'none', 'inverse'}, default='none'
        Whether a default counts as much as there are good accounts for it, 20 at most.
    min_samples_leaf : int, default=100
        Source rows behind every answer of the tree.
    min_samples_split : int, default=2
        Source rows that a node needs to be split.
    max_depth : int, default=8
        Questions in a row, at most.
    vote : {'size', 'validate', 'fixed'}, default='size'
        The network's weight by the number of source rows (the paper's table 1), by the AUC on held-back source rows,
        or `network_weight`.
    network_weight : float, default=0.5
        The network's share of a fixed vote.
    random_state : int, RandomState instance or None, default=None
        Seed of starts, shuffling and held-back rows.
    device : str, default='auto'
        "auto" (a GPU where there is one), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    division_ : Division
        Which columns shifted.
    network_, tree_ : the two parts; None where a variant has no such part, or no column is left for it.
    network_weight_ : float
    history_ : list of dict, one per epoch: loss, domain_loss, domain_accuracy, source_validation_auc
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Xu and Zhang 2025; Ganin et al. 2016. NOTE[DIFF]: the tree learns from source rows only; the vote averages
    probabilities (of hard labels the heavier part would always win); the label is 1 for default.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(200, 4))
    >>> domain = np.repeat([1, -1], 100)
    >>> y = np.where(domain > 0, X[:, 0] > 0, -1)
    >>> FDATClassifier(n_epochs=1, random_state=0).fit(X, y, sample_domain=domain).predict_proba(X).shape
    (200, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = SETTINGS

    variant: str = "fdat"
    threshold: float = 0.35
    d_extractor: int = 40
    n_layers: int = 2
    d_classifier: int = 50
    d_discriminator: int = 128
    rate: float = 0.1
    alpha: float = 10.0
    beta: float = 0.75
    gamma: float = 10.0
    momentum: float = 0.9
    n_epochs: int = 30
    batch_size: int = 64
    bad_weight: str = "none"
    min_samples_leaf: int = 100
    min_samples_split: int = 2
    max_depth: int = 8
    vote: str = "size"
    network_weight: float = 0.5
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1

    def fit(self, X, y, *, sample_domain=None, on_epoch=None, resume_from=None):
        """Divide the columns, train both parts, weigh them.

        Parameters
        ----------
        X : paired columns of both domains, (n_samples, n_features).
        y : outcomes (n_samples,); -1 where a target outcome is not known. Target outcomes are not read.
        sample_domain : positive for source rows, negative for target rows, (n_samples,). None: all are source.
        on_epoch : function of an `EpochReport`, called after each epoch; its `check` after each batch.
        resume_from : a `Checkpoint` of an interrupted fit with the same data and parameters.
        """
        rows = self._read_domains(X, y, sample_domain, resume_from)
        self._divide(rows)
        self.network_ = self._train_network(rows, on_epoch, resume_from) if self.network_columns_.any() else None
        self.tree_ = self._grow(rows) if self.tree_columns_.any() else None
        self.network_weight_ = self._weigh(rows)
        return self

    def _divide(self, rows: Domains) -> None:
        """Which columns each part reads."""
        k = rows.source[0].shape[1]
        self.adapted_ = len(rows.target) > 0
        target = rows.target if self.adapted_ else rows.source[0]
        self.division_: Division = divide(rows.source[0], target, threshold=self.threshold)
        everything = np.ones(k, dtype=bool)
        shifted = self.division_.shifted if self.adapted_ else everything
        if self.variant == "fs2":
            shifted = np.zeros(k, dtype=bool)
            chosen = np.random.default_rng(self.seed_).permutation(k)[: max(1, round(RANDOM_SHARE * k))]
            shifted[chosen] = True
        self.network_columns_ = everything if self.variant == "fs1" else shifted
        self.tree_columns_ = everything if self.variant == "fs1" else ~shifted
        if self.variant == "fda":
            self.tree_columns_ = ~everything
        self.notes_ += [NO_TARGET] if not self.adapted_ else list(self.division_.notes)

    def _shape(self) -> NetworkShape:
        n = int(np.sum(self.network_columns_))
        return NetworkShape(n, (self.d_extractor,) * self.n_layers, (self.d_classifier,), (self.d_discriminator,))

    def _train_network(self, rows: Domains, on_epoch, resume_from) -> Adapted:
        from creditviz.networks.training import Stage
        from creditviz.networks.transfer.domain_adversarial import Descent, Schedule

        X, y = rows.source
        adversarial = self.adapted_ and self.variant != "fnn"
        goods_per_bad = (y == 0).sum() / max(1, (y == 1).sum())
        weight = min(MOST_BAD_WEIGHT, goods_per_bad) if self.bad_weight == "inverse" else 1.0
        found = fit_adversarial(
            self._shape(),
            (X[:, self.network_columns_], y),
            rows.target[:, self.network_columns_],
            rows.validation and (rows.validation[0][:, self.network_columns_], rows.validation[1]),
            Descent(self.batch_size, self.n_epochs, self.momentum, float(weight), adversarial),
            Schedule(self.rate, self.alpha, self.beta, self.gamma),
            seed=self.seed_,
            device=self.device,
            n_threads=self.n_threads,
            stage=Stage("adversarial network" if adversarial else "network", meta={"seed": self.seed_}),
            on_epoch=on_epoch,
            resume_from=resume_from,
        )
        self.history_, self.seconds_per_epoch_ = found.history, found.seconds_per_epoch
        return found

    def _grow(self, rows: Domains) -> LeafTree:
        X, y = rows.source
        names = tuple(np.array(self.division_.names)[self.tree_columns_])
        limits = {name: getattr(self, name) for name in ("min_samples_leaf", "min_samples_split", "max_depth")}
        return grow_tree(X[:, self.tree_columns_], y, names, seed=self.seed_, **limits)

    def _weigh(self, rows: Domains) -> float:
        if self.tree_ is None or self.network_ is None:
            return float(self.tree_ is None)
        if self.vote == "fixed":
            return float(self.network_weight)
        if self.vote == "size" or rows.validation is None:
            return weight_by_size(len(rows.source[1]) + (0 if rows.validation is None else len(rows.validation[1])))
        X, y = rows.validation
        return weight_by_validation(y, *self._parts(X))

    def _parts(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        nothing = np.zeros(len(X))
        network = nothing if self.network_ is None else self.network_.probability(X[:, self.network_columns_])
        tree = nothing if self.tree_ is None else self.tree_.probability(X[:, self.tree_columns_])
        return network, tree

    def parts(self, X) -> tuple[np.ndarray, np.ndarray, float]:
        """What each part says: probability by the network (n,), by the tree (n,), and the network's weight."""
        return *self._parts(self._read_rows(X)), self.network_weight_

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default by the vote, (n_samples,)."""
        network, tree, weight = self.parts(X)
        return log_odds_of(weight * network + (1.0 - weight) * tree)

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON, safetensors and skops."""
        import skops.io
        from safetensors.numpy import save_file

        division = self.division_
        write_head(
            self,
            folder,
            network_columns=self.network_columns_.tolist(),
            tree_columns=self.tree_columns_.tolist(),
            network_weight=self.network_weight_,
            adapted=self.adapted_,
            division={
                "names": list(division.names),
                "distance": division.distance.tolist(),
                "relative": division.relative.tolist(),
                "threshold": division.threshold,
                "shifted": division.shifted.tolist(),
                "notes": list(division.notes),
                **{part: getattr(division, part).tolist() for part in ("location", "scale")},
            },
        )
        if self.network_ is not None:
            save_file(self.network_.arrays(), Path(folder, NETWORK_FILE))
        if self.tree_ is not None:
            skops.io.dump(self.tree_.tree, Path(folder, TREE_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the network lies on the CPU."""
        from safetensors.numpy import load_file

        from creditviz.models.persistence import read_skops

        model, head = read_head(cls, folder)
        model.network_columns_, model.tree_columns_ = (
            np.array(head[name], dtype=bool) for name in ("network_columns", "tree_columns")
        )
        model.network_weight_, model.adapted_ = head["network_weight"], head["adapted"]
        d = head["division"]
        model.division_ = Division(
            tuple(d["names"]),
            np.array(d["distance"]),
            np.array(d["relative"]),
            d["threshold"],
            np.array(d["shifted"], dtype=bool),
            tuple(d["notes"]),
            *(np.array(d.get(part, ())) for part in ("location", "scale")),
        )
        model.network_ = model.tree_ = None
        if model.network_columns_.any():
            model.network_ = load_adversarial(model._shape(), load_file(Path(folder, NETWORK_FILE)))
        if model.tree_columns_.any():
            names = tuple(np.array(d["names"])[model.tree_columns_])
            model.tree_ = LeafTree(read_skops(Path(folder, TREE_FILE)), names)
        return model
