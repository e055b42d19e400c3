"""The scorecard: a logistic regression on the weights of evidence of binned columns, with points for every bin."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, read_head, write_head
from creditviz.models.scorecard.binning import BinRules, count_bins, learn_bins
from creditviz.models.scorecard.choosing import Chosen, choose_columns
from creditviz.models.scorecard.points import Scaling, bin_points
from creditviz.registry import ModelEntry, Preset
from creditviz.results import BinnedColumn, ColumnBins

OTHER_ROWS = "The bins drawn by hand saw other rows than these: all bins were learned anew, under the same directions."


@dataclass(kw_only=True, eq=False, repr=False)
class ScorecardClassifier(BinaryClassifier):
    """Columns are cut into bins, each bin has points, an account's points sum to its score.

    Parameters
    ----------
    most_bins : int, default=8
        Bins of a column, special ones not counted. Raising it follows the data more closely.
    least_share : float, default=0.02
        Share of the training rows in each. Raising it makes bins steadier and coarser.
    least_bad : int, default=5
        Bad accounts in each bin.
    fine_bins : int, default=20
        Quantile bins that amounts are first cut into.
    monotone : bool, default=True
        Whether the bad rate of an amount may only rise, or only fall, from bin to bin.
    least_iv : float, default=0.02
        Information value that a column needs. Raising it makes the card shorter.
    most_alike : float, default=0.8
        Correlation above which the weaker of two columns is left out.
    most_columns : int, default=16
        Columns of the card.
    C : float, default=0.1
        Freedom of the weights.
    pdo : float, default=20.0
        Points that double the odds of being good.
    base_points : float, default=600.0
        Points at the base odds.
    base_odds : float, default=50.0
        Good accounts per bad one at the base points.
    edits : dict or None, default=None
        Bins drawn by hand: {"rows": `fingerprint(y)` of the rows they saw, "bins": {column: `ColumnBins.to_plain()`},
        "left_out": [columns]}. On other rows bins are learned anew; what was left out stays left out.
    feature_names : sequence or None, default=None
        Names of the matrix columns, for notes and edits.
    specials : sequence or None, default=None
        Of each column, the values that stand for no amount.
    directions : sequence or None, default=None
        Of each column, 1 (the bad rate may only rise with the value), -1 (only fall) or 0 (what tells more).
    sequence_shape : tuple or None, default=None
        Months and channels behind the static columns.
    categorical_features : tuple or None, default=None
        (column, number of codes) of static categories.
    categorical_channels : tuple or None, default=None
        (channel, number of codes) of categories among the months.
    random_state : int, RandomState instance or None, default=None
        Nothing is drawn; taken for the sake of the contract.

    Attributes
    ----------
    columns_ : list of int, matrix columns on the card
    binned_ : list of BinnedColumn, every matrix column as it was cut
    left_out_ : dict, column -> why it is not on the card; of a model that was just fitted
    weights_, intercept_ : of the log-odds of default in the weights of evidence

    References
    ----------
    Siddiqi 2006, chapters 6 and 8.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 200).reshape(-1, 1)
    >>> ScorecardClassifier(random_state=0).fit(X, X[:, 0] + 0.3 * np.sin(40 * X[:, 0]) > 0).predict([[-0.9], [0.9]])
    array([False,  True])
    """

    hyperparameters = {
        "most_bins": Range(2, 20, label="Bins of a column", help="Raising it follows the data closely.", usual=(3, 10)),
        "least_share": Range(
            0.0, 0.5, label="Smallest bin", help="Share of the rows. Raising it makes bins steadier.", usual=(0.02, 0.1)
        ),
        "least_bad": Range(1, 1000, label="Fewest bad in a bin", help="Raising it makes bins steadier."),
        "fine_bins": Range(2, 100, label="Finer bins", help="Edges lie between these alone."),
        "monotone": Choice((True, False), label="One direction", help="Off: the bad rate may turn from bin to bin."),
        "least_iv": Range(
            0.0, 5.0, label="Least information value", help="Raising it makes the card shorter.", usual=(0.005, 0.1)
        ),
        "most_alike": Range(
            0.0, 1.0, label="Most alike", help="Lowering it drops columns that repeat others.", usual=(0.5, 0.95)
        ),
        "most_columns": Range(1, 200, label="Columns at most", help="Raising it is harder to defend.", usual=(8, 30)),
        "C": Range(1e-4, 1e4, label="Freedom", help="Raising it lets weights grow.", log=True, usual=(0.01, 100.0)),
        "pdo": Range(1.0, 1000.0, label="Points that double the odds", help="Raising it spreads the points."),
        "base_points": Range(-10_000.0, 10_000.0, label="Points at the base odds", help="Raising it lifts all points."),
        "base_odds": Range(0.01, 10_000.0, label="Base odds", help="Good accounts per bad one at the base points."),
    }
    early_stopping = False

    most_bins: int = 8
    least_share: float = 0.02
    least_bad: int = 5
    fine_bins: int = 20
    monotone: bool = True
    least_iv: float = 0.02
    most_alike: float = 0.8
    most_columns: int = 16
    C: float = 0.1
    pdo: float = 20.0
    base_points: float = 600.0
    base_odds: float = 50.0
    edits: Any = None
    feature_names: Any = None
    specials: Any = None
    directions: Any = None
    sequence_shape: Any = None
    categorical_features: Any = None
    categorical_channels: Any = None
    random_state: Any = None

    reads_missing = True

    def fit(self, X, y, *, eval_set=None):
        """Cut, choose, weigh.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features), NaN = missing, and outcomes (n_samples,) of two classes.
        eval_set : taken for the sake of the contract; a card learns nothing from validation rows.
        """
        (X, y), _ = self._read_training_rows(X, y, None, None)
        self.binned_ = self._bin(X, y)
        woe = np.column_stack([column.woe[column.bins.place(X[:, j])] for j, column in enumerate(self.binned_)])
        chosen = choose_columns(
            self._allowed(),
            woe,
            y,
            least_iv=self.least_iv,
            most_alike=self.most_alike,
            most_columns=self.most_columns,
            C=self.C,
        )
        self.columns_, self.weights_, self.intercept_ = chosen.columns, chosen.weights, chosen.intercept
        self.left_out_ = chosen.why
        self.notes_ += _told(chosen, self._names())
        return self

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        parts = self.parts(X)
        return self.intercept_ + parts @ self.weights_

    def parts(self, X) -> np.ndarray:
        """Weights of evidence of the card's columns, (n_samples, n_columns)."""
        X = self._read_rows(X)
        parts = [self.binned_[j].woe[self.binned_[j].bins.place(X[:, j])] for j in self.columns_]
        return np.column_stack(parts) if parts else np.zeros((len(X), 0))

    def contributions(self, column: int, values: np.ndarray) -> np.ndarray:
        """What a matrix column adds to the log-odds at these values, shape as given; 0 of one off the card."""
        check_is_fitted(self)
        if column not in self.columns_:
            return np.zeros(np.shape(values))
        binned, weight = self.binned_[column], self.weights_[self.columns_.index(column)]
        return weight * binned.woe[binned.bins.place(np.ravel(values))].reshape(np.shape(values))

    def card(self) -> tuple[list[np.ndarray], float]:
        """Points of every bin of the card's columns, not rounded, and what every account has besides."""
        columns = [self.binned_[j] for j in self.columns_]
        return bin_points(self.intercept_, self.weights_, columns, self.scale)

    @property
    def scale(self) -> Scaling:
        """Of the points."""
        return Scaling(float(self.pdo), float(self.base_points), float(self.base_odds))

    def _bin(self, X: np.ndarray, y: np.ndarray) -> list[BinnedColumn]:
        rules = BinRules(self.most_bins, self.least_share, self.least_bad, self.fine_bins)
        drawn = self._drawn(y)
        names, categories = self._names(), self._categories()
        found = []
        for j in range(X.shape[1]):
            if names[j] in drawn:
                found.append(count_bins(X[:, j], y, ColumnBins.from_plain(drawn[names[j]]), n_fine=self.fine_bins))
                continue
            own = tuple(self.specials[j]) if self.specials else ()
            way = self._direction(j)
            found.append(learn_bins(X[:, j], y, rules, is_category=j in categories, specials=own, direction=way))
        return found

    def _direction(self, column: int) -> str:
        asked = int(self.directions[column]) if self.directions else 0
        return {1: "up", -1: "down", 0: "either" if self.monotone else "free"}[asked]

    def _drawn(self, y: np.ndarray) -> dict[str, Any]:
        """Bins drawn by hand on these very rows."""
        bins = (self.edits or {}).get("bins", {})
        if bins and self.edits["rows"] != fingerprint(y):
            self.notes_.append(OTHER_ROWS)
            return {}
        return bins

    def _allowed(self) -> list[BinnedColumn]:
        """The columns, those that were left out by hand with no information."""
        out = set((self.edits or {}).get("left_out", ()))
        return [
            BinnedColumn(c.bins, c.n, c.n_bad, c.woe, 0.0, c.iv_by_chance) if name in out else c
            for name, c in zip(self._names(), self.binned_, strict=True)
        ]

    def _names(self) -> tuple[str, ...]:
        return tuple(self.feature_names or (f"column {j}" for j in range(self.n_features_in_)))

    def _categories(self) -> set[int]:
        static = {place for place, _ in self.categorical_features or ()}
        if not self.sequence_shape:
            return static
        n_steps, n_channels = self.sequence_shape
        first = self.n_features_in_ - n_steps * n_channels
        return static | {
            first + step * n_channels + channel
            for step in range(n_steps)
            for channel, _ in self.categorical_channels or ()
        }

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON."""
        binned = [
            {
                "bins": c.bins.to_plain(),
                "n": c.n.tolist(),
                "n_bad": c.n_bad.tolist(),
                "woe": c.woe.tolist(),
                "iv": c.iv,
                "by_chance": c.iv_by_chance,
            }
            for c in self.binned_
        ]
        weights = self.weights_.tolist()
        write_head(self, folder, columns=self.columns_, weights=weights, intercept=self.intercept_, binned=binned)

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        model, head = read_head(cls, Path(folder))
        model.columns_, model.weights_ = head["columns"], np.array(head["weights"], dtype=np.float64)
        model.intercept_ = head["intercept"]
        model.binned_ = [
            BinnedColumn(
                ColumnBins.from_plain(c["bins"]),
                np.array(c["n"], dtype=np.int64),
                np.array(c["n_bad"], dtype=np.int64),
                np.array(c["woe"], dtype=np.float64),
                c["iv"],
                c["by_chance"],
            )
            for c in head["binned"]
        ]
        return model


def fingerprint(y: np.ndarray) -> str:
    """16 hex digits that name training rows by their outcomes, in order: other splits and folds have others.

    >>> fingerprint(np.array([0, 1])) == fingerprint(np.array([1, 0]))
    False
    """
    return hashlib.sha256(np.asarray(y).astype(np.int8).tobytes()).hexdigest()[:16]


def _told(chosen: Chosen, names: tuple[str, ...]) -> list[str]:
    """What a reader of the card must know of the columns that are not on it."""
    said = []
    if chosen.turned:
        turned = ", ".join(names[j] for j in chosen.turned)
        said.append(f"Left out because their weight turned against their own bad rates beside the others: {turned}.")
    if not chosen.columns:
        said.append("No column tells more than chance gives: the card is the bad rate alone.")
    rest = [(chosen.weak, "say too little"), (chosen.repeated, "repeat a stronger one"), (chosen.beyond, "are beyond")]
    counts = [f"{len(left)} {why}" for left, why in rest if left]
    if counts:
        said.append(f"The card has {len(chosen.columns)} columns; of the others, {', '.join(counts)}.")
    return said


ENTRY = ModelEntry(
    label="Scorecard",
    family="classic",
    estimator="creditviz.models.scorecard.scorecard:ScorecardClassifier",
    about="Columns in bins, points for every bin: the card that a committee knows how to defend.",
    source="Siddiqi 2006",
    hyperparameters=ScorecardClassifier.hyperparameters,
    presets={"default": Preset(about="At most 16 columns of 8 bins, each bin with 2% of the rows; one direction.")},
    tiny={"least_share": 0.0, "least_bad": 1, "least_iv": 0.0},
    encoding="raw",
    attribution="scorecard",
    keeps_directions=True,
    complexity=(1, "points for the bins of a few columns: it fits on one page"),
)
