"""From the feature vector of a ResNet-LSTM back to the columns it reads, for pairs of a row and a background row.

Before its last bend the vector is a sum over three branches. What goes straight to the head is a sum over columns,
so that its part is exact. In the other two the way from the background row to the row is taken in one step, with the
mean of the Jacobians at both ends (the trapezoid rule of integrated gradients), and scaled to the exact difference.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

CHUNK = 256  # rows of a Jacobian at a time
SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class Readings:
    """What one network makes of some rows.

    Parameters
    ----------
    vector, before : (n, d) the feature vector, and the numbers before its last bend (`relu`).
    straight : (n, d, n_columns) exact parts of the columns that go straight to the head.
    branches : of the static columns and of the months, where there are such; their parts.
    """

    vector: Tensor
    before: Tensor
    straight: Tensor
    branches: tuple[BranchReadings, ...]

    def only(self, rows: slice, used: np.ndarray) -> Readings:
        """Some rows, and the numbers of the vector that are used."""
        kept = torch.as_tensor(np.flatnonzero(used))
        branches = tuple(
            BranchReadings(b.reads[rows], b.jacobian[rows][:, kept], b.total[rows][:, kept], b.columns)
            for b in self.branches
        )
        vector, before = self.vector[rows][:, kept], self.before[rows][:, kept]
        return Readings(vector, before, self.straight[rows][:, kept], branches)


@dataclass(frozen=True, eq=False)
class BranchReadings:
    """One branch: what it reads (n, g, k) in g groups, its Jacobian (n, d, g, k), its sum (n, d), columns (g,)."""

    reads: Tensor
    jacobian: Tensor
    total: Tensor
    columns: Tensor


def still(network: Any) -> Any:
    """A copy of a network that learns no more, in float32, for `readings`."""
    network = copy.deepcopy(network).float().eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network


def readings(network: Any, X: np.ndarray) -> Readings:
    """Everything that pairs of these rows need.

    Parameters
    ----------
    network : as `still` makes it.
    X : as the network reads it, (n, n_static + n_months + n_extra).
    """
    x = torch.as_tensor(X, dtype=torch.float32)
    with torch.no_grad():
        straight = _straight(network, x)
    branches = tuple(_branches(network, x))
    before = network.fuse.bias + straight.sum(2) + sum(branch.total for branch in branches)
    return Readings(torch.relu(before), before, straight, branches)


def _straight(network: Any, x: Tensor) -> Tensor:
    out = x.new_zeros(len(x), len(network.fuse.bias), x.shape[1])
    if network.row is None:
        return out
    weight = network.fuse.weight[:, -network.row.d_out :]
    parts = network.row(network._row(x)).unsqueeze(1) * weight  # (n, d, d_row)
    return out.index_add_(2, _columns_of_row(network), parts)


def _columns_of_row(network: Any) -> Tensor:
    """The column behind every number that goes straight to the head."""
    plan, reader, bins = network.plan, network.row.reader, network.row.bins
    behind = plan.n_static + plan.n_months
    static = torch.arange(plan.n_static if network.head_static else 0)
    place = torch.cat([static, torch.arange(behind, behind + plan.n_extra)])  # of each column of the row
    return place[_read_columns(reader, bins, code_width=None)]


def _read_columns(reader: Any, bins: Any, code_width: int | None) -> Tensor:
    """Numbers, their bins, then codes: as ones (`code_width` None) or as so many numbers each."""
    numbers = reader.numbers if reader.embed else torch.arange(reader.n_numbers)
    parts = [numbers] if bins is None else [numbers, numbers.repeat_interleave(bins.center.shape[1])]
    if reader.embed:
        widths = reader.sizes if code_width is None else torch.full_like(reader.index, code_width)
        parts.append(reader.index.repeat_interleave(widths))
    return torch.cat(parts)


def _branches(network: Any, x: Tensor):
    static, months = network.plan.n_static, network.plan.n_months
    start = 0
    if network.static is not None:
        weight = network.fuse.weight[:, : network.static.d_out]
        start = network.static.d_out
        with torch.no_grad():
            tokens = network.static.read(x[:, :static])
        yield _branch(network.static, weight, tokens, torch.arange(static))
    if network.sequence is not None:
        weight = network.fuse.weight[:, start : start + network.sequence.d_out]
        with torch.no_grad():
            read = network.sequence.read(x[:, static : static + months])  # (n, n_steps, d_in)
        yield _month_branch(network, weight, read)


def _month_branch(network: Any, weight: Tensor, read: Tensor) -> BranchReadings:
    """Months: the numbers that one month of one channel is read as belong together."""
    branch, plan = network.sequence, network.plan
    width = branch.table.shape[1] if branch.reader.embed else None
    channel = _read_columns(branch.reader, branch.bins, width or 0)
    places = [torch.nonzero(channel == c).squeeze(1) for c in range(plan.n_channels)]
    columns = plan.n_static + torch.arange(plan.n_months)
    whole = _branch(branch, weight, read, columns)
    widest = max(len(p) for p in places)

    def grouped(values: Tensor) -> Tensor:  # (..., n_steps, d_in) -> (..., n_steps * n_channels, widest)
        out = values.new_zeros(*values.shape[:-1], plan.n_channels, widest)
        for c, own in enumerate(places):
            out[..., c, : len(own)] = values[..., own]
        return out.flatten(-3, -2)

    return BranchReadings(grouped(whole.reads), grouped(whole.jacobian), whole.total, columns)


def _branch(branch: Any, weight: Tensor, reads: Tensor, columns: Tensor) -> BranchReadings:
    jacobian = reads.new_empty(len(reads), len(weight), *reads.shape[1:])
    total = reads.new_empty(len(reads), len(weight))
    if len(reads) * len(weight) <= CHUNK:
        jacobian, total = _all_at_once(branch, weight, reads)
        return BranchReadings(reads, jacobian, total, columns)
    for rows in torch.arange(len(reads)).split(CHUNK):
        at = reads[rows].clone().requires_grad_(True)
        sums = branch.follow(at)[0] @ weight.T  # (n, d)
        for number in range(sums.shape[1]):
            last = number + 1 == sums.shape[1]
            (jacobian[rows, number],) = torch.autograd.grad(sums[:, number].sum(), at, retain_graph=not last)
        total[rows] = sums.detach()
    return BranchReadings(reads, jacobian, total, columns)


def _all_at_once(branch: Any, weight: Tensor, reads: Tensor) -> tuple[Tensor, Tensor]:
    """Jacobian and sums of few rows in one step: a copy of the row for each number of the vector."""
    n, d = len(reads), len(weight)
    at = reads.repeat_interleave(d, 0).requires_grad_(True)
    sums = (branch.follow(at)[0] @ weight.T).view(n, d, d).diagonal(dim1=1, dim2=2)  # (n, d)
    (slopes,) = torch.autograd.grad(sums.sum(), at)
    return slopes.view(n, d, *reads.shape[1:]), sums.detach().contiguous()


def pass_on(of_rows: Readings, of_background: Readings, given: Tensor) -> Tensor:
    """Shares in the feature vector handed on to the columns, (n, m, n_columns); they sum to the same.

    Parameters
    ----------
    of_rows, of_background : what the network makes of both.
    given : (n, m, d), what each number of the vector contributes; 0 where it is the same in both rows.
    """
    step = of_rows.before.unsqueeze(1) - of_background.before  # (n, m, d)
    bent = step.abs() > SMALL
    slope = torch.where(bent, given / torch.where(bent, step, 1.0), 0.0)
    out = torch.einsum("xzd,xdc->xzc", slope, of_rows.straight)
    out -= torch.einsum("xzd,zdc->xzc", slope, of_background.straight)
    for mine, theirs in zip(of_rows.branches, of_background.branches, strict=True):
        wanted = (slope * (mine.total.unsqueeze(1) - theirs.total)).sum(2)
        out[:, :, mine.columns] += _branch_shares(mine, theirs, slope, wanted)
    return out


def _branch_shares(mine: BranchReadings, theirs: BranchReadings, slope: Tensor, wanted: Tensor) -> Tensor:
    """Shares of the groups, (n, m, g), that sum to `wanted`; what the trapezoid misses goes to the larger shares."""
    slopes = torch.einsum("xzd,xdgk->xzgk", slope, mine.jacobian)
    slopes += torch.einsum("xzd,zdgk->xzgk", slope, theirs.jacobian)
    shares = (slopes * (mine.reads.unsqueeze(1) - theirs.reads)).sum(3) / 2
    size = shares.abs()
    missed = wanted - shares.sum(2)
    return shares + missed.unsqueeze(2) * size / size.sum(2, keepdim=True).clamp(min=SMALL)
