"""Names of months: whatever the pattern and the order of the table, the sequence is found, oldest first."""

import random

from hypothesis import given
from hypothesis import strategies as st

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.meaning.months import month_groups, parse_month

STEMS = st.sampled_from(["balance", "BILL_AMT", "pay_amount", "utilisation", "x", "dpd status"])


def calendar(stem, i, n):
    year, month = divmod(2022 * 12 + 9 + i, 12)
    return year, month + 1


def dated(pattern):
    return lambda stem, i, n: pattern.format(stem=stem, y=calendar(stem, i, n)[0], m=calendar(stem, i, n)[1])


def dated_word(stem, i, n):
    year, month = calendar(stem, i, n)
    return f"{stem}_{'jan feb mar apr may jun jul aug sep oct nov dec'.split()[month - 1]}_{year}"


PATTERNS = {  # name of month i (0 oldest) of n
    "x_2024_01": dated("{stem}_{y}_{m:02d}"),
    "x_202401": dated("{stem}_{y}{m:02d}"),
    "x_2024-01": dated("{stem}_{y}-{m:02d}"),
    "x_2024m1": dated("{stem}_{y}_m{m}"),
    "2024_01_x": dated("{y}_{m:02d}_{stem}"),
    "x_jan_2024": dated_word,
    "x_t-3": lambda stem, i, n: f"{stem}_t-{n - 1 - i}",
    "x_t3": lambda stem, i, n: f"{stem}_t{n - 1 - i}",
    "x(t-3)": lambda stem, i, n: f"{stem}(t-{n - 1 - i})",
    "x_lag3": lambda stem, i, n: f"{stem}_lag{n - 1 - i}",
    "lag3_x": lambda stem, i, n: f"lag{n - 1 - i}_{stem}",
    "x_3m_ago": lambda stem, i, n: f"{stem}_{n - 1 - i}m_ago",
    "m1_x": lambda stem, i, n: f"m{i + 1}_{stem}",
    "month_1_x": lambda stem, i, n: f"month_{i + 1}_{stem}",
    "x_m1": lambda stem, i, n: f"{stem}_m{i + 1}",
}


@given(STEMS, st.integers(2, 24), st.sampled_from(sorted(PATTERNS)), st.randoms(use_true_random=False))
def test_a_shuffled_sequence_is_found_oldest_first(stem, n, pattern, rng):
    names = [PATTERNS[pattern](stem, i, n) for i in range(n)]
    shuffled = names + ["income", "LIMIT_BAL", "purpose"]
    rng.shuffle(shuffled)
    groups = month_groups(shuffled)
    assert [group.columns for group in groups] == [tuple(names)]
    assert groups[0].stem == stem


@given(st.text(max_size=30))
def test_no_name_breaks_the_parser(name):
    month = parse_month(name)
    assert month is None or month.stem in name


@given(st.lists(st.text("abT_-0123456789", max_size=12), unique=True, max_size=30))
def test_groups_never_share_or_invent_columns(names):
    columns = [column for group in month_groups(names) for column in group.columns]
    assert len(columns) == len(set(columns)) and set(columns) <= set(names)


def test_numbers_behind_names_need_a_word_of_money():
    assert month_groups([f"V{i}" for i in range(1, 29)]) == []
    assert month_groups([f"FLAG_DOCUMENT_{i}" for i in range(2, 22)]) == []
    assert month_groups(["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"]) == []
    assert [g.stem for g in month_groups([f"PAY_{i}" for i in (0, 2, 3, 4, 5, 6)])] == ["PAY"]


def test_quantities_of_another_calendar_stay_single_columns():
    names = [f"balance_t-{i}" for i in range(6)] + [f"payment_t-{i}" for i in range(6)] + ["score_t-0", "score_t-1"]
    assert {g.stem for g in month_groups(names)} == {"balance", "payment"}


def monthly_book(names, newest_last, n=3000, seed=1):
    """Amounts that drift to bad: the latest month tells most."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    walk = rng.normal(0, 1, (n, len(names))).cumsum(axis=1) * 100
    default = (walk[:, -1] + rng.normal(0, 60, n) > np.quantile(walk[:, -1], 0.8)).astype(int)
    walk = walk if newest_last else walk[:, ::-1]
    return pd.DataFrame(walk.round(2), columns=names).assign(default=default)


def test_the_outcome_decides_which_end_is_the_latest():
    names = [f"m{i}_balance" for i in range(1, 7)]
    rising = infer_schema(monthly_book(names, newest_last=True))[0].sequences[0]
    falling, guesses = infer_schema(monthly_book(names, newest_last=False))
    assert rising.columns == tuple(names)
    assert falling.sequences[0].columns == tuple(reversed(names))
    assert any("month 1 tells most about the outcome" in g.reason for g in guesses)


def test_without_evidence_the_conventions_hold():
    rng = random.Random(0)
    import numpy as np
    import pandas as pd

    def noise(names):
        values = {name: [rng.random() * 100 for _ in range(300)] for name in names}
        return pd.DataFrame(values).assign(default=np.resize([0, 0, 0, 1], 300))

    months = [f"m{i}_balance" for i in range(1, 7)]
    numbers = [f"balance{i}" for i in range(1, 7)]
    assert infer_schema(noise(months))[0].sequences[0].columns == tuple(months)
    assert infer_schema(noise(numbers))[0].sequences[0].columns == tuple(reversed(numbers))
