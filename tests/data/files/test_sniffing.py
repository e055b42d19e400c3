"""Separator, decimal mark and header of texts that nobody chose by hand."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.data.files.sniffing import SEPARATORS, check_header, is_number, sniff, sniff_encoding
from creditviz.exceptions import DataError

NAMES = st.lists(
    st.from_regex(r"[a-z][a-z_]{0,8}[0-9]?", fullmatch=True), min_size=2, max_size=8, unique=True
)  # fmt: skip
CELLS = st.one_of(
    st.integers(-9999, 9999).map(str),
    st.floats(-1e5, 1e5).map(lambda x: f"{x:.2f}"),
    st.text("abcxyz ,;|\t\"'", max_size=8),
    st.just(""),
)


@given(names=NAMES, separator=st.sampled_from(SEPARATORS), data=st.data())
def test_any_table_of_cells_is_split_as_it_was_written(names, separator, data):
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=5, max_size=20))
    stream = io.StringIO()
    # Every cell with a sign in it is quoted, as programs do, so that no other separator splits all lines alike.
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([names, *rows])
    found = sniff(stream.getvalue())
    assert found.names == tuple(names)
    assert found.separator == separator


@given(names=NAMES, separator=st.sampled_from(";\t|"), values=st.lists(st.floats(-1e5, 1e5), min_size=8, max_size=8))
def test_decimal_commas_are_found(names, separator, values):
    amounts = [f"{value:.2f}".replace(".", ",") for value in values]
    lines = [separator.join(names)] + [separator.join([amount] * len(names)) for amount in amounts]
    found = sniff("\n".join(lines) + "\n")
    assert (found.separator, found.decimal) == (separator, ",")


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_that_python_writes_is_a_number(value):
    assert is_number(repr(value))


@given(st.text("abcdfghijklmopqrstuvwxyz_ ", min_size=1))
def test_no_word_is_a_number(text):
    assert not is_number(text)


@given(st.lists(st.floats(0.1, 1e6).map(lambda x: f"{x:.1f}"), min_size=3, max_size=10, unique=True))
def test_a_first_row_of_amounts_is_no_header(cells):
    with pytest.raises(DataError, match="names the columns"):
        check_header(tuple(cells), cells)


def test_running_numbers_and_years_are_names():
    check_header(("0", "1", "2", "3"), ["5", "6", "7", "8"])
    check_header(("account", "2021", "2022", "2023"), ["5", "6", "7", "8"])
    check_header(("pay_0", "amount", "x", "y", "z", "w", "v", "u", "t", "s", "1"), ["5"] * 11)


@given(st.text(st.characters(exclude_categories=["C"]), min_size=40, max_size=200))
def test_what_is_utf8_is_taken_as_utf8(text):
    assert sniff_encoding(("name,value\n" + text).encode()).startswith("utf-8")


@given(st.text("abcdefgh,;0123456789\n", min_size=60, max_size=200))
def test_utf16_is_seen_without_its_mark(text):
    assert sniff_encoding(text.encode("utf-16-le")) == "utf-16-le"
    assert sniff_encoding(text.encode("utf-16-be")) == "utf-16-be"
    assert sniff_encoding(text.encode("utf-16")) == "utf-16"
