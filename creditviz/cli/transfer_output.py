"""What a transfer and its studies print for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from creditviz.cli.tables import figure, table


def echo_transfer(found: Mapping[str, Any]) -> None:
    """Print what each transfer method is worth on the new product's test rows."""
    from creditviz.reporting.transfer.grounds import UNIT_WORDS, ground_words, guesses_words

    rows = found["rows"]
    click.echo(guesses_words([(p["how"], p["target"] != p["source"]) for p in found["pairs"]]))
    click.echo(f"run {found['run']} · seed {found['seed']}")
    click.echo(
        f"{rows['source']:,} old accounts; {rows['target']:,} new ones to adapt to, {rows['target_labels']:,} with "
        f"outcomes; judged on {rows['test']:,} others\n"
    )
    shown = ("auc", "ks", "brier", "accuracy", "recall", "specificity")
    lines = [
        (method, *(figure(figures[name]) for name in shown), _gain(figures["gain"]), f"{figures['seconds']:.0f}")
        for method, figures in found["methods"].items()
    ]
    click.echo(table(("method", *shown, "AUC over source-only", "s"), lines))
    click.echo(f"\ncalling every account good has an accuracy of {found['majority_accuracy']:.3f}\n")
    if found.get("search"):
        _echo_tries(found)
    pairs = [
        (
            *(p["target"], p["source"], ground_words(p["how"], p.get("why", "")), UNIT_WORDS[p.get("unit", "own")]),
            *(f"{p['relative']:.2f}", "network" if p["shifted"] else "tree"),
        )
        for p in found["pairs"]
    ]
    click.echo(table(("new column", "old column", "ground", "unit", "distance (0 to 1)", "goes to"), pairs))
    _echo_left_out(found)
    for method, why in found["failed"].items():
        click.echo(f"note: {method}: {why}")
    for note in found["notes"]:
        click.echo(f"note: {note}")


def _echo_left_out(found: Mapping[str, Any]) -> None:
    """Columns without a partner, and the guesses that were not used."""
    from creditviz.data.values import counted

    for which, side in (("new", "target"), ("old", "source")):
        names = found["unpaired"][side]
        if names:
            click.echo(f"\nwithout a partner, of the {which} book ({len(names)}): {', '.join(names)}")
    guesses = found.get("guesses", ())
    if guesses:
        lines = [(p["target"], p["source"], p["why"] or "shape only") for p in guesses]
        click.echo(f"\n{counted(len(lines), 'guess', 'guesses')}, not used (--pairing guess uses them):")
        click.echo(table(("new column", "old column", "ground"), lines))


def _echo_tries(found: Mapping[str, Any]) -> None:
    """What was tried of every method whose settings were searched, the best first."""
    from creditviz.reporting.transfer.search import JUDGED_BY, tries_table
    from creditviz.results import TransferTry

    search = found["search"]
    for method, figures in found["methods"].items():
        tries = [TransferTry(**each) for each in figures["tries"]]
        if tries:
            click.echo(f"{method}: {len(tries)} tries, by AUC on {JUDGED_BY[search['choose_on']]}")
            columns = tries_table(method, tries)
            click.echo(table(list(columns), list(zip(*columns.values(), strict=True))) + "\n")


def echo_transfer_study(found: Mapping[str, Any]) -> None:
    """Print mean AUC by line and place: known outcomes, or the network's weight."""
    weights = found["study"] == "vote-weight"
    head = ("old accounts", "network's weight") if weights else ("method", "known outcomes")
    lines = [(f["line"], f"{f['at']:g}", f"{f['auc']:.3f}", str(len(f["seeds"]))) for f in found["figures"]]
    rows = found["rows"]
    click.echo(f"run {found['run']} · seed {found['seed']} · judged on {rows['test']:,} rows a seed\n")
    click.echo(table((*head, "mean AUC", "seeds"), lines))
    for what, why in found["failed"].items():
        click.echo(f"note: {what}: {why}")
    for note in found["notes"]:
        click.echo(f"note: {note}")


def _gain(gain: Sequence[float] | None) -> str:
    return "-" if gain is None else f"{gain[0]:+.3f} ({gain[1]:+.3f} to {gain[2]:+.3f})"
