"""Where every figure comes from: hashes, specification, seed, versions; and the words of the field in plain ones."""

from __future__ import annotations

import json

from creditviz import __version__
from creditviz.metrics.catalogue import METRICS
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.words import day
from creditviz.runs.books import what_was_done

GLOSSARY = {
    "Account": "One row of the book: an applicant or a customer whose outcome is known.",
    "Approval rate": "Share of applicants whose PD lies below the cut-off.",
    "AUC": METRICS["auc"].about,
    "Bad": "An account that defaulted, by the definition of the book's target column.",
    "Bad rate": "Share of bad accounts among those that are counted.",
    "Brier score": METRICS["brier"].about,
    "Calibration": "Whether among accounts with a PD of 10% about 10% default.",
    "Challenger": "A model that would take the place of the one this pack is about.",
    "Cut-off": "The PD at which applicants begin to be declined.",
    "Gini": METRICS["gini"].about,
    "Impact ratio": "Approval rate of a group over that of the group approved most often; below 0.8 asks for a reason. "
    + THRESHOLDS["four-fifths"].words,
    "Interval (95%)": "Where the figure would be in 95 of 100 other samples of such accounts, the model held fixed.",
    "KS": METRICS["ks"].about,
    "PD": "Probability of default that the model gives an account.",
    "PSI": "How far two distributions of scores lie apart: below 0.1 no change, from 0.25 a significant one. "
    + THRESHOLDS["psi"].words,
    "Shapley value": "How much a column moved one account's score away from the average of the reference accounts.",
    "Swap set": "Accounts that one model approves and the other declines.",
    "Synthetic row": "An invented account that a model may learn from; none is ever judged.",
    "Test rows": "Accounts that no step of training, balancing or calibration saw.",
    "Validation rows": "Accounts that settings, calibration and the proposed cut-off were chosen on.",
}


def provenance_section(evidence: Evidence) -> Section:
    """What it takes to repeat the run."""
    run, result = evidence.run, evidence.result
    facts = _facts(evidence)
    tables = (
        Table("What was used", ("", ""), tuple(facts.items())),
        Table("What was done to the file", ("",), tuple((what,) for what in _done(evidence))),
        Table("Library versions of the training", ("library", "version"), tuple(sorted(result.versions.items()))),
        Table("Settings as fitted", ("setting", "value"), tuple((k, str(v)) for k, v in result.parameters.items())),
    )
    return Section(
        "provenance", "Provenance", "Can it be repeated?", "none",
        f"Run {run.id}, seed {run.specification.seed}. The command rerun {run.id} repeats it and holds old and new "
        "figures side by side.", tables=tuple(table for table in tables if table.rows), screen=False, judges=False,
        figures={"hashes": dict(result.hashes), "seed": run.specification.seed, "versions": dict(result.versions),
                 "specification": json.loads(run.spec), "creditviz": __version__},
    )  # fmt: skip


def _done(evidence: Evidence) -> tuple[str, ...]:
    """What was changed or left out while the book came in."""
    if evidence.book is None:
        return ()
    return tuple(note.what for note in what_was_done(evidence.workspace, evidence.book))


def _facts(evidence: Evidence) -> dict[str, str]:
    run, spec, book = evidence.run, evidence.run.specification, evidence.book
    hashes = {"book": spec.book, "schema": spec.schema_hash, **evidence.result.hashes}
    return {
        "Run": f"{run.id}, {run.name}",
        "Trained on": day(run.ended or run.created),
        "Book": f"{evidence.book_title}, {book.n_rows:,} rows" if book else evidence.book_title,
        "Hash of the data": hashes["book"],
        "Hash of the file (SHA-256)": book.raw_sha256 if book else hashes.get("file", "unknown"),
        "Hash of the schema": hashes["schema"],
        "Seed": str(spec.seed),
        "Device": evidence.result.device,
        "Seconds of training": f"{evidence.result.seconds:.0f}",
        "creditviz that wrote this pack": __version__,
    }


def glossary_section() -> Section:
    """The words of the field."""
    return Section(
        "glossary", "Glossary", "What do the words mean?", "none",
        f"{len(GLOSSARY)} words of the field in plain ones.",
        tables=(Table("", ("word", "what it means"), tuple(GLOSSARY.items())),), screen=False, judges=False,
    )  # fmt: skip
