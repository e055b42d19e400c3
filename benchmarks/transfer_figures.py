"""Figures 6 to 10 of Xu and Zhang (2025), drawn again from the books of the replay, as pictures for the documentation.

    python -m benchmarks.transfer_figures [--only 7] [--out docs/images] [--rows 2000]

Pairs, books and presets are those of benchmarks.transfer_replay, the figures those of the Transfer page; every figure
takes well under two minutes of a processor. Half of the new book is test rows here, so that a map has enough points.
Card fraud is replaced by the Tianchi sample and the Chinese book by Give Me Some Credit in figure 8, since the fraud
sample holds seven frauds. The paper does not say of which pair its figure 9 is; here it is that of figure 7.
Chromium draws the pictures ($CHROMIUM or the system's). What the figures say is printed as Markdown.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cells import markdown
from benchmarks.transfer_books import BOOKS, open_books, pairing
from creditviz.experiment.transfer.methods import Ground, prepare, run_transfer
from creditviz.explanation.domain_map import AFTER, BEFORE, LAST_AFTER, LAST_BEFORE, draw_rows, fill_map, layers_of
from creditviz.explanation.shapley.paired_shap import N_BACKGROUND, pair_names, permutation_shap
from creditviz.figures import theme
from creditviz.reporting.card import Card
from creditviz.reporting.transfer.learning import loss_card
from creditviz.reporting.transfer.pictures import (
    feature_map_card,
    last_layer_card,
    layer_table,
    silhouette_card,
    swarm_card,
)
from creditviz.results import DomainMap, Transfer
from creditviz.specification import TransferSpec

METHODS = ("source-only", "fnn", "fdat", "subspace-alignment")
SEED, TEST_SHARE, BATCH = 0, 0.5, 64  # the paper's batch
N_POINTS, N_EXPLAINED = 700, 200  # of each product, at most
WIDTH, PATIENCE = 1100, 600_000  # pixels; milliseconds, of a busy machine
OUT = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync".split()
PAGE = """<meta charset="utf-8"><style>{font} body {{ margin: 0; background: #fff; color: {text};
font-family: {family}; }} #picture {{ width: {width}px; padding: 18px 20px; box-sizing: border-box; }}
h1 {{ font-size: 19px; margin: 0 0 4px; }} p {{ font-size: 14px; color: {muted}; margin: 0 0 10px; }}
#row {{ display: flex; gap: 16px; }} #row > div {{ flex: 1; min-width: 0; }}</style>
<div id="picture"><h1>{finding}</h1><p>{subtitle}</p><div id="row">{figures}</div></div>"""


@dataclass(frozen=True, eq=False)
class Brought:
    """A transfer of the study with its rows and its fitted models."""

    found: Transfer
    ground: Ground
    models: dict[str, Any]
    title: str


def main() -> None:
    """Draw what was asked for, print what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, choices=sorted(FIGURES), action="append", help="figure of the paper")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--rows", type=int, default=2000, help="of a larger book")
    chosen = parser.parse_args()
    for number in chosen.only or sorted(FIGURES):
        began = time.process_time()
        file, (title, cards) = NAMES[number], FIGURES[number](chosen.rows)
        size = write(title, cards, chosen.out / file)
        took = f"{file}, {size:,} bytes, {time.process_time() - began:.0f} CPU s"
        print(f"\nfigure {number}: {title}: {cards[0].finding} ({took})", flush=True)


@cache
def bring(source: str, target: str, rows: int) -> Brought:
    """One pair of books, the methods that the figures show, and what they were fitted to."""
    books, paired = open_books(rows, (source, target)), pairing(source, target)
    spec = TransferSpec(
        book=target, schema_hash=target, source=source, source_schema=source, methods=METHODS,
        parameters={key: {"batch_size": BATCH} for key in ("fnn", "fdat")}, pairing=paired["pairing"],
        pairs=paired["pairs"], use_protected=True, seed=SEED, test_share=TEST_SHARE, device="cpu",
    )  # fmt: skip
    prepared = prepare(spec, books[source], books[target])
    models: dict[str, Any] = {}
    found = run_transfer(spec, books[source], books[target], prepared=prepared, keep_model=models.__setitem__)
    title = f"{BOOKS[source].label} → {BOOKS[target].label}"
    print(f"\n{title}: AUC " + ", ".join(f"{s.method} {s.auc.value:.3f}" for s in found.scores), flush=True)
    moved = [pair.words for pair, is_in in zip(found.pairing.pairs, found.division.shifted, strict=True) if is_in]
    print(f"the network reads {', '.join(moved)}", flush=True)
    return Brought(found, prepared[0], models, title)


def map_of(brought: Brought, keys: Sequence[str]) -> DomainMap:
    """The same rows in these layers, drawn and measured; their figures are printed."""
    ground = brought.ground
    old = ground.domain > 0
    old_at, new_at, drawn = draw_rows(
        (ground.source_id, ground.y[old]), (ground.row_id, ground.y_test), n_rows=N_POINTS, seed=SEED
    )
    matrices, _ = layers_of(brought.models, ground.X[old][old_at], ground.X_test[new_at])
    made = fill_map(drawn, {key: matrices[key] for key in keys}, seed=SEED)
    print("\n" + markdown(pd.DataFrame(layer_table(made))), flush=True)
    return made


def losses(rows: int) -> tuple[str, list[Card]]:
    """Figure 6: training loss, linear and log."""
    brought = bring("tianchi", "south-german-credit", rows)
    return brought.title, [_card(loss_card(brought.found, log_scale=scale)) for scale in (False, True)]


def feature_layer(rows: int) -> tuple[str, list[Card]]:
    """Figure 7: t-SNE of the feature layer before and after."""
    brought = bring("give-me-some-credit", "south-german-credit", rows)
    return brought.title, [_card(feature_map_card(map_of(brought, (BEFORE, AFTER))))]


def last_layer(rows: int) -> tuple[str, list[Card]]:
    """Figure 8: t-SNE of the classifier's last hidden layer before and after."""
    brought = bring("tianchi", "give-me-some-credit", rows)
    return brought.title, [_card(last_layer_card(map_of(brought, (LAST_BEFORE, LAST_AFTER))))]


def silhouettes(rows: int) -> tuple[str, list[Card]]:
    """Figure 9: silhouettes by product in the raw columns, after FDAT, after subspace alignment."""
    brought = bring("give-me-some-credit", "south-german-credit", rows)
    return brought.title, [_card(silhouette_card(map_of(brought, ("raw", AFTER, "subspace-alignment"))))]


def swarms(rows: int) -> tuple[str, list[Card]]:
    """Figure 10: what moves the PD, FNN beside FDAT, with both names of every pair."""
    brought = bring("tianchi", "south-german-credit", rows)
    ground, random = brought.ground, np.random.default_rng(SEED)
    shown = np.sort(random.permutation(len(ground.X_test))[:N_EXPLAINED])
    new = ground.X[ground.domain < 0]
    explain = partial(
        permutation_shap, X=ground.X_test[shown], background=new[random.permutation(len(new))[:N_BACKGROUND]],
        names=pair_names(brought.found.pairing, str, str), sources=brought.found.division.names,
        row_id=ground.row_id[shown], n_available=len(ground.X_test), seed=SEED,
    )  # fmt: skip
    found = {key: explain(partial(_probability, brought.models[key])) for key in ("fnn", "fdat")}
    return brought.title, [_card(swarm_card(found))]


FIGURES: dict[int, Callable[[int], tuple[str, list[Card]]]] = {
    6: losses,
    7: feature_layer,
    8: last_layer,
    9: silhouettes,
    10: swarms,
}
NAMES = {
    6: "transfer-paper-6-loss.png",
    7: "transfer-paper-7-feature-layer.png",
    8: "transfer-paper-8-last-layer.png",
    9: "transfer-paper-9-silhouettes.png",
    10: "transfer-paper-10-swarms.png",
}


def write(title: str, cards: Sequence[Card], path: Path) -> int:
    """The cards of one figure side by side as a PNG of few colours; returns its bytes."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=CHROMIUM, timeout=PATIENCE)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=1.25)
        page.set_default_timeout(PATIENCE)
        page.set_content(_page(title, cards), wait_until="load")
        page.wait_for_timeout(1500)  # fonts and points
        picture = page.locator("#picture").screenshot()
        browser.close()
    Image.open(BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)
    return path.stat().st_size


def _page(title: str, cards: Sequence[Card]) -> str:
    width = (WIDTH - 40 - 16 * (len(cards) - 1)) // len(cards)
    figures = []
    for number, card in enumerate(cards):
        figure = theme.in_mode(card.figure, "light").update_layout(width=width)
        drawn = figure.to_html(full_html=False, include_plotlyjs=not number, config={"staticPlot": True})
        figures.append(f"<div>{drawn}</div>")
    finding = f"{title}: {cards[0].finding}"
    return PAGE.format(
        font=_font(), text=theme.TEXT, family=theme.FONT, muted=theme.MUTED, width=WIDTH,
        finding=escape(finding), subtitle=escape(cards[0].subtitle), figures="".join(figures),
    )  # fmt: skip


def _font() -> str:
    """The typeface of the pages, from Streamlit's own files; without it the browser takes another."""
    import streamlit

    files = sorted(Path(streamlit.__file__).parent.glob("static/static/media/SourceSansVF-Upright*.woff2"))
    if not files:
        return ""
    data = base64.b64encode(files[0].read_bytes()).decode()
    source = f"url(data:font/woff2;base64,{data})"
    return f'@font-face {{ font-family: "Source Sans Pro"; font-weight: 200 900; src: {source} format("woff2"); }}'


def _card(card: Card | None) -> Card:
    assert card is not None and card.figure is not None, "all methods were fitted"
    return card


def _probability(model: Any, X: np.ndarray) -> np.ndarray:
    return model.predict_proba(X)[:, 1]


if __name__ == "__main__":
    main()
