"""Is this book fit for modelling? One sentence a check, with a verdict word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from creditviz.data.book import ZONES
from creditviz.data.checks.codes import check_codes, check_sentinels, check_special, check_zeros
from creditviz.data.checks.implausible import check_implausible
from creditviz.data.checks.leakage import check_leakage
from creditviz.data.checks.missing_outcome import check_missing_outcome
from creditviz.data.checks.rows import check_customers, check_duplicates, check_identifier
from creditviz.data.dates import DAY_FIRST, MONTH_FIRST, is_certain, to_dates
from creditviz.data.meaning.target_guess import ASKED, CHECK
from creditviz.data.outcome import CHOOSE_TARGET, CHOOSE_VALUES, CONFIRM, outcome_of_rows, outcomes
from creditviz.data.splitting import Split
from creditviz.data.values import counted, listed, spelled_levels
from creditviz.exceptions import CreditVizError
from creditviz.results import Finding
from creditviz.schema import TableSchema

_ORDER = ("stop", "warning", "note", "good")
_FEW_BAD = 200  # below it the 95% interval of a Gini is wider than about +-0.08 on a 30% test part
_RARE = 10  # rows: the encoder's own limit for a level of its own


def check_book(
    frame: pd.DataFrame, schema: TableSchema, *, splits: Sequence[Split] | None = None
) -> tuple[Finding, ...]:
    """Everything that a modeller should know before the first model, the gravest first.

    Never raises for a target that cannot be used: that is a finding of its own, with verdict "stop".

    Parameters
    ----------
    splits : where given, copies of rows and customers across train and test are looked for too.
    """
    findings = check_target_of(frame, schema)
    for check in _CHECKS:
        findings += check(frame, schema)
    findings += check_duplicates(frame, schema, splits)
    findings += check_customers(frame, schema, splits)
    return tuple(sorted(findings, key=lambda f: _ORDER.index(f.verdict)))


def stops(frame: pd.DataFrame, schema: TableSchema) -> tuple[Finding, ...]:
    """The findings of `check_book` that would make every model wrong, without the others."""
    return tuple(f for f in (*check_target_of(frame, schema), *check_leakage(frame, schema)) if f.verdict == "stop")


def check_target_of(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Whether the outcome is known, how sure it is, and how many accounts it gives."""
    if schema.target is None:
        return [Finding("stop", "target", _capital(schema.doubt or _NO_TARGET), (), _SAY_TARGET)]
    findings = _check_outcomes(frame, schema)
    if schema.certainty == CHECK:
        findings.append(Finding("warning", "outcome", schema.doubt, (schema.target,), _SAY_WHICH))
    elif schema.certainty == ASKED and findings[0].verdict != "stop":
        findings.append(Finding("stop", "outcome", _capital(schema.doubt), (schema.target,), _SAY_VALUES))
    elif schema.certainty == ASKED:
        first = findings[0]
        findings[0] = Finding("stop", "target", f"{first.what} {_capital(schema.doubt)}", first.columns, _SAY_VALUES)
    return findings


_NO_TARGET = "which column says how an account ended?"
_SAY_TARGET = f"{CHOOSE_TARGET}."
_SAY_VALUES = f"Some values mean bad, some good, some are left out. {CHOOSE_VALUES}."
_SAY_WHICH = f"{CONFIRM}: until then no model is trained."


def _check_outcomes(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    named = (schema.target,) if schema.target is not None and schema.target in frame.columns else ()
    try:
        row_id, y = outcomes(frame, schema)
    except CreditVizError as error:
        return [Finding("stop", "target", _capital(str(error)), named)]
    n, n_bad = len(y), int(y.sum())
    what = f"{n_bad:,} of {n:,} accounts are bad: a bad rate of {n_bad / n:.1%}."
    findings = [Finding(*_class_verdict(n, n_bad), what, named, _class_remedy(n, n_bad))]
    excluded = len(frame) - n
    if excluded:
        share = f"{excluded:,} of {len(frame):,} rows ({excluded / len(frame):.1%})"
        findings.append(
            Finding("note", "excluded", f"{share} are left out, since their outcome is neither good nor bad.", named)
        )
    return findings


def _check_zones(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    zones: dict[str, str] = frame.attrs.get(ZONES, {})
    if not zones:
        return []
    what = (
        f"Dates with a time zone are read as the clock there shows them: "
        f"{listed([f'{name} ({zone})' for name, zone in zones.items()])}."
    )
    return [Finding("note", "time zones", what, tuple(zones))]


def _class_verdict(n: int, n_bad: int) -> tuple[str, str]:
    if min(n_bad, n - n_bad) < _FEW_BAD or not 0.01 <= n_bad / n <= 0.6:
        return "warning", "class ratio"
    return ("note" if n_bad / n < 0.05 else "good"), "class ratio"


def _class_remedy(n: int, n_bad: int) -> str:
    if n_bad / n > 0.6:
        return "Most accounts are bad: check that the values of the target are not the wrong way round."
    if n_bad < _FEW_BAD:
        return "With so few defaults every figure has a wide interval: prefer k-fold to one hold-out."
    return "Judge by AUC and KS, not by accuracy; compare a sampler with 'none'." if n_bad / n < 0.05 else ""


def _check_missing(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    features = [c for c in schema.features(use_protected=True) if c in frame.columns]
    shares = frame[features].isna().mean() if features else pd.Series(dtype=float)
    holes = shares[shares > 0].sort_values(ascending=False)
    if holes.empty:
        return [Finding("good", "missing", "No feature has missing values.")]
    much = holes[holes > 0.3]
    shown = listed([f"{name} {share:.0%}" if share >= 0.005 else f"{name} <1%" for name, share in holes.items()])
    what = f"Missing values in {len(holes)} of {counted(len(features), 'feature')}: {shown}."
    remedy = "Missing amounts get the training median and a column that says so; missing categories are a level."
    if not much.empty:
        remedy += " Ask why a third or more of a column is empty before a model leans on it."
    return [Finding("warning" if len(much) else "note", "missing", what, tuple(map(str, holes.index)), remedy)]


def _check_constants(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    singles = {schema.target, schema.split, schema.date, schema.group}
    columns = [c for c in frame.columns if c not in singles]
    constant = [c for c in columns if _is_constant(frame[c])]
    if not constant:
        return [Finding("good", "constants", "No column has one value only.")]
    features = set(schema.features(use_protected=True)) & set(constant)
    what = f"{counted(len(constant), 'column')} with one value only: {listed(constant)}."
    remedy = "They tell a model nothing; give them the role 'ignored'." if features else "They are left out already."
    return [Finding("note", "constants", what, tuple(constant), remedy)]


def _is_constant(column: pd.Series) -> bool:
    head = column.iloc[:1000]
    return head.nunique(dropna=False) <= 1 and column.nunique(dropna=False) <= 1


def _check_identifier_like(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    found = []
    for name in (*schema.numeric, *schema.categorical):
        column = frame[name]
        text = name in schema.categorical
        whole = column.dtype.kind in "iu"
        if (text or whole) and column.iloc[:2000].is_unique and column.is_unique:
            found.append(name)
    if not found:
        return [Finding("good", "identifier-like", "No feature looks like an identifier.")]
    what = f"{listed(found)}: no value stands twice, as in an identifier."
    return [Finding("warning", "identifier-like", what, tuple(found), "Give the role 'identifier' or 'ignored'.")]


def _check_rare(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    rare: dict[str, int] = {}
    wide: list[str] = []
    for name in schema.categorical:
        codes, spellings = spelled_levels(frame[name])
        counts = np.bincount(codes[codes >= 0], minlength=len(spellings))
        if (counts < _RARE).any():
            rare[name] = int((counts < _RARE).sum())
        if len(spellings) > 50:
            wide.append(f"{name} ({len(spellings):,})")
    findings = []
    if rare:
        shown = listed([f"{name} ({count})" for name, count in rare.items()])
        what = f"{counted(len(rare), 'category', 'categories')} with levels of fewer than {_RARE} accounts: {shown}."
        findings.append(Finding("note", "rare levels", what, tuple(rare), "The encoder joins them into 'other'."))
    if wide:
        what = f"Categories with more than 50 levels: {listed(wide)}."
        names = tuple(entry.rsplit(" (", 1)[0] for entry in wide)
        remedy = "The 50 most frequent levels are kept; group the others if they matter."
        findings.append(Finding("note", "many levels", what, names, remedy))
    return findings or [Finding("good", "rare levels", f"Every level of a category has {_RARE} accounts or more.")]


def _check_dates(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    if schema.date is None or schema.date not in frame.columns:
        return []
    days = to_dates(frame[schema.date], schema.reading(schema.date))
    unread = int(days.isna().sum())
    if unread:
        what = f"{unread:,} of {len(days):,} values of {schema.date} do not read as dates."
        remedy = "Write dates as 2024-03-31; an out-of-time split needs all of them."
        return [Finding("warning", "dates", what, (schema.date,), remedy)]
    reading = schema.reading(schema.date)
    read = f"{schema.date}, read {reading}," if reading else schema.date
    what = f"{read} runs from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}: an out-of-time split is possible."
    if reading in (DAY_FIRST, MONTH_FIRST) and not is_certain(frame[schema.date]):
        remedy = "No day is above 12, so that it could be the other way round: switch it under 'Columns and outcome'."
        return [Finding("warning", "dates", what, (schema.date,), remedy)]
    return [Finding("good", "dates", what, (schema.date,))]


def _check_protected(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    if not schema.protected:
        return []
    what = f"Protected attributes: {listed(list(schema.protected))}."
    remedy = "No model reads them unless a run asks for it; they serve to check fairness."
    return [Finding("note", "protected", what, schema.protected, remedy)]


def _check_drift(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Whether the newest third of a dated book has another bad rate than the oldest."""
    if schema.date is None or schema.date not in frame.columns:
        return []
    try:
        y = outcome_of_rows(frame, schema)
    except CreditVizError:
        return []  # said by the check of the target
    days = to_dates(frame[schema.date], schema.reading(schema.date))
    usable = np.flatnonzero((y >= 0) & days.notna().to_numpy())
    if len(usable) < 300:
        return []
    order = usable[np.argsort(days.to_numpy()[usable], kind="stable")]
    third = len(order) // 3
    old, new = y[order[:third]], y[order[-third:]]
    error = np.sqrt(old.var() / third + new.var() / third)
    change = new.mean() - old.mean()
    what = f"The bad rate of the newest third of accounts is {new.mean():.1%}, of the oldest {old.mean():.1%}"
    if abs(change) <= 2.6 * error:  # two-sided 1%
        return [Finding("good", "drift", f"{what}: no clear change.", (schema.date,))]
    remedy = "A random hold-out hides such a change: judge out of time as well."
    return [Finding("warning", "drift", f"{what}: it has changed.", (schema.date,), remedy)]


_CHECKS: tuple[Callable[[pd.DataFrame, TableSchema], list[Finding]], ...] = (
    check_leakage,
    check_missing_outcome,
    _check_missing,
    _check_constants,
    check_identifier,
    _check_identifier_like,
    _check_rare,
    check_codes,
    check_special,
    check_sentinels,
    check_zeros,
    check_implausible,
    _check_zones,
    _check_dates,
    _check_drift,
    _check_protected,
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
