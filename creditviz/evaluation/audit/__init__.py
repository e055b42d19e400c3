"""What cannot be in a table of published figures: bounds that every scored set of rows obeys."""

from __future__ import annotations

from creditviz.evaluation.audit.bounds import row_findings
from creditviz.evaluation.audit.claims import claim_findings
from creditviz.evaluation.audit.prevalence import auc_kind, prevalence_findings
from creditviz.evaluation.audit.reading import read_table
from creditviz.evaluation.audit.tables import joined, table_findings
from creditviz.results.benchmark.published import AuditFinding, PublishedTable

VERDICTS = ("impossible", "contaminated", "doubtful", "trivial")

__all__ = ["VERDICTS", "audit", "auc_kind", "joined", "read_table"]


def audit(table: PublishedTable) -> tuple[AuditFinding, ...]:
    """Every finding of a table, line by line, the worst of a line first.

    Nothing is flagged that rounding of the printed digits can explain. Bounds that are linear in the figures also
    hold for means over several runs.

    Examples
    --------
    >>> from creditviz.evaluation.audit.published import read_published
    >>> found = audit(read_published("zhang2022-table6"))
    >>> [f.row for f in found if f.verdict == "contaminated"]
    ['Bank · RNN-RF', 'UCI · Propose']
    """
    found = list(table_findings(table))
    for row in table.rows:
        kind = auc_kind(table, row.book)
        lines = [*row_findings(table, row, kind), *prevalence_findings(table, row, kind)]
        found += sorted(lines, key=lambda finding: VERDICTS.index(finding.verdict))
    return (*found, *claim_findings(table))
