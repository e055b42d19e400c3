"""A simulated book of instalment loans: the card book's rule of default in another product and population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.meaning.known import SAMPLE_MONTHS
from creditviz.data.simulated.cards import (
    DAYS,
    EDUCATIONS,
    FIRST_DAY,
    MOST_LATE,
    REGIONS,
    CardBookSettings,
    attribute_risk,
    latent_risk,
    log_odds_of_default,
    logistic,
)

RULE = CardBookSettings()  # memory, shock, momentum and luck are those of the cards
CARD_MEAN, CARD_SD = -0.20, 1.13  # of the attributes' risk among card accounts: one scale for both books
CARD_CUT = 5.46  # from these log-odds with luck on, an account of the card book defaults
_CHANNELS = ("branch", "web", "partner", "dealer")
_PURPOSES = ("car", "furniture", "refinancing", "travel", "other")
_TERMS = np.array([24, 36, 48, 60, 72])


@dataclass(frozen=True)
class LoanBookSettings:
    """What the simulated loans are like.

    Parameters
    ----------
    n_loans : number of rows.
    seed : of all draws.
    """

    n_loans: int = 4000
    seed: int = 11


def simulate_loan_book(settings: LoanBookSettings = LoanBookSettings()) -> pd.DataFrame:  # noqa: B008 (frozen)
    """One row per loan: attributes, 12 months of status, outstanding amount and payment, default in the year after.

    The latent risk moves, and makes a default, as in the card book (`simulate_card_book`). Customers are younger,
    earn less, and come by the web and by dealers more often, so that more of them default.
    """
    rng = np.random.default_rng(settings.seed)
    people, base = _people(settings.n_loans, rng)
    risk = latent_risk(base, RULE, rng)
    status, outstanding, payment = _months(risk, people, rng)
    fate = log_odds_of_default(risk, base, RULE.momentum) + RULE.luck * rng.logistic(0, 1, len(base))
    months = {
        f"{name}_t-{back}": values[:, SAMPLE_MONTHS - 1 - back]
        for name, values in (("status", status), ("outstanding", outstanding), ("payment", payment))
        for back in range(SAMPLE_MONTHS - 1, -1, -1)
    }
    default = pd.DataFrame({"default_12m": (fate > CARD_CUT).astype(int)})
    return pd.concat([people, pd.DataFrame(months), default], axis=1)


def _people(n: int, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Attributes, and the risk that they carry on the card book's scale, (n,)."""
    age = np.clip(rng.gamma(4.5, 4.0, n) + 18, 18, 84).round().astype(int)
    education = rng.choice(4, n, p=(0.36, 0.38, 0.2, 0.06))
    housing = np.where(rng.random(n) < 0.15 + 0.006 * (age - 18), 0, 1 + (rng.random(n) < 0.35))
    married = rng.random(n) < np.clip((age - 20) / 45, 0.05, 0.7)
    day = rng.integers(0, DAYS, n)
    channel = rng.choice(4, n, p=(0.12, 0.45, 0.18, 0.25))
    income = np.exp(rng.normal(7.60 + 0.16 * education + 0.004 * (age - 18), 0.42, n)).round(-1)
    tenure = np.minimum(rng.gamma(1.1, 20, n), (age - 17) * 12).round().astype(int)
    raw = attribute_risk(income, education, housing, channel, tenure, age, day) + rng.normal(0, 0.9, n)
    base = (raw - CARD_MEAN) / CARD_SD
    people = pd.DataFrame(
        {
            "contract": np.arange(700_001, 700_001 + n),
            "application_date": (FIRST_DAY + day).astype(str),
            "sex": rng.choice(("F", "M"), n, p=(0.44, 0.56)),
            "marital_status": np.where(married, "married", np.where(age > 40, "divorced", "single")),
            "age": age,
            "education": np.array(EDUCATIONS, dtype=object)[education],
            "housing": np.array(("owner", "tenant", "with family"))[housing],
            "region": rng.choice(REGIONS, n, p=(0.15, 0.3, 0.2, 0.25, 0.1)),
            "channel": np.array(_CHANNELS)[channel],
            "income": income,
            "customer_months": tenure,
            "other_loans": rng.poisson(0.5 + 0.25 * logistic(base)),
        }
    )
    _add_loan(people, base, rng)
    people["income"] = people["income"].where(rng.random(n) > 0.03 + 0.10 * (channel == 3)).astype("Int64")
    people["education"] = people["education"].where(rng.random(n) > 0.02)
    return people, base


def _add_loan(people: pd.DataFrame, base: np.ndarray, rng: np.random.Generator) -> None:
    """Purpose, amount, term, rate and instalment; the rate is a little higher where the lender saw more risk."""
    n = len(people)
    wish = np.exp(np.log(people["income"].to_numpy(dtype=float)) + rng.normal(1.5, 0.6, n))
    term = _TERMS[np.clip((np.log(wish) - 8.3 + rng.normal(0, 0.6, n)).round().astype(int) + 1, 0, 4)]
    rate = np.clip(6.5 + 0.7 * base + 0.02 * (term - 48) + rng.normal(0, 1.1, n), 2.0, 15.0).round(2)
    amount = np.clip(wish, 1000, 60_000).round(-2)
    monthly = rate / 1200
    people["purpose"] = rng.choice(_PURPOSES, n, p=(0.38, 0.17, 0.2, 0.08, 0.17))
    people["loan_amount"] = amount.astype(int)
    people["term_months"] = term
    people["interest_rate"] = rate
    people["instalment"] = (amount * monthly / (1 - (1 + monthly) ** -term)).round().astype(int)


def _months(
    risk: np.ndarray, people: pd.DataFrame, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repayment status, outstanding amount and payment, each (n, 12) integers.

    Status: -1 more than the instalment was paid, 0 as agreed, 1 to 8 months late.
    """
    n = len(risk)
    status, outstanding, payment = (np.zeros((n, SAMPLE_MONTHS), dtype=int) for _ in range(3))
    rate, instalment = people["interest_rate"].to_numpy() / 1200, people["instalment"].to_numpy(dtype=float)
    repaid = rng.uniform(0, 0.4, n)  # of the loan, before the first month that is shown
    owed = people["loan_amount"].to_numpy(dtype=float) * (1 - repaid)
    late = np.zeros(n, dtype=int)
    for month in range(SAMPLE_MONTHS):
        missed = rng.random(n) < logistic(-3.1 + 0.9 * risk[:, month] + 0.5 * (late > 0))
        ahead = ~missed & (late == 0) & (rng.random(n) < logistic(-1.6 - 0.7 * risk[:, month]))
        late = np.where(missed, np.minimum(late + 1, MOST_LATE), np.maximum(late - 2, 0))
        due = np.where(ahead, instalment * (1 + rng.gamma(1.5, 0.4, n)), instalment)
        paid = np.where(missed, 0, np.minimum(due, owed)).round()
        status[:, month] = np.where(ahead, -1, late)
        outstanding[:, month] = owed.round()
        payment[:, month] = paid
        owed = np.maximum(owed * (1 + rate) - paid, 0)
    return status, outstanding, payment
