"""Where it is weak, how it did over time, and what is watched once it decides."""

from __future__ import annotations

import numpy as np

from creditviz.exceptions import CreditVizError
from creditviz.metrics import gini
from creditviz.metrics.intervals import auc_interval
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.words import missing, stop
from creditviz.reporting.performance.calibration import summary_of
from creditviz.reporting.words import nothing_to_judge, percent

FEWEST = 10  # bad and good accounts of a period that is ranked
MOST_PERIODS = 12


def weak_section(evidence: Evidence) -> Section:
    """Groups of accounts whose PDs are off."""
    from creditviz.evaluation.calibration.weak_segments import weak_segments
    from creditviz.reporting.performance.weak_segments import weak_segments_card, weak_table

    key, title, question = "weak", "Weak segments", "For whom are the PDs wrong?"
    reason = nothing_to_judge(evidence.result)
    if reason:
        return missing(key, title, question, reason)
    found = weak_segments(evidence.result, evidence.frame, evidence.schema, seed=evidence.run.specification.seed)
    table = weak_table(found)
    rows = tuple(zip(*table.values(), strict=True))
    card = weak_segments_card(evidence.label, found, leaky=evidence.result.leaky)
    return Section(
        key, title, question, "warning" if found.worst else "none", stop(card.finding),
        tables=(Table("Groups that a small tree found", tuple(table), rows, numbers=True),), screen=False,
        figures={"holding": [one.rule for one in found.segments if one.holds]},
    )  # fmt: skip


def periods_table(evidence: Evidence) -> tuple[Table, ...]:
    """Test rows by period: bad rate, mean PD and Gini; none without a date."""
    import pandas as pd

    from creditviz.data.dates import to_dates

    try:
        schema = evidence.schema
        if schema.date is None:
            return ()
        test = evidence.result.test
        days = to_dates(evidence.frame[schema.date], schema.reading(schema.date))
    except CreditVizError:  # the section on the data says why
        return ()
    real = test.row_id >= 0
    days = days.iloc[test.row_id[real]]
    shown = pd.DataFrame({"y": test.y_true[real] == 1, "pd": test.pd(evidence.result.calibration)[real]})
    for unit in ("M", "Q", "Y"):
        shown["period"] = pd.PeriodIndex(pd.to_datetime(days.to_numpy()), freq=unit)
        if shown["period"].nunique() <= MOST_PERIODS:
            break
    rows = tuple(_period(str(name), part) for name, part in shown.groupby("period"))
    head = ("opened in", "accounts", "bad", "bad rate", "mean PD", "Gini")
    return (Table("Test rows over time", head, rows, numbers=True),) if len(rows) > 1 else ()


def _period(name: str, part) -> tuple[str, ...]:
    y, pd = part["y"].to_numpy(), part["pd"].to_numpy()
    few = min(y.sum(), len(y) - y.sum()) < FEWEST
    ranked = "too few" if few else f"{gini(y, pd):.2f}"
    return name, f"{len(y):,}", f"{int(y.sum()):,}", percent(float(y.mean())), percent(float(pd.mean())), ranked


def monitoring_section(evidence: Evidence) -> Section:
    """What is watched once the model decides, with limits from this run's own test rows."""
    key, title, question = "monitoring", "Monitoring", "What is watched once it decides?"
    reason = nothing_to_judge(evidence.result)
    if reason:
        return missing(key, title, question, reason, screen=False, judges=False)
    test, summary = evidence.result.test, summary_of(evidence.result)
    area = auc_interval(test.y_true, test.y_score)
    low, now = 2 * area.low - 1, 2 * area.value - 1
    rows = (
        ("Scores", "PSI of applicants against these test rows", "0", "0.1: find out why; 0.25: stop", "month"),
        ("Inputs", "PSI of each input, unknown categories, missing share", "0", "0.1; 0.25", "month"),
        ("Ranking", "Gini of accounts whose outcome is known", f"{now:.2f}", f"under {low:.2f}", "outcome window"),
        ("PDs", "bad rate less mean PD", _points(summary.gap.value), "interval without 0", "outcome window"),
        ("Decisions", "approval rate, overrides and their reasons", _approved(evidence), "set by the bank", "month"),
    )
    return Section(
        key, title, question, "none",
        "A proposal: the Gini's limit is the lower end of its 95% interval here, PSI limits are those of practice.",
        tables=(Table("", ("what", "figure", "now", "limit", "every"), rows),), screen=False, judges=False,
    )  # fmt: skip


def _approved(evidence: Evidence) -> str:
    try:
        rate = float(evidence.stand.at.now.approval_rate[0])
    except CreditVizError:
        return "unknown"
    return percent(rate) if np.isfinite(rate) else "unknown"


def _points(gap: float) -> str:
    return f"{100 * gap:+.1f} points" if np.isfinite(gap) else "unknown"
