"""A benchmark in a JSON file of our own: books by path or key, models by key, the rest as a benchmark names it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditviz.exceptions import DataError, SpecificationError
from creditviz.runs.books import add_book, book_frame, inferred_schema, keep_schema
from creditviz.runs.known_books import Found, data_folders, open_known
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema
from creditviz.small_files import parse_json, read_text
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, make_specification

WORDS = ("title", "about")  # for readers; the rest is the specification
GRID = tuple(name for name in BenchmarkSpec.model_fields if name not in ("kind", "books", "arms"))
KEYS = (*WORDS, "books", "models", *GRID)
OUTCOME = ("target", "bad", "good", "exclude")
BOOK_KEYS = ("book", "name", "rows", "thin_to", "published", "schema", *OUTCOME, "split")
MODEL_KEYS = tuple(Arm.model_fields)


@dataclass(frozen=True)
class BenchmarkFile:
    """A benchmark as a file asks for it."""

    spec: BenchmarkSpec
    title: str
    about: str = ""
    notes: tuple[str, ...] = ()  # what a reader must know of the books


def read_benchmark_file(
    workspace: Workspace, path: Path, *, changes: Mapping[str, Any] | None = None, data: str | Path | None = None
) -> BenchmarkFile:
    """Read a file, load its books into the workspace and settle the specification.

    Parameters
    ----------
    changes : key of the file -> value that takes its place.
    data : folder of public data sets that are named by key; looked into first.

    Raises
    ------
    DataError, SchemaError, SpecificationError
        One sentence on what is wrong with the file or a book of it.
    """
    asked = {**read_json(path), **(changes or {})}
    check_keys(asked, KEYS, f"{path.name}")
    for name in ("books", "models"):
        if not isinstance(asked.get(name), list) or not asked[name]:
            raise SpecificationError(f"{path.name} needs a list {name!r} with at least one entry. Write one.")
    arms = tuple(_arm(entry) for entry in asked["models"])
    places = (path.resolve().parent, Path.cwd())
    books = [_book(workspace, entry, places, data_folders(data)) for entry in asked["books"]]
    spec = make_specification(
        BenchmarkSpec,
        books=tuple(book for book, _ in books),
        arms=arms,
        **{name: asked[name] for name in GRID if name in asked},
    )
    return BenchmarkFile(
        spec,
        title=str(asked.get("title", path.stem)),
        about=str(asked.get("about", "")),
        notes=tuple(note for _, note in books if note),
    )


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file."""
    text = read_text(path, "SPEC")
    try:
        asked = parse_json(text)
    except DataError as error:
        raise SpecificationError(f"{path.name} must be JSON, however: {error}. Correct it there.") from error
    if not isinstance(asked, dict):
        raise SpecificationError(f"{path.name} must hold one JSON object, however: {type(asked).__name__}. Correct it.")
    return asked


def check_keys(asked: Mapping[str, Any], legal: Collection[str], where: str) -> None:
    """Raise `SpecificationError` for a key that is not legal; says which are."""
    unknown = next((key for key in asked if key not in legal), None)
    if unknown is not None:
        raise SpecificationError(f"{where} may say {', '.join(legal)}, however: {unknown!r}. Choose one of these.")


def _arm(entry: Any) -> Arm:
    values = {"model": entry} if isinstance(entry, str) else entry
    if not isinstance(values, dict) or "model" not in values:
        raise SpecificationError(f"a model is its key, or an object with 'model', however: {entry!r}. Correct it.")
    check_keys(values, MODEL_KEYS, f"the model {values['model']!r}")
    return make_specification(Arm, **values)


def _book(
    workspace: Workspace, entry: Any, places: Sequence[Path], folders: Sequence[Path]
) -> tuple[BenchmarkBook, str]:
    """A book of the benchmark, and what a reader must know of it."""
    values = {"book": entry} if isinstance(entry, str) else entry
    if not isinstance(values, dict) or not isinstance(values.get("book"), str):
        raise SpecificationError(
            f"a book is a path or a key, or an object with 'book', however: {entry!r}. Correct it."
        )
    check_keys(values, BOOK_KEYS, f"the book {values['book']!r}")
    path = next((place / values["book"] for place in places if (place / values["book"]).is_file()), None)
    if path is not None:
        found = Found(add_book(workspace, path, name=path.name), path.name)
    else:
        found = open_known(workspace, values["book"], folders)
    schema = _schema(workspace, found, values, places)
    keep_schema(workspace, schema)
    name = found.name if found.note else values.get("name", found.name)
    kept = ("rows", "thin_to") if found.note else ("rows", "thin_to", "published")
    rest = {key: values[key] for key in kept if key in values}
    return make_specification(
        BenchmarkBook, book=found.book.hash, schema_hash=schema.hash, name=name, **rest
    ), found.note


def _schema(workspace: Workspace, found: Found, values: Mapping[str, Any], places: Sequence[Path]) -> TableSchema:
    """What the columns mean: as a schema file says, else as they seem to; the outcome as the entry says."""
    from creditviz.data.meaning.changes import change_schema, check_columns

    frame = book_frame(workspace, found.book)
    if "schema" in values:
        path = next((place / values["schema"] for place in places if (place / values["schema"]).is_file()), None)
        if path is None:
            raise DataError(f"'schema' takes a file that exists, however: {values['schema']!r}. Check the path.")
        schema = TableSchema.from_json(read_text(path, "'schema'"))
        check_columns(schema, frame)
    else:
        schema = inferred_schema(frame, found.book.name)[0]
    if found.note or not any(name in values for name in (*OUTCOME, "split")):  # a stand-in has its own outcome
        return schema
    bad, good, exclude = (_spelled(values.get(name)) for name in ("bad", "good", "exclude"))
    roles = {values["split"]: "split"} if "split" in values else None
    target = values.get("target")
    return change_schema(schema, frame, target=target, bad=bad, good=good, exclude=exclude, roles=roles)


def _spelled(values: Any) -> tuple[str, ...] | None:
    if values is None:
        return None
    return tuple(str(value) for value in (values if isinstance(values, list) else [values]))
