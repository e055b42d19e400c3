"""The papers' printed tables, shipped as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import creditviz
from creditviz.exceptions import DataError
from creditviz.results.benchmark.published import METRICS, PublishedBook, PublishedRow, PublishedTable
from creditviz.small_files import parse_json

FOLDER = Path(creditviz.__file__).parent.parent / "benchmarks" / "papers" / "published"


def published_keys() -> tuple[str, ...]:
    """Keys of the shipped tables, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def read_published(key: str) -> PublishedTable:
    """A shipped table by its key.

    Raises
    ------
    DataError
        When there is none of that key.

    Examples
    --------
    >>> read_published("zhang2022-table6").rows[-1].values["auc"]
    0.754
    """
    if key not in published_keys():
        there = ", ".join(published_keys()) or f"none: the folder {FOLDER} is not there"
        raise DataError(f"a published table is named by its key, however {key!r} is none. There are: {there}.")
    return parse_published((FOLDER / f"{key}.json").read_text(encoding="utf-8"))


def parse_published(text: str) -> PublishedTable:
    """The table behind JSON text; its format is told in benchmarks/papers/published/README.md.

    Raises
    ------
    DataError
        When the text is no such table.
    """
    try:
        raw: dict[str, Any] = parse_json(text)
        unit = 0.01 if raw.get("unit") == "percent" else 1.0
        return PublishedTable(
            key=raw["key"],
            source=raw["source"],
            rows=tuple(_row(row, unit) for row in raw.get("rows", ())),
            books={name: _book(name, values) for name, values in raw.get("books", {}).items()},
            step=unit * 10.0 ** -raw.get("decimals", 4),
            **{
                name: raw[name] for name in ("auc", "precision", "importances", "target", "claimed_book") if name in raw
            },
            claims=tuple(raw.get("claims", ())),
        )
    except (DataError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a published table is JSON as benchmarks/papers/published/README.md tells, however this cannot be read "
            f"({error}). Take a shipped one as a pattern."
        ) from error


def _row(raw: Mapping[str, Any], unit: float) -> PublishedRow:
    return PublishedRow(
        book=raw["book"],
        name=raw["name"],
        values={metric: round(unit * raw[metric], 10) for metric in METRICS if metric in raw},
        **{name: raw[name] for name in ("setting", "model", "sampler") if name in raw},
        sd={metric: unit * value for metric, value in raw.get("sd", {}).items()},
    )


def _book(name: str, raw: Mapping[str, Any]) -> PublishedBook:
    good, bad = raw.get("n_good", 0), raw.get("n_bad", 0)
    rate = bad / (good + bad) if bad else math.nan
    if "good_per_bad" in raw:
        rate = 1.0 / (1.0 + raw["good_per_bad"])
    return PublishedBook(
        name,
        raw.get("bad_rate", rate),
        good + bad,
        raw.get("stated_share", math.nan),
        tuple(raw.get("stated_rows", ())),
        raw.get("stated_good_per_bad", math.nan),
    )
