"""How FDAT decides: what network and tree are worth alone and together, their share of a PD, and the tree's rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.metrics import auc_interval
from creditviz.reporting.card import Card
from creditviz.reporting.transfer.words import method_name
from creditviz.reporting.words import percent, supported
from creditviz.results import Transfer, Vote

NETWORK, TREE, TOGETHER = "network alone", "tree alone", "both, as they vote"
HELP = (
    "What the network and the tree reach alone on the test rows of the new product, and together as they vote. "
    "A vote is worth having where it lies right of both parts. "
    "Worry when it lies left of one of them: that part alone would serve better."
)
MOST_RULES = 40


def vote_card(found: Transfer, vote: Vote) -> Card:
    """AUC of each part alone and of the vote."""
    name = method_name(vote.method)
    parts = {NETWORK: vote.network} if vote.network_columns else {}
    parts |= {TREE: vote.tree} if vote.tree_columns else {}
    parts |= {TOGETHER: voted(vote)} if len(parts) == 2 else {}
    intervals = {part: auc_interval(found.y_true, score) for part, score in parts.items()}
    colours = {NETWORK: theme.MODEL_COLOURS[1], TREE: theme.MODEL_COLOURS[0], TOGETHER: theme.TEXT}
    return Card(
        key=f"vote_{vote.method}",
        finding=weight_words(vote),
        subtitle=f"{name} · AUC with 95% intervals on {len(found.y_true):,} test rows · "
        + ", ".join(f"{part} {supported(interval)}" for part, interval in intervals.items()),
        help=HELP,
        figure=intervals_figure([Dot(part, i, colours[part]) for part, i in intervals.items()], "AUC", at=0.5),
        numbers={
            "row": found.row_id.tolist(),
            "network": vote.network.tolist(),
            "tree": vote.tree.tolist(),
            "vote": voted(vote).tolist(),
            "bad": found.y_true.tolist(),
        },
    )


def voted(vote: Vote) -> np.ndarray:
    """The PD that the parts agree on, (n_test,)."""
    return vote.weight * vote.network + (1.0 - vote.weight) * vote.tree


def weight_words(vote: Vote) -> str:
    """Who has how much to say."""
    if not vote.tree_columns:
        return f"The network decides alone, on {_columns(vote.network_columns)}"
    if not vote.network_columns:
        return f"The tree decides alone, on {_columns(vote.tree_columns)}"
    return f"The network has {percent(vote.weight)} of the vote, the tree {percent(1 - vote.weight)}"


def share_words(vote: Vote) -> str:
    """What each part adds to the PD of an average account, and how often they pull apart."""
    if not (vote.tree_columns and vote.network_columns):
        return ""
    network, tree = vote.weight * vote.network.mean(), (1 - vote.weight) * vote.tree.mean()
    apart = np.corrcoef(vote.network, vote.tree)[0, 1] if vote.network.std() > 0 < vote.tree.std() else np.nan
    text = (
        f"Of an average PD of {percent(network + tree)}, {network * 100:.1f} points come from the network "
        f"(on {_columns(vote.network_columns)}) and {tree * 100:.1f} from the tree (on {_columns(vote.tree_columns)})."
    )
    return text if np.isnan(apart) else f"{text} Over accounts their answers correlate by {apart:.2f}."


def _columns(names: tuple[str, ...]) -> str:
    return f"{len(names)} column" + ("" if len(names) == 1 else "s")


def rules_table(vote: Vote) -> pd.DataFrame:
    """The rules of the tree, the riskiest first; of many the riskiest and the safest."""
    rules = list(vote.rules)
    if len(rules) > MOST_RULES:
        rules = rules[: MOST_RULES // 2] + rules[-MOST_RULES // 2 :]
    return pd.DataFrame(
        {
            "if": [" and ".join(rule.conditions) or "any account" for rule in rules],
            "the tree says": [percent(rule.probability) for rule in rules],
            "learned from": [f"{rule.rows:,}" for rule in rules],
        }
    )


def rules_words(vote: Vote) -> str:
    """What the table of rules holds."""
    n = len(vote.rules)
    shown = "" if n <= MOST_RULES else f" The {MOST_RULES // 2} riskiest and the {MOST_RULES // 2} safest are shown."
    return (
        f"The tree's {n} answers, the riskiest first, in the units of the new product.{shown} They were learned on the "
        "old product: an account of the new one stands where an old one of the same standing in its own book stood."
    )
