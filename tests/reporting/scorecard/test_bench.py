import numpy as np

from creditviz.models.scorecard.binning import count_bins
from creditviz.reporting.scorecard.bench import bin_lines, finding, turn_of
from creditviz.results import ColumnBins


def binned(*bad, direction="free"):
    """100 accounts a bin, so many of them bad."""
    values = np.repeat(np.arange(len(bad)), 100).astype(float)
    y = np.concatenate([np.arange(100) < n for n in bad]).astype(int)
    edges = tuple(np.arange(1, len(bad)).astype(float))
    return count_bins(values, y, ColumnBins(edges=edges, direction=direction))


def test_a_column_steps_or_turns():
    assert turn_of(binned(5, 10, 20)) is None and turn_of(binned(20, 10, 5)) is None
    assert turn_of(binned(5, 10, 8, 20)) == 3
    assert turn_of(binned(20, 10, 5, direction="up")) == 2
    assert finding("Age", binned(5, 10, 20)) == "Age: bad rate climbs in 3 steps from 5% to 20%"
    assert finding("Age", binned(5, 10, 8)) == "Age: bad rate turns at bin 3, between 5% and 10%"
    assert finding("Age", binned(30, 4)) == "Age: bad rate falls in 2 steps from 30% to 4%"
    assert "one bin" in finding("Age", binned(7))


def test_lines_leave_out_empty_bins():
    lines = bin_lines(binned(5, 10), ("low", "high", "missing"), None)
    assert lines["attribute"] == ["low", "high"] and lines["bad rate"] == [5.0, 10.0] and lines["share"] == [50.0, 50.0]
