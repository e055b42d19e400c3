"""What the commands print: a table for people, JSON for programs."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from creditviz.cli.mistakes import in_options
from creditviz.cli.tables import figure, table
from creditviz.cli.transfer_output import echo_transfer, echo_transfer_study

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.results import Finding, Guess, Note
    from creditviz.runs import Run, Workspace
    from creditviz.schema import TableSchema

LOOKS = ("training", "balancing", "transfer", "transfer-study")  # kinds whose figures are of test rows
SHOWN = (
    ("auc", 3),
    ("gini", 3),
    ("ks", 3),
    ("h_measure", 3),
    ("brier", 4),
    ("recall", 3),
    ("specificity", 3),
    ("f1", 3),
)


def echo_json(value: Any) -> None:
    """Print JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def schema_dict(schema: TableSchema) -> dict[str, Any]:
    """A schema as JSON values, the hash with it."""
    return {**json.loads(schema.to_json()), "hash": schema.hash}


def echo_stops(frame: pd.DataFrame, schema: TableSchema) -> tuple[str, ...]:
    """Repeat on stderr every finding that would make a model wrong; returns the sentences."""
    from creditviz.data.checks.findings import stops

    found = tuple(in_options(f"{stop.what} {stop.remedy}".strip()) for stop in stops(frame, schema))
    for sentence in found:
        click.echo(f"stop: {sentence}", err=True)
    return found


def echo_inspection(
    book: Any,
    schema: TableSchema,
    guesses: Sequence[Guess],
    findings: Sequence[Finding],
    done: Sequence[Note],
) -> None:
    """Print what a book is like."""
    click.echo(f"{schema.book or book.name}: {book.n_rows:,} rows, {book.n_columns} columns\n")
    click.echo(table(("column", "role", "why"), [(g.column, g.role, g.reason) for g in guesses]))
    if done:
        click.echo("\nWhat was done to this file")
        for note in done:
            click.echo(f"  {note.what}")
    click.echo("\nFindings")
    for finding in findings:
        click.echo(in_options(f"  {finding.verdict:8} {finding.what} {finding.remedy}".rstrip()))


def echo_training(summary: Mapping[str, Any]) -> None:
    """Print the figures of a finished run."""
    click.echo(
        f"run {summary['run']} · {summary['model']} · sampler {summary['sampler']} · {summary['protocol']} · "
        f"seed {summary['seed']}"
    )
    click.echo(f"rows: {_rows_words(summary)}\n")
    parts = [(part, summary[part]) for part in ("validation", "test") if part in summary]
    click.echo(
        table(
            ("rows", *(name for name, _ in SHOWN)),
            [(part, *("-" if f[n] is None else f"{f[n]:.{d}f}" for n, d in SHOWN)) for part, f in parts],
        )
    )
    click.echo(
        f"\nthreshold {summary['validation']['threshold']:.3f} (the KS point of validation rows); "
        f"{summary['seconds']:.0f} s on {summary['device']}"
    )
    if summary.get("trees"):
        from creditviz.reporting.words import trees_words

        click.echo(f"trees: {trees_words(summary['trees'])}")
    for leak in summary.get("leaks", ()):
        click.echo(f"STOP, these figures may be false: {leak}")
    if summary["leaky"]:
        from creditviz.data.values import counted

        made = summary["test"]["n"] - summary["rows"]["test"] if "test" in summary else None
        among = "" if made is None else f"; {counted(made, 'synthetic row')} among the test rows"
        click.echo(f"LEAKY: rows were sampled before the split{among}.")
    if summary.get("sealed"):
        click.echo(
            "SEALED: judged on validation rows only. `python -m creditviz unseal "
            f"{summary['run']} --author NAME --reason WHY` shows the test figures, which is a look."
        )
    for note in summary["notes"]:
        click.echo(f"note: {note}")


def _rows_words(summary: Mapping[str, Any]) -> str:
    """Real and synthetic rows of each part; figures are over both."""
    rows = summary["rows"]
    made = {part: summary[part]["n"] - rows[part] for part in ("validation", "test") if part in summary}
    judged = 0 if summary["protocol"] == "kfold" else sum(made.values())  # in folds a row is trained on and judged
    made["train"] = rows["synthetic"] - judged
    words = {"train": "training", "validation": "validation", "test": "test"}
    return ", ".join(
        f"{rows[part]:,} {word}" + (f" (+ {made[part]:,} synthetic)" if made.get(part) or part == "train" else "")
        for part, word in words.items()
    )


def fail(sentence: str, as_json: bool) -> None:
    """Say what went wrong after a run was carried out, and exit 1."""
    click.echo(json.dumps({"error": sentence}, ensure_ascii=False) if as_json else sentence, err=True)
    sys.exit(1)


def finish(run: Run, as_json: bool, *, search: Mapping[str, Any] | None = None, stops: Sequence[str] = ()) -> None:
    """Print how a run ended, after the search that gave its settings; exit 1 unless it finished.

    Parameters
    ----------
    stops : findings that stand beside every figure, since they would make the model wrong.
    """
    if run.status != "finished":
        text = run.error or f"The run is {run.status}."
        click.echo(json.dumps({"error": text, "run": run.id}, ensure_ascii=False) if as_json else text, err=True)
        sys.exit(1)
    if as_json:
        more = {"search": search} if search is not None else {}
        echo_json({**run.figures, **more, **looks(run), **({"stops": list(stops)} if stops else {})})
        return
    if search is not None:
        echo_search(search)
        click.echo()
    printers = {
        "training": echo_training,
        "balancing": echo_balancing,
        "transfer": echo_transfer,
        "transfer-study": echo_transfer_study,
        "search": echo_search,
    }
    if run.kind in printers:
        printers[run.kind](run.figures)
    else:
        click.echo(f"run {run.id} is finished; the Explanation page shows what it made")
    echo_looks(run)
    for sentence in stops:
        click.echo(f"stop: {sentence}")


def echo_looks(run: Run) -> None:
    """Say how often test rows of the run's book were looked at."""
    for found in looks(run).values():
        click.echo(f"{found['said']}.")


def looks(run: Run) -> dict[str, Any]:
    """How often test rows of the run's book were looked at; nothing for a run that shows none of them."""
    from creditviz.runs import Workspace

    if run.kind not in LOOKS or not run.book:
        return {}
    return {"looks": looks_dict(Workspace.open(), run.book)}


def looks_dict(workspace: Workspace, book: str) -> dict[str, Any]:
    """Looks at test rows of a book as JSON values."""
    from creditviz.reporting.looks import looks_words
    from creditviz.runs.reading.looks import looked

    found = looked(workspace, book)
    lead = None if math.isnan(found.lead) else found.lead
    return {"n": found.n, "lead_of_best": lead, "at_most": found.at_most, "said": looks_words(found)}


def echo_search(found: Mapping[str, Any]) -> None:
    """Print what a search found, and how it was judged."""
    best, trials = found["best"], found["trials"]
    made = ", ".join(f"{n} {state}" for state, n in trials.items() if n)
    click.echo(f"run {found['run']} · search of {found['model']} by {found['method']} · trials: {made}")
    click.echo(
        f"best {found['metric']} on {found['rows']['validation']:,} validation rows: {best['value']:.4f}, "
        f"trial {best['trial']}\n"
    )
    click.echo(table(("setting", "best value"), [(n, _setting(v)) for n, v in best["parameters"].items()]))
    for note in found["notes"]:
        click.echo(f"note: {note}")


def _setting(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def echo_balancing(found: Mapping[str, Any]) -> None:
    """Print what a balancing run made and what it is worth."""
    from creditviz.data.values import counted

    rows, fidelity, privacy = found["rows"], found["fidelity"], found["privacy"]
    removed = f", {rows['removed']:,} good ones left out" if rows["removed"] else ""
    click.echo(f"run {found['run']} · {found['sampler']} · seed {found['seed']}")
    click.echo(f"{rows['synthetic']:,} synthetic defaulters beside {rows['real']:,} real training rows{removed}\n")
    lines: list[tuple[str, str, str]] = []
    if fidelity:
        lines += [
            ("like real rows?", "two-sample AUC (.5 is best)", figure(fidelity["two_sample_auc"])),
            ("", "  real against real", figure(fidelity["two_sample_floor"])),
            ("", "  SMOTE against real", figure(fidelity["two_sample_smote"])),
            ("", "coverage of categories and ranges", figure(fidelity["coverage"])),
        ]
    if privacy:
        nearer = _with_interval(privacy["dcr_share"], privacy["dcr_share_interval"])
        lines += [
            ("copies anyone?", "exact copies", f"{privacy['exact_copies']:,}"),
            ("", "  among real rows", f"{privacy['exact_copies_real']:,}"),
            ("", "nearer to training than to a hold-out", nearer),
        ]
    for name, key in (
        ("trained on synthetic rows, both outcomes", "tstr_auc"),
        ("trained on synthetic defaulters", "tstr_auc_defaulters"),
        ("trained on real rows", "trained_on_real_auc"),
    ):
        if found["utility"].get(key) is not None:
            lines.append(("does it help?", f"test AUC, {name}", figure(found["utility"][key])))
    for gain in found["utility"].get("gain", ()):
        low, high = gain["interval"]
        spread = "" if low is None else f" ({low:+.4f} to {high:+.4f})"
        what = f"AUC gain of {gain['classifier']} over {gain['over']}, {counted(gain['seeds'], 'seed')}"
        lines.append(("does it help?", what, "-" if gain["auc"] is None else f"{gain['auc']:+.4f}{spread}"))
    if lines:
        click.echo(table(("question", "figure", "value"), lines))
    for note in found["notes"]:
        click.echo(f"note: {note}")


def _with_interval(value: float | None, interval: Sequence[float | None]) -> str:
    low, high = interval
    return figure(value) if low is None or high is None else f"{figure(value)} ({low:.3f} to {high:.3f})"


def run_dict(run: Run) -> dict[str, Any]:
    """A run as JSON values."""
    return {
        "run": run.id,
        "kind": run.kind,
        "name": run.name,
        "status": run.status,
        "progress": round(run.fraction, 3),
        "created": run.created,
        "error": run.error,
        "test_auc": run.figures.get("test", {}).get("auc"),
    }


def echo_runs(runs: Sequence[Run], *, archived: bool, others: int) -> None:
    """Print the list of runs.

    Parameters
    ----------
    archived : whether these are the archived ones.
    others : runs that the other list holds.
    """
    if not runs:
        click.echo(_no_runs(archived, others))
        return
    rows = []
    for run in runs:
        auc = run.figures.get("test", {}).get("auc")
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.created))
        state = f"running {run.fraction:.0%}" if run.status == "running" else run.status
        rows.append((run.id, run.name, state, "-" if auc is None else f"{auc:.3f}", when))
    click.echo(table(("run", "name", "status", "AUC", "created"), rows))


def _no_runs(archived: bool, others: int) -> str:
    from creditviz.data.values import counted

    if archived:
        return "No run is archived." + (f" `runs` lists {counted(others, 'other')}." if others else "")
    if others:
        return f"No runs but {counted(others, 'archived one')}: `runs --archived` lists them."
    return "No runs yet. `python -m creditviz train FILE --model xgboost` makes one."


def echo_search_comparison(old: Run, new: Run, as_json: bool) -> None:
    """Print the best of a repeated search beside that of the old one."""
    before, after = (run.figures.get("best", {}).get("value") for run in (old, new))
    if as_json:
        difference = {"best": _difference(before, after)}
        echo_json(
            {**new.figures, "old": old.figures or None, "same_book": old.book == new.book, "difference": difference}
        )
        return
    echo_search(new.figures)
    click.echo(f"\nbest of the old run {old.id}: {'-' if before is None else f'{before:.4f}'}")


def _difference(old: float | None, new: float | None) -> float | None:
    return None if old is None or new is None else new - old
