"""The model card: what the model is, for whom, what it learned from, what it is not for, how good it is."""

from __future__ import annotations

from typing import Any

from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.evaluation.groups import judge_segments
from creditviz.evaluation.ranking.bootstrap import metric_intervals
from creditviz.exceptions import CreditVizError
from creditviz.metrics.catalogue import METRICS
from creditviz.models import MODELS
from creditviz.reporting.committee.pack.evidence import Evidence, n_learned
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.words import interval_figures, stop
from creditviz.reporting.performance.calibration import calibration_name
from creditviz.reporting.run_names import PROTOCOLS, sampler_words
from creditviz.reporting.words import nothing_to_judge, percent, trees_words, with_interval
from creditviz.results import Interval, Segmentation
from creditviz.results.committee import ProjectFacts
from creditviz.runs.books import book_title, get_schema
from creditviz.transfer import TRANSFER_MODELS

SHOWN = ("auc", "gini", "ks", "h_measure", "brier")
DECLINED = "Applicants unlike those of the book, such as those who were declined before: their outcomes are not in it."


def card_section(evidence: Evidence, facts: ProjectFacts) -> Section:
    """What the model is; whom it is for, and for whom it is not, as the project says."""
    result = evidence.result
    found = {} if nothing_to_judge(result) else _intervals(evidence)
    about = Table("What it is", ("", ""), tuple(_about(evidence, facts).items()))
    metrics = Table(
        "How good it is, on test rows",
        ("figure", "value and 95% interval"),
        tuple(
            (f"{METRICS[name].name}: {METRICS[name].about}", with_interval(found[name]))
            for name in SHOWN
            if name in found
        ),
        numbers=True,
    )
    spec = evidence.run.specification
    sentence = f"{model_words(evidence)}, trained on {_learned(evidence)}, judged on {len(result.test):,} test rows."
    return Section(
        "model-card", "Model card", "What is this model?", "none", sentence,
        tables=(about, metrics, *_groups(evidence)), screen=False, judges=False, figures={
            "model": evidence.run.figures.get("model", getattr(spec, "model", "")), "rows": dict(result.rows),
            "intervals": {name: interval_figures(found[name]) for name in SHOWN if name in found},
        },
    )  # fmt: skip


def _intervals(evidence: Evidence) -> dict[str, Interval]:
    """The same intervals as the tab Figures of the Performance page."""
    result = evidence.result
    return metric_intervals(
        result.test.y_true, result.test.y_score, result.test.pd(result.calibration), cut_off_of(result)
    )


def _about(evidence: Evidence, facts: ProjectFacts) -> dict[str, str]:
    result, spec = evidence.result, evidence.run.specification
    return {
        "Model": model_words(evidence),
        "For whom": facts.population.strip() or "not stated",
        **({"Trees": trees_words(result.trees)} if result.trees else {}),
        "Says": f"the probability that an account defaults (PD): {calibration_name(result.calibration)}",
        "Learned from": _learned(evidence),
        "Synthetic rows": sampler_words(spec),
        "Test rows": f"{len(result.test):,} of {evidence.book_title}, {split_words(evidence)}",
        "Protected attributes": _protected(evidence, spec),
        "Not for": _not_for(facts),
    }


def model_words(evidence: Evidence) -> str:
    """Which model, and with which preset."""
    spec = evidence.run.specification
    if evidence.run.kind == "transfer":
        return f"{TRANSFER_MODELS[evidence.run.figures['model']].label}, a transfer"
    preset = "" if spec.preset == "default" else f", preset {spec.preset}"
    return f"{MODELS[spec.model].label}{preset}"


def _learned(evidence: Evidence) -> str:
    rows, spec = evidence.result.rows, evidence.run.specification
    n = f"{n_learned(evidence.result):,} accounts"
    if evidence.run.kind == "transfer" and evidence.result.validation_from:
        try:
            return f"{n} of {book_title(evidence.workspace, spec.source, spec.source_schema)}, an old product"
        except CreditVizError:
            return f"{n} of an old product"
    made = rows.get("synthetic", 0)
    return f"{n} of {evidence.book_title}" + (f" and {made:,} synthetic ones" if made else "")


def split_words(evidence: Evidence) -> str:
    """How the rows were cut."""
    spec = evidence.run.specification
    return f"{PROTOCOLS.get(getattr(spec, 'protocol', ''), 'drawn at random').lower()}, seed {spec.seed}"


def _protected(evidence: Evidence, spec: Any) -> str:
    try:
        names = [evidence.schema.label(name) for name in evidence.schema.protected]
    except CreditVizError as mistake:
        return str(mistake)
    if not names:
        return "none declared"
    return f"{', '.join(names)}: {'read by the model' if spec.use_protected else 'not read by the model'}"


def _not_for(facts: ProjectFacts) -> str:
    other = "Accounts of another product: Scoring shows how far a file lies from the rows that it was judged on."
    return " ".join(filter(None, [facts.exclusions.strip() and stop(facts.exclusions), DECLINED, other]))


def _groups(evidence: Evidence) -> tuple[Table, ...]:
    """How well it ranks within protected groups."""
    try:
        segmentations = _segmentations(evidence)
    except CreditVizError:
        return ()  # the fairness section says why
    return tuple(_group(evidence, by) for by in segmentations)


def _segmentations(evidence: Evidence) -> tuple[Segmentation, ...]:
    from creditviz.evaluation.cutting.fairness import protected_groups

    book = evidence.book
    schema = get_schema(evidence.workspace, book.schema_hash) if book and book.schema_hash else evidence.schema
    return protected_groups(evidence.frame, schema, schema.protected) if schema.protected else ()


def _group(evidence: Evidence, by: Segmentation) -> Table:
    table = judge_segments(evidence.result.test, by, evidence.result.calibration)
    rows = tuple(
        (
            row.label,
            f"{row.n:,}",
            f"{row.n_bad:,}",
            percent(row.bad_rate),
            "too few to judge" if row.auc is None else with_interval(row.auc),
        )
        for row in table.rows
    )
    return Table(f"Ranking by {by.name.lower()}", ("group", "accounts", "bad", "bad rate", "AUC"), rows, numbers=True)
