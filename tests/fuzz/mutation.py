"""Files spoiled at random: a corpus of seeds, and what damage, haste and malice make of them."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Callable

from creditviz.schema import TableSchema
from tests.data.books import small_book

TOKENS = (
    b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"NA",
    b"NaN", b"inf", b"-", b"=1+1", b"<b>", b"1e999", b"9" * 40, b"[" * 3000, b"{", b"}", b"]", b":", b"null",
    b"\\u0000", b"\\ud800", b'"' + b"x" * 140_000, b"true", b"-0", b"2024-02-30", b"0x1F", b"1,000.5", b"%",
    b"\xe2\x80\xae",
)  # fmt: skip
VALUES = (
    b"", b"NA", b"inf", b"-inf", b"1e999", b"9" * 40, b"-0", b"0.1e-400", b"null", b"[]", b"{}", b"true", b'"a"',
    b"[[1]]", b"2024-02-30", b"9999-12-31", b"0001-01-01", b"12:00", b"1%", b"$5", b"\xc3\xa9", b"\xe9", b"a b",
    b"None", b"-", b"3+",
)  # fmt: skip
_VALUE = re.compile(rb"[A-Za-z0-9_.\-]+")
PLACES = (b"XFD1048576", b"A0", b"ZZZ9999999", b"B2")


def table_seeds() -> list[tuple[str, bytes]]:
    """Tables in every form that is read: (name, bytes)."""
    frame = small_book(80)
    text = frame.to_csv(index=False).encode()
    parquet, excel = io.BytesIO(), io.BytesIO()
    frame.to_parquet(parquet)
    frame.to_excel(excel, index=False)
    return [
        ("book.csv", text),
        ("book.csv", frame.to_csv(index=False, sep=";", decimal=",", quoting=1).encode("utf-16")),
        ("book.csv", frame.assign(note="Müller, Köln").to_csv(index=False).encode("cp1252")),
        ("book.csv.gz", gzip.compress(text)),
        ("book.parquet", parquet.getvalue()),
        ("book.xlsx", excel.getvalue()),
    ]


def small_seeds() -> list[tuple[str, bytes]]:
    """Small files that people write: (what reads it, bytes)."""
    schema = TableSchema(target="default", bad=("1",), numeric=("amount", "age"), categorical=("purpose",))
    reasons = {"reasons": [{"column": "amount", "sentence": "The amount is high.", "group": "a"}]}
    return [
        ("schema", schema.to_json().encode()),
        ("pairing", b'{"pairs": {"amount": "sum", "age": "years"}}'),
        ("reasons", json.dumps(reasons).encode()),
        ("benchmark", b'{"title": "t", "books": ["sample-book"], "models": [{"model": "xgboost"}], "seeds": 2}'),
        (
            "published",
            b'{"key": "k", "source": "s", "unit": "percent", "rows": [{"book": "b", "name": "n", "auc": 77}]}',
        ),
        ("audit", b"model,AUC,KS\nA,0.78,0.42\nB,0.71,0.75\n"),
        ("specification", b'{"kind": "training", "book": "b", "schema_hash": "s", "model": "xgboost", "seed": 1}'),
    ]


def spoil(content: bytes, rng: random.Random) -> bytes:
    """A few random changes to some bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        content = rng.choice(CHANGES)(content, rng)
    return content


def spoil_file(name: str, content: bytes, rng: random.Random) -> bytes:
    """As `spoil`; half of the time it is the inside of a packed file that is changed, and packed again."""
    if rng.random() < 0.5:
        if name.endswith(".gz"):
            return gzip.compress(spoil(gzip.decompress(content), rng), compresslevel=1)
        if name.endswith(".xlsx"):
            return _spoil_workbook(content, rng)
    return spoil(content, rng)


def _spoil_workbook(content: bytes, rng: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        names = source.namelist()
        hit = rng.choice([n for n in names if n.startswith("xl/")])
        for name in names:
            body = source.read(name)
            if name == hit:
                body = _move_a_cell(body, rng) if rng.random() < 0.3 else spoil(body, rng)
            if rng.random() < 0.98:
                target.writestr(name, body)
    return made.getvalue()


def _move_a_cell(body: bytes, rng: random.Random) -> bytes:
    return body.replace(b'r="B%d"' % rng.randrange(2, 60), b'r="' + rng.choice(PLACES) + b'"')


def _flip(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 3, 30))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _value(content: bytes, rng: random.Random) -> bytes:
    """One word or number becomes another, the rest stays: such files get far."""
    window = rng.randint(0, max(len(content) - 1, 0))
    found = _VALUE.search(content, window) or _VALUE.search(content)
    return content if found is None else content[: found.start()] + rng.choice(VALUES) + content[found.end() :]


def _cut(content: bytes, rng: random.Random) -> bytes:
    start, end = sorted((rng.randint(0, len(content)), rng.randint(0, len(content))))
    return rng.choice((content[:end], content[:start] + content[end:], content[start:]))


def _repeat(content: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(content))
    part = content[start : start + rng.choice((1, 10, 200))]
    return content[:start] + part * rng.choice((2, 50)) + content[start:]


def _insert(content: bytes, rng: random.Random) -> bytes:
    at, token = rng.randint(0, len(content)), rng.choice(TOKENS)
    return content[:at] + token + content[at + rng.choice((0, 0, len(token))) :]


def _swap_lines(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _replace(content: bytes, rng: random.Random) -> bytes:
    token = bytes([rng.choice(content)]) if content else b"a"
    return content.replace(token, rng.choice(TOKENS[:30]) if len(content) < 10_000 else b"", rng.choice((1, 3, 20)))


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _value, _value, _value, _value, _value, _value, _flip, _flip, _cut, _repeat, _insert, _swap_lines, _replace,
)  # fmt: skip
