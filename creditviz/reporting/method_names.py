"""What samplers, classifiers and metrics are called on screen."""

from __future__ import annotations

from collections.abc import Iterable

from creditviz.metrics import catalogue
from creditviz.models import MODELS
from creditviz.sampling import SAMPLERS

OTHER_SAMPLERS = {"none": "No sampling", "class-weight": "Class weights"}


def sampler_name(key: str) -> str:
    """Label of a sampler; a key that is not registered is shown as it is.

    >>> sampler_name("class-weight"), sampler_name("mine")
    ('Class weights', 'mine')
    """
    if key in OTHER_SAMPLERS:
        return OTHER_SAMPLERS[key]
    return SAMPLERS[key].label if key in SAMPLERS else key


def classifier_name(key: str) -> str:
    """Label of a model; "" stands for the mean of all classifiers."""
    if not key:
        return "Mean of all classifiers"
    return MODELS[key].label if key in MODELS else key


def metric_name(metric: str, precision: float = 0.0) -> str:
    """Name of a metric; with its precision where it has one.

    >>> metric_name("auc"), metric_name("recall_at_precision", 0.2)
    ('AUC', 'recall at 20% precision')
    """
    if metric == "recall_at_precision" and precision:
        return f"recall at {precision:.0%} precision"
    return catalogue.metric(metric).name


def named_samplers(keys: Iterable[str]) -> dict[str, str]:
    """Name on screen -> registry key, in order."""
    return {sampler_name(key): key for key in dict.fromkeys(keys)}
