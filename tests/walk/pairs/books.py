"""Tiny books of every kind that a user brings: months, long, words, holes, few defaulters, told apart by one column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

N = 360
N_MONTHS = 4


@dataclass(frozen=True)
class Kind:
    """A kind of book and what it can serve."""

    make: Callable[[np.random.Generator], pd.DataFrame]
    ending: str = ".csv"
    options: tuple[str, ...] = ("--target", "bad")
    dated: bool = True  # has a date and a column that says train or test
    months: bool = False
    static: bool = True
    protected: bool = True
    identifier: str = "account"

    @property
    def outcome(self) -> dict[str, str]:
        """Option -> value of those that say what the outcome is."""
        said = dict(zip(self.options[::2], self.options[1::2], strict=True))
        return {name: value for name, value in said.items() if name not in ("--account", "--month")}


def _risk(rng: np.random.Generator, share: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """(how risky, whether bad) of N accounts; so many are bad."""
    risk = rng.normal(size=N)
    noisy = risk + rng.normal(size=N)
    return risk, (noisy > np.quantile(noisy, 1 - share)).astype(int)


def _account(rng: np.random.Generator) -> dict[str, object]:
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 700, N), "D")
    return {
        "account": np.arange(N) + 100_001,
        "application_date": days.strftime("%Y-%m-%d"),
        "sample": np.where(rng.random(N) < 0.3, "test", "train"),
    }


def _person(rng: np.random.Generator, risk: np.ndarray) -> dict[str, object]:
    return {
        "sex": rng.choice(["F", "M"], N),
        "age": rng.integers(18, 80, N),
        "income": np.exp(8 - 0.4 * risk + 0.3 * rng.normal(size=N)).round(2),
        "debt": np.exp(7 + 0.4 * risk + 0.3 * rng.normal(size=N)).round(),
        "region": rng.choice(["north", "south", "west"], N),
        "housing": np.where(rng.random(N) < 0.3 + 0.2 * (risk > 0), "tenant", "owner"),
    }


def _status(rng: np.random.Generator, risk: np.ndarray) -> dict[str, object]:
    return {
        f"status_t-{m}": np.clip(np.round(risk + rng.normal(size=N)), -1, 3).astype(int)
        for m in reversed(range(N_MONTHS))
    } | {f"balance_t-{m}": np.exp(6 + 0.3 * risk + 0.3 * rng.normal(size=N)).round() for m in reversed(range(N_MONTHS))}


def plain(rng: np.random.Generator) -> pd.DataFrame:
    """A row an account: person, income, debt."""
    risk, bad = _risk(rng)
    return pd.DataFrame({**_account(rng), **_person(rng, risk), "bad": bad})


def months(rng: np.random.Generator) -> pd.DataFrame:
    """Months beside static columns."""
    risk, bad = _risk(rng)
    return pd.DataFrame({**_account(rng), **_person(rng, risk), **_status(rng, risk), "bad": bad})


def months_alone(rng: np.random.Generator) -> pd.DataFrame:
    """Months and nothing else."""
    risk, bad = _risk(rng)
    return pd.DataFrame({**_account(rng), **_status(rng, risk), "bad": bad})


def long(rng: np.random.Generator) -> pd.DataFrame:
    """A row an account and month."""
    wide = months(rng)
    parts = []
    for m in range(N_MONTHS):
        part = wide[[c for c in wide if "_t-" not in c]].copy()
        part["month"] = (pd.Timestamp("2023-12-01") - pd.DateOffset(months=m)).strftime("%Y-%m-%d")
        parts.append(part.assign(status=wide[f"status_t-{m}"], balance=wide[f"balance_t-{m}"]))
    return pd.concat(parts, ignore_index=True)


def words(rng: np.random.Generator) -> pd.DataFrame:
    """Outcomes in words, one of them to be left out; ids that begin with zeros, commas and quotes in the cells."""
    frame = plain(rng).rename(columns={"bad": "loan status"})
    status = frame["loan status"].map({0: "Fully Paid", 1: "Charged Off"})
    frame["loan status"] = status.where(rng.random(N) > 0.05, "Current")
    frame["account"] = [f"{n:08d}" for n in range(N)]
    frame["region"] = rng.choice(["Åland, north", 'the "west"', "Süd; Ost", "日本"], N)
    return frame


def holes(rng: np.random.Generator) -> pd.DataFrame:
    """Missing cells, a constant, an empty column, a rare level, an outlier."""
    frame = plain(rng)
    for column in ("income", "debt", "region"):
        frame[column] = frame[column].where(rng.random(N) > 0.3)
    frame["branch"] = [f"branch {n}" for n in rng.integers(0, 90, N)]
    frame["currency"], frame["notes"] = "EUR", np.nan
    frame.loc[3, "debt"] = 1e12
    frame.loc[5, "housing"] = "caravan"
    return frame


def few_bad(rng: np.random.Generator) -> pd.DataFrame:
    """One in twelve is bad."""
    risk, bad = _risk(rng, 1 / 12)
    return pd.DataFrame({**_account(rng), **_person(rng, risk), "bad": bad})


def told_apart(rng: np.random.Generator) -> pd.DataFrame:
    """One column gives the outcome away."""
    frame = plain(rng)
    return frame.assign(score=np.where(frame["bad"] == 1, 200, 700) + rng.integers(0, 50, N))


def numbers(rng: np.random.Generator) -> pd.DataFrame:
    """Numbers alone, no date, no split, no id, nothing protected."""
    risk, bad = _risk(rng)
    columns = {f"x{i}": np.round(risk * (i < 2) + rng.normal(size=N), 3) for i in range(5)}
    return pd.DataFrame({**columns, "bad": bad})


def levels(rng: np.random.Generator) -> pd.DataFrame:
    """Categories alone."""
    risk, bad = _risk(rng)
    columns = {f"c{i}": np.where(risk + rng.normal(size=N) > 0, "a", rng.choice(["b", "c"], N)) for i in range(4)}
    return pd.DataFrame({**_account(rng), **columns, "bad": bad})


BARE = {"dated": False, "protected": False, "identifier": ""}
KINDS = {
    "plain": Kind(plain),
    "months": Kind(months, ".parquet", months=True),
    "months alone": Kind(months_alone, months=True, static=False, protected=False),
    "long": Kind(long, ".csv.gz", ("--target", "bad", "--account", "account", "--month", "month"), months=True),
    "words": Kind(
        words,
        ".xlsx",
        ("--target", "loan status", "--bad", "Charged Off", "--good", "Fully Paid", "--exclude", "Current"),
    ),
    "holes": Kind(holes),
    "few bad": Kind(few_bad),
    "told apart": Kind(told_apart),
    "numbers": Kind(numbers, **BARE),
    "levels": Kind(levels, protected=False),
}


def write_book(kind: str, folder: Path, *, draw: int = 7) -> Path:
    """The file of a kind of book, written once; another draw has other accounts."""
    made = KINDS[kind]
    path = folder / f"{kind.replace(' ', '_')}_{draw}{made.ending}"
    if not path.exists():
        write(made.make(np.random.default_rng(draw)), path)
    return path


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as its name says."""
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False)
