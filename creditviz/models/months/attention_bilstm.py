"""An LSTM over the months whose attention is asked by the static columns: which months matter for such a customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.months.summaries import summarise_months, summary_names
from creditviz.models.network_classifier import NO_MONTHS, NO_STATIC, TRAINING, SequenceNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class AttentionBiLSTMClassifier(SequenceNetworkClassifier):
    """A bidirectional LSTM whose attention over the months is queried by the static columns.

    Parameters
    ----------
    direction : {'both', 'forward'}, default='both'
        Whether the LSTM reads the months both ways or from the oldest to the latest only.
    attention : {'static', 'plain', 'none'}, default='static'
        What the attention asks with: the static columns, or nothing. 'none' takes the last states instead.
    head_summaries : bool, default=True
        Also hand summaries of the months (mean, extremes, steps, counts of codes) to the head.
    month_bins : int, default=8
        Quantile bins that let the LSTM bend along every monthly number; 0 is off.
    static_bins : int, default=8
        Quantile bins that let context and head bend along every number they are handed; 0 is off.
    code_width : int, default=8
        Numbers that stand for one monthly code.
    d_hidden : int, default=64
        LSTM units per direction. Raising it lets the network remember more, and costs time.
    d_context : int, default=64
        Length of the context that the static columns are made into.
    d_attention : int, default=64
        Width of the attention.
    d_head : int, default=64
        Units of the layer before the score.
    dropout : float, default=0.2
        Share of the LSTM's states and of the layer before the score that a training step leaves out.
    ema_decay : float, default=0.995
        Exponential averaging of the weights; the average is what is judged and kept. 0 is off.

    The settings of the training are those of `NetworkClassifier`.

    References
    ----------
    Ala'raj, Abbod, Majdalawieh 2021; Bahdanau, Cho, Bengio 2015 for the attention.
    NOTE[DIFF]: the public text of the paper has no architecture. That static features ask the attention is read
    from its words that age and gender give a context; every size is ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = AttentionBiLSTMClassifier(sequence_shape=(3, 2), n_epochs=1, random_state=0)
    >>> months, _ = model.fit(X, X[:, 0] > 0).attention_weights(X)
    >>> months.shape, bool(np.allclose(months.sum(1), 1))
    ((60, 3), True)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "direction": Choice(("both", "forward"), label="Reads the months", help="'forward': from the oldest on only."),
        "attention": Choice(
            ("static", "plain", "none"),
            label="Attention asks with",
            help="The static columns, nothing, or is left out.",
        ),
        "head_summaries": NETWORK["head_summaries"],
        "month_bins": NETWORK["month_bins"],
        "static_bins": Range(0, 64, label="Bins per static number", help="Quantile bins let it bend; 0 is off."),
        "code_width": NETWORK["code_width"],
        "d_hidden": replace(NETWORK["d_hidden"], usual=(32, 128)),
        "d_context": Range(
            1, 1024, label="Length of the context", help="What the static columns are made into.", log=True
        ),
        "d_attention": NETWORK["d_attention"],
        "d_head": Range(1, 1024, label="Units before the score", help="Raising it lets the head bend more.", log=True),
        "dropout": replace(NETWORK["dropout"], usual=(0.0, 0.5)),
        "ema_decay": NETWORK["ema_decay"],
        **TRAINING,
        "learning_rate": replace(TRAINING["learning_rate"], usual=(3e-4, 1e-2)),
    }

    direction: str = "both"
    attention: str = "static"
    head_summaries: bool = True
    month_bins: int = 8
    static_bins: int = 8
    code_width: int = 8
    d_hidden: int = 64
    d_context: int = 64
    d_attention: int = 64
    d_head: int = 64
    dropout: float = 0.2
    ema_decay: float = 0.995

    def _network_rows(self, X: np.ndarray) -> np.ndarray:
        """The encoded rows with the summaries of their months behind them, where the head wants those."""
        return np.hstack([X, summarise_months(X, self._plan())]) if self.head_summaries else X

    def _prepare(self, rows, validation) -> None:
        plan = self._plan()
        self.notes_ += [NO_MONTHS] if not plan.has_months else []
        self.notes_ += [NO_STATIC] if not plan.n_static else []

    def _build(self) -> Any:
        from creditviz.networks.scores.attention_bilstm import Architecture, AttentionBiLSTM

        plan = self._plan()
        if self.head_summaries:
            plan = replace(plan, n_extra=len(summary_names(plan)))
        return AttentionBiLSTM(
            plan, Architecture(**{name: getattr(self, name) for name in Architecture.__dataclass_fields__})
        )

    def attention_weights(self, X) -> tuple[np.ndarray | None, None]:
        """Where the networks looked: weights of the months (n, n_steps), rows sum to 1, and None for static columns.

        Averaged over the networks; None also for the months where there are none, or no attention.
        """
        X = self._read_rows(X)
        found = [weights for _, weights in self._look(X, lambda network: network.look)]
        return (None if found[0] is None else np.mean(found, 0)), None


ENTRY = ModelEntry(
    label="Attention BiLSTM",
    family="network over months",
    estimator="creditviz.models.months.attention_bilstm:AttentionBiLSTMClassifier",
    about="Reads the months both ways, and asks with who the customer is which of them matter.",
    source="Ala'raj, Abbod, Majdalawieh 2021",
    hyperparameters=AttentionBiLSTMClassifier.hyperparameters,
    presets={
        "default": Preset(about="Codes as categories, summaries of the months to the head, stopped on the AUC."),
        "as-published": Preset(
            {
                "head_summaries": False,
                "month_bins": 0,
                "static_bins": 0,
                "ema_decay": 0.0,
                "n_epochs": 60,
                "batch_size": 256,
                "patience": 8,
                "stop_on": "loss",
            },
            encoding="plain",
            about="Eight static columns (on Taiwan, protected ones switched on), statuses as numbers; sizes are ours.",
        ),
    },
    tiny={
        "n_epochs": 6, "batch_size": 32, "learning_rate": 0.02, "d_hidden": 8, "d_context": 8, "d_attention": 8,
        "d_head": 8, "month_bins": 4, "static_bins": 4,
    },
    encoding="codes",
    resumable=True,
    explains=("attention",),
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)  # fmt: skip
