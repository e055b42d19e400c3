"""What a committee will ask for before it signs, read from the store: what is there, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from creditviz.evaluation.cutting.cutoff import ONE_PD, tells_apart
from creditviz.exceptions import CreditVizError
from creditviz.reporting.card import Tile, Verdict
from creditviz.reporting.committee.pack.words import stop, tile_sentence, worst
from creditviz.reporting.decision.words import CUT_OFF, calibration_warning, cut_off_sentence
from creditviz.reporting.looks import looks_words
from creditviz.reporting.words import LEAKY, day
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.applicants import Rows
from creditviz.runs.reading.chosen import CALIBRATION
from creditviz.runs.reading.committee import open_items, project_facts
from creditviz.runs.reading.explained import printed_explanation
from creditviz.runs.reading.looks import Looked
from creditviz.runs.shelves.rows import Decision

Said = tuple[Verdict, str]
CHECKS = ("figures", "fairness")  # lines of the list whose failure an approval answers


@dataclass(frozen=True, eq=False)
class Dossier:
    """What the list is written from; what must be read from disk is asked for, and may raise a `CreditVizError`."""

    workspace: Workspace
    run: Run
    looked: Looked
    tiles: Callable[[], tuple[Tile, ...]]  # the four verdicts of the run
    rows: Callable[[], Rows]


@dataclass(frozen=True)
class Asked:
    """One thing that a committee asks for."""

    key: str
    name: str
    verdict: Verdict
    sentence: str
    page: str = ""  # key of the page that mends it; empty: the page with this list


def asked(dossier: Dossier) -> tuple[Asked, ...]:
    """The list, in the order of the pages; what cannot be read is said in its own line."""
    return tuple(Asked(key, name, *_safely(say, dossier), page) for key, name, page, say in _LIST)


def summary(found: tuple[Asked, ...]) -> str:
    """How far a run is from a committee's table.

    >>> summary((Asked("a", "A", "good", ""), Asked("b", "B", "warning", "")))
    '1 of 2 is in order, open: B.'
    """
    n = sum(one.verdict == "good" for one in found)
    if n == len(found):
        return f"All {n} are in order."
    rest = ", ".join(one.name for one in found if one.verdict != "good")
    return f"{n} of {len(found)} {'is' if n == 1 else 'are'} in order, open: {rest}."


def open_list(found: tuple[Asked, ...], run: Run, cut_offs: Sequence[Decision], *, challenger: bool) -> tuple[str, ...]:
    """Sentences that an approval has to answer: stop findings, failed checks, no challenger, no reason for the cut-off.

    Parameters
    ----------
    found : as `asked` gives it.
    cut_offs : decisions that keep one, the newest first.
    challenger : whether the pack has one.
    """
    checks = [
        f"{one.name}: {one.sentence}" for one in found if one.key in CHECKS and one.verdict in ("warning", "stop")
    ]
    alone = [] if challenger else ["No challenger stands beside the run."]
    known = open_items(run, cut_offs)
    failed = [check for check in checks if not any(item in check for item in known)]
    return tuple(dict.fromkeys([*known, *failed, *alone]))


def _safely(say: Callable[[Dossier], Said], dossier: Dossier) -> Said:
    try:
        return say(dossier)
    except CreditVizError as mistake:
        return "warning", stop(str(mistake)[:1].upper() + str(mistake)[1:])


def _champion(dossier: Dossier) -> Said:
    chosen = dossier.workspace.store.champion(dossier.run.book or "")
    if chosen is None:
        return "warning", "Nobody has made a run the champion of this book."
    if chosen.run != dossier.run.id:
        name = dossier.workspace.store.run(chosen.run).name
        return "warning", f"The champion of this book is another run, {name}: say why this one is to be signed."
    return "good", stop(f"Chosen by {chosen.author} on {day(chosen.at)}: {chosen.reason}")


def _looks(dossier: Dossier) -> Said:
    return "good" if dossier.looked.n == 1 else "warning", stop(looks_words(dossier.looked))


def _figures(dossier: Dossier) -> Said:
    if dossier.run.figures.get("leaky"):
        return "stop", f"{LEAKY}. It can be declined, not approved."
    leaks = dossier.run.figures.get("leaks")
    if leaks:
        return "stop", f"These figures may be false. {leaks[0]}"
    tiles = dossier.tiles()
    tested = [tile for tile in tiles if tile.verdict != "none"] or list(tiles)
    gravest = worst(*(tile.verdict for tile in tested))
    if gravest != "good":
        return gravest, tile_sentence(next(tile for tile in tested if tile.verdict == gravest))
    untested = "".join(f" {tile.name}: {tile.figure.lower()}, {tile.change}." for tile in tiles if tile not in tested)
    return "good", f"{', '.join(tile.figure for tile in tested)}.{untested}"


def _calibration(dossier: Dossier) -> Said:
    from creditviz.reporting.performance.calibration import calibration_name

    decided = dossier.workspace.store.decisions(dossier.run.id, CALIBRATION)
    if not decided:
        return "warning", "Nobody has chosen one: the PDs are those that the run itself suggests."
    newest = decided[0]
    name = calibration_name(newest.value["name"])
    return "good", stop(f"{name[:1].upper()}{name[1:]}, chosen by {newest.author} on {day(newest.at)}: {newest.reason}")


def _cut_off(dossier: Dossier) -> Said:
    rows = dossier.rows()
    if not tells_apart(rows.test.pd, rows.validation.pd):
        return "stop", f"There is no cut-off to choose: {ONE_PD}"
    kept = dossier.workspace.store.decisions(dossier.run.id, CUT_OFF)
    if not kept:
        return (
            "warning",
            "Nobody has kept one: the pack proposes the suggested one, the KS point of validation rows.",
        )
    warning = calibration_warning(kept, rows.calibration)
    return ("warning", warning) if warning else ("good", stop(cut_off_sentence(kept)))


def _fairness(dossier: Dossier) -> Said:
    """The impact ratio of the Decision page at the run's cut-off."""
    from creditviz.reporting.decision.cutoff import at_cut_off, impact_tile
    from creditviz.results import Economics

    rows = dossier.rows()
    if rows.group_complaints:
        return "warning", rows.group_complaints[0]
    if not rows.test.groups:
        return "warning", "No column of the book is marked as protected: fairness cannot be judged."
    cut_off = rows.cut_off
    at = at_cut_off(rows.test, rows.curves, cut_off, label="", about="", money=Economics(), best=cut_off)
    tile = impact_tile(at)
    return tile.verdict, f"Impact ratio {tile_sentence(tile)}" if tile.verdict != "none" else tile.sentence


def _explanation(dossier: Dossier) -> Said:
    known = printed_explanation(dossier.workspace, dossier.run.id)
    if known is None:
        return "warning", "Not computed: the pack explains a small sample by itself."
    rows, at = known.figures["rows"], known.ended or known.created
    return "good", f"What moves the PDs of {rows:,} test accounts was computed on {day(at)}."


def _facts(dossier: Dossier) -> Said:
    missing = project_facts(dossier.workspace, dossier.run.id).missing
    if not missing:
        return "good", "Purpose, owner, population, exclusions, what bad means and the outcome window are stated."
    said = {"outcome": "what bad means", "window": "period and outcome window"}
    return "warning", f"Not stated: {', '.join(said.get(name, name) for name in missing)}. Fill them in on this page."


_LIST: tuple[tuple[str, str, str, Callable[[Dossier], Said]], ...] = (
    ("champion", "Champion", "overview", _champion),
    ("looks", "Test rows", "performance", _looks),
    ("figures", "Figures", "performance", _figures),
    ("calibration", "Calibration", "performance", _calibration),
    ("cut-off", "Cut-off", "decision", _cut_off),
    ("fairness", "Fairness", "decision", _fairness),
    ("explanation", "Explanation", "explanation", _explanation),
    ("facts", "Project facts", "", _facts),
)
