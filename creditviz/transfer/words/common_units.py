"""Whether the two columns of a pair are read in one unit, as ranks, or each on the scale of its own book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from creditviz.data.scaling import as_numbers
from creditviz.exceptions import SpecificationError
from creditviz.results.transfer.run import COMMON, OWN, UNITS, Pair, Pairing
from creditviz.transfer.columns import NUMBER
from creditviz.transfer.pairing import Domain
from creditviz.transfer.words.terms import unit_of

MOST_RATIO = {"name": 10.0, "given": 5.0, "meaning": 5.0, "unit": 5.0}  # by ground; months are 12 times years
HIGH = 0.9  # quantile of the size that two columns are compared by


def with_units(
    pairing: Pairing, source: Domain, target: Domain, *, chosen: Mapping[str, str] | None = None, propose: bool = True
) -> Pairing:
    """The pairing with the unit of every pair.

    Parameters
    ----------
    pairing : of the two books.
    source, target : training rows; no outcome is read.
    chosen : target column -> "own", "common" or "ranks", before what is proposed; of columns that are no pair it is
        not read.
    propose : off leaves every pair that nobody chose on the scale of its own book.

    Raises
    ------
    SpecificationError
        When a unit is none of the three, or is asked of a category.
    """
    chosen = dict(chosen or {})
    wrong = {name: unit for name, unit in chosen.items() if unit not in UNITS}
    if wrong:
        name, unit = next(iter(wrong.items()))
        raise SpecificationError(f"the unit of a pair is one of {', '.join(UNITS)}, however {name} has {unit!r}.")
    found = []
    for pair in pairing.pairs:
        usual = proposed_unit(pair, source, target) if propose else OWN
        unit = chosen.get(pair.target, usual)
        if unit != OWN and pair.kind != NUMBER:
            raise SpecificationError(f"only numbers have a unit, however {pair.words} is a {pair.kind} pair: {unit!r}.")
        found.append(replace(pair, unit=unit))
    return replace(pairing, pairs=tuple(found))


def proposed_unit(pair: Pair, source: Domain, target: Domain) -> str:
    """In one unit where names do not say two units and both columns are of like size, else each on its own scale.

    The size is the 90% quantile of |x|; between equal names it may differ tenfold (a book split by its limit), between
    others fivefold. Guesses have no common unit.
    """
    if pair.kind != NUMBER or pair.is_guess or pair.how not in MOST_RATIO:
        return OWN
    spoken = {unit_of(pair.source), unit_of(pair.target)} - {None}
    if len(spoken) > 1:
        return OWN
    sizes = [_size(as_numbers(d.frame[name])) for d, name in ((source, pair.source), (target, pair.target))]
    if min(sizes) <= 0:
        return COMMON if pair.how == "name" and max(sizes) <= 0 else OWN
    return COMMON if max(sizes) / min(sizes) <= MOST_RATIO[pair.how] else OWN


def _size(values: np.ndarray) -> float:
    known = np.abs(values[~np.isnan(values)])
    return float(np.quantile(known, HIGH)) if len(known) else 0.0
