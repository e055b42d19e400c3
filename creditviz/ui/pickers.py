"""Pickers by name: a widget hands its choice back as the label that was clicked, so no two labels may be alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)


def pick(
    widget: Callable[..., Any], label: str, options: Iterable[Any], *further: Any, format_func: Callable, **rest: Any
) -> Any:
    """A selectbox, multiselect, radio, pills … over names; hands back the option and never its name.

    Parameters
    ----------
    widget : e.g. `st.selectbox`; every picker with names goes through here.
    format_func : option -> name. Names that are alike get a number.
    further, rest : arguments of the widget.
    """
    known = list(options)
    names = unique({option: format_func(option) for option in known})
    return widget(label, known, *further, format_func=lambda option: names.get(option, str(option)), **rest)


def unique(names: Mapping[Key, str], *more: Mapping[Key, str]) -> dict[Key, str]:
    """The names, those that are alike with what tells them apart, at last with a running number.

    Parameters
    ----------
    more : each says one thing more of every key, e.g. its rows, then its date.

    >>> unique({1: "cards", 2: "loans", 3: "cards"}, {1: "9 rows", 2: "9 rows", 3: "7 rows"})
    {1: 'cards (9 rows)', 2: 'loans', 3: 'cards (7 rows)'}
    >>> unique({1: "cards", 2: "cards"}, {1: "9 rows", 2: "9 rows"})
    {1: 'cards (9 rows)', 2: 'cards (9 rows, 2)'}
    """
    parts = {key: [name] for key, name in names.items()}
    for words in more:
        times = Counter(map(_joined, parts.values()))
        parts = {key: [*said, words[key]] if times[_joined(said)] > 1 else said for key, said in parts.items()}
    return _numbered(parts)


def _numbered(parts: Mapping[Key, list[str]]) -> dict[Key, str]:
    """Names that are still alike get 2, 3 …; a name that was like that from the start keeps its own."""
    found: dict[Key, str] = {}
    taken = set(map(_joined, parts.values()))
    for key, said in parts.items():
        name, number = _joined(said), 1
        while name in found.values() or (number > 1 and name in taken):
            number += 1
            name = _joined([*said, str(number)])
        found[key] = name
    return found


def _joined(said: list[str]) -> str:
    name, *more = said
    return f"{name} ({', '.join(more)})" if more else name
