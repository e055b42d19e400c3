"""Days in every spelling of credit files: the same days come back."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.data.dates import DAY_FIRST, EXCEL, MONTH_FIRST, SAS, date_rank, date_reading, is_certain, to_dates

DAYS = st.lists(st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2035-12-31").date()), min_size=3, max_size=30)
SPELLINGS = {  # a day that leaves no doubt is put in front
    "ISO": lambda d: f"{d:%Y-%m-%d}",
    "ISO with a time": lambda d: f"{d:%Y-%m-%d} 14:05:06",
    "ISO with a zone": lambda d: f"{d:%Y-%m-%d}T14:05:06+01:00",
    "slashes": lambda d: f"{d:%Y/%m/%d}",
    "eight digits": lambda d: f"{d:%Y%m%d}",
    "German": lambda d: f"{d:%d.%m.%Y}",
    "British": lambda d: f"{d:%d/%m/%Y}",
    "American": lambda d: f"{d.month}/{d.day}/{d.year}",
    "American, short, with a time": lambda d: f"{d.month}/{d.day}/{d:%y} 0:00",
    "SAS": lambda d: f"{d:%d%b%Y}".upper(),
    "SAS with a time": lambda d: f"{d:%d%b%Y}:00:00:00".upper(),
    "SBA": lambda d: f"{d.day}-{d:%b-%y}",
    "long": lambda d: f"{d:%B} {d.day}, {d.year}",
    "Chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
}
MONTHS = {
    "ISO": lambda d: f"{d:%Y-%m}",
    "Lending Club": lambda d: f"{d:%b-%Y}",
    "statistical offices": lambda d: f"{d.year}M{d.month:02d}",
    "American": lambda d: f"{d.month}/1/{d.year}",
    "six digits": lambda d: f"{d:%Y%m}",
    "turned": lambda d: f"{d:%m/%Y}",
}


@given(days=DAYS, spelling=st.sampled_from(sorted(SPELLINGS)))
def test_days_come_back_from_every_spelling(days, spelling):
    days = [pd.Timestamp("2013-05-31").date(), *days]
    read = to_dates(pd.Series([SPELLINGS[spelling](d) for d in days]))
    assert read.dt.date.tolist() == days


@given(days=DAYS, spelling=st.sampled_from(sorted(MONTHS)))
def test_months_come_back_from_every_spelling(days, spelling):
    days = [pd.Timestamp("2012-01-01").date(), pd.Timestamp("2012-02-01").date(), *(d.replace(day=1) for d in days)]
    read = to_dates(pd.Series([MONTHS[spelling](d) for d in days]))
    assert read.dt.date.tolist() == days


@given(days=DAYS, system=st.sampled_from([EXCEL, SAS]))
def test_counts_of_days_are_dates_under_a_name_that_says_so(days, system):
    zero = {EXCEL: "1899-12-30", SAS: "1960-01-01"}[system]
    days = [*days, days[0]]
    counts = (pd.Series(pd.to_datetime(days)) - pd.Timestamp(zero)).dt.days
    assert date_reading(counts, named=True) == system
    assert to_dates(counts, system).dt.date.tolist() == days
    assert date_reading(counts) == "", "an amount elsewhere"


@pytest.mark.parametrize(
    ("texts", "reading", "certain"),
    [
        (["1/2/2014", "3/14/2013"], MONTH_FIRST, True),
        (["1/2/2014", "14/3/2013"], DAY_FIRST, True),
        (["4/1/2014", "12/1/2013"], MONTH_FIRST, True),
        (["1/4/2014", "1/12/2013"], DAY_FIRST, True),
        (["4/2/2014", "12/1/2013"], DAY_FIRST, False),
    ],
)
def test_what_comes_first_is_decided_by_the_whole_column(texts, reading, certain):
    assert (date_reading(pd.Series(texts)), is_certain(pd.Series(texts))) == (reading, certain)


@pytest.mark.parametrize(
    ("name", "rank"),
    [("issue_d", 2), ("Antragsdatum", 2), ("data_solicitacao", 2), ("LoanOriginationDate", 2), ("date", 1),
     ("last_pymnt_d", 0), ("ChargeOffDate", 0), ("DefaultDate", 0), ("closed", 0)],
)  # fmt: skip
def test_dates_of_opening_come_before_those_written_afterwards(name, rank):
    assert date_rank(name) == rank


def test_a_million_times_of_day_are_a_few_thousand_days():
    stamps = pd.Series(pd.date_range("2014-01-01", periods=20_000, freq="7min"))
    for pattern in ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d%b%Y:%H:%M:%S"):
        assert (to_dates(stamps.dt.strftime(pattern)) == stamps.dt.normalize()).all(), pattern
