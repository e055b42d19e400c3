"""The same table lands as the same book, whatever file it came in."""

import gzip
import hashlib
import io

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame, read_sample
from creditviz.data.files.reading import land_frame
from tests.data.books import land_here as land
from tests.data.books import small_book


def landed(content: bytes, name: str, folder) -> tuple:
    book = land(io.BytesIO(content), name=name, folder=folder)
    return book, read_frame(book.path)


@pytest.fixture
def reference(tmp_path):
    return landed(small_book().to_csv(index=False).encode(), "book.csv", tmp_path / "reference")


def parquet(frame):
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


def excel(frame):
    stream = io.BytesIO()
    frame.to_excel(stream, index=False)
    return stream.getvalue()


def old_excel(frame):
    import xlwt

    workbook, stream = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("book")
    for j, name in enumerate(frame.columns):
        for i, value in enumerate([name, *frame[name].tolist()]):
            sheet.write(i, j, value)
    workbook.save(stream)
    return stream.getvalue()


WRITERS = {
    "gzip": ("book.csv.gz", lambda f: gzip.compress(f.to_csv(index=False).encode())),
    "semicolon and decimal comma": ("book.csv", lambda f: f.to_csv(index=False, sep=";", decimal=",").encode()),
    "tab": ("book.tsv", lambda f: f.to_csv(index=False, sep="\t").encode()),
    "bar": ("book.txt", lambda f: f.to_csv(index=False, sep="|").encode()),
    "byte order mark": ("book.csv", lambda f: f.to_csv(index=False).encode("utf-8-sig")),
    "UTF-16": ("book.csv", lambda f: f.to_csv(index=False).encode("utf-16")),
    "UTF-16 without its mark": ("book.csv", lambda f: f.to_csv(index=False).encode("utf-16-le")),
    "Windows line ends": ("book.csv", lambda f: f.to_csv(index=False, lineterminator="\r\n").encode()),
    "old line ends": ("book.csv", lambda f: f.to_csv(index=False, lineterminator="\r").encode()),
    "all quoted": ("book.csv", lambda f: f.to_csv(index=False, quoting=1).encode()),
    "no last line end": ("book.csv", lambda f: f.to_csv(index=False).encode().rstrip()),
    "Parquet": ("book.parquet", parquet),
    "Parquet, gzipped": ("book.parquet.gz", lambda f: gzip.compress(parquet(f))),
    "Excel": ("book.xlsx", excel),
    "old Excel": ("book.xls", old_excel),
    "Excel, gzipped": ("book.xlsx.gz", lambda f: gzip.compress(excel(f))),
}


@pytest.mark.parametrize("way", WRITERS)
def test_every_way_of_writing_a_table_gives_the_same_book(way, reference, tmp_path):
    name, write = WRITERS[way]
    content = write(small_book())
    book, frame = landed(content, name, tmp_path)
    pd.testing.assert_frame_equal(frame, reference[1], check_dtype="Excel" not in way)
    assert book.hash == reference[0].hash
    assert book.raw_sha256 == hashlib.sha256(content).hexdigest()
    assert (book.n_rows, book.n_columns, book.name) == (200, 7, name)
    assert book.path.name == f"{book.hash}.parquet"


def test_a_path_and_an_upload_are_the_same_book(reference, tmp_path):
    file = tmp_path / "book.csv"
    small_book().to_csv(file, index=False)
    assert land(file, name="book.csv", folder=tmp_path / "home").hash == reference[0].hash
    assert file.exists(), "a file on the server is read, not taken"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.assign(amount=f["amount"].where(f.index != 5, f["amount"][5] + 0.01)),
        lambda f: f.assign(amount=f["amount"].where(f.index != 5)),
        lambda f: f.rename(columns={"amount": "sum"}),
        lambda f: f.iloc[::-1],
        lambda f: f.assign(purpose=f["purpose"].where(f.index != 5, "cart")),
    ],
)
def test_the_hash_sees_every_change(spoil, reference, tmp_path):
    book, _ = landed(spoil(small_book()).to_csv(index=False).encode(), "book.csv", tmp_path)
    assert book.hash != reference[0].hash


def test_the_hash_sees_where_texts_are_cut(tmp_path):
    hashes = set()
    for first, second in (("ab", "c"), ("a", "bc"), ("abc", None), (None, "abc")):
        frame = small_book().assign(note="x")
        frame.loc[0, "note"], frame.loc[1, "note"] = first, second
        hashes.add(landed(frame.to_csv(index=False).encode(), "book.csv", tmp_path)[0].hash)
    assert len(hashes) == 4


def test_landing_twice_is_landing_once(tmp_path):
    content = small_book().to_csv(index=False).encode()
    first, second = (land(io.BytesIO(content), name="book.csv", folder=tmp_path) for _ in range(2))
    assert first == second
    assert list(tmp_path.iterdir()) == [first.path]


def test_western_chinese_and_cyrillic_texts_keep_their_letters(tmp_path):
    for encoding, words in (
        ("cp1252", ["Müller", "café"]),
        ("gb18030", ["信用卡贷款", "住房按揭"]),
        ("cp1251", ["кредит", "ипотека"]),
    ):
        frame = small_book().assign(note=np.resize(words, 200))
        _, back = landed(frame.to_csv(index=False).encode(encoding), "book.csv", tmp_path)
        assert back["note"].tolist() == frame["note"].tolist(), encoding


def test_a_strange_letter_far_down_is_still_found(tmp_path):
    frame = small_book(20_000).assign(note="plain")
    frame.loc[19_990, "note"] = "Köln"
    _, back = landed(frame.to_csv(index=False).encode("cp1252"), "book.csv", tmp_path)
    assert back["note"][19_990] == "Köln"


def test_a_column_that_changes_its_type_late(tmp_path):
    frame = small_book(30_000).assign(count=1.0)
    text = frame.assign(count=["1"] * 29_999 + ["2.5"]).to_csv(index=False)
    _, back = landed(text.encode(), "book.csv", tmp_path)
    assert back["count"].dtype == float and back["count"].iloc[-1] == 2.5


@pytest.mark.parametrize("word", ["NA", "NULL", "nan", "#N/A", "."])
@pytest.mark.parametrize("row", [3, 29_000])
def test_words_for_nothing_are_missing_values_wherever_they_stand(word, row, tmp_path):
    frame = small_book(30_000).astype({"age": object})
    frame.loc[row, "age"] = word
    frame.loc[row, "purpose"] = word
    _, back = landed(frame.to_csv(index=False).encode(), "book.csv", tmp_path)
    assert back["age"].isna().sum() == back["purpose"].isna().sum() == 1
    assert back["age"].dropna().eq(frame["age"].drop(row).astype(int)).all()


def test_numbers_in_clothes_are_numbers(tmp_path):
    n = 200
    frame = small_book(n).assign(rate=[f"{i / 10}%" for i in range(n)], limit=[f"${i * 1000:,}" for i in range(n)])
    _, back = landed(frame.to_csv(index=False).encode(), "book.csv", tmp_path)
    assert back["rate"].tolist() == pytest.approx(np.arange(n) / 10)
    assert back["limit"].tolist() == pytest.approx(np.arange(n) * 1000)


def test_continental_amounts_are_numbers(tmp_path):
    amounts = np.arange(200) * 1234.5
    written = [f"{a:,.2f}".translate(str.maketrans(",.", ".,")) for a in amounts]
    content = small_book().assign(limit=written).to_csv(index=False, sep=";", decimal=",").encode()
    assert landed(content, "book.csv", tmp_path)[1]["limit"].tolist() == pytest.approx(amounts.tolist())


def test_account_numbers_of_twenty_digits_are_texts(tmp_path):
    numbers = [10**20 + i for i in range(200)]
    _, back = landed(small_book().assign(account=numbers).to_csv(index=False).encode(), "book.csv", tmp_path)
    assert back["account"].tolist() == [str(n) for n in numbers]


def test_cells_with_separators_quotes_and_line_ends(tmp_path):
    cells = np.resize(['a, "quoted" word', "two\nlines", "plain; text"], 200)
    _, back = landed(small_book().assign(note=cells).to_csv(index=False).encode(), "book.csv", tmp_path)
    assert back["note"].tolist() == cells.tolist()


def test_a_column_without_a_name_gets_its_position(tmp_path):
    _, back = landed(small_book().to_csv(index=True).encode(), "book.csv", tmp_path)
    assert back.columns[0] == "column_1"


def test_excel_titles_above_the_header_are_passed_over(tmp_path):
    """The UCI Taiwan workbook has X1, X2, ... above its names."""
    frame, stream = small_book(), io.BytesIO()
    titled = pd.DataFrame([frame.columns.tolist(), *frame.to_numpy().tolist()], columns=["", *"ABCDEF"])
    titled.to_excel(stream, index=False)
    _, back = landed(stream.getvalue(), "book.xlsx", tmp_path)
    assert back.columns.tolist() == frame.columns.tolist()
    assert back["age"].tolist() == frame["age"].tolist()


def test_excel_dates_are_timestamps(tmp_path):
    frame = small_book().assign(issued=pd.date_range("2023-01-01", periods=200))
    _, back = landed(excel(frame), "book.xlsx", tmp_path)
    assert back["issued"].tolist() == frame["issued"].tolist()


def test_a_frame_made_here_lands_like_a_file(reference, tmp_path):
    book = land_frame(small_book(), name="wide", raw_sha256="0" * 64, folder=tmp_path)
    assert (book.hash, book.raw_sha256) == (reference[0].hash, "0" * 64)


def test_some_columns_and_some_rows(reference):
    book, frame = reference
    assert read_frame(book.path, ["age", "default"]).columns.tolist() == ["age", "default"]
    sample = read_sample(book.path, 20)
    assert len(sample) == 20 and (sample.index[0], sample.index[-1]) == (0, 199)
    pd.testing.assert_frame_equal(sample, frame.loc[sample.index], check_index_type=False)


def test_every_real_book_lands(real_book, tmp_path):
    for name in ("taiwan", "german", "south-german", "gmsc", "tianchi", "home-credit", "fraud"):
        book = land(real_book(name), name=name, folder=tmp_path)
        assert book.n_rows == len(read_frame(book.path))
