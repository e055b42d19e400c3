"""A simulated credit-card book: nobody's data, and a truth that is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.meaning.known import SAMPLE_MONTHS

FIRST_DAY = np.datetime64("2021-01-01")
DAYS = 3 * 365
MOST_LATE = 8  # months
EDUCATIONS = ("school", "vocational", "bachelor", "master")
REGIONS = ("north", "east", "south", "west", "capital")
_CHANNELS = ("branch", "web", "partner", "phone")


@dataclass(frozen=True)
class CardBookSettings:
    """What the simulated book is like.

    Parameters
    ----------
    n_accounts : number of rows.
    bad_rate : share of defaults aimed at.
    memory : how much of last month's risk stays, 0 to 1. Raising it makes old months tell more.
    shock : standard deviation of what happens to the risk in a month. Raising it makes recent months tell more.
    momentum : weight of the risk's rise over the last half year in the outcome. Raising it makes the order of the
        months matter, so that a model of sequences gains on one of columns.
    luck : scale of what no column shows. Raising it lowers the AUC of every model.
    seed : of all draws.
    """

    n_accounts: int = 6000
    bad_rate: float = 0.08
    memory: float = 0.9
    shock: float = 0.45
    momentum: float = 1.5
    luck: float = 1.25
    seed: int = 7


def simulate_card_book(settings: CardBookSettings = CardBookSettings()) -> pd.DataFrame:  # noqa: B008 (frozen)
    """One row per account: attributes, 12 months of status, balance and payment, default in the year after.

    A latent risk z starts from the attributes and moves as z[t] = memory z[t-1] + (1 - memory) base + shock e[t].
    It drives missed payments, balances and payments month by month; the log-odds of default are a weighted sum of
    the last z, of its rise over half a year, and of the attributes.
    """
    rng = np.random.default_rng(settings.seed)
    people, base = _people(settings.n_accounts, rng)
    risk = latent_risk(base, settings, rng)
    status, balance, payment = _months(risk, people["credit_limit"].to_numpy(), rng)
    default = _draw_defaults(log_odds_of_default(risk, base, settings.momentum), settings, rng)
    months = pd.DataFrame(
        {
            f"{name}_t-{back}": values[:, SAMPLE_MONTHS - 1 - back]
            for name, values in (("status", status), ("balance", balance), ("payment", payment))
            for back in range(SAMPLE_MONTHS - 1, -1, -1)
        }
    )
    return pd.concat([people, months, pd.DataFrame({"default_12m": default})], axis=1)


def _people(n: int, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Attributes, and the risk that they carry, (n,) with mean 0 and standard deviation 1."""
    age = np.clip(rng.gamma(6.0, 4.2, n) + 18, 18, 84).round().astype(int)
    education = rng.choice(4, n, p=(0.28, 0.34, 0.27, 0.11))
    housing = np.where(rng.random(n) < 0.25 + 0.006 * (age - 18), 0, 1 + (rng.random(n) < 0.3))
    married = rng.random(n) < np.clip((age - 20) / 45, 0.05, 0.7)
    day = rng.integers(0, DAYS, n)
    channel = rng.choice(4, n, p=(0.3, 0.38, 0.2, 0.12))
    income = np.exp(rng.normal(7.75 + 0.16 * education + 0.004 * (age - 18), 0.38, n)).round(-1)
    tenure = np.minimum(rng.gamma(1.6, 34, n), (age - 17) * 12).round().astype(int)
    products = rng.poisson(0.8 + tenure / 120)
    raw = attribute_risk(income, education, housing, channel, tenure, age, day) + rng.normal(0, 0.9, n)
    base = (raw - raw.mean()) / raw.std()
    limit = np.clip(np.exp(np.log(income) + rng.normal(0.7, 0.45, n) - 0.22 * base), 500, 60_000)
    people = pd.DataFrame(
        {
            "account": np.arange(100_001, 100_001 + n),
            "application_date": (FIRST_DAY + day).astype(str),
            "sex": rng.choice(("F", "M"), n, p=(0.48, 0.52)),
            "marital_status": np.where(married, "married", np.where(age > 40, "divorced", "single")),
            "age": age,
            "education": np.array(EDUCATIONS, dtype=object)[education],
            "housing": np.array(("owner", "tenant", "with family"))[housing],
            "region": rng.choice(REGIONS, n, p=(0.2, 0.2, 0.25, 0.2, 0.15)),
            "channel": np.array(_CHANNELS)[channel],
            "income": income,
            "tenure_months": tenure,
            "n_products": products,
            "credit_limit": (limit / 500).round().astype(int) * 500,
        }
    )
    people["income"] = people["income"].where(rng.random(n) > 0.04 + 0.08 * (channel == 2)).astype("Int64")
    people["education"] = people["education"].where(rng.random(n) > 0.02)
    return people, base


def attribute_risk(income, education, housing, channel, tenure, age, day) -> np.ndarray:
    """What the attributes say of the risk, (n,): the rule that all simulated books share. Categories are codes."""
    return (
        -0.9 * (np.log(income) - 8.05)
        - 0.28 * (education - 1.2)
        - 0.5 * (housing == 0)
        + 0.45 * (channel == 2)
        - 0.006 * tenure
        + 0.25 * np.abs(age - 46) / 12
        + 0.10 * day / DAYS  # the newest accounts are a little worse: an out-of-time split shows it
    )


def log_odds_of_default(risk: np.ndarray, base: np.ndarray, momentum: float) -> np.ndarray:
    """Log-odds of default but for luck, (n,): the latest risk, its rise over half a year, and the attributes."""
    rise = risk[:, -3:].mean(axis=1) - risk[:, -9:-6].mean(axis=1)
    return 1.2 * risk[:, -3:].mean(axis=1) + momentum * rise + 0.8 * base


def latent_risk(base: np.ndarray, settings: CardBookSettings, rng: np.random.Generator) -> np.ndarray:
    """The moving risk z, (n, 12)."""
    risk = np.empty((len(base), SAMPLE_MONTHS))
    now = base + rng.normal(0, 0.6, len(base))
    for month in range(SAMPLE_MONTHS):
        now = (
            settings.memory * now
            + (1 - settings.memory) * base
            + rng.normal(0, settings.shock, len(base))
            + 1.2 * (rng.random(len(base)) < 0.012)  # a lost job, an illness
        )
        risk[:, month] = now
    return risk


def _months(risk: np.ndarray, limit: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repayment status, balance and payment, each (n, 12) integers.

    Status: -1 paid in full, 0 a part was paid, 1 to 8 months late.
    """
    n = len(risk)
    status, balance, payment = (np.zeros((n, SAMPLE_MONTHS), dtype=int) for _ in range(3))
    habit = rng.normal(0, 1, n)  # how much a person spends, whatever the risk
    owed = limit * logistic(-1.3 + 0.35 * risk[:, 0] + 0.8 * habit + rng.normal(0, 0.4, n))
    late = np.zeros(n, dtype=int)
    for month in range(SAMPLE_MONTHS):
        missed = rng.random(n) < logistic(-3.1 + 0.9 * risk[:, month] + 0.5 * (late > 0))
        in_full = ~missed & (rng.random(n) < logistic(0.1 - 0.8 * risk[:, month] - 0.6 * habit))
        late = np.where(missed, np.minimum(late + 1, MOST_LATE), np.where(in_full, 0, np.maximum(late - 2, 0)))
        part = np.clip(rng.gamma(2.0, 0.06, n) * np.exp(-0.35 * risk[:, month]), 0.02, 1)
        paid = np.where(missed, 0, np.where(in_full, owed, part * owed))
        spent = limit * 0.22 * np.exp(rng.normal(-0.5 + 0.22 * risk[:, month] + 0.4 * habit, 0.6, n))
        status[:, month] = np.where(in_full, -1, late)
        balance[:, month] = (owed / 10).round() * 10
        payment[:, month] = (paid / 10).round() * 10
        owed = np.clip(owed - paid + spent * ~missed + 0.02 * owed * ~in_full, 0, 1.2 * limit)
    return status, balance, payment


def _draw_defaults(log_odds: np.ndarray, settings: CardBookSettings, rng: np.random.Generator) -> np.ndarray:
    """The outcomes, (n,): those whose log-odds plus luck are highest, so that the bad rate is met."""
    fate = log_odds + settings.luck * rng.logistic(0, 1, len(log_odds))
    n_bad = round(settings.bad_rate * len(log_odds))
    default = np.zeros(len(log_odds), dtype=int)
    default[np.argsort(-fate, kind="stable")[:n_bad]] = 1
    return default


def logistic(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x)."""
    return 1 / (1 + np.exp(-x))


BANK_GOOD, BANK_BAD, BANK_MONTHS = 13_307, 2009, 6


def simulate_bank_book() -> pd.DataFrame:
    """A simulated book of the shape of a private bank's: 13,307 good and 2,009 bad accounts, 11 static columns.

    The newest 6 of the 12 simulated months are kept: 18 monthly columns, where the bank's book has 17. Same seed,
    same rows.

    NOTE[DIFF] The bank's data (Zhang et al. 2022, table 1) are private. Only the counts are theirs; figures on this
    book say nothing of the bank's.
    """
    n = BANK_GOOD + BANK_BAD
    frame = simulate_card_book(CardBookSettings(n_accounts=n, bad_rate=BANK_BAD / n, seed=2022))
    older = range(BANK_MONTHS, SAMPLE_MONTHS)
    return frame.drop(columns=[f"{name}_t-{back}" for name in ("status", "balance", "payment") for back in older])
