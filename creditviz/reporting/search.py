"""What a search says: its card, its best trials, a setting's range in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from creditviz.figures.training.search import search_figure
from creditviz.hyperparameters import Choice, Range
from creditviz.metrics.catalogue import METRICS
from creditviz.registry import Entry
from creditviz.reporting.card import Card
from creditviz.results import Search
from creditviz.results.search import FAILED, FINISHED, PRUNED

METRIC_WORDS = {key: METRICS[key].name for key in ("auc", "log_loss")}
METHOD_WORDS = {"tpe": "by learning from earlier trials (TPE)", "random": "at random", "grid": "over a grid"}
HELP = (
    "Each dot is one choice of settings, fitted on training rows and judged on validation rows; the line is the best "
    "so far. When the line has been flat for many trials, more of them will hardly help. "
    "Worry when the best dot stands far above its neighbours: it may be luck, and only test rows can tell."
)
_STATE_WORDS = {FINISHED: "finished", PRUNED: "cut short", FAILED: "failed"}


def search_card(search: Search, label: str) -> Card:
    """The trials and the best so far; `label` names the model."""
    return Card(
        key="search",
        finding=_finding(search),
        subtitle=f"{label} · {METRIC_WORDS[search.metric]} on {_rows(search)}, settings chosen "
        f"{METHOD_WORDS[search.method]} · {_states(search)}",
        help=HELP,
        figure=search_figure(search),
        numbers=trial_table(search),
    )


def _finding(search: Search) -> str:
    if search.best is None:
        return "No trial has finished yet." if search.trials else "The first trial is on its way."
    metric, best = METRIC_WORDS[search.metric], search.trials[search.best]
    words = f"Best of {len(search.trials)} on validation rows: {metric} {best.value:.4f}, trial {search.best + 1}"
    return f"{words}." if search.complete else f"{words}; {_made(search)} made."


def _made(search: Search) -> str:
    return f"{len(search.trials)} of {search.n_trials} trials are"


def _rows(search: Search) -> str:
    n_rows = search.rows.get("validation")
    return f"{n_rows:,} validation rows" if n_rows else "validation rows"


def _states(search: Search) -> str:
    counts = [(search.n_in(state), words) for state, words in _STATE_WORDS.items()]
    return ", ".join(f"{n} {words}" for n, words in counts if n) or "no trial yet"


def trial_table(search: Search) -> dict[str, list[Any]]:
    """Every trial as named columns of one length, in the order tried; settings by their own names."""
    names = list(dict.fromkeys(name for trial in search.trials for name in trial.parameters))
    trials = search.trials
    return {
        "trial": list(range(1, len(trials) + 1)),
        search.metric: [trial.value for trial in trials],
        "state": [_STATE_WORDS[trial.state] for trial in trials],
        "seconds": [round(trial.seconds, 2) for trial in trials],
        "epochs": [trial.epochs for trial in trials],
        **{name: [trial.parameters.get(name) for trial in trials] for name in names},
    }


def best_trials(search: Search, entry: Entry, n: int = 8) -> dict[str, list[Any]]:
    """The best finished trials as a table for people: rounded, settings by their names on the form."""
    done = [number for number, trial in enumerate(search.trials) if trial.state == FINISHED]
    values = np.array([search.trials[number].value for number in done], dtype=np.float64)
    order = np.argsort(values if search.lower_is_better else -values, kind="stable")[:n]
    best = [search.trials[done[place]] for place in order]
    names = list(dict.fromkeys(name for trial in best for name in trial.parameters))
    return {
        "trial": [done[place] + 1 for place in order],
        METRIC_WORDS[search.metric]: [f"{trial.value:.4f}" for trial in best],
        **{setting_label(entry, name): [value_words(trial.parameters.get(name)) for trial in best] for name in names},
        "time": [f"{trial.seconds:.1f} s" for trial in best],
    }


def setting_label(entry: Entry, name: str) -> str:
    """The name of a setting on the form."""
    legal = entry.hyperparameters.get(name)
    return (legal.label if legal is not None else "") or name.replace("_", " ").capitalize()


def value_words(value: Any) -> str:
    """A setting's value, rounded to three digits.

    >>> value_words(0.0123456), value_words(None), value_words(True), value_words(12345)
    ('0.0123', 'none', 'yes', '12,345')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return "none" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def range_words(legal: Range | Choice, listed: tuple[Any, ...] = ()) -> str:
    """What a search tries of a setting; `listed` are the values of a grid.

    >>> range_words(Range(1, 16, usual=(2, 8))), range_words(Choice((None, "balanced"), usual=(None, "balanced")))
    ('2 to 8', 'none or balanced')
    """
    if listed or isinstance(legal, Choice):
        words = [value_words(value) for value in (listed or legal.usual or ())]
        return " or ".join(words) if len(words) < 3 else ", ".join(words)
    low, high = legal.usual or (legal.low, legal.high)
    return f"{value_words(low)} to {value_words(high)}"


def settings_words(parameters: Mapping[str, Any], entry: Entry) -> str:
    """Settings in one line, e.g. "Tree depth 4, Learning rate 0.031"."""
    return ", ".join(f"{setting_label(entry, name)} {value_words(value)}" for name, value in parameters.items())
