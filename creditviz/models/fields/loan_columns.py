"""Which columns describe the borrower and which the loan: a declared rule, for models that tell the two apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")  # of a column name, also inside camel case
BORROWER_WORDS = ("income", "salary", "wage", "age")
LOAN_STEMS = (
    "loan", "amount", "amt", "limit", "bal", "term", "duration", "interest", "rate", "instalment", "installment",
    "annuity", "grade", "purpose", "issue", "price", "goods", "product", "contract", "collateral", "guarant",
)  # fmt: skip


def is_loan_column(name: str) -> bool:
    """Whether a static column describes the loan: a word of its name begins like one of `LOAN_STEMS`.

    >>> [is_loan_column(name) for name in ("LIMIT_BAL", "loanAmnt", "subGrade", "EDUCATION", "AMT_INCOME_TOTAL")]
    [True, True, True, False, False]
    """
    words = [word.lower() for word in WORD.findall(name)]
    return not any(word in BORROWER_WORDS for word in words) and any(word.startswith(LOAN_STEMS) for word in words)


def borrower_and_loan(n_columns: int, n_static: int, names: Sequence[str] | None) -> tuple[list[int], list[int], str]:
    """Columns of the borrower, columns of the loan, and one sentence that says how they were told apart.

    Months are the loan's. Static columns go by their names; where that leaves a side empty, or there are no names,
    every second column is taken for the loan's.

    Parameters
    ----------
    n_columns, n_static : of the matrix; columns from `n_static` on are months.
    names : raw column names behind the static columns (more are not looked at), or None.
    """
    named = list(names or ())[:n_static]
    loan = [i for i, name in enumerate(named) if is_loan_column(name)] + list(range(n_static, n_columns))
    borrower = sorted(set(range(n_columns)) - set(loan))
    if names is not None and borrower and loan:
        shown = ", ".join(dict.fromkeys(named[i] for i in borrower))
        return borrower, loan, f"The borrower is described by {shown}; the loan by all other columns."
    halves = list(range(0, n_columns, 2)), list(range(1, n_columns, 2)) or [0]
    return *halves, "Names do not tell the borrower from the loan: every second column was taken for the loan's."
