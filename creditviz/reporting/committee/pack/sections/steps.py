"""The live slider: what every cut-off shows, counted beforehand so that a browser only picks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from creditviz.evaluation.cutting.cutoff import count_at
from creditviz.evaluation.cutting.profit import profit
from creditviz.reporting.card import Tile
from creditviz.reporting.committee.pack.stand import Stand
from creditviz.reporting.decision.cutoff import AtCutOff, decision_tiles, profit_finding, trade_off_finding
from creditviz.reporting.decision.words import cut_off_words


def slider_steps(stand: Stand) -> dict[str, Any]:
    """The tiles of the Decision page at every step of the slider, the chosen cut-off and the best one among them.

    Returns
    -------
    dict
        "cut_offs" and "words", (m,); "rates", approval rates (m,) that a browser holds against a capacity; "findings",
        by key of a card, (m,); "tiles", m lists of [name, verdict, figure, change, sentence]; "start" and "best",
        places among them; "kept", whether somebody chose the start; "capacity".
    """
    cut_offs = _steps(stand)
    shown = [_at(stand, float(cut_off)) for cut_off in cut_offs]
    earned = profit(stand.at.curves, stand.at.money, by_column=stand.at.by_column)
    return {
        "cut_offs": cut_offs.tolist(),
        "words": [cut_off_words(min(float(cut_off), 1.0)) for cut_off in cut_offs],
        "rates": [float(at.now.approval_rate[0]) for at in shown],
        "findings": {
            "trade-off": [trade_off_finding(at) for at in shown],
            "profit": [profit_finding(at, earned) for at in shown],
        },
        "tiles": [[_plain(tile) for tile in decision_tiles(at)] for at in shown],
        "start": int(np.flatnonzero(cut_offs == stand.at.cut_off)[0]),
        "best": int(np.flatnonzero(cut_offs == stand.best)[0]),
        "kept": bool(stand.kept),
        "capacity": stand.at.capacity,
    }


def _steps(stand: Stand) -> np.ndarray:
    """Cut-offs of the curves within the scores, the chosen and the best one exactly, each once."""
    return np.unique(np.r_[stand.rows.curves.cut_off, stand.at.cut_off, stand.best])


def _at(stand: Stand, cut_off: float) -> AtCutOff:
    return replace(stand.at, now=count_at(stand.rows.test, stand.rows.curves, cut_off))


def _plain(tile: Tile) -> list[str]:
    return [tile.name, tile.verdict, tile.figure, tile.change, tile.sentence]
