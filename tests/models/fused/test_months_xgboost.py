"""XGBoost with month summaries is the library's XGBoost on columns and summaries, and nothing else."""

import numpy as np
from xgboost import XGBClassifier

from creditviz.models.fused.months_xgboost import MonthsXGBClassifier
from creditviz.models.months.summaries import summarise_months


def test_it_is_the_librarys_booster_on_columns_and_summaries():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(600, 2 + 4 * 2)).astype(np.float32)
    y = (X[:, 2::2].mean(1) + 0.5 * X[:, 0] + rng.normal(0, 0.5, 600) > 0.4).astype(int)
    same = {"n_estimators": 15, "learning_rate": 0.3, "max_depth": 3, "min_child_weight": 4.0, "reg_lambda": 2.0}
    whole = {"subsample": 1.0, "colsample_bytree": 1.0, "random_state": 0}
    mine = MonthsXGBClassifier(sequence_shape=(4, 2), early_stopping=False, **same, **whole).fit(X, y)
    both = np.hstack([X, summarise_months(X, mine._plan())])
    theirs = XGBClassifier(base_score=y.mean(), tree_method="hist", **same, **whole).fit(both, y)
    np.testing.assert_allclose(mine.log_odds(X), theirs.predict(both, output_margin=True), atol=1e-3)


def test_without_months_it_reads_the_columns_alone():
    X = np.linspace(-1, 1, 200).reshape(-1, 1).astype(np.float32)
    model = MonthsXGBClassifier(n_estimators=5, min_child_weight=0.1, random_state=0).fit(X, X[:, 0] > 0)
    assert model.booster_.num_features() == 1
