"""What the inputs of a model give away of a protected attribute."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Proxy:
    """One input, and how well it alone predicts the attribute."""

    column: str  # raw column
    name: str  # business name
    value: float  # AUC or R2, out of fold


@dataclass(frozen=True)
class Proxies:
    """One protected attribute and the inputs that stand for it."""

    attribute: str  # raw column
    name: str  # business name
    measure: str  # "AUC" of a category's best told level against all others, "R2" of an amount
    level: str  # of the category that `together` is about; empty for an amount
    together: float  # all inputs together
    inputs: tuple[Proxy, ...]  # the strongest first
    limit: float  # from which on an input is named
    n_rows: int  # rows that were read

    @property
    def named(self) -> tuple[Proxy, ...]:
        """Inputs at the limit or above."""
        return tuple(one for one in self.inputs if one.value >= self.limit)
