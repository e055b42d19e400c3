"""Models on disk: safetensors, UBJSON, JSON and skops. No pickle is ever read."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile

from safetensors import SafetensorError

from creditviz.exceptions import DataError
from creditviz.models import MODELS

BOOSTER, SKOPS = "model.ubj", "model.skops"
TRUSTED = (  # scikit-learn's own, which skops does not list
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
)


_DAMAGED = (  # what the readers of these files raise for one that is not as it was written
    OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, BadZipFile, zlib.error,
    SafetensorError,
)  # fmt: skip


def save_model(model: Any, folder: Path) -> None:
    """Write a fitted model into `folder`, which is made where it is missing."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if hasattr(model, "save"):
        model.save(folder)
    elif hasattr(model, "save_model"):
        model.save_model(folder / BOOSTER)
    else:
        import skops.io

        # A forest of 500 trees is a fifth as large when compressed.
        skops.io.dump(model, folder / SKOPS, compression=ZIP_DEFLATED, compresslevel=1)


def load_model(key: str, folder: Path) -> Any:
    """Read the model of kind `key` that `save_model` wrote.

    Raises
    ------
    DataError
        When the folder does not hold it, or a skops file holds types that scikit-learn did not define.
    """
    return load_saved(MODELS[key].load(), folder)


def load_saved(kind: Any, folder: Path) -> Any:
    """Read the model of a class that `save_model` wrote; raises as `load_model` does."""
    folder = Path(folder)
    try:
        if hasattr(kind, "save"):
            return kind.load(folder)
        if hasattr(kind, "save_model"):
            model = kind()
            model.load_model(folder / BOOSTER)
            return model
        return read_skops(folder / SKOPS)
    except _DAMAGED as error:
        raise DataError(
            f"the folder of a finished run holds its model, however this one cannot be read ({error}). "
            "Train the run again."
        ) from error


def read_skops(path: Path) -> Any:
    """A scikit-learn model; only types that skops trusts by itself, and the listed ones, are built."""
    import skops.io

    unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED))
    if unknown:
        raise DataError(f"a saved model holds only scikit-learn's own types, however this one holds {unknown}.")
    return skops.io.load(path, trusted=list(TRUSTED))
