"""Applicants whose numbers are known, for the tests of decisions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from creditviz.results import Applicants, Segmentation


def some_applicants(n: int = 400, seed: int = 0, *, exposure: bool = False, ties: bool = False) -> Applicants:
    """PDs that are right: each account is bad with its own PD."""
    rng = np.random.default_rng(seed)
    pd = rng.beta(1.2, 5, n)
    pd = np.round(pd, 2) if ties else pd
    y = (rng.random(n) < pd).astype(np.int8)
    groups = (Segmentation("Sex", ("1", "2"), rng.integers(0, 2, n)),)
    return Applicants(pd, y, np.arange(n), rng.gamma(2, 500, n) if exposure else None, groups)


def by_pd(rows: Applicants) -> Applicants:
    """The same rows, the smallest PD first."""
    order = np.argsort(rows.pd, kind="stable")
    groups = tuple(replace(group, index=group.index[order]) for group in rows.groups)
    exposure = None if rows.exposure is None else rows.exposure[order]
    return Applicants(rows.pd[order], rows.y[order], rows.row_id[order], exposure, groups)


def two_groups(n: tuple[int, int], approved: tuple[int, int], bad: tuple[int, int] = (0, 0)) -> Applicants:
    """Two groups of which so many are approved at a cut-off of 0.5; the first `bad` of each group are bad."""
    pd, y, index = [], [], []
    for number in (0, 1):
        pd += [0.1] * approved[number] + [0.9] * (n[number] - approved[number])
        y += [1] * bad[number] + [0] * (n[number] - bad[number])
        index += [number] * n[number]
    group = Segmentation("group", ("first", "second"), np.array(index))
    return Applicants(np.array(pd), np.array(y, dtype=np.int8), np.arange(sum(n)), None, (group,))
