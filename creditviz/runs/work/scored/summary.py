"""The figures of a scoring by their stable keys."""

from __future__ import annotations

import math
from typing import Any

from creditviz.results.scoring import Outcomes, Scoring


def summarise_scoring(run_id: str, found: Scoring) -> dict[str, Any]:
    """The figures of a scoring by their stable keys; None where a figure does not exist."""
    stability = found.stability
    return {
        "run": run_id,
        "scored_by": found.run,
        "file": found.file,
        "rows": found.n_rows,
        "mean_pd": _plain(found.mean_pd),
        "cut_off": _plain(found.rules.cut_off),
        "cut_off_about": found.rules.cut_off_about,
        "approved": found.n_approved if found.rules.decides else None,
        "grades": dict(zip(found.rules.grades, found.by_grade.tolist(), strict=True)),
        "mismatches": [vars(m) for m in found.mismatches],
        "psi": _plain(stability.score.index) if stability is not None and stability.score is not None else None,
        "csi": {} if stability is None else {shift.key: _plain(shift.index) for shift in stability.columns},
        "outcomes": _outcomes(found.outcomes),
        "development": _outcomes(found.development),
        "alerts": None if found.alerts is None else {"risen": found.alerts.n_risen, "crossed": found.alerts.n_crossed},
        "with_reasons": found.n_told,
        "calibration": found.calibration,
        "notes": list(found.notes),
        "seconds": round(found.seconds, 1),
    }


def _outcomes(found: Outcomes | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "n": found.n,
        "n_bad": found.n_bad,
        "auc": _plain(found.auc.value),
        "auc_interval": [_plain(found.auc.low), _plain(found.auc.high)],
        "ks": _plain(found.ks),
        "brier": _plain(found.brier),
        "mean_pd": _plain(found.mean_pd),
        "bad_rate": _plain(found.bad_rate.value),
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
