"""Project facts and sign-offs of a run, kept as decisions: a later one supersedes, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from creditviz.exceptions import SpecificationError
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs.reading.chosen import CUT_OFF
from creditviz.runs.shelves.people import roles, whoever
from creditviz.runs.shelves.rows import Decision, Run
from creditviz.runs.workspace import Workspace

FACTS, SIGN_OFF = "project-facts", "sign-off"  # kinds of decision


def project_facts(workspace: Workspace, run_id: str) -> ProjectFacts:
    """The facts that were kept last for a run; empty ones where there are none."""
    kept = workspace.store.decisions(run_id, FACTS)
    return _facts(kept[0]) if kept else ProjectFacts()


def _facts(decision: Decision) -> ProjectFacts:
    """Fields that a later version added are left out."""
    return ProjectFacts(**{name: decision.value.get(name, "") for name in vars(ProjectFacts())})


def keep_facts(workspace: Workspace, run_id: str, facts: ProjectFacts, author: str) -> None:
    """Keep what is said of the project; earlier facts stay on record.

    Raises
    ------
    SpecificationError
        Nothing is said, the author is empty, or there is no such run.
    """
    said = ProjectFacts(**{name: text.strip() for name, text in vars(facts).items()})
    if not author.strip():
        raise SpecificationError("project facts are kept with a name, however it is empty. Fill in your name.")
    if said == ProjectFacts():
        raise SpecificationError(
            "project facts say what a model is for, however every field is empty. Fill in at least one."
        )
    workspace.store.decide(run_id, FACTS, vars(said), author=author.strip())


def sign_offs(workspace: Workspace, run_id: str) -> tuple[SignOff, ...]:
    """Every decision of the committee about a run, the newest first."""
    return tuple(_sign_off(kept) for kept in workspace.store.decisions(run_id, SIGN_OFF))


def _sign_off(kept: Decision) -> SignOff:
    value = kept.value
    answers = dict(value.get("answers", {}))  # earlier versions asked for none
    return SignOff(value["verdict"], tuple(value["names"]), value["conditions"], value["pack"], kept.at, answers)


def open_items(run: Run, cut_offs: Sequence[Decision]) -> tuple[str, ...]:
    """What the store alone knows to be open: an approval answers each, whoever asks for it.

    Parameters
    ----------
    cut_offs : decisions that keep one, the newest first.
    """
    leaks = tuple(f"These figures may be false. {leak}" for leak in run.figures.get("leaks", ()))
    unkept = () if cut_offs and cut_offs[0].reason.strip() else ("No cut-off is kept with a reason.",)
    return (*leaks, *unkept)


def unanswered(signed: SignOff, items: Sequence[str]) -> tuple[str, ...]:
    """Open items that an approval does not answer; declining needs no answer."""
    if signed.verdict == "decline":
        return ()
    return tuple(item for item in items if not signed.answers.get(item, "").strip())


def check_answers(signed: SignOff, items: Sequence[str]) -> None:
    """Raise `SpecificationError` where an approval leaves an open item without an answer."""
    left = unanswered(signed, items)
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise SpecificationError(
            f"an approval closes or answers what is open, however nothing is said to: {left[0]!r}{more}. "
            "Write the answers, or decline."
        )


def sign(workspace: Workspace, run_id: str, signed: SignOff, *, author: str = "", asked: Sequence[str] = ()) -> SignOff:
    """Put a decision on record; returns it as it was written, with its time.

    Parameters
    ----------
    signed : its time is not read.
    author : who wrote it down; the names where it is empty.
    asked : open items beside those of `open_items`, e.g. failed checks.

    Raises
    ------
    SpecificationError
        The run is not finished, an open item has no answer, or the decision breaks one of the rules of `check`.
    """
    run = workspace.store.run(run_id)
    signed = replace(
        signed,
        names=tuple(filter(None, (name.strip() for name in signed.names))),
        conditions=signed.conditions.strip(),
    )
    check(run, signed)
    items = dict.fromkeys([*open_items(run, workspace.store.decisions(run.id, CUT_OFF)), *asked])
    check_answers(signed, tuple(items))
    signed = replace(signed, answers={item: signed.answers[item].strip() for item in items if signed.answers.get(item)})
    _check_four_eyes(workspace, run)
    value = {name: part for name, part in vars(signed).items() if name != "at"}
    who = author.strip() or ", ".join(signed.names)
    workspace.store.decide(run.id, SIGN_OFF, value, author=who, reason=signed.conditions)
    return sign_offs(workspace, run.id)[0]


def _check_four_eyes(workspace: Workspace, run: Run) -> None:
    """Where there are roles, nobody signs a run that they started."""
    who = whoever()
    if not who.verified or not roles():
        return
    started = [e for e in workspace.store.chain() if e.what == "started" and e.subject == run.id and e.verified]
    if any(entry.who == who.name for entry in started):
        raise SpecificationError(
            f"a run is signed by somebody else than who started it, however {who.name} did. Ask another approver."
        )


def check(run: Run, signed: SignOff) -> None:
    """Raise `SpecificationError` where a decision cannot be signed."""
    if run.status != "finished":
        raise SpecificationError(
            f"a committee decides about a finished run, however this one is {run.status}. Wait until it has finished, "
            "or choose another run."
        )
    if not signed.names:
        raise SpecificationError(
            "a decision is signed by at least one person, however no name was given. Fill in the names."
        )
    if signed.verdict == "approve-with-conditions" and not signed.conditions:
        raise SpecificationError(
            "an approval with conditions names them, however none was given. Write down the conditions, or approve "
            "without any."
        )
    if signed.verdict == "decline" and not signed.conditions:
        raise SpecificationError("a run is declined for a reason, however none was given. Write down why.")
    if signed.verdict != "decline" and run.figures.get("leaky"):
        raise SpecificationError(
            "a model is approved on figures of untouched real accounts, however this run replays the leaky order: "
            "synthetic accounts were made before the split. Train it in the honest order, or decline it."
        )


def names_in(text: str) -> tuple[str, ...]:
    """Names as they are typed into one field: between commas, semicolons or lines, each once.

    >>> names_in("Ana Lima, Bo Chen;  Ana Lima")
    ('Ana Lima', 'Bo Chen')
    """
    parts: Sequence[str] = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
