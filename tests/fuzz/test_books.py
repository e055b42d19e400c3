"""Books that nobody has seen, from the file to the figures: a run, or one sentence."""

import io
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditviz.data.book import read_frame
from creditviz.data.checks.findings import check_book
from creditviz.data.meaning.changes import change_schema
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import CreditVizError
from creditviz.experiment.summary import summarise
from creditviz.experiment.training import check, train_model
from creditviz.specification import TrainingSpec, make_specification
from tests.data.books import land_here

NAMES = st.one_of(
    st.sampled_from(["age", "sex", "date", "id", "PAY_0", "PAY_2", "x_t-1", "x_t-0", "amount", "Höhe", "a b", "label"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12),
)
EXTREMES = (0.0, -0.0, 1e-320, 1e300, -1e300, 1e15, 0.1, -5.0)
WORDS = ("a", "b", "", "NA", "=1", "0", "ü" * 40, "yes", " ", "1,5", "2024-13-40")
OUTCOMES = (
    [0, 1], [1, 2], ["good", "bad"], ["Y", "N"], [True, False], [0, 1, 2], [0], ["paid", "default", "open"],
    [0.0, 1.0, None],
)  # fmt: skip


def column(kind: str, rng: np.random.Generator, n: int) -> list:
    """A column of some kind, as it stands in a file."""
    kinds = {
        "numbers": lambda: rng.normal(size=n).tolist(),
        "extremes": lambda: rng.choice(EXTREMES, n).tolist(),
        "codes": lambda: rng.integers(0, 4, n).tolist(),
        "huge": lambda: [int(v) * 10**12 for v in rng.integers(0, 10**9, n)],
        "running": lambda: list(range(n)),
        "words": lambda: rng.choice(WORDS, n).tolist(),
        "texts": lambda: [f"text {v}" for v in rng.integers(0, n, n)],
        "dates": lambda: [str(d) for d in np.datetime64("2020-01-01") + rng.integers(0, 900, n)],
        "months": lambda: [str(d)[:7] for d in np.datetime64("2020-01-01") + rng.integers(0, 900, n)],
        "constant": lambda: [7] * n,
        "empty": lambda: [None] * n,
        "sparse": lambda: [v if r < 0.05 else None for v, r in zip(rng.normal(size=n), rng.random(n), strict=True)],
        "dressed": lambda: [f"{v:.1f}%" for v in rng.random(n) * 100],
    }
    return kinds[kind]()


KINDS = ("numbers", "extremes", "codes", "huge", "running", "words", "texts", "dates", "months", "constant", "empty",
         "sparse", "dressed")  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> tuple[pd.DataFrame, str, dict]:
    """A book, the name of its outcome, and what a run asks for."""
    n = draw(st.sampled_from((50, 60, 120, 300)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    names = draw(st.lists(NAMES, min_size=len(kinds) + 1, max_size=len(kinds) + 1, unique_by=str.strip))
    outcome = draw(st.sampled_from(OUTCOMES))
    share = draw(st.sampled_from((0.02, 0.2, 0.5)))
    p = [1 - share, *([share / max(len(outcome) - 1, 1)] * (len(outcome) - 1))] if len(outcome) > 1 else [1]
    frame = pd.DataFrame(
        {name: column(kind, rng, n) for name, kind in zip(names[1:], kinds, strict=True)}, dtype=object
    )
    frame.insert(draw(st.integers(0, len(kinds))), names[0], [outcome[i] for i in rng.choice(len(outcome), n, p=p)])
    asked = {
        "protocol": draw(st.sampled_from(("holdout", "holdout", "kfold", "out-of-time", "given"))),
        "use_protected": draw(st.booleans()),
        "test_share": draw(st.sampled_from((0.05, 0.3, 0.9))),
    }
    return frame, names[0], asked


def walk(frame: pd.DataFrame, target: str, asked: dict) -> str:
    """From the file to the figures; returns where the road ended."""
    with tempfile.TemporaryDirectory() as folder:
        content = frame.to_csv(index=False).encode()
        landed = land_here(io.BytesIO(content), name="book.csv", folder=Path(folder))
        read = read_frame(landed.path)
    schema, _ = infer_schema(read, name="book")
    check_book(read, schema)
    if schema.target is None:
        schema = change_schema(schema, read, target=target.strip())
        check_book(read, schema)
    spec = make_specification(
        TrainingSpec, book="b", schema_hash=schema.hash, model="logistic-regression", folds=2, device="cpu", **asked
    )
    check(spec, read, schema)
    result = train_model(spec, read, schema).result
    summary = summarise("r", spec, result)
    json.dumps(summary)
    assert np.isfinite(result.test.y_score).all() and ((result.test.y_score >= 0) & (result.test.y_score <= 1)).all()
    return "judged"


def one_road(book: tuple[pd.DataFrame, str, dict]) -> None:
    try:
        walk(*book)
    except CreditVizError as mistake:
        assert str(mistake).strip() and "\n" not in str(mistake)


@settings(max_examples=15, derandomize=True, suppress_health_check=list(HealthCheck))
@given(books())
def test_a_book_is_judged_or_refused_in_one_sentence(book):
    one_road(book)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
@settings(max_examples=1000, suppress_health_check=list(HealthCheck), print_blob=True)
@given(books())
def test_a_thousand_books_are_judged_or_refused_in_one_sentence(book):
    one_road(book)


def test_the_road_leads_to_the_end():
    """Else every book would be refused, and nothing would be tested."""
    rng = np.random.default_rng(0)
    amount = rng.normal(size=300)
    frame = pd.DataFrame({"amount": amount, "sex": rng.integers(1, 3, 300), "bad": (amount > 0.8).astype(int)})
    assert walk(frame, "bad", {"protocol": "holdout", "use_protected": False, "test_share": 0.3}) == "judged"
