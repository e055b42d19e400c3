"""How many synthetic rows are wanted: a ratio of bad to good, or a rate per real defaulter."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from creditviz.specification import TrainingSpec
from creditviz.ui.forms.settings import first

BY_RATIO, BY_RATE = "Bad per good", "Rows per defaulter"
HELP = (
    "**Bad per good**: rows are made until the training rows have this many bad accounts for each good one; "
    "0.4 is what the papers chose. **Rows per defaulter**: this many synthetic rows for each real training "
    "defaulter, whatever the ratio is. Validation and test rows stay as they are either way."
)


@dataclass(frozen=True)
class Amount:
    """How many rows are wanted: a ratio, or a rate that overrules it."""

    ratio: float
    rate: float | None

    def rows(self, n_rows: int, n_bad: int) -> int:
        """Synthetic rows that this makes of training rows; 0 when the ratio is reached already.

        >>> Amount(0.4, None).rows(1000, 200), Amount(0.2, None).rows(1000, 200), Amount(0.4, 2.0).rows(1000, 200)
        (120, 0, 400)
        """
        if self.rate is not None:
            return round(self.rate * n_bad)
        return max(0, int(self.ratio * (n_rows - n_bad) - n_bad))


def show_amount(place: str) -> Amount:
    """Ratio or rate, as alternatives; `place` begins the keys of the widgets."""
    way = st.segmented_control(
        "How many rows",
        [BY_RATIO, BY_RATE],
        **first(f"{place}_way", default=BY_RATIO),
        required=True,
        key=f"{place}_way",
        help=HELP,
        wrap=True,
    )
    ratio_key, rate_key = f"{place}_ratio", f"{place}_rate"
    if way == BY_RATE:
        start = first(rate_key, value=1.0)
        rate = st.number_input(BY_RATE, 0.1, 100.0, **start, step=0.5, format="%g", key=rate_key)
        return Amount(TrainingSpec.model_fields["ratio"].default, float(rate))
    ratio = st.slider(
        BY_RATIO,
        min(0.05, st.session_state.get(ratio_key, 0.05)),
        max(1.0, st.session_state.get(ratio_key, 1.0)),  # the command line allows more, and its runs are templates
        **first(ratio_key, value=0.4),
        step=0.05,
        key=ratio_key,
        persist_state="session",
    )
    return Amount(float(ratio), None)


def prefill_amount(place: str, ratio: float, rate: float | None) -> None:
    """Put the amount of an earlier run into the form."""
    st.session_state[f"{place}_ratio"] = ratio
    st.session_state[f"{place}_way"] = BY_RATIO if rate is None else BY_RATE
    if rate is not None:
        st.session_state[f"{place}_rate"] = rate
