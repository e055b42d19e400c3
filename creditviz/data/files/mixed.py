"""Text columns that hold numbers: written with a sign (13.5%, $1,200), or spoiled by a few words."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from creditviz.exceptions import DataError

_ROWS_TRIED = 5_000
_DRESSED = r"^\s*[-+]?[$€£¥]?\s*[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*%?\s*$"
_CLOTHES = r"[$€£¥,%\s]"
# "1.234,56" as German, Spanish and Italian programs write it; a column needs one value with both marks to be told
_CONTINENTAL = r"^\s*[-+]?[$€£¥]?\s*[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\s*[%€]?\s*$"
_BOTH_MARKS = r"\d\.\d{3},\d"
_A_CATEGORY = 20  # so many different numbers at most, and a column may be a category such as 0, 1, 2, "3+"


def numbers_in_text(table: pl.LazyFrame) -> list[pl.Expr]:
    """Expressions that undress text columns whose first rows are all numbers with a percent or currency sign."""
    texts = [name for name, kind in table.collect_schema().items() if kind == pl.String]
    if not texts:
        return []
    head = table.select(texts).head(_ROWS_TRIED).collect()
    expressions = []
    for name in texts:
        known, text = head[name].drop_nulls(), pl.col(name)
        if not known.len():
            continue
        if known.str.contains(_CONTINENTAL).all() and known.str.contains(_BOTH_MARKS).any():
            text = text.str.replace_all(".", "", literal=True).str.replace_all(",", ".", literal=True)
        elif not known.str.contains(_DRESSED).all():
            continue
        expressions.append(text.str.replace_all(_CLOTHES, "").cast(pl.Float64))  # one word later on and all stay text
    return expressions


def check_mixed(path: Path) -> None:
    """Raise `DataError` when a column of many different numbers holds a few words.

    Few different numbers beside words are left alone: "3+" children is a category.
    """
    table = pl.scan_parquet(path, glob=False)
    texts = [name for name, kind in table.collect_schema().items() if kind == pl.String]
    for name in texts:
        column = pl.col(name).str.strip_chars()
        number = column.cast(pl.Float64, strict=False)
        counts = table.select(known=pl.col(name).count(), numbers=number.count(), different=number.n_unique()).collect(
            engine="streaming"
        )
        known, numbers, different = counts.row(0)
        if numbers < known and numbers > known / 2 and different > _A_CATEGORY:
            words = table.select(column.filter(number.is_null() & column.is_not_null()).unique().head(3)).collect()
            shown = ", ".join(repr(word[:30]) for word in sorted(words.to_series().to_list()))
            raise DataError(
                f"a column holds numbers or words, however {name!r} holds numbers in {numbers:,} rows and words in "
                f"{known - numbers:,} ({shown}). "
                "Leave cells without a number empty, or give the words a column of their own."
            )
