"""Spellings that real exports use and few expect: each column reads as what it says, and what was done is said."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.dates import to_dates
from creditviz.data.meaning.inference import infer_schema
from tests.data.books import land_here as land

N = 120
BAD = np.arange(N) % 6 == 0
AMOUNT = 1000 + 37.5 * np.arange(N)


def text(columns: dict, *, sep: str = ",", names: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, lineterminator="\n")
    writer.writerow(names or list(columns))
    writer.writerows(zip(*columns.values(), strict=True))
    return out.getvalue()


def read(content: bytes | str, folder):
    raw = content.encode() if isinstance(content, str) else content
    book = land(io.BytesIO(raw), name="book.csv", folder=folder)
    frame = read_frame(book.path)
    schema = infer_schema(frame, readings=book.readings)[0]
    return frame, schema, " ".join(note.what for note in book.notes)


OUTCOMES = {  # name of the outcome, bad, good, encoding
    "是否违约": ("是", "否", "gb18030"),
    "違約": ("是", "否", "big5"),
    "延滞": ("はい", "いいえ", "shift_jis"),
    "연체여부": ("Y", "N", "euc_kr"),
    "дефолт": ("да", "нет", "cp1251"),
    "niespłacony": ("tak", "nie", "cp1250"),
    "temerrüt": ("evet", "hayır", "cp1254"),
    "défaut": ("oui", "non", "cp1252"),
    "Ausgefallen": ("ja", "nein", "utf-8"),
    "inadimplente": ("sim", "não", "cp1252"),
    "mora": ("sí", "no", "cp1252"),
    "insolvente": ("sì", "no", "cp1252"),
    "wanbetaling": ("ja", "nee", "utf-8"),
    "NPA": ("Yes", "No", "utf-8"),
    "good_bad": ("B", "G", "utf-8"),
    "outcome": ("1 - bad", "0 - good", "utf-8"),
    "account_performance": ("delinquent", "performing", "utf-8"),
    "statut": ("en défaut", "remboursé", "utf-8"),
    "written_off": ("T", "F", "utf-8"),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_in_the_words_and_letters_of_a_country(name, tmp_path):
    bad, good, encoding = OUTCOMES[name]
    content = text({"id": range(N), "x": AMOUNT, name: np.where(BAD, bad, good)}).encode(encoding)
    frame, schema, _ = read(content, tmp_path)
    assert (schema.target, schema.bad, schema.good) == (name, (bad,), (good,)), list(frame.columns)
    assert schema.certainty == "taken"


def test_a_mark_or_nothing_is_asked_about(tmp_path):
    _, schema, _ = read(text({"x": AMOUNT, "bad": np.where(BAD, "X", "")}), tmp_path)
    assert (schema.target, schema.bad, schema.good) == ("bad", ("X",), ("missing",))
    assert schema.certainty == "check" and f"{BAD.sum()} rows" in schema.doubt


AMOUNTS = {  # the cells, what they are, what is said
    "thousands and millions": (lambda v: f"{v / 1e3:.4f}K" if v < 3000 else f"{v / 1e6:.7f}M", 1.0, ""),
    "debit and credit": (lambda v: f"{v:,.2f} {'DR' if v < 2000 else 'CR'}", None, "DR read as minus"),
    "crores": (lambda v: f"{v / 1e7:.9f} crore", 1.0, ""),
    "arabic digits": (
        lambda v: f"{v:.2f}".translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")),
        1.0,
        "another script",
    ),
    "full-width digits": (
        lambda v: f"{v:.2f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
        1.0,
        "script",
    ),
}


@pytest.mark.parametrize("how", AMOUNTS)
def test_an_amount_in_the_way_of_a_trade_or_a_country(how, tmp_path):
    write, factor, says = AMOUNTS[how]
    frame, schema, said = read(text({"x": [write(v) for v in AMOUNT], "default": BAD.astype(int)}), tmp_path)
    right = AMOUNT * factor if factor else np.where(AMOUNT < 2000, -AMOUNT, AMOUNT)
    assert "x" in schema.numeric and says in said
    np.testing.assert_allclose(frame["x"], right, rtol=1e-6)


def test_months_are_no_millions_and_sizes_no_amounts(tmp_path):
    columns = {"term": np.where(AMOUNT > 2500, "36M", "60M"), "x": AMOUNT, "default": BAD.astype(int)}
    frame, schema, _ = read(text(columns), tmp_path)
    assert "term" in schema.categorical and set(frame["term"]) == {"36M", "60M"}


@pytest.mark.parametrize(("bare", "right"), [(lambda v: f"{v / 100:.3f}", True), (lambda v: f"{v:.1f}", False)])
def test_per_cents_beside_shares_and_beside_plain_numbers(bare, right, tmp_path):
    share = np.linspace(2, 98, N).round(1)
    cells = [f"{v:.1f}%" if i % 3 else bare(v) for i, v in enumerate(share)]
    frame, _, said = read(text({"util": cells, "x": AMOUNT, "default": BAD.astype(int)}), tmp_path)
    np.testing.assert_allclose(frame["util"], share, atol=1e-6)
    assert ("shares without a %" in said) is right


def test_quarters_are_days(tmp_path):
    quarters = [f"{2013 + i // 4 % 4}Q{i % 4 + 1}" for i in range(N)]
    frame, schema, _ = read(text({"orig_quarter": quarters, "x": AMOUNT, "default": BAD.astype(int)}), tmp_path)
    days = to_dates(frame["orig_quarter"], schema.reading("orig_quarter"))
    assert schema.date == "orig_quarter"
    assert (days.min(), days.max()) == (pd.Timestamp("2013-01-01"), pd.Timestamp("2016-10-01"))


PLAIN = {"amount": AMOUNT, "purpose": np.where(AMOUNT > 2000, "car", "home"), "default": BAD.astype(int)}
HEADERS = {  # what is done to the text, the names, what is said
    "the same name twice": (
        lambda t: t.replace("purpose", "amount", 1),
        ("amount", "amount (2)", "default"),
        "more than",
    ),
    "a line break in a name": (
        lambda t: "\ufeff" + t.replace("amount", '"loan\namount, USD"', 1),
        ("loan amount, USD", "purpose", "default"),
        "",
    ),
    "signs without a width": (
        lambda t: t.replace("amount,", "\u00a0amount\u200b ,", 1),
        ("amount", "purpose", "default"),
        "",
    ),
    "units below": (lambda t: t.replace("\n", "\n[EUR],[-],[0/1]\n", 1), tuple(PLAIN), "Left out"),
    "groups above": (lambda t: "loan,,outcome\n" + t, tuple(PLAIN), "Left out"),
    "the header again where files were joined": (
        lambda t: t.replace("\n", f"\n{','.join(PLAIN)}\n", 60).replace(f"{','.join(PLAIN)}\n", "", 1),
        tuple(PLAIN),
        "header",
    ),
    "single quotes": (
        lambda t: "\n".join(";".join(f"'{c}'" for c in line.split(",")) for line in t.splitlines()),
        tuple(PLAIN),
        "",
    ),
    "remarks above": (lambda t: "# exported by the core system\n# rows: 120\n" + t, tuple(PLAIN), "Left out above"),
    "a count below": (lambda t: t + "\n(120 rows affected)\n", tuple(PLAIN), "Left out below"),
}


@pytest.mark.parametrize("how", HEADERS)
def test_a_header_that_came_from_a_report(how, tmp_path):
    change, names, says = HEADERS[how]
    frame, schema, said = read(change(text(PLAIN)), tmp_path)
    assert tuple(frame.columns) == names and len(frame) == N and says in said
    np.testing.assert_allclose(frame[names[0]].astype(float), AMOUNT)
    assert schema.target == "default" and (frame["default"] == BAD).all()
