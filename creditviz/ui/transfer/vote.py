"""The tab "How it decides" of a transfer: the parts of FDAT, their votes, the rules of the tree."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.transfer.vote import rules_table, rules_words, share_words, vote_card
from creditviz.reporting.transfer.words import in_family, method_name
from creditviz.results import Transfer, Vote
from creditviz.runs import Run, Workspace
from creditviz.ui.cards import show_card
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.transfer.facts import transfer_of
from creditviz.ui.words import literal

NO_PARTS = "Only FDAT, and FDAT with a part left out, decide by a vote of a network and a tree; none has finished here."


def show_vote(workspace: Workspace, run: Run) -> None:
    """One method of FDAT's family at a time."""
    found = transfer_of(workspace, run)
    votes = {s.method: v for s in found.scores if (v := _vote(workspace, run, s.method))} if found else {}
    if found is None or not votes:
        line(NO_PARTS)
        return
    chosen = next(iter(votes))
    if len(votes) > 1:
        chosen = (
            pick(
                st.segmented_control,
                "Method",
                list(votes),
                default=chosen,
                required=True,
                format_func=method_name,
                key=f"vote_of_{run.id}",
                label_visibility="collapsed",
                wrap=True,
            )
            or chosen
        )
    _show(found, votes[chosen])


def _vote(workspace: Workspace, run: Run, method: str) -> Vote | None:
    return _loaded(workspace, run, method) if in_family(method) else None


@kept(60)
def _loaded(workspace: Workspace, run: Run, method: str) -> Vote | None:
    from creditviz.runs.reading.transferred import load_vote

    return load_vote(workspace, run.id, method)


def _show(found: Transfer, vote: Vote) -> None:
    left, right = st.columns([5, 6])
    with left:
        show_card(vote_card(found, vote))
        if share_words(vote):
            line(literal(share_words(vote)))
    with right:
        if not vote.rules:
            line("This method has no tree.")
            return
        line(literal(rules_words(vote)))
        st.table(  # long rules are wrapped, not cut
            rules_table(vote).map(lambda cell: literal(str(cell))),
            hide_index=True,
            height=520,
            border="horizontal",
            alt="Rules of the tree, the riskiest first.",
        )
