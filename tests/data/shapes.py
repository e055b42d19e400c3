"""Small books in the shapes that real files have: 1,200 loans, 187 of them bad, written as they were met."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pandas as pd

N, N_BAD = 1200, 187


def loans(seed: int = 0) -> pd.DataFrame:
    """The plain book: numbers, a purpose, and the outcome `default` at the end."""
    rng = np.random.default_rng(seed)
    income = rng.lognormal(10.4, 0.4, N).round(2)
    fico = rng.integers(600, 820, N)
    risk = -np.log(income) * 1.2 - fico / 40 + rng.normal(0, 1, N)
    default = np.zeros(N, dtype=int)
    default[np.argsort(-risk)[:N_BAD]] = 1
    return pd.DataFrame(
        {
            "loan_id": np.arange(100_001, 100_001 + N),
            "amount": (rng.integers(40, 1600, N) * 25).astype(float),
            "term": rng.choice([36, 60], N),
            "rate": rng.normal(12, 4, N).clip(5, 30).round(2),
            "income": income,
            "emp_years": rng.integers(0, 12, N),
            "fico": fico,
            "purpose": rng.choice(["debt", "car", "house", "medical"], N, p=[0.42, 0.3, 0.17, 0.11]),
            "default": default,
        }
    )


def csv(frame: pd.DataFrame, **options: object) -> bytes:
    """As CSV."""
    return frame.to_csv(index=False, **options).encode()  # type: ignore[call-overload]


def ending(frame: pd.DataFrame, name: str, bad: object, good: object) -> pd.DataFrame:
    """The outcome under another name, in other words."""
    return frame.assign(default=np.where(frame["default"] == 1, bad, good)).rename(columns={"default": name})


def _outcome_spaces() -> bytes:
    frame = ending(loans(), "loan_status", "Rejected", "Approved")
    rng = np.random.default_rng(1)
    frame.insert(3, "self_employed", rng.choice(["Yes", "No", " Yes", " No"], N))
    frame["loan_status"] = np.where(rng.random(N) < 0.5, " ", "") + frame["loan_status"]
    return csv(frame.rename(columns={c: f" {c}" for c in frame.columns[1:]}))


def _creditability_first() -> bytes:
    frame = ending(loans(), "Creditability", 0, 1)
    rng = np.random.default_rng(1)
    frame.insert(1, "Personal_Status_Sex", rng.choice(["A91", "A92"], N))
    frame = frame[["Creditability", *(c for c in frame.columns if c != "Creditability")]]
    return csv(frame.assign(ForeignWorker=rng.choice([1, 2], N, p=[0.96, 0.04])))


def _riskperformance_first() -> bytes:
    frame = ending(loans(), "RiskPerformance", "Bad", "Good")
    return csv(frame[["loan_id", "RiskPerformance", *frame.columns[1:-1]]])


def _unmapped_statuses() -> bytes:
    frame = loans()
    rng = np.random.default_rng(1)
    bad = rng.choice(["Defaulted", "Chargedoff"], N)
    good = rng.choice(["Completed", "Past Due (1-15 days)", "Cancelled"], N, p=[0.93, 0.05, 0.02])
    frame["default"] = np.where(frame["default"] == 1, bad, good)
    return csv(frame.rename(columns={"default": "LoanStatus"}))


def _special_codes() -> bytes:
    rng = np.random.default_rng(1)
    months = rng.integers(0, 90, N)
    months = np.where(rng.random(N) < 0.3, rng.choice([-7, -8, -9], N, p=[0.6, 0.2, 0.2]), months)
    frame = loans().assign(fico=np.where(rng.random(N) < 0.05, -9, loans()["fico"]))
    frame.insert(1, "months_since_delinq", months)
    return csv(frame)


def _leak_text() -> bytes:
    frame, rng = loans(), np.random.default_rng(1)
    notes = np.array([f"collector {i}" for i in rng.integers(0, 100, N)], dtype=object)
    return csv(frame.assign(closing_note=np.where(frame["default"] == 1, notes, None)))


def _dated(write: Callable[[pd.Timestamp], str], first_of_month: bool) -> bytes:
    frame, rng = loans(), np.random.default_rng(1)
    days = pd.Timestamp("2012-01-01") + pd.to_timedelta(rng.integers(0, 1461, N), unit="D")
    days = [pd.Timestamp("2012-01-01"), pd.Timestamp("2015-12-01"), pd.Timestamp("2013-05-31"), *days[3:]]
    days = [day.replace(day=1) for day in days] if first_of_month else days
    frame.insert(1, "issue_d", [write(day) for day in days])
    return csv(frame)


def continental(values: pd.Series, pattern: str) -> list[str]:
    """1234.5 as 1.234,50 in the pattern."""
    return [pattern.format(f"{v:,.2f}".translate(str.maketrans(",.", ".,"))) for v in values]


def _eu_money() -> bytes:
    frame = loans()
    frame["amount"] = continental(frame["amount"], "{} €")
    frame["rate"] = [f"{v:.2f}".replace(".", ",") + "%" for v in frame["rate"]]
    frame["income"] = continental(frame["income"], "R$ {}")
    return csv(frame, sep=";")


def _money_parentheses() -> bytes:
    frame = ending(loans(), "MIS_Status", "CHGOFF", "P I F").assign(xx=np.arange(N) % 97 * 1.0)
    frame["amount"] = [f"${v:,.2f} " for v in frame["amount"]]
    frame["income"] = [f"(${v:,.2f})" if i % 50 == 0 else f"${v:,.2f}" for i, v in enumerate(frame["income"])]
    return csv(frame)


def _id_letters() -> bytes:
    frame = loans().rename(columns={"loan_id": "ID"}).astype({"ID": str})
    frame.loc[[4, 77, 800], "ID"] += "*"
    return csv(frame)


def zeros(frame: pd.DataFrame) -> pd.DataFrame:
    """Loan numbers of ten digits and branches of four, both with leading zeros."""
    rng = np.random.default_rng(2)
    frame = frame.assign(loan_id=[f"{v - 99_000:010d}" for v in frame["loan_id"]])
    frame.insert(1, "branch_code", [f"{v:04d}" for v in rng.choice([7, 11, 35, 102], len(frame))])
    return frame


def _one_word() -> bytes:
    frame = zeros(loans().head(200)).drop(columns="default").astype({"income": object})
    frame.loc[3, "income"] = "n.a."
    return csv(frame)


def _title_and_footer() -> bytes:
    frame = ending(loans(), "loan_status", "Charged Off", "Fully Paid")
    text = csv(frame).decode()
    return (
        "Notes offered by Prospectus (https://www.example.com/info/prospectus.action)\n" + text + "\n\n"
        "Total amount funded in policy code 1: 460296150\nTotal amount funded in policy code 2: 0\n"
    ).encode()


def _two_sheets() -> bytes:
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as writer:
        pd.DataFrame({"README": ["This book holds the loans of 2014.", "Ask the risk department."]}).to_excel(
            writer, sheet_name="README", index=False
        )
        loans().to_excel(writer, sheet_name="book", index=False)
    return stream.getvalue()


def _stata() -> bytes:
    stream = io.BytesIO()
    loans().rename(columns={"default": "bad"}).to_stata(stream, write_index=False)
    return stream.getvalue()


def _protected_portuguese() -> bytes:
    frame, rng = loans(), np.random.default_rng(1)
    frame.insert(1, "estado_civil", rng.choice(["casado", "solteiro"], N))
    frame.insert(1, "sexo", rng.choice(["F", "M"], N))
    frame.insert(1, "idade", rng.integers(19, 75, N))
    return csv(frame)


def _age144() -> bytes:
    frame, rng = loans(), np.random.default_rng(1)
    frame.insert(2, "person_emp_length", rng.integers(0, 20, N))
    frame.insert(2, "person_age", rng.integers(20, 70, N))
    frame.loc[[10, 500], "person_age"] = [144, 123]
    frame.loc[[30, 31], "person_emp_length"] = 123
    return csv(frame)


def _question_marks() -> bytes:
    frame = loans().astype({"income": object})
    frame.loc[np.random.default_rng(1).choice(N, 134, replace=False), "income"] = "?"
    return csv(frame)


def _blank_tail() -> bytes:
    return csv(zeros(loans().head(59)).drop(columns="default")) + b"\n\n"


SHAPES: dict[str, Callable[[], bytes]] = {
    "01_outcome_spaces.csv": _outcome_spaces,
    "02_creditability_first.csv": _creditability_first,
    "04_not_fully_paid.csv": lambda: csv(ending(loans(), "not.fully.paid", 1, 0)),
    "06_loan_status_yn.csv": lambda: csv(ending(loans(), "Loan_Status", "N", "Y")),
    "07_riskperformance_first.csv": _riskperformance_first,
    "09_mis_status.csv": lambda: csv(
        ending(loans(), "MIS_Status", "CHGOFF", "P I F")[["loan_id", "MIS_Status", *loans().columns[1:-1]]]
    ),
    "10_unmapped_statuses.csv": _unmapped_statuses,
    "11_special_codes.csv": _special_codes,
    "12_leak_text.csv": _leak_text,
    "14_us_first_of_month.csv": lambda: _dated(lambda d: f"{d.month}/{d.day}/{d.year}", True),
    "16_us_short_year.csv": lambda: _dated(lambda d: f"{d.month}/{d.day}/{d.year % 100}", False),
    "17_eu_money.csv": _eu_money,
    "19_money_parentheses.csv": _money_parentheses,
    "20_blank_between.csv": lambda: csv(loans()).replace(b"\n", b"\n\n"),
    "22_commas_end.csv": lambda: csv(loans()) + b",,,,,,,,\n" * 40,
    "23_id_letters.csv": _id_letters,
    "24_leading_zeros.csv": lambda: csv(zeros(loans())),
    "25_base.csv": lambda: csv(loans()),
    "26_score_one_word.csv": _one_word,
    "27_title_and_footer.csv": _title_and_footer,
    "29_two_sheets.xlsx": _two_sheets,
    "30_stata.dta": _stata,
    "32_protected_portuguese.csv": _protected_portuguese,
    "34_age144.csv": _age144,
    "36_question_marks.csv": _question_marks,
    "38_space_separated.txt": lambda: csv(loans(), sep=" "),
    "39_score_blank_tail.csv": _blank_tail,
}
