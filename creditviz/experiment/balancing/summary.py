"""What `balance --json` prints of a result: figures by their stable keys, None where a figure does not exist."""

from __future__ import annotations

import math
from typing import Any

from creditviz.evaluation.studies.samplers import gains
from creditviz.results import BalancingResult, FidelityResult, Interval, PrivacyResult, TrainOnSynthetic


def figures(result: BalancingResult) -> dict[str, Any]:
    """Rows, fidelity, privacy and utility of a balancing run."""
    trained = result.trained_on_synthetic
    return {
        "rows": dict(result.rows),
        "fidelity": None if result.fidelity is None else _fidelity(result.fidelity, result),
        "privacy": None if result.privacy is None else _privacy(result.privacy),
        "utility": {**({} if trained is None else _trained(trained)), **_gains(result)},
        "snapshots": list(result.snapshots),
        "notes": list(result.notes),
        "seconds": round(result.seconds, 1),
        "device": result.device,
    }


def _fidelity(found: FidelityResult, result: BalancingResult) -> dict[str, Any]:
    smote = found.smote
    return {
        "two_sample_auc": _number(found.two_sample.auc.value),
        "two_sample_interval": _interval(found.two_sample.auc),
        "two_sample_floor": _number(found.floor.auc.value),
        "two_sample_smote": None if smote is None else _number(smote.auc.value),
        "w1": _number(found.w1),
        "pair_trend": _number(found.pair_trend),
        "coverage": _number(found.coverage),
        "coverage_smote": _number(found.smote_coverage),
        "agreement": _number(found.agreement),
        "agreement_held_out": _number(found.agreement_held_out),
        "rules_broken": {rule.rule: _number(rule.broken) for rule in result.rules if rule.broken > 0},
    }


def _privacy(found: PrivacyResult) -> dict[str, Any]:
    return {
        "exact_copies": found.exact_copies,
        "exact_copies_real": found.exact_copies_real,
        "dcr_share": _number(found.nearer_share.value),
        "dcr_share_interval": _interval(found.nearer_share),
    }


def _trained(found: TrainOnSynthetic) -> dict[str, Any]:
    return {
        "tstr_auc": None if found.auc is None else _number(found.auc.value),
        "tstr_interval": None if found.auc is None else _interval(found.auc),
        "tstr_auc_defaulters": _number(found.auc_defaulters.value),
        "trained_on_real_auc": _number(found.auc_real.value),
    }


def _gains(result: BalancingResult) -> dict[str, Any]:
    """Mean AUC gain of the sampler over "none" and over class weights, by classifier."""
    if result.study is None:
        return {}
    return {
        "gain": [
            {
                "classifier": gain.classifier or "mean of all",
                "over": baseline,
                "auc": _number(gain.gain.value),
                "interval": _interval(gain.gain),
                "seeds": gain.n_seeds,
            }
            for baseline in ("none", "class-weight")
            for gain in gains(result.study, "auc", baseline=baseline)
            if gain.sampler == result.sampler  # class weights over "none" stand beside it in the study
        ]
    }


def _interval(found: Interval) -> list[float | None]:
    return [_number(found.low), _number(found.high)]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)
