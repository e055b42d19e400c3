"""Cards of tests between models: every pair on the same rows, and ranks over books and seeds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from creditviz.data.values import listed
from creditviz.evaluation.calibration.calibrations import default_calibration
from creditviz.evaluation.significance import delong_pairs, mcnemar_pairs, rank_test, wilcoxon_pairs
from creditviz.exceptions import DataError
from creditviz.figures.benchmark.critical_difference import critical_difference_figure
from creditviz.figures.benchmark.p_values import p_value_figure
from creditviz.metrics.thresholds import limit
from creditviz.reporting.benchmark.words import lower_is_better, metric_label
from creditviz.reporting.card import Card
from creditviz.reporting.words import p_words, signed
from creditviz.results import PairwiseTests, RankTest, ScoredRows

ALPHA = limit("test")
FEWEST_BLOCKS = 6  # below, Wilcoxon's p cannot fall under 0.05, and ranks tell next to nothing
DELONG_HELP = (
    "Each field asks whether the model of its row ranks the same test rows better than the model of its column. "
    "The number is p by DeLong's test, corrected by Holm for the number of pairs: below 0.05 the difference in AUC is "
    "more than chance. "
    "Worry when a model is called better although its p is above 0.05, and remember that another sample of customers "
    "is another question."
)
MCNEMAR_HELP = (
    "Each field asks whether two models make different numbers of wrong decisions on the same test rows. "
    "The number is McNemar's p, corrected by Holm for the number of pairs; each model decides at its own cut-off, "
    "which validation rows chose. "
    "Worry when a model is better here and not in AUC: it may owe that to its cut-off."
)
WILCOXON_HELP = (
    "Each field compares two models over all blocks, a block being one book with one seed. "
    "The number is the p of Wilcoxon's signed ranks, corrected by Holm for the number of pairs; six blocks are the "
    "fewest that can bring it below 0.05. "
    "Worry when all blocks are seeds of one book: a small p then says that the seed does not matter, not that the "
    "difference holds on other books."
)
RANK_HELP = (
    "Every model gets a rank in each block (a book with a seed), 1 being the best; its place on the line is the mean. "
    "Models joined by a bar are closer than the critical difference of Nemenyi's test: they cannot be told apart. "
    "Worry when few blocks are behind it, or when all are seeds of one book, which resemble each other."
)


def delong_card(scores: Mapping[str, ScoredRows], where: str) -> Card:
    """DeLong's p for every pair of models on the same rows.

    Parameters
    ----------
    scores : label -> scored test rows.
    where : book, protocol and seed, in words.
    """
    aligned = _aligned(scores)
    if isinstance(aligned, str):
        return Card("delong", aligned, f"DeLong's test of AUC · {where}", DELONG_HELP)
    y, rows = aligned
    tests = delong_pairs(y, {label: one.y_score for label, one in rows.items()})
    subtitle = f"DeLong's test of AUC, p by row and column, Holm over {_n_pairs(tests)} · {_rows(y)} · {where}"
    finding = _pair_finding(tests, "ranks best", "AUC")
    return Card("delong", finding, subtitle, DELONG_HELP, p_value_figure(tests), _pair_numbers(tests))


def mcnemar_card(scores: Mapping[str, ScoredRows], thresholds: Mapping[str, float], where: str) -> Card:
    """McNemar's p for every pair of models, each at its own cut-off."""
    aligned = _aligned(scores)
    if isinstance(aligned, str):
        return Card("mcnemar", aligned, f"McNemar's test of decisions · {where}", MCNEMAR_HELP)
    y, rows = aligned
    tests = mcnemar_pairs(y, {label: _pd(one) >= thresholds[label] for label, one in rows.items()})
    subtitle = (
        f"McNemar's test of decisions at the cut-off of validation rows, Holm over {_n_pairs(tests)} · "
        f"{_rows(y)} · {where}"
    )
    finding = _pair_finding(tests, "makes the fewest wrong decisions", "accuracy")
    return Card("mcnemar", finding, subtitle, MCNEMAR_HELP, p_value_figure(tests), _pair_numbers(tests))


def wilcoxon_card(blocks: Mapping[str, np.ndarray], metric: str) -> Card:
    """Wilcoxon's p for every pair of models over blocks.

    Parameters
    ----------
    blocks : label -> the metric in every block.
    """
    name, key = metric_label(metric), f"wilcoxon-{metric}"
    n = _complete(blocks)
    if len(blocks) < 2 or n < 2:
        return Card(key, _too_few(len(blocks), n, "Wilcoxon's test"), f"Wilcoxon's test of {name}", WILCOXON_HELP)
    sign = -1.0 if lower_is_better(metric) else 1.0
    tests = wilcoxon_pairs({label: sign * values for label, values in blocks.items()})
    subtitle = f"Wilcoxon's signed ranks of {name}, Holm over {_n_pairs(tests)} · {n} blocks (book and seed)"
    finding = _pair_finding(tests, f"is first of {len(tests.names)}", name)
    if n < FEWEST_BLOCKS:
        finding = f"Too few blocks to tell: {n} of at least {FEWEST_BLOCKS}, so that p cannot fall below 0.05"
    return Card(key, finding, subtitle, WILCOXON_HELP, p_value_figure(tests), _pair_numbers(tests))


def rank_card(blocks: Mapping[str, np.ndarray], metric: str) -> Card:
    """Mean ranks over blocks with the critical difference."""
    name, key = metric_label(metric), f"ranks-{metric}"
    n = _complete(blocks)
    if len(blocks) < 2 or n < 2:
        return Card(key, _too_few(len(blocks), n, "A rank test"), f"Ranks by {name}", RANK_HELP)
    found = rank_test(blocks, alpha=ALPHA, higher_is_better=not lower_is_better(metric))
    order = np.argsort(found.ranks, kind="stable")
    return Card(
        key,
        _rank_finding(found),
        f"Mean ranks by {name}, Friedman and Nemenyi at {ALPHA:g} · {found.n_blocks} blocks (book and seed)",
        RANK_HELP,
        critical_difference_figure(found),
        {"model": [found.names[i] for i in order], "mean_rank": found.ranks[order]},
    )


def _pair_finding(tests: PairwiseTests, best_word: str, unit: str) -> str:
    """Who leads, and from whom that can be told; the leader is the one that no other is ahead of."""
    lead = np.nansum(tests.difference, axis=1)
    best = int(np.argmax(lead))
    others = [i for i in np.argsort(-lead, kind="stable") if i != best]
    alike = [int(i) for i in others if not tests.p_adjusted[best, i] < ALPHA]
    name = tests.names[best]
    if not alike:
        worst = max(float(tests.p_adjusted[best, i]) for i in others)
        return f"{name} {best_word}: every difference to it is beyond chance, {_bound(worst, tests)}"
    near = alike[0]
    gap, p = tests.difference[best, near], p_words(float(tests.p_adjusted[best, near]), tests.n, _UNITS[tests.test])
    leads = f"{signed(gap)} {unit}, {p}"
    if len(alike) == len(others):
        return f"{name} cannot be told from any other model: nearest {tests.names[near]}, {leads}"
    return f"{name} leads, within chance of {listed([tests.names[i] for i in alike], 2)}: {leads}"


def _bound(p: float, tests: PairwiseTests) -> str:
    of = _UNITS[tests.test]
    return p_words(p, tests.n, of) if p < 0.001 else f"p at most {p:.2g}, n = {tests.n:,} {of}"


_UNITS = {"delong": "accounts", "mcnemar": "accounts", "wilcoxon": "blocks", "resampled": "splits"}


def _rank_finding(found: RankTest) -> str:
    best = int(np.argmin(found.ranks))
    name = f"{found.names[best]} has the best mean rank, {found.ranks[best]:.1f}"
    if found.n_blocks < FEWEST_BLOCKS:
        return f"Too few blocks to tell: {name} over {found.n_blocks}; {FEWEST_BLOCKS} or more say something"
    if not found.p < ALPHA:
        return f"Ranks differ no more than by chance ({p_words(found.p, found.n_blocks, 'blocks')}): {name}"
    apart = found.ranks - found.ranks[best] >= found.critical_difference
    if apart.all() or apart.sum() == len(apart) - 1:
        return f"{name}, and is told apart from all {len(apart) - 1} others"
    return f"{name}, and is told apart from {int(apart.sum())} of {len(apart) - 1} others"


def _too_few(n_models: int, n_blocks: int, what: str) -> str:
    if n_models < 2:
        return "Choose at least two models to compare."
    blocks = "block" if n_blocks == 1 else "blocks"
    return f"{what} needs several blocks, and {n_blocks} {blocks} are finished: add seeds or books."


def _complete(blocks: Mapping[str, np.ndarray]) -> int:
    """Blocks in which every model has a figure."""
    return int(np.isfinite(np.vstack(list(blocks.values()))).all(axis=0).sum()) if blocks else 0


def _aligned(scores: Mapping[str, ScoredRows]) -> tuple[np.ndarray, dict[str, ScoredRows]] | str:
    """Outcomes and scores in one order of rows; a sentence where there is nothing to compare."""
    if len(scores) < 2:
        return "Choose at least two models that have finished on the same rows."
    ordered = {label: _sorted(rows) for label, rows in scores.items()}
    first = next(iter(ordered.values()))
    if not all(np.array_equal(rows.row_id, first.row_id) for rows in ordered.values()):
        raise DataError(
            "models are compared on the same test rows, however these were judged on different ones. "
            "Choose models of one book, protocol, order and seed."
        )
    if len(set(first.y_true.tolist())) < 2:
        return f"All {len(first):,} test rows have one outcome: nothing to compare."
    return first.y_true, ordered


def _sorted(rows: ScoredRows) -> ScoredRows:
    order = np.argsort(rows.row_id, kind="stable")
    calibrated = {name: pd[order] for name, pd in rows.calibrated.items()}
    return ScoredRows(rows.row_id[order], rows.y_true[order], rows.y_score[order], calibrated)


def _pd(rows: ScoredRows) -> np.ndarray:
    """The PDs that decisions are made by."""
    return rows.pd(default_calibration(rows.calibrated))


def _rows(y: np.ndarray) -> str:
    return f"{len(y):,} test rows, {int((y == 1).sum()):,} bad"


def _n_pairs(tests: PairwiseTests) -> str:
    n = len(tests.names) * (len(tests.names) - 1) // 2
    return f"{n} pair" + ("" if n == 1 else "s")


def _pair_numbers(tests: PairwiseTests) -> dict[str, list]:
    pairs = list(combinations(range(len(tests.names)), 2))
    return {
        "model": [tests.names[i] for i, _ in pairs],
        "against": [tests.names[j] for _, j in pairs],
        **{
            name: [float(matrix[i, j]) for i, j in pairs]
            for name, matrix in (
                ("difference", tests.difference),
                ("statistic", tests.statistic),
                ("p", tests.p),
                ("p_holm", tests.p_adjusted),
            )
        },
    }
