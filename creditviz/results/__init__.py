"""Frozen dataclasses that rooms hand to each other."""

from creditviz.results.balancing import (
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
from creditviz.results.benchmark import Benchmark, BenchmarkFit
from creditviz.results.calibration import CalibrationSummary, GradeGap
from creditviz.results.counterfactual import Change, Counterfactual, Counterfactuals
from creditviz.results.curves import CalibrationCurve, Interval, KsCurve, RocCurve, ScoreHistogram
from creditviz.results.decision import (
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
from creditviz.results.distribution import FeatureDistribution
from creditviz.results.domain_map import DomainLayer, DomainMap
from creditviz.results.explanation import (
    AccountShap,
    AttentionMap,
    AttentionProfile,
    AttentionResult,
    Beeswarm,
    Faithfulness,
    ShapResult,
    Waterfall,
)
from creditviz.results.field_importance import FieldImportance
from creditviz.results.finding import Finding, Guess
from creditviz.results.grade_tests import GradeTest, GradeTests
from creditviz.results.layout import Layout
from creditviz.results.profit import LossAssumptions, MaximumProfit
from creditviz.results.published import AuditFinding, PublishedBook, PublishedRow, PublishedTable
from creditviz.results.ranking_curves import CapCurve, CostCurve, CutOffTable, PrecisionRecallCurve
from creditviz.results.run_result import RunResult, ScoredRows
from creditviz.results.search import Search, Trial
from creditviz.results.segments import Segment, Segmentation, SegmentTable
from creditviz.results.significance import PairwiseTests, RankTest
from creditviz.results.stability import Shift, Stability
from creditviz.results.transfer import Division, Pair, Pairing, Transfer, TransferScore, TransferStudy, TransferTry
from creditviz.results.vote import Rule, Vote
from creditviz.results.weak_segments import WeakSegment, WeakSegments
from creditviz.results.woe import InformationValue

__all__ = [
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
