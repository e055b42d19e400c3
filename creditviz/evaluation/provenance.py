"""No synthetic row is ever judged, except in the replay that says so."""

from __future__ import annotations

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results import RunResult, ScoredRows


def check_real_rows(result: RunResult) -> None:
    """Raise unless every validation and test row is real and seen once; the leaky replay is exempt.

    Raises
    ------
    DataError
        Names the part and the number of synthetic rows.
    """
    if result.leaky:
        return
    for part, scored in (("validation", result.validation), ("test", result.test)):
        n_synthetic = _n_synthetic(scored)
        if n_synthetic:
            raise DataError(
                f"{part} rows must be real, however {n_synthetic:,} of {len(scored):,} are synthetic. "
                "Split before sampling, or run the replay that is marked as leaky."
            )
    if result.validation_from:  # ids of two books
        return
    both = int(np.isin(result.validation.row_id, result.test.row_id).sum())
    if both and result.test.fold is None:  # under k-fold every row is tested once and validates another fold
        raise DataError(f"a row is for validation or for test, however {both:,} are both. Split the book again.")


def _n_synthetic(scored: ScoredRows) -> int:
    flagged = 0 if scored.synthetic is None else int(scored.synthetic.sum())
    return max(flagged, int((scored.row_id < 0).sum()))  # a synthetic row has no place in the book
