"""Bins changed by hand: merged, split, an edge moved. Every value stays in exactly one bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from creditviz.exceptions import SpecificationError
from creditviz.results import ColumnBins


def merge(bins: ColumnBins, chosen: Sequence[int]) -> ColumnBins:
    """The chosen regular bins as one.

    Raises
    ------
    SpecificationError
        Fewer than two, a special bin, or bins of amounts that are no neighbours.
    """
    numbers = sorted(set(chosen))
    if len(numbers) < 2 or numbers[-1] >= bins.n_regular:
        raise SpecificationError(
            "two or more bins of amounts or levels are merged, codes and missing values stay apart, however "
            f"{len(numbers)} were ticked or a special one was. Tick others."
        )
    if bins.groups:
        merged = tuple(sorted(code for number in numbers for code in bins.groups[number]))
        kept = [group for number, group in enumerate(bins.groups) if number not in numbers]
        kept.insert(numbers[0], merged)
        return replace(bins, groups=tuple(kept))
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise SpecificationError("bins of amounts are merged with their neighbours, however one between is not ticked.")
    return replace(bins, edges=(*bins.edges[: numbers[0]], *bins.edges[numbers[-1] :]))


def split(bins: ColumnBins, number: int, at: float | None) -> ColumnBins:
    """A bin of amounts cut at a value, or the levels of a group each in a bin of its own.

    Raises
    ------
    SpecificationError
        The value does not lie inside the bin, or there is nothing to split.
    """
    if bins.groups:
        group = bins.groups[number] if number < len(bins.groups) else ()
        if len(group) < 2:
            raise SpecificationError("a bin of several levels is split, however this one has one. Tick another.")
        single = tuple((code,) for code in group)
        return replace(bins, groups=(*bins.groups[:number], *single, *bins.groups[number + 1 :]))
    low = bins.edges[number - 1] if 0 < number <= len(bins.edges) else float("-inf")
    high = bins.edges[number] if number < len(bins.edges) else float("inf")
    if number >= bins.n_regular or at is None or not low < at < high:
        raise SpecificationError(
            f"a bin is split at a value between {low:g} and {high:g}, however: {at}. Choose one inside it."
        )
    return replace(bins, edges=tuple(sorted((*bins.edges, float(at)))))


def move_edge(bins: ColumnBins, number: int, to: float) -> ColumnBins:
    """The lower edge of a bin moved; raises `SpecificationError` where it would pass another edge."""
    if not 0 < number <= len(bins.edges):
        raise SpecificationError("the first bin and bins of levels have no lower edge to move. Tick another bin.")
    low = bins.edges[number - 2] if number > 1 else float("-inf")
    high = bins.edges[number] if number < len(bins.edges) else float("inf")
    if not low < to < high:
        raise SpecificationError(
            f"an edge moves between its neighbours, {low:g} and {high:g}, however: {to:g}. Choose one between them."
        )
    return replace(bins, edges=(*bins.edges[: number - 1], float(to), *bins.edges[number:]))
