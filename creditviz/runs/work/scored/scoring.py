"""A scoring run: a file through a fitted model in parts, so that memory does not grow with its width."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.evaluation.cutting.cutoff import ONE_PD, cut_off_of, tells_apart
from creditviz.evaluation.file_check import FileCheck, known_levels, missing_columns
from creditviz.exceptions import CreditVizError, SchemaError
from creditviz.progress import EpochReport
from creditviz.results import RunResult, Stability
from creditviz.results.scoring import Alerts, Mismatch, Outcomes, Rules, Scoring
from creditviz.runs.artifacts import load_result, reads, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.chosen import CUT_OFF
from creditviz.runs.reading.fitted import Fitted, columns_read, load_encoder, load_fitted
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.row_exports import rows_leave
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import artifact
from creditviz.runs.work.scored.files import file_columns, file_path, file_sample
from creditviz.runs.work.scored.seen import Seen
from creditviz.runs.work.scored.summary import summarise_scoring
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema
from creditviz.specification import ScoringSpec

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.experiment.scoring import Reading, Tally
    from creditviz.runs.work.scored.reasons import Teller
    from creditviz.runs.worker import Desk

STAGE, DEVELOPMENT = "scoring rows", "test rows of the development"
RESULT, ROWS = "scoring.safetensors", "scored.parquet"
PART = 50_000  # rows in memory at a time
LOOKED_AT = 100_000  # rows of a file, and of its development, that columns are compared on
SCALE = "master-scale"  # kind of decision in the store
SAME_BOOK = (
    "This is the book that the model was built on, training rows among it: figures with outcomes flatter the model. "
    "The Performance page judges it on test rows alone."
)
FOLDS_DIFFER = (
    "The score is not compared: under k-fold the scores of the development come from the models of the "
    "folds, those of this file from the model that was fitted on all rows afterwards, and these two scales differ."
)


def run(spec: ScoringSpec, desk: Desk) -> dict[str, Any]:
    """Score a file; returns what was found. The rows lie in the run's folder."""
    from creditviz.experiment.scoring import counted_up

    began = time.perf_counter()
    workspace = desk.workspace
    check(workspace, spec)
    subject = workspace.store.run(spec.run)
    fitted, result = load_fitted(workspace, subject.id), load_run_result(workspace, subject.id)
    rules = rules_of(workspace, subject, result)
    desk.recorder.say(f"Scoring {spec.file_name} with {subject.name}.")
    reading = _reading(workspace, spec, fitted.schema)
    watch = _watch(workspace, subject, fitted.columns)
    teller = _teller(spec, desk, subject, result, fitted, rules) if rules.decides else None
    seen = Seen(workspace, subject, result, fitted)
    tally = _score(spec, desk, fitted, rules, reading, watch, teller, seen)
    desk.recorder.check()
    counted = counted_up(tally, result, rules)
    notes = _notes(workspace, spec, subject, result, rules, teller, seen)
    found = Scoring(
        run=subject.id,
        file=spec.file_name,
        calibration=fitted.calibration,
        rules=rules,
        mismatches=watch.mismatches(),
        stability=_stability(workspace, spec, subject, result, fitted, tally),
        alerts=_alerts(desk, reading, tally, rules),
        n_told=teller.n_told if teller else 0,
        notes=(*turned_words(counted["outcomes"]), *notes),
        **counted,
        seconds=time.perf_counter() - began,
    )
    save_result(found, desk.folder / RESULT)
    return summarise_scoring(desk.run_id, found)


def _reading(workspace: Workspace, spec: ScoringSpec, schema: TableSchema) -> Reading:
    from creditviz.experiment.scoring import Reading

    there = set(file_columns(file_path(workspace, spec.file)))
    return Reading(
        identifier=schema.identifier if schema.identifier in there else "",
        target=schema.target if schema.target in there else "",
        previous=spec.previous,
    )


def _watch(workspace: Workspace, subject: Run, columns: tuple[str, ...]) -> FileCheck:
    """What counts mismatches, with the categories that the development book knows."""
    schema = get_schema(workspace, subject.specification.schema_hash)
    words = [*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)]
    read = [name for name in words if name in set(columns)]
    try:
        frame = book_frame(workspace, get_book(workspace, subject.book or ""), read)
    except CreditVizError:  # the book was deleted: nothing is known of its categories
        return FileCheck(columns, schema, {})
    return FileCheck(columns, schema, known_levels(frame, schema))


def _teller(
    spec: ScoringSpec, desk: Desk, subject: Run, result: RunResult, fitted: Fitted, rules: Rules
) -> Teller | None:
    if not spec.reasons:
        return None
    from creditviz.runs.work.scored.reasons import Teller

    return Teller(spec.reasons, desk.workspace, subject, result, fitted, rules, desk.recorder.check)


def _score(
    spec: ScoringSpec,
    desk: Desk,
    fitted: Fitted,
    rules: Rules,
    reading: Reading,
    watch: FileCheck,
    teller: Teller | None,
    seen: Seen,
) -> Tally:
    """Score the file part by part and write its rows; whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from creditviz.data.book import without_zones
    from creditviz.experiment.scoring import DECISION, DECLINE, Tally, score_part

    file = pq.ParquetFile(file_path(desk.workspace, spec.file))
    wanted = dict.fromkeys([*fitted.columns, reading.identifier, reading.target, reading.previous])
    n_parts = max(1, math.ceil(file.metadata.num_rows / PART))
    tally, partial = Tally(), desk.folder / f"{ROWS}.partial"
    with ExitStack() as stack:
        writer = None
        for number, batch in enumerate(file.iter_batches(PART, columns=[name for name in wanted if name]), start=1):
            frame = without_zones(batch.to_pandas())
            watch.add(frame)
            seen.add(frame)
            scored = score_part(fitted, frame, fitted.schema, rules, reading, tally)
            if teller is not None:
                scored = scored.assign(**teller.add(frame, scored[DECISION].to_numpy() == DECLINE))
            rows = pa.Table.from_pandas(scored, preserve_index=False)
            writer = writer or stack.enter_context(pq.ParquetWriter(partial, rows.schema))
            writer.write_table(rows.cast(writer.schema))
            desk.recorder(EpochReport(STAGE, number, n_parts, {}))
    partial.replace(desk.folder / ROWS)
    return tally


def _stability(
    workspace: Workspace, spec: ScoringSpec, subject: Run, result: RunResult, fitted: Fitted, tally: Tally
) -> Stability | None:
    """How far the file lies from the test rows of the development; None where there is too little to compare."""
    from creditviz.evaluation.stability import FEWEST, column_shift, score_shift

    real = result.test.row_id >= 0
    if min(tally.n_rows, int(real.sum())) < FEWEST:
        return None
    of_folds = result.test.fold is not None  # by other models than the one that scored the file
    notes = (FOLDS_DIFFER,) if of_folds else ()
    score = None if of_folds else score_shift(result.test.y_score[real], tally.joined("score"))
    try:
        expected = development_rows(workspace, subject, result)
    except CreditVizError:  # the book was deleted: the score alone can be compared
        return Stability(DEVELOPMENT, spec.file_name, int(real.sum()), tally.n_rows, score, (), notes)
    actual = file_sample(file_path(workspace, spec.file), LOOKED_AT)
    dates = {subject_date} if (subject_date := fitted.schema.date) else set()
    shifts = [column_shift(expected[name], actual[name], fitted.schema) for name in fitted.columns if name not in dates]
    shifts.sort(key=lambda shift: -shift.index)
    return Stability(DEVELOPMENT, spec.file_name, len(expected), len(actual), score, tuple(shifts), notes)


def development_rows(workspace: Workspace, subject: Run, result: RunResult) -> pd.DataFrame:
    """Test rows of a run as raw rows, at most `LOOKED_AT` of them, evenly spread."""
    ids = np.sort(result.test.row_id[result.test.row_id >= 0])
    some = ids[np.linspace(0, len(ids) - 1, min(len(ids), LOOKED_AT)).astype(np.int64)]
    return book_frame(workspace, get_book(workspace, subject.book or "")).iloc[some]


def _alerts(desk: Desk, reading: Reading, tally: Tally, rules: Rules) -> Alerts | None:
    import pandas as pd

    from creditviz.experiment.scoring import alerts_of

    if not reading.previous:
        return None
    names = None
    if reading.identifier:
        names = pd.read_parquet(desk.folder / ROWS, columns=[reading.identifier])[reading.identifier]
    return alerts_of(reading.previous, names, tally, rules)


def _notes(
    workspace: Workspace,
    spec: ScoringSpec,
    subject: Run,
    result: RunResult,
    rules: Rules,
    teller: Teller | None,
    seen: Seen,
) -> tuple[str, ...]:
    from creditviz.data.files.reading import what_was_done

    done, readings = what_was_done(file_path(workspace, spec.file))
    schema = get_schema(workspace, subject.specification.schema_hash)
    said = {
        f"No decision and no reason: {ONE_PD}": not rules.decides,
        teller.note if teller else "": teller is not None and rules.decides,
        SAME_BOOK: spec.file == subject.book,
        seen.words: spec.file != subject.book and bool(seen.rows),
        FOLDS_DIFFER: result.test.fold is not None,
    }
    told = (*(note.what for note in done), *other_spellings(readings, schema))
    return (*told, *(note for note, holds in said.items() if holds))


def turned_words(outcomes: Outcomes | None) -> tuple[str, ...]:
    """The warning of a file whose accounts with the highest PDs went bad least often; () elsewhere."""
    if outcomes is None or not outcomes.turned:
        return ()
    gini, low, high = (2 * value - 1 for value in (outcomes.auc.value, outcomes.auc.low, outcomes.auc.high))
    return (
        f"WARNING: the ranking is the wrong way round. Accounts with high PDs went bad less often than those with low "
        f"ones (Gini {gini:.2f}, 95% interval {low:.2f} to {high:.2f}, n = {outcomes.n:,}). Good and bad may be "
        "swapped in this file: check which value of the outcome means bad before a figure of it is used.",
    )


def other_spellings(readings: Mapping[str, str], schema: TableSchema) -> tuple[str, ...]:
    """One sentence on columns whose cells are spelled in another way than those of the book of the model."""
    read = {*schema.numeric, *schema.categorical}
    other = [name for name, how in readings.items() if name in read and how != schema.reading(name)]
    if not other:
        return ()
    shown = "; ".join(f"{name}: {readings[name]}, then {schema.reading(name) or 'plain numbers'}" for name in other[:4])
    return (f"These columns are written otherwise than in the book of the model ({shown}): check the amounts.",)


def check(workspace: Workspace, spec: ScoringSpec) -> None:
    """Raise a user's mistake before a run is written: a run without a model, columns that are missing."""
    subject = workspace.store.run(spec.run)
    stops = [m for m in check_file(workspace, subject, spec.file, n_rows=1) if m.verdict == "stop"]
    there = file_columns(file_path(workspace, spec.file))
    if stops:
        fixes = " ".join(f"{m.column}: {m.fix}" for m in stops[:5])
        raise SchemaError(
            f"a file is scored when it has every column that the model reads, however {len(stops)} of them are not in "
            f"{spec.file_name}. {fixes}" + (f" And {len(stops) - 5} more." if len(stops) > 5 else "")
        )
    if spec.previous and spec.previous not in there:
        raise SchemaError(
            f"an earlier score is a column of the file, however {spec.previous!r} is not in {spec.file_name}. "
            f"Its columns begin with {', '.join(there[:5])}."
        )


def check_file(workspace: Workspace, subject: Run, key: str, *, n_rows: int = 20_000) -> tuple[Mismatch, ...]:
    """Mismatches of a file, on at most so many of its rows; imports no model."""
    path = file_path(workspace, key)
    columns = columns_read(load_encoder(workspace, subject))
    missing = missing_columns(columns, file_columns(path))
    if missing or n_rows <= 1:
        return missing
    looked = _watch(workspace, subject, columns)
    looked.add(file_sample(path, n_rows))
    return looked.mismatches()


def rules_of(workspace: Workspace, subject: Run, result: RunResult) -> Rules:
    """Cut-off, points and grades of a run: those that were kept for it, else the usual ones."""
    from creditviz.evaluation.cutting.points import DEFAULT_LIMITS

    kept = next(iter(workspace.store.decisions(subject.id, CUT_OFF)), None)
    cut_off = cut_off_of(result)
    if not tells_apart(result.test.pd(result.calibration), result.validation.pd(result.calibration)):
        cut_off, about = math.nan, f"none: {ONE_PD.rstrip('.')}"
    elif kept is not None:
        about = f"kept by {kept.author}: {kept.reason}"
    else:
        rows = f"accounts of {result.validation_from}" if result.validation_from else "validation rows"
        about = f"suggested, as nobody has kept one for this run: the KS point of {rows}"
    scale = next(iter(workspace.store.decisions(subject.id, SCALE)), None)
    value = scale.value if scale else {}
    usual = {"pdo": 20.0, "base_points": 600.0, "base_odds": 50.0}
    return Rules(
        float(cut_off),
        about,
        tuple(value.get("limits", DEFAULT_LIMITS)),
        {name: float(value.get(name, default)) for name, default in usual.items()},
        "the master scale that was kept for this run" if scale else "the usual scale: 600 points at 50 good per bad",
    )


def load_scoring(workspace: Workspace, run_id: str) -> Scoring:
    """What a finished scoring found."""
    return load_result(Scoring, artifact(workspace, run_id, RESULT))


def scored_rows(workspace: Workspace, run_id: str, n_rows: int) -> pd.DataFrame:
    """The first rows of a finished scoring."""
    return next(scored_parts(workspace, run_id, n_rows)).head(n_rows)


def scored_parts(workspace: Workspace, run_id: str, part: int = PART) -> Iterator[pd.DataFrame]:
    """The rows of a finished scoring, part by part; raises `DataError` when its file is missing or damaged."""
    import pyarrow.parquet as pq

    path = artifact(workspace, run_id, ROWS)
    with reads(path):
        file = pq.ParquetFile(path)
    for batch in file.iter_batches(batch_size=part):
        yield batch.to_pandas()


def write_scores(workspace: Workspace, run_id: str, path: Path) -> None:
    """Write the scored rows as CSV, Parquet or Excel; no cell of a CSV is run as a formula by a spreadsheet."""
    from creditviz.data.files.export import write_parts

    rows_leave(workspace, run_id, "scored rows")
    warning = " ".join(turned_words(load_scoring(workspace, run_id).outcomes))
    parts = scored_parts(workspace, run_id)
    write_parts((part.assign(warning=warning) for part in parts) if warning else parts, path)
