"""The resampling guard: proof that no synthetic row is judged, and PDs that mean what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from creditviz.results import BalancingResult, RunResult, ScoredRows
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import get_book
from creditviz.ui import facts
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.facts import book_rows, result_of, schema_of_run
from creditviz.ui.facts import kept
from creditviz.ui.runs.judging import finished, training_runs
from creditviz.ui.runs.names import labels, sampler_words
from creditviz.ui.shell import line, section
from creditviz.ui.words import count, literal

PASSED, BROKEN = ":material/check_circle:", ":red[:material/cancel:]"
PROOF_HELP = (
    "Counted from the row ids that each model really scored: a scored row is synthetic when its id is no row of the "
    "book, or when the leaky replay marks it. **Learned and judged** compares them with the rows that the sampler of "
    "stored rows had learned from; it stays empty where the sampler ran within the training."
)
CORRECTION_HELP = (
    "A model that was trained on more bad accounts than the book has gives PDs that are too high. "
    "The correction scales the odds back by real over balanced odds; the ranking stays as it is. "
    "The corrected mean PD should lie near the bad rate of the test rows."
)


def show_guard(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """Rows by part of each balancing run, then trainings on balanced rows."""
    line("Validation and test rows are set apart before anything is sampled, and no synthetic row ever joins them.")
    for run in chosen.runs:
        _show_parts(workspace, book, run, chosen.labels[run.id])
    trained = [run for run in finished(training_runs(workspace, book)) if run.figures["rows"].get("synthetic")]
    section("Models that were trained on balanced rows")
    if not trained:
        line("None yet: train one on these rows under **Export and train**, or choose a sampler on the Training page.")
        return
    st.markdown("**Rows of each part**", help=PROOF_HELP)
    st.dataframe(
        guard_frame(workspace, trained),
        hide_index=True,
        column_config=_GUARD_COLUMNS,
        alt="Real and synthetic rows of each part of each training run.",
    )
    st.markdown("**Do PDs mean what they say after training on a changed ratio?**", help=CORRECTION_HELP)
    st.dataframe(
        prior_frame(workspace, trained),
        hide_index=True,
        column_config=_PRIOR_COLUMNS,
        alt="Mean PD before and after the prior correction, beside the bad rate of the test rows.",
    )


def _show_parts(workspace: Workspace, book: Book, run: Run, label: str) -> None:
    result = result_of(workspace, run)
    with st.container(border=True):
        st.markdown(f"**{literal(label)}**")
        st.markdown(
            "  \n".join(f"{PASSED if passed else BROKEN} {words}" for passed, words in checks(result, book.n_rows))
        )
        st.dataframe(
            parts_frame(result, _n_bad(workspace, run), book.n_rows),
            hide_index=True,
            width=620,
            column_config={
                name: st.column_config.NumberColumn(name, format="localized") for name in ("real", "bad", "synthetic")
            },
            alt=f"Rows of each part of {label}.",
        )


@kept(50)
def _n_bad(workspace: Workspace, run: Run) -> int:
    """Bad accounts among the validation and test rows of a run."""
    from creditviz.data.outcome import outcomes

    judged = result_of(workspace, run).judged
    _, y = outcomes(book_rows(workspace, run.book or "", judged), schema_of_run(workspace, run))
    return int((y == 1).sum())


def checks(result: BalancingResult, n_book: int) -> list[tuple[bool, str]]:
    """What is proved of a balancing run on a book of `n_book` rows, each with whether it holds.

    Row ids that the sampler was handed are compared with those set apart to judge.
    """
    judged, training = np.asarray(result.judged), np.asarray(result.training)
    handed = np.union1d(training, result.training_bad)
    shared = len(np.intersect1d(judged, handed))
    outside = _n_outside(judged, n_book)
    twice = len(judged) - len(np.unique(judged))
    bad = len(np.unique(result.training_bad))
    return [
        (
            shared == 0,
            f"{shared:,} of the {count(len(handed), 'row')} handed to the sampler ({bad:,} defaulters that it learned "
            f"from) stand among the {count(len(judged), 'validation and test row')}: their row ids were compared.",
        ),
        (outside == 0, f"{outside:,} validation and test rows lie outside the {count(n_book, 'row')} of the book."),
        (twice == 0, f"{twice:,} validation and test rows are counted twice."),
    ]


def _n_outside(rows: np.ndarray, n_book: int) -> int:
    return int(((rows < 0) | (rows >= n_book)).sum())


def parts_frame(result: BalancingResult, n_bad_judged: int, n_book: int) -> pd.DataFrame:
    """Rows that models learn from, and rows that judge them."""
    synthetic = _n_outside(result.judged, n_book)
    rows = [
        ("learned from: training", len(result.training), result.rows["bad"], result.rows["synthetic"]),
        ("judged on: validation and test", len(result.judged) - synthetic, n_bad_judged, synthetic),
    ]
    return pd.DataFrame(rows, columns=["part", "real", "bad", "synthetic"])


def guard_frame(workspace: Workspace, runs: list[Run]) -> pd.DataFrame:
    """Real and synthetic rows of each part of each training run."""
    names = labels(runs)
    return pd.DataFrame([_guard_row(workspace, run, names[run.id]) for run in runs])


def _guard_row(workspace: Workspace, run: Run, name: str) -> dict[str, Any]:
    result = facts.result_of(workspace, run)
    rows = run.figures["rows"]
    n_book = get_book(workspace, run.book or "").n_rows
    judged = {part: n_synthetic(getattr(result, part), n_book) for part in ("validation", "test")}
    return {
        "model": name,
        "balancing": sampler_words(run.specification),
        "train real": rows["train"],
        "train synthetic": rows["synthetic"],
        "validation synthetic": judged["validation"],
        "test synthetic": judged["test"],
        "learned and judged": _n_shared(workspace, run, result),
        "proof": _proof(workspace, run, result, judged),
    }


def n_synthetic(scored: ScoredRows, n_book: int) -> int:
    """Scored rows that are no account of the book, by their row id or by the mark of the leaky replay."""
    marked = np.zeros(len(scored), dtype=bool) if scored.synthetic is None else scored.synthetic
    return int((marked | (scored.row_id < 0) | (scored.row_id >= n_book)).sum())


def _source(workspace: Workspace, run: Run) -> BalancingResult | None:
    """The balancing run whose stored rows a training took; None where it has its own sampler, or it was deleted."""
    stored = [
        one
        for put_by in (False, True)
        for one in workspace.store.runs(kind="balancing", book=run.book, archived=put_by)
        if one.id == run.specification.balancing
    ]
    return result_of(workspace, stored[0]) if stored else None


def _scored(result: RunResult) -> np.ndarray:
    return np.r_[result.validation.row_id, result.test.row_id]


def _n_shared(workspace: Workspace, run: Run, result: RunResult) -> int | None:
    """Scored rows that the sampler of stored rows had learned from; None where the sampler ran within the training."""
    source = _source(workspace, run)
    if source is None:
        return None
    return len(np.intersect1d(_scored(result), np.union1d(source.training, source.training_bad)))


def _proof(workspace: Workspace, run: Run, result: RunResult, judged: dict[str, int]) -> str:
    if run.figures.get("leaky"):
        return "leaky replay: they are, as it says"
    return "BROKEN" if any(judged.values()) or _n_shared(workspace, run, result) else "none is judged"


def prior_frame(workspace: Workspace, runs: list[Run]) -> pd.DataFrame:
    """Mean PD on test rows before and after the prior correction; leaky replays are left out."""
    names = labels(runs)
    honest = [run for run in runs if not run.figures.get("leaky")]
    return pd.DataFrame([_prior_row(workspace, run, names[run.id]) for run in honest], columns=list(_PRIOR_COLUMNS))


def _prior_row(workspace: Workspace, run: Run, name: str) -> dict[str, Any]:
    test = facts.result_of(workspace, run).test
    means = {kind: 100 * float(np.mean(pd_)) for kind, pd_ in test.calibrated.items()}
    return {
        "model": name,
        "model's own mean PD": means.get("model"),
        "corrected mean PD": means.get("prior-corrected"),
        "bad rate of the test rows": 100 * float(np.mean(test.y_true == 1)),
    }


_COUNTED = ("train real", "train synthetic", "validation synthetic", "test synthetic", "learned and judged")
_GUARD_COLUMNS = {
    "model": st.column_config.TextColumn(width=200),
    "balancing": st.column_config.TextColumn(width=165),
    **{name: st.column_config.NumberColumn(format="localized", width=110) for name in _COUNTED},
    "proof": st.column_config.TextColumn(width=110),
}
_PRIOR_COLUMNS = {
    "model": st.column_config.TextColumn(width=260),
    **{
        name: st.column_config.NumberColumn(format="%.1f%%", width=170)
        for name in ("model's own mean PD", "corrected mean PD", "bad rate of the test rows")
    },
}
