"""The commands. Exit 0; 1 when a run failed or was stopped; 2 for a user's mistake, in one clear line."""

from __future__ import annotations

from typing import Any

import click

from creditviz import __version__
from creditviz.cli import output
from creditviz.cli.balancing import balance, export
from creditviz.cli.benchmark import benchmark, show
from creditviz.cli.keeping import backup, restore, verify
from creditviz.cli.mistakes import OneClearLine, one_clear_line
from creditviz.cli.options import (
    BOOK_OPTIONS,
    COMPUTE_OPTIONS,
    OUTCOME_OPTIONS,
    SAMPLER_OPTIONS,
    as_json,
    directed,
    open_book,
    open_workspace,
    sampling,
    settings,
    typed,
    with_options,
)
from creditviz.cli.report import card, report
from creditviz.cli.rerun import rerun
from creditviz.cli.scoring import score
from creditviz.cli.search import SEARCH_OPTIONS, check_search_options, search_first
from creditviz.cli.transfer import transfer
from creditviz.exceptions import SpecificationError


@click.group(cls=OneClearLine)
@click.version_option(__version__, prog_name="creditviz")
def main() -> None:
    """Credit-risk models, built and judged without a browser."""


main.add_command(balance)
main.add_command(export)
main.add_command(transfer)
main.add_command(score)
main.add_command(rerun)
main.add_command(report)
main.add_command(card)
main.add_command(benchmark)
main.add_command(verify)
main.add_command(backup)
main.add_command(restore)


@main.command()
@click.argument("file")
@with_options(*BOOK_OPTIONS, as_json)
@one_clear_line
def inspect(file: str, as_json: bool, **options: Any) -> None:
    """Schema and findings of a book, and what was done to its file; an outcome that is not known is a finding."""
    from creditviz.data.checks.findings import check_book
    from creditviz.data.outcome import check_target
    from creditviz.runs import books

    workspace = open_workspace()
    book, schema, frame = open_book(workspace, file, options)
    if any(options[name] for name in OUTCOME_OPTIONS):
        check_target(frame, schema)  # a mistake in what was typed
    findings, done = check_book(frame, schema), books.what_was_done(workspace, book)
    if as_json:
        found = {"findings": [vars(f) for f in findings], "done": [vars(note) for note in done]}
        output.echo_json({"book": vars(book), "schema": output.schema_dict(schema), **found})
    else:
        guesses = books.inferred_schema(frame, book.name, books.book_path(workspace, book))[1]
        output.echo_inspection(book, schema, guesses, findings, done)


@main.command()
@click.argument("file")
@click.option("--model", required=True, metavar="KEY", help="Key of the model, e.g. resnet-lstm-xgboost.")
@click.option("--preset", default="default", show_default=True, metavar="NAME", help="A named choice of settings.")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change one setting of the preset.")
@with_options(*SAMPLER_OPTIONS)
@click.option("--sampler", default="none", show_default=True, metavar="KEY", help="Key of the sampler.")
@click.option("--balancing", default="", metavar="RUN", help="Train on the stored rows of this balancing run instead.")
@click.option(
    "--resample",
    type=click.Choice(["after-split", "before-split"]),
    default="after-split",
    help="before-split replays the papers' leaky order.",
)
@click.option(
    "--protocol", type=click.Choice(["holdout", "kfold", "out-of-time", "given"]), default="holdout", show_default=True
)
@click.option("--folds", type=int, default=5, show_default=True, help="Parts of a k-fold.")
@click.option("--use-protected", is_flag=True, help="Let the model read protected attributes, as the papers do.")
@click.option(
    "--directions",
    default="",
    metavar="proposed[,COL=up|down|free]",
    help="In which direction the PD may move with a column; boosted trees and the scorecard keep it.",
)
@click.option("--sealed", is_flag=True, help="Show no figure of test rows until `unseal RUN` says why.")
@click.option("--name", default="", help="Name of the run.")
@click.option(
    "--queue", is_flag=True, help="Hand the run to the engine of the open app instead of waiting for it here."
)
@with_options(*SEARCH_OPTIONS, *COMPUTE_OPTIONS, *BOOK_OPTIONS, as_json)
@one_clear_line
def train(file: str, **options: Any) -> None:
    """Train a model on a book and judge it on untouched test rows."""
    from creditviz.experiment.fitting import resolve
    from creditviz.experiment.resampling import legal
    from creditviz.models import MODELS
    from creditviz.runs.engine import jobs
    from creditviz.runs.liveness import TAKE_OVER_SECONDS, engine_runs
    from creditviz.runs.reading import synthetic
    from creditviz.runs.work import training
    from creditviz.specification import TrainingSpec, make_specification

    workspace = open_workspace()
    entry = MODELS[options["model"]]
    if typed("folds") and options["protocol"] != "kfold":
        raise SpecificationError(
            f"--folds counts the parts of a k-fold, however the protocol is {options['protocol']}. "
            "Add --protocol kfold, or leave --folds out."
        )
    check_search_options(options, entry)
    parameters = settings(options["changes"], legal(entry), entry.label)
    book, schema, frame = open_book(workspace, file, options)
    shared = (
        "model",
        "preset",
        "sampler",
        "resample",
        "protocol",
        "folds",
        "use_protected",
        "sealed",
        "seed",
        "device",
    )
    asked = make_specification(
        TrainingSpec,
        book=book.hash,
        schema_hash=schema.hash,
        parameters=parameters,
        **{
            **{key: options[key] for key in shared},
            **sampling(options),
            **_settled(synthetic.training_on(workspace, options["balancing"]), options),
        },
    )
    asked = directed(workspace, asked, schema, frame, options["directions"])
    training.check(workspace, asked)
    stops = output.echo_stops(frame, schema)
    name = options["name"] or f"{entry.label}, seed {asked.seed}"
    asked, found = search_first(workspace, asked, options, name) if options["search"] else (asked, None)
    spec = resolve(asked)
    if options["queue"]:
        if not engine_runs(workspace, wait=TAKE_OVER_SECONDS):
            raise SpecificationError(
                "--queue hands the run to the open app, however no app is open on this workspace. "
                "Open the app, or leave --queue out."
            )
        run = jobs.submit(workspace, spec, name=name)
        output.echo_json(output.run_dict(run)) if options["as_json"] else click.echo(f"run {run.id} is queued")
        return
    output.finish(jobs.run_here(workspace, spec, name=name), options["as_json"], search=found, stops=stops)


def _settled(given: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """What a balancing run settles; raises where an option that was typed asks for something else."""
    for name in given:
        if name in options and typed(name) and options[name] != given[name]:
            raise SpecificationError(
                f"--balancing settles --{name.replace('_', '-')} ({given[name]}), "
                f"however: {options[name]}. Leave it out."
            )
    return given


@main.command()
@click.option("--archived", is_flag=True, help="Show the archived runs instead.")
@as_json
@one_clear_line
def runs(archived: bool, as_json: bool) -> None:
    """Every run of the workspace, newest first."""
    from creditviz.runs.liveness import sweep

    workspace = open_workspace()
    sweep(workspace)
    found = workspace.store.runs(archived=archived)
    if as_json:
        return output.echo_json([output.run_dict(run) for run in found])
    others = len(workspace.store.runs(archived=not archived))
    return output.echo_runs(found, archived=archived, others=others)


@main.command()
@click.argument("run")
@click.option("--author", required=True, help="Who breaks the seal.")
@click.option("--reason", required=True, help="Why; kept in the audit log.")
@as_json
@one_clear_line
def unseal(run: str, author: str, reason: str, as_json: bool) -> None:
    """Show the test figures of a sealed run from now on: that is a look at the test rows."""
    from creditviz.runs.reading.looks import break_seal

    output.finish(break_seal(open_workspace(), run, author=author, reason=reason), as_json)


@main.command()
@click.argument("run")
@as_json
@one_clear_line
def resume(run: str, as_json: bool) -> None:
    """Let a stopped or failed run go on from its last checkpoint."""
    from creditviz.runs.engine import jobs
    from creditviz.runs.liveness import sweep

    workspace = open_workspace()
    sweep(workspace)
    resumed = jobs.resume(workspace, run, here=True)
    if resumed.kind == "benchmark" and resumed.status == "finished":
        show(workspace, resumed.id, as_json)
    else:
        output.finish(resumed, as_json)


@main.command()
@click.argument("run")
@as_json
@one_clear_line
def cancel(run: str, as_json: bool) -> None:
    """Stop a run; what it has reached is kept."""
    from creditviz.runs.engine import jobs

    workspace = open_workspace()
    found = jobs.stop(workspace, run)
    output.echo_json(output.run_dict(found)) if as_json else click.echo(f"run {found.id}: stop asked for")
