import numpy as np
import torch

from creditviz.networks.fields import FieldEmbedding, QuantileBins, field_codes
from creditviz.networks.inputs import InputPlan


def test_each_month_of_a_code_is_a_field_of_its_own():
    plan = InputPlan.of(8, (3, 2), [(0, 4)], [(1, 5)])
    assert field_codes(plan) == ((0, 4), (3, 5), (5, 5), (7, 5))
    assert field_codes(InputPlan.of(3, None, [(2, 7)])) == ((2, 7),)


def test_bins_hold_equally_many_training_rows():
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(1000, 2)).astype(np.float32))
    bins = QuantileBins(2, 10)
    bins.learn(x)
    codes = bins(x)
    assert torch.stack([(codes == b).sum(0) for b in range(10)]).eq(100).all()
    assert bins(torch.tensor([[-99.0, 99.0]])).tolist() == [[0, 9]]


def test_few_distinct_values_are_each_a_bin_however_rare():
    column = torch.tensor([1.0] * 97 + [0.0, 0.0, 5.0]).unsqueeze(1)
    bins = QuantileBins(1, 10)
    bins.learn(column)
    assert bins(torch.tensor([[0.0], [1.0], [5.0]])).flatten().tolist() == [0, 1, 2]


def test_fields_stand_in_the_order_of_the_columns_and_do_not_touch_each_other():
    torch.manual_seed(0)
    for n_bins in (0, 4):
        fields = FieldEmbedding(4, ((1, 3),), width=5, n_bins=n_bins)
        x = torch.randn(50, 4)
        x[:, 1] = torch.arange(50) % 3
        fields.learn(x)
        low, high = torch.tensor([[-9.0, 0.0, -9.0, -9.0]]), torch.tensor([[9.0, 2.0, 9.0, 9.0]])
        before = fields(low)
        for column in range(4):
            other = low.clone()
            other[:, column] = high[:, column]
            moved = (fields(other) != before).any(2).squeeze(0)
            assert moved.tolist() == [i == column for i in range(4)]


def test_an_unknown_code_is_read_as_other():
    fields = FieldEmbedding(2, ((1, 3),), width=4)
    fields.learn(torch.randn(9, 2).abs())
    assert torch.equal(fields(torch.tensor([[0.5, 9.0]])), fields(torch.tensor([[0.5, 0.0]])))


def test_rows_of_codes_alone_and_of_numbers_alone():
    x = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
    for codes in ((), ((0, 2), (1, 3))):
        for n_bins in (0, 3):
            fields = FieldEmbedding(2, codes, width=4, n_bins=n_bins)
            fields.learn(x)
            assert fields(x).shape == (2, 2, 4)
            assert fields.numbers(x).shape == (2, fields.n_numbers)
