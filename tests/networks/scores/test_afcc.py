"""Gate, cross unit and attention of AFCC; what the other networks over fields promise."""

import pytest
import torch

from creditviz.networks.fields import FieldEmbedding
from creditviz.networks.scores.afcc import AFCC, Architecture, CrossCompression, FieldAttention, Gate
from creditviz.networks.scores.field_networks import (
    Convolutions,
    OverFields,
    Recurrence,
    ResidualLayers,
    SelfAttention,
    StackedAttention,
)


def network(codes=((1, 3),), n_bins=4, **size):
    torch.manual_seed(0)
    x = torch.randn(60, 4)
    x[:, 1] = torch.arange(60) % 3
    built = AFCC(FieldEmbedding(4, codes, 8, n_bins), Architecture(**size))
    built.learn(x)
    return built.eval(), x


def test_the_gate_is_between_nothing_and_all():
    torch.manual_seed(0)
    q = Gate(5, 8, 3)(10 * torch.randn(200, 5, 8))
    assert q.shape == (200, 5) and (q > 0).all() and (q < 1).all() and q.std() > 0


def test_the_gate_is_its_formula():
    torch.manual_seed(0)
    gate, e = Gate(4, 3, 2), torch.randn(1, 4, 3)
    p = torch.stack([torch.sigmoid(gate.weight[i].T @ e[0, i] + gate.bias[i]).mean() for i in range(4)])
    first, _, second = gate.excite
    assert first.weight.shape == (2, 4)
    expected = torch.sigmoid(second.weight @ torch.relu(first.weight @ p))
    torch.testing.assert_close(gate(e)[0], expected)


def test_a_closed_gate_removes_the_field():
    built, x = network()
    e, q = built.fields(x), torch.ones(60, 4)
    q[:, 2] = 0
    other = e.clone()
    other[:, 2] = torch.randn(60, 8)
    torch.testing.assert_close(built.fuse(e, q), built.fuse(other, q))
    assert not torch.allclose(built.fuse(e, torch.ones(60, 4)), built.fuse(other, torch.ones(60, 4)))


def test_the_cross_unit_equals_the_outer_product_form():
    torch.manual_seed(0)
    unit = CrossCompression(6).double()
    e, v = torch.randn(2, 7, 3, 6, dtype=torch.float64)
    unit.bias.data.normal_()
    outer = e.unsqueeze(3) * v.unsqueeze(2)  # (n, f, k, k)
    (ee, ev), (ve, vv) = unit.by_v.T, unit.by_e.T
    swapped = outer.transpose(2, 3)
    new_e, new_v = unit(e, v)
    torch.testing.assert_close(new_e, outer @ ee + swapped @ ve + unit.bias[0])
    torch.testing.assert_close(new_v, outer @ ev + swapped @ vv + unit.bias[1])


def test_attention_of_a_row_sums_to_one():
    torch.manual_seed(0)
    weights = FieldAttention(8, 16)(torch.randn(20, 10, 8))
    torch.testing.assert_close(weights.sum(1), torch.ones(20))


def test_each_ablation_is_another_network_without_that_part():
    whole, x = network()
    for part in ("gate", "cross", "attention"):
        without, _ = network(**{part: False})
        assert getattr(without, part) is None and getattr(whole, part) is not None
        shared = {name: t for name, t in whole.state_dict().items() if not name.startswith(part)}
        without.load_state_dict(shared)  # all other weights alike
        assert not torch.allclose(whole(x)[0], without(x)[0])
    assert (network(gate=False)[0].openings(x)[0] == 1).all()


def test_without_bins_only_codes_pass_the_gate():
    built, x = network(n_bins=0)
    assert built.openings(x)[0].shape == (60, 1)
    numbers_alone, _ = network(codes=(), n_bins=0)
    assert numbers_alone.discrete is None and numbers_alone(x)[0].shape == (60,)


BODIES = {
    "convolutions": (lambda: Convolutions(8, 6, 0.0), 6),
    "rnn": (lambda: Recurrence("rnn", 8, 6, 0.0), 6),
    "lstm": (lambda: Recurrence("lstm", 8, 6, 0.0), 6),
    "residual layers": (lambda: ResidualLayers(4 * 8, 6, 2, 0.0), 6),
    "self-attention": (lambda: StackedAttention(8, 2, 2, 3, 0.0), 4 * 6),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_row_is_scored_by_itself_and_every_field_can_move_it(name):
    torch.manual_seed(0)
    body, d_out = BODIES[name]
    built = OverFields(FieldEmbedding(4, (), 8), body(), d_out).eval()
    x = torch.randn(50, 4)
    built.learn(x)
    margins, vectors = built(x)
    assert margins.shape == (50,) and vectors.shape == (50, d_out)
    torch.testing.assert_close(built(x[:7])[0], margins[:7])
    x.requires_grad_(True)
    built(x)[0].sum().backward()
    assert (x.grad.abs().sum(0) > 0).all()


def test_self_attention_rows_sum_to_one_and_weigh_the_values():
    torch.manual_seed(0)
    layer, fields = SelfAttention(5, 2, 3), torch.randn(9, 4, 5)
    weights = layer.weights(fields)
    assert weights.shape == (9, 2, 4, 4)
    torch.testing.assert_close(weights.sum(3), torch.ones(9, 2, 4))
    values = (fields @ layer.look.weight[12:].T).view(9, 4, 2, 3).transpose(1, 2)
    seen = (weights @ values).transpose(1, 2).flatten(2)
    torch.testing.assert_close(layer(fields), torch.relu(seen + layer.keep(fields)))


def test_self_attention_knows_no_order_of_fields():
    torch.manual_seed(0)
    layer, fields, order = SelfAttention(5, 2, 3), torch.randn(9, 4, 5), torch.tensor([2, 0, 3, 1])
    torch.testing.assert_close(layer(fields)[:, order], layer(fields[:, order]))
