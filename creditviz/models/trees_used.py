"""How many trees a boosted model has, of how many it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

from creditviz.models import MODELS

STAGES = ("booster", "rounds")  # how boosted stages are called in `best_epochs_`
LIBRARY_TREES = 100  # xgboost's own number where none is given


def trees_used(key: str, model: Any, parameters: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Stage -> (trees of the fitted model, trees allowed); empty for models that do not boost.

    Parameters
    ----------
    key : of the model in the registry.
    parameters : as asked; a number of trees that an early stop found before is not what was allowed.
    """
    used = {stage: n for stage, n in getattr(model, "best_epochs_", {}).items() if stage.startswith(STAGES)}
    if not used and hasattr(model, "get_booster"):
        used = {"booster": model.get_booster().num_boosted_rounds()}
    if not used:
        return {}
    kind = MODELS[key].load()
    default = getattr(signature(kind).parameters.get("n_estimators"), "default", None)
    if not isinstance(default, int):
        default = LIBRARY_TREES
    allowed = int(parameters.get("n_estimators") or default)
    return {stage: (int(n), allowed) for stage, n in used.items()}
