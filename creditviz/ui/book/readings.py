"""How days are written and what codes mean: the second part of the schema editor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.data.values import listed
from creditviz.runs import Book
from creditviz.schema import MOST_MONTHS, TableSchema
from creditviz.small_files import decoded
from creditviz.ui.mistakes import mistakes
from creditviz.ui.words import literal


def show_readings(book: Book, schema: TableSchema) -> dict[str, Any]:
    """The chosen reading of the date and the list of codes, as `with_readings` takes them."""
    return {
        "reading": _show_date(book, schema),
        "months": _show_months(book, schema),
        "codes": _show_codes(book, schema),
    }


def with_readings(schema: TableSchema, chosen: Mapping[str, Any]) -> TableSchema:
    """The schema with what was chosen."""
    from dataclasses import replace

    from creditviz.data.meaning.codebook import may_hold_codes, with_codes

    there = may_hold_codes(schema)
    schema = with_codes(schema, [line for line in chosen["codes"] if line.get("column") in there])
    if chosen["reading"] and schema.date:
        schema = replace(schema, readings={**schema.readings, schema.date: chosen["reading"]})
    return replace(schema, outcome_months=int(chosen.get("months") or 0) if schema.date else 0)


def _show_date(book: Book, schema: TableSchema) -> str:
    """How the days of the date column are written; empty where nothing can be switched."""
    from creditviz.data.dates import DAY_FIRST, MONTH_FIRST

    now = schema.reading(schema.date) if schema.date else ""
    if now not in (DAY_FIRST, MONTH_FIRST):
        return ""
    options = [DAY_FIRST, MONTH_FIRST]
    return st.radio(
        f"Days of {literal(schema.date or '')}",
        options,
        index=options.index(now),
        horizontal=True,
        key=f"days_{book.schema_hash}",
        help="3/4/2014 is in April when the day comes first, in March when the month does. "
        "The whole column was looked at; switch it if you know better.",
    )


def _show_months(book: Book, schema: TableSchema) -> int:
    """Months until an outcome is known, asked for as soon as a date is named."""
    if not schema.date:
        return 0
    return int(
        st.number_input(
            "Months until the outcome is known (0: not said)",
            0,
            MOST_MONTHS,
            schema.outcome_months,
            key=f"outcome_months_{book.schema_hash}",
            help="12 for 'bad within a year'. Out of time, accounts of so many months before the first test account "
            "are not learned from: their outcomes were not known by then.",
        )
    )


def _show_codes(book: Book, schema: TableSchema) -> list[dict[Any, Any]]:
    """Numbers that are no amounts; lines may be pasted from a spreadsheet."""
    from creditviz.data.meaning.codebook import code_lines, may_hold_codes

    lines, there = code_lines(schema), may_hold_codes(schema)
    with st.expander("Codes among the numbers", expanded=bool(lines), icon=":material/pin:"):
        st.caption("A model reads each code as missing, with a value of its own. Paste your codebook, or add lines.")
        file = st.file_uploader(
            "Load a codebook",
            type=["csv", "tsv", "txt"],
            key=f"codebook_{book.schema_hash}",
            help="A text file with the columns column, code and meaning. Its lines stand beside those that are there.",
        )
        loaded = _loaded(file.getvalue(), file.name, there) if file is not None else []
        new = {(line["column"], line["code"]) for line in loaded}
        lines = [line for line in lines if (line["column"], line["code"]) not in new] + loaded
        edited = st.data_editor(
            pd.DataFrame(lines, columns=["column", "code", "meaning"], dtype="str"),
            num_rows="dynamic",
            hide_index=True,
            key=f"codes_{book.schema_hash}_{file.file_id if file is not None else ''}",
            column_config={
                "column": st.column_config.SelectboxColumn("column", options=list(there), width=200),
                "code": st.column_config.TextColumn("code", width=100),
                "meaning": st.column_config.TextColumn("meaning", width=380),
            },
            alt="Codes among the numbers with their meanings.",
        )
    return edited.to_dict("records")


def _loaded(content: bytes, name: str, there: Collection[str]) -> list[dict[str, str]]:
    """The lines of a codebook for columns of amounts; what is left out is said."""
    from creditviz.data.meaning.codebook import read_codebook

    found: list[dict[str, str]] = []
    with mistakes():
        found = read_codebook(decoded(content, name))
    others = {line.get("column", "") for line in found} - {*there}
    if others:
        st.caption(f"Left out, since they hold no amounts in this book: {literal(listed(sorted(others), 5))}.")
    return [{"code": "", **line} for line in found if line.get("column") in there]
