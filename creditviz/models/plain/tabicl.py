"""TabICL: a network trained beforehand on millions of made-up tables, which reads the training rows as it scores."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, Rows, read_head, write_head
from creditviz.models.ranges import COMPUTE
from creditviz.registry import ModelEntry, Preset

PACKAGE = "tabicl"
CONTEXT_FILE = "context.safetensors"
REACHING = ("huggingface_hub", "httpx", "requests", "urllib3")  # whose errors mean that the weights were not reached
SMALLEST = 1e-7  # probability that is told apart from 0, in the package's float32


@dataclass(kw_only=True, eq=False, repr=False)
class TabICLModel(BinaryClassifier):
    """Training is keeping rows; scoring hands them to a pretrained network together with the rows to score.

    The package `tabicl` is installed by hand; it fetches its weights from its hub at the first fit. A saved model holds
    the training rows that it reads.

    Parameters
    ----------
    n_estimators : int, default=8
        Views of the table (orders of columns, scales) that are averaged. Raising it costs time in proportion.
    max_rows : int, default=10000
        Training rows at most; of more, a stratified random part is kept. Raising it costs time and memory.
    model_path : str or None, default=None
        File of the weights, where the hub cannot be reached. None: the hub's, kept after the first time.
    random_state : int, RandomState instance or None, default=None
        Seed of the views, and of the part of the rows.
    device : str, default='auto'
        "auto" (a GPU where there is one), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    context_ : pair of ndarrays, the rows and outcomes that are read
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Qu, Holzmuller, Varoquaux, Le Morvan 2025. Baesens, Lessmann et al. 2026 find such models best on small books.
    """

    early_stopping = False  # nothing is stopped on validation rows

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "n_estimators": Range(1, 64, label="Views", help="Raising it steadies the score, and costs time."),
        "max_rows": Range(100, 500_000, label="Rows at most", help="Raising it costs time and memory.", log=True),
        "n_threads": COMPUTE["n_threads"],
    }

    n_estimators: int = 8
    max_rows: int = 10000
    model_path: Any = None
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1

    def fit(self, X, y):
        """Keep the rows, and make sure that the weights are there.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.

        Raises
        ------
        SpecificationError
            The package is not installed.
        CreditVizError
            Its weights cannot be reached.
        """
        rows, _ = self._read_training_rows(X, y, None, None)
        self.context_ = self._few_enough(rows)
        self._reader = self._read_context()
        return self

    def _few_enough(self, rows: Rows) -> Rows:
        from sklearn.model_selection import train_test_split

        X, y = rows
        if len(y) <= self.max_rows:
            return rows
        part, _ = train_test_split(
            np.arange(len(y)), train_size=self.max_rows, stratify=y, random_state=self.seed_ % (2**31 - 1)
        )
        self.notes_.append(f"TabICL reads {self.max_rows:,} of {len(y):,} training rows.")
        return X[part], y[part]

    def _read_context(self) -> Any:
        """The package's own classifier, holding the rows."""
        if find_spec(PACKAGE) is None:
            raise SpecificationError(
                "TabICL needs the package tabicl, however it is not installed on this machine. "
                "Choose another model, or run `pip install tabicl`."
            )
        from tabicl import TabICLClassifier

        reader = TabICLClassifier(
            n_estimators=self.n_estimators,
            model_path=self.model_path,
            random_state=self.seed_,
            device=None if self.device == "auto" else self.device,
            n_jobs=self.n_threads,
        )
        try:
            return reader.fit(*self.context_)
        except Exception as error:
            if not unreachable(error):
                raise
            raise CreditVizError(
                "TabICL needs the weights that its hub keeps, however they cannot be reached from this machine. "
                "Connect it to huggingface.co once (they are kept afterwards), or choose another model."
            ) from error

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        X = self._read_rows(X)
        if not hasattr(self, "_reader"):  # of a loaded model
            self._reader = self._read_context()
        bad = np.clip(self._reader.predict_proba(X)[:, 1].astype(np.float64), SMALLEST, 1 - SMALLEST)
        return np.log(bad) - np.log1p(-bad)

    def save(self, folder) -> None:
        """Write the settings and the rows into `folder`; the weights stay where the package keeps them."""
        from safetensors.numpy import save_file

        write_head(self, folder)
        save_file(dict(zip("Xy", self.context_, strict=True)), Path(folder, CONTEXT_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote; the weights are asked for at the first score."""
        from safetensors.numpy import load_file

        model, _ = read_head(cls, folder)
        arrays = load_file(Path(folder, CONTEXT_FILE))
        model.context_ = arrays["X"], arrays["y"]
        return model


def unreachable(error: BaseException) -> bool:
    """Whether an error says that a file or the hub was not reached."""
    if isinstance(error, OSError):
        return True
    return any(kind.__module__.partition(".")[0] in REACHING for kind in type(error).__mro__)


ENTRY = ModelEntry(
    label="TabICL (pretrained)",
    family="foundation model",
    estimator="creditviz.models.plain.tabicl:TabICLModel",
    about="A network trained beforehand on made-up tables, which reads your training rows as it scores. An extra.",
    source="Qu, Holzmuller, Varoquaux, Le Morvan 2025",
    hyperparameters=TabICLModel.hyperparameters,
    presets={"default": Preset(about="8 views, at most 10,000 training rows.")},
    tiny={"n_estimators": 1, "max_rows": 1000},
    encoding="codes",
    needs=("package:tabicl",),
    complexity=(6, "a pretrained network that reads all training accounts for each score"),
)
