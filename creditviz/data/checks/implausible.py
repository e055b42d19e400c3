"""Values that nobody has: ages above 110, years at work beyond a life, opening dates in the future."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.dates import to_dates
from creditviz.data.meaning.protected import protected_reason
from creditviz.data.scaling import as_numbers
from creditviz.data.values import counted
from creditviz.data.vocabulary import listed_words, name_words
from creditviz.results import Finding
from creditviz.schema import TableSchema

_AGES = (16, 110)
_USUAL = (18, 90)  # most values of a column of ages lie between these
_CAREER = 70  # years of work that nobody has
_WORKED = frozenset("emp employment employed job work working".split())
_MONTHS = frozenset("month months mth mths monate meses mois mesi days day tage dias".split())


def check_implausible(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Ages, tenures and dates that cannot be."""
    ages = {name: as_numbers(frame[name]) for name in schema.numeric if _is_age(frame[name], name)}
    found = {name: what for name, values in ages.items() if (what := _bad_age(values))}
    for name in schema.numeric:
        if name not in ages and (what := _bad_tenure(name, as_numbers(frame[name]), ages)):
            found[name] = what
    if schema.date in frame.columns and (what := _in_the_future(frame[schema.date], schema.reading(schema.date or ""))):
        found[str(schema.date)] = what
    if not found:
        return [Finding("good", "implausible values", "No age, tenure or date is impossible.")]
    shown = "; ".join(f"{name}: {what}" for name, what in list(found.items())[:6])
    remedy = "Correct them, or leave the cells empty: a model takes them as they are."
    return [Finding("warning", "implausible values", f"Values that cannot be: {shown}.", tuple(found), remedy)]


def _is_age(column: pd.Series, name: str) -> bool:
    """A name that means the age of a person, over values that are mostly ages in years."""
    if protected_reason(name) != "age" or not set(name_words(name)) & listed_words("protected", "names", "age"):
        return False
    values = as_numbers(column)
    known = values[~np.isnan(values)]
    return len(known) > 0 and bool(((known >= _USUAL[0]) & (known <= _USUAL[1])).mean() > 0.8)


def _bad_age(values: np.ndarray) -> str:
    odd = values[(values < _AGES[0]) | (values > _AGES[1])]
    return f"{counted(len(odd), 'row')} with an age of {_shown(odd)}" if len(odd) else ""


def _bad_tenure(name: str, values: np.ndarray, ages: dict[str, np.ndarray]) -> str:
    """Years at work that are more than a career, or than the person's age."""
    own = set(name_words(name))
    if not own & _WORKED or own & _MONTHS or not _in_years(values):
        return ""
    age = next(iter(ages.values()), np.full(len(values), np.inf))
    odd = values[(values > _CAREER) | ((values >= age) & (values > 0))]
    return f"{counted(len(odd), 'row')} with {_shown(odd)} years, beyond a career or the age" if len(odd) else ""


def _in_years(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 0 and bool((known >= 0).all()) and bool(np.quantile(known, 0.95) <= 50)


def _in_the_future(column: pd.Series, reading: str) -> str:
    days = to_dates(column, reading)
    late = days[days > pd.Timestamp.now() + pd.Timedelta(days=1)]
    return f"{counted(len(late), 'row')} in the future, up to {late.max():%Y-%m-%d}" if len(late) else ""


def _shown(values: np.ndarray) -> str:
    return ", ".join(f"{v:g}" for v in np.unique(values)[::-1][:3])
