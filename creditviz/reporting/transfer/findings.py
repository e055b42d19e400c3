"""What a transfer found, in sentences: negative transfer first, and nothing claimed that chance could do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditviz.evaluation.significance.delong import auc_difference, delong_pairs
from creditviz.reporting.transfer.grounds import guesses_first
from creditviz.reporting.transfer.words import (
    BOUND,
    FAMILY,
    SOURCE_ONLY,
    WITHOUT,
    and_more,
    group_of,
    method_name,
    told_apart,
)
from creditviz.reporting.words import FEW_BAD, supported, with_interval
from creditviz.results import Interval, Transfer, TransferScore

LEVEL = 0.05
COIN = 0.5
AS_IT_IS = "the old product's model used as it is"


@dataclass(frozen=True, eq=False)
class Standings:
    """What a transfer's methods are worth beside each other, on the same test rows."""

    transfer: Transfer
    gains: Mapping[str, Interval]  # method -> AUC over source-only; empty without it
    best: str  # the method that is told from every other contender; "" where there is none

    def score(self, method: str) -> TransferScore | None:
        """The figures of a method, None where it has none."""
        return next((score for score in self.transfer.scores if score.method == method), None)

    @property
    def adapting(self) -> list[str]:
        """Methods that bring something over: neither source-only nor taught by the target."""
        return [s.method for s in self.transfer.scores if group_of(s.method) not in (WITHOUT, BOUND)]


def standings(transfer: Transfer) -> Standings:
    """Compare the methods of a transfer."""
    bar = next((s for s in transfer.scores if s.method == SOURCE_ONLY), None)
    others = [s for s in transfer.scores if s is not bar]
    gains = {s.method: auc_difference(transfer.y_true, s.y_score, bar.y_score) for s in others} if bar else {}
    return Standings(transfer, gains, _best(transfer))


def _best(transfer: Transfer) -> str:
    """The leader among contenders, where DeLong's test, corrected by Holm, tells it from each of them.

    A method that was taught by all outcomes of the new product is the upper bound, not a contender.
    """
    known = transfer.rows.get("target_labels", 0) >= transfer.rows.get("target", 0) > 0
    contenders = {s.method: s for s in transfer.scores if not (known and group_of(s.method) == BOUND)}
    if len(contenders) < 2:
        return ""
    leader = max(contenders, key=lambda key: contenders[key].auc.value)
    tests = delong_pairs(transfer.y_true, {key: s.y_score for key, s in contenders.items()})
    row = tests.p_adjusted[tests.names.index(leader)]
    told = [p < LEVEL for key, p in zip(tests.names, row, strict=True) if key != leader]
    return leader if all(told) else ""


def finding(found: Standings) -> str:
    """How many pairs are guesses, then negative transfer, else what the leading method gains or that none is told."""
    return guesses_first(found.transfer.pairing) + _verdict(found)


def is_told(found: Standings) -> bool:
    """Whether these rows tell any method that adapts from the old product's model; a page says the rest in grey."""
    return any(told_apart(found.gains[key]) for key in found.adapting if key in found.gains) or not found.gains


def _verdict(found: Standings) -> str:
    transfer = found.transfer
    if not transfer.scores:
        return "No method has finished yet."
    n_bad = int((transfer.y_true == 1).sum())
    if n_bad < FEW_BAD:
        return f"Only {n_bad} bad test rows: too few to say whether a method helps."
    gains = {key: found.gains[key] for key in found.adapting if key in found.gains}
    if not gains:
        return _without_bar(found)
    worse = sorted((key for key in gains if told_apart(gains[key]) < 0), key=lambda key: gains[key].value)
    return _negative(gains, worse) if worse else _positive(gains) or _no_difference(gains)


def _without_bar(found: Standings) -> str:
    score = found.score(FAMILY) or max(found.transfer.scores, key=lambda s: s.auc.value)
    text = f"{method_name(score.method)} ranks the new product with AUC {with_interval(score.auc)}"
    return f"{text}." if not found.adapting else f"{text}; without source-only beside it nothing says what it gains."


def _negative(gains: Mapping[str, Interval], worse: Sequence[str]) -> str:
    """Who is told to be under source-only, and by how much at worst."""
    worst = gains[worse[0]]
    verb, worst_of = ("is", "") if len(worse) == 1 else ("are", ", at worst")
    loss = supported(Interval(-worst.value, -worst.high, -worst.low))
    return f"Negative transfer: {_names(worse)} {verb} worse than {AS_IT_IS}{worst_of} by {loss} AUC ({_range(worst)})."


def _names(keys: Sequence[str]) -> str:
    return and_more([method_name(key) for key in keys])


def _positive(gains: Mapping[str, Interval]) -> str:
    """Who is told to be above source-only, the highest first; empty where nobody is."""
    better = sorted((key for key in gains if told_apart(gains[key]) > 0), key=lambda key: -gains[key].value)
    if not better:
        return ""
    text = f"{method_name(better[0])} ranks the new product better than {AS_IT_IS}: {_gain(gains[better[0]])} AUC"
    others = better[1:]
    return f"{text}; so {'does' if len(others) == 1 else 'do'} {_names(others)}." if others else f"{text}."


def _no_difference(gains: Mapping[str, Interval]) -> str:
    """Neither above nor under: the interval is all that is said of the size."""
    key = FAMILY if FAMILY in gains else max(gains, key=lambda name: gains[name].value)
    others = [name for name in gains if name != key]
    also = f", and so {'does' if len(others) == 1 else 'do'} {_names(others)}" if others else ""
    return (
        f"No difference that these rows can tell: {method_name(key)} ranks the new product like {AS_IT_IS}{also} "
        f"({_gain(gains[key])} AUC)."
    )


def _gain(gain: Interval) -> str:
    return with_interval(gain, sign=True)


def _range(gain: Interval) -> str:
    """Only the interval of a gain."""
    text = with_interval(gain, sign=True)
    return text[text.index("(") + 1 : -1] if "(" in text else text


def further(found: Standings) -> list[str]:
    """What else a reader must know, each one sentence: gains, ranking the wrong way round, the upper bound."""
    transfer = found.transfer
    told = {key: told_apart(found.gains[key]) for key in found.adapting if key in found.gains}
    better = sorted((key for key in told if told[key] > 0), key=lambda key: -found.gains[key].value)
    sentences = []
    if better and min(told.values()) < 0:  # else the first sentence has said it
        lead, others = better[0], better[1:]
        also = f"; also {_names(others)}" if others else ""
        sentences.append(
            f"Better than source-only beyond chance: {method_name(lead)} by {_gain(found.gains[lead])} AUC{also}."
        )
    reversed_ = [s for s in transfer.scores if s.auc.high < COIN]
    if reversed_:
        who = _names([s.method for s in reversed_])
        sentences.append(
            f"{who} {'ranks' if len(reversed_) == 1 else 'rank'} worse than a coin (AUC under .50): some pairs turn "
            "the direction of risk round. Look at the pairs before anything else."
        )
    bound = [s for s in transfer.scores if group_of(s.method) == BOUND]
    if bound:
        best = max(bound, key=lambda s: s.auc.value)
        n = transfer.rows.get("target_labels", 0)
        sentences.append(
            f"{method_name(best.method)}, trained on {n:,} outcomes of the new product itself, reaches AUC "
            f"{with_interval(best.auc)}."
        )
    return sentences


def standing_words(found: Standings, method: str) -> str:
    """How a method stands against source-only."""
    if method == SOURCE_ONLY:
        return "the bar"
    if method not in found.gains:
        return ""
    return {1: "better", -1: "worse", 0: "not told apart"}[told_apart(found.gains[method])]


def gain_words(found: Standings, method: str) -> str:
    """AUC over source-only, with its interval."""
    return with_interval(found.gains[method], sign=True) if method in found.gains else ""


def accuracy_words(transfer: Transfer) -> str:
    """What accuracy must be read against."""
    bad = float((transfer.y_true == 1).mean())
    all_of = "good" if bad <= COIN else "bad"
    return f"Calling every account {all_of} is right for {transfer.majority_accuracy:.1%} of these test rows."
