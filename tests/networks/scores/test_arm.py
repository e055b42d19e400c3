"""ARM-Net: neurons are products of the fields they attend to. NeuMF: each side reads its own fields."""

import torch

from creditviz.networks.fields import FieldEmbedding
from creditviz.networks.scores.arm import ARM
from creditviz.networks.scores.neural_cf import NeuMF
from tests.models.books import book

CODES = ((1, 3), (3, 5), (6, 5), (9, 5), (12, 5))


def rows():
    return torch.as_tensor(book()[0])


def arm():
    torch.manual_seed(0)
    network = ARM(FieldEmbedding(15, CODES, 4), 15, 4, 8, (16, 16), 0.0)
    network.learn(rows())
    return network


def test_a_neuron_is_a_product_of_powers():
    network, x = arm(), rows()
    e = network.fields(x)
    powers = network.gates(e) * network.value  # (n, neurons, fields)
    product = (e.exp().unsqueeze(1) ** powers.unsqueeze(-1)).prod(2)
    torch.testing.assert_close(network.neurons(x), product, rtol=1e-4, atol=1e-6)


def test_gates_sum_to_1_and_a_field_without_gate_does_not_count():
    network, x = arm(), rows()
    with torch.no_grad():
        network.query.mul_(20)  # sharp attention
        gates = network.gates(network.fields(x))
    torch.testing.assert_close(gates.sum(2), torch.ones(len(x), 8))
    assert (gates == 0).float().mean() > 0.5


def test_exponents_are_held():
    network, x = arm(), rows()
    with torch.no_grad():
        network.value.fill_(1e6)
        assert torch.isfinite(network.neurons(x)).all()
        assert torch.isfinite(network(x)[0]).all()


def test_each_side_reads_its_own_fields():
    torch.manual_seed(0)
    network = NeuMF(FieldEmbedding(15, CODES, 4), 4, [0, 1], list(range(2, 15)), 8, 0.0)
    x = rows()
    network.learn(x)
    changed = x.clone()
    changed[:, 0] += 1
    before, after = network.sides(x), network.sides(changed)
    assert not torch.equal(before[0], after[0])
    torch.testing.assert_close(before[1], after[1])


def test_the_score_reads_the_product_of_both_sides():
    torch.manual_seed(0)
    network = NeuMF(FieldEmbedding(15, CODES, 4), 4, [0, 1], list(range(2, 15)), 8, 0.0)
    x = rows()
    network.learn(x)
    borrower, loan = network.sides(x)
    torch.testing.assert_close(network(x)[1][:, :8], borrower * loan)
