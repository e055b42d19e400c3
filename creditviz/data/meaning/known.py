"""Public data sets that are recognised by their columns, and what their documentation says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from creditviz.schema import DerivedChannel, Recipe, SequenceFeature, Value


@dataclass(frozen=True)
class KnownBook:
    """A data set whose meaning is documented.

    `roles` overrides the guess for single columns ("numeric", "categorical", "ignored", "identifier", "date");
    `codes` lists the documented values of a column, so that others can be reported. `groups` names the levels that
    papers read as one (column -> spelling -> name), for the encoding "plain".
    """

    name: str
    signature: frozenset[str]  # columns that together give it away
    targets: tuple[str, ...]  # spellings of the target's name
    bad: tuple[Value, ...]
    good: tuple[Value, ...]
    roles: Mapping[str, str] = field(default_factory=dict)
    sequences: tuple[SequenceFeature, ...] = ()
    derived: tuple[DerivedChannel, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    protected: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def target_in(self, columns: Iterable[str]) -> str | None:
        """The target's name as this table spells it."""
        there = set(columns)
        return next((name for name in self.targets if name in there), None)


def _roles(**columns: str) -> dict[str, str]:
    return {name: role for role, names in columns.items() for name in names.split()}


def _months(*names: str) -> tuple[str, ...]:
    return tuple(reversed(names))  # written newest first, kept oldest first


_TAIWAN_PAY = _months("PAY_0", *(f"PAY_{i}" for i in range(2, 7)))
TAIWAN = KnownBook(
    name="UCI Taiwan credit cards",
    signature=frozenset(("LIMIT_BAL", "PAY_0", "PAY_6", "BILL_AMT1", "PAY_AMT6")),
    targets=("default payment next month", "default.payment.next.month", "default_payment_next_month", "Y", "default"),
    bad=(1,),
    good=(0,),
    roles=_roles(numeric="LIMIT_BAL AGE", categorical="SEX EDUCATION MARRIAGE", identifier="ID"),
    sequences=(
        SequenceFeature("PAY", _TAIWAN_PAY, "code"),  # codes -2 to 8: no use, paid in full, revolving, months late
        SequenceFeature("BILL_AMT", _months(*(f"BILL_AMT{i}" for i in range(1, 7)))),
        SequenceFeature("PAY_AMT", _months(*(f"PAY_AMT{i}" for i in range(1, 7)))),
    ),
    derived=(DerivedChannel("BILL_TO_LIMIT", "BILL_AMT", "LIMIT_BAL"),),
    protected=("SEX", "MARRIAGE", "AGE"),
    labels={
        "LIMIT_BAL": "Credit limit", "SEX": "Sex", "EDUCATION": "Education", "MARRIAGE": "Marital status", "AGE": "Age",
        "PAY": "Repayment status", "BILL_AMT": "Bill", "PAY_AMT": "Payment", "BILL_TO_LIMIT": "Bill / limit",
        "default payment next month": "Default next month",
    },
    codes={"SEX": (1, 2), "EDUCATION": (1, 2, 3, 4), "MARRIAGE": (1, 2, 3)}
    | dict.fromkeys(_TAIWAN_PAY, (-1, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    groups={
        "EDUCATION": dict.fromkeys(("0", "5", "6"), "4"),  # undocumented codes are "others"
        "MARRIAGE": dict.fromkeys(("0", "2", "3"), "otherwise"),  # married or not
    },
)  # fmt: skip

_GERMAN_LABELS = {
    "duration": "Duration (months)",
    "age": "Age",
    "purpose": "Purpose",
    "foreign_worker": "Foreign worker",
}
GERMAN = KnownBook(
    name="German credit (Statlog)",
    signature=frozenset(("checking_status", "credit_history", "savings_status", "personal_status", "class")),
    targets=("class",),
    bad=(2, "bad"),
    good=(1, "good"),
    roles=_roles(numeric="duration credit_amount installment_rate residence_since age existing_credits num_dependents"),
    protected=("personal_status", "age", "foreign_worker"),
    labels=_GERMAN_LABELS | {"personal_status": "Sex and marital status", "credit_amount": "Credit amount"},
)

SOUTH_GERMAN = KnownBook(
    name="South German credit",
    signature=frozenset(("employment_duration", "personal_status_sex", "people_liable", "credit_risk")),
    targets=("credit_risk",),
    bad=(0, "bad"),
    good=(1, "good"),
    roles=_roles(
        numeric="duration amount age",
        categorical="status credit_history purpose savings employment_duration installment_rate personal_status_sex "
        "other_debtors present_residence property other_installment_plans housing number_credits job people_liable "
        "telephone foreign_worker",
    ),
    protected=("personal_status_sex", "age", "foreign_worker"),
    labels=_GERMAN_LABELS | {"personal_status_sex": "Sex and marital status", "amount": "Credit amount"},
)

GIVE_ME_SOME_CREDIT = KnownBook(
    name="Give Me Some Credit",
    signature=frozenset(("SeriousDlqin2yrs", "RevolvingUtilizationOfUnsecuredLines", "NumberOfTimes90DaysLate")),
    targets=("SeriousDlqin2yrs",),
    bad=(1,),
    good=(0,),
    roles=_roles(
        numeric="RevolvingUtilizationOfUnsecuredLines age NumberOfTime30-59DaysPastDueNotWorse DebtRatio MonthlyIncome "
        "NumberOfOpenCreditLinesAndLoans NumberOfTimes90DaysLate NumberRealEstateLoansOrLines "
        "NumberOfTime60-89DaysPastDueNotWorse NumberOfDependents",
        identifier="column_1 Id",
    ),
    protected=("age",),
    labels={"age": "Age", "MonthlyIncome": "Monthly income", "DebtRatio": "Debt ratio"},
)

CARD_FRAUD = KnownBook(
    name="ULB card fraud",
    signature=frozenset(("Time", "V1", "V14", "V28", "Amount", "Class")),
    targets=("Class",),
    bad=(1,),
    good=(0,),
    roles=_roles(numeric="Time Amount " + " ".join(f"V{i}" for i in range(1, 29))),
)

TIANCHI = KnownBook(
    name="Tianchi loans",
    signature=frozenset(("loanAmnt", "subGrade", "isDefault", "issueDate", "n14")),
    targets=("isDefault",),
    bad=(1,),
    good=(0,),
    roles=_roles(
        identifier="id",
        date="issueDate",
        ignored="earliesCreditLine",
        categorical="term grade subGrade employmentTitle employmentLength homeOwnership verificationStatus purpose "
        "postCode regionCode initialListStatus applicationType title",
        numeric="loanAmnt interestRate installment annualIncome dti delinquency_2years ficoRangeLow ficoRangeHigh "
        "openAcc pubRec pubRecBankruptcies revolBal revolUtil totalAcc " + " ".join(f"n{i}" for i in range(15)),
    ),
    labels={
        "loanAmnt": "Loan amount",
        "interestRate": "Interest rate",
        "annualIncome": "Annual income",
        "dti": "Debt / income",
        "ficoRange_mean": "FICO score",
        "all_installment": "All instalments",
        "rest_money": "Interest over the term",
        "rest_money_rate": "Interest / all instalments",
        "rest_revol": "Unused revolving credit",
        "end_year": "Year of the last instalment",
        "differ_areas_annual_mean": "Income against the region's mean",
        "avg_interestRate": "Mean interest rate of the subgrade",
    },
    recipes=(  # names of Zhang et al. 2023, table 1; NOTE[DIFF]: the paper prints no formulas, these are ours
        Recipe("ficoRange_mean", "middle", ("ficoRangeLow", "ficoRangeHigh")),
        Recipe("all_installment", "total-instalments", ("installment", "term")),
        Recipe("rest_money", "total-interest", ("installment", "term", "loanAmnt")),
        Recipe("rest_money_rate", "interest-share", ("installment", "term", "loanAmnt")),
        Recipe("rest_revol", "unused-line", ("revolBal", "revolUtil")),
        Recipe("end_year", "end-year", ("issueDate", "term")),
        Recipe("differ_areas_annual_mean", "difference-to-group-mean", ("annualIncome", "regionCode")),
        Recipe("avg_interestRate", "group-mean", ("interestRate", "subGrade")),
    ),
)

HOME_CREDIT = KnownBook(
    name="Home Credit",
    signature=frozenset(("SK_ID_CURR", "TARGET", "NAME_CONTRACT_TYPE", "DAYS_BIRTH", "EXT_SOURCE_2")),
    targets=("TARGET",),
    bad=(1,),
    good=(0,),
    roles=_roles(
        identifier="SK_ID_CURR",
        categorical="REGION_RATING_CLIENT REGION_RATING_CLIENT_W_CITY CODE_GENDER NAME_FAMILY_STATUS",
        numeric="CNT_CHILDREN CNT_FAM_MEMBERS HOUR_APPR_PROCESS_START DAYS_BIRTH DAYS_EMPLOYED OWN_CAR_AGE",
    ),
    protected=("CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS"),
    labels={
        "CODE_GENDER": "Sex", "DAYS_BIRTH": "Age (days before application)", "NAME_FAMILY_STATUS": "Marital status",
        "AMT_INCOME_TOTAL": "Income", "AMT_CREDIT": "Credit amount",
    },
)  # fmt: skip

SAMPLE_MONTHS = 12
SAMPLE = KnownBook(
    name="Sample credit-card book",
    signature=frozenset(("account", "application_date", "status_t-11", "balance_t-11", "payment_t-0", "default_12m")),
    targets=("default_12m",),
    bad=(1,),
    good=(0,),
    roles=_roles(
        identifier="account",
        date="application_date",
        categorical="sex marital_status education housing region channel",
        numeric="credit_limit age income tenure_months n_products",
    ),
    sequences=tuple(
        SequenceFeature(name, tuple(f"{name}_t-{back}" for back in range(SAMPLE_MONTHS - 1, -1, -1)), kind)
        for name, kind in (("status", "code"), ("balance", "numeric"), ("payment", "numeric"))
    ),
    derived=(DerivedChannel("balance_to_limit", "balance", "credit_limit"),),
    protected=("sex", "marital_status", "age"),
    labels={
        "credit_limit": "Credit limit", "age": "Age", "income": "Monthly income",
        "tenure_months": "Months with the bank",
        "n_products": "Other products", "sex": "Sex", "marital_status": "Marital status", "education": "Education",
        "housing": "Housing", "region": "Region", "channel": "Sales channel", "status": "Repayment status",
        "balance": "Balance", "payment": "Payment", "balance_to_limit": "Balance / limit",
        "default_12m": "Default within 12 months", "application_date": "Application date",
    },
)  # fmt: skip

SAMPLE_LOANS = KnownBook(
    name="Sample instalment loans",
    signature=frozenset(("contract", "purpose", "term_months", "status_t-11", "outstanding_t-0", "default_12m")),
    targets=("default_12m",),
    bad=(1,),
    good=(0,),
    roles=_roles(
        identifier="contract",
        date="application_date",
        categorical="sex marital_status education housing region channel purpose",
        numeric="age income customer_months other_loans loan_amount term_months interest_rate instalment",
    ),
    sequences=tuple(
        SequenceFeature(name, tuple(f"{name}_t-{back}" for back in range(SAMPLE_MONTHS - 1, -1, -1)), kind)
        for name, kind in (("status", "code"), ("outstanding", "numeric"), ("payment", "numeric"))
    ),
    protected=("sex", "marital_status", "age"),
    labels={
        "age": "Age", "income": "Monthly income", "customer_months": "Months as a customer",
        "other_loans": "Other loans", "loan_amount": "Loan amount", "term_months": "Term (months)",
        "interest_rate": "Interest rate (%)", "instalment": "Monthly instalment", "purpose": "Purpose", "sex": "Sex",
        "marital_status": "Marital status", "education": "Education", "housing": "Housing", "region": "Region",
        "channel": "Sales channel", "status": "Repayment status", "outstanding": "Outstanding amount",
        "payment": "Payment", "default_12m": "Default within 12 months", "application_date": "Application date",
    },
)  # fmt: skip

KNOWN_BOOKS = (
    SAMPLE,
    SAMPLE_LOANS,
    TAIWAN,
    GERMAN,
    SOUTH_GERMAN,
    GIVE_ME_SOME_CREDIT,
    CARD_FRAUD,
    TIANCHI,
    HOME_CREDIT,
)


def recognise(columns: Iterable[str]) -> KnownBook | None:
    """The public data set that has these columns, None if none has."""
    there = set(columns)
    return next((book for book in KNOWN_BOOKS if book.signature <= there), None)


def by_name(name: str) -> KnownBook | None:
    """The public data set of that name."""
    return next((book for book in KNOWN_BOOKS if book.name == name), None)
