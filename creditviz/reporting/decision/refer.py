"""The refer zone: accounts that the cut-off decides no more surely than the validation rows know their PD."""

from __future__ import annotations

import numpy as np

from creditviz.evaluation.calibration.venn_abers import venn_abers
from creditviz.reporting.words import percent
from creditviz.results import Applicants


def uncertain(validation: Applicants, test: Applicants) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper PD of each test account by Venn-Abers on validation rows, (n,) each."""
    return venn_abers(validation.pd, validation.y, test.pd)


def refer_words(interval: tuple[np.ndarray, np.ndarray], cut_off: float) -> str:
    """How many accounts have the cut-off inside their interval; "" without accounts."""
    low, high = interval
    if not len(low):
        return ""
    n = int(((low < cut_off) & (cut_off <= high)).sum())
    if not n:
        return "Refer zone: no account has the cut-off inside its PD interval (Venn–Abers on validation rows)."
    noun, whose = ("account has", "its") if n == 1 else ("accounts have", "their")
    return (
        f"Refer zone: {n:,} {noun} the cut-off inside {whose} PD interval, {percent(n / len(low))} of all "
        "(Venn–Abers on validation rows): a person could look at these."
    )
