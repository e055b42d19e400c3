import numpy as np
import pytest

from creditviz.evaluation.cutting.cutoff import count_approved
from creditviz.evaluation.cutting.profit import account_profit, profit
from creditviz.evaluation.cutting.swap import swap_set
from creditviz.exceptions import SpecificationError
from creditviz.metrics import wilson
from creditviz.results import Applicants, Economics
from tests.evaluation.cutting.decisions import some_applicants

MONEY = Economics(margin=0.1, lgd=0.5, amount=100.0, cost=1.0)


def challenger(rows: Applicants, seed: int = 5) -> Applicants:
    """The same accounts in another order, with other PDs."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(rows))
    pd = np.clip(rows.pd + rng.normal(0, 0.08, len(rows)), 0, 1)
    return Applicants(pd[order], rows.y[order], rows.row_id[order])


def test_every_account_is_in_one_cell_and_profits_add_up():
    old = some_applicants(500)
    new = challenger(old)
    found = swap_set(old, new, (0.2, 0.25), MONEY)
    cells = (found.both, found.newly_approved, found.newly_declined, found.neither)
    assert found.n == len(old) and sum(c.n_bad for c in cells) == old.y.sum()
    assert found.both.n + found.newly_declined.n == (old.pd < 0.2).sum()
    assert found.both.n + found.newly_approved.n == (new.pd < 0.25).sum()
    assert sum(c.profit for c in cells) == pytest.approx(account_profit(old, MONEY).sum())
    gap = profit(count_approved(new, np.array([0.25])), MONEY) - profit(count_approved(old, np.array([0.2])), MONEY)
    assert found.profit_gap.value == pytest.approx(gap[0])
    assert found.profit_gap.value == pytest.approx(
        1000 * (found.newly_approved.profit - found.newly_declined.profit) / 500
    )


def test_bad_rates_have_wilsons_interval():
    old = some_applicants(500)
    cell = swap_set(old, challenger(old), (0.2, 0.2), MONEY).newly_approved
    low, high = wilson(cell.n_bad, cell.n)
    assert (cell.bad_rate.low, cell.bad_rate.high) == pytest.approx((float(low), float(high)))


def test_a_model_against_itself_swaps_nobody():
    rows = some_applicants(300)
    found = swap_set(rows, rows, (0.2, 0.2), MONEY)
    assert found.newly_approved.n == found.newly_declined.n == 0
    assert np.isnan(found.newly_approved.bad_rate.value) and np.isnan(found.bad_rate_gap.value)
    assert (found.profit_gap.value, found.profit_gap.low, found.profit_gap.high) == (0.0, 0.0, 0.0)


def test_other_rows_are_refused():
    rows = some_applicants(300)
    other = Applicants(rows.pd, rows.y, rows.row_id + 1)
    with pytest.raises(SpecificationError, match="other rows"):
        swap_set(rows, other, (0.2, 0.2), MONEY)
