"""Three verdicts on a sampler: like real rows, copies anyone, does it help."""

from __future__ import annotations

import math

from creditviz.evaluation.studies import NONE, WEIGHTS, Gain, gains
from creditviz.reporting.balancing_privacy import in_percent
from creditviz.reporting.card import Tile, Verdict
from creditviz.reporting.words import digits_of, percent, supported, with_interval
from creditviz.results import BalancingResult, FidelityResult, Interval, PrivacyResult, Study

SMOTE = "smote"
NAMES = ("Like real rows?", "Copies anyone?", "Does it help?")
NO_ROWS = "No synthetic row was made: there is nothing to compare."
HARD_TO_TELL = 0.65  # two-sample AUC; up to here a boosted tree is right in less than two of three pairs
TELLS_ALWAYS = 0.98  # SMOTE's own AUC on Taiwan, used where SMOTE could not be made
AGREES = 0.05  # points by which an independent model may call fewer synthetic than real defaulters bad
HONEST = 0.5  # share nearer to training than to the hold-out
Z = 1.96


def verdicts(result: BalancingResult) -> tuple[Tile, Tile, Tile]:
    """The three verdicts of one run; what was not computed earns none.

    Like real rows: good when the two-sample interval reaches down to the real-vs-real floor's or the AUC is at
    most 0.65, and an independent model agrees within 5 points and coverage is not below SMOTE's; a failed check
    when the AUC is not below SMOTE's. Copies: a failed check when exact copies exceed what real rows show by
    more than chance, or when the whole interval of the share nearer to training lies above one half. Helps: by
    the interval over seeds of the gain in AUC over no sampling, mean of all classifiers.
    """
    helps = _helps(result.sampler, result.study)
    if not result.rows.get("synthetic", 1):  # undersampling makes none, and may help all the same
        like, copies = (Tile(name, "none", "No rows", "", NO_ROWS) for name in NAMES[:2])
        return like, copies, helps
    return _like_real(result.sampler, result.fidelity), _copies(result.privacy), helps


def _like_real(sampler: str, fidelity: FidelityResult | None) -> Tile:
    if fidelity is None or math.isnan(fidelity.two_sample.auc.value):
        return Tile(NAMES[0], "none", "Not judged", "", "The rows have not been compared with real ones.")
    auc, floor = fidelity.two_sample.auc, fidelity.floor.auc
    smote = fidelity.smote.auc if fidelity.smote is not None and sampler != SMOTE else None  # not against itself
    alike = auc.value <= HARD_TO_TELL or auc.low <= floor.high
    worse = auc.value >= TELLS_ALWAYS if smote is None else not (auc.value < smote.value and auc.high < smote.high)
    verdict: Verdict = "good" if alike else "stop" if worse else "warning"
    doubts = _collapse(fidelity)
    if doubts and verdict == "good":
        verdict = "warning"
    words = {
        "good": "Hard to tell from real defaulters",
        "warning": "Recognisable",
        "stop": "Easily recognised" if smote is None or auc.value >= TELLS_ALWAYS else "No harder to tell than SMOTE's",
    }[verdict if not doubts or not alike else "good"]
    pairs = (
        f"shown one synthetic and one real defaulter, a model picks the synthetic one {_of_100(auc.value)} times in 100"
    )
    sentence = f"{words}: {pairs}." + "".join(f" {doubt}" for doubt in doubts)
    beside = f"real rows {supported(floor)}" + ("" if smote is None else f" · SMOTE {supported(smote)}")
    return Tile(NAMES[0], verdict, f"AUC {supported(auc)}", f"{beside} · 0.5 is chance", sentence)


def _collapse(fidelity: FidelityResult) -> list[str]:
    """What a good two-sample figure may hide: rows of the wrong outcome, or of one kind only."""
    doubts = []
    if fidelity.agreement_held_out - fidelity.agreement > AGREES:
        doubts.append(
            f"A model of real rows calls {percent(fidelity.agreement)} of them bad, of real defaulters "
            f"{percent(fidelity.agreement_held_out)}."
        )
    if fidelity.coverage < fidelity.smote_coverage:
        doubts.append(
            f"They reach {percent(fidelity.coverage)} of the real range and categories, SMOTE "
            f"{percent(fidelity.smote_coverage)}."
        )
    return doubts


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
    figure = "No copies" if copies == 0 else f"{copies:,} {'copy' if copies == 1 else 'copies'}"
    return Tile(NAMES[1], verdict, figure, f"nearer to customers: {percent(share.value)}", " ".join(parts))


def _helps(sampler: str, study: Study | None) -> Tile:
    gain = _overall(sampler, study, NONE)
    if gain is None or study is None:
        return Tile(NAMES[2], "none", "Not judged", "", "No model has been trained with and without the rows.")
    interval = gain.gain
    others = _overall(sampler, study, WEIGHTS)
    against = f"against class weights {with_interval(others.gain, sign=True)}" if others is not None else ""
    verdict, words = _help_words(interval)
    n_models = len(set(study.classifier))
    models = f"over {n_models} models and {gain.n_seeds} {'seed' if gain.n_seeds == 1 else 'seeds'}"
    if n_models == 1:
        models = models.replace("1 models", "one model")
    reach = ""
    if math.isfinite(interval.low):
        digits = digits_of(interval)
        reach = f", 95% interval {interval.low:+.{digits}f} to {interval.high:+.{digits}f}"
    sentence = f"{words}: AUC moves by {supported(interval, sign=True)} {models}{reach}."
    return Tile(NAMES[2], verdict, f"{supported(interval, sign=True)} AUC", against, sentence)


def _help_words(interval: Interval) -> tuple[Verdict, str]:
    if math.isnan(interval.low):
        return "none", "One seed supports no verdict"
    if interval.low > 0:
        return "good", "It helps"
    if interval.high < 0:
        return "stop", "It harms"
    return "warning", "Not beyond chance"


def _overall(sampler: str, study: Study | None, baseline: str) -> Gain | None:
    if study is None or "auc" not in study.metrics:
        return None
    found = gains(study, "auc", baseline=baseline)
    return next((gain for gain in found if gain.sampler == sampler and not gain.classifier), None)
