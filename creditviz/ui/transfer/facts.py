"""What the Transfer page asks of books and runs again and again, kept by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.results import Transfer
from creditviz.runs import Book, Run, Workspace
from creditviz.specification import TransferSpec
from creditviz.ui.facts import kept

if TYPE_CHECKING:
    from creditviz.experiment.transfer.preview import Preview
    from creditviz.reporting.transfer.findings import Standings


def transfers(workspace: Workspace, book: Book, *, archived: bool = False) -> list[Run]:
    """Transfers to this book, newest first."""
    return workspace.store.runs(kind="transfer", book=book.hash, archived=archived)


def preview_of(workspace: Workspace, spec: TransferSpec) -> Preview:
    """Pairs and distances that a run of this specification will have; methods and their settings play no part."""
    plain: dict[str, Any] = {"methods": (), "parameters": {}, "target_labels": None, "search": 0, "choose_on": "source"}
    return _preview(workspace, spec.model_copy(update=plain).to_json())


@kept(40)
def _preview(workspace: Workspace, asked: str) -> Preview:
    from creditviz.runs.work.transfer import look

    return look(workspace, TransferSpec.model_validate_json(asked))


def transfer_of(workspace: Workspace, run: Run) -> Transfer | None:
    """What a transfer has reached; None before its first method."""
    found = standings_of(workspace, run)
    return found.transfer if found is not None else None


@kept(30)
def standings_of(workspace: Workspace, run: Run) -> Standings | None:
    """The methods of a transfer beside each other; None before the first."""
    from creditviz.reporting.transfer.findings import standings
    from creditviz.runs.reading.transferred import load_transfer

    found = load_transfer(workspace, run.id)
    return standings(found) if found is not None else None
