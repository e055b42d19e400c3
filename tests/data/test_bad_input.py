"""Every file that cannot be used gets one sentence: the rule, what came, what to do. Nothing is left behind."""

import gzip
import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.checks.findings import check_book
from creditviz.data.meaning.inference import change_schema, infer_schema
from creditviz.data.outcome import check_target, outcomes
from creditviz.exceptions import CreditVizError, DataError, SchemaError
from tests.data.books import land_here as land
from tests.data.books import small_book


def csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def renamed(**names: str) -> bytes:
    return csv(small_book().rename(columns=names))


def with_value(column: str, row: int, value: object) -> bytes:
    frame = small_book().astype({column: object})
    frame.loc[row, column] = value
    return csv(frame)


def a_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("book.csv", "a,b\n1,2\n")
    return stream.getvalue()


FILES = {  # what is wrong -> (name, bytes, words that the sentence must hold)
    "empty": ("book.csv", b"", "is empty"),
    "empty inside": ("book.csv.gz", gzip.compress(b""), "is empty inside"),
    "blank lines only": ("book.csv", b"\n\n  \n", "is empty"),
    "a header only": ("book.csv", b"a,b,default\n", "has 0"),
    "one column": ("book.csv", csv(small_book()[["amount"]]), "at least two columns"),
    "10,000 columns": ("book.csv", csv(pd.DataFrame(np.ones((60, 10_000))).add_prefix("x")), "10,000"),
    "words among numbers": ("book.csv", with_value("amount", 7, "see file"), "'see file'"),
    "a corrupted gzip": ("book.csv.gz", gzip.compress(csv(small_book()))[:-40] + b"\0" * 40, "damaged"),
    "a cut gzip": ("book.csv.gz", gzip.compress(csv(small_book()))[:500], "cut off"),
    "a CSV named .xlsx": ("book.xlsx", csv(small_book()), "Excel"),
    "a zip named .xlsx": ("book.xlsx", a_zip(), "Excel"),
    "a cut zip named .xlsx": ("book.xlsx", a_zip()[:40], "Excel"),
    "a zip": ("book.zip", a_zip(), "Unpack"),
    "a cut Parquet file": ("book.parquet", b"PAR1" + b"\0" * 50, "table"),
    "a CSV named .parquet": ("book.parquet", csv(small_book()), "PAR1"),
    "a picture": ("book.csv", bytes(range(256)) * 40, "CSV, Parquet or Excel"),
    "cut in mid-row": ("book.csv", csv(small_book())[:-25], "cut off"),
    "a short row": ("book.csv", csv(small_book()).replace(b",car,", b",", 1), "has 6"),
    "a long row": ("book.csv", csv(small_book()).replace(b",car,", b",car,x,", 1), "has 8"),
    "a name like HTML": ("book.csv", renamed(amount="<img src=x onerror=alert(1)>"), "HTML or a formula"),
    "a name like a formula": ("book.csv", renamed(amount="=HYPERLINK(A1)"), "HTML or a formula"),
    "infinities": ("book.csv", with_value("amount", 3, "inf"), "'amount' (1)"),
    "20 rows": ("book.csv", csv(small_book(20)), "has 20"),
}  # fmt: skip


def check_sentence(error: Exception) -> None:
    text = str(error)
    assert "however" in text, "says the rule and what came"
    assert "\n" not in text and len(text) < 420, "one line that a person reads"
    assert text.rstrip().endswith("."), "ends with what to do"


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used_gets_one_sentence_and_leaves_nothing(case, tmp_path):
    name, content, words = FILES[case]
    earlier = land(io.BytesIO(csv(small_book(seed=5))), name="earlier.csv", folder=tmp_path)
    with pytest.raises(DataError) as caught:
        land(io.BytesIO(content), name=name, folder=tmp_path)
    check_sentence(caught.value)
    assert words in str(caught.value)
    assert list(tmp_path.iterdir()) == [earlier.path], "nothing half-written"
    assert len(read_frame(earlier.path)) == 200, "the earlier book is still there"


def test_two_equal_names_are_told_apart_and_said(tmp_path):
    content = csv(small_book()).replace(b"age", b"amount", 1)
    landed = land(io.BytesIO(content), name="book.csv", folder=tmp_path)
    assert {"amount", "amount (2)"} <= set(read_frame(landed.path).columns)
    assert any("'amount'" in done.what and done.grave for done in landed.notes)


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(DataError, match="none called") as caught:
        land(tmp_path / "nowhere.csv", name="nowhere.csv", folder=tmp_path)
    check_sentence(caught.value)


def one_class(frame):
    return frame.assign(default=0)


def three_words(frame):
    return frame.assign(default=np.resize(["alpha", "beta", "gamma"], len(frame)))


def holes(frame):
    return frame.assign(default=frame["default"].where(frame.index != 3))


TARGETS = {
    "one class": (one_class, "good and bad"),
    "unmapped": (three_words, "'alpha'"),
    "missing": (holes, "1 of 200"),
}


@pytest.mark.parametrize("case", TARGETS)
def test_a_target_that_cannot_be_used_is_one_sentence(case):
    spoil, words = TARGETS[case]
    frame = spoil(small_book())
    schema, _ = infer_schema(frame)
    assert schema.target == "default"
    for ask in (outcomes, check_target):
        with pytest.raises(CreditVizError) as caught:
            ask(frame, schema)
        check_sentence(caught.value)
        assert words in str(caught.value)
    first = check_book(frame, schema)[0]
    assert (first.verdict, first.check) == ("stop", "target")


def test_a_target_with_holes_can_be_used_once_they_are_excluded():
    frame = holes(small_book())
    schema = change_schema(infer_schema(frame)[0], frame, exclude=["missing"])
    row_id, _ = outcomes(frame, schema)
    assert 3 not in row_id and len(row_id) == 199


def test_no_target_at_all():
    frame = small_book()[["amount", "age", "purpose"]]
    schema, guesses = infer_schema(frame)
    assert schema.target is None
    assert any(g.role == "target" and "name the target" in g.reason for g in guesses)
    check_target(frame, schema)  # a book without outcomes may be looked at
    with pytest.raises(SchemaError) as caught:
        outcomes(frame, schema)
    check_sentence(caught.value)


@pytest.mark.parametrize("given", [{"target": "nosuch"}, {"bad": ["7"]}, {"good": ["x"]}, {"roles": {"age": "wizard"}}])
def test_corrections_that_make_no_sense_are_one_sentence(given):
    frame = small_book()
    with pytest.raises(SchemaError) as caught:
        change_schema(infer_schema(frame)[0], frame, **given)
    check_sentence(caught.value)


def test_few_accounts_of_one_outcome():
    frame = small_book().assign(default=lambda f: (f.index < 4).astype(int))
    schema, _ = infer_schema(frame)
    with pytest.raises(DataError, match="with 4 bad") as caught:
        outcomes(frame, schema)
    check_sentence(caught.value)
    check_target(frame, schema)  # enough to look at


def test_dates_written_as_text_are_read_as_dates():
    schema, guesses = infer_schema(small_book())
    assert schema.date == "issued"
    assert next(g.reason for g in guesses if g.column == "issued") == "reads as dates"


def test_a_birth_date_orders_no_book():
    born = pd.date_range("1950-01-01", periods=200).strftime("%Y-%m-%d")
    frame = small_book().drop(columns="issued").assign(birth_date=born)
    schema, _ = infer_schema(frame)
    assert schema.date is None and "birth_date" in schema.ignored


def test_dates_that_do_not_read_are_a_finding():
    frame = small_book()
    frame.loc[:4, "issued"] = "soon"
    schema, _ = infer_schema(frame)
    assert schema.date == "issued"
    finding = next(f for f in check_book(frame, schema) if f.check == "dates")
    assert finding.verdict == "warning" and finding.what.startswith("5 of 200 values")


def test_fractions_are_no_dates():
    frame = small_book().assign(share=np.linspace(0, 5, 200))
    schema = change_schema(infer_schema(frame)[0], frame, roles={"share": "date"})
    finding = next(f for f in check_book(frame, schema) if f.check == "dates")
    assert finding.verdict == "warning"


def test_few_numbers_beside_a_word_are_a_category(tmp_path):
    frame = small_book().assign(children=np.resize(["0", "1", "2", "3+"], 200))
    book = land(io.BytesIO(csv(frame)), name="book.csv", folder=tmp_path)
    schema, _ = infer_schema(read_frame(book.path))
    assert "children" in schema.categorical
