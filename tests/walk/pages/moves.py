"""What can be done on a page: every option of every choice, edges of numbers and texts, every button."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.walk.pages.browser import BUTTONS, Browser, Widget

LONGEST = 12  # options of one choice that are tried: the first ones and the last
TEXTS = ("", "   ", "x" * 400, "Anna & <b>Bo</b>, 100 % $x$ `` [a](b) 日本 'q' \"", "=1+1", "-1e400")
FILES = {
    "empty.csv": b"",
    "one.csv": b"a\n1\n",
    "deep.json": b"[" * 50_000,
    "list.json": b"[1, 2]",
    "wrong.csv": b"model,auc\nx,nan\n\xff\xfe,1\n",
    "binary.parquet": bytes(range(256)) * 4,
}


@dataclass(frozen=True)
class Move:
    """Something that is done to a widget; `what` names it across visits, whose run ids differ not."""

    what: str
    widget: Widget
    value: Any = None
    times: int = 1

    def make(self, browser: Browser) -> None:
        """Do it; pressed twice, the second press comes from the same button, as from a double click."""
        for _ in range(self.times):
            if self.widget.kind in BUTTONS:
                browser.press(self.widget)
            elif self.widget.kind == "file_uploader":
                browser.upload(self.widget, *self.value)
            elif self.widget.kind == "wait":
                browser.wait(self.widget.fragment)
            else:
                browser.set(self.widget, self.value)
                taker = browser.taker(self.widget)
                if taker is not None:
                    browser.press(taker)


def moves(browser: Browser) -> list[Move]:
    """Every move from here, choices before buttons."""
    found = []
    seen: dict[str, int] = {}
    for widget in browser.widgets:
        name = _name(widget)
        seen[name] = seen.get(name, 0) + 1
        name += f" #{seen[name]}" if seen[name] > 1 else ""
        found += [Move(f"{name} = {word}", widget, value) for word, value in _values(widget)]
        if widget.kind in BUTTONS:
            found += [Move(f"{name} pressed", widget), Move(f"{name} pressed twice", widget, times=2)]
    for fragment in dict.fromkeys(browser.watching()):
        found.append(Move("wait", Widget("wait", fragment, "", None, fragment)))
    return found


def _name(widget: Widget) -> str:
    """Kind and label, or the key that its author gave it."""
    key = widget.id.rpartition("-")[2]
    return f"{widget.kind} {widget.label or (key if key != 'None' else '')!r}"


def _values(widget: Widget) -> Iterator[tuple[str, Any]]:
    reader = _READERS.get(widget.kind)
    if reader is not None:
        for value in reader(widget):
            yield _short(value), value


def _short(value: Any) -> str:
    text = repr(value[0] if isinstance(value, tuple) else value)
    return text if len(text) < 60 else text[:57] + "..."


def _some(options: Any) -> list[Any]:
    listed = list(options)
    return listed if len(listed) <= LONGEST else [*listed[: LONGEST - 1], listed[-1]]


def _one_of(widget: Widget) -> list[Any]:
    proto = widget.proto
    return _some(proto.options)


def _some_of(widget: Widget) -> list[Any]:
    proto = widget.proto
    listed = list(proto.options)
    most = proto.max_selections or len(listed)
    sets = [[], *([one] for one in _some(listed)), listed[: min(most, 4)]]
    return [one for n, one in enumerate(sets) if one not in sets[:n]]


def _of_group(widget: Widget) -> list[Any]:
    proto = widget.proto
    listed = [option.content for option in proto.options]
    several = [listed[:6]] if proto.click_mode == proto.MULTI_SELECT else []
    return [*([] if proto.required else [[]]), *([one] for one in _some(listed)), *several]


def _numbers(widget: Widget) -> list[float]:
    proto = widget.proto
    low = [proto.min, proto.min + proto.step] if proto.has_min else [-1.0, 0.0, -1e12]
    high = [proto.max] if proto.has_max else [1e6, 1e12]
    return list(dict.fromkeys([*low, *high]))


def _texts(widget: Widget) -> list[str]:
    proto = widget.proto
    return list(dict.fromkeys(text[: proto.max_chars] if proto.max_chars else text for text in TEXTS))


def _places(widget: Widget) -> list[Any]:
    proto = widget.proto
    low, high = proto.min, proto.max
    ends = [low, high, low + proto.step]
    if proto.options:
        ends = [proto.options[int(place)] for place in (low, high)]
    if len(proto.default) == 1:
        return [[end] for end in ends]
    return [[ends[0], ends[0]], [ends[1], ends[1]], [ends[0], ends[1]]]


def _rows(widget: Widget) -> list[str]:
    proto = widget.proto
    """Selections of a table, or edits of one that can be written in."""
    if proto.editing_mode:
        return _edits(widget)
    if not proto.selection_mode:
        return []
    return [json.dumps({"selection": {"rows": rows, "columns": [], "cells": []}}) for rows in ([0], [1], [9999], [])]


def _edits(widget: Widget) -> list[str]:
    """Cells of the first two rows that there are, as far as their column can be written in."""
    found = []
    there = [str(row) for row in range(min(2, _n_rows(widget)))]
    for name, column in json.loads(widget.proto.columns or "{}").items():
        if name.startswith("_") or column.get("disabled") or column.get("hidden"):
            continue
        found += [{row: {name: value}} for row in there for value in _cells(column)]
    return [json.dumps({"edited_rows": one, "added_rows": [], "deleted_rows": []}) for one in found]


def _n_rows(widget: Widget) -> int:
    import pyarrow as pa

    return pa.ipc.open_stream(widget.proto.arrow_data.data).read_all().num_rows


def _cells(column: dict[str, Any]) -> list[Any]:
    """What can be written into a cell; emptied where it need not be filled."""
    how = column.get("type_config") or {}
    empty = [] if column.get("required") else [None]
    if how.get("type") == "selectbox":
        options = [one["value"] if isinstance(one, dict) else one for one in how.get("options") or []]
        return [*empty, *_some(options)]
    if how.get("type") == "checkbox":
        return [*empty, True, False]
    if how.get("type") == "number":
        return [*empty, how.get("min_value") or 0, how.get("max_value") or 1e12]
    longest = how.get("max_chars") or 1000
    return [*empty, *(text[:longest] for text in TEXTS)] if how.get("type") == "text" else []


def _files(widget: Widget) -> list[tuple[str, bytes]]:
    """Bad files of the kinds that a browser lets one choose."""
    return [
        one for one in FILES.items() if not widget.proto.type or f".{one[0].rpartition('.')[2]}" in widget.proto.type
    ]


_READERS: dict[str, Callable[[Widget], Iterable[Any]]] = {
    "selectbox": _one_of,
    "radio": _one_of,
    "multiselect": _some_of,
    "button_group": _of_group,
    "number_input": _numbers,
    "text_input": _texts,
    "text_area": _texts,
    "slider": _places,
    "checkbox": lambda widget: [True, False],
    "dataframe": _rows,
    "tab_container": lambda widget: widget.options,
    "expandable": lambda widget: [True, False],
    "popover": lambda widget: [True],
    "file_uploader": _files,
}
