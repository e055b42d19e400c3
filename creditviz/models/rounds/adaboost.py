"""AdaBoost: small trees by rounds, on all rows."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.models.rounds.adaptive_boosting import PRINTED, AdaptiveBoostingClassifier
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class AdaBoostClassifier(AdaptiveBoostingClassifier):
    """Discrete AdaBoost: every tree learns from all rows, by their weights.

    Where rounds are not stopped early its votes are those of scikit-learn's `AdaBoostClassifier`, which knows
    neither validation rows nor progress, and whose probabilities stay between .12 and .88.

    The settings are those of `AdaptiveBoostingClassifier`.

    References
    ----------
    Freund and Schapire 1997; Zhu et al. 2009 (SAMME); Zhang et al. 2022, table 6.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> AdaBoostClassifier(random_state=0).fit(X, X[:, 0] > 0).predict([[-0.9], [0.9]])
    array([False,  True])
    """


ENTRY = ModelEntry(
    label="AdaBoost",
    family="trees",
    estimator="creditviz.models.rounds.adaboost:AdaBoostClassifier",
    about="Small trees vote in turn, each attending to the accounts that the ones before it got wrong.",
    source="Freund and Schapire 1997",
    hyperparameters=AdaBoostClassifier.hyperparameters,
    presets={
        "default": Preset(about="Trees of depth 3, as many as rank validation rows best."),
        "as-published": Preset(
            {**PRINTED, "max_depth": 1},
            encoding="plain",
            about="100 single questions; the paper prints neither number.",
        ),
    },
    tiny={"n_estimators": 20, "patience": 20},
    grid={"n_estimators": (50, 100, 200), "max_depth": (1, 2, 3)},
    encoding="codes",
    complexity=(4, "hundreds of trees that add up"),
)
