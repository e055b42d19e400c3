import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.models.scorecard.binning import count_bins
from creditviz.models.scorecard.editing import merge, move_edge, split
from creditviz.results import ColumnBins

AMOUNT = ColumnBins(edges=(10.0, 20.0, 30.0), specials=(-1.0,))
LEVELS = ColumnBins(groups=((1.0,), (2.0, 3.0), (4.0,)))
VALUES = np.array([5, 12, 15, 25, 99, -1, np.nan, 20])
Y = np.array([0, 1, 0, 1, 1, 0, 1, 0])


@pytest.mark.parametrize(
    "changed", [merge(AMOUNT, [1, 2]), split(AMOUNT, 3, 50), split(AMOUNT, 0, -5), move_edge(AMOUNT, 2, 22)]
)
def test_every_account_stays_in_one_bin(changed):
    counted = count_bins(VALUES, Y, changed)
    assert counted.n.sum() == len(VALUES) and counted.n_bad.sum() == Y.sum()
    assert counted.n[-2:].tolist() == [1, 1]
    assert list(changed.edges) == sorted(set(changed.edges))


def test_merging_adds_up_what_was_in_the_bins():
    before, after = count_bins(VALUES, Y, AMOUNT), count_bins(VALUES, Y, merge(AMOUNT, [0, 1]))
    assert after.n[0] == before.n[:2].sum() and after.n_bad[0] == before.n_bad[:2].sum()
    assert split(merge(AMOUNT, [0, 1]), 0, 10) == AMOUNT


def test_levels_are_merged_and_taken_apart():
    merged = merge(LEVELS, [0, 2])
    assert merged.groups == ((1.0, 4.0), (2.0, 3.0))
    assert split(merged, 1, None).groups == ((1.0, 4.0), (2.0,), (3.0,))


@pytest.mark.parametrize(
    "change",
    [
        lambda: merge(AMOUNT, [0, 2]),
        lambda: merge(AMOUNT, [1]),
        lambda: merge(AMOUNT, [3, 4]),
        lambda: split(AMOUNT, 1, 20),
        lambda: split(AMOUNT, 1, None),
        lambda: split(LEVELS, 0, None),
        lambda: move_edge(AMOUNT, 1, 25),
        lambda: move_edge(AMOUNT, 0, 5),
        lambda: move_edge(LEVELS, 1, 5),
    ],
)
def test_what_cannot_be_done_is_one_sentence(change):
    with pytest.raises(SpecificationError):
        change()
