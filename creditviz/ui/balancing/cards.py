"""Cards of the Balancing page, drawn once for the runs that they show."""

from __future__ import annotations

import pandas as pd

from creditviz.reporting.card import Card
from creditviz.results import BalancingResult
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.facts import (
    held_out_defaulters,
    result_of,
    schema_of_run,
    snapshot_rows,
    synthetic_rows,
)
from creditviz.ui.facts import kept

OF = "test defaulters"


@kept(20, spinner="Drawing")
def verdict_cards(chosen: Chosen) -> tuple[tuple[Card, ...], ...]:
    """Rows of cards of like height: the two-sample test, what gives each run away, its features."""
    from creditviz.reporting.balancing.cards import column_fidelity_card, telling_card, two_sample_card

    found = {label: result.fidelity for label, result in chosen.results.items() if result.fidelity is not None}
    if not found:
        return ()
    test = two_sample_card(found, keys=chosen.keys)
    telling = tuple(telling_card(label, one) for label, one in found.items())
    columns = tuple(column_fidelity_card(label, one) for label, one in found.items())
    return ((test, *telling), columns) if len(found) == 1 else ((test,), telling, columns)


def worst_features(chosen: Chosen, features: list[str]) -> list[str]:
    """Features by the share of misplaced rows in any of the chosen runs, the worst first."""
    worst = dict.fromkeys(features, 0.0)
    for run in chosen.runs:
        found = grid(chosen, run.id, 0).numbers
        for column, misplaced in zip(found["column"], found["misplaced"], strict=True):
            worst[column] = max(worst[column], misplaced)
    return sorted(features, key=lambda name: -worst[name])


def rows_at(chosen: Chosen, step: int) -> dict[str, pd.DataFrame]:
    """Label -> synthetic rows at a step of the training; runs without that step give their finished rows."""
    return {chosen.labels[run.id]: _rows_of(chosen, run.id, step) for run in chosen.runs}


def _rows_of(chosen: Chosen, run_id: str, step: int) -> pd.DataFrame:
    run = next(run for run in chosen.runs if run.id == run_id)
    kept = snapshot_rows(chosen.workspace, run) if step else None
    if kept is not None and len(kept) and (kept["step"] == step).any():
        return kept[kept["step"] == step].drop(columns="step")
    return synthetic_rows(chosen.workspace, run)


def _moment(step: int) -> str:
    return f"after {step:,} steps" if step else ""


@kept(60, spinner="Drawing")
def grid(chosen: Chosen, run_id: str, step: int) -> Card:
    """All features of one run in small."""
    from creditviz.reporting.balancing.cards import comparison_grid_card

    run = next(run for run in chosen.runs if run.id == run_id)
    real, schema = held_out_defaulters(chosen.workspace, run), schema_of_run(chosen.workspace, run)
    rows = _rows_of(chosen, run_id, step)
    moment = _moment(step if step in _result(chosen, run_id).snapshots else 0)  # samplers by rule have none
    return comparison_grid_card(chosen.labels[run_id], real, rows, schema, moment=moment, of=OF)


@kept(200, spinner="Drawing")
def comparison(chosen: Chosen, feature: str, step: int) -> Card:
    """One feature, the chosen runs side by side."""
    from creditviz.reporting.balancing.cards import comparison_card

    run = chosen.runs[0]
    real, schema = held_out_defaulters(chosen.workspace, run), schema_of_run(chosen.workspace, run)
    return comparison_card(feature, real, rows_at(chosen, step), schema, moment=_moment(step), of=OF)


@kept(20, spinner="Drawing")
def months(chosen: Chosen) -> tuple[tuple[Card, ...], ...]:
    """For every monthly feature, the cards of the chosen runs."""
    from creditviz.reporting.balancing.cards import months_card

    results = chosen.results
    names = list(dict.fromkeys(pattern.name for result in results.values() for pattern in result.months))
    return tuple(
        tuple(
            _narrow(
                months_card(label, pattern, n_real=len(result.held_out_bad), n_synthetic=result.rows["synthetic"]),
                narrow=len(results) > 2,
            )
            for label, result in results.items()
            for pattern in result.months
            if pattern.name == name
        )
        for name in names
    )


def _narrow(card: Card, *, narrow: bool) -> Card:
    """A card of two panels for a third of the page: short titles, and no legend, which the page gives in words."""
    if narrow and card.figure is not None:
        card.figure.update_layout(showlegend=False)
        card.figure.for_each_annotation(lambda title: title.update(text=title.text.split(" · ")[0]))
    return card


@kept(20, spinner="Drawing")
def association(chosen: Chosen, run_id: str) -> Card | None:
    """How features hang together: real, synthetic, difference."""
    from creditviz.reporting.balancing.cards import association_card

    fidelity = _result(chosen, run_id).fidelity
    return None if fidelity is None else association_card(chosen.labels[run_id], fidelity)


@kept(20, spinner="Drawing")
def row_map(chosen: Chosen, run_id: str, method: str) -> Card:
    """Good accounts, real and synthetic defaulters in two dimensions."""
    from creditviz.reporting.balancing.cards import row_map_card

    return row_map_card(
        chosen.labels[run_id], next(rows for rows in _result(chosen, run_id).maps if rows.method == method)
    )


@kept(20, spinner="Drawing")
def rules(chosen: Chosen, run_id: str) -> Card:
    """Rules by how often synthetic rows break them."""
    from creditviz.reporting.balancing.cards import rules_card

    result = _result(chosen, run_id)
    return rules_card(
        chosen.labels[run_id], result.rules, n_synthetic=result.rows["synthetic"], n_held_out=len(result.held_out_bad)
    )


def rules_frame(result: BalancingResult) -> pd.DataFrame:
    """All rules as a table, shares in per cent."""
    from creditviz.reporting.balancing.cards import rules_table

    return rules_table(result.rules).drop(columns="columns", errors="ignore")


@kept(20, spinner="Drawing")
def privacy(chosen: Chosen) -> tuple[Card, ...]:
    """Whether rows stand nearer to training rows than honest rows would."""
    from creditviz.reporting.balancing.cards import closest_record_card, nearer_share_card, neighbour_ratio_card

    found = {label: result.privacy for label, result in chosen.results.items() if result.privacy is not None}
    if not found:
        return ()
    each = [
        card
        for label, one in found.items()
        for card in (closest_record_card(label, one), neighbour_ratio_card(label, one))
    ]
    return nearer_share_card(found, keys=chosen.keys), *each


@kept(20, spinner="Drawing")
def taught(chosen: Chosen) -> Card | None:
    """What synthetic rows teach a model, all runs in one."""
    from creditviz.reporting.balancing.cards import trained_on_synthetic_card

    parts = {label: result.trained_on_synthetic for label, result in chosen.results.items()}
    found = {label: part for label, part in parts.items() if part is not None}
    return trained_on_synthetic_card(found, keys=chosen.keys) if found else None


@kept(20, spinner="Drawing")
def gained(chosen: Chosen, run_id: str) -> tuple[Card, ...]:
    """What synthetic rows add to real ones, against no balancing and against class weights."""
    from creditviz.reporting.balancing.cards import gain_card

    study = _result(chosen, run_id).study
    return () if study is None else tuple(gain_card(study, baseline=name) for name in ("none", "class-weight"))


def _result(chosen: Chosen, run_id: str) -> BalancingResult:
    return result_of(chosen.workspace, next(run for run in chosen.runs if run.id == run_id))
