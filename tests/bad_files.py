"""Files that no one prepared: each must be answered with one clear sentence, on the page and on the command line."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class BadFile:
    """How to write it, what must be said of it, and which options lead there."""

    name: str
    write: Callable[[Path], None]
    says: str  # words of the sentence, a regular expression
    options: tuple[str, ...] = ()


def book(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """A small plain book."""
    rng = np.random.default_rng(seed)
    income = rng.lognormal(8, 1, n).round(2)
    bad = (rng.random(n) < 0.2).astype(int)
    return pd.DataFrame({"income": income, "age": rng.integers(18, 80, n), "region": rng.integers(1, 5, n), "bad": bad})


def csv(frame: pd.DataFrame) -> Callable[[Path], None]:
    """A writer of this frame as CSV."""
    return lambda path: frame.to_csv(path, index=False)


def text(content: str | bytes) -> Callable[[Path], None]:
    """A writer of this content."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(raw) and None


def _cut_gzip(path: Path) -> None:
    whole = gzip.compress(book(5000).to_csv(index=False).encode())
    path.write_bytes(whole[: len(whole) // 2])


def _cut_row(path: Path) -> None:
    whole = book().to_csv(index=False)
    path.write_text(whole[: whole.rstrip().rindex(",") - 4])


def _wide(path: Path) -> None:
    names = ",".join(f"x{i}" for i in range(10_001))
    path.write_text(names + "\n" + "\n".join(",".join("1" * 10_001) for _ in range(60)))


BAD_FILES = (
    BadFile("empty.csv", text(""), "empty"),
    BadFile("one_column.csv", csv(book()[["income"]]), "column"),
    BadFile("corrupt.csv.gz", _cut_gzip, "gzip|cut|damaged|broken|corrupt"),
    BadFile("not_gzip.csv.gz", text("income,bad\n1,0\n"), "gzip"),
    BadFile("fake.xlsx", text("this is no workbook"), "Excel|xlsx|workbook"),
    BadFile("cut.csv", _cut_row, "cut|cells|columns|row"),
    BadFile("wide.csv", _wide, "columns"),
    BadFile("picture.png", text(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "CSV|text|bytes|binary"),
    BadFile("infinite.csv", csv(book().assign(income=lambda f: f.income.where(f.index % 9 > 0, np.inf))), "infinite"),
    BadFile(
        "mixed.csv", csv(book().assign(age=lambda f: f.age.astype(str).where(f.index % 5 > 0, "see file"))), "words"
    ),
    BadFile("formula.csv", csv(book().rename(columns={"income": "=1+1", "age": "<b>age</b>"})), "HTML"),
)
BAD_TARGETS = (
    BadFile(
        "missing_target.csv",
        csv(book().assign(bad=lambda f: f.bad.where(f.index % 7 > 0))),
        "without an outcome|missing",
        ("--target", "bad"),
    ),
    BadFile("one_class.csv", csv(book().assign(bad=0)), "one|both|bad", ("--target", "bad", "--bad", "1")),
    BadFile(
        "unmapped.csv",
        csv(book().assign(bad=lambda f: np.where(f.index % 3 == 0, "perhaps", f.bad.astype(str)))),
        "perhaps",
        ("--target", "bad", "--bad", "1", "--good", "0"),
    ),
    BadFile("no_such_column.csv", csv(book()), "oracle", ("--target", "oracle")),
    BadFile("twenty_rows.csv", csv(book(20)), "rows|accounts", ("--target", "bad")),
    BadFile("no_outcome.csv", csv(book().assign(bad=np.nan)), "outcome|missing|bad|target", ("--target", "bad")),
)
STRANGE_BUT_LEGAL = (
    BadFile(
        "mixed_spellings.csv",
        csv(
            book().assign(
                age=lambda f: f.age.astype(str).where(f.index % 5 > 0, " ?"),
                income=lambda f: "$" + f.income.map("{:,.2f}".format),
            )
        ),
        "",
    ),
    BadFile("twice.csv", text("a,a,bad\n" + "1,2,0\n3,4,1\n" * 200), ""),
    BadFile("dates.csv", csv(book().assign(opened=pd.date_range("2020-01-01", periods=400).strftime("%d.%m.%Y"))), ""),
    BadFile(
        "semicolon.csv", lambda path: book().to_csv(path, index=False, sep=";", decimal=",", encoding="utf-16"), ""
    ),
)
