"""Small files that people write: whatever is in them, a sentence."""

import ast
from pathlib import Path

import pytest

import creditviz
from creditviz.data.files.small_table import read_small_table
from creditviz.evaluation.audit.published import parse_published
from creditviz.exceptions import CreditVizError, DataError
from creditviz.explanation.reasons import read_reasons
from creditviz.runs.work.benchmark_file import read_json
from creditviz.schema import TableSchema
from creditviz.small_files import MOST_BYTES, MOST_DEEP, decoded, parse_json, read_text
from creditviz.specification import read_specification
from creditviz.transfer.pairing import read_pairing

READERS = {
    "schema": TableSchema.from_json,
    "pairing": read_pairing,
    "reasons": lambda text: read_reasons(text, ["a"]),
    "published table": parse_published,
    "specification": read_specification,
}
HOSTILE = {
    "empty": "",
    "50,000 [": "[" * 50_000,
    "50,000 {": '{"a":' * 50_000,
    "deep and closed": "[" * 500 + "]" * 500,
    "a number of 5,000 digits": "1" * 5000,
    "another kind": "3",
    "null": "null",
    "half a surrogate": '{"pairs": ["\\ud800"], "reasons": "\\ud800", "kind": "\\ud800"}',
    "lists for names": '{"pairs": [[]], "reasons": [[1]], "kind": [], "numeric": [[]], "key": []}',
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("reader", READERS)
def test_hostile_json_is_one_sentence(reader, case):
    with pytest.raises(CreditVizError) as caught:
        READERS[reader](HOSTILE[case])
    assert "however" in str(caught.value) and len(str(caught.value)) < 500


@pytest.mark.parametrize("case", HOSTILE)
def test_a_benchmark_file_too(case, tmp_path):
    (tmp_path / "b.json").write_text(HOSTILE[case])
    if case not in ("half a surrogate", "lists for names"):  # an object of other keys, refused later
        with pytest.raises(CreditVizError, match="however"):
            read_json(tmp_path / "b.json")


def test_json_as_deep_as_any_of_ours_is_read():
    assert parse_json("[" * (MOST_DEEP - 1) + "]" * (MOST_DEEP - 1))
    with pytest.raises(DataError, match="deep"):
        parse_json("[" * (MOST_DEEP + 1) + "]" * (MOST_DEEP + 1))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b'a,b\n"1,2\n3,4', "cannot be read"),
        (b"a,b\n1,2,3,4\n1,2\n1,2,3\n5,6,7,8,9", "cannot be read"),
        (b"a,b\n" + b"1,2\n" * 10**5, "small"),
    ],
)
def test_a_small_table_that_is_none_is_one_sentence(content, says):
    with pytest.raises(DataError, match=says):
        read_small_table(content, "t.csv", 200_000)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_small_table_is_read_however_it_is_written(separator, encoding):
    text = f"modèle{separator}AUC\nA{separator}0.78\nB{separator}0.71\n"
    found = read_small_table(text.encode(encoding), "t.csv")
    assert found.columns.tolist() == ["modèle", "AUC"] and found["AUC"].tolist() == [0.78, 0.71]


def test_a_text_is_small_and_is_text(tmp_path):
    assert decoded("ü".encode("utf-8-sig"), "f") == decoded("ü".encode("utf-16"), "f") == "ü"
    for content, says in ((b"\xff\xff", "UTF-8"), (b"x" * (MOST_BYTES + 1), "larger")):
        (tmp_path / "f").write_bytes(content)
        with pytest.raises(DataError, match=says):
            read_text(tmp_path / "f", "--schema")
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DataError, match="--schema takes a file that exists"):
            read_text(path, "--schema")


def test_pages_and_commands_read_no_small_file_by_themselves():
    """What somebody uploads or names goes through the reader above; only our own text is parsed elsewhere."""
    room = Path(creditviz.__file__).parent
    places = [p for folder in ("ui", "cli", "transfer", "explanation") for p in (room / folder).rglob("*.py")]
    places += [room / "schema.py", room / "specification.py", room / "runs" / "work" / "benchmark_file.py"]
    readers = ("read_text", "read_csv", "decode", "loads")
    found = {
        f"{path.relative_to(room).as_posix()}: {ast.unparse(node.func)}"
        for path in places
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in readers
    }
    assert found == {
        "cli/output.py: json.loads",  # a schema's own text
        "explanation/shapley/tree_pairs.py: json.loads",  # a booster in memory
        "transfer/encoding.py: json.loads",  # a run's encoder, whose sum was compared
        "transfer/words/terms.py: tomllib.loads",  # our own dictionary, which comes with the package
        "transfer/words/terms.py: files('creditviz.transfer.words').joinpath(name).read_text",
    }
