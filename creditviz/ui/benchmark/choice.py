"""Which benchmark the page speaks of, and what can be done with it."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from creditviz.reporting.words import day
from creditviz.runs import Run, Workspace
from creditviz.runs.work.benchmark_file import GRID
from creditviz.ui.archive import bring_back
from creditviz.ui.benchmark.facts import benchmarks
from creditviz.ui.buttons import press
from creditviz.ui.runs.choice import choose_run, show_run
from creditviz.ui.runs.names import PROTOCOLS, benchmark_name
from creditviz.ui.words import literal

CHOSEN = "benchmark_chosen"  # in the session: id of the benchmark that is looked at
OF_A_BOOK = ("name", "rows", "thin_to", "published")  # what a file says of a book besides its path
DELETED = "This deletes the benchmark with every score in it. It cannot be undone."


def choose_benchmark(workspace: Workspace) -> Run | None:
    """The picker: name, when, how it stands; the newest unless another was chosen. None while there is none."""
    return choose_run(
        benchmarks(workspace),
        CHOSEN,
        "Benchmark",
        "The benchmark that Results, Tests and Customer groups speak of.",
    )


def show_choice_actions(workspace: Workspace, run: Run) -> None:
    """Settings, log, name, archive and delete of the benchmark above."""
    show_run(
        workspace, run, lambda: _settings(run), place="benchmark_", deleted=DELETED,
        more=lambda: _download_specification(workspace, run),
    )  # fmt: skip
    _show_archive(workspace)


def _download_specification(workspace: Workspace, run: Run) -> None:
    st.download_button(
        "SPEC.json",
        lambda: json.dumps(as_file(workspace, run), indent=2, ensure_ascii=False),
        file_name=f"benchmark-{run.id}.json",
        mime="application/json",
        key="benchmark_spec",
        icon=":material/download:",
        help="What was asked, as a file to keep, or to repeat the benchmark from on this machine. What the columns "
        "mean is then inferred again.",
        on_click="ignore",
    )


def as_file(workspace: Workspace, run: Run) -> dict[str, Any]:
    """A benchmark as the command line reads it: books by the path of their stored table."""
    asked = run.specification.model_dump(mode="json", exclude_defaults=True)
    books = [
        {
            "book": str(workspace.books / f"{book.book}.parquet"),
            **{key: value for key in OF_A_BOOK if (value := getattr(book, key)) not in (None, "")},
        }
        for book in run.specification.books
    ]
    rest = {key: value for key, value in asked.items() if key in GRID}
    return {"title": run.name, "books": books, "models": asked["arms"], **rest}


def _settings(run: Run) -> dict[str, str]:
    spec = run.specification
    return {
        "what": benchmark_name(spec),
        "books": ", ".join(book.name for book in spec.books),
        "models": ", ".join(arm.label or arm.model for arm in spec.arms),
        "samplers": ", ".join(spec.samplers),
        "orders": ", ".join(order.replace("-", " the ") for order in spec.orders),
        "test rows": ", ".join(PROTOCOLS[key] for key in spec.protocols),
        "seeds": f"{spec.seed} to {spec.seed + spec.repeats - 1}" if spec.repeats > 1 else str(spec.seed),
        "tuned on validation rows": ", ".join(sorted({arm.search for arm in spec.arms if arm.search})) or "no",
        "protected attributes": "read by the models" if spec.use_protected else "left out",
        "created": day(run.created),
        "notes": run.notes or "none",
    }


def _show_archive(workspace: Workspace) -> None:
    """Benchmarks that were put away, each with the way back."""
    archived = benchmarks(workspace, archived=True)
    if not archived:
        return
    with st.expander(f"Archived benchmarks ({len(archived)})", icon=":material/archive:"):
        for run in archived:
            who, back = st.columns([6, 2.2], vertical_alignment="center")
            who.markdown(f"{literal(run.name)} · {day(run.created)}")
            press(
                back.button,
                "Bring back",
                bring_back,
                workspace,
                run.id,
                key=f"benchmark_back_{run.id}",
                width="stretch",
            )
