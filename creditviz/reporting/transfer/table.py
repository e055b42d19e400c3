"""The table of a transfer: every method on the same test rows, with intervals, and what failed."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from creditviz.metrics.catalogue import METRICS
from creditviz.reporting.transfer.findings import Standings, gain_words, standing_words
from creditviz.reporting.transfer.words import BOUND, group_of, method_name
from creditviz.reporting.words import with_interval
from creditviz.results import Transfer, TransferScore

ABOUT = {
    "AUC": f"{METRICS['auc'].about} With the 95% interval of the test rows (DeLong).",
    "over source-only": "AUC minus that of the old product's model used as it is, on the same rows, with DeLong's "
    "paired 95% interval.",
    "standing": "Against source-only: better or worse where the interval leaves out 0, else not told apart. Best: told "
    "from every other method, corrected by Holm.",
    "KS": METRICS["ks"].about,
    "Brier": METRICS["brier"].about,
    "accuracy": "Share of right decisions at a PD of 50%, and in brackets what calling all accounts alike reaches. A "
    "PD seldom passes 50%, so recall is often low: the AUC is what to read.",
    "recall": "Share of bad accounts with a PD of 50% or more.",
    "specificity": "Share of good accounts with a PD under 50%.",
}


def transfer_table(found: Standings) -> pd.DataFrame:
    """One line a method in the order of the run, as it is read."""
    return pd.DataFrame([_line(found, score) for score in found.transfer.scores])


def _line(found: Standings, score: TransferScore) -> dict[str, Any]:
    majority = found.transfer.majority_accuracy
    return {
        "method": method_name(score.method),
        "AUC": with_interval(score.auc),
        "over source-only": gain_words(found, score.method),
        "standing": _standing(found, score.method),
        **{METRICS[key].label: _number(score.metrics.get(key, math.nan)) for key in ("ks", "brier")},
        "accuracy": f"{_number(score.metrics.get('accuracy', math.nan))} ({majority:.3f})",
        "recall": _number(score.metrics.get("recall", math.nan)),
        "specificity": _number(score.metrics.get("specificity", math.nan)),
    }


def _standing(found: Standings, method: str) -> str:
    if method == found.best:
        return "best"
    known = found.transfer.rows.get("target_labels", 0) >= found.transfer.rows.get("target", 0)
    return "upper bound" if group_of(method) == BOUND and known else standing_words(found, method)


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"


def transfer_numbers(found: Standings) -> pd.DataFrame:
    """Every figure with all digits, and the methods that failed with their reasons, for a file."""
    lines: list[dict[str, Any]] = []
    for score in found.transfer.scores:
        gain = found.gains.get(score.method)
        lines.append(
            {
                "method": score.method,
                "label": method_name(score.method),
                "auc_low": score.auc.low,
                "auc_high": score.auc.high,
                **{key: value for key, value in score.metrics.items()},
                **({"gain": gain.value, "gain_low": gain.low, "gain_high": gain.high} if gain else {}),
                "best": score.method == found.best,
                "majority_accuracy": found.transfer.majority_accuracy,
                "seconds": score.seconds,
                "seconds_per_epoch": score.seconds_per_epoch,
                "failed": "",
            }
        )
    lines += [{"method": key, "label": method_name(key), "failed": why} for key, why in failures(found.transfer)]
    return pd.DataFrame(lines)


def failures(transfer: Transfer) -> list[tuple[str, str]]:
    """Methods without figures, each with its reason."""
    return list(transfer.failed.items())
