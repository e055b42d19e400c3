"""The cases of the walk: made from the registries, so that a new model or sampler is in it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from creditviz.models import MODELS
from creditviz.models.needs import PACKAGE
from creditviz.registry import Entry, ModelEntry
from creditviz.sampling import SAMPLERS
from creditviz.search_space import searchable
from creditviz.transfer import TRANSFER_MODELS
from tests.walk.pairs.books import KINDS
from tests.walk.pairs.covering import Row, all_pairs

FACTORS: dict[str, list[str]] = {
    "model": list(MODELS),
    "sampler": list(SAMPLERS),
    "protocol": ["holdout", "kfold", "out-of-time", "given"],
    "book": list(KINDS),
    "preset": ["default", "as-published"],
    "sampler_preset": ["default", "as-published"],
    "switch": ["nothing", "use-protected", "before-split", "ratio", "rate", "search", "balancing"],
    "command": ["score", "report", "rerun", "export", "balance", "transfer", "benchmark"],
    "method": list(TRANSFER_MODELS),
    "prints": ["json", "words"],
}
ALONE = ("balance", "export")  # commands that make rows without a training; they know no order
NO_DATE, ONLY_REMOVES, NO_SAMPLER = "the schema names none", "this sampler", "needs a sampler"
BALANCE_SAYS = (NO_DATE, ONLY_REMOVES, NO_SAMPLER)  # what `balance` itself refuses
OF_FOLDS = "however"  # rows made once can't be those of every fold


def cases(seed: int) -> list[Row]:
    """A design of all cases that must end well."""
    return all_pairs(FACTORS, lambda row: not impossible(row) and not refused(row), seed=seed)


def refused(row: Mapping[str, Any]) -> list[str]:
    """What creditviz may say of a case that it refuses (exit 2, nothing is begun); empty where it must end well.

    The row may lack factors: then only what is in it can speak against it.
    """
    return [*_model_refused(row), *_split_refused(row), *_sampler_refused(row)]


def _model_refused(row: Mapping[str, Any]) -> Iterator[str]:
    if "model" not in row:
        return
    entry: ModelEntry = MODELS[row["model"]]
    for need in entry.needs:
        if need.startswith(PACKAGE) and find_spec(need.removeprefix(PACKAGE)) is None:
            yield f"{entry.label} needs the package"
        kind = KINDS.get(row.get("book", ""))
        if kind and not {"months": kind.months, "static": kind.static}.get(need, True):
            yield f"{entry.label} needs"
    if row.get("switch") == "search" and set(searchable(entry)) <= set(entry.tiny):
        yield "a search needs a setting that varies"


def _split_refused(row: Mapping[str, Any]) -> Iterator[str]:
    protocol, switch = row.get("protocol"), row.get("switch")
    if protocol in ("out-of-time", "given") and "book" in row and not KINDS[row["book"]].dated:
        yield NO_DATE
    if protocol == "kfold" and switch == "search":
        yield "a search judges on one set of validation rows"
    if protocol == "kfold" and switch == "balancing":
        yield OF_FOLDS
    if switch == "before-split" and protocol not in ("holdout", None):
        yield "before the split"


def _sampler_refused(row: Mapping[str, Any]) -> Iterator[str]:
    if "sampler" not in row:
        return
    if SAMPLERS[row["sampler"]].removes and row.get("switch") in ("before-split", "rate"):
        yield ONLY_REMOVES
    if _bare(row) and row.get("command") in ALONE:
        yield NO_SAMPLER


def _bare(row: Mapping[str, Any]) -> bool:
    return row.get("sampler") == "none"


def impossible(row: Mapping[str, Any]) -> bool:
    """What cannot be asked for: a preset that there is not; rows of a sampler that is none; an order of `balance`."""
    for name, registry, entry in (("preset", MODELS, "model"), ("sampler_preset", SAMPLERS, "sampler")):
        if name in row and entry in row and row[name] not in registry[row[entry]].presets:
            return True
    if row.get("switch") == "before-split" and row.get("command") in ALONE:
        return True
    sampled = row.get("switch") in ("before-split", "ratio", "rate", "balancing")
    if sampled and _bare(row):
        return True
    return row.get("switch") == "use-protected" and "book" in row and not KINDS[row["book"]].protected


def tiny(entry: Entry, ranges: Mapping[str, Any], option: str) -> list[str]:
    """`--set` options of the settings with which a method takes a second."""
    return [word for name, value in entry.tiny.items() if name in ranges for word in (option, f"{name}={value}")]
