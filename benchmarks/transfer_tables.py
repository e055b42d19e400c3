"""Tables of the transfer replay: ours beside what Xu and Zhang (2025) print, ranks, and where transfer is negative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cells import markdown, mean_sd
from benchmarks.transfer_books import BOOKS
from creditviz.evaluation.audit.published import read_published
from creditviz.evaluation.significance import rank_test
from creditviz.results import RankTest

ALPHA = 0.10  # the paper's
ABLATION = {"fdat": "FDAT", "fnn": "FNN", "fs1": "FS1", "fs2": "FS2", "fda": "FDA"}
COMPARED = {"source-only": "Source-only", "subspace-alignment": "SA", "fdat": "FDAT", "target": "Target"}
TREES = {"source-only-xgboost": "trees, source only"}
METRICS = {"brier": "Brier", "ks": "KS", "auc": "AUC", "recall": "Recall", "specificity": "Specificity"}
PRINTED = {key: book.printed for key, book in BOOKS.items()}

Cells = Sequence[Mapping[str, Any]]
Printed = dict[tuple[str, str, str], Mapping[str, float]]  # (source, target, name) -> figures


def print_tables(cells: Cells) -> None:
    """All tables as markdown."""
    if not cells:
        print("no cell is there yet")
        return
    for title, table in (
        ("Accuracy of the ablations, ours (printed)", ablation_table(cells)),
        ("AUC, mean ± sd over repeats", auc_table(cells)),
        ("Ours / printed, mean over repeats", comparison_table(cells)),
        ("AUC over source-only on the same rows", gain_table(cells)),
        ("Mean ranks at p = .10", rank_table(cells)),
        ("Which pairs shifted, in how many repeats", shift_table(cells)),
    ):
        print(f"\n### {title}\n\n{markdown(table)}")


def printed() -> Printed:
    """The paper's tables 4 to 6."""
    rows = [row for key in ("xu2025-table4", "xu2025-table5", "xu2025-table6") for row in read_published(key).rows]
    found: Printed = {}
    for row in rows:
        key = (row.setting.removeprefix("from ").lower(), row.book.lower(), row.name)
        found[key] = {**found.get(key, {}), **row.values}
    return found


def by_pair(cells: Cells) -> Iterator[tuple[str, str, Cells]]:
    """The cells of each ordered pair, in the order of the books."""
    for source in BOOKS:
        for target in BOOKS:
            own = [c for c in cells if (c["key"]["source"], c["key"]["target"]) == (source, target)]
            if own:
                yield source, target, own


def ablation_table(cells: Cells) -> pd.DataFrame:
    """Accuracy beside the majority's."""
    paper = printed()
    lines = [
        {"pair": _name(s, t), "repeats": len(own), "all good": f"{np.mean([c['majority'] for c in own]):.3f}"}
        | {n: f"{_mean(own, m, 'accuracy'):.3f} ({_of(paper, s, t, n, 'accuracy')})" for m, n in ABLATION.items()}
        for s, t, own in by_pair(cells)
    ]
    return pd.DataFrame(lines)


def auc_table(cells: Cells) -> pd.DataFrame:
    """AUC of every method."""
    named = COMPARED | ABLATION | TREES
    lines = [
        {"pair": _name(s, t)} | {name: mean_sd(_values(own, m, "auc")) for m, name in named.items()}
        for s, t, own in by_pair(cells)
    ]
    return pd.DataFrame(lines)


def comparison_table(cells: Cells) -> pd.DataFrame:
    """Five figures of four methods, ours / printed."""
    paper = printed()
    lines = [
        {"pair": _name(s, t), "method": name}
        | {
            label: f"{_mean(own, m, metric):.3f} / {_of(paper, s, t, name, metric)}"
            for metric, label in METRICS.items()
        }
        for s, t, own in by_pair(cells)
        for m, name in COMPARED.items()
    ]
    return pd.DataFrame(lines)


def gain_table(cells: Cells) -> pd.DataFrame:
    """What each method adds to source-only, and in how many repeats it takes away."""
    named = {"subspace-alignment": "SA", **ABLATION, "source-only-xgboost": "trees, source only", "target": "Target"}
    lines = []
    for s, t, own in by_pair(cells):
        line = {"pair": _name(s, t)}
        for method, name in named.items():
            gain = np.array(_values(own, method, "auc")) - np.array(_values(own, "source-only", "auc"))
            line[name] = f"{gain.mean():+.3f} ({int((gain < 0).sum())} of {len(gain)} below)"
        lines.append(line)
    return pd.DataFrame(lines)


def rank_table(cells: Cells) -> pd.DataFrame:
    """Friedman and Nemenyi for the paper's two diagrams, on its table and on ours; N is the number of pairs."""
    paper = printed()
    lines = [
        _rank_line(f"accuracy, {whose}", rank_test(values, alpha=ALPHA))
        for whose, values in (
            ("printed", values_of(paper, list(ABLATION.values()), "accuracy")),
            ("ours", _our_values(cells, ABLATION, "accuracy")),
        )
    ]
    lines.append(_rank_line("AUC, ours", rank_test(_our_values(cells, ABLATION, "auc"), alpha=ALPHA)))
    for metric, label in METRICS.items():
        for whose, values in (
            ("printed", values_of(paper, list(COMPARED.values()), metric)),
            ("ours", _our_values(cells, COMPARED, metric)),
        ):
            test = rank_test(values, alpha=ALPHA, higher_is_better=metric != "brier")
            lines.append(_rank_line(f"{label}, {whose}", test))
    return pd.DataFrame(lines)


def shift_table(cells: Cells) -> pd.DataFrame:
    """What the divider gave the network."""
    lines = []
    for s, t, own in by_pair(cells):
        columns = sorted({name for c in own for name in c["shifted"]})
        counts = {name: sum(name in c["shifted"] for c in own) for name in columns}
        said = ", ".join(f"{name} ({n})" for name, n in sorted(counts.items(), key=lambda item: -item[1]))
        lines.append({"pair": _name(s, t), "pairs of columns": own[0]["n_pairs"], "to the network": said})
    return pd.DataFrame(lines)


def _rank_line(what: str, found: RankTest) -> dict[str, str]:
    ranks = sorted(zip(found.ranks, found.names, strict=True))
    joined = ["-".join(found.names[i] for i in group) for group in found.groups]
    return {
        "figure": what,
        "N": str(found.n_blocks),
        "mean rank": ", ".join(f"{name} {rank:.2f}" for rank, name in ranks),
        "critical difference": f"{found.critical_difference:.3f}",
        "Friedman p": f"{found.p:.2g}",
        "not apart": "; ".join(joined) or "none",
    }


def values_of(paper: Printed, names: Sequence[str], metric: str) -> dict[str, np.ndarray]:
    """One printed figure of these methods over all pairs of books."""
    pairs = sorted({key[:2] for key in paper})
    return {name: np.array([paper[(*pair, name)][metric] for pair in pairs]) for name in names}


def _our_values(cells: Cells, named: Mapping[str, str], metric: str) -> dict[str, np.ndarray]:
    """The same of ours; a method without any figure is left out."""
    found = {n: np.array([_mean(own, m, metric) for _, _, own in by_pair(cells)]) for m, n in named.items()}
    return {name: values for name, values in found.items() if np.isfinite(values).any()}


def _values(cells: Cells, method: str, metric: str) -> list[float]:
    return [c["methods"].get(method, {}).get(metric, float("nan")) for c in cells]


def _mean(cells: Cells, method: str, metric: str) -> float:
    return float(np.mean(_values(cells, method, metric)))


def _of(paper: Printed, source: str, target: str, name: str, metric: str) -> str:
    value = paper.get((PRINTED[source].lower(), PRINTED[target].lower(), name), {}).get(metric)
    return "" if value is None else f"{value:.3f}"


def _name(source: str, target: str) -> str:
    return f"{BOOKS[source].label} → {BOOKS[target].label}"
