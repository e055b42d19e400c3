"""A book in any spelling of the field reads back as the same values; what only looks like one stays as it is."""

import csv as csv_module
import io

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditviz.data.book import read_frame
from creditviz.data.dates import to_dates
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.text.spellings import read_numbers
from tests.data.books import land_here as land
from tests.data.shapes import loans
from tests.quick import examples

ROWS = 60
SEPARATORS = [",", ";", "\t", "|"]
MARKS = ["", "NA", "n/a", "?", "#N/A", ".", "-", "null", "none", "(blank)", " NA "]
SIGNS = [("", ""), ("$", ""), ("", " €"), ("R$ ", ""), ("£", ""), ("", " zł"), ("CHF ", ""), ("¥", "")]
THOUSANDS = {".": [",", "", " ", "'", "\u00a0"], ",": [".", "", " ", "\u202f"]}
DAYS = [
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.month}/{d.day}/{d:%y}",
    lambda d: f"{d.day}-{d:%b-%y}",
    lambda d: f"{d:%d/%m/%Y} 00:00",
]


@st.composite
def spellings(draw):
    """How a file is written."""
    separator, decimal = draw(st.sampled_from(SEPARATORS)), draw(st.sampled_from([".", ","]))
    return {
        "separator": separator,
        "decimal": decimal,
        "thousands": draw(st.sampled_from(THOUSANDS[decimal])),
        "sign": draw(st.sampled_from(SIGNS)),
        "minus": draw(st.sampled_from(["-", "()", "late"])),
        "mark": draw(st.sampled_from(MARKS)),
        "day": draw(st.sampled_from(DAYS)),
        "blank_every": draw(st.sampled_from([0, 0, 7])),
        "title": draw(st.booleans()),
        "said": draw(st.booleans()) and separator == ";",
        "bom": draw(st.booleans()),
        "quoting": draw(st.sampled_from([csv_module.QUOTE_MINIMAL, csv_module.QUOTE_ALL])),
        "line_end": draw(st.sampled_from(["\n", "\r\n"])),
        "padding": draw(st.sampled_from(["", " "])),
        "tail": draw(st.sampled_from(["", "\n\n", "total"])),
    }


def money(value: float, how: dict) -> str:
    """An amount with two decimals as the file spells it."""
    if np.isnan(value):
        return how["mark"]
    text = f"{abs(value):,.2f}".replace(",", "T").replace(".", how["decimal"]).replace("T", how["thousands"])
    text = how["sign"][0] + text + how["sign"][1]
    if value >= 0:
        return text
    return {"-": f"-{text}", "()": f"({text})", "late": f"{text}-"}[how["minus"]]


def written(frame: pd.DataFrame, how: dict) -> bytes:
    """The book as a file."""
    stream = io.StringIO()
    writer = csv_module.writer(
        stream, delimiter=how["separator"], quoting=how["quoting"], lineterminator=how["line_end"]
    )
    if how["said"]:
        stream.write(f"sep={how['separator']}{how['line_end']}")
    elif how["title"]:
        stream.write(f"Loans of the spring{how['line_end']}")
    writer.writerow([how["padding"] + name for name in frame.columns])
    for i, row in enumerate(frame.itertuples(index=False)):
        if how["blank_every"] and i % how["blank_every"] == 3:
            stream.write(how["line_end"])
        cells = [
            row.loan,
            money(row.amount, how),
            str(row.count),
            how["day"](row.opened),
            row.purpose,
            str(row.default),
        ]
        writer.writerow([how["padding"] + cell for cell in cells])
    stream.write(
        {"total": f"{how['line_end']}Total number of loans {len(frame)}{how['line_end']}"}.get(how["tail"], how["tail"])
    )
    return (("\ufeff" if how["bom"] else "") + stream.getvalue()).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spelled")


@settings(max_examples=examples(40, at_night=300), suppress_health_check=[HealthCheck.too_slow])
@given(how=spellings(), seed=st.integers(0, 2**16))
def test_a_book_reads_back_from_any_spelling(folder, how, seed):
    rng = np.random.default_rng(seed)
    amount = (rng.lognormal(8, 1.5, ROWS) * rng.choice([1, 1, 1, -1], ROWS)).round(2)
    amount[rng.choice(ROWS, 5, replace=False)] = np.nan
    amount[:2] = [1234.56, 9876543.21]  # so that the file leaves no doubt
    opened = pd.to_datetime("2012-01-01") + pd.to_timedelta(rng.integers(0, 1400, ROWS), unit="D")
    opened = pd.DatetimeIndex([pd.Timestamp("2013-05-31"), *opened[1:]])
    frame = pd.DataFrame(
        {
            "loan": [f"{v:08d}" for v in rng.permutation(10**6)[:ROWS]],
            "amount": amount,
            "count": rng.integers(0, 40, ROWS),
            "opened": opened,
            "purpose": rng.choice(["car", "a house, old; or new", "study"], ROWS),
            "default": rng.integers(0, 2, ROWS),
        }
    )
    book = land(io.BytesIO(written(frame, how)), name="book.csv", folder=folder)
    back = read_frame(book.path)
    schema, _ = infer_schema(back, readings=book.readings)
    assert back["loan"].tolist() == frame["loan"].tolist()
    np.testing.assert_allclose(back["amount"], frame["amount"])
    assert back["count"].tolist() == frame["count"].tolist()
    assert to_dates(back["opened"], schema.reading("opened")).tolist() == frame["opened"].tolist()
    assert back["purpose"].tolist() == frame["purpose"].tolist()
    assert (schema.target, schema.date, schema.identifier) == ("default", "opened", "loan")


@pytest.mark.parametrize(
    ("texts", "values", "reading"),
    [
        (["R$ 1.234,56", "R$ 12,00"], [1234.56, 12], "1.234,56 R$"),
        (["($1,234.00)", "$5"], [-1234, 5], "1,234.56 $"),
        (["12,34%", "5%"], [12.34, 5], "1.234,56 %"),
        (["1 234,5", "3\u00a0456,00"], [1234.5, 3456], "1.234,56"),
        (["1'234.00", "12.5"], [1234, 12.5], "1,234.56"),
        (["12k", "3.5k"], [12000, 3500], "1,234.56"),
        (["₹12,34,567.00"], [1234567], "1,234.56 ₹"),
        (["1.234.567", "1.000"], [1234567, 1000], "1.234,56"),
        (["5-", "3"], [-5, 3], "1,234.56"),
        (["EUR 5", "5 EUR"], [5, 5], "1,234.56 EUR"),
    ],
)
def test_amounts_in_their_spellings(texts, values, reading):
    found = read_numbers(pl.Series(texts))
    np.testing.assert_allclose(found.values, values)
    assert found.reading == reading


# What must stay as it is: greed is as bad as blindness.

RNG = np.random.default_rng(0)
N = 1200
LEVELS = {  # a column of words that stays one, every level with it
    "a level called none": RNG.choice(["none", "guarantor", "co-applicant"], N),
    "none beside a few counts": RNG.choice(["none", "1", "2", "3"], N),
    "a region called NA": RNG.choice(["NA", "EMEA", "APAC"], N),
    "children of three and more": RNG.choice(["0", "1", "2", "3+"], N),
    "products M and F": RNG.choice(["M", "F"], N),
    "terms in words": RNG.choice(["36 months", "60 months"], N),
    "classes of tenure": RNG.choice(["< 1 year", "2 years", "10+ years"], N),
    "ranges of amounts": RNG.choice(["1-1000", "1001-5000", "5001+"], N),
    "codes of branches": RNG.choice(["0007", "0011", "0102"], N),
    "codes with letters": [f"{v}{'A' if v % 3 else ''}" for v in RNG.integers(10, 99, N)],
    "what looks like a power of ten": [f"{v}E{v % 7}" for v in RNG.integers(100, 999, N)],
    "postcodes with a letter before": [f"D-{v}" for v in RNG.integers(10000, 99999, N)],
}


@pytest.mark.parametrize("case", LEVELS)
def test_words_and_codes_stay_words_and_codes(case, tmp_path):
    column = "product" if "product" in case else "kind"
    frame = loans().assign(**{column: LEVELS[case]})
    book = land(io.BytesIO(frame.to_csv(index=False).encode()), name="book.csv", folder=tmp_path)
    back = read_frame(book.path)
    assert back[column].tolist() == list(LEVELS[case]) and not book.readings
    schema, _ = infer_schema(back)
    assert column not in schema.numeric and column not in schema.protected


AMOUNTS = {  # a column of numbers that has no code and no date in it
    "utilisation up to 999": ("utilisation", RNG.integers(0, 1000, N)),
    "amounts that end in 99": ("price", RNG.integers(1, 200, N) * 100 - 1),
    "age 98": ("age", np.r_[98, 97, 99, RNG.integers(18, 90, N - 3)]),
    "tenure 0": ("tenure", np.maximum(0, RNG.integers(-20, 60, N))),
    "a balance below zero": ("balance", RNG.normal(0, 1000, N).round(0)),
    "a score of -1 among others below zero": ("z_score", RNG.integers(-5, 6, N)),
    "amounts that look like day serials": ("limit", RNG.integers(40_000, 45_000, N)),
    "a skewed amount": ("income", RNG.lognormal(8, 2, N).round(0)),
    "days past due": ("days_late", np.where(RNG.random(N) < 0.9, 0, RNG.integers(1, 100, N))),
    "one very rich applicant": ("wealth", np.r_[99_999, RNG.integers(0, 5000, N - 1)]),
}


@pytest.mark.parametrize("case", AMOUNTS)
def test_amounts_keep_all_their_values(case, tmp_path):
    name, values = AMOUNTS[case]
    frame = loans().drop(columns="income").assign(**{name: values})
    book = land(io.BytesIO(frame.to_csv(index=False).encode()), name="book.csv", folder=tmp_path)
    back = read_frame(book.path)
    schema, _ = infer_schema(back)
    assert name in schema.numeric and name not in schema.codes and schema.date is None
    np.testing.assert_allclose(back[name], values)
    assert not book.notes


YES_NO = ["insurance", "has_car", "newsletter", "co_applicant", "phone", "online", "paperless"]


@pytest.mark.parametrize("name", YES_NO)
@pytest.mark.parametrize("values", [["yes", "no"], ["Y", "N"], [1, 0]])
def test_a_yes_or_no_that_does_not_speak_of_default_is_no_outcome(name, values):
    frame = loans().drop(columns="default").assign(**{name: RNG.choice(values, N)})
    schema, _ = infer_schema(frame)
    assert schema.target is None and schema.certainty == "asked" and name in schema.doubt


@pytest.mark.parametrize(
    "name", ["has_defaulted_before", "cb_person_default_on_file", "previous_default", "default_history"]
)
def test_an_earlier_default_is_no_outcome_while_another_fits(name):
    frame = loans().rename(columns={"default": "loan_status"}).assign(**{name: RNG.choice(["Y", "N"], N)})
    schema, _ = infer_schema(frame)
    assert (schema.target, schema.bad, schema.certainty) == ("loan_status", (1,), "taken")
    alone, _ = infer_schema(frame.drop(columns="loan_status"))
    assert alone.certainty != "taken"


@pytest.mark.parametrize(
    "name",
    ["sexo", "Geschlecht", "sexe", "genre", "geslacht", "płeć", "cinsiyet", "性别", "性別", "성별", "idade", "Alter",
     "età", "leeftijd", "年龄", "estado_civil", "Familienstand", "婚姻", "CODE_GENDER", "MaritalStatus", "AgeAtLoan"],
)  # fmt: skip
def test_protected_names_in_many_languages(name):
    frame = loans().assign(**{name: RNG.integers(1, 3, N)})
    assert name in infer_schema(frame)[0].protected
    last = frame.drop(columns="default")
    assert infer_schema(last)[0].target is None, "never taken for the outcome"


@pytest.mark.parametrize(
    "name", ["account_age", "oldest_line_age", "page", "usage", "stage", "mortgage", "car_age", "average"]
)
def test_names_that_only_sound_protected(name):
    frame = loans().assign(**{name: RNG.integers(1, 40, N)})
    assert name not in infer_schema(frame)[0].protected


@pytest.mark.parametrize(
    "values", [["male", "female"], ["single", "married"], ["Mann", "Frau"], ["男", "女"], ["M", "F"]]
)
def test_protected_by_values(values):
    frame = loans().assign(x7=RNG.choice(values, N))
    assert "x7" in infer_schema(frame)[0].protected
