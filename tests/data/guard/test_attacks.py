"""A file that attacks its reader ends as one sentence, and leaves nothing: not in the app, not on the disk."""

import errno
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files import reading
from creditviz.data.files.as_parquet import write_parquet
from creditviz.data.files.reading import land
from creditviz.data.files.staging import RawFile
from creditviz.data.guard import reading_process, warm_reader
from creditviz.data.guard.limits import Limits, read_limits, setting
from creditviz.data.guard.scratch import clear_landings, landing_folder
from creditviz.data.text.cells import Expected
from creditviz.exceptions import DataError
from tests.data.books import land_here, small_book
from tests.data.guard import attacks


def refused(content: bytes, name: str, folder, by=land) -> str:
    with pytest.raises(DataError) as caught:
        by(io.BytesIO(content), name=name, folder=folder)
    assert not list(folder.iterdir()), "nothing is left"
    text = str(caught.value)
    assert "however" in text and "\n" not in text and text.endswith(".") and len(text) < 420
    return text


def limit(monkeypatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setenv(setting(name), str(value))


# the door: a process of its own ---------------------------------------------------------------------------


def test_the_door_lands_what_the_reader_lands(tmp_path):
    content = small_book().to_csv(index=False).encode()
    through, here = (
        by(io.BytesIO(content), name="b.csv", folder=tmp_path / name) for name, by in (("a", land), ("b", land_here))
    )
    assert (through.hash, through.n_rows, through.n_columns) == (here.hash, here.n_rows, here.n_columns)
    pd.testing.assert_frame_equal(read_frame(through.path), read_frame(here.path))
    assert refused(b"a\n1\n" * 60, "one.csv", tmp_path / "c").startswith("a book needs at least two columns")


def test_what_is_asked_and_what_was_done_go_through_the_door(tmp_path):
    """1.234 is a thousand and more where the book of the model was written so, and a key keeps its text."""
    content = b"key,amount,bad\n" + b"".join(b"%d, 1.%d ,%d\n" % (i, 100 + i, i % 2) for i in range(60))
    like = Expected(frozenset({"amount"}), frozenset({"key"}), {"amount": "1.234,56"})
    books = [
        by(io.BytesIO(content), name="b.csv", folder=tmp_path / where, expected=like, may_mix=True)
        for where, by in (("a", land), ("b", land_here))
    ]
    assert books[0].notes == books[1].notes != () and books[0].readings == books[1].readings
    for book in books:
        assert read_frame(book.path)["amount"].tolist() == [1100 + i for i in range(60)]
    text = refused(
        attacks.workbook(attacks.HEADER + attacks.ROWS), "b.xlsx", tmp_path / "c", by=partial(land, sheet="x")
    )
    assert "'Sheet1'" in text and "'x'" in text


def test_a_reader_that_aborts_is_one_sentence(tmp_path, monkeypatch):
    """With the check of cells out of the way, the Excel reader asks for half a terabyte and aborts."""
    limit(monkeypatch, sheet_cells=10**15)
    text = refused(attacks.one_cell_in_the_corner(), "corner.xlsx", tmp_path)
    assert "broke that process" in text or setting("memory_mb") in text


def test_a_reader_that_takes_too_much_memory_is_ended(tmp_path, monkeypatch):
    limit(monkeypatch, memory_mb=20)
    assert setting("memory_mb") in refused(small_book().to_csv(index=False).encode(), "b.csv", tmp_path)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import time; time.sleep(60)", setting("seconds")),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGALRM)", setting("seconds")),
        ("raise SystemExit(3)", "code 3"),
    ],
)
def test_however_the_reader_ends_it_is_put_into_words(code, says, tmp_path, monkeypatch):
    def started(_, errors):
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=errors)

    monkeypatch.setattr(reading_process, "_started", started)
    limit(monkeypatch, seconds=1)
    begin = time.monotonic()
    assert says in refused(b"a,b\n", "b.csv", tmp_path)
    assert time.monotonic() - begin < 10, "nobody waits for one who sleeps"


def test_the_reader_ends_with_the_process_that_waits_for_it(tmp_path):
    pipe = tmp_path / "pipe"  # opening it for reading blocks for ever
    os.mkfifo(pipe)
    job = {"path": str(pipe), "name": "x", "min_rows": 1, "may_mix": False, "limits": vars(Limits())}
    (tmp_path / reading_process.JOB).write_text(json.dumps(job))
    with (tmp_path / "errors").open("wb") as errors:
        reader = reading_process._started(tmp_path, errors)
    with pytest.raises(subprocess.TimeoutExpired):
        reader.wait(2)
    reader.stdin.close()
    assert reader.wait(20) == 1


def test_a_reader_that_waits_reads_the_next_file_and_ends_with_its_process(tmp_path):
    content = small_book().to_csv(index=False).encode()
    warm_reader.warm_up()
    waiting = warm_reader._spare[0]
    warm_reader.warm_up()
    assert warm_reader._spare[0] is waiting, "one waits, not two"
    book = land(io.BytesIO(content), name="b.csv", folder=tmp_path)
    assert warm_reader._spare is None and waiting.poll() is not None
    assert book.hash == land_here(io.BytesIO(content), name="b.csv", folder=tmp_path / "here").hash
    warm_reader.warm_up()
    lost = warm_reader._spare[0]
    lost.kill()
    lost.wait()
    assert warm_reader.take(tmp_path) is None, "a dead one is not asked"
    warm_reader.warm_up()
    lonely = warm_reader._spare[0]
    lonely.stdin.close()  # as when the app ends
    assert lonely.wait(60) == 0


def test_the_reader_imports_what_it_needs_and_no_more():
    code = (
        "import sys, creditviz.data.files.read_file;"
        "print([m for m in ('torch', 'streamlit', 'pandas', 'sklearn', 'sqlalchemy') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "many", "²"])
def test_a_limit_is_a_whole_number(text, monkeypatch):
    monkeypatch.setenv(setting("seconds"), text)
    with pytest.raises(DataError, match="CREDITVIZ_READ_SECONDS must be a whole number above 0"):
        read_limits()


def test_limits_come_from_the_environment(monkeypatch):
    limit(monkeypatch, seconds=7, sheet_cells=9)
    assert read_limits() == Limits(seconds=7, sheet_cells=9)


# landing folders ------------------------------------------------------------------------------------------


def test_what_the_dead_left_is_removed_and_the_living_keep_theirs(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from creditviz.data.guard.scratch import landing_folder\n"
        "with landing_folder(Path(sys.argv[1])) as scratch:\n"
        "    print(scratch, flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    scratch = other.stdout.readline().strip()
    try:
        assert clear_landings(tmp_path) == 0 and os.path.isdir(scratch), "it lives"
    finally:
        other.kill()
        other.wait()
    assert os.path.isdir(scratch), "killed without a chance to tidy"
    with landing_folder(tmp_path) as mine:
        assert not os.path.exists(scratch) and mine.is_dir()
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_lock_is_an_older_versions_or_just_being_made(tmp_path):
    new, old = tmp_path / ".landing-new", tmp_path / ".landing-old"
    new.mkdir(), old.mkdir()
    os.utime(old, (0, 0))
    assert clear_landings(tmp_path) == 1 and new.exists() and not old.exists()


# what is refused before it is laid out --------------------------------------------------------------------


def test_one_cell_in_the_last_corner(tmp_path):
    content = attacks.one_cell_in_the_corner()
    assert len(content) < 6000
    text = refused(content, "corner.xlsx", tmp_path, by=land_here)
    assert "1,048,576 rows x 16,384 columns" in text and setting("sheet_cells") in text


def test_more_rows_than_a_sheet_has(tmp_path):
    assert "at most 1,048,576 rows" in refused(attacks.more_rows_than_excel_has(), "long.xlsx", tmp_path, by=land_here)


@pytest.mark.parametrize(
    "rows",
    [
        attacks.ROWS,
        attacks.ROWS + '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        attacks.ROWS.replace("<c ", "<c s='0' "),
    ],
    ids=["a dimension that is not true", "a formatted empty cell far out", "attributes in any order"],
)
def test_a_sheet_is_as_large_as_its_filled_cells(rows, tmp_path):
    content = attacks.workbook(attacks.HEADER + rows, dimension="A1:XFD1048576")
    book = land_here(io.BytesIO(content), name="b.xlsx", folder=tmp_path)
    assert (book.n_rows, book.n_columns) == (100, 2)


def far_sheet(columns: list[str]) -> bytes:
    """A workbook of these columns of a book, with a second sheet "notes" that spans all there is."""
    stream, made = io.BytesIO(), io.BytesIO()
    with pd.ExcelWriter(stream) as writer:
        small_book()[columns].to_excel(writer, sheet_name="book", index=False)
        pd.DataFrame({"x": [1, 2]}).to_excel(writer, sheet_name="notes", index=False)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w") as target:
        for member in source.namelist():
            body = source.read(member)
            far = body.replace(b'r="A3"', b'r="XFD1048576"') if member.endswith("sheet2.xml") else body
            target.writestr(member, far)
    return made.getvalue()


def test_the_sheet_that_is_not_read_may_be_of_any_size(tmp_path):
    book = land_here(io.BytesIO(far_sheet(list(small_book()))), name="b.xlsx", folder=tmp_path)
    assert book.n_rows == 200 and book.notes[0].grave and "'notes'" in book.notes[0].what
    for sheet in ("", "notes"):  # a list beside it, or its own name: then it is what was meant
        with pytest.raises(DataError, match="sheet may span"):
            land_here(io.BytesIO(far_sheet(["amount", "age"])), name="b.xlsx", folder=tmp_path, sheet=sheet)


@pytest.mark.parametrize(
    ("values", "says"),
    [({}, "ratio"), ({"unpacked_mb": 2}, "unpacked_mb"), ({"ratio": 10**6, "unpacked_mb": 70}, "unpacked_mb")],
)
def test_a_gzip_that_unpacks_to_more_than_it_may(values, says, tmp_path, monkeypatch):
    limit(monkeypatch, **values)
    assert setting(says) in refused(attacks.gzip_bomb(), "b.csv.gz", tmp_path, by=land_here)


def test_a_workbook_that_unpacks_to_more_than_it_may(tmp_path, monkeypatch):
    limit(monkeypatch, unpacked_mb=1)
    content = attacks.workbook(attacks.HEADER + attacks.ROWS + " " * 2**21)
    assert setting("unpacked_mb") in refused(content, "b.xlsx", tmp_path, by=land_here)


@pytest.mark.parametrize("name", ["b.parquet", "b.csv"])
def test_a_small_file_may_hold_a_table_that_is_too_large(name, tmp_path, monkeypatch):
    """Parquet writes a million equal values in some bytes."""
    limit(monkeypatch, book_cells=1_999_999)
    stream = io.BytesIO()
    table = pl.DataFrame({"income": pl.repeat(1, 10**6, eager=True), "bad": pl.repeat(0, 10**6, eager=True)})
    table.write_parquet(stream) if name.endswith("parquet") else table.write_csv(stream)
    text = refused(stream.getvalue(), name, tmp_path, by=land_here)
    assert "1,000,000 rows x 2 columns" in text and setting("book_cells") in text


def test_a_small_file_may_unpack_to_many_times_its_size(tmp_path):
    content = attacks.gzip_bomb(2)
    assert land_here(io.BytesIO(content), name="b.csv.gz", folder=tmp_path).n_rows > 250_000


# what was an exception ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [0, 3], ids=["in the first rows", "further down"])
def test_a_cell_longer_than_a_csv_may_have(row, tmp_path):
    rows = ["1,0"] * 60_000 + ['"a quoted, text",0']
    rows.insert(row * 15_000, '"' + "x," * 100_000 + '",1')
    text = refused(("note,bad\n" + "\n".join(rows)).encode(), "b.csv", tmp_path, by=land_here)
    assert "131,072 characters" in text


def test_bytes_that_are_text_are_read_and_others_are_named(tmp_path):
    n = 60
    table = pl.DataFrame({"word": [b"car", "Müller".encode(), None] * 20, "bad": np.arange(n) % 2})
    stream = io.BytesIO()
    table.write_parquet(stream)
    book = land_here(io.BytesIO(stream.getvalue()), name="b.parquet", folder=tmp_path / "text")
    assert read_frame(book.path)["word"].tolist()[:2] == ["car", "Müller"]
    stream = io.BytesIO()
    table.with_columns(word=pl.Series([b"\xff\xfe", b"car", None] * 20)).write_parquet(stream)
    text = refused(stream.getvalue(), "b.parquet", tmp_path / "bytes", by=land_here)
    assert "'word' holds bytes that are no text" in text


# a full disk is no unreadable file ------------------------------------------------------------------------


def test_a_disk_that_is_full_before_the_file_is_there(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(reading, "receive", full)
    assert "disk is full" in refused(b"a,b\n", "b.csv", tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_disk_that_is_full_while_the_table_is_written(tmp_path):
    file = tmp_path / "b.csv"
    small_book().to_csv(file, index=False)
    with pytest.raises(DataError, match="disk is full"):
        write_parquet(RawFile(file, "csv"), "b.csv", Path("/dev/full"), Limits())
