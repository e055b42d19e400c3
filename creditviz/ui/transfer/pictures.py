"""The tab "Pictures" of a transfer: how its methods learned, and the two products before and after."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.figures.transfer.domain_map import By
from creditviz.reporting.card import Card
from creditviz.results import Transfer
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.work.domain_map import finished_transfer, load_domain_map, load_swarms, reached
from creditviz.specification import DomainMapSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.cards import show, show_card
from creditviz.ui.facts import kept
from creditviz.ui.mistakes import show_sentence
from creditviz.ui.runs.progress import resume, show_row
from creditviz.ui.shell import line, section
from creditviz.ui.transfer.facts import transfer_of
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place

DRAW = (
    "The same accounts of both products in the raw columns, in the layers of FNN (before adaptation) and of FDAT "
    "(after it), with what a classifier still tells apart; and what moves the PDs of both. It is computed in the "
    "background: the first pictures take about a minute with 5,000 accounts of each product."
)
COLOURS: dict[str, By] = {"By product": "domain", "By outcome": "outcome"}
SCALES = {"Linear": False, "Log": True}


def show_pictures(place: Place, run: Run) -> None:
    """Curves of the methods that are done, and the domain map of a finished transfer."""
    found = transfer_of(place.workspace, run)
    if found is not None and found.scores:
        _show_learning(run, found)
    section("Are the products still told apart?")
    if run.status != "finished":
        line("The two products are drawn once this transfer has finished.")
        return
    drawn = next(iter(place.workspace.store.runs(kind="domain-map", subject=run.id)), None)
    if drawn is None:
        line(DRAW)
        arguments = (_begin, place.workspace, run.id, run.name)
        press(
            st.button,
            "Draw the domains",
            *arguments,
            type="primary",
            key=f"draw_domains_{run.id}",
        )
        return
    _show_state(place.workspace, drawn)
    _show_map(place.workspace, drawn)
    _show_ranks(place.workspace, run)


def _begin(workspace: Workspace, run_id: str, name: str) -> None:
    finished_transfer(workspace, run_id)
    if not workspace.store.runs(kind="domain-map", subject=run_id):  # a second click finds that it runs
        jobs.submit(workspace, make_specification(DomainMapSpec, run=run_id), name=f"Domains of {name}")


def _show_state(workspace: Workspace, drawn: Run) -> None:
    """Its progress while it runs; why it ended, and the way on, where it did not finish."""
    if drawn.open:
        st.fragment(_watch, run_every=1)(workspace, drawn.id, reached(workspace, drawn.id))
    elif drawn.status != "finished":
        show_sentence(drawn.error or "The drawing was stopped.")
        again = (resume, workspace, drawn.id)
        press(
            st.button,
            "Go on drawing",
            *again,
            icon=":material/replay:",
            key=f"draw_again_{drawn.id}",
        )


def _watch(workspace: Workspace, run_id: str, shown: str) -> None:
    run = workspace.store.run(run_id)
    if not run.open or reached(workspace, run_id) != shown:
        st.rerun()  # the whole tab: a picture has come
    show_row(workspace, run)


def _show_map(workspace: Workspace, drawn: Run) -> None:
    """The cards as far as they are done, with one switch for all colours."""
    state = reached(workspace, drawn.id)
    if not state:
        return
    chosen = st.segmented_control(
        "Colour", list(COLOURS), default="By product", required=True, key="domains_by", label_visibility="collapsed"
    )
    cards, table, missing = _cards(workspace, drawn.id, state, COLOURS[chosen or "By product"])
    if missing:
        line(f":material/info: {literal(missing)}")
    for card in cards:
        show_card(card, place="pictures_")
    section("How far apart, layer by layer")
    line(
        "AUC of boosted trees that try to tell the products apart, out of fold: 0.5 they cannot, 1 always. Mean W1 in "
        "standard deviations; MMD with a Gaussian kernel of median width; silhouettes near 0 are mixed."
    )
    _show_table(table, "The two products in every layer.")
    swarms = _swarms(workspace, drawn.id, state)
    if swarms is not None:
        section("What moves the PD, before and after?")
        show_card(swarms, place="pictures_")


@kept(12, spinner="Drawing")
def _cards(workspace: Workspace, run_id: str, state: str, by: By) -> tuple[list[Card], dict[str, list[str]], str]:
    from creditviz.reporting.transfer.pictures import (
        feature_map_card,
        last_layer_card,
        layer_table,
        missing_words,
        silhouette_card,
    )

    found = load_domain_map(workspace, run_id)
    if found is None:
        return [], {}, ""
    cards = [build(found, by) for build in (feature_map_card, silhouette_card, last_layer_card)]
    return [card for card in cards if card is not None], layer_table(found), missing_words(found)


@kept(12)
def _swarms(workspace: Workspace, run_id: str, state: str) -> Card | None:
    from creditviz.reporting.transfer.pictures import swarm_card

    return swarm_card(load_swarms(workspace, run_id))


def _show_learning(run: Run, found: Transfer) -> None:
    """Loss curves, the domain classifier, and what an epoch takes."""
    from creditviz.reporting.transfer.learning import domain_accuracy_card, loss_card, seconds_table

    section("How did the methods learn?")
    if loss_card(found) is not None:
        scale = st.segmented_control(
            "Scale", list(SCALES), default="Linear", required=True, key="loss_scale", label_visibility="collapsed"
        )
        cards = (loss_card(found, log_scale=SCALES[scale or "Linear"]), domain_accuracy_card(found))
        show(*[card for card in cards if card is not None], place=f"learning_{run.id}_")
    _show_table(seconds_table(found), "Epochs and seconds of every method.")


def _show_ranks(workspace: Workspace, run: Run) -> None:
    """Ranks over transfers of the same methods, where there are three or more."""
    from creditviz.reporting.transfer.learning import transfer_ranks_card

    card = transfer_ranks_card(_comparable(workspace, run))
    if card is not None:
        section("Does one method rank first over several transfers?")
        show_card(card, place="pictures_")


def _comparable(workspace: Workspace, run: Run) -> list[Transfer]:
    """Finished transfers with the same methods and settings; of two with the same books and seed the newest."""
    kept: dict[tuple, Transfer] = {}
    own = run.specification
    for other in workspace.store.runs(kind="transfer", status=("finished",)):
        spec = other.specification
        if set(spec.methods) == set(own.methods) and spec.parameters == own.parameters:
            found = transfer_of(workspace, other)
            if found is not None:
                kept.setdefault((spec.source, spec.book, spec.seed), found)
    return list(kept.values())


def _show_table(table: Mapping[str, list[str]], alt: str) -> None:
    columns = {name: st.column_config.TextColumn(alignment="right") for name in list(table)[1:]}
    st.dataframe(dict(table), hide_index=True, height="content", column_config=columns, alt=alt)
