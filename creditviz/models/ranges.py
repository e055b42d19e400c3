"""Legal ranges that several families of models share."""

from __future__ import annotations

from creditviz.hyperparameters import Choice, Range

FOCAL: dict[str, Range | Choice] = {
    "alpha": Range(0.01, 0.99, label="Weight of defaults", help="Raising it makes a missed default cost more."),
    "gamma": Range(
        0.0, 10.0, label="Focus", help="Raising it makes accounts that are already right count less.", usual=(0.0, 3.0)
    ),
}
TREES: dict[str, Range | Choice] = {
    "n_estimators": Range(1, 20_000, label="Trees at most", help="Early stopping usually ends sooner.", log=True),
    "max_depth": Range(1, 16, label="Tree depth", help="Raising it lets a tree combine more features.", usual=(2, 8)),
    "min_child_weight": Range(
        0.0, 1000.0, label="Smallest leaf", help="Raising it forbids small leaves.", log=True, usual=(1.0, 50.0)
    ),
    "subsample": Range(0.05, 1.0, label="Rows per tree", help="Lowering it makes trees differ more.", usual=(0.5, 1.0)),
    "colsample_bytree": Range(
        0.05, 1.0, label="Columns per tree", help="Lowering it makes trees differ more.", usual=(0.3, 1.0)
    ),
    "reg_lambda": Range(
        0.0,
        1000.0,
        label="Shrinkage of leaves",
        help="Raising it makes every tree more careful.",
        log=True,
        usual=(0.1, 30.0),
    ),
    "max_delta_step": Range(0.0, 100.0, label="Largest step of a leaf", help="0 sets no bound."),
}
COMPUTE: dict[str, Range | Choice] = {
    "early_stopping": Choice((True, False), label="Stop early", help="Off: all rounds, on all training rows."),
    "n_threads": Range(1, 256, label="Threads", help="Cores that this model may use."),
}


TRIED_RATES = (0.001, 0.003, 0.005)  # of the grid search of Zhang et al. 2023, table 2
