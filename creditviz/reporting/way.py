"""The way from a book to a signature: what is done, what comes next, and which side rooms answer an open question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from creditviz.reporting.words import percent

RARE = 0.15  # below this share of bad accounts, balancing is a question worth asking
CLOSE = 0.02  # Gini on validation rows; two runs nearer than this are hard to tell apart
FEW_BAD_TO_LEARN = 500  # with fewer, an old product's outcomes may add to them
MOST_SIDE_ROOMS = 2

Status = Literal["done", "now", "open"]
Signed = Literal["", "approve", "approve-with-conditions", "decline"]


@dataclass(frozen=True)
class State:
    """What is known of a book and of the run that is judged; the store holds all of it.

    Parameters
    ----------
    bad_rate : share of bad accounts; None while the outcome is not settled.
    n_bad : bad accounts; 0 while the outcome is not settled.
    finished, working : runs of the book that can be judged; training runs that run or wait.
    run : id of the champion, else of the run that validation rows suggest; empty without one.
    gini : of that run on its test rows; None where it is not known.
    lead : how far it is ahead of the next run by Gini on validation rows; None with one run.
    champion : whether somebody chose it.
    cut_off : PD of the cut-off that was kept for it; None without one.
    signed : the last decision of a committee about it; empty without one.
    other_books : whether the workspace holds a second book.
    tried : side rooms in which something was made of this book or run, by the key of their page.
    """

    bad_rate: float | None = None
    n_bad: int = 0
    finished: int = 0
    working: int = 0
    run: str = ""
    name: str = ""
    gini: float | None = None
    lead: float | None = None
    champion: bool = False
    cut_off: float | None = None
    signed: Signed = ""
    other_books: bool = False
    tried: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One station of the way."""

    page: str  # key of the page
    name: str
    status: Status
    words: str  # what stands there now, in at most 17 letters


@dataclass(frozen=True)
class Offer:
    """One thing to do, and the page on which it is done."""

    page: str
    button: str
    what: str  # the bold part, e.g. "keep a cut-off"
    why: str = ""  # one sentence


@dataclass(frozen=True)
class Way:
    """Five steps, the next one in words, and at most two side rooms."""

    steps: tuple[Step, ...]
    next: Offer
    side_rooms: tuple[Offer, ...]


def way_of(state: State) -> Way:
    """The way of a book.

    >>> found = way_of(State(bad_rate=0.08, n_bad=480, finished=1, run="a", name="XGBoost", champion=True))
    >>> [step.status for step in found.steps], found.next.what
    (['done', 'done', 'done', 'now', 'open'], 'keep a cut-off')
    """
    done = (
        state.bad_rate is not None,
        state.finished > 0,
        state.champion,
        state.cut_off is not None,
        state.signed.startswith("approve"),
    )
    now = next((number for number, is_done in enumerate(done) if not is_done), len(done))
    words = (_data(state), _training(state), _performance(state), _decision(state), _SIGNED[state.signed])
    steps = tuple(
        Step(page, page.capitalize(), _status(is_done, number == now), said)
        for number, (page, is_done, said) in enumerate(zip(_PAGES, done, words, strict=True))
    )
    return Way(steps, _NEXT[now](state), _side_rooms(state))


def _status(is_done: bool, is_now: bool) -> Status:
    """A later step may be done before an earlier one: it stays done."""
    return "done" if is_done else "now" if is_now else "open"


def _data(state: State) -> str:
    return "no outcome yet" if state.bad_rate is None else f"{state.bad_rate:.1%} bad"


def _training(state: State) -> str:
    if state.working:
        return f"{state.working} in training"
    return f"{state.finished:,} run{'' if state.finished == 1 else 's'}" if state.finished else "no run yet"


def _performance(state: State) -> str:
    return "nothing to judge" if state.gini is None else f"Gini {state.gini:.2f}"


def _decision(state: State) -> str:
    return "no cut-off kept" if state.cut_off is None else f"kept: {_cut_off(state)}"


def _cut_off(state: State) -> str:
    return f"{100 * (state.cut_off or 0.0):.3g}%"


_PAGES = ("data", "training", "performance", "decision", "committee")
_SIGNED: dict[str, str] = {
    "": "not signed",
    "approve": "approved",
    "approve-with-conditions": "with conditions",
    "decline": "declined",
}


def _next_data(state: State) -> Offer:
    return Offer("data", "Settle it", "say what counts as bad", "No column of this book is its outcome yet.")


def _next_training(state: State) -> Offer:
    if state.working:
        return Offer("training", "Watch", "the first result", "It is judged as soon as it is trained.")
    return Offer("training", "Train", "train a first model", "Every later one has to beat it.")


def _next_performance(state: State) -> Offer:
    if state.finished == 1:
        return Offer("performance", "Look", "see whether it ranks", f"{state.name} is the only run; make it champion.")
    why = f"{state.name} leads on validation rows; nobody has chosen it."
    return Offer("performance", "Compare", "choose a champion", why)


def _next_decision(state: State) -> Offer:
    return Offer("decision", "Cut", "keep a cut-off", f"{state.name} is champion; nobody has said where it cuts.")


def _next_committee(state: State) -> Offer:
    if state.signed == "decline":
        return Offer("training", "Train", "train a better one", f"A committee has declined {state.name}.")
    return Offer("committee", "Ask", "ask the committee", f"Model and cut-off are chosen, {state.name} is not signed.")


def _next_scoring(state: State) -> Offer:
    return Offer("scoring", "Score", "score accounts", f"{state.name} is signed and cuts at {_cut_off(state)}.")


_NEXT: tuple[Callable[[State], Offer], ...] = (
    _next_data,
    _next_training,
    _next_performance,
    _next_decision,
    _next_committee,
    _next_scoring,
)


def _side_rooms(state: State) -> tuple[Offer, ...]:
    """Side rooms with an open question, those first whose answer may change the model."""
    if state.bad_rate is None or not state.finished:
        return ()
    close = state.lead is not None and state.lead < CLOSE
    few = state.other_books and state.n_bad < FEW_BAD_TO_LEARN
    questions = (
        (state.bad_rate < RARE, "balancing", f"{percent(state.bad_rate)} bad: see whether balancing helps"),
        (close, "benchmark", "Two runs are close: is the difference real?"),
        (few, "transfer", f"{state.n_bad:,} bad: may an old product's outcomes help?"),
        (True, "explanation", "What moves the PDs?"),
    )
    asked = [Offer(page, what, what) for is_open, page, what in questions if is_open and page not in state.tried]
    return tuple(asked[:MOST_SIDE_ROOMS])
