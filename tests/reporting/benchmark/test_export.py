"""What a benchmark says of its best line, to people."""

import math

from creditviz.reporting.benchmark.export import _told_apart


def told(p):
    pair = {"model": "Tree", "against": "XGBoost", "difference": -0.5, "p_holm": p}
    (sentence,) = _told_apart([{"test": "delong", "seed": 0, "n": 900, "pairs": [pair]}])
    return sentence


def test_the_best_line_is_told_apart_or_not_or_cannot_be_tested():
    assert (
        told(0.01)
        == "Seed 0: XGBoost ranks best and is told apart from Tree (DeLong, Holm: p = 0.010, n = 900 accounts)."
    )
    assert "cannot be told from" in told(0.3)
    assert "cannot be tested" in told(math.nan) and "nan" not in told(math.nan)
