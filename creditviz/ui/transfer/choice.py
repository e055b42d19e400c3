"""What can be done with the transfer that is looked at: settings, log, name, archive, delete."""

from __future__ import annotations

from creditviz.runs import Run, Workspace
from creditviz.ui.runs.choice import show_run
from creditviz.ui.runs.transfer_settings import transfer_settings

CHOSEN = "transfer_chosen"  # in the session: id of the transfer that is looked at
HELP = "The transfer that every tab but Set up speaks of."
DELETED = "This deletes the transfer with its models and every score in it. It cannot be undone."


def show_choice_actions(workspace: Workspace, run: Run) -> None:
    """One transfer: what was asked, what it says, and what can be done with it."""
    show_run(workspace, run, lambda: transfer_settings(workspace, run), place="transfer_", deleted=DELETED)
