"""A balancing run in a workspace: make the rows, keep them, judge them part by part."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from creditviz.data.files.whole_file import whole_or_nothing
from creditviz.exceptions import CreditVizError
from creditviz.results import BalancingResult
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.looks import look_of
from creditviz.runs.reading.synthetic import RESULT, ROWS, SNAPSHOTS, TWINS, _read
from creditviz.runs.shelves.looks import model_key
from creditviz.runs.work.study import look_at_study
from creditviz.runs.workspace import Workspace
from creditviz.specification import BalancingSpec, SamplerStudySpec

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from creditviz.experiment.balancing.making import Ground, Made
    from creditviz.experiment.parts import Part
    from creditviz.runs.worker import Desk

_OUTCOME = "\0outcome"  # of a twin; no book has such a column


def run(spec: BalancingSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a balancing specification; returns its figures.

    Rows that were made are kept before they are judged: a run that was stopped while judging goes on there.
    """
    from creditviz.experiment.balancing.judging import judge
    from creditviz.experiment.balancing.making import lay_ground
    from creditviz.experiment.parts import Part
    from creditviz.experiment.resampling import sampler_parameters

    began = time.perf_counter()
    workspace, folder = desk.workspace, desk.folder
    spec = spec.model_copy(update={"sampler_parameters": sampler_parameters(spec)})
    workspace.store.change_run(desk.run_id, spec=spec.to_json())
    book, schema = get_book(workspace, spec.book), get_schema(workspace, spec.schema_hash)
    desk.recorder.say(f"Started on {book.name}.")
    ground = lay_ground(spec, book_frame(workspace, book), schema)
    later = 1 + bool(spec.repeats)  # stages after the sampler's own
    learning = Part(desk.recorder, "sampler", after=later)
    made, result = _made(spec, ground, desk, learning)
    before = max(1, learning.n_stages)

    def keep(found: BalancingResult) -> None:
        save_result(found, folder / RESULT)

    if len(made.rows):
        judging = Part(desk.recorder, "judging", before=before, after=later - 1)
        result = judge(spec, ground, made, result, on_epoch=judging, keep=keep)
        result = _with_champion(workspace, spec, made, result)
        keep(result)
    if spec.repeats and (len(made.rows) or made.removed) and result.study is None:
        result = replace(result, study=_study(spec, ground, made, desk, before + 1))
    _look_at(workspace, spec, result)
    result = replace(result, seconds=result.seconds + time.perf_counter() - began)
    keep(result)
    desk.recorder.say(f"Finished in {time.perf_counter() - began:.0f} s.")
    return summarise(desk.run_id, spec, result)


def check(workspace: Workspace, spec: BalancingSpec) -> None:
    """Raise a user's mistake before a run is written: sampler, settings, outcomes, split."""
    from creditviz.experiment.balancing.making import check_balancing

    frame = book_frame(workspace, get_book(workspace, spec.book))
    check_balancing(spec, frame, get_schema(workspace, spec.schema_hash))


def summarise(run_id: str, spec: BalancingSpec, result: BalancingResult) -> dict[str, Any]:
    """What `balance --json` prints."""
    from creditviz.experiment.balancing.summary import figures

    asked = {"rate": spec.rate} if spec.rate is not None else {"ratio": spec.ratio}
    return {"run": run_id, "sampler": spec.sampler, "seed": spec.seed, **asked, **figures(result)}


def _made(spec: BalancingSpec, ground: Ground, desk: Desk, learning: Part) -> tuple[Made, BalancingResult]:
    """The rows of an earlier attempt, else new ones, kept before anything else happens."""
    from creditviz.experiment.balancing.making import make_rows
    from creditviz.experiment.parts import part_of

    folder = desk.folder
    known = load_result(BalancingResult, folder / RESULT) if (folder / RESULT).exists() else None
    if known is not None:
        return _remade(folder, known), known
    made = make_rows(spec, ground, on_epoch=learning, resume_from=part_of(desk.checkpoint, "sampler"))
    for note in made.notes:
        desk.recorder.say(note)
    _write(made.rows, folder / ROWS)
    _write(made.snapshots, folder / SNAPSHOTS)
    if made.twins is not None:
        _write(made.twins[0].assign(**{_OUTCOME: made.twins[1]}), folder / TWINS)
    result = _first_result(spec, ground, made)
    save_result(result, folder / RESULT)
    return made, result


def _first_result(spec: BalancingSpec, ground: Ground, made: Made) -> BalancingResult:
    from creditviz.experiment.training import library_versions

    train, (_, training_bad), (_, held_out) = ground.rows("train"), ground.bad("train"), ground.bad("test")
    return BalancingResult(
        sampler=spec.sampler,
        rows={
            "real": len(train),
            "bad": int((train.y == 1).sum()),
            "synthetic": len(made.rows),
            "removed": made.removed,
            "validation": len(ground.split.validation),
            "test": len(ground.split.test),
            "held_out_bad": len(held_out),
        },
        training=made.kept,
        training_bad=training_bad,
        held_out_bad=held_out,
        judged=ground.judged,
        history=made.history,
        snapshots=made.steps,
        parameters=made.parameters,
        notes=made.notes,
        device=made.device,
        versions=dict(library_versions()),
        hashes={"book": spec.book, "schema": spec.schema_hash},
    )


def _remade(folder: Path, known: BalancingResult) -> Made:
    from creditviz.experiment.balancing.making import Made

    twins, rows, snapshots = (_read(folder / name) for name in (TWINS, ROWS, SNAPSHOTS))
    assert rows is not None and snapshots is not None, "rows are kept before the result"
    return Made(
        rows=rows,
        snapshots=snapshots,
        twins=None if twins is None else (twins.drop(columns=_OUTCOME), twins[_OUTCOME].to_numpy()),
        parameters=dict(known.parameters),
        history=tuple(dict(point) for point in known.history),
        steps=known.snapshots,
        removed=known.rows["removed"],
        notes=known.notes,
        device=known.device,
        kept=known.training,
    )


def _study(spec: BalancingSpec, ground: Ground, made: Made, desk: Desk, before: int) -> Any:
    """Does it help? The usual classifiers with and without these rows, over several seeds."""
    from creditviz.experiment.parts import Part, part_of
    from creditviz.experiment.study.grid import run_study

    shared = (
        "book",
        "schema_hash",
        "ratio",
        "protocol",
        "test_share",
        "validation_share",
        "gap_months",
        "seed",
        "device",
    )
    asked = SamplerStudySpec(
        samplers=(spec.sampler,),
        sampler_parameters={spec.sampler: made.parameters},
        rates=() if spec.rate is None else (spec.rate,),
        **{name: getattr(spec, name) for name in (*shared, "repeats")},
    )
    study = run_study(
        asked,
        book_frame(desk.workspace, get_book(desk.workspace, spec.book)),
        ground.schema,
        on_epoch=Part(desk.recorder, "study", before=before),
        resume_from=part_of(desk.checkpoint, "study"),
        ready={spec.seed: made.rows} if len(made.rows) else None,
    )
    look_at_study(desk.workspace, asked, study)
    return study


def _look_at(workspace: Workspace, spec: BalancingSpec, result: BalancingResult) -> None:
    """Note the models that were trained on synthetic rows, and the one on real rows that is their yardstick."""
    found = result.trained_on_synthetic
    if found is None:
        return
    real = spec.model_copy(
        update={"sampler": "", "sampler_preset": "default", "sampler_parameters": {}, "ratio": 0.4, "rate": None}
    )
    judged = (
        (spec, "synthetic", found.auc),
        (spec, "defaulters", found.auc_defaulters),
        (real, "real", found.auc_real),
    )
    looks = [
        look_of(one, auc, key=model_key(one.model_copy(update={"repeats": 0}), rows))
        for one, rows, auc in judged
        if auc is not None
    ]
    workspace.store.look(spec.book, looks)


def _with_champion(workspace: Workspace, spec: BalancingSpec, made: Made, result: BalancingResult) -> BalancingResult:
    """PDs that the book's champion gives the synthetic rows; nothing where it cannot read them."""
    from creditviz.runs.reading.fitted import load_fitted

    champion = workspace.store.champion(spec.book)
    if champion is None or result.champion == champion.run:
        return result
    try:
        pd = load_fitted(workspace, champion.run).pd(made.rows)
    except (CreditVizError, OSError) as error:  # deleted meanwhile, or trained on a schema with other columns
        note = f"The champion could not score the synthetic rows: {error}"
        return replace(result, notes=(*result.notes, note))
    return replace(result, champion=champion.run, champion_pd=pd)


def _write(frame: pd.DataFrame, path: Path) -> None:
    with whole_or_nothing(path) as partial:
        frame.to_parquet(partial, index=False)
