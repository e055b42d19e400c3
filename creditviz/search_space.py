"""From legal ranges to what a search tries: suggestions of a sampler, points of a grid. Optuna is not imported."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.registry import Entry

Space = Mapping[str, Range | Choice]
POINTS = 3  # of a grid along a range whose values no paper lists


def searchable(entry: Entry, *, grid: bool = False) -> dict[str, Range | Choice]:
    """Settings that a search can vary: those with a usual range, for a grid also those with listed values.

    >>> from creditviz.models import MODELS
    >>> list(searchable(MODELS["logistic-regression"]))
    ['C', 'class_weight']
    """
    listed = entry.grid if grid else {}
    return {name: legal for name, legal in entry.hyperparameters.items() if legal.usual or name in listed}


def search_space(
    entry: Entry, names: Sequence[str] = (), *, fixed: Iterable[str] = (), grid: bool = False
) -> dict[str, Range | Choice]:
    """The settings that vary in a search.

    Parameters
    ----------
    names : of the settings; empty takes all that can be searched and are not `fixed`, for a grid those with
        listed values alone where the entry lists any: a paper's grid is then that grid.
    fixed : names of settings that stay as they are.
    grid : whether listed values count, as in `searchable`.

    Raises
    ------
    SpecificationError
        A setting that cannot be searched, one that is fixed as well, or nothing that varies.
    """
    possible, held = searchable(entry, grid=grid), set(fixed)
    _check(entry, possible, names, held)
    wanted = names or usual_names(entry, grid=grid)
    space = {name: legal for name, legal in possible.items() if name in wanted and name not in held}
    if not space:
        raise SpecificationError(
            f"a search needs a setting that varies, however {entry.label} has none left. "
            f"It can vary: {', '.join(possible) or 'none'}. Choose another model, or set less of it."
        )
    return space


def usual_names(entry: Entry, *, grid: bool = False) -> list[str]:
    """What varies unless it is said: everything searchable, for a grid the listed settings where there are any."""
    return list(entry.grid if grid and entry.grid else searchable(entry))


def _check(entry: Entry, possible: Space, names: Sequence[str], held: set[str]) -> None:
    for name in names:
        if name not in possible:
            raise SpecificationError(
                f"a search of {entry.label} varies {', '.join(possible) or 'nothing'}, however: {name!r}. "
                "Choose among these."
            )
        if name in held:
            raise SpecificationError(
                f"a setting is fixed or searched, however {name!r} is both. Leave it out of one of them."
            )


def suggest(trial: Any, space: Space) -> dict[str, Any]:
    """Ask an Optuna trial for a value of every setting.

    Parameters
    ----------
    trial : anything with `suggest_int`, `suggest_float` and `suggest_categorical`.
    """
    return {name: _suggest(trial, name, legal) for name, legal in space.items()}


def _suggest(trial: Any, name: str, legal: Range | Choice) -> Any:
    if isinstance(legal, Choice):
        return trial.suggest_categorical(name, legal.usual)
    low, high = _bounds(name, legal)
    ask = trial.suggest_int if legal.integer else trial.suggest_float
    return ask(name, low, high, log=steps_in_powers(legal))


def steps_in_powers(legal: Range) -> bool:
    """Whether the usual part is searched in powers; a part that begins at 0 or below cannot be."""
    return legal.log and legal.usual is not None and legal.usual[0] > 0


def grid_values(name: str, legal: Range | Choice, entry: Entry | None = None) -> tuple[Any, ...]:
    """Values of one setting along a grid: those that its entry lists, else the usual ones.

    >>> grid_values("C", Range(1e-4, 1e4, log=True, usual=(0.01, 100.0)))
    (0.01, 1.0, 100.0)
    >>> grid_values("depth", Range(1, 16, usual=(2, 3)))
    (2, 3)
    """
    if entry is not None and name in entry.grid:
        return tuple(entry.grid[name])
    if isinstance(legal, Choice):
        return legal.usual
    low, high = _bounds(name, legal)
    points = (np.geomspace if steps_in_powers(legal) else np.linspace)(low, high, POINTS)
    if legal.integer:
        return tuple(dict.fromkeys(round(point) for point in points))
    return tuple(float(f"{point:.12g}") for point in points)


def grid_size(space: Space, entry: Entry | None = None) -> int:
    """Number of points of the whole grid."""
    return math.prod(len(grid_values(name, legal, entry)) for name, legal in space.items())


def grid_points(space: Space, n_points: int, seed: int, entry: Entry | None = None) -> list[dict[str, Any]]:
    """At most so many different points of the grid, in an order drawn by `seed`, so that a part of them is no corner.

    >>> grid_points({"C": Range(0.1, 10.0, log=True, usual=(0.1, 10.0))}, 2, seed=0)
    [{'C': 1.0}, {'C': 10.0}]
    """
    values = {name: grid_values(name, legal, entry) for name, legal in space.items()}
    sizes = [len(each) for each in values.values()]
    size = math.prod(sizes)
    points = []
    for number in Random(seed).sample(range(size), min(n_points, size)):
        steps = np.unravel_index(number, sizes)
        points.append({name: each[int(step)] for (name, each), step in zip(values.items(), steps, strict=True)})
    return points


def _bounds(name: str, legal: Range) -> tuple[Any, Any]:
    assert legal.usual is not None, f"{name} has no usual range"
    low, high = legal.usual
    return (int(low), int(high)) if legal.integer else (float(low), float(high))
