"""Static columns that are computed from raw ones, as a schema's recipes ask for.

What a formula needs to know of other rows (the mean of a group) is learned from training rows alone. A value
that cannot be computed (a missing part, a division by zero) is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from creditviz.data.dates import to_dates
from creditviz.data.matrix.channels import ratio
from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.exceptions import SchemaError
from creditviz.schema import Recipe

MONTHS = 12  # instalments a year


def _middle(low: pd.Series, high: pd.Series) -> np.ndarray:
    return (as_numbers(low) + as_numbers(high)) / 2


def _total_instalments(instalment: pd.Series, years: pd.Series) -> np.ndarray:
    return as_numbers(instalment) * MONTHS * as_numbers(years)


def _total_interest(instalment: pd.Series, years: pd.Series, loan: pd.Series) -> np.ndarray:
    return _total_instalments(instalment, years) - as_numbers(loan)


def _interest_share(instalment: pd.Series, years: pd.Series, loan: pd.Series) -> np.ndarray:
    return ratio(_total_interest(instalment, years, loan), _total_instalments(instalment, years))


def _unused_line(balance: pd.Series, percent_used: pd.Series) -> np.ndarray:
    used = as_numbers(balance)
    return ratio(used, as_numbers(percent_used) / 100) - used


def _end_year(start: pd.Series, years: pd.Series) -> np.ndarray:
    return to_dates(start).dt.year.to_numpy(dtype=np.float64, na_value=np.nan) + as_numbers(years)


ROW_FORMULAS: dict[str, tuple[int, Callable[..., np.ndarray]]] = {  # columns read, and the formula
    "middle": (2, _middle),
    "total-instalments": (2, _total_instalments),
    "total-interest": (3, _total_interest),
    "interest-share": (3, _interest_share),
    "unused-line": (2, _unused_line),
    "end-year": (2, _end_year),
}
GROUP_FORMULAS = ("group-mean", "difference-to-group-mean")  # of a number, by a category


@dataclass(frozen=True)
class GroupMeans:
    """Mean of a number in each group of the training rows; a group that was never seen has the mean of all rows."""

    overall: float
    groups: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def learn(cls, values: np.ndarray, group: pd.Series) -> GroupMeans:
        """Take the means over training rows; missing numbers do not count."""
        codes, spellings = spelled_levels(group)
        known = ~np.isnan(values)
        there = known & (codes >= 0)
        counts = np.bincount(codes[there], minlength=len(spellings))
        sums = np.bincount(codes[there], weights=values[there], minlength=len(spellings))
        means = {name: float(s / n) for name, s, n in zip(spellings, sums, counts, strict=True) if n}
        return cls(float(values[known].mean()) if known.any() else float("nan"), means)

    def of(self, group: pd.Series) -> np.ndarray:
        """The mean of each row's group, (n,)."""
        codes, spellings = spelled_levels(group)
        means = np.array([self.groups.get(name, self.overall) for name in spellings] + [self.overall])
        return means[codes]


def check_recipe(recipe: Recipe) -> None:
    """Raise `SchemaError` unless the formula is known and gets as many columns as it reads."""
    known = {name: n for name, (n, _) in ROW_FORMULAS.items()} | dict.fromkeys(GROUP_FORMULAS, 2)
    if recipe.formula not in known:
        raise SchemaError(
            f"a recipe's formula is one of {', '.join(known)}, however {recipe.name!r} has {recipe.formula!r}. "
            "Choose one of these, or leave the recipe out."
        )
    if len(recipe.columns) != known[recipe.formula]:
        raise SchemaError(
            f"the formula {recipe.formula!r} reads {known[recipe.formula]} columns, however {recipe.name!r} names "
            f"{len(recipe.columns)}: {list(recipe.columns)}. Name as many."
        )


def learn_recipes(recipes: Iterable[Recipe], frame: pd.DataFrame) -> dict[str, GroupMeans | None]:
    """What each recipe needs to know of training rows, None for formulas within a row.

    A recipe without a value on any training row is left out.
    """
    learned = {}
    for recipe in recipes:
        check_recipe(recipe)
        means = _means(recipe, frame)
        if not np.isnan(compute(recipe, frame, means)).all():
            learned[recipe.name] = means
    return learned


def _means(recipe: Recipe, frame: pd.DataFrame) -> GroupMeans | None:
    if recipe.formula not in GROUP_FORMULAS:
        return None
    value, group = _parts(recipe, frame)
    return GroupMeans.learn(as_numbers(value), group)


def compute(recipe: Recipe, frame: pd.DataFrame, means: GroupMeans | None) -> np.ndarray:
    """The recipe's column of these rows, (n,) float64, NaN = missing."""
    if means is None:
        return ROW_FORMULAS[recipe.formula][1](*_parts(recipe, frame))
    value, group = _parts(recipe, frame)
    mean = means.of(group)
    return mean if recipe.formula == "group-mean" else as_numbers(value) - mean


def _parts(recipe: Recipe, frame: pd.DataFrame) -> list[pd.Series]:
    """Its columns; made rows have no dates, so a column may be absent and is then missing throughout."""
    return [frame[name] if name in frame else pd.Series(np.nan, index=frame.index) for name in recipe.columns]
