"""A workspace with a small book and finished runs, and pages without an engine behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview", "data", "balancing", "training", "transfer", "benchmark", "performance", "decision", "explanation",
    "scoring", "committee",
)  # fmt: skip


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory, sample_book) -> Path:
    """Home of a workspace: the sample book, two finished runs and their explanations."""
    from creditviz.runs import Workspace, jobs
    from creditviz.runs.books import add_book
    from creditviz.specification import ExplanationSpec, TrainingSpec

    workspace = Workspace(tmp_path_factory.mktemp("home"))
    book = add_book(workspace, sample_book, name="Sample credit cards")
    small = {"n_estimators": 20, "learning_rate": 0.3}
    for model, name, parameters in (
        ("logistic-regression", "Logistic regression", {}),
        ("xgboost", "XGBoost", small),
    ):
        spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters)
        run = jobs.run_here(workspace, spec, name=name)
        assert run.status == "finished", run.error
        explained = jobs.run_here(workspace, ExplanationSpec(run=run.id, n_rows=60), name=f"Explanation of {name}")
        assert explained.status == "finished", explained.error
    return workspace.home


@pytest.fixture
def open_page(monkeypatch):
    """`open_page("data", home)`: an AppTest of the page as a deep link would run it, without an engine."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr("creditviz.runs.jobs.start_engine", lambda workspace: None)
    monkeypatch.setattr("creditviz.ui.demo.begin", lambda workspace: None)

    def opened(page: str, home: Path) -> AppTest:
        monkeypatch.setenv("CREDITVIZ_HOME", str(home))
        monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
        return AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60).run()

    return opened
