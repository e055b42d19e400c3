"""Tables for others: nothing that a spreadsheet would run, nothing half-written, types kept in Parquet."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditviz.data.files.export import FORMULA, harmless, harmless_cell, write_table
from creditviz.exceptions import DataError, SpecificationError

TABLE = pd.DataFrame({"amount": [1.5, -2.0, None], "=name": ["=1+1", "+49 30", "plain"], "n": [1, 2, 3]})


@given(st.text(max_size=12))
def test_no_text_begins_like_a_formula_unless_it_is_a_number(text):
    cell = harmless_cell(text)
    assert cell == text or cell == "'" + text
    if cell.startswith(FORMULA):
        float(cell)  # "-1.5" stays a number; anything else would raise here


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="=+-@\t19a", min_size=1, max_size=5), min_size=1, max_size=8))
def test_whole_columns_are_made_harmless(cells):
    made = harmless(pd.DataFrame({"=c": cells}))
    assert list(made.columns) == ["'=c"]
    assert made["'=c"].tolist() == [harmless_cell(cell) for cell in cells]


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.xlsx"])
def test_a_spreadsheet_reads_text_where_a_formula_stood(tmp_path, name):
    write_table(TABLE, tmp_path / name)
    path = tmp_path / name
    back = pd.read_excel(path, engine="calamine") if name.endswith("xlsx") else pd.read_csv(path)
    assert list(back.columns) == ["amount", "'=name", "n"]
    assert back["'=name"].tolist() == ["'=1+1", "'+49 30", "plain"]
    assert back["amount"].tolist()[:2] == [1.5, -2.0] and back["amount"].isna()[2]


def test_parquet_keeps_values_and_types(tmp_path):
    table = TABLE.assign(k=pd.Categorical(["a", "b", "a"]), w=pd.array([1, None, 3], dtype="Int64"))
    write_table(table, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)


def test_another_ending_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(SpecificationError, match=r"\.csv, \.csv\.gz, \.parquet or \.xlsx"):
        write_table(TABLE, tmp_path / "t.doc")
    assert not list(tmp_path.iterdir())


def test_nothing_half_written_stays(tmp_path):
    with pytest.raises(DataError, match="control characters"):
        write_table(pd.DataFrame({"a": ["bell \x07"]}), tmp_path / "t.xlsx")
    with pytest.raises(DataError, match="can be written"):
        write_table(TABLE, tmp_path / "missing" / "t.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (pd.DataFrame({"a": ["bell \x07"]}), "control characters"),
        (pd.DataFrame({"bell \x07": ["a"]}), "control characters"),
        (pd.DataFrame({"a": ["x" * 40_000]}), "40,000 characters"),
        (pd.DataFrame({"a": [[1]]}), "a number, a text or a date"),
    ],
)
def test_what_excel_cannot_hold_is_a_sentence(table, says, tmp_path):
    with pytest.raises(DataError, match=says):
        write_table(table, tmp_path / "t.xlsx")
    write_table(table, tmp_path / "t.csv")


def test_a_time_with_its_zone_is_a_text_in_excel(tmp_path):
    write_table(pd.DataFrame({"a": pd.date_range("2020-03-01", periods=1, tz="Europe/Berlin")}), tmp_path / "t.xlsx")
    back = pd.read_excel(tmp_path / "t.xlsx", engine="calamine")
    assert back["a"].tolist() == ["2020-03-01T00:00:00+01:00"]
