"""A convolutional network that slides over the months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.months.networks import MONTHS, PRINTED, TINY, MonthNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class CNNClassifier(MonthNetworkClassifier):
    """Two convolutions over the values of the months, the largest answer of each filter, a full layer.

    On a book without months the filters slide over the static columns, in the order of the encoder.

    Parameters
    ----------
    slide_over : {'values', 'months'}, default='months'
        Positions under a filter: every value of every month, month after month, or whole months.
    n_first : int, default=32
        Filters of the first convolution. Raising it lets it look for more patterns.
    n_second : int, default=64
        Filters of the second.
    first_width : int, default=8
        Positions under a filter of the first convolution.
    second_width : int, default=4
        Positions under a filter of the second.
    d_hidden : int, default=32
        Units of the full layer.
    head_static : bool, default=False
        Also hand the static columns to the full layer.

    The other settings are those of `MonthNetworkClassifier` and `NetworkClassifier`.

    References
    ----------
    Zhang et al. 2022, table 6.
    NOTE[DIFF]: six months are fewer than a filter's eight positions, of which the paper says nothing. Its preset
    slides over all values of the months instead; both convolutions are padded, so that a book of any width works.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = CNNClassifier(sequence_shape=(3, 2), n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "slide_over": Choice(("months", "values"), label="Slides over", help="Whole months, or every value of them."),
        "n_first": Range(1, 512, label="Filters of the first convolution", help="Raising it finds more patterns."),
        "n_second": Range(1, 512, label="Filters of the second", help="Raising it finds more patterns."),
        "first_width": Range(1, 64, label="Width of the first filters", help="Positions that one filter sees."),
        "second_width": Range(1, 64, label="Width of the second filters", help="Positions that one filter sees."),
        "d_hidden": Range(1, 1024, label="Units before the score", help="Raising it lets it bend more.", log=True),
        "head_static": NETWORK["head_static"],
        **MONTHS,
    }

    slide_over: str = "months"
    n_first: int = 32
    n_second: int = 64
    first_width: int = 8
    second_width: int = 4
    d_hidden: int = 32
    head_static: bool = False

    @property
    def _reads_static(self) -> bool:
        return self.head_static

    def _build(self) -> Any:
        from creditviz.networks.scores.convolution import ConvolutionNetwork, ConvolutionSize

        return ConvolutionNetwork(self._plan(), ConvolutionSize(**self._sizes(ConvolutionSize)))


ENTRY = ModelEntry(
    label="CNN over months",
    family="network over months",
    estimator="creditviz.models.months.cnn:CNNClassifier",
    about="Filters slide over the months and keep the strongest answer to each pattern.",
    source="Zhang et al. 2022",
    hyperparameters=CNNClassifier.hyperparameters,
    presets={
        "default": Preset(about="Slides over whole months, codes as categories, the months alone."),
        "as-published": Preset(
            {**PRINTED, "slide_over": "values"},
            encoding="plain",
            about="32 and 64 filters of width 8 and 4 over all values; Adam 0.001.",
        ),
    },
    tiny={**TINY, "n_first": 8, "n_second": 8, "d_hidden": 16, "first_width": 3, "second_width": 2},
    grid={"learning_rate": (1e-4, 1e-3, 3e-3)},  # ours: the paper prints none
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
