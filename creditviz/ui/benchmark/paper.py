"""A paper's table, fitted again: what it needs, what stands in, how long it takes; Start queues one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from creditviz.data.meaning.known_files import KNOWN_FILES
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_path
from creditviz.runs.engine import jobs
from creditviz.runs.known_books import data_folders, known_path
from creditviz.runs.work.benchmark_file import GRID, read_benchmark_file, read_json
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, make_specification
from creditviz.ui.benchmark.estimate import estimate_words
from creditviz.ui.benchmark.form import RESULTS, TABS
from creditviz.ui.buttons import press
from creditviz.ui.facts import schema_of
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

PAPERS = Path(__file__).resolve().parents[3] / "benchmarks" / "papers"
HERE, FILE, MADE = "in this workspace", "on this machine, loaded at the start", "simulated at the start"
STANDS_IN = "missing: the sample book stands in, so that its figures are not comparable"
RECOGNISED = {  # key of a data set -> the name under which its columns are recognised
    "uci-taiwan": "UCI Taiwan credit cards",
    "give-me-some-credit": "Give Me Some Credit",
    "german-credit": "German credit (Statlog)",
    "south-german-credit": "South German credit",
    "tianchi": "Tianchi loans",
    "home-credit": "Home Credit",
    "sample-book": "Sample credit-card book",
}
MISSING_WORDS = (
    "A missing data set can be loaded on the **Data** page, or put into the folder that CREDITVIZ_DATA names; it is "
    "then taken from there."
)
SEEDS_HELP = "Papers print one split. More seeds show how far their figures would have moved with another one."


def show_paper(workspace: Workspace) -> None:
    """Choose a table; nothing is queued before every part of it is legal."""
    papers = {path.stem: path for path in sorted(PAPERS.glob("*.json"))}
    if not papers:
        line("No paper's table comes with this installation: the folder benchmarks/papers is missing.")
        return
    with st.container(border=True), mistakes():
        titles = {key: str(read_json(path).get("title", key)) for key, path in papers.items()}
        key = pick(st.selectbox, "Table", list(papers), format_func=lambda one: titles[one], key="paper_table")
        asked = read_json(papers[key])
        line(literal(asked.get("about", "")))
        books = [entry if isinstance(entry, dict) else {"book": entry} for entry in asked["books"]]
        there = recognised(workspace)
        _show_books(books, there)
        repeats = st.slider("Seeds", 1, 10, int(asked.get("repeats", 1)), key=f"paper_seeds_{key}", help=SEEDS_HELP)
        changes = {"repeats": int(repeats), "books": [taken(workspace, entry, there) for entry in books]}
        _show_start(workspace, papers[key], titles[key], {**asked, **changes, "books": books}, changes)


def recognised(workspace: Workspace) -> dict[str, Book]:
    """Key of a data set -> the book of the workspace that it was recognised in."""
    by_name = {schema_of(workspace, book).book: book for book in workspace.store.books() if book.schema_hash}
    return {key: by_name[name] for key, name in RECOGNISED.items() if name in by_name}


def where_found(key: str, there: Mapping[str, Book]) -> str:
    """Where a data set would be taken from, in words."""
    if key in there:
        return HERE
    if key in KNOWN_FILES and not KNOWN_FILES[key].file:
        return MADE
    return FILE if key in KNOWN_FILES and known_path(key, data_folders()) else STANDS_IN


def taken(workspace: Workspace, entry: Mapping[str, Any], there: Mapping[str, Book]) -> dict[str, Any]:
    """The entry of a book, which a book of the workspace serves where it is there."""
    key = entry["book"]
    if key not in there:
        return dict(entry)
    name = entry.get("name", KNOWN_FILES[key].name)
    return {**entry, "book": str(book_path(workspace, there[key])), "name": name}


def _show_books(books: Sequence[Mapping[str, Any]], there: Mapping[str, Book]) -> None:
    found = [where_found(entry["book"], there) for entry in books]
    known = [KNOWN_FILES.get(entry["book"]) for entry in books]
    st.dataframe(
        {
            "book": [
                entry.get("name") or (one.name if one else entry["book"])
                for entry, one in zip(books, known, strict=True)
            ],
            "accounts": [
                entry.get("rows") or (one.rows if one else None) for entry, one in zip(books, known, strict=True)
            ],
            "where": found,
        },
        hide_index=True,
        height="content",
        column_config={
            "book": st.column_config.TextColumn(width=330),
            "accounts": st.column_config.NumberColumn(format="localized", width=80),
            "where": st.column_config.TextColumn(width=470),
        },
        alt="Books that the table needs, and where each is taken from.",
    )
    if STANDS_IN in found:
        line(f":material/warning: {MISSING_WORDS}")


def _show_start(
    workspace: Workspace, path: Path, title: str, asked: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    estimate, button = st.columns([3, 1.4], vertical_alignment="center")
    estimate.caption(estimate_words(workspace, preview(asked)))
    press(
        button.button,
        "Start",
        start,
        workspace,
        path,
        title,
        changes,
        type="primary",
        icon=":material/play_arrow:",
        key="paper_start",
        width="stretch",
    )


def preview(asked: Mapping[str, Any]) -> BenchmarkSpec:
    """The benchmark of a file as it will be, before its books are loaded."""
    models = [entry if isinstance(entry, dict) else {"model": entry} for entry in asked["models"]]
    return make_specification(
        BenchmarkSpec,
        books=tuple(
            BenchmarkBook(
                book=entry["book"],
                schema_hash="",
                name=entry.get("name", entry["book"]),
                rows=entry.get("rows") or (KNOWN_FILES[entry["book"]].rows if entry["book"] in KNOWN_FILES else None),
            )
            for entry in asked["books"]
        ),
        arms=tuple(make_specification(Arm, **entry) for entry in models),
        **{name: asked[name] for name in GRID if name in asked},
    )


def start(workspace: Workspace, path: Path, title: str, changes: Mapping[str, Any]) -> Run:
    """Load the books and queue the benchmark."""
    from creditviz.runs.work.benchmark import check

    with st.spinner("Loading the books"):
        asked = read_benchmark_file(workspace, path, changes=changes)
        check(workspace, asked.spec)
    st.session_state[TABS] = RESULTS
    return jobs.submit(workspace, asked.spec, name=title, notes="\n".join(asked.notes))
