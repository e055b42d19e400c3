"""Imported by a heavy worker as it starts, so that the first live point does not wait for torch."""

from __future__ import annotations

import os
from typing import Any


def dask_setup(worker: Any) -> None:
    """Give way to the pages, then import what every training needs."""
    if hasattr(os, "nice"):
        os.nice(5)
    import torch
    import xgboost  # noqa: F401

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
