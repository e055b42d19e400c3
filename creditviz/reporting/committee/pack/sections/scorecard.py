"""The printable card of a run that is a scorecard."""

from __future__ import annotations

from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.scorecard.card import HEAD, card_rows, card_sentence
from creditviz.reporting.scorecard.reading import card_of_run, is_scorecard


def scorecard_section(evidence: Evidence) -> Section | None:
    """The card; None where the run is another model."""
    if not is_scorecard(evidence.run):
        return None
    card = card_of_run(evidence.workspace, evidence.run.id)
    table = Table("", HEAD, card_rows(card), numbers=True)
    figures = {
        "columns": [column.feature for column in card.columns],
        "neutral": card.neutral,
        "points": {column.feature: [own.points for own in column.attributes] for column in card.columns},
    }
    note = "Points give the model's own PD; where another calibration was chosen, the PDs of this pack are its."
    return Section(
        "scorecard", "Scorecard", "What are the points?", "none", card_sentence(card), tables=(table,) if table.rows
        else (), notes=(note,), screen=False, judges=False, figures=figures,
    )  # fmt: skip
