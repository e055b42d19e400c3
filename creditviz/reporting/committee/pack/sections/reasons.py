"""What moves the PDs: the stored explanation of the run, else a small sample explained for the pack."""

from __future__ import annotations

import numpy as np

from creditviz.reporting.card import Card
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section
from creditviz.reporting.committee.pack.words import plain, stop
from creditviz.reporting.explanation.accounts import bar_card, months_card, swarm_card
from creditviz.reporting.explanation.attention import faithfulness_card
from creditviz.reporting.words import percent
from creditviz.results import AccountShap
from creditviz.runs.reading.explained import load_accounts, load_faithfulness
from creditviz.runs.row_exports import STAYS, rows_may_leave

SMALL = "Explained for this pack on a small sample; the Explanation page explains more accounts, one by one."


def explanation_section(evidence: Evidence) -> Section:
    """What moves the PD."""
    stored = evidence.explanation
    found = load_accounts(evidence.workspace, stored.id) if stored else None
    notes: tuple[str, ...] = ()
    if found is None:
        found, notes = evidence.explain(), (SMALL,)
    leaky = evidence.result.leaky
    cards = [build(evidence.label, found, leaky=leaky) for build in (bar_card, swarm_card, months_card)]
    attended = load_faithfulness(evidence.workspace, stored.id) if stored else None
    if attended is not None:
        cards.append(faithfulness_card(evidence.label, attended, leaky=leaky))
    if not rows_may_leave():  # the other cards draw one mark an account
        cards, notes = cards[:1], (*notes, STAYS)
    kept: tuple[Card, ...] = tuple(card for card in cards if card is not None)
    swarm = next((card.key for card in kept if card.key not in ("mean-shap", "months")), "")
    return Section(
        "explanation", "Explanation", "What moves the PD?", "none", _sentence(found), cards=kept, notes=notes,
        shown=("mean-shap", swarm), figures={"rows": len(found.row_id), "columns": _strongest(found)},
    )  # fmt: skip


def _sentence(found: AccountShap) -> str:
    size = np.abs(found.values).mean(0)
    whole, order = float(size.sum()), np.argsort(-size, kind="stable")
    if whole <= 0:
        return "No column moves the score: the model is a constant."
    first = [f"{found.names[c]} ({percent(float(size[c]) / whole)})" for c in order[:3]]
    return stop(f"What moves the scores most, with its share of the movement: {', '.join(first)}")


def _strongest(found: AccountShap) -> dict[str, float | None]:
    """The ten strongest columns and the mean size of their contributions."""
    size = np.abs(found.values).mean(0)
    return {found.columns[c]: plain(float(size[c])) for c in np.argsort(-size, kind="stable")[:10]}
