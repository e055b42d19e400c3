import numpy as np

from creditviz.models.months.summaries import STATISTICS, summarise_months, summary_names
from creditviz.networks.inputs import InputPlan


def test_summaries_of_a_row_counted_by_hand():
    plan = InputPlan.of(7, (3, 2), None, ((1, 3),))
    X = np.array([[9, 1, 0, 4, 2, 2, 2]], np.float32)  # one static column; months (1, 0), (4, 2), (2, 2)
    found = dict(zip(summary_names(plan), summarise_months(X, plan)[0], strict=True))
    assert found["mean", 0] == np.float32(7 / 3)
    assert (found["highest", 0], found["lowest", 0]) == (4, 1)
    assert found["last less first", 0] == 1
    assert (found["largest rise", 0], found["largest fall", 0], found["mean step", 0]) == (3, -2, 2.5)
    assert found["months at an unknown level", 1] == 1
    assert found["months at level 1 of 2", 1] == 0
    assert found["months at level 2 of 2", 1] == 2


def test_counts_of_the_codes_sum_to_the_months():
    plan = InputPlan.of(10, (5, 2), None, ((0, 4),))
    X = np.random.default_rng(0).integers(0, 4, (50, 10)).astype(np.float32)
    counts = summarise_months(X, plan)[:, len(STATISTICS) * 2 :]
    assert counts.shape == (50, 4)
    np.testing.assert_array_equal(counts.sum(1), 5)


def test_a_single_month_has_no_steps():
    plan = InputPlan.of(2, (1, 2))
    found = summarise_months(np.ones((3, 2), np.float32), plan)
    assert found.shape == (3, len(summary_names(plan)))
    assert np.isfinite(found).all()


def test_a_book_without_months_has_no_summaries():
    assert summarise_months(np.ones((3, 2), np.float32), InputPlan.of(2)).shape == (3, 0)
    assert summary_names(InputPlan.of(2)) == []
