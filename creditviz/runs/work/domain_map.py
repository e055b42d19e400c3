"""A domain-map run: the rows of a finished transfer in its methods' layers; every step is kept as it is done."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.exceptions import DataError, SpecificationError
from creditviz.progress import EpochReport
from creditviz.results import DomainMap, ShapResult, Transfer
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.transferred import load_transfer, load_transfer_model
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import DomainMapSpec, TransferSpec

if TYPE_CHECKING:
    from creditviz.runs.recorder import Recorder
    from creditviz.runs.worker import Desk
    from creditviz.transfer.encoding import PairedEncoder

MAP = "domain-map.safetensors"
DRAWN = ("fnn", "fdat", "subspace-alignment")
EXPLAINED = ("fnn", "fdat")
SWARM_COST = 12  # seconds, about, as the costs of the maps are


def run(spec: DomainMapSpec, desk: Desk) -> dict[str, Any]:
    """Draw the two products of a transfer; returns what was made.

    Source rows are drawn from those that the methods learned from. Target rows are *test* rows: no method has seen
    them, so that domains are not called alike because a network was trained on those very rows.

    Raises
    ------
    SpecificationError
        The run is no finished transfer, or one of its books was deleted.
    DataError
        Fewer than 30 rows of a product, or models that are not there.
    """
    from creditviz.explanation.domain_map import fill_map, layers_of

    workspace = desk.workspace
    subject, found = finished_transfer(workspace, spec.run)
    trained: TransferSpec = subject.specification
    methods = [score.method for score in found.scores]
    encoder, models = _models(workspace, subject, methods)
    ground = _ground(workspace, spec, trained, found, encoder)
    matrices, missing = layers_of(models, ground.source, ground.target)
    path = desk.folder / MAP
    before = load_result(DomainMap, path).layers if path.exists() else ()
    explained = [method for method in EXPLAINED if method in models] if spec.n_explained else []
    report = _Reporter(desk.recorder, after=SWARM_COST * len(explained))
    made = fill_map(
        replace(ground.drawn, layers=before, missing=missing),
        matrices,
        seed=spec.seed,
        keep=lambda reached: save_result(reached, path),
        report=report.step,
        check=desk.recorder.check,
    )
    save_result(made, path)
    _explain(spec, desk, {method: models[method] for method in explained}, ground, report)
    rows = {"source": int((~made.is_target).sum()), "target": int(made.is_target.sum())}
    return {
        "run": desk.run_id,
        "draws": subject.id,
        "rows": rows,
        "layers": {layer.key: _figures(layer) for layer in made.layers},
        "missing": list(missing),
        "explained": explained,
    }


class _Reporter:
    """Share of the work done and time left, over maps and Shapley values together.

    Parameters
    ----------
    recorder : of the run.
    after : work that follows the maps, in seconds.
    """

    def __init__(self, recorder: Recorder, *, after: int) -> None:
        self._recorder, self._after, self._began = recorder, after, time.monotonic()
        self._done = self._total = 0

    def step(self, what: str, done: int, total: int) -> None:
        """`done` of `total` of the maps' own work."""
        self._done, self._total = done, total + self._after
        left = (time.monotonic() - self._began) / done * (self._total - done)
        self._recorder(EpochReport(what, done, self._total, {}, seconds_left=left))

    def swarm(self) -> None:
        """One more method explained."""
        self.step("what moves the PDs", self._done + SWARM_COST, self._total - self._after)


def finished_transfer(workspace: Workspace, run_id: str) -> tuple[Run, Transfer]:
    """A transfer that can be drawn; raises `SpecificationError` with the reason where it cannot."""
    subject = workspace.store.run(run_id)
    if subject.kind != "transfer" or subject.status != "finished":
        what = f"a transfer that is {subject.status}" if subject.kind == "transfer" else f"a {subject.kind} run"
        raise SpecificationError(
            f"the domains of a finished transfer can be drawn, however run {subject.id[:4]} is {what}. "
            "Choose a finished transfer, or resume this one."
        )
    found = load_transfer(workspace, subject.id)
    assert found is not None, "a finished transfer has written its result"
    for key in (subject.specification.source, subject.specification.book):
        if workspace.store.book(key) is None:
            raise SpecificationError(
                f"a map needs the rows of both products, however a book of run {subject.id[:4]} was deleted. "
                "Load its file again on the Data page."
            )
    return subject, found


def load_domain_map(workspace: Workspace, run_id: str) -> DomainMap | None:
    """What a domain map has reached, whether it runs, was stopped or has finished; None before its first step."""
    path = artifact(workspace, run_id, MAP)
    return load_result(DomainMap, path) if path.exists() else None


def reached(workspace: Workspace, run_id: str) -> str:
    """A mark that changes whenever a part of the map has been written; empty before the first."""
    folder = workspace.run_folder(run_id)
    files = [folder / MAP, *(_swarm_file(folder, method) for method in EXPLAINED)]
    return "-".join(str(file.stat().st_mtime_ns) for file in files if file.exists())


def load_swarms(workspace: Workspace, run_id: str) -> dict[str, ShapResult]:
    """Shapley values by method, as far as they are done."""
    paths = {method: artifact(workspace, run_id, _swarm_file(Path(), method).name) for method in EXPLAINED}
    return {method: load_result(ShapResult, path) for method, path in paths.items() if path.exists()}


def _models(workspace: Workspace, subject: Run, methods: list[str]) -> tuple[PairedEncoder, dict[str, Any]]:
    """The encoder that all methods share, and the fitted methods that have something to show."""
    if not methods:
        raise DataError(f"a map reads fitted methods, however run {subject.id[:4]} has none. Run the transfer again.")
    wanted = [method for method in methods if method in DRAWN] or methods[:1]
    loaded = {method: load_transfer_model(workspace, subject.id, method) for method in wanted}
    encoder = next(iter(loaded.values()))[1]
    return encoder, {method: model for method, (model, _) in loaded.items()}


@dataclass(frozen=True, eq=False)
class _Ground:
    """Encoded rows of both products, and the map that is to be filled."""

    source: np.ndarray
    target: np.ndarray  # test rows
    background: np.ndarray  # target training rows that stand for a column that is left out
    drawn: DomainMap
    names: tuple[str, ...]  # both names of every pair
    columns: tuple[str, ...]  # of the new book


def _ground(
    workspace: Workspace, spec: DomainMapSpec, trained: TransferSpec, found: Transfer, encoder: PairedEncoder
) -> _Ground:
    from creditviz.data.outcome import outcomes
    from creditviz.explanation.domain_map import draw_rows
    from creditviz.explanation.shapley.paired_shap import N_BACKGROUND, pair_names

    old, new = (book_frame(workspace, get_book(workspace, key)) for key in (trained.source, trained.book))
    schema_old, schema_new = (get_schema(workspace, key) for key in (trained.source_schema, trained.schema_hash))
    row_id, y = outcomes(old, schema_old)
    tested = found.row_id, np.asarray(found.y_true)
    at_old, at_new, drawn = draw_rows((row_id, y), tested, n_rows=spec.n_rows, seed=spec.seed)
    training = np.setdiff1d(outcomes(new, schema_new)[0], found.row_id)
    some = np.random.default_rng(spec.seed).permutation(training)[:N_BACKGROUND]
    return _Ground(
        source=encoder.source(old.iloc[row_id[at_old]]),
        target=encoder.target(new.iloc[found.row_id[at_new]]),
        background=encoder.target(new.iloc[np.sort(some)]),
        drawn=drawn,
        names=pair_names(encoder.pairing, schema_new.label, schema_old.label),
        columns=tuple(pair.target for pair in encoder.pairing.pairs),
    )


def _explain(spec: DomainMapSpec, desk: Desk, models: dict[str, Any], ground: _Ground, report: _Reporter) -> None:
    """Shapley values of FNN and FDAT for the same test rows, against the same training rows; kept one by one."""
    from creditviz.explanation.shapley.paired_shap import permutation_shap

    shown = np.sort(np.random.default_rng(spec.seed).permutation(len(ground.target))[: spec.n_explained])
    for method, model in models.items():
        path = _swarm_file(desk.folder, method)
        if not path.exists():
            found = permutation_shap(
                partial(_probability, model),
                ground.target[shown],
                ground.background,
                names=ground.names,
                sources=ground.columns,
                row_id=ground.drawn.row_id[ground.drawn.is_target][shown],
                n_available=ground.drawn.available["target"],
                seed=spec.seed,
                check=desk.recorder.check,
            )
            save_result(found, path)
        report.swarm()


def _probability(model: Any, X: np.ndarray) -> np.ndarray:
    return model.predict_proba(X)[:, 1]


def _swarm_file(folder: Path, method: str) -> Path:
    return folder / f"shap-{method}.safetensors"


def _figures(layer: Any) -> dict[str, float]:
    """What a layer is, in numbers."""
    means = {"silhouette_domain": layer.by_domain, "silhouette_outcome": layer.by_outcome}
    found = {"domain_auc": layer.domain_auc, "wasserstein": layer.wasserstein, "mmd": layer.mmd}
    for name, values in means.items():
        known = values[np.isfinite(values)] if values is not None else np.zeros(0)
        if len(known):
            found[name] = float(known.mean())
    return {name: value for name, value in found.items() if value is not None}
