"""Is the book fit, what do synthetic rows do, and have the accounts moved."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.reporting.balancing.verdict import verdicts
from creditviz.reporting.card import Verdict
from creditviz.reporting.committee.pack.evidence import Evidence, n_learned
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.sections.watch import periods_table
from creditviz.reporting.committee.pack.words import missing, plain, stop, tile_figures, tile_sentence
from creditviz.reporting.performance.stability import column_shifts_card, score_shift_card
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.reporting.run_names import sampler_words
from creditviz.reporting.words import LEAKY
from creditviz.results import BalancingResult, Finding, RunResult, Stability
from creditviz.runs.reading.synthetic import load_balancing
from creditviz.runs.work.stability import load_stability

MOST_FINDINGS = 8
TRAINING_ROWS = (
    "Validation rows stand for those that the model learned from: they are of the same accounts. The tab Stability of "
    "the Performance page compares the training rows themselves, or a newer book."
)
WORDS: dict[str, Verdict] = {"stop": "stop", "warning": "warning", "note": "none", "good": "good"}


def data_section(evidence: Evidence) -> Section:
    """What was found in the book."""
    from creditviz.data.checks.findings import check_book

    findings = check_book(evidence.frame, evidence.schema)
    grave = [found for found in findings if found.verdict in ("stop", "warning")]
    shown = [*grave, *(found for found in findings if found not in grave)][:MOST_FINDINGS]
    rows = tuple((found.verdict, _with_labels(evidence, found)) for found in shown)
    return Section(
        "data", "Data", "Is this book fit for modelling?", _data_verdict(findings), _data_sentence(evidence, findings),
        tables=(Table("What was found in the book", ("verdict", "finding"), rows),),
        figures={name: sum(found.verdict == name for found in findings) for name in ("stop", "warning", "note")},
    )  # fmt: skip


def _data_verdict(findings: tuple[Finding, ...]) -> Verdict:
    gravest = {found.verdict for found in findings}
    return "stop" if "stop" in gravest else "warning" if "warning" in gravest else "good"


def _data_sentence(evidence: Evidence, findings: tuple[Finding, ...]) -> str:
    n = {word: sum(found.verdict == word for found in findings) for word in ("stop", "warning")}
    counted = next((found.what for found in findings if found.check == "class ratio"), "")
    if not n["stop"] and not n["warning"]:
        return f"{stop(counted)} No check found anything that would make a model wrong."
    grave = next(found for found in findings if found.verdict == ("stop" if n["stop"] else "warning"))
    what = "finding that would make a model wrong" if n["stop"] else "warning"
    many = n["stop"] or n["warning"]
    first = stop(_with_labels(evidence, grave))
    return f"{many} {what}{'s' if many > 1 else ''}{', first' if many > 1 else ''}: {first}"


def _with_labels(evidence: Evidence, found: Finding) -> str:
    """The finding with what to do about it."""
    return f"{found.what} {found.remedy}".strip()


def balancing_section(evidence: Evidence) -> Section | None:
    """Are synthetic defaulters like real ones; None of a run that was trained on real rows alone."""
    run, result = evidence.run, evidence.result
    words = sampler_words(run.specification)
    if words == "none":
        return None
    n = result.rows.get("synthetic", 0)
    if not n:  # a sampler that only removes rows
        return None
    key, title, question = "balancing", "Balancing", "Are the synthetic defaulters like real ones, and do they help?"
    figures = {"sampler": run.specification.sampler, "synthetic": n}
    if result.leaky:
        said = f"{LEAKY}: {n:,} synthetic rows were made before the split, so no figure here is one of real accounts"
        return Section(key, title, question, "stop", f"{said}.", figures=figures)
    learned = f"{n:,} synthetic rows of {words} among {n_learned(result):,} real training rows"
    judged = _balancing_result(evidence)
    if judged is None:
        said = f"{learned}; none of them is judged. No balancing run says how like real ones they are."
        return Section(key, title, question, "none", said, figures=figures)
    tiles = verdicts(judged)
    gravest = next((t for v in ("stop", "warning") for t in tiles if t.verdict == v), tiles[0])
    said = f"{learned}; none of them is judged. {tile_sentence(gravest)}"
    return Section(key, title, question, gravest.verdict, said, tiles, figures=figures)


def _balancing_result(evidence: Evidence) -> BalancingResult | None:
    balancing = getattr(evidence.run.specification, "balancing", "")
    try:
        return load_balancing(evidence.workspace, balancing) if balancing else None
    except SpecificationError:  # that run was deleted since
        return None


def _why_not_compared(result: RunResult) -> str:
    if result.leaky:
        return "synthetic accounts are among the rows of a leaky replay"
    if result.validation_from:
        return f"the validation rows are accounts of {result.validation_from}, another product"
    if result.test.fold is not None:
        return "under k-fold every row is both learned from and judged"
    return "there are no validation rows"


def stability_section(evidence: Evidence) -> Section:
    """Whether the accounts have moved."""
    key, title, question = "stability", "Stability", "Are the accounts like those that the model learned from?"
    tile = verdict_tiles(evidence.result)[3]
    figures: dict[str, Any] = {"tile": tile_figures(tile)}
    found, note = _stored_stability(evidence), ""
    if found is None:
        try:
            found = _compared(evidence)
        except CreditVizError as mistake:
            note = str(mistake)
    if found is None:
        why = note or (
            f"Columns are not compared here: {_why_not_compared(evidence.result)}. Compare the book with a newer one "
            "on the Performance page."
        )
        tables = periods_table(evidence)
        more = {"tiles": (tile,), "notes": (why,), "tables": tables, "figures": figures}
        return missing(key, title, question, tile_sentence(tile), **more)
    cards = (score_shift_card(found), column_shifts_card(found))
    if found.score is not None:
        figures["score_index"] = plain(found.score.index)
    figures["columns"] = {shift.key: plain(shift.index) for shift in found.columns[:10]}
    rows = (TRAINING_ROWS,) if found.expected != "training rows" else ()
    return Section(
        key, title, question, tile.verdict, tile_sentence(tile), (tile,), cards, periods_table(evidence),
        notes=rows, shown=("psi", "csi"), figures=figures,
    )  # fmt: skip


def _stored_stability(evidence: Evidence) -> Stability | None:
    """The newest comparison of training with test rows that the Performance page shows."""
    known = evidence.workspace.store.runs(kind="stability", subject=evidence.run.id, status=("finished",))
    own = next((run for run in known if not run.specification.other), None)
    return load_stability(evidence.workspace, own.id) if own else None


def _compared(evidence: Evidence) -> Stability | None:
    """Validation against test rows, from the stored scores; None where they are not two sets of one book's rows."""
    import pandas as pd

    from creditviz.experiment.stability import compare_rows

    result = evidence.result
    if result.validation_from or result.leaky or result.test.fold is not None or not len(result.validation):
        return None
    scores = pd.concat([pd.Series(rows.y_score, index=rows.row_id) for rows in (result.validation, result.test)])
    parts = [evidence.frame.iloc[np.sort(rows.row_id)] for rows in (result.validation, result.test)]
    for part, rows in zip(parts, (result.validation, result.test), strict=True):
        part.index = pd.Index(np.sort(rows.row_id))
    validation, test = parts
    return compare_rows(
        validation,
        test,
        evidence.schema,
        lambda rows: scores.loc[rows.index].to_numpy(),
        names=("validation rows", "test rows"),
        check=evidence.check,
    )
