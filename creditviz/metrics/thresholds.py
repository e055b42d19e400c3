"""Every limit that a page judges by, with its source: one table, from which code and words take them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """Limits of one figure."""

    name: str  # of the figure
    limits: tuple[float, ...]  # rising
    source: str  # who sets them: a publication, a rule of law, or "our own choice" with its ground

    @property
    def words(self) -> str:
        """The limits with their source, as a sentence for the help of a card.

        >>> THRESHOLDS["four-fifths"].words
        'Limit 0.8: Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4 D.'
        """
        limits = " and ".join(f"{limit:g}" for limit in self.limits)
        return f"Limit{'s' if len(self.limits) > 1 else ''} {limits}: {self.source}."


THRESHOLDS = {
    "psi": Threshold("stability index (PSI, CSI)", (0.1, 0.25), "Siddiqi (2006), chapter 9"),
    "four-fifths": Threshold(
        "impact ratio", (0.8,), "Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4 D"
    ),
    "information-value": Threshold("information value", (0.02, 0.1, 0.3, 0.5), "Siddiqi (2006), chapter 6"),
    "gini": Threshold("Gini of a model", (0.3,), "our own choice: below it a card is seldom worth its running costs"),
    "ks": Threshold("KS of a model", (0.2,), "our own choice, beside Smirnov's limit of chance (1948)"),
    "test": Threshold("p value", (0.05,), "Fisher (1925), section 20"),
    "grade-light": Threshold(
        "p value of a grade", (0.01, 0.05), "our own choice; the tests are those of European Central Bank (2019)"
    ),
    "leak": Threshold("AUC of one column alone", (0.95,), "our own choice: no honest single column came near it"),
    "too-good": Threshold(
        "AUC of a whole model",
        (0.975,),
        "our own choice: a Gini of .95, which none of our honest books reaches",
    ),
    "two-sample": Threshold(
        "two-sample AUC", (0.65, 0.98), "our own choice: wrong in one of three pairs, in one of fifty"
    ),
    "proxy-auc": Threshold("AUC of an input for a protected attribute", (0.7,), "our own choice"),
    "proxy-r2": Threshold("R² of an input for a protected attribute", (0.25,), "our own choice"),
    "few": Threshold(
        "accounts of a group", (30,), "our own choice, the usual rule of thumb for a normal approximation"
    ),
    "reference-group": Threshold(
        "share of a group that others are held against", (0.02,), "Uniform Guidelines (1978), 29 CFR 1607.15 A"
    ),
}


def limits(key: str) -> tuple[float, ...]:
    """The limits of a figure, rising."""
    return THRESHOLDS[key].limits


def limit(key: str) -> float:
    """The one limit of a figure."""
    (only,) = THRESHOLDS[key].limits
    return only
