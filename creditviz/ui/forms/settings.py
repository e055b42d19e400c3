"""Settings of one model or sampler, drawn from the ranges that its registry entry states."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from creditviz.hyperparameters import Choice, Range
from creditviz.models import MODELS
from creditviz.registry import Entry, Registry
from creditviz.sampling import SAMPLERS
from creditviz.transfer import TRANSFER_MODELS
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

UNCHANGED = "unchanged"


def show_settings(key: str, *, title: str = "", leave_out: Sequence[str] = ()) -> str:
    """The expander of one method; returns the name of its preset. What was typed is read by `changed_settings`.

    Settings in `leave_out` are asked for elsewhere on the page.
    """
    entry = entry_of(key)
    with st.expander(title or f"Settings of {entry.label}", icon=":material/tune:"):
        st.caption(f"{literal(entry.about)} {literal(entry.source)}{'.' if entry.source else ''}")
        preset = st.selectbox(
            "Preset",
            list(entry.presets),
            key=_preset_key(key),
            persist_state="session",
            help="\n\n".join(f"**{name}**: {p.about}" for name, p in entry.presets.items()),
        )
        defaults = default_settings(key, preset)
        columns = st.columns(4)
        shown = {name: legal for name, legal in entry.hyperparameters.items() if name not in leave_out}
        for number, (name, legal) in enumerate(shown.items()):
            with columns[number % 4]:
                _show_setting(_key(key, preset, name), name, legal, defaults.get(name, UNCHANGED))
    return preset


def show_one_setting(key: str, preset: str, name: str) -> None:
    """One setting of a method, outside its expander."""
    default = default_settings(key, preset).get(name, UNCHANGED)
    _show_setting(_key(key, preset, name), name, entry_of(key).hyperparameters[name], default)


def entry_of(key: str) -> Entry:
    """The registry entry of a model, a sampler or a transfer method; no key is in two registries."""
    every: tuple[Registry[Any], ...] = (MODELS, SAMPLERS, TRANSFER_MODELS)
    return next(registry[key] for registry in every if key in registry)


def default_settings(key: str, preset: str) -> dict[str, Any]:
    """What the preset means in full: its own settings over the defaults of our classes.

    Classes of other libraries are not imported for it (xgboost takes seconds); their defaults are shown as unchanged.
    """
    entry = entry_of(key)
    own = inspect.signature(entry.load()).parameters if entry.own else {}
    return {name: p.default for name, p in own.items()} | dict(entry.preset(preset).parameters)


def changed_settings(key: str, preset: str, state: Any) -> dict[str, Any]:
    """What the analyst set differently from the preset; checked against the ranges."""
    defaults = default_settings(key, preset)
    changed = {}
    for name, legal in entry_of(key).hyperparameters.items():
        value = state.get(_key(key, preset, name), UNCHANGED)
        unset = value == UNCHANGED or (value is None and isinstance(legal, Range))
        if not unset and value != defaults.get(name, UNCHANGED):
            legal.check(name, value)
            changed[name] = value
    return changed


def prefill(key: str, preset: str, parameters: Mapping[str, Any], state: Any) -> None:
    """Put the settings of an earlier run into the form."""
    state[_preset_key(key)] = preset
    for name, legal in entry_of(key).hyperparameters.items():
        if name in parameters:
            value = parameters[name]
            state[_key(key, preset, name)] = float(value) if isinstance(legal, Range) and not legal.integer else value


def _show_setting(widget: str, name: str, legal: Range | Choice, default: Any) -> None:
    label = legal.label or name.replace("_", " ").capitalize()
    text = f"{literal(legal.help)} ({literal(name)})"
    if isinstance(legal, Choice):
        options = legal.options if default != UNCHANGED else (UNCHANGED, *legal.options)
        pick(
            st.selectbox,
            label,
            options,
            **first(widget, index=options.index(default)),
            format_func=_option_words,
            key=widget,
            help=text,
            persist_state="session",
        )
        return
    kind = int if legal.integer else float
    st.number_input(
        label,
        kind(legal.low),
        kind(legal.high),
        **first(widget, value=None if default in (UNCHANGED, None) else kind(default)),
        step=None if legal.integer else _step(default),
        format=None if legal.integer else "%g",
        key=widget,
        help=f"{text} From {legal.low:g} to {legal.high:g}.",
        placeholder="as the library has it",
        persist_state="session",
    )


def _option_words(option: Any) -> str:
    if isinstance(option, bool):
        return "yes" if option else "no"
    return "none" if option is None else str(option)


def first(widget: str, **value: Any) -> dict[str, Any]:
    """The widget's first value, unless `prefill` has already put one into the session."""
    return {} if widget in st.session_state else value


def _step(default: Any) -> float:
    """A tenth of the default: learning rates step differently from weights."""
    return float(f"{abs(default) / 10:.1g}") if isinstance(default, int | float) and default else 0.1


def _preset_key(key: str) -> str:
    return f"preset_{key}"


def _key(key: str, preset: str, name: str) -> str:
    return f"set_{key}_{preset}_{name}"
