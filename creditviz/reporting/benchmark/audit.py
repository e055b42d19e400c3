"""What an audit of published figures says, in one sentence and in a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from creditviz.results.benchmark.published import AuditFinding, PublishedTable

VERDICTS = {  # in the order of their weight
    "impossible": "cannot be: no set of scored accounts has these figures",
    "contaminated": "other rows were judged, or the answer was among the questions",
    "doubtful": "holds only under a condition that is named",
    "trivial": "no better than a rule that looks at nothing",
}


def audit_sentence(table: PublishedTable, findings: Sequence[AuditFinding]) -> str:
    """How much was found, e.g. "4 findings in 3 of 16 lines: 1 impossible, 3 doubtful"."""
    if not findings:
        lines = f"{len(table.rows)} line" + ("" if len(table.rows) == 1 else "s")
        return f"Nothing found in {lines}: the figures that are printed can be true together"
    times = Counter(finding.verdict for finding in findings)
    words = ", ".join(f"{times[verdict]} {verdict}" for verdict in VERDICTS if times[verdict])
    labels = {row.label for row in table.rows}
    hit = {finding.row for finding in findings} & labels
    where = f" in {len(hit)} of {len(labels)} lines" if hit else ""
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'}{where}: {words}"


def audit_table(findings: Sequence[AuditFinding]) -> pd.DataFrame:
    """One line a finding, the gravest first."""
    ordered = sorted(findings, key=lambda finding: list(VERDICTS).index(finding.verdict))
    return pd.DataFrame(
        {
            "verdict": [finding.verdict for finding in ordered],
            "line": [finding.row or "the table" for finding in ordered],
            "printed": [finding.printed for finding in ordered],
            "however": [finding.must for finding in ordered],
            "missed by": [_by(finding.by) for finding in ordered],
        }
    )


def published_frame(table: PublishedTable) -> pd.DataFrame:
    """A printed table as it was read, shares in the digits of the print."""
    digits = max(0, round(-math.log10(table.step)))
    return pd.DataFrame(
        [
            {"line": row.label, **{name: f"{value:.{digits}f}" for name, value in row.values.items()}}
            for row in table.rows
        ]
    ).fillna("")


def _by(value: float) -> str:
    if math.isnan(value):
        return ""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
