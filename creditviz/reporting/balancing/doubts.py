"""What a good two-sample figure may hide: rows of the wrong outcome, of one kind only, or that cannot exist."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.data.values import counted
from creditviz.reporting.words import percent
from creditviz.results import FidelityResult, RuleCount

AGREES = 0.05  # points by which an independent model may call fewer, or more, synthetic than real defaulters bad
KEPT, BROKEN = 0.01, 0.05  # a rule that fewer real rows break than the first, and more synthetic ones than the second


def collapse(fidelity: FidelityResult, rules: Sequence[RuleCount]) -> list[str]:
    """A sentence for each doubt about rows that may otherwise look alike."""
    return [*_agreement(fidelity), *_coverage(fidelity), *_impossible(rules)]


def _agreement(fidelity: FidelityResult) -> list[str]:
    apart = fidelity.agreement - fidelity.agreement_held_out
    if not abs(apart) > AGREES:
        return []
    side = "plainer bad than real defaulters" if apart > 0 else "less bad than real defaulters"
    return [
        f"They are {side}: a model of real rows calls {percent(fidelity.agreement)} of them bad, of real ones "
        f"{percent(fidelity.agreement_held_out)}."
    ]


def _coverage(fidelity: FidelityResult) -> list[str]:
    if not fidelity.coverage < fidelity.smote_coverage:
        return []
    return [
        f"They reach {percent(fidelity.coverage)} of the real range and categories, SMOTE "
        f"{percent(fidelity.smote_coverage)}."
    ]


def _impossible(rules: Sequence[RuleCount]) -> list[str]:
    broken = [rule for rule in rules if rule.broken_real < KEPT and rule.broken > BROKEN]
    if not broken:
        return []
    worst = max(broken, key=lambda rule: rule.broken)
    lead = "They break a rule" if len(broken) == 1 else f"They break {counted(len(broken), 'rule')}"
    most = "" if len(broken) == 1 else "the worst "
    return [f"{lead} that real rows keep, {most}by {percent(worst.broken)} of them: {worst.rule.rstrip('.')}."]
