"""What a user does with a finished run, step by step, through the functions that the pages and commands call."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.explanation.reasons import main_reasons, refusal
from creditviz.reporting.committee.pack.run import pack_path
from creditviz.reporting.explanation.letter import Letter, letter_html
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.engine import jobs
from creditviz.runs.reading.counterfactual import load_searchable
from creditviz.runs.reading.explained import load_accounts
from creditviz.runs.reading.explained_model import cut_off_of, load_at_once
from creditviz.runs.reading.reasons import kept_reasons, proposed_pairs
from creditviz.runs.work.scored import scoring
from creditviz.runs.work.scored.files import keep_file
from creditviz.specification import ExplanationSpec, ReportSpec, ScoringSpec

N_SCORED, N_REASONS = 60, 3


def done(workspace, spec, name="step"):
    """A run that has finished; fails with its own sentence where it has not."""
    run = jobs.run_here(workspace, spec, name=name)
    assert run.status == "finished", f"{spec.kind}: {run.error}"
    return run


def walk(workspace, run):
    """Score with reasons, explain an account, change it, search what would change it, write to it, pack."""
    frame = book_frame(workspace, get_book(workspace, run.book))
    score(workspace, run, frame)
    found = explain(workspace, run)
    what_if(workspace, run, frame, found)
    counterfactual(workspace, run, frame, found)
    letter(workspace, run, found)
    return pack(workspace, run)


def score(workspace, run, frame):
    """A file of accounts: the riskier declined rows are told a reason, or the column says why none may be told."""
    file = workspace.home / f"{run.id}.csv"
    frame.head(N_SCORED).to_csv(file, index=False)
    kept = keep_file(workspace, file, name=file.name)
    spec = ScoringSpec(run=run.id, file=kept.hash, file_name=kept.name, reasons=N_REASONS)
    scoring.check(workspace, spec)
    scored = done(workspace, spec)
    rows = pd.concat(scoring.scored_parts(workspace, scored.id))
    assert len(rows) == N_SCORED and rows["pd"].between(0, 1).all()
    declined = (rows["decision"] == "decline").to_numpy()
    refused = rows["reason_1"].str.startswith("refused")
    assert scored.figures["with_reasons"] == ((rows["reason_1"] != "") & ~refused).sum()
    assert (rows["reason_1"] == "")[~declined].all()
    above = declined & (rows["pd"].to_numpy() > np.median(rows["pd"]))
    assert (rows["reason_1"] != "")[above].all()
    return scored


def explain(workspace, run):
    """Contributions that sum to the score less the mean."""
    found = load_accounts(workspace, done(workspace, ExplanationSpec(run=run.id, n_rows=50, n_background=10)).id)
    np.testing.assert_allclose(found.values.sum(1) + found.base, found.margin, atol=1e-6)
    assert np.isfinite(found.values).all() and found.method
    return found


def what_if(workspace, run, frame, found):
    """An account, and the same with one column changed: the PD of the page is the PD of the model."""
    at_once = load_at_once(workspace, run.id, "portfolio", 10, run.specification.seed)
    row = frame.iloc[[found.row_id[0]]].reset_index(drop=True)
    other = frame.iloc[[found.row_id[1]]].reset_index(drop=True)
    column = at_once.model.subject.players[found.columns[int(np.abs(found.values).mean(0).argmax())]][-1]
    for changed in (row, row.assign(**{column: other[column]})):
        values, pd_of, base = at_once.explain(changed)
        assert values.shape == (len(found.columns),) and 0 <= base <= 1
        np.testing.assert_allclose(pd_of, at_once.model.fitted.pd(changed)[0], atol=2e-4)


def counterfactual(workspace, run, frame, found):
    """What would bring the riskiest explained account under the cut-off; every answer does so."""
    searchable = load_searchable(workspace, run.id)
    row = frame.iloc[[found.row_id[int(found.pd.argmax())]]].reset_index(drop=True)
    cut_off = cut_off_of(workspace, run)
    answers = searchable.search(row, cut_off, most_changes=1)
    assert answers.n_tried > 0 or answers.pd < cut_off
    for answer in answers.found:
        assert answer.pd < cut_off


def letter(workspace, run, found):
    """The letter of the riskiest account, or the sentence that refuses it."""
    reasons, _ = kept_reasons(workspace, run.id, found.columns, found.names)
    refused = refusal(found, proposed_pairs(run))
    told = main_reasons(found.values[int(found.pd.argmax())], found.columns, reasons)
    html = letter_html(Letter("A1", tuple(told), "A bank"))
    assert refused or all(reason.sentence.partition("&")[0] in html for reason in told)
    return refused


def pack(workspace, run):
    """The committee pack, whose section on what moves the PD is written."""
    packed = done(workspace, ReportSpec(run=run.id))
    assert packed.figures["sections"]["explanation"]["rows"] > 0
    text = pack_path(workspace, packed.id).read_text(encoding="utf-8")
    assert "What moves the PD?" in text and "made a mistake" not in text
    return packed
