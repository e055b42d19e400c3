"""What the plain networks over the months have in common: CNN, LSTM, RNN-RF of Zhang et al. 2022."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.network_classifier import NO_MONTHS, NO_STATIC, TRAINING, SequenceNetworkClassifier
from creditviz.models.network_parameters import NETWORK

MONTHS: dict[str, Range | Choice] = {
    "embed_codes": NETWORK["embed_codes"],
    "code_width": NETWORK["code_width"],
    "month_bins": NETWORK["month_bins"],
    "static_bins": Range(0, 64, label="Bins per static number", help="Quantile bins let it bend; 0 is off."),
    "dropout": replace(NETWORK["dropout"], label="Dropout before the score", usual=(0.0, 0.5)),
    "ema_decay": NETWORK["ema_decay"],
    **TRAINING,
    "learning_rate": replace(TRAINING["learning_rate"], usual=(3e-4, 1e-2)),
}
PRINTED = {
    "embed_codes": False,
    "month_bins": 0,
    "static_bins": 0,
    "dropout": 0.0,
    "ema_decay": 0.0,
    "n_epochs": 100,
    "batch_size": 128,
    "patience": 10,
}
TINY = {"n_epochs": 6, "batch_size": 32, "learning_rate": 0.02, "month_bins": 4, "static_bins": 4, "dropout": 0.0}


@dataclass(kw_only=True, eq=False, repr=False)
class MonthNetworkClassifier(SequenceNetworkClassifier):
    """A plain network over the months.

    Parameters
    ----------
    embed_codes : bool, default=True
        Off: codes are read as numbers, in their order.
    code_width : int, default=8
        Numbers that stand for one code.
    month_bins : int, default=8
        Quantile bins that let the network bend along every monthly number; 0 is off.
    static_bins : int, default=8
        Quantile bins of the static numbers, where those are read; 0 is off.
    dropout : float, default=0.2
        Share of the vector before the score that a training step leaves out.
    ema_decay : float, default=0.995
        Exponential averaging of the weights; the average is what is judged and kept. 0 is off.
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = MONTHS

    embed_codes: bool = True
    code_width: int = 8
    month_bins: int = 8
    static_bins: int = 8
    dropout: float = 0.2
    ema_decay: float = 0.995

    def _prepare(self, rows: Rows, validation: Rows | None) -> None:
        plan = self._plan()
        self.notes_ += [NO_MONTHS] if not plan.has_months else []
        self.notes_ += [NO_STATIC] if self._reads_static and not plan.n_static else []

    @property
    def _reads_static(self) -> bool:
        """Whether the network reads static columns beside months."""
        return True

    def _plan(self) -> Any:
        return replace(super()._plan(), embed_codes=self.embed_codes)

    def _sizes(self, kind: Any) -> dict[str, Any]:
        """The settings that the dataclass `kind` has fields for."""
        return {f.name: getattr(self, f.name) for f in fields(kind) if hasattr(self, f.name)}
