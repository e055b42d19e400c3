"""Frozen dataclasses that rooms hand to each other."""

from creditviz.results.balancing.run import (
    BalancingResult,
    ColumnFidelity,
    FidelityResult,
    MonthPattern,
    Neighbours,
    PrivacyResult,
    RowMap,
    RuleCount,
    Study,
    TrainOnSynthetic,
    TwoSample,
)
from creditviz.results.benchmark.published import AuditFinding, PublishedBook, PublishedRow, PublishedTable
from creditviz.results.benchmark.run import Benchmark, BenchmarkFit
from creditviz.results.benchmark.significance import PairwiseTests, RankTest
from creditviz.results.book.distribution import FeatureDistribution
from creditviz.results.book.finding import Finding, Guess, Note
from creditviz.results.book.layout import Layout
from creditviz.results.book.woe import InformationValue
from creditviz.results.curves import CalibrationCurve, Interval, KsCurve, RocCurve, ScoreHistogram
from creditviz.results.decision.applicants import (
    Applicants,
    Approved,
    CutOffCounts,
    Economics,
    Fairness,
    GroupCounts,
    GroupFairness,
    MasterScale,
    SameRanking,
    SwapCell,
    SwapSet,
)
from creditviz.results.decision.profit import LossAssumptions, MaximumProfit
from creditviz.results.explanation.attention import AttentionMap, AttentionProfile, AttentionResult
from creditviz.results.explanation.counterfactual import Change, Counterfactual, Counterfactuals
from creditviz.results.explanation.field_importance import FieldImportance
from creditviz.results.explanation.shapley import AccountShap, Beeswarm, Faithfulness, ShapResult, Waterfall
from creditviz.results.performance.calibration import CalibrationSummary, GradeGap
from creditviz.results.performance.grade_tests import GradeTest, GradeTests
from creditviz.results.performance.ranking_curves import CapCurve, CostCurve, CutOffTable, PrecisionRecallCurve
from creditviz.results.performance.weak_segments import WeakSegment, WeakSegments
from creditviz.results.run_result import RunResult, ScoredRows
from creditviz.results.scorecard.bins import DIRECTIONS, BinnedColumn, ColumnBins
from creditviz.results.scorecard.card import Attribute, CardColumn, Scorecard
from creditviz.results.scorecard.direction import Direction
from creditviz.results.scorecard.edits import BinEdits, Step
from creditviz.results.search import Search, Trial
from creditviz.results.segments import Segment, Segmentation, SegmentTable
from creditviz.results.stability import Shift, Stability
from creditviz.results.transfer.domain_map import DomainLayer, DomainMap
from creditviz.results.transfer.run import Division, Pair, Pairing, Transfer, TransferScore, TransferStudy, TransferTry
from creditviz.results.transfer.vote import Rule, Vote

__all__ = [
    "BinEdits",
    "Step",
    "Direction",
    "Attribute",
    "CardColumn",
    "Scorecard",
    "DIRECTIONS",
    "BinnedColumn",
    "ColumnBins",
    "Rule",
    "Vote",
    "Waterfall",
    "SwapSet",
    "SwapCell",
    "SameRanking",
    "MasterScale",
    "GroupFairness",
    "GradeTests",
    "GradeGap",
    "GradeTest",
    "GroupCounts",
    "Fairness",
    "Economics",
    "CutOffCounts",
    "Approved",
    "Applicants",
    "TransferScore",
    "TransferTry",
    "TransferStudy",
    "Transfer",
    "Pairing",
    "Pair",
    "Division",
    "AccountShap",
    "AttentionMap",
    "AttentionProfile",
    "AttentionResult",
    "AuditFinding",
    "BalancingResult",
    "Benchmark",
    "BenchmarkFit",
    "Beeswarm",
    "CalibrationCurve",
    "CalibrationSummary",
    "CapCurve",
    "ColumnFidelity",
    "Change",
    "CostCurve",
    "Counterfactual",
    "Counterfactuals",
    "CutOffTable",
    "DomainLayer",
    "DomainMap",
    "Faithfulness",
    "FeatureDistribution",
    "FidelityResult",
    "FieldImportance",
    "Finding",
    "Guess",
    "Note",
    "InformationValue",
    "Interval",
    "KsCurve",
    "Layout",
    "LossAssumptions",
    "MaximumProfit",
    "MonthPattern",
    "Neighbours",
    "PairwiseTests",
    "PrecisionRecallCurve",
    "PrivacyResult",
    "PublishedBook",
    "PublishedRow",
    "PublishedTable",
    "RankTest",
    "RocCurve",
    "RowMap",
    "RuleCount",
    "RunResult",
    "ScoreHistogram",
    "ScoredRows",
    "Search",
    "Segment",
    "SegmentTable",
    "Segmentation",
    "ShapResult",
    "Shift",
    "Stability",
    "Study",
    "TrainOnSynthetic",
    "Trial",
    "TwoSample",
    "WeakSegment",
    "WeakSegments",
]
