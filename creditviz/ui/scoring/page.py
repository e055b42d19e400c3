"""What the Scoring page shows: a run, a file, what does not fit, and what came out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.specification import ScoringSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.judging import judged_run, runs_to_judge
from creditviz.ui.runs.names import labels
from creditviz.ui.runs.progress import show_until_done
from creditviz.ui.scoring.file import ChosenFile, choose_file
from creditviz.ui.scoring.results import show_results
from creditviz.ui.shell import line, section
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

REASONS = 3  # beside a declined row, unless another number is chosen
EARLIER = ("previous_pd", "pd_previous", "old_pd", "previous_score", "previous_points", "pd", "points")


def show_scoring(place: Place) -> None:
    """The whole page below its title."""
    line(
        "A file of applicants or of accounts in use goes through a trained model: PD, points, grade and decision for "
        "every row, the reasons against those that are declined, and how far the file is from the accounts that the "
        "model was built on."
    )
    run = choose_run(place)
    if run is None:
        return
    with st.container(border=True):
        file = choose_file(place.workspace, run)
        if file is not None:
            with mistakes():
                _show_start(place.workspace, run, file)
    _show_found(place.workspace, run)


def choose_run(place: Place) -> Run | None:
    """The model that scores: the judged run first."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names = labels(every)
    judged = judged_run(place.workspace, place.book, every)
    ids = [run.id for run in every]
    first = judged.run.id if judged else ids[0]
    chosen = pick(
        st.selectbox,
        "Model",
        ids,
        index=ids.index(first),
        format_func=lambda key: names[key],
        key="scoring_run",
        help="The champion, else the run that validation rows suggest, comes first. Its kept calibration, cut-off and "
        "master scale are used.",
    )
    run = next(run for run in every if run.id == chosen)
    show_leaks(run)
    return run


def _show_start(workspace: Workspace, run: Run, file: ChosenFile) -> None:
    """What does not fit, the column of an earlier score, and the button."""
    from creditviz.runs.work.scored.files import file_path, numeric_columns
    from creditviz.runs.work.scored.scoring import check_file

    found = check_file(workspace, run, file.hash)
    stops = [m for m in found if m.verdict == "stop"]
    if found:
        what = "cannot be scored as it is" if stops else "is scored, with these cells read as missing or rare"
        line(f":material/error: **{literal(file.name)}** {what}:")
        st.dataframe(
            {
                "column": [m.column for m in found],
                "what": [m.what for m in found],
                "what to do": [m.fix for m in found],
            },
            hide_index=True,
            alt="Columns of the file that do not fit the model.",
        )
    else:
        line(f":material/check_circle: **{literal(file.name)}**: {count(file.n_rows, 'row')}, every column is there.")
    columns = numeric_columns(file_path(workspace, file.hash))
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    known = next((name for name in EARLIER if name in columns), None)
    previous = left.selectbox(
        "Earlier score in the file, for early alerts",
        columns,
        index=columns.index(known) if known else None,
        placeholder="none",
        key=f"scoring_previous_{file.hash}",
        help="A column with each account's earlier PD (0 to 1) or earlier points (above 1, on the run's scale). "
        "Accounts are then listed by how far their PD rose.",
    )
    reasons = pick(
        middle.selectbox,
        "Reasons a declined row",
        range(5),
        index=REASONS,
        format_func=lambda n: str(n) if n else "none",
        key="scoring_reasons",
        help="What raised the PD most, in the sentences of the page Explanation. Boosted trees tell all declined rows, "
        "other models the first 500 of them.",
    )
    press(
        right.button,
        "Score the rows",
        start,
        workspace,
        run,
        file,
        previous or "",
        reasons or 0,
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(stops),
        key="scoring_start",
        width="stretch",
    )


def start(workspace: Workspace, run: Run, file: ChosenFile, previous: str, reasons: int) -> Run:
    """Queue a scoring."""
    from creditviz.runs.work.scored.scoring import check

    what = {"run": run.id, "file": file.hash, "file_name": file.name}
    spec = make_specification(ScoringSpec, **what, previous=previous, reasons=reasons)
    check(workspace, spec)
    return jobs.submit(workspace, spec, name=f"{file.name} scored by {run.name}")


def _show_found(workspace: Workspace, run: Run) -> None:
    """Work in progress, then the newest scoring, or an earlier one."""
    runs = workspace.store.runs(kind="scoring", subject=run.id)
    waiting = [one for one in runs if one.open]
    if waiting:
        section("Work in progress")
        show_until_done(workspace, waiting)
    ended = [one for one in runs if not one.open]
    if ended:
        section("Results")
        show_results(workspace, run, _choose_scoring(ended))


def _choose_scoring(ended: Sequence[Run]) -> Run:
    if len(ended) == 1:
        return ended[0]
    names = {run.id: f"{run.specification.file_name} ({run.id[:4]})" for run in ended}
    chosen = pick(
        st.selectbox,
        "Scored file",
        list(names),
        format_func=names.__getitem__,
        key=f"scoring_of_{ended[0].id}",
        label_visibility="collapsed",
    )
    return next(run for run in ended if run.id == chosen)
