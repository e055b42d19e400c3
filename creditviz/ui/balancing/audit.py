"""A small calculator: which bad rate published numbers imply, and whether that is the data's."""

from __future__ import annotations

import math

import streamlit as st

from creditviz.metrics import implied_prevalence
from creditviz.runs import Book, Workspace
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.shell import line

TOLERANCE = 0.01  # rounding of three printed numbers moves the answer by a thousandth, a random split by less than this
HELP = (
    "Recall, F1 and the AUC of yes-or-no decisions fix the share of bad accounts among the test rows. "
    "A share above that of the data means that the test rows are not the data's own mixture: synthetic accounts were "
    "judged too, which flatters every figure, or good accounts were left out. "
    "It holds only when the printed AUC is that of decisions, (recall + specificity) / 2, as many papers print it."
)
# Zhang et al. (2022), table 4: SVM on Taiwan with ACTGAN; 22.12% of the Taiwan book is bad
EXAMPLE = {"recall": 47.32, "f1": 56.98, "auc": 69.79, "real": 22.12}


def show_audit(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """Three numbers in, one sentence out."""
    with st.container(border=True):
        st.markdown("**Were synthetic accounts among the test rows of a published result?**", help=HELP)
        line(
            "The four numbers below are an example: Zhang et al. (2022), table 4, a support vector machine on the "
            "Taiwan book, of which 22.12% are bad. Type those of another paper over them."
        )
        columns = st.columns(4)
        names = (("recall", "Recall, %"), ("f1", "F1, %"), ("auc", "AUC, %"))
        recall, f1, auc = (
            column.number_input(label, 0.0, 100.0, EXAMPLE[name], step=0.01, format="%.2f", key=f"audit_{name}") / 100
            for column, (name, label) in zip(columns, names, strict=False)
        )
        real = columns[3].number_input(
            "Bad rate of their data, %",
            0.0,
            100.0,
            EXAMPLE["real"],
            step=0.01,
            format="%.2f",
            key="audit_real",
            help="Bad accounts among all accounts of the data that the paper used, before anything was sampled.",
        )
        st.markdown(audit_words(recall, f1, auc, real / 100))


def audit_words(recall: float, f1: float, auc: float, real: float) -> str:
    """What the numbers imply, in one or two sentences.

    >>> audit_words(0.2270, 0.3415, 0.5992, 0.2212)
    'The numbers imply that **21.8%** of the test rows were bad. That fits a bad rate of 22.1%.'
    """
    try:
        implied = implied_prevalence(recall, f1, auc)
    except ZeroDivisionError:
        implied = math.nan
    if not 0.0 < implied < 1.0:
        return (
            "These three numbers cannot belong to one yes-or-no decision: no bad rate fits them. Most likely the AUC "
            "is that of the scores."
        )
    head = f"The numbers imply that **{implied:.1%}** of the test rows were bad."
    if abs(implied - real) <= TOLERANCE:
        return f"{head} That fits a bad rate of {real:.1%}."
    if implied < real:
        return f"{head} That is below the bad rate of {real:.1%}: other rows were judged, or a number is misprinted."
    share = 1 - real * (1 - implied) / (implied * (1 - real))
    return (
        f"{head} The data has {real:.1%}: it is as if about {share:.0%} of the bad accounts in the test rows were "
        "synthetic; a test set whose good accounts were thinned would give the same figures."
    )
