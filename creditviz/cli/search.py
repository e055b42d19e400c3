"""`train --search N`: settings are tried on validation rows first; the best ones are then trained and tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.exceptions import SpecificationError

if TYPE_CHECKING:
    from creditviz.registry import ModelEntry
    from creditviz.runs import Workspace
    from creditviz.specification import TrainingSpec

SEARCH_OPTIONS = (
    click.option("--search", type=int, metavar="N", help="Try N choices of settings on validation rows first."),
    click.option(
        "--search-method",
        type=click.Choice(["tpe", "random", "grid"]),
        help="How they are chosen.  [default: tpe]",
    ),
    click.option(
        "--search-metric",
        type=click.Choice(["auc", "log_loss"]),
        help="What they are judged by.  [default: auc]",
    ),
    click.option(
        "--search-vary", multiple=True, metavar="NAME", help="A setting that varies.  [default: all with a usual range]"
    ),
)


def check_search_options(options: dict[str, Any], entry: ModelEntry) -> None:
    """Raise where the options of a search contradict the others, before a book is read."""
    from creditviz.search_space import search_space

    if options["search"] is None:
        for name in ("search_method", "search_metric", "search_vary"):
            if options[name]:
                raise SpecificationError(
                    f"--{name.replace('_', '-')} belongs to a search, however none was asked for. Add --search N."
                )
        return
    if options["search"] < 1:
        raise SpecificationError(f"--search takes a number of trials from 1, however: {options['search']}. Raise it.")
    for name, wrong, why in (
        ("protocol", "kfold", "a search judges on one set of validation rows"),
        ("resample", "before-split", "a search is judged on real rows"),
        ("queue", True, "the training waits for what the search finds"),
    ):
        if options[name] == wrong:
            typed = f"--{name}" if wrong is True else f"--{name} {wrong}"
            raise SpecificationError(f"{why}, however {typed} was asked for. Leave one of them out.")
    if options["balancing"]:
        raise SpecificationError(
            "a search samples by itself, however --balancing was given too. Name its sampler with --sampler instead."
        )
    fixed = [pair.partition("=")[0] for pair in options["changes"]]
    search_space(entry, options["search_vary"], fixed=fixed, grid=options["search_method"] == "grid")


def search_first(
    workspace: Workspace, training: TrainingSpec, options: dict[str, Any], name: str
) -> tuple[TrainingSpec, dict[str, Any]]:
    """(the training with the best settings, the figures of the search); exits 1 unless the search finished."""
    from creditviz.runs.engine import jobs
    from creditviz.runs.work import search
    from creditviz.specification import SearchSpec, TrainingSpec, make_specification

    shared = set(SearchSpec.model_fields) & set(TrainingSpec.model_fields) - {"kind"}
    spec = make_specification(
        SearchSpec,
        **{key: getattr(training, key) for key in shared},
        searched=options["search_vary"],
        method=options["search_method"] or "tpe",
        n_trials=options["search"],
        metric=options["search_metric"] or "auc",
    )
    search.check(workspace, spec)
    run = jobs.run_here(workspace, spec, name=f"Search of {name}")
    if run.status != "finished":
        output.finish(run, options["as_json"])
    found = search.load_search(workspace, run.id)
    assert found is not None, "a finished search has a result"
    best = search.best_training(spec, found)
    return best.model_copy(update={"sealed": training.sealed}), run.figures
