"""`transfer BOOK --accepted COLUMN=VALUE`: from those who were accepted to those who were declined."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.cli.options import NO_OPTIONS, open_book, place
from creditviz.cli.tables import table
from creditviz.exceptions import SpecificationError

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.experiment.transfer.methods import Book
    from creditviz.runs import Book as StoredBook
    from creditviz.runs import Workspace
    from creditviz.schema import TableSchema
    from creditviz.specification import TransferSpec


def transfer_to_declined(
    workspace: Workspace, file: str | None, parameters: dict[str, Any], options: dict[str, Any]
) -> None:
    """Judge a transfer on declined applicants whose outcome became known; without any, only score them."""
    from creditviz.experiment.transfer.declined import has_judges, split_by_decision
    from creditviz.experiment.transfer.methods import Book
    from creditviz.runs.engine import jobs
    from creditviz.runs.row_exports import check_rows_may_leave
    from creditviz.runs.work import transfer as runs

    column, sign, value = options["accepted"].partition("=")
    if file is None or not sign:
        raise SpecificationError(
            "--accepted takes one book and COLUMN=VALUE, its decision and the value that means accepted, however: "
            f"{options['accepted']!r}. Write: transfer BOOK --accepted decision=yes."
        )
    if options["out"]:
        check_rows_may_leave()
        place(options["out"], "--out")
    stored, schema, frame = open_book(workspace, file, NO_OPTIONS | {"schema_file": options["source_schema"]})
    accepted, declined = split_by_decision(Book(frame, schema), column, value)
    parts = [
        _keep(workspace, part, f"{stored.name}, {word}")
        for part, word in ((accepted, "accepted"), (declined, "declined"))
    ]
    spec = specification_of(parts[0], parts[1], parameters, options, pairing="by-name", adapt_to_unknown=True)
    if not has_judges(declined):
        return _score(spec, accepted, declined, options)
    runs.check(workspace, spec)
    run = jobs.run_here(workspace, spec, name=options["name"] or f"Declined applicants of {stored.name}")
    return output.finish(run, options["as_json"])


def specification_of(
    source: tuple[StoredBook, TableSchema],
    target: tuple[StoredBook, TableSchema],
    parameters: dict[str, Any],
    options: dict[str, Any],
    **more: Any,
) -> TransferSpec:
    """The transfer between two books of the workspace that the options ask for."""
    from creditviz.specification import TransferSpec, make_specification
    from creditviz.transfer import TRANSFER_MODELS

    shared = ("target_labels", "use_protected", "search", "choose_on", "units", "seed", "device")
    return make_specification(
        TransferSpec,
        book=target[0].hash,
        schema_hash=target[1].hash,
        source=source[0].hash,
        source_schema=source[1].hash,
        methods=_methods(options["model"], options["compare"], list(TRANSFER_MODELS)),
        parameters=parameters,
        **more,
        **{key: options[key] for key in shared},
    )


def _methods(model: str, compare: str, every: list[str]) -> tuple[str, ...]:
    """Source-only first, so that every other method is held against it; then the model; then the rest."""
    others = every if compare == "all" else [key for key in compare.split(",") if key]
    wanted = dict.fromkeys([model, *others])
    return tuple(sorted(wanted, key=lambda key: (key != "source-only", key != model)))


def _keep(workspace: Workspace, part: Book, name: str) -> tuple[StoredBook, TableSchema]:
    from creditviz.runs.books import add_book, keep_schema

    text = part.frame.to_csv(index=False)
    stored = add_book(workspace, io.BytesIO(text.encode()), name=f"{name}.csv")
    keep_schema(workspace, part.schema)
    return stored, part.schema


def _score(spec: TransferSpec, accepted: Book, declined: Book, options: dict[str, Any]) -> None:
    from creditviz.experiment.transfer.declined import UNJUDGED, score_declined
    from creditviz.transfer import TRANSFER_MODELS

    for key in spec.methods:
        TRANSFER_MODELS[key]  # noqa: B018 (an unknown key is refused here, before anything is fitted)
    scores = score_declined(spec, accepted, declined)
    if options["out"]:
        scores.to_csv(Path(options["out"]), index=False)
    means = _means(scores, [key for key in spec.methods if key in scores])
    if options["as_json"]:
        return output.echo_json({"declined": len(scores), "mean_pd": means, "out": options["out"], "notes": [UNJUDGED]})
    click.echo(table(("method", "mean PD of the declined"), [(key, f"{pd:.3f}") for key, pd in means.items()]))
    return click.echo(f"note: {UNJUDGED}")


def _means(scores: pd.DataFrame, methods: list[str]) -> dict[str, float]:
    return {key: float(scores[key].mean()) for key in methods}
