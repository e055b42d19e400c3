"""A browser without a screen: it keeps what was set, as the real one does, and reruns the fragment that was touched.

AppTest alone always runs the whole page: an open dialog would vanish, and what breaks in a fragment would not be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from streamlit.util import calc_hash

APP = Path(__file__).resolve().parents[3] / "home.py"
LISTED = {  # kind of widget -> field of its state
    "checkbox": "bool_value",
    "number_input": "double_value",
    "selectbox": "string_value",
    "radio": "string_value",
    "text_input": "string_value",
    "text_area": "string_value",
    "multiselect": "string_array_value",
    "button_group": "string_array_value",
    "slider": "double_array_value",
}
BUTTONS = ("button", "download_button")
TIMEOUT = 120


@dataclass(frozen=True)
class Widget:
    """Something on the page that can be touched."""

    kind: str
    id: str
    label: str
    proto: Any
    fragment: str = ""
    options: tuple[str, ...] = ()  # of tabs: their names, which stand beside and not in them


class Browser:
    """A page of the app, as a deep link opens it.

    Parameters
    ----------
    page : its key; "overview" is the start.
    """

    def __init__(self, page: str) -> None:
        self.app = AppTest.from_file(APP, default_timeout=TIMEOUT)
        self.page = page
        self.app._page_hash = calc_hash("" if page == "overview" else page)
        self.states: dict[str, WidgetState] = {}
        self.messages: list[ForwardMsg] = []
        self._fragment = ""
        self.n_runs = 0
        self._run([])

    @property
    def widgets(self) -> list[Widget]:
        """Everything that can be touched, in the order of the page; what is greyed out is not."""
        found, tabs = {}, _tabs(self.messages)
        for message in self.messages:
            for widget in _widgets(message):
                found.pop(widget.id, None)
                found[widget.id] = replace(widget, options=tuple(tabs.get(tuple(message.metadata.delta_path), ())))
        return list(found.values())

    @property
    def exceptions(self) -> list[str]:
        """What the page shows as a traceback."""
        return [f"{e.message}\n" + "\n".join(e.stack_trace[-6:]) for e in self.app.exception]

    def left(self) -> bool:
        """Whether a button has led to another page."""
        return self.app._finished_page_script_hash != calc_hash("" if self.page == "overview" else self.page)

    def set(self, widget: Widget, value: Any) -> None:
        """Set a widget; what stands in a form waits for its button."""
        state = _state(widget, value)
        self.states[widget.id] = state
        if not getattr(widget.proto, "form_id", ""):
            self._run([], widget.fragment)

    def upload(self, widget: Widget, name: str, content: bytes) -> None:
        """Choose a file of this computer."""
        next(box for box in self.app.file_uploader if box.proto.id == widget.id).set_value((name, content, ""))
        held = next(box for box in self.app.file_uploader if box.proto.id == widget.id)
        self.states[widget.id] = held._widget_state
        self._run([], widget.fragment)

    def press(self, widget: Widget) -> None:
        """Press a button."""
        self._run([WidgetState(id=widget.id, trigger_value=True)], widget.fragment)

    def taker(self, widget: Widget) -> Widget | None:
        """The button that takes what was written: that of its form, or the first one below a table."""
        form, there = getattr(widget.proto, "form_id", ""), self.widgets
        if form:
            return next((one for one in there if one.kind == "button" and one.proto.form_id == form), None)
        if widget.kind != "dataframe" or not widget.proto.editing_mode:
            return None
        ids = [one.id for one in there]
        below = there[ids.index(widget.id) :] if widget.id in ids else []
        return next((one for one in below if one.kind == "button"), None)

    def wait(self, fragment: str) -> None:
        """Let a fragment that watches something look again."""
        self._run([], fragment)

    def watching(self) -> list[str]:
        """Fragments that run again by themselves."""
        return [m.auto_rerun.fragment_id for m in self.messages if m.HasField("auto_rerun")]

    def _run(self, triggers: list[WidgetState], fragment: str = "") -> None:
        self._fragment = fragment
        self.n_runs += 1
        held = [*self.states.values(), *triggers]
        with patch("streamlit.testing.v1.app_test.LocalScriptRunner", lambda *a, **k: _Runner(self, *a, **k)):
            self.app._run(WidgetStates(widgets=held))
        there = {widget.id: widget for widget in self.widgets}
        self.states = {key: state for key, state in self.states.items() if key in there}
        for key, widget in there.items():
            if key not in self.states or getattr(widget.proto, "set_value", False):
                mounted = _mounted(widget)
                if mounted is not None:
                    self.states[key] = mounted

    def _received(self, runner: LocalScriptRunner) -> list[ForwardMsg]:
        """What is on screen after a run: of a fragment's run its own part is new, the rest stays."""
        started = [
            data
            for event, data in zip(runner.events, runner.event_data, strict=True)
            if event == ScriptRunnerEvent.SCRIPT_STARTED
        ]
        new = runner.forward_msg_queue._queue
        if started and started[-1].get("fragment_ids_this_run"):
            kept = [m for m in self.messages if not (m.HasField("delta") and m.delta.fragment_id == self._fragment)]
            return [*kept, *new]
        return list(new)


class _Runner(LocalScriptRunner):
    def __init__(self, browser: Browser, *arguments: Any, **named: Any) -> None:
        self._browser = browser
        super().__init__(*arguments, **named)

    def request_rerun(self, rerun_data: Any) -> bool:
        fragment = self._browser._fragment
        if fragment and self._fragment_storage.contains(fragment):
            rerun_data = replace(rerun_data, fragment_id=fragment)
        return super().request_rerun(rerun_data)

    def forward_msgs(self) -> list[ForwardMsg]:
        self._browser.messages = self._browser._received(self)
        return self._browser.messages


def _tabs(messages: list[ForwardMsg]) -> dict[tuple[int, ...], list[str]]:
    """Place of a row of tabs -> their names."""
    names: dict[tuple[int, ...], list[str]] = {}
    for message in messages:
        if message.HasField("delta") and message.delta.add_block.HasField("tab"):
            names.setdefault(tuple(message.metadata.delta_path[:-1]), []).append(message.delta.add_block.tab.label)
    return names


def _widgets(message: ForwardMsg) -> Iterator[Widget]:
    if not message.HasField("delta"):
        return
    delta = message.delta
    if delta.WhichOneof("type") == "new_element":
        kind = delta.new_element.WhichOneof("type")
        proto = getattr(delta.new_element, kind) if kind else None
        if kind in (*LISTED, *BUTTONS, "file_uploader", "dataframe") and proto.id and not proto.disabled:
            yield Widget(kind, proto.id, getattr(proto, "label", ""), proto, delta.fragment_id)
    elif delta.WhichOneof("type") == "add_block":
        block = delta.add_block
        kind = block.WhichOneof("type")
        if kind in ("tab_container", "expandable", "popover") and getattr(block, kind).id:
            proto = getattr(block, kind)
            yield Widget(kind, proto.id, getattr(proto, "label", ""), proto, delta.fragment_id)


def _mounted(widget: Widget) -> WidgetState | None:
    """The state that a browser gives to a widget which has just come on screen."""
    proto, kind = widget.proto, widget.kind
    if kind not in LISTED:
        return None
    return _state(widget, _set_by_server(widget) if proto.set_value else _default(widget))


def _set_by_server(widget: Widget) -> Any:
    proto = widget.proto
    if widget.kind in ("multiselect", "button_group"):
        return list(proto.raw_values)
    if widget.kind in ("selectbox", "radio"):
        return proto.raw_value if proto.HasField("raw_value") else None
    if widget.kind == "slider":
        return list(proto.raw_value or proto.value) if proto.options else list(proto.value)
    if widget.kind == "checkbox":
        return proto.value
    return proto.value if proto.HasField("value") else None


def _default(widget: Widget) -> Any:
    proto = widget.proto
    if widget.kind == "multiselect":
        return [proto.options[i] for i in proto.default]
    if widget.kind == "button_group":
        return [proto.options[i].content for i in proto.default]
    if widget.kind in ("selectbox", "radio"):
        there = proto.HasField("default") and len(proto.options)
        return proto.options[proto.default] if there else None
    if widget.kind == "slider":
        return [proto.options[int(i)] for i in proto.default] if proto.options else list(proto.default)
    if widget.kind == "checkbox":
        return proto.default
    return proto.default if proto.HasField("default") else None


def _state(widget: Widget, value: Any) -> WidgetState:
    state = WidgetState(id=widget.id)
    if widget.kind in ("dataframe", "tab_container"):
        state.string_value = value
    elif widget.kind in ("expandable", "popover"):
        state.bool_value = value
    elif widget.kind == "slider" and widget.proto.options:
        state.string_array_value.data[:] = value
    elif LISTED[widget.kind].endswith("array_value"):
        getattr(state, LISTED[widget.kind]).data[:] = value
    elif value is not None:
        setattr(state, LISTED[widget.kind], value)
    return state
