"""A legal range, written once: it validates in `fit`, draws the form and gives the tests their edges."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from creditviz.exceptions import SpecificationError


@dataclass(frozen=True)
class Range:
    """A closed interval of numbers.

    Parameters
    ----------
    low, high : the smallest and the largest legal value. Two integers mean that only integers are legal.
    label : name on the form. Empty means the parameter's own name in words.
    help : one sentence for a banker: what raising it does.
    log : the form and the search step in powers rather than in equal steps.
    usual : the part of the interval that a search tries; None means that a search leaves the setting alone.
    """

    low: float
    high: float
    label: str = ""
    help: str = ""
    log: bool = False
    usual: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        low, high = self.usual or (self.low, self.high)
        assert self.low <= low <= high <= self.high, "a search stays within the legal values"

    @property
    def integer(self) -> bool:
        """Whether only whole numbers are legal."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def check(self, name: str, value: Any) -> None:
        """Raise `SpecificationError` unless `value` is legal."""
        kind = Integral if self.integer else Real
        if isinstance(value, bool) or not isinstance(value, kind) or not self.low <= float(value) <= self.high:
            what = "a whole number" if self.integer else "a number"
            raise SpecificationError(
                f"{name} must be {what} from {self.low} to {self.high}, however: {value!r}. Choose one in that range."
            )

    def parse(self, name: str, text: str) -> Any:
        """The value that `text` from a command line means; raises `SpecificationError` if illegal."""
        value: Any = text
        with suppress(ValueError):  # check() says what is legal
            value = int(text) if self.integer else float(text)
        self.check(name, value)
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few named options (strings, booleans or None).

    Parameters
    ----------
    options : the legal values, the usual one first.
    label, help : as in `Range`.
    usual : the options that a search tries; empty means that a search leaves the setting alone.
    """

    options: tuple[Any, ...]
    label: str = ""
    help: str = ""
    usual: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        assert set(self.usual) <= set(self.options), "a search stays within the legal values"

    def check(self, name: str, value: Any) -> None:
        """Raise `SpecificationError` unless `value` is one of the options."""
        if not any(value is option or value == option for option in self.options):
            legal = ", ".join(repr(option) for option in self.options)
            raise SpecificationError(f"{name} must be one of {legal}, however: {value!r}. Choose one of these.")

    def parse(self, name: str, text: str) -> Any:
        """The option that is written like `text`; raises `SpecificationError` if there is none."""
        by_text = {str(option).lower(): option for option in self.options}
        value = by_text.get(text.lower(), text)
        self.check(name, value)
        return value


Hyperparameters = Mapping[str, Range | Choice]


def check_hyperparameters(estimator: Any) -> None:
    """Check every parameter of `estimator` that its class lists in `hyperparameters`.

    Raises
    ------
    SpecificationError
        Names the parameter, its legal values and what came.
    """
    for name, legal in estimator.hyperparameters.items():
        legal.check(name, getattr(estimator, name))
