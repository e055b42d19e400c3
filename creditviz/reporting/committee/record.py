"""Packs and signatures against the store: who may challenge, what has changed since, what was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from creditviz.reporting.decision.words import CUT_OFF
from creditviz.reporting.words import moment
from creditviz.results.committee import SignOff
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.chosen import CALIBRATION
from creditviz.runs.reading.committee import FACTS, SIGN_OFF
from creditviz.runs.reading.explained import printed_explanation
from creditviz.runs.reading.looks import test_set

PRINTED: Mapping[str, str] = {FACTS: "the project facts", CUT_OFF: "the cut-off", CALIBRATION: "the calibration"}


def why_no_challenger(run: Run, other: Run) -> str:
    """Why a run of the same book cannot be compared account by account; empty when it can.

    Parameters
    ----------
    run : what the pack is about.
    other : the possible challenger.
    """
    if other.figures.get("leaky"):
        return "a leaky replay"
    if run.figures.get("leaky"):
        return "the run to be signed is a leaky replay"
    mine, its = run.specification, other.specification
    if test_set(mine) == test_set(its):
        return ""
    if mine.kind != its.kind:
        return "a transfer is judged on rows of its own" if its.kind == "transfer" else "judged on rows of its own"
    parts = {"seed": "seed", "protocol": "protocol", "test_share": "share of test rows", "folds": "number of folds"}
    differ = [words for name, words in parts.items() if getattr(mine, name, None) != getattr(its, name, None)]
    return f"other test rows: another {' and '.join(differ)}"


def in_one_breath(things: Sequence[str]) -> str:
    """Things in one breath.

    >>> in_one_breath(["the cut-off"]), in_one_breath(["the facts", "the cut-off", "the calibration"])
    ('the cut-off', 'the facts, the cut-off and the calibration')
    """
    return " and ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))


def changes_since(workspace: Workspace, run_id: str, at: float, *, challenger: str = "") -> tuple[str, ...]:
    """What a pack prints and has changed since a moment, in words.

    Parameters
    ----------
    at : seconds since 1970: when the pack was begun, or when it was signed.
    challenger : id of the run beside it; its PDs move the swap set.
    """
    others = workspace.store.decisions(challenger, CALIBRATION) if challenger else ()
    moved = ["the challenger's calibration"] if any(decision.at > at for decision in others) else []
    return tuple(dict.fromkeys([*_changes(workspace, run_id, at), *moved]))


def _changes(workspace: Workspace, run_id: str, at: float) -> Iterator[str]:
    for decision in workspace.store.decisions(run_id):
        if decision.at > at and decision.what in PRINTED:
            yield PRINTED[decision.what]
    explained = printed_explanation(workspace, run_id)
    stable = workspace.store.runs(kind="stability", subject=run_id, status=("finished",))
    for words, made in (("the explanation", explained), ("the stability", next(iter(stable), None))):
        if made is not None and (made.ended or 0) > at:
            yield words


def signed_since(workspace: Workspace, run_id: str, at: float) -> bool:
    """Whether a decision was signed after a moment."""
    return any(decision.at > at for decision in workspace.store.decisions(run_id, SIGN_OFF))


def known_at(signed: SignOff, packs: Sequence[Run]) -> float:
    """Up to when the signers knew: when their pack was begun, or the signing itself where its pack is not here."""
    pack = next((p for p in packs if signed.pack and p.figures.get("sha256") == signed.pack), None)
    return min(pack.started or pack.created, signed.at) if pack else signed.at


def signed_pack_words(signed: SignOff, packs: Sequence[Run], shown: Run | None, changed: Sequence[str]) -> str:
    """Which pack a decision was signed on, and what has changed since.

    Parameters
    ----------
    packs : finished reports of the run, in any order.
    shown : the one on screen.
    changed : what has changed since the signing, in words.
    """
    if not signed.pack:
        which = "no pack"
    elif shown is not None and shown.figures.get("sha256") == signed.pack:
        which = "the one shown here"
    else:
        which = next(
            (f"that of {moment(p.ended or p.created)}" for p in packs if p.figures.get("sha256") == signed.pack),
            "deleted",
        )
    return f"{which}; changed since: {in_one_breath(changed)}" if changed else which
