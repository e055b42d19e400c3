import numpy as np
import pytest
import torch
from torch.nn import functional as F

from creditviz.networks.blocks import Dropout, SameConv, SpatialAttention, TemporalAttention


@pytest.mark.parametrize("width", [1, 3, 7])
@pytest.mark.parametrize("length", [1, 2, 5, 12])
def test_same_conv_is_the_librarys_convolution(width, length):
    torch.manual_seed(0)
    conv = SameConv(4, 6, width).double()
    x = torch.randn(3, length, 4, dtype=torch.float64, requires_grad=True)
    kernel = conv.weight.view(width, 4, 6).permute(2, 1, 0)
    expected = F.conv1d(x.transpose(1, 2), kernel, padding=width // 2).transpose(1, 2)
    torch.testing.assert_close(conv(x), expected)
    assert torch.autograd.gradcheck(lambda x, w: F.relu(_apply(conv, x, w)), (x, conv.weight))


def _apply(conv, x, weight):
    from creditviz.networks.blocks import _SlidingProduct

    return _SlidingProduct.apply(x, weight, conv.width)


def test_dropout_drops_its_share_and_keeps_the_mean():
    torch.manual_seed(0)
    x = torch.ones(1000, 1001)
    dropped = Dropout(0.3)(x)
    assert (dropped == 0).double().mean().item() == pytest.approx(0.3, abs=0.003)
    assert dropped.double().mean().item() == pytest.approx(1.0, abs=0.003)


def test_dropout_leaves_scoring_alone():
    x = torch.randn(10, 3)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0)(x) is x


def test_temporal_attention_sums_to_one_over_the_months():
    torch.manual_seed(0)
    weights = TemporalAttention(8, 4).double()(torch.randn(20, 6, 8, dtype=torch.float64) * 10)
    np.testing.assert_allclose(weights.sum(1).detach(), 1.0, atol=1e-12)
    assert (weights > 0).all()


def test_temporal_attention_follows_the_months_when_they_are_reordered():
    torch.manual_seed(0)
    attention, h, order = (
        TemporalAttention(8, 4).double(),
        torch.randn(5, 6, 8, dtype=torch.float64),
        [3, 1, 5, 0, 2, 4],
    )
    torch.testing.assert_close(attention(h[:, order]), attention(h)[:, order])


@pytest.mark.parametrize("n_positions", [1, 5, 30])
def test_spatial_attention_is_a_share_per_position(n_positions):
    weights = SpatialAttention(n_positions)(torch.randn(4, n_positions, 16))
    assert weights.shape == (4, n_positions)
    assert ((weights > 0) & (weights < 1)).all()
