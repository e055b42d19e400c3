"""Acceptance check 9: no synthetic row is judged, except in the replay that says so."""

from dataclasses import replace

import numpy as np
import pytest

from creditviz.evaluation.provenance import check_real_rows
from creditviz.exceptions import DataError
from creditviz.results import RunResult, ScoredRows


def rows(row_id, synthetic=None):
    n = len(row_id)
    return ScoredRows(np.asarray(row_id), np.arange(n) % 2, np.linspace(0, 1, n), synthetic=synthetic)


CLEAN = RunResult(rows([0, 1, 2]), rows([3, 4]), "model", {})


def test_real_rows_pass():
    check_real_rows(CLEAN)
    check_real_rows(replace(CLEAN, test=rows([0, 1], synthetic=np.zeros(2, dtype=bool))))


@pytest.mark.parametrize("part", ["test", "validation"])
@pytest.mark.parametrize("bad", [rows([7, 8], synthetic=np.array([False, True])), rows([9, -1])])
def test_a_synthetic_row_is_refused_unless_the_run_says_it_leaks(part, bad):
    with pytest.raises(DataError, match=f"{part} rows must be real, however 1 of 2"):
        check_real_rows(replace(CLEAN, **{part: bad}))
    check_real_rows(replace(CLEAN, leaky=True, **{part: bad}))


def test_a_row_in_both_parts_is_refused():
    with pytest.raises(DataError, match="1 are both"):
        check_real_rows(replace(CLEAN, validation=rows([2, 5])))
