"""Rows that stand twice, and customers on both sides of a split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from creditviz.data.checks.prints import NEAR, row_prints
from creditviz.data.splitting import Split
from creditviz.data.values import counted
from creditviz.results import Finding
from creditviz.schema import TableSchema


def check_duplicates(frame: pd.DataFrame, schema: TableSchema, splits: Sequence[Split] | None) -> list[Finding]:
    """Rows equal in every feature and in the outcome; with splits also test rows that have a copy in training."""
    columns = [c for c in (*schema.features(use_protected=True), schema.target) if c and c in frame.columns]
    if not columns:
        return []
    prints = row_prints(frame, columns)
    copies = len(prints) - len(np.unique(prints))
    if not copies:
        findings = [Finding("good", "duplicates", "No two rows are equal in every feature and in the outcome.")]
    else:
        share = copies / len(frame)
        what = f"{counted(copies, 'row')} ({share:.2%}) equal to another row in every feature and in the outcome."
        remedy = "Remove them if they are the same account; a copy in training and in test flatters every model."
        findings = [Finding("warning" if share > 0.01 else "note", "duplicates", what, (), remedy)]
    features = [name for name in columns if name != schema.target]
    return [*findings, *_copies_across(prints, splits), *_near_across(frame[features], splits)]


def _copies_across(prints: np.ndarray, splits: Sequence[Split] | None) -> list[Finding]:
    if not splits:
        return []
    shared = sum(int(np.isin(prints[s.test], prints[np.r_[s.train, s.validation]]).sum()) for s in splits)
    n_test = sum(len(s.test) for s in splits)
    if not shared:
        return [Finding("good", "copies across the split", "No test row has a copy among the training rows.")]
    what = f"{shared:,} of {n_test:,} test rows ({shared / n_test:.2%}) have an exact copy among the training rows."
    remedy = "Name the customer's column, so that all rows of a customer stay in one part, or remove the copies."
    return [Finding("warning" if shared > 0.01 * n_test else "note", "copies across the split", what, (), remedy)]


def _near_across(features: pd.DataFrame, splits: Sequence[Split] | None) -> list[Finding]:
    """Test rows with a nearly equal training row that is not equal; a count, since few columns repeat by chance."""
    if not splits:
        return []
    prints, near = (row_prints(features, [str(name) for name in features], digits=digits) for digits in (None, NEAR))
    found = 0
    for split in splits:
        learned = np.r_[split.train, split.validation]
        alike, same = np.isin(near[split.test], near[learned]), np.isin(prints[split.test], prints[learned])
        found += int((alike & ~same).sum())
    n_test = sum(len(s.test) for s in splits)
    what = (
        f"{found:,} of {n_test:,} test rows ({found / n_test:.2%}) are nearly equal to a training row: every "
        f"category the same, every amount to {NEAR} digits."
    )
    remedy = "If they are one customer's accounts, name the customer's column." if found else ""
    return [Finding("note" if found else "good", "near copies across the split", what, (), remedy)]


def check_identifier(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """An identifier that names two rows."""
    name = schema.identifier
    if name is None or name not in frame.columns:
        return []
    repeated = int(frame[name].duplicated().sum())
    if not repeated:
        return [Finding("good", "identifier", f"{name} names each row once.", (name,))]
    what = f"{counted(repeated, 'row')} with an earlier value of the identifier {name}."
    remedy = (
        "If a value is a customer with several accounts, give the column the role 'group'; if months, widen the book."
    )
    return [Finding("warning", "identifier", what, (name,), remedy)]


def check_customers(frame: pd.DataFrame, schema: TableSchema, splits: Sequence[Split] | None) -> list[Finding]:
    """Customers who stand in training and in test."""
    name = schema.group
    if name is None or name not in frame.columns or not splits:
        return []
    customers = pd.factorize(frame[name], use_na_sentinel=False)[0]
    shared = {c for s in splits for c in np.intersect1d(customers[s.test], customers[np.r_[s.train, s.validation]])}
    if not shared:
        return [Finding("good", "customers across the split", "No customer is in training and in test.", (name,))]
    what = f"{counted(len(shared), 'customer')} with rows in training and in test."
    return [
        Finding("warning", "customers across the split", what, (name,), "Choose the hold-out or k-fold by customer.")
    ]
