"""From the exported rows alone every figure can be recomputed."""

import io

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from creditviz.metrics import best_threshold, metric_summary
from creditviz.reporting.performance.rows import as_csv, as_parquet, judged_rows
from creditviz.results import RunResult, ScoredRows


def rows(seed, n=400, first=0):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.3).astype(np.int8)
    score = rng.random(n) * 0.6 + 0.3 * y
    return ScoredRows(np.arange(first, first + n), y, score, {"model": score, "platt to 5% bad": score**2})


RESULT = RunResult(test=rows(0), validation=rows(1, first=400), calibration="platt to 5% bad", rows={"test": 400})


@pytest.mark.parametrize("read", ["csv", "parquet"])
def test_a_validator_gets_the_same_figures(read):
    def back(part):
        raw = as_csv(RESULT, part) if read == "csv" else as_parquet(RESULT, part)
        return pd.read_csv(io.BytesIO(raw)) if read == "csv" else pd.read_parquet(io.BytesIO(raw))

    test, validation = back("test"), back("validation")
    assert list(test) == ["row_id", "outcome", "score", "pd_model", "pd_platt_to_5%_bad"] and len(test) == 400
    pd_name = "pd_platt_to_5%_bad"
    cut_off = best_threshold(validation["outcome"].to_numpy(), validation[pd_name].to_numpy())
    found = metric_summary(RESULT.test.y_true, RESULT.test.y_score, RESULT.test.pd(RESULT.calibration), cut_off)
    assert found["auc"] == pytest.approx(roc_auc_score(test["outcome"], test["score"]), abs=1e-12)
    assert found["brier"] == pytest.approx(brier_score_loss(test["outcome"], test[pd_name]), abs=1e-12)
    assert found["recall"] == pytest.approx((test.loc[test["outcome"] == 1, pd_name] >= cut_off).mean(), abs=1e-12)


def test_folds_are_named():
    folded = ScoredRows(np.arange(4), np.array([0, 1, 0, 1]), np.arange(4.0), {}, fold=np.array([0, 0, 1, 1]))
    assert list(judged_rows(RunResult(folded, folded, "model", {}))["fold"]) == [0, 0, 1, 1]
