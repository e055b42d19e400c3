"""What a text says of its table, against the table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from creditviz.evaluation.significance import rank_test
from creditviz.results.benchmark.published import AuditFinding, PublishedRow, PublishedTable

LOW_IS_BEST = ("brier",)


def claim_findings(table: PublishedTable) -> Iterator[AuditFinding]:
    """Every claim that the table does not bear out."""
    for claim in table.claims:
        yield from KINDS[claim["kind"]](table, claim)


def _best(table: PublishedTable, claim: Mapping[str, Any]) -> Iterator[AuditFinding]:
    """A name that is said to be best, in which figures and lines it is not."""
    for (book, setting), rows in _blocks(table).items():
        own = next((row for row in rows if row.name == claim["name"]), None)
        for metric in claim.get("metrics", own.values if own else ()):
            best = max(rows, key=lambda row: _worth(row, metric))
            if own and _worth(best, metric) > _worth(own, metric):
                yield _beaten(" · ".join(filter(None, (book, setting))), "claimed-best", best, own, metric)


def _improves(table: PublishedTable, claim: Mapping[str, Any]) -> Iterator[AuditFinding]:
    """A part that is said to help in every figure, where it does not."""
    for (book, setting), rows in _blocks(table).items():
        by_name = {row.name: row for row in rows}
        without = by_name[claim["over"]]
        for name in claim["names"]:
            for metric in without.values:
                if _worth(by_name[name], metric) < _worth(without, metric):
                    label = " · ".join(filter(None, (book, setting)))
                    yield _beaten(label, "claimed-improvement", without, by_name[name], metric)


def _beaten(label: str, rule: str, better: PublishedRow, own: PublishedRow, metric: str) -> AuditFinding:
    a, b = better.values[metric], own.values[metric]
    printed = f"{metric} {b:.4f} of {own.name}, {a:.4f} of {better.name}"
    return AuditFinding(label, rule, printed, f"{own.name} is said to be better", abs(a - b), "doubtful")


def _ranks_above(table: PublishedTable, claim: Mapping[str, Any]) -> Iterator[AuditFinding]:
    """A significance that the printed figures' own ranks do not have."""
    names, metric = [claim["name"], *claim["over"]], claim["metric"]
    blocks = list(_blocks(table).values())
    values = {
        name: np.array([next((r.values[metric] for r in rows if r.name == name), math.nan) for rows in blocks])
        for name in names
    }
    found = rank_test(values, alpha=claim["alpha"], higher_is_better=metric not in LOW_IS_BEST)
    for number, name in enumerate(names[1:], start=1):
        gap = float(found.ranks[number] - found.ranks[0])
        if gap < found.critical_difference:
            printed = f"mean ranks {found.ranks[0]:.3f} of {names[0]}, {found.ranks[number]:.3f} of {name}"
            must = f"ranks that differ at {claim['alpha']:g} lie {found.critical_difference:.3f} apart"
            by = found.critical_difference - gap
            yield AuditFinding("", "claimed-significance", printed, must, by, "doubtful")


def _compared(table: PublishedTable, claim: Mapping[str, Any]) -> Iterator[AuditFinding]:
    """Models that are said to be compared and have no line."""
    missing = _missing(table, claim["names"])
    if missing:
        printed = f"{len(claim['names'])} models are announced, without a line: {', '.join(missing)}"
        yield AuditFinding(
            "", "announced-without-result", printed, "every announced model has a line", float(len(missing)), "doubtful"
        )


def _concluded(table: PublishedTable, claim: Mapping[str, Any]) -> Iterator[AuditFinding]:
    """Models that the conclusion speaks of and no experiment had."""
    missing = _missing(table, claim["names"])
    if missing:
        printed = f"the conclusion speaks of {', '.join(missing)}"
        yield AuditFinding(
            "", "claim-without-experiment", printed, "a conclusion follows from an experiment", math.nan, "doubtful"
        )


def _missing(table: PublishedTable, names: list[str]) -> list[str]:
    there = {row.name.lower() for row in table.rows}
    return [name for name in names if name.lower() not in there]


def _worth(row: PublishedRow, metric: str) -> float:
    value = row.values.get(metric, -math.inf)
    return -value if metric in LOW_IS_BEST else value


def _blocks(table: PublishedTable) -> dict[tuple[str, str], list[PublishedRow]]:
    """Lines that are about the same rows."""
    blocks: dict[tuple[str, str], list[PublishedRow]] = {}
    for row in table.rows:
        blocks.setdefault((row.book, row.setting), []).append(row)
    return blocks


KINDS = {
    "best": _best,
    "improves": _improves,
    "ranks-above": _ranks_above,
    "compared": _compared,
    "concluded": _concluded,
}
