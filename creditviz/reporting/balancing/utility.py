"""Cards of utility: does a sampler help a model, and how much is the leaky order made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from creditviz.evaluation.studies.samplers import (
    AFTER,
    BASELINES,
    BEFORE,
    LOWER_IS_BETTER,
    Cell,
    Gain,
    gains,
    inflation,
    over_classifiers,
    rates,
    summarise,
)
from creditviz.figures.balancing.gain import GainRow, gain_figure
from creditviz.figures.balancing.order import OrderRow, order_figure
from creditviz.figures.balancing.rate import RateLine, rate_figure
from creditviz.figures.balancing.trained_on_synthetic import trained_on_synthetic_figure
from creditviz.reporting.balancing.findings import gain_finding, mean_sd, rate_finding
from creditviz.reporting.balancing.words import SAME_SPLIT, auc_words, gain_words
from creditviz.reporting.card import Card
from creditviz.reporting.method_names import classifier_name, metric_name, named_samplers, sampler_name
from creditviz.results import Interval, Study, TrainOnSynthetic

TRAINED_HELP = (
    "A model is trained on synthetic rows and tested on real ones; the open diamond is the same model trained on real "
    "rows. "
    "The nearer a dot lies to the diamond, the more of what real rows teach is in the synthetic ones. "
    "Worry when a dot lies far to the left: a model of these rows would rank real accounts badly."
)
GAIN_HELP = (
    "Each dot is what a sampler adds to a model compared with the baseline, same split and same seed; the bar is the "
    "95% interval over seeds, widened for the rows that their splits share (Nadeau and Bengio 2003). "
    "Right of the line it helps, left of it it harms; a bar across the line cannot be told from chance. "
    "Worry when a sampler is praised for a single model or seed: of twenty bars, one misses the line by chance."
)
ORDER_HELP = (
    "The filled dot samples the training rows only, the open one samples before the split, so that relatives of test "
    "rows are trained on and synthetic rows are tested. "
    "The distance between the two is inflation: quality that vanishes on real applicants. "
    "Worry when a published figure looks like the open dot."
)
RATE_HELP = (
    "Each line follows one sampler as more synthetic defaulters are added for every real one; the band is one standard "
    "deviation over seeds. "
    "A flat dotted line is a model without synthetic rows. "
    "Worry when the best rate stands out by less than the band: it was chosen by chance."
)


def trained_on_synthetic_card(
    results: Mapping[str, TrainOnSynthetic], *, keys: Mapping[str, str] | None = None
) -> Card:
    """AUC on real test rows of models trained on synthetic ones.

    Parameters
    ----------
    results : label -> train-on-synthetic.
    keys : label -> registry key, for the sampler's own colour.
    """
    if not results:
        return Card("trained-on-synthetic", "No sampler is chosen.", "Train on synthetic, test on real", TRAINED_HELP)
    best = max(results, key=lambda label: results[label].auc_defaulters.value)
    result = results[best]
    rows = " / ".join(f"{n:,}" for n in dict.fromkeys(result.n_test for result in results.values()))
    series: dict[str, list[Interval | None]] = {
        "auc_real": [result.auc_real for result in results.values()],
        "auc_defaulters": [result.auc_defaulters for result in results.values()],
        "auc_all_synthetic": [result.auc for result in results.values()],
    }
    return Card(
        "trained-on-synthetic",
        f"With the defaulters of {best} a model reaches AUC {auc_words(result.auc_defaulters)}, with real ones "
        f"{auc_words(result.auc_real)}",
        f"XGBoost trained on synthetic, tested on real · {rows} real test rows, 95% intervals",
        TRAINED_HELP,
        trained_on_synthetic_figure(results, keys=keys),
        {
            "sampler": list(results),
            **{
                name + end: [float("nan") if part is None else getattr(part, value) for part in parts]
                for name, parts in series.items()
                for end, value in (("", "value"), ("_low", "low"), ("_high", "high"))
            },
        },
    )


def gain_card(
    study: Study, *, metric: str = "auc", baseline: str = "none", order: str = AFTER, rate: float | None = None
) -> Card:
    """What each sampler adds to the baseline in each classifier, with intervals over seeds."""
    found = gains(study, metric, baseline=baseline, order=order, rate=rate)
    name, base = metric_name(metric, study.precision), sampler_name(baseline)
    subtitle = (
        f"{name} minus that of {base.lower()} · {_seeds(study)} · {_rows(study)}{_at_rate(study, rate)}" + _leaky(order)
    )
    if not found:
        return Card(
            f"gain-{metric}-{baseline}", f"The study has no fit of {base.lower()} to compare with.", subtitle, GAIN_HELP
        )
    if len({gain.classifier for gain in found}) == 2:  # the mean of one classifier is that classifier
        found = tuple(gain for gain in found if gain.classifier)
    rows = [GainRow(sampler_name(gain.sampler), _of_whom(gain, found, study), gain.gain) for gain in found]
    better = " (higher is better)" if metric in LOWER_IS_BETTER else ""
    return Card(
        f"gain-{metric}-{baseline}",
        gain_finding(found, study, metric, baseline),
        subtitle,
        GAIN_HELP,
        gain_figure(rows, f"gain in {name}{better}", keys=named_samplers(study.sampler)),
        {
            "sampler": [gain.sampler for gain in found],
            "classifier": [gain.classifier or "all" for gain in found],
            "gain": [gain.gain.value for gain in found],
            "low": [gain.gain.low for gain in found],
            "high": [gain.gain.high for gain in found],
            "seeds": [gain.n_seeds for gain in found],
        },
    )


def order_card(study: Study, *, metric: str = "auc", rate: float | None = None) -> Card:
    """The same pipeline in both orders, and what the leaky one makes up."""
    found = inflation(study, metric, rate=rate)
    name = metric_name(metric, study.precision)
    subtitle = f"{_capital(name)} after and before the split · {_seeds(study)} · {_rows(study)}{_leak_share(study)}"
    if not found:
        return Card(f"order-{metric}", "The study has no sampler in both orders.", subtitle, ORDER_HELP)
    sign = -1 if metric in LOWER_IS_BETTER else 1
    worst = max(found, key=lambda part: sign * part.inflation.value)
    who = f"{sampler_name(worst.sampler)}, {classifier_name(worst.classifier)}"
    finding = f"Sampling before the split flatters {name} by up to {gain_words(worst.inflation, reach=True)}: {who}"
    if sign * worst.inflation.value <= 0:
        finding = f"Sampling before the split flatters no {name}: at most {gain_words(worst.inflation, reach=True)}"
    rows = [
        OrderRow(sampler_name(part.sampler), classifier_name(part.classifier), part.after, part.before)
        for part in found
    ]
    return Card(
        f"order-{metric}",
        finding,
        subtitle,
        ORDER_HELP,
        order_figure(rows, name, keys=named_samplers(study.sampler)),
        {
            "sampler": [part.sampler for part in found],
            "classifier": [part.classifier for part in found],
            "after": [part.after.value for part in found],
            "before": [part.before.value for part in found],
            "inflation": [part.inflation.value for part in found],
            "low": [part.inflation.low for part in found],
            "high": [part.inflation.high for part in found],
            "seeds": [part.n_seeds for part in found],
        },
    )


def rate_card(study: Study, *, metric: str = "auc", classifier: str | None = None, order: str = AFTER) -> Card:
    """A metric against the rate K, one line per sampler, of one classifier or of the mean of all."""
    if classifier is None:
        cells = over_classifiers(study, metric, order=order)
    else:
        cells = tuple(
            cell
            for cell in summarise(study, metric)
            if cell.classifier == classifier and (cell.order == order or cell.sampler in BASELINES)
        )
    name = metric_name(metric, study.precision)
    of_whom = classifier_name(classifier or "")
    subtitle = f"{_capital(name)} against the rate, mean ± sd · {of_whom} · {_seeds(study)} · {_rows(study)}" + _leaky(
        order
    )
    key = f"rate-{metric}-{classifier or 'all'}"
    if not any(cell.rate > 0 for cell in cells):
        return Card(key, "The study has no sampler at a rate.", subtitle, RATE_HELP)
    return Card(
        key,
        rate_finding(study, cells, metric, order),
        subtitle,
        RATE_HELP,
        rate_figure(_rate_lines(cells), name, keys=named_samplers(study.sampler)),
        {
            "sampler": [cell.sampler for cell in cells],
            "rate": [cell.rate for cell in cells],
            "mean": [cell.mean for cell in cells],
            "sd": [cell.sd for cell in cells],
            "seeds": [cell.n_seeds for cell in cells],
        },
    )


def study_table(
    study: Study, metric: str = "auc", *, order: str = AFTER, rate: float | None = None, digits: int = 3
) -> pd.DataFrame:
    """Samplers by classifiers as text, mean ± standard deviation over seeds (Zhang et al. 2022, tables 3 and 4).

    `attrs["note"]` is the sentence to be shown below it; empty when there is none.
    """
    known = rates(study)
    wanted = rate if rate is not None else known[-1] if known else 0.0
    cells = {
        (cell.sampler, cell.classifier): cell
        for cell in summarise(study, metric)
        if cell.sampler in BASELINES or (cell.order == order and abs(cell.rate - wanted) <= 0.02 * wanted)
    }
    samplers = [key for key in dict.fromkeys(study.sampler) if any(key == sampler for sampler, _ in cells)]
    table = {"sampler": [sampler_name(key) for key in samplers]}
    for classifier in dict.fromkeys(study.classifier):
        found = [cells.get((sampler, classifier)) for sampler in samplers]
        table[classifier_name(classifier)] = ["" if cell is None else mean_sd(cell, digits) for cell in found]
    frame = pd.DataFrame(table)
    frame.attrs["note"] = f"{SAME_SPLIT}." if study.same_split else ""
    return frame


def _rate_lines(cells: Sequence[Cell]) -> list[RateLine]:
    lines = []
    for sampler in dict.fromkeys(cell.sampler for cell in cells):
        own = sorted((cell for cell in cells if cell.sampler == sampler), key=lambda cell: cell.rate)
        columns = ([getattr(cell, value) for cell in own] for value in ("rate", "mean", "sd"))
        lines.append(RateLine(sampler_name(sampler), *(np.array(column, dtype=float) for column in columns)))
    return lines


def _seeds(study: Study) -> str:
    n_seeds = len(np.unique(study.seed))
    count = f"{n_seeds} {'seed' if n_seeds == 1 else 'seeds'}"
    return f"{count} · {SAME_SPLIT[0].lower()}{SAME_SPLIT[1:]}" if study.same_split else count


def _of_whom(gain: Gain, found: Sequence[Gain], study: Study) -> str:
    """The classifier of a gain; of a mean how many there are where some cannot be fitted with the baseline."""
    n_models = len({other.classifier for other in found if other.sampler == gain.sampler and other.classifier})
    n_asked = len(set(study.classifier))
    if gain.classifier or n_models in (1, n_asked):
        return classifier_name(gain.classifier)
    return f"Mean of {n_models} of {n_asked} classifiers"


def _rows(study: Study) -> str:
    after = np.array([order == AFTER for order in study.order], dtype=bool)
    if len(study.n_test) != len(study.order) or not after.any():
        return "real test rows"
    return " / ".join(f"{n:,}" for n in np.unique(study.n_test[after])[:3]) + " real test rows a seed"


def _at_rate(study: Study, rate: float | None) -> str:
    known = rates(study)
    if not known:
        return ""
    return f" · {rate if rate is not None else known[-1]:.3g} synthetic per real defaulter"


def _leaky(order: str) -> str:
    return " · leaky order: sampled before the split" if order == BEFORE else ""


def _leak_share(study: Study) -> str:
    before = np.array([order == BEFORE for order in study.order], dtype=bool)
    if len(study.n_test_synthetic) != len(before) or not before.any():
        return ""
    share = study.n_test_synthetic[before].sum() / max(1, study.n_test[before].sum())
    return f" · before the split {share:.0%} of the test rows are synthetic"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
