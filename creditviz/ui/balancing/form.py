"""The form of the Balancing page: which samplers, how many rows, from which rows; queues one run a sampler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.work.balancing import check
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import BalancingSpec, make_specification
from creditviz.ui.book import facts as book_facts
from creditviz.ui.buttons import press
from creditviz.ui.facts import schema_of
from creditviz.ui.forms.settings import changed_settings, first, prefill, show_settings
from creditviz.ui.forms.words import DEVICE_WORDS, NEEDS, devices
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS, balancing_name
from creditviz.ui.sidebar import compute
from creditviz.ui.training.amount import BY_RATE, Amount, prefill_amount, show_amount
from creditviz.ui.words import literal

TEMPLATE = "balancing_template"  # in the session: the run whose settings the form starts from
FEWEST_BAD = 6  # defaulters that every sampler but copying needs
REPEATS_HELP = (
    "How often models are trained with and without the synthetic rows, each time with another seed, to see whether "
    "they help. More repeats, narrower intervals, more time; 0 leaves the question open."
)


def show_form(workspace: Workspace, book: Book) -> None:
    """Choose what to make; the button queues one run a sampler."""
    schema = schema_of(workspace, book)
    _take_template(workspace)
    with st.container(border=True), mistakes():
        training = training_part(workspace, book, st.session_state.get("balancing_protocol", "holdout"))
        samplers = choose_samplers(training, by_rate=st.session_state.get("balancing_way") == BY_RATE)
        amount, common = _show_common(schema)
        n_rows = amount.rows(training.rows, training.bad)
        untested = "" if common["repeats"] else " Whether they help will not be tested."
        st.caption(amount_words(amount, training, n_rows) + untested)
        presets = {key: show_settings(key) for key in samplers}
        name, button = st.columns([3, 1.4], vertical_alignment="bottom")
        typed = name.text_input(
            "Name",
            key="balancing_name",
            max_chars=60,
            placeholder="Sampler and ratio, unless you name it",
            help="With several samplers, each gets its own name after yours.",
        )
        press(
            button.button,
            "Make rows",
            start,
            workspace,
            book,
            presets,
            amount,
            common,
            typed or "",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not samplers or not n_rows,
            key="balancing_start",
            width="stretch",
        )


def training_part(workspace: Workspace, book: Book, protocol: str) -> book_facts.Part:
    """The training rows that samplers would learn from; raises where the outcome or the split is not settled."""
    return book_facts.parts(workspace, book.hash, book.schema_hash or "", protocol)[0]


def choose_samplers(training: book_facts.Part, *, by_rate: bool) -> list[str]:
    """Two rows of pills, quick ones and learning ones; those that this book cannot serve are named in grey."""
    reasons = {key: unsuitable(key, training, by_rate=by_rate) for key in SAMPLERS if key != "none"}
    fit = [key for key, reason in reasons.items() if not reason]
    quick = _pills("By rule, in seconds", [key for key in fit if not SAMPLERS[key].generator], ["smote"])
    learned = _pills("By learning, in minutes", [key for key in fit if SAMPLERS[key].generator], [])
    left_out = [f"{literal(SAMPLERS[key].label)} ({reason})" for key, reason in reasons.items() if reason]
    if left_out:
        st.caption(f"Not for this book: {', '.join(left_out)}.")
    return [*quick, *learned]


def _pills(label: str, keys: list[str], default: list[str]) -> list[str]:
    if not keys:
        return []
    widget = "balancing_quick" if default else "balancing_learned"
    kept = [key for key in st.session_state.get(widget) or () if key in keys]
    if widget in st.session_state and kept != st.session_state[widget]:
        st.session_state[widget] = kept  # another book may not serve what was chosen
    return pick(
        st.pills,
        label,
        keys,
        selection_mode="multi",
        **first(widget, default=[key for key in default if key in keys]),
        format_func=lambda key: literal(SAMPLERS[key].label),
        key=widget,
        persist_state="session",
        help="\n\n".join(f"**{literal(SAMPLERS[key].label)}**: {literal(SAMPLERS[key].about)}" for key in keys),
    )


def unsuitable(key: str, training: book_facts.Part, *, by_rate: bool = False) -> str:
    """Why a book cannot serve a sampler, in a few words; "" when it can."""
    if SAMPLERS[key].removes:
        return "leaves good rows out and makes none, so it needs a ratio" if by_rate else ""
    if key != "random" and training.bad < FEWEST_BAD:
        return f"needs {FEWEST_BAD} training defaulters, there are {training.bad}"
    return ""


def amount_words(amount: Amount, training: book_facts.Part, n_rows: int) -> str:
    """What will be made of which rows, before anything starts."""
    good = training.rows - training.bad
    present = f"{training.rows:,} training rows, {training.bad:,} bad: {training.bad / max(1, good):.2f} bad per good."
    if n_rows:
        return f"{present} About {n_rows:,} synthetic defaulters will be made by each sampler."
    return (
        f":material/info: {present} That is {amount.ratio:g} or more already: there is nothing to do. "
        f"Raise the ratio, or choose {BY_RATE.lower()}."
    )


def start(
    workspace: Workspace,
    book: Book,
    presets: Mapping[str, str],
    amount: Amount,
    common: Mapping[str, Any],
    name: str,
) -> list[Run]:
    """Queue one run a sampler; nothing is queued when one of them is illegal."""
    specs = [
        make_specification(
            BalancingSpec,
            book=book.hash,
            schema_hash=book.schema_hash,
            sampler=key,
            sampler_preset=preset,
            sampler_parameters=changed_settings(key, preset, st.session_state),
            ratio=amount.ratio,
            rate=amount.rate,
            **common,
        )
        for key, preset in presets.items()
    ]
    for spec in specs:
        check(workspace, spec)
    names = run_titles(specs, name)
    return [jobs.submit(workspace, spec, name=title) for spec, title in zip(specs, names, strict=True)]


def run_titles(specs: Sequence[BalancingSpec], name: str) -> list[str]:
    """What the runs of one start are called."""
    own = [balancing_name(spec) for spec in specs]
    if not name.strip():
        return own
    return [name.strip()] if len(own) == 1 else [f"{name.strip()}: {title}" for title in own]


def _show_common(schema: TableSchema) -> tuple[Amount, dict[str, Any]]:
    how, rows, rest = st.columns(3)
    with how:
        amount = show_amount("balancing")
    with rows:
        possible = [key for key in ("holdout", "out-of-time", "given") if not _lacks(schema, key)]
        protocol = pick(
            st.selectbox,
            "Rows kept apart",
            possible,
            format_func=lambda key: PROTOCOLS[key],
            key="balancing_protocol",
            help="Samplers learn from training rows only. The rows kept apart judge them, and later the models: "
            "a training with the same choice and the same seed is judged on the same rows.",
        )
        repeats = st.slider(
            "Repeats of the test whether they help",
            0,
            max(10, st.session_state.get("balancing_repeats", 10)),
            **first("balancing_repeats", value=BalancingSpec.model_fields["repeats"].default),
            key="balancing_repeats",
            help=REPEATS_HELP,
        )
    with rest:
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, key="balancing_seed", persist_state="session", help="Same seed, same rows."
        )
        device = pick(
            st.selectbox,
            "Device",
            devices(compute()),
            key="balancing_device",
            format_func=lambda key: DEVICE_WORDS[key],
        )
    return amount, {"protocol": protocol, "repeats": int(repeats), "seed": int(seed), "device": device}


def _lacks(schema: TableSchema, protocol: str) -> bool:
    return protocol in NEEDS and not getattr(schema, NEEDS[protocol])


def _take_template(workspace: Workspace) -> None:
    """Fill the form with the settings of the run that is to be made again, once."""
    run_id = st.session_state.pop(TEMPLATE, None)
    if run_id is None:
        return
    with mistakes():  # the run may have been deleted in another tab
        fill(workspace.store.run(run_id).specification)


def fill(spec: BalancingSpec) -> None:
    """Put a specification into the form."""
    state, learns = st.session_state, SAMPLERS[spec.sampler].generator
    state["balancing_quick"] = [] if learns else [spec.sampler]
    state["balancing_learned"] = [spec.sampler] if learns else []
    for name in ("protocol", "seed", "repeats"):
        state[f"balancing_{name}"] = getattr(spec, name)
    state["balancing_device"] = spec.device if spec.device in devices(compute()) else "auto"
    prefill_amount("balancing", spec.ratio, spec.rate)
    prefill(spec.sampler, spec.sampler_preset, spec.sampler_parameters, state)
