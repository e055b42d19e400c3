"""Frozen dataclasses that rooms hand to each other."""

from creditviz.results.curves import CalibrationCurve, Interval, KsCurve, RocCurve, ScoreHistogram
from creditviz.results.explanation import AttentionResult, ShapResult
from creditviz.results.finding import Finding, Guess
from creditviz.results.layout import Layout
from creditviz.results.run_result import RunResult, ScoredRows

__all__ = [
    "AttentionResult",
    "CalibrationCurve",
    "Finding",
    "Guess",
    "Interval",
    "KsCurve",
    "Layout",
    "RocCurve",
    "RunResult",
    "ScoreHistogram",
    "ScoredRows",
    "ShapResult",
]
