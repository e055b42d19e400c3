"""ResNet-LSTM + focal XGBoost: networks describe an account, boosted trees decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fused.booster_input import BoosterInput
from creditviz.models.months.resnet_lstm import ResNetLSTMClassifier
from creditviz.models.network_parameters import NETWORK, PRINTED, TINY
from creditviz.models.network_stages import Networks, booster_checkpoint, stage_seed
from creditviz.models.ranges import FOCAL, TREES
from creditviz.models.trees.boosting import (
    Boosting,
    boost,
    booster_bytes,
    booster_from,
    booster_margin,
)
from creditviz.models.trees.focal_loss import focal_log_odds
from creditviz.registry import ModelEntry, Preset

FUSION: dict[str, Range | Choice] = {
    **NETWORK,
    **FOCAL,
    **{name: legal for name, legal in TREES.items() if name != "colsample_bytree"},
    "colsample_bynode": Range(0.05, 1.0, label="Columns per split", help="Lowering it makes trees differ more."),
    "vector_weight": Range(0.01, 1.0, label="Weight of the feature vector", help="Raising it offers it more often."),
    "booster_learning_rate": Range(
        0.001,
        1.0,
        label="Learning rate of the trees",
        help="Lowering it needs more trees.",
        log=True,
        usual=(0.01, 0.2),
    ),
    "booster_patience": Range(
        1, 1000, label="Patience of the trees", help="Rounds without a better validation figure."
    ),
    "use_raw_columns": Choice(
        (True, False), label="Trees also read the columns", help="Off: the feature vector alone."
    ),
    "use_summaries": Choice((True, False), label="Trees also read summaries", help="Mean, extremes, steps of months."),
    "boosters": Choice(("per-network", "one"), label="Boosters", help="One booster per network, or one reading all."),
    "plain_share": Range(0.0, 1.0, label="Share of trees without networks", help="0: all trees read the networks."),
    "network_share": Range(0.0, 1.0, label="Share of the networks' own score", help="0: the trees decide alone."),
}


@dataclass(kw_only=True, eq=False, repr=False)
class ResNetLSTMXGBClassifier(ResNetLSTMClassifier):
    """Networks are trained first; focal-loss XGBoost is then boosted on their feature vectors.

    Networks are fixed on training rows and stopped on validation rows; the boosters stop on the feature
    vectors of validation rows, because those of training rows are over-fitted. Members are averaged on
    the log-odds scale, after the exact inverse of the focal loss.

    Parameters
    ----------
    sequence_shape : (n_steps, n_channels) or None, default=None
        As for `ResNetLSTMClassifier`, like all parameters up to `patience`.
    categorical_features : list of (column, number of codes) or None, default=None
        Static columns that hold codes.
    categorical_channels : list of (channel, number of codes) or None, default=None
        Channels of the months that hold codes.
    attention : {'both', 'none', 'spatial', 'temporal'}, default='both'
        Which attention to keep.
    sam_output : {'weighted', 'map'}, default='weighted'
        What spatial attention hands on.
    embed_codes : bool, default=True
        Off: codes are read as numbers.
    head_static : bool, default=True
        Also hand the static columns to the head directly.
    head_summaries : bool, default=True
        Also hand summaries of the months (mean, extremes, steps, counts of codes) to the head.
    head_bins : int, default=8
        Quantile bins that let the head bend along every number it is handed; 0 is off.
    token_width : int, default=16
        Channels that a static column enters with.
    n_channels : int, default=16
        Channels of the first residual stage.
    n_stages : int, default=2
        Residual stages.
    code_width : int, default=8
        Numbers that stand for one monthly code.
    month_bins : int, default=8
        Quantile bins that let the LSTM bend along every monthly number; 0 is off.
    d_hidden : int, default=64
        LSTM units per direction.
    d_attention : int, default=64
        Width of the temporal attention.
    d_embedding : int, default=16
        Length of the feature vector that the trees read.
    input_dropout : float, default=0.1
        Dropout of what the LSTM reads.
    dropout : float, default=0.3
        Dropout in both branches.
    head_dropout : float, default=0.3
        Dropout before the networks' score.
    n_networks : int, default=4
        Networks from different starts. Raising it is steadier, and slower.
    n_epochs : int, default=12
        Epochs at most.
    batch_size : int, default=512
        Rows per step, at most.
    learning_rate : float, default=0.003
        Step size of the networks.
    weight_decay : float, default=0.01
        Decay of matrices.
    schedule : {'constant', 'cosine', 'linear'}, default='constant'
        How the learning rate falls.
    warm_up : int, default=0
        Steps over which the learning rate rises.
    clip_norm : float, default=1.0
        Largest norm of a gradient; 0 sets no bound.
    ema_decay : float, default=0.995
        Exponential averaging of the weights; 0 is off.
    label_smoothing : float, default=0.0
        Share by which labels are drawn to the bad rate.
    patience : int, default=4
        Epochs without a better validation AUC before a network stops.
    alpha : float, default=0.6
        Weight of the defaults in the trees' loss.
    gamma : float, default=1.0
        Focusing of the trees' loss.
    n_estimators : int, default=2000
        Trees at most.
    booster_learning_rate : float, default=0.03
        Share of each tree that is added.
    max_depth : int, default=4
        Depth of a tree.
    min_child_weight : float, default=3.0
        Least sum of hessians in a leaf.
    subsample : float, default=0.8
        Share of rows each tree sees.
    colsample_bynode : float, default=0.3
        Share of columns each split chooses from.
    vector_weight : float, default=0.2
        How often a number of the feature vector is offered to a split, against 1 for a column. Raising it makes
        the trees lean on the networks, whose vectors of training rows are over-fitted.
    reg_lambda : float, default=3.0
        L2 penalty on leaves.
    max_delta_step : float, default=5.0
        Largest step of a leaf; 0 sets no bound.
    booster_patience : int, default=60
        Rounds without a better validation figure before the trees stop.
    use_raw_columns : bool, default=True
        Trees also read the encoded columns, not the feature vector alone.
    use_summaries : bool, default=True
        Trees also read summaries of the months: mean, extremes, spread, steps, counts of codes.
    boosters : {'per-network', 'one'}, default='per-network'
        One booster per network, averaged; or one booster reading the vectors of all networks.
    plain_share : float, default=0.5
        Share of the trees' score that comes from as many boosters again which read no feature vector; 0 trains
        none. The two kinds err differently, and rank better together.
    network_share : float, default=0.0
        Share of the networks' own log-odds in the score; 0 leaves the decision to the trees.
    early_stopping : bool, default=True
        Off: all epochs and all trees on all training rows.
    random_state : int, RandomState instance or None, default=None
        Seed of everything.
    device : str, default='auto'
        Where the networks run: "auto", "cpu" or "cuda:N". The trees follow only "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    networks_ : list of torch.nn.Module, in float64
    boosters_ : list of xgboost.Booster, each cut to its best round
    best_epochs_ : dict, stage -> best epoch or round
    history_, notes_, classes_ : as for `ResNetLSTMClassifier`

    References
    ----------
    Zhang et al. 2022, eqs. 7 and 8.
    NOTE[DIFF]: the paper's trees read the feature vector alone (`as-published`). By default they also read the
    columns and summaries of the months, are offered a short vector less often, and are averaged with trees that
    read no vector. Measured on UCI Taiwan, most of the gain over XGBoost on the columns comes from the summaries,
    little from the networks.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 4))
    >>> model = ResNetLSTMXGBClassifier(n_networks=1, n_epochs=1, n_estimators=3, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters = FUSION

    d_embedding: int = 16
    n_networks: int = 4
    n_epochs: int = 12
    patience: int = 4
    alpha: float = 0.6
    gamma: float = 1.0
    n_estimators: int = 2000
    booster_learning_rate: float = 0.03
    max_depth: int = 4
    min_child_weight: float = 3.0
    subsample: float = 0.8
    colsample_bynode: float = 0.3
    vector_weight: float = 0.2
    reg_lambda: float = 3.0
    max_delta_step: float = 5.0
    booster_patience: int = 60
    use_raw_columns: bool = True
    use_summaries: bool = True
    boosters: str = "per-network"
    plain_share: float = 0.5
    network_share: float = 0.0

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Train the networks, then boost on their feature vectors; both stopped on validation rows.

        Parameters
        ----------
        X, y, eval_set, on_epoch : as for `ResNetLSTMClassifier`.
        resume_from : a `Checkpoint`; finished networks are kept, boosters start again.
        """
        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        n_stages = self.n_networks + self._input().n_boosters
        networks = self._fit_networks(rows, validation, n_stages, on_epoch, resume_from)
        self._keep(networks)
        self._fit_boosters(networks, rows, validation, on_epoch)
        return self

    def _input(self) -> BoosterInput:
        per_network = self.boosters == "per-network"
        sizes = self.n_networks, self.d_embedding
        return BoosterInput(
            self._plan(), self.use_raw_columns, self.use_summaries, per_network, *sizes, self.plain_share
        )

    def _fit_boosters(self, networks: Networks, rows, validation, on_epoch) -> None:
        reads = self._input()
        train, _ = self._matrices(rows[0])
        held = [] if validation is None else self._matrices(validation[0])[0]
        self.boosters_ = []
        for number in range(reads.n_boosters):
            stage = "booster" if reads.n_boosters == 1 else f"booster {number + 1} of {reads.n_boosters}"
            place = self.n_networks + number + 1
            boosted = boost(
                (train[number], rows[1]),
                (held[number], validation[1]) if held else None,
                self._boosting(stage_seed(self.seed_, place)),
                feature_weights=reads.weights(train[number], number, self.vector_weight),
                stage=stage,
                stage_number=place,
                n_stages=self.n_networks + reads.n_boosters,
                on_epoch=on_epoch,
                state=partial(booster_checkpoint, networks, self.seed_, stage, place),
            )
            self.boosters_.append(boosted.booster)
            self.best_epochs_[stage] = boosted.n_rounds
            self.history_ += boosted.history
            self.notes_ += boosted.notes

    def _boosting(self, seed: int) -> Boosting:
        own: dict[str, Any] = {
            "learning_rate": self.booster_learning_rate,
            "patience": self.booster_patience,
            "seed": seed,
            "directions": None,  # of feature vectors there are none to keep
        }
        own["colsample_bytree"] = 1.0
        same = {name: getattr(self, name) for name in Boosting.__dataclass_fields__ if name not in own}
        return Boosting(**own, **same)

    def _matrices(self, X) -> tuple[list[np.ndarray], np.ndarray]:
        """What each booster reads, float32, and the networks' mean log-odds."""
        found = self._look(X, lambda network: network)
        vectors = [vector.astype(np.float32) for _, vector in found]
        reads = self._input()
        shared = reads.shared(X)
        return [reads.columns(shared, vectors, n) for n in range(reads.n_boosters)], np.mean([m for m, _ in found], 0)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, averaged over networks and boosters, (n_samples,)."""
        matrices, networks = self._matrices(self._read_rows(X))
        return self._fused(self.booster_margins(matrices), networks)

    def _fused(self, margins, networks) -> np.ndarray:
        """Log-odds of the boosters' margins and the networks' log-odds, (n_samples,)."""
        trees = [focal_log_odds(margin, self.alpha, self.gamma) for margin in margins]
        return self.network_share * networks + (1 - self.network_share) * (self._input().shares @ np.array(trees))

    def booster_margins(self, matrices) -> list[np.ndarray]:
        """The focal margin of every booster, (n_samples,) each, from what it reads."""
        return [booster_margin(booster, matrix) for booster, matrix in zip(self.boosters_, matrices, strict=True)]

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        epochs, rounds = ([n for s, n in self.best_epochs_.items() if s.startswith(k)] for k in ("network", "booster"))
        return {
            "n_epochs": max(1, int(np.median(epochs))),
            "n_estimators": max(1, int(np.median(rounds))),
            "early_stopping": False,
        }

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON, safetensors and UBJSON."""
        super().save(folder)
        for number, booster in enumerate(self.boosters_):
            Path(folder, f"booster-{number}.ubj").write_bytes(booster_bytes(booster))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the model lies on the CPU."""
        model = super().load(folder)
        model.boosters_ = [
            booster_from(Path(folder, f"booster-{number}.ubj").read_bytes())
            for number in range(model._input().n_boosters)
        ]
        return model


ENTRY = ModelEntry(
    label="ResNet-LSTM + focal XGBoost",
    family="network over months",
    estimator="creditviz.models.fused.resnet_lstm_xgboost:ResNetLSTMXGBClassifier",
    about="Networks describe each account by what its months looked like; boosted trees decide.",
    source="Zhang et al. 2022",
    hyperparameters=FUSION,
    presets={
        "default": Preset(about="Four networks, and trees that also read the columns and summaries of the months."),
        "as-published": Preset(
            {
                **PRINTED,
                "alpha": 0.75,
                "gamma": 2.0,
                "n_estimators": 500,
                "booster_learning_rate": 0.1,
                "booster_patience": 30,
                "min_child_weight": 1.0,
                "subsample": 0.8,
                "reg_lambda": 1.0,
                "colsample_bynode": 0.8,
                "vector_weight": 1.0,
                "use_raw_columns": False,
                "use_summaries": False,
                "plain_share": 0.0,
                "network_share": 0.0,
            },
            about="The network, the fusion and the trees that the paper prints.",
        ),
    },
    tiny={
        **TINY,
        "n_networks": 2,
        "n_estimators": 10,
        "booster_learning_rate": 0.3,
        "booster_patience": 5,
        "min_child_weight": 0.1,
    },
    encoding="codes",
    resumable=True,
    explains=("attention",),
    retired=("stop_on",),
    attribution="chained",
    complexity=(6, "several models in one, networks among them"),
)
