"""What the cards of a study say: no more than its intervals, and no interval where seeds share one split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.data.values import listed
from creditviz.evaluation.studies.samplers import LOWER_IS_BETTER, Cell, Gain, gains
from creditviz.reporting.balancing.words import gain_words
from creditviz.reporting.method_names import classifier_name, metric_name, sampler_name
from creditviz.results import Study


def gain_finding(found: Sequence[Gain], study: Study, metric: str, baseline: str) -> str:
    """The gain over a baseline in the mean of all classifiers, and what single classifiers say against it."""
    name, over = metric_name(metric, study.precision), f"over {sampler_name(baseline).lower()}"
    overall = [gain for gain in found if not gain.classifier] or list(found)
    helping = [gain for gain in overall if gain.gain.low > 0]
    best = max(helping or overall, key=lambda gain: gain.gain.value)
    text = f"{sampler_name(best.sampler)} {gain_words(best.gain, reach=True)} {name}"
    if study.same_split:
        return f"One split for all seeds bears no interval: {'highest ' if len(overall) > 1 else ''}{text} {over}"
    if np.isnan(best.gain.low):
        return f"One seed proves nothing: {text} {over}"
    if helping:
        return f"{len(helping)} of {len(overall)} {'helps' if len(helping) == 1 else 'help'} {over}; most {text}"
    single = _single(found)
    mean = f" in the mean of {len({gain.classifier for gain in found if gain.classifier})} models" if single else ""
    if len(overall) == 1:
        word = "harms" if best.gain.high < 0 else "makes no difference that these rows can tell"
        amount = f"{gain_words(best.gain, reach=True)} {name} {over}"
        return f"{sampler_name(best.sampler)} {word}{mean}: {amount}{single}"
    return f"No difference {over} that these rows can tell{mean}; highest {text}{single}"


def _single(found: Sequence[Gain]) -> str:
    """Classifiers that gain alone where the mean of all does not."""
    if not any(not gain.classifier for gain in found):
        return ""
    names = dict.fromkeys(classifier_name(gain.classifier) for gain in found if gain.classifier and gain.gain.low > 0)
    return f"; alone, {listed(list(names), 3)} {'gains' if len(names) == 1 else 'gain'}" if names else ""


def rate_finding(study: Study, cells: Sequence[Cell], metric: str, order: str) -> str:
    """The best line, called better than no sampling only when its paired interval over seeds leaves out 0."""
    name = metric_name(metric, study.precision)
    choose = min if metric in LOWER_IS_BETTER else max
    best = choose((cell for cell in cells if cell.rate > 0), key=lambda cell: cell.mean)
    none = next((cell for cell in cells if cell.sampler == "none"), None)
    tried = sum(cell.rate > 0 for cell in cells)
    text = f"{sampler_name(best.sampler)} at rate {best.rate:g} is first of {tried}: {name} {mean_sd(best, 3)}"
    if none is None:
        return text
    found = gains(study, metric, order=order, rate=best.rate)
    gain = next((g.gain for g in found if (g.sampler, g.classifier) == (best.sampler, best.classifier)), None)
    chance = (
        "" if study.same_split or (gain is not None and gain.low > 0) else ": no difference that these rows can tell"
    )
    return f"{text}, without sampling {mean_sd(none, 3)}{chance}"


def mean_sd(cell: Cell, digits: int) -> str:
    """Mean ± standard deviation over seeds; the mean alone where no deviation is known."""
    if not np.isfinite(cell.mean):
        return "unknown"
    return f"{cell.mean:.{digits}f}" + (f" ± {cell.sd:.{digits}f}" if np.isfinite(cell.sd) else "")
