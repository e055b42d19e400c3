"""The sections of a pack in the order in which a committee asks; one that cannot be written says why."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from creditviz.exceptions import CreditVizError, RunCancelled
from creditviz.experiment.summary import figures_of
from creditviz.progress import EpochReport, no_progress
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Pack, Section
from creditviz.reporting.committee.pack.sections.card import card_section
from creditviz.reporting.committee.pack.sections.cutoff import cut_off_section, fairness_section
from creditviz.reporting.committee.pack.sections.limits import limits_section
from creditviz.reporting.committee.pack.sections.population import balancing_section, data_section, stability_section
from creditviz.reporting.committee.pack.sections.provenance import glossary_section, provenance_section
from creditviz.reporting.committee.pack.sections.ranking import calibration_section, comparison_section, ranking_section
from creditviz.reporting.committee.pack.sections.reasons import explanation_section
from creditviz.reporting.committee.pack.sections.record import facts_of, facts_section, signature_section
from creditviz.reporting.committee.pack.sections.scorecard import scorecard_section
from creditviz.reporting.committee.pack.sections.sheet import inputs_section, sheet_section
from creditviz.reporting.committee.pack.sections.steps import slider_steps
from creditviz.reporting.committee.pack.sections.watch import monitoring_section, weak_section
from creditviz.reporting.committee.pack.words import missing, tile_figures
from creditviz.reporting.decision.words import cut_off_words
from creditviz.reporting.looks import looks_words
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.reporting.words import day

Builder = Callable[[Evidence], Section | None]
BUILDERS: tuple[tuple[str, str, str, Builder], ...] = (
    ("data", "Data", "Is this book fit for modelling?", data_section),
    ("balancing", "Balancing", "Are the synthetic defaulters like real ones, and do they help?", balancing_section),
    ("ranking", "Ranking", "Does it rank?", ranking_section),
    ("comparison", "Challenger", "Is it better than its challenger?", comparison_section),
    ("calibration", "Calibration", "Are the PDs right?", calibration_section),
    ("weak", "Weak segments", "For whom are the PDs wrong?", weak_section),
    ("stability", "Stability", "Are the accounts like those that the model learned from?", stability_section),
    ("cut-off", "Cut-off", "Where do we cut, and what does it cost?", cut_off_section),
    ("fairness", "Fairness", "Is it fair between groups?", fairness_section),
    ("explanation", "Explanation", "What moves the PD?", explanation_section),
    ("scorecard", "Scorecard", "What are the points?", scorecard_section),
    ("limits", "Limits", "What do these figures not say?", limits_section),
)


def build_pack(evidence: Evidence, *, on_epoch: Callable[[EpochReport], None] = no_progress) -> Pack:
    """Write every section; raises `RunCancelled` alone, what else goes wrong is a sentence in its section."""
    judging = tuple(_written(evidence, on_epoch))
    facts = facts_of(evidence)
    sections = (
        question_section(evidence),
        _safely(evidence, "sheet", "Summary", "What was built, on which rows?", partial(sheet_section, facts=facts)),
        *judging,
        _safely(evidence, "monitoring", "Monitoring", "What is watched once it decides?", monitoring_section),
        signature_section(evidence),
        facts_section(facts),
        _safely(evidence, "model-card", "Model card", "What is this model?", partial(card_section, facts=facts)),
        _safely(evidence, "inputs", "Inputs", "What does it read?", inputs_section),
        provenance_section(evidence),
        glossary_section(),
    )
    kept = tuple(section for section in sections if section is not None)
    return Pack(_title(evidence), _subtitle(evidence), kept, _steps(evidence), _figures(evidence, kept))


def _written(evidence: Evidence, on_epoch: Callable[[EpochReport], None]) -> Iterator[Section]:
    for number, (key, title, question, build) in enumerate(BUILDERS, 1):
        evidence.check()
        section = _safely(evidence, key, title, question, build)
        on_epoch(EpochReport("sections of the pack", number, len(BUILDERS), {}))
        if section is not None:
            yield section


def _safely(evidence: Evidence, key: str, title: str, question: str, build: Builder) -> Section | None:
    try:
        return build(evidence)
    except RunCancelled:
        raise
    except CreditVizError as mistake:
        return missing(key, title, question, str(mistake))


def question_section(evidence: Evidence) -> Section:
    """The decision that is asked for."""
    other = f"against the challenger {evidence.challenger.label}" if evidence.challenger else "with no challenger"
    try:
        stand = evidence.stand
        where = f"at a cut-off of {cut_off_words(stand.at.cut_off)} PD"
        if not stand.kept:
            where += " (a proposal: nobody has chosen one yet)"
    except CreditVizError:
        where = "without a cut-off"
    leaks = tuple(f"These figures may be false: {leak}" for leak in evidence.run.figures.get("leaks", ()))
    return Section(
        "question", "Question", f"May {evidence.label} decide on {evidence.book_title}?", "stop" if leaks else "none",
        f"The committee is asked to approve {evidence.label} for {evidence.book_title}, {other}, {where}.",
        verdict_tiles(evidence.result), notes=leaks, judges=False,
    )  # fmt: skip


def _title(evidence: Evidence) -> str:
    return f"{evidence.label} for {evidence.book_title}"


def _subtitle(evidence: Evidence) -> str:
    test = evidence.result.test
    bad = int((test.y_true == 1).sum())
    seen = "synthetic accounts among them" if evidence.result.leaky else "that no step of training saw"
    return (
        f"{len(test):,} test rows, {bad:,} bad, {seen} · run {evidence.run.id} of "
        f"{day(evidence.run.ended or evidence.run.created)} · seed {evidence.run.specification.seed} · "
        f"pack of {day(time.time())}"
    )


def _steps(evidence: Evidence) -> dict[str, Any]:
    try:
        return slider_steps(evidence.stand)
    except CreditVizError:  # the section on the cut-off says why
        return {}


def _figures(evidence: Evidence, sections: tuple[Section, ...]) -> dict[str, Any]:
    """Every number by stable keys; those of the runs as `train --json` and the pages have them."""
    other = evidence.challenger
    return {
        "run": evidence.run.id,
        "challenger": other.run.id if other else None,
        "book": evidence.run.specification.book,
        "looks": evidence.looked.n,
        "looks_said": looks_words(evidence.looked),
        "lead_of_best": None if math.isnan(evidence.looked.lead) else evidence.looked.lead,
        **figures_of(evidence.result),
        "challenger_test": figures_of(other.result)["test"] if other else None,
        "tiles": [tile_figures(tile) for tile in verdict_tiles(evidence.result)],
        "verdicts": {s.key: {"verdict": s.verdict, "sentence": s.sentence} for s in sections if s.judges},
        "sections": {s.key: dict(s.figures) for s in sections if s.figures},
    }
