import numpy as np
import pytest
import torch

from creditviz.exceptions import SpecificationError
from creditviz.networks.inputs import Codes, HeadRow, InputPlan, PiecewiseLinear, Tokens


def test_plan_counts_what_is_left_for_the_static_row():
    plan = InputPlan.of(23, (6, 3))
    assert (plan.n_static, plan.n_months, plan.has_months) == (5, 18, True)
    assert not InputPlan.of(4).has_months


@pytest.mark.parametrize(
    "arguments", [(10, (6, 3)), (23, (6, 3), [(5, 2)]), (23, (6, 3), None, [(3, 2)]), (3, None, [(0, 0)])]
)
def test_plan_refuses_what_the_matrix_does_not_hold(arguments):
    with pytest.raises(SpecificationError, match="however"):
        InputPlan.of(*arguments)


def test_codes_are_rows_of_one_table_and_unknown_ones_are_code_zero():
    reader = Codes(4, ((1, 3), (3, 2)), True)
    numbers, codes = reader(torch.tensor([[0.5, 2, -1.5, 1], [0.1, 7, 0.2, -1]]))
    assert numbers.tolist() == [[0.5, -1.5], pytest.approx([0.1, 0.2])]
    assert codes.tolist() == [[2, 4], [0, 3]]


def test_codes_as_numbers_keep_their_order():
    numbers, codes = Codes(1, ((0, 11),), False)(torch.arange(11.0).unsqueeze(1))
    assert codes is None
    assert (numbers.squeeze().diff() > 0).all()
    assert numbers.mean().item() == pytest.approx(0.0, abs=1e-6)


def test_tokens_stand_in_the_order_of_the_columns():
    reader = Codes(3, ((1, 4),), True)
    tokens = Tokens(reader, 1)
    x = torch.tensor([[5.0, 2.0, 7.0]])
    read = tokens(*reader(x)).squeeze()
    assert read[0] == 5 and read[2] == 7
    assert read[1] == tokens.table[2]


def test_bins_interpolate_between_quantiles():
    generator = np.random.default_rng(0)
    x = torch.tensor(np.c_[generator.normal(size=1000), np.zeros(1000), generator.integers(0, 3, 1000)])
    bins = PiecewiseLinear(3, 8).double()
    bins.learn(x)
    encoded = bins(x).view(1000, 3, 8)
    torch.testing.assert_close(encoded.mean(0), torch.zeros(3, 8, dtype=torch.float64), atol=1e-9, rtol=0)
    assert (encoded[:, 1] == 0).all()  # a constant column has no bin with a width
    quantiles = np.quantile(x[:, 0], np.linspace(0, 1, 9))
    expected = np.interp(x[:, 0], quantiles, np.arange(9))  # bins come through, summed
    through = ((encoded[:, 0] / 2) + bins.center[0]).sum(1)
    np.testing.assert_allclose(through, expected, atol=1e-9)


def test_the_head_row_is_standardised_on_the_rows_it_learned_from():
    x = torch.tensor(np.random.default_rng(0).normal(3, 5, (500, 2)), dtype=torch.float32)
    row = HeadRow(2, (), True, 0)
    row.learn(x)
    seen = row(x)
    np.testing.assert_allclose(seen.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(seen.std(0, correction=0), 1, atol=1e-5)
