"""Which column of the old product stands for which column of the new one. Target labels are never read here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from creditviz.data.scaling import without_codes
from creditviz.data.values import listed
from creditviz.exceptions import DataError, SchemaError, SpecificationError
from creditviz.results.transfer.run import OWN, UNITS, Pair, Pairing
from creditviz.schema import TableSchema
from creditviz.small_files import parse_json
from creditviz.transfer.columns import NUMBER, distances, kind_of, plain_values, unit_quantiles

MOST_ROWS = 20_000  # of each book, for distances
OTHER_TYPE = 0.25  # what pairing a number with a category costs, in units of W1 on [0, 1]
BORROWED = "Pairs that are guesses borrow a name: {what}. Read their explanations with both names in mind."


@dataclass(frozen=True, eq=False)
class Domain:
    """Training rows of one book and what its columns mean; codes among its amounts are read as missing."""

    frame: pd.DataFrame
    schema: TableSchema

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", without_codes(self.frame, self.schema))

    def kind(self, column: str) -> str:
        """Whether a feature is a number or a category."""
        return kind_of(self.frame, self.schema, column)

    @property
    def columns(self) -> tuple[str, ...]:
        """Its features, the months one by one; protected attributes are left out by whoever makes the schema."""
        return self.schema.features(use_protected=True)


def pair_by_name(source: Domain, target: Domain, names: Mapping[str, str] | None = None) -> Pairing:
    """Pair columns by name: those of one name, or as `names` (target column -> source column) says.

    Raises
    ------
    SchemaError
        When no column is left to pair.
    SpecificationError
        When `names` holds a column that its book lacks, or one source column twice.
    """
    names = {c: c for c in target.columns if c in source.columns} if names is None else dict(names)
    check_names(names, source.columns, target.columns)
    if not names:
        raise SchemaError(
            "a transfer needs columns that both books have, however no name is in both. "
            "Pair them yourself, or let creditviz propose pairs."
        )
    apart = Distances(source, target)
    return pairing_of([apart.pair(t, s, _given(t, s)) for t, s in names.items()], source, target)


def propose_pairs(source: Domain, target: Domain, *, keep: Mapping[str, str] | None = None) -> Pairing:
    """Pair the columns whose distributions are most alike, each at most once: guesses, every one of them.

    Runs of older versions were paired so; `words.proposal.pair_by_meaning` asks names and meanings first.

    Parameters
    ----------
    source, target : training rows of the two books.
    keep : target column -> source column: pairs that stay; the rest is proposed around them.

    Raises
    ------
    SchemaError
        When one of the books has no feature.

    Notes
    -----
    The cost of a pair is W1 of the two columns, each scaled to [0, 1] by its own 1st and 99th percentile, plus .25
    where one is a number and the other a category. Shape is all that is compared: such a pair may join age with
    purpose, and may even turn the direction of risk round. NOTE[DIFF]: Xu and Zhang 2025 pair "similar" columns and do
    not say how.
    """
    keep = dict(keep or {})
    check_names(keep, source.columns, target.columns)
    apart = Distances(source, target)
    free_target = [c for c in target.columns if c not in keep]
    free_source = [c for c in source.columns if c not in keep.values()]
    pairs = [apart.pair(t, s, _given(t, s)) for t, s in keep.items()]
    pairs += [apart.pair(t, s, "proposed") for t, s in apart.assign(free_target, free_source)]
    if not pairs:
        raise SchemaError(
            f"a transfer needs features in both books, however the old one has {len(source.columns)} and the new one "
            f"{len(target.columns)}. Give columns a role on the Data page."
        )
    return pairing_of(pairs, source, target)


def read_pairing(text: str) -> dict[str, str]:
    """Target column -> source column, from a pairing file: `{"pairs": {"new column": "old column"}}`."""
    try:
        read = parse_json(text)
        names = read.get("pairs", read)
        if not isinstance(names, dict) or not all(isinstance(v, str) for v in names.values()):
            raise ValueError("'pairs' maps names to names")
        return dict(names)
    except (DataError, ValueError, AttributeError) as error:
        raise SpecificationError(
            f'a pairing file is JSON like {{"pairs": {{"new column": "old column"}}}}, however: {error}. Correct it.'
        ) from error


def read_units(text: str) -> dict[str, str]:
    """Target column -> unit, from a pairing file that `read_pairing` read: `{"units": {"new column": "common"}}`."""
    units = parse_json(text).get("units", {})
    if not isinstance(units, dict) or any(unit not in UNITS for unit in units.values()):
        raise SpecificationError(
            f'the units of a pairing file are like {{"units": {{"new column": "common"}}}}, each one of '
            f"{', '.join(UNITS)}, however: {units!r}. Correct them."
        )
    return dict(units)


def write_pairing(pairing: Pairing) -> str:
    """The pairing file of these pairs."""
    kept = {
        "pairs": {pair.target: pair.source for pair in pairing.pairs},
        "units": {pair.target: pair.unit for pair in pairing.pairs if pair.unit != OWN},
    }
    return json.dumps(kept, indent=2, ensure_ascii=False)


def check_names(names: Mapping[str, str], old: Sequence[str], new: Sequence[str]) -> None:
    """Raise `SpecificationError` where target column -> source column names one that its book lacks, or one twice."""
    for what, used, there in (("new", names, new), ("old", names.values(), old)):
        unknown = [name for name in used if name not in there]
        if unknown:
            raise SpecificationError(
                f"a pairing names features of the two books, however the {what} one has no {listed(unknown)}. "
                f"Its features are {listed(there, 12)}; protected attributes only where they are asked for."
            )
    twice = sorted({name for name in names.values() if list(names.values()).count(name) > 1})
    if twice:
        raise SpecificationError(
            f"an old column stands for one new column, however {listed(twice)} is named more than once. Keep one."
        )


def _given(target: str, source: str) -> str:
    return "name" if target == source else "given"


def pairing_of(pairs: list[Pair], source: Domain, target: Domain) -> Pairing:
    """The pairs in the new book's order, with what is left over and what a reader must know."""
    used_target, used_source = {p.target for p in pairs}, {p.source for p in pairs}
    borrowed = [p.words for p in pairs if p.is_guess]
    mixed = [p.words for p in pairs if p.kind == "mixed"]
    warnings = [BORROWED.format(what=listed(borrowed))] if borrowed else []
    if mixed:
        warnings.append(f"A number is paired with a category: {listed(mixed)}.")
    order = {name: place for place, name in enumerate(target.columns)}
    return Pairing(
        tuple(sorted(pairs, key=lambda p: order[p.target])),
        tuple(c for c in source.columns if c not in used_source),
        tuple(c for c in target.columns if c not in used_target),
        tuple(warnings),
    )


class Distances:
    """Kinds and quantile functions of all columns, worked out once."""

    def __init__(self, source: Domain, target: Domain) -> None:
        self._kinds, self._quantiles = [], []
        for domain in (source, target):
            few = domain.frame.iloc[spread(len(domain.frame))]
            kinds = {c: kind_of(few, domain.schema, c) for c in domain.columns}
            self._kinds.append(kinds)
            self._quantiles.append({c: unit_quantiles(plain_values(few, c, kind)) for c, kind in kinds.items()})

    def pair(self, target: str, source: str, how: str) -> Pair:
        """The two columns with their kind, their distance and the ground they are paired on."""
        kinds = {self._kinds[0][source], self._kinds[1][target]}
        kind = kinds.pop() if len(kinds) == 1 else "mixed"
        apart = distances(self._quantiles[1][target][None], self._quantiles[0][source][None])[0, 0]
        return Pair(target, source, kind, float(apart), how)

    @cached_property
    def w1(self) -> dict[tuple[str, str], float]:
        """(new column, old column) -> W1, of all of them."""
        old, new = (list(quantiles) for quantiles in self._quantiles)
        if not old or not new:
            return {}
        apart = distances(*(np.stack([q[name] for name in q]) for q in reversed(self._quantiles)))
        return {(t, s): float(apart[i, j]) for i, t in enumerate(new) for j, s in enumerate(old)}

    def assign(self, targets: list[str], sources: list[str]) -> list[tuple[str, str]]:
        """(new column, old column) of least cost in all (Hungarian assignment)."""
        if not targets or not sources:
            return []
        rows, columns = linear_sum_assignment(self.cost(targets, sources))
        return [(targets[r], sources[c]) for r, c in zip(rows, columns, strict=True)]

    def cost(self, targets: list[str], sources: list[str]) -> np.ndarray:
        """W1 plus what unlike types cost, (n_targets, n_sources)."""
        a = np.stack([self._quantiles[1][name] for name in targets])
        b = np.stack([self._quantiles[0][name] for name in sources])
        is_number = [
            np.array([kinds[name] == NUMBER for name in names])
            for kinds, names in ((self._kinds[1], targets), (self._kinds[0], sources))
        ]
        return distances(a, b) + OTHER_TYPE * (is_number[0][:, None] != is_number[1][None, :])


def spread(n: int) -> np.ndarray:
    """At most so many row numbers, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, MOST_ROWS)).round().astype(int)) if n else np.zeros(0, dtype=int)
