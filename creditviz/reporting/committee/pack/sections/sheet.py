"""What was built on which rows, in one sheet: what a reviewer asks for first, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from creditviz import __version__
from creditviz.exceptions import CreditVizError
from creditviz.metrics import brier, gini
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.sections.card import model_words, split_words
from creditviz.reporting.words import percent, trees_words
from creditviz.results import RunResult
from creditviz.results.committee import ProjectFacts
from creditviz.runs.reading.fitted import load_fitted

NOT_STATED = "not stated on the Committee page"
HEAD = ("rows", "accounts", "bad", "bad rate", "mean PD", "Gini", "Brier score")
Part = tuple[np.ndarray, np.ndarray]  # (n,) outcomes, (n,) PDs


def sheet_section(evidence: Evidence, facts: ProjectFacts) -> Section:
    """Target, period, exclusions, settings as used, the parts side by side, and how it is repeated."""
    parts, why = parts_of(evidence)
    table = Table("Figures by part", HEAD, (*(_row(name, *part) for name, part in parts.items()),), numbers=True)
    n, bad = (sum(measure(y) for y, _ in parts.values()) for measure in (len, np.sum))
    sentence = f"{model_words(evidence)} on {evidence.book_title}: {n:,} accounts in the parts below, {int(bad):,} bad."
    gap = _gap(parts)
    about = Table("What was built", ("", ""), tuple(_about(evidence, facts).items()))
    return Section(
        "sheet", "Summary", "What was built, on which rows?", "none", f"{sentence}{gap}",
        tables=(about, table), notes=tuple(filter(None, [why])), screen=False, judges=False,
        figures={name: {"rows": len(y), "bad": int(y.sum()), "gini": _gini(y, p)} for name, (y, p) in parts.items()},
    )  # fmt: skip


def _about(evidence: Evidence, facts: ProjectFacts) -> dict[str, str]:
    run, result, spec = evidence.run, evidence.result, evidence.run.specification
    used = list(filter(None, (trees_words(result.trees), epochs_words(result))))
    return {
        "Outcome": "; ".join(filter(None, [_target(evidence), facts.outcome.strip()])),
        "Period of the book": _period(evidence),
        "Outcome window": facts.window.strip() or NOT_STATED,
        "Exclusions": facts.exclusions.strip() or NOT_STATED,
        "Model as fitted": f"{model_words(evidence)}{', ' if used else ''}{', '.join(used)}",
        "Rows": f"{split_words(evidence)}; by part in the next table",
        "Repeat it with": f"python -m creditviz rerun {run.id}",
        "Seed, version, data": f"{spec.seed}; creditviz {result.versions.get('creditviz', __version__)}; "
        f"{spec.book[:16]}",
    }


def _target(evidence: Evidence) -> str:
    try:
        schema = evidence.schema
    except CreditVizError as mistake:
        return str(mistake)
    left = f", left out {_values(schema.exclude)}" if schema.exclude else ""
    return f"column {schema.target}: bad is {_values(schema.bad)}, good is {_values(schema.good)}{left}"


def _values(values: tuple[object, ...]) -> str:
    return ", ".join(map(str, values[:6])) + (f" and {len(values) - 6} more" if len(values) > 6 else "")


def _period(evidence: Evidence) -> str:
    from creditviz.data.dates import to_dates

    try:
        schema = evidence.schema
        if schema.date is None:
            return "not known: the book has no date"
        days = to_dates(evidence.frame[schema.date], schema.reading(schema.date)).dropna()
    except CreditVizError as mistake:
        return str(mistake)
    return f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}, by {schema.label(schema.date)}" if len(days) else "no day"


def epochs_words(result: RunResult) -> str:
    """How many epochs or rounds each stage of the training ran; "" where nothing was counted.

    >>> epochs_words(RunResult(None, None, "model", {}, ({"stage": "network", "epoch": 1}, {"stage": "network"})))
    'network: 1 epoch'
    """
    if result.trees:
        return ""
    ran: dict[str, int] = {}
    for line in result.history:
        stage = str(line.get("stage", "training"))
        ran[stage] = max(ran.get(stage, 0), int(line.get("epoch", 0)))
    return ", ".join(f"{stage}: {n:,} epoch{'s' if n != 1 else ''}" for stage, n in ran.items() if n)


def parts_of(evidence: Evidence) -> tuple[dict[str, Part], str]:
    """Outcomes and PDs of training, validation and test rows; and why the training rows are not among them."""
    result, found, why = evidence.result, {}, ""
    try:
        found["training"] = _learned_from(evidence)
    except CreditVizError as mistake:
        why = f"Training rows are not shown: {mistake}"
    if len(result.validation) and not result.validation_from and result.test.fold is None:
        found["validation"] = (result.validation.y_true, result.validation.pd(result.calibration))
    found["test"] = (result.test.y_true, result.test.pd(result.calibration))
    return {name: (np.asarray(y) == 1, np.asarray(p)) for name, (y, p) in found.items()}, why


def _learned_from(evidence: Evidence) -> Part:
    """Real rows that the model was fitted on, scored by it."""
    from creditviz.data.outcome import outcomes
    from creditviz.exceptions import DataError

    result = evidence.result
    if evidence.run.kind != "training" or result.test.fold is not None or result.leaky:
        raise DataError("the model that is judged did not learn from one fixed part of this book.")
    row_id, y = outcomes(evidence.frame, evidence.schema)
    learned = ~np.isin(row_id, np.concatenate([result.validation.row_id, result.test.row_id]))
    if int(learned.sum()) != result.rows.get("train"):
        raise DataError("the rows that it learned from were thinned or cut by a gap, and are not kept one by one.")
    fitted = load_fitted(evidence.workspace, evidence.run.id)
    return y[learned], fitted.pd(evidence.frame.iloc[row_id[learned]], result.calibration)


def _gini(y: np.ndarray, pd: np.ndarray) -> float | None:
    return float(gini(y, pd)) if 0 < y.sum() < len(y) else None


def _row(name: str, y: np.ndarray, pd: np.ndarray) -> tuple[str, ...]:
    ranked = _gini(y, pd)
    return (
        name, f"{len(y):,}", f"{int(y.sum()):,}", percent(float(y.mean())), percent(float(pd.mean())),
        "unknown" if ranked is None else f"{ranked:.2f}", f"{brier(y, pd):.3f}",
    )  # fmt: skip


def _gap(parts: dict[str, Part]) -> str:
    if "training" not in parts:
        return ""
    first, last = (_gini(*parts[name]) for name in ("training", "test"))
    return "" if first is None or last is None else f" Gini {last - first:+.2f} from training to test rows."


def inputs_section(evidence: Evidence) -> Section:
    """Every input with role, nature, missing share and source."""
    rows = tuple(_inputs(evidence))
    return Section(
        "inputs", "Inputs", "What does it read?", "none", f"{len(rows)} inputs; natures as the Data page says today.",
        tables=(Table("", ("input", "role", "nature", "missing", "source"), rows),), screen=False, judges=False,
    )  # fmt: skip


def _inputs(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    from creditviz.data.meaning.natures import nature_words
    from creditviz.runs.reading.reasons import current_natures

    schema, frame = evidence.schema, evidence.frame
    spec = evidence.run.specification
    read = schema.for_model(use_protected=getattr(spec, "use_protected", False))
    natures = current_natures(evidence.workspace, evidence.run)

    def line(name: str, role: str, columns: tuple[str, ...], source: str) -> tuple[str, ...]:
        codes = [frame[c].isin([float(code) for code in schema.codes.get(c, ())]) for c in columns]
        gone = np.mean([(frame[c].isna() | coded).mean() for c, coded in zip(columns, codes, strict=True)])
        return schema.label(name), role, nature_words(natures.get(name, "")), percent(float(gone)), source

    for name in read.numeric:
        yield line(name, "number", (name,), f"column {name}")
    for name in read.categorical:
        yield line(name, "category", (name,), f"column {name}")
    for one in read.sequences:
        yield line(
            one.name, f"{len(one.columns)} months", one.columns, f"columns {one.columns[0]} to {one.columns[-1]}"
        )
    for recipe in read.recipes:
        yield line(recipe.name, "computed", recipe.columns, f"{recipe.formula} of {', '.join(recipe.columns)}")
