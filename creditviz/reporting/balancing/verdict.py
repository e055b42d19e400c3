"""Three verdicts on a sampler: like real rows, copies anyone, does it help."""

from __future__ import annotations

import math
from typing import NamedTuple

from creditviz.evaluation.studies.samplers import NONE, WEIGHTS, Gain, gains
from creditviz.metrics.thresholds import limits
from creditviz.reporting.balancing.doubts import collapse
from creditviz.reporting.balancing.privacy import in_percent
from creditviz.reporting.balancing.words import (
    CHANCE,
    SAME_SPLIT,
    auc_words,
    floor_words,
    gain_digits,
    gain_words,
    half_width,
    known,
)
from creditviz.reporting.card import Tile, Verdict
from creditviz.reporting.words import percent
from creditviz.results import BalancingResult, FidelityResult, Interval, PrivacyResult, Study

SMOTE = "smote"
NAMES = ("Like real rows?", "Copies anyone?", "Does it help?")
NO_ROWS = "No synthetic row was made: there is nothing to compare."
HARD_TO_TELL, TELLS_ALWAYS = limits(
    "two-sample"
)  # two-sample AUC; up to here a boosted tree is right in less than two of three pairs
NARROW = 0.1  # half-width of the AUC's interval up to which rows may be called alike
NARROW_SHARE = 0.15  # half-width of the nearer share's interval up to which nobody may be called copied
HONEST = 0.5  # share nearer to training than to the hold-out
Z = 1.96


def verdicts(result: BalancingResult) -> tuple[Tile, Tile, Tile]:
    """The three verdicts of one run; what was not computed, or on too few rows, earns none.

    Like real rows: good when the two-sample AUC is at most 0.65 or its interval reaches down to the real-vs-real
    floor (chance at least), that interval's half-width is at most 0.1 (else none, unless it lies
    wholly above 0.65), SMOTE's AUC is not lower, and no doubt remains: an independent model calls within 5
    points as many of them bad as of real defaulters, coverage is not below SMOTE's, no rule that under 1% of
    held-out real rows break is broken by over 5% of them, and they copy nobody. A failed check when the AUC
    is at least 0.98, or its interval lies wholly above SMOTE's and the rows are not alike; a warning in between.
    SMOTE itself keeps the same thresholds.

    Copies: a failed check when exact copies exceed what real rows show by more than chance, or when the whole
    interval of the share nearer to training lies above one half; a warning when there are more copies than among
    real rows; none when that interval is not known or its half-width is above 0.15; else good.

    Helps: by the interval over seeds of the gain in AUC over no sampling, mean of all classifiers; none for one
    seed, or for seeds of one split.
    """
    helps = _helps(result.sampler, result.study)
    if not result.rows.get("synthetic", 1):  # undersampling makes none, and may help all the same
        like, copies = (Tile(name, "none", "No rows", "", NO_ROWS) for name in NAMES[:2])
        return like, copies, helps
    copies = _copies(result.privacy)
    return _like_real(result, copying=copies.verdict == "stop"), copies, helps


class _Likeness(NamedTuple):
    """What the two-sample test says."""

    alike: bool  # hard to tell from real rows
    settled: bool  # on rows enough to say so
    behind: bool  # SMOTE's rows are harder to tell
    hopeless: bool  # nearly always told, or clearly easier than SMOTE's


def _likeness(sampler: str, fidelity: FidelityResult) -> _Likeness:
    auc, floor = fidelity.two_sample.auc, fidelity.floor.auc
    smote = _smote(sampler, fidelity)
    alike = auc.value <= HARD_TO_TELL or auc.low <= max(CHANCE, floor.value)
    behind = smote is not None and max(CHANCE, smote.value) < auc.value
    hopeless = auc.value >= TELLS_ALWAYS or (smote is not None and not alike and auc.low > smote.high)
    return _Likeness(alike, half_width(auc) <= NARROW or auc.low > HARD_TO_TELL, behind, hopeless)


def _smote(sampler: str, fidelity: FidelityResult) -> Interval | None:
    """SMOTE's figure; not for SMOTE itself."""
    return None if fidelity.smote is None or sampler == SMOTE else fidelity.smote.auc


def _like_real(result: BalancingResult, *, copying: bool) -> Tile:
    fidelity = result.fidelity
    if fidelity is None:
        return Tile(NAMES[0], "none", "Not judged", "", "The rows have not been compared with real ones.")
    test, smote, found = fidelity.two_sample, _smote(result.sampler, fidelity), _likeness(result.sampler, fidelity)
    if math.isnan(test.auc.value):
        return Tile(NAMES[0], "none", "Too few rows", "", _too_few(test.n))
    beside = floor_words(fidelity.floor.auc) + ("" if smote is None else f" · SMOTE {auc_words(smote)}")
    doubts = collapse(fidelity, result.rules)
    verdict: Verdict = "stop" if found.hopeless else "good" if found.alike else "warning"
    words = _like_words(found, copying=copying)
    if verdict == "good" and (found.behind or copying or doubts):
        verdict = "warning"
    if not found.settled:
        verdict, words = "none", _too_few(test.n, test.auc).rstrip(".")
    pairs = f"shown one synthetic and one real defaulter, a model picks the synthetic one {_of_100(test.auc.value)}"
    against = _against_smote(test.auc, smote, found) if found.settled and smote is not None else []
    sentence = " ".join([f"{words}: {pairs} times in 100.", *against, *doubts])
    return Tile(NAMES[0], verdict, f"AUC {auc_words(test.auc)}", f"{beside} · 0.5 is chance", sentence)


def _like_words(found: _Likeness, *, copying: bool) -> str:
    if found.hopeless:
        return "Easily recognised"
    if not found.alike:
        return "Recognisable"
    return "Hard to tell from real defaulters" + (
        ", and nearer to the customers they were learned from than chance allows" if copying else ""
    )


def _against_smote(auc: Interval, smote: Interval, found: _Likeness) -> list[str]:
    if auc.low > smote.high:
        return ["SMOTE's rows are harder to tell."]
    tied = not found.alike and auc.high >= smote.low
    return ["They are no harder to tell than SMOTE's."] if found.behind or tied else []


def _too_few(n: int, interval: Interval | None = None) -> str:
    reach = "" if interval is None else f", 95% interval {interval.low:.2f} to {interval.high:.2f}"
    return f"Too few rows to say ({n:,} synthetic against as many held-out real ones{reach})."


def _of_100(auc: float) -> str:
    return "more than 99" if 0.995 <= auc < 1 else f"{100 * auc:.0f}"


def _copies(privacy: PrivacyResult | None) -> Tile:
    if privacy is None:
        return Tile(NAMES[1], "none", "Not judged", "", "The distance to training rows has not been measured.")
    copies, chance, share = privacy.exact_copies, privacy.exact_copies_real, privacy.nearer_share
    many = copies > chance + Z * math.sqrt(max(chance, 1.0))  # Poisson: what real rows would hardly ever show
    remembers = share.low > HONEST
    verdict: Verdict = "stop" if many or remembers else "warning" if copies > chance else "good"
    parts = [
        f"{copies:,} of {privacy.n_synthetic:,} rows equal a customer's, {chance:,} would among as many real rows.",
        f"{in_percent(share)} lie nearer to a customer they were learned from than to a stranger, an honest sampler "
        "gives one half.",
    ]
    if verdict == "good" and half_width(share) > NARROW_SHARE:
        verdict = "none"
        held = len(privacy.distance_held_out)
        parts.insert(0, f"Too few rows to say: {privacy.n_synthetic:,} synthetic, {held:,} held-out real ones.")
    count = "No copies" if copies == 0 else f"{copies:,} {'copy' if copies == 1 else 'copies'}"
    nearer = f"{percent(share.value)} nearer to customers"
    figure, change = (nearer, count) if remembers and not many else (count, nearer)
    return Tile(NAMES[1], verdict, figure, change, " ".join(parts))


def _helps(sampler: str, study: Study | None) -> Tile:
    gain, n_models = _overall(sampler, study, NONE)
    if gain is None or study is None:
        return Tile(NAMES[2], "none", "Not judged", "", "No model has been trained with and without the rows.")
    interval = gain.gain
    others, n_others = _overall(sampler, study, WEIGHTS)
    against = "" if others is None else f"against class weights {gain_words(others.gain, reach=True)}"
    if others is not None and n_others != n_models:  # not every model can weigh outcomes
        against += f" over {n_others} of {n_models} models"
    verdict, words = _help_words(interval, same_split=study.same_split)
    models = f"over {'one model' if n_models == 1 else f'{n_models} models'} and {gain.n_seeds} "
    models += "seed" if gain.n_seeds == 1 else "seeds"
    reach = ""
    if known(interval):
        digits = gain_digits(interval)
        reach = f", 95% interval {interval.low:+.{digits}f} to {interval.high:+.{digits}f}"
    sentence = f"{words}: AUC moves by {gain_words(interval)} {models}{reach}."
    return Tile(NAMES[2], verdict, f"{gain_words(interval)} AUC", against, sentence)


def _help_words(interval: Interval, *, same_split: bool) -> tuple[Verdict, str]:
    if same_split:
        return "none", SAME_SPLIT
    if math.isnan(interval.low):
        return "none", "One seed supports no verdict"
    if interval.low > 0:
        return "good", "It helps"
    if interval.high < 0:
        return "stop", "It harms"
    return "warning", "No difference that these rows can tell"


def _overall(sampler: str, study: Study | None, baseline: str) -> tuple[Gain | None, int]:
    """The gain in the mean of all classifiers, and of how many: some cannot be fitted with the baseline."""
    if study is None or "auc" not in study.metrics:
        return None, 0
    found = [gain for gain in gains(study, "auc", baseline=baseline) if gain.sampler == sampler]
    return next((gain for gain in found if not gain.classifier), None), sum(bool(gain.classifier) for gain in found)
