import numpy as np

from creditviz.figures.scorecard.bins import bins_figure
from creditviz.results import BinnedColumn, ColumnBins


def test_special_bins_stand_behind_a_line_and_their_evidence_is_not_joined():
    binned = BinnedColumn(
        ColumnBins(edges=(1.0,), specials=(-1.0,)),
        np.array([50, 40, 10, 0]),
        np.array([5, 10, 3, 0]),
        np.array([0.8, -0.5, -0.6, 0.0]),
        0.4,
        0.1,
    )
    low, high = np.full(4, 0.05), np.full(4, 0.5)
    figure = bins_figure(binned, ("below 1", "1 and more", "code -1", "missing"), low, high)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    assert [list(bar.y) for bar in bars] == [[0.1, 0.25], [0.3]]  # the empty bin is not drawn
    assert bars[1].opacity < bars[0].opacity and [line.mode for line in lines] == ["lines+markers", "markers"]
    assert len(figure.layout.shapes) == 1 and list(figure.layout.xaxis.ticktext)[-1] == "code -1"
