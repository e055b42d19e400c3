import numpy as np
import pandas as pd
import pytest
from scipy import stats

from creditviz.evaluation.cutting.cutoff import count_approved
from creditviz.evaluation.cutting.fairness import age_bands, fairness_at, protected_groups
from creditviz.exceptions import SchemaError
from creditviz.metrics import share_difference, share_ratio
from creditviz.results import Applicants, Segmentation
from creditviz.schema import TableSchema
from tests.evaluation.cutting.decisions import some_applicants, two_groups


def judged(rows: Applicants, cut_off: float = 0.5):
    return fairness_at(count_approved(rows, np.array([cut_off])), 0)[0]


def test_the_example_of_the_uniform_guidelines():
    """Questions and Answers on the Uniform Guidelines (44 FR 11996, 1979), no. 12: 48 of 80 against 12 of 40."""
    found = judged(two_groups((80, 40), (48, 12)))
    assert found.reference == "first" and found.lowest.label == "second"
    assert [g.approval_rate.value for g in found.groups] == [0.6, 0.3]
    assert found.lowest.impact_ratio.value == pytest.approx(0.5)


def test_differences_are_newcombes():
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II: 56/70 - 48/80 and 9/10 - 3/10, method 10."""
    first, second = share_difference(56, 70, 48, 80), share_difference(9, 10, 3, 10)
    assert (round(first.low, 4), round(first.high, 4)) == (0.0524, 0.3339)
    assert (round(second.low, 4), round(second.high, 4)) == (0.1705, 0.8090)


def test_ratios_are_scipys():
    found = share_ratio(12, 40, 48, 80)
    expected = stats.contingency.relative_risk(12, 40, 48, 80)
    interval = expected.confidence_interval(0.95)
    assert found.value == pytest.approx(expected.relative_risk)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_empty_sides_have_no_interval():
    assert np.isnan(share_difference(0, 0, 1, 2).value) and np.isnan(share_ratio(1, 2, 0, 3).value)
    assert share_ratio(0, 40, 3, 40).value == 0.0 and np.isnan(share_ratio(0, 40, 3, 40).high)


def test_rates_and_gaps_are_fairlearns():
    fairlearn = pytest.importorskip("fairlearn.metrics")
    rows = some_applicants(1200, seed=3)
    found = judged(rows, 0.2)
    declined = (rows.pd >= 0.2).astype(int)
    frame = fairlearn.MetricFrame(
        metrics={
            "declined": fairlearn.selection_rate,
            "caught": fairlearn.true_positive_rate,
            "flagged": fairlearn.false_positive_rate,
        },
        y_true=rows.y.astype(int),
        y_pred=declined,
        sensitive_features=rows.groups[0].index,
    ).by_group
    for number, group in enumerate(found.groups):
        assert group.approval_rate.value == pytest.approx(1 - frame["declined"][number])
        assert group.caught.value == pytest.approx(frame["caught"][number])
        assert group.flagged.value == pytest.approx(frame["flagged"][number])
    ratio = fairlearn.demographic_parity_ratio(rows.y, 1 - declined, sensitive_features=rows.groups[0].index)
    assert found.lowest.impact_ratio.value == pytest.approx(ratio)
    gap = fairlearn.equalized_odds_difference(rows.y, declined, sensitive_features=rows.groups[0].index)
    gaps = [abs(g.caught_gap.value) for g in found.groups] + [abs(g.flagged_gap.value) for g in found.groups]
    assert max(gaps) == pytest.approx(gap)


def test_a_group_of_three_rows_says_that_it_is_too_small():
    rows = some_applicants(300)
    index = np.r_[np.full(3, 2), rows.groups[0].index[3:]]
    found = judged(Applicants(rows.pd, rows.y, rows.row_id, None, (Segmentation("g", ("a", "b", "c"), index),)))
    small = next(g for g in found.groups if g.label == "c")
    assert small.n == 3 and "too few" in small.note and small.approval_rate is None and small.impact_ratio is None


def test_a_group_with_few_bad_accounts_has_its_approval_judged_alone():
    found = judged(two_groups((200, 200), (150, 120), (50, 10)))
    few = found.groups[1]
    assert few.impact_ratio is not None and few.caught is None and few.bad_rate is None and "bad" in few.note
    assert found.groups[0].caught is not None


def test_nobody_approved_has_no_ratio_and_does_not_raise():
    found = judged(two_groups((80, 80), (40, 40)), cut_off=0.0)
    assert np.isnan(found.groups[1].impact_ratio.value)


def test_ages_come_in_bands_and_everybody_is_in_one():
    bands = age_bands(pd.Series([18, 24.9, 25, 34, 64, 65, 90, None]), "Age")
    assert [bands.labels[i] for i in bands.index] == [
        "under 25", "under 25", "25 to 34", "25 to 34", "55 to 64", "65 and over", "65 and over", "missing",
    ]  # fmt: skip


def test_protected_columns_become_groups_by_their_kind():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"AGE": rng.integers(20, 80, 300), "SEX": rng.integers(1, 3, 300), "mileage": rng.normal(60, 5, 300)}
    )
    schema = TableSchema(numeric=("AGE", "mileage"), categorical=("SEX",), protected=("AGE", "SEX", "mileage"))
    age, sex, miles = protected_groups(frame, schema, schema.protected)
    assert age.labels[0] == "under 25" and sex.labels == ("1", "2") and len(miles.labels) == 5
    with pytest.raises(SchemaError, match="lacks"):
        protected_groups(frame.drop(columns="SEX"), schema, schema.protected)


def test_a_tiny_group_is_compared_and_is_no_reference():
    """Nobody is held against a group of less than 2%, however often it is approved."""
    n = np.array([1000, 1000, 35])
    index = np.repeat([0, 1, 2], n)
    pd_ = np.concatenate(
        [np.where(np.arange(k) < share * k, 0.1, 0.9) for k, share in zip(n, (0.5, 0.4, 1.0), strict=True)]
    )
    group = Segmentation("g", ("a", "b", "c"), index)
    found = judged(Applicants(pd_, np.zeros(len(index), dtype=np.int8), np.arange(len(index)), None, (group,)))
    assert found.reference == "a" and found.lowest.label == "b"
    assert [g.impact_ratio.value for g in found.groups] == pytest.approx([1.0, 0.8, 2.0])
