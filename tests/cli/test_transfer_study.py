"""`transfer --study`: its keys are a contract."""

import json

import pytest

QUICK = ("--set", "n_epochs=1", "--compare", "source-only-xgboost", "--repeats", "1")


def test_known_outcomes_of_two_books(run, files):
    result = run("transfer", *files, *QUICK, "--study", "target-labels", "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert out["study"] == "target-labels" and out["rows"]["test"] == 100
    assert {"line", "at", "auc", "seeds"} == set(out["figures"][0])
    assert {"fdat", "source-only-xgboost", "target-logistic-regression"} <= {f["line"] for f in out["figures"]}
    assert any("1,000 outcomes" in name for name in out["failed"]), "400 training rows have no 1,000 outcomes"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--study", "target-labels"), "a transfer reads two books"),
        (("--study", "vote-weight", "--repeats", "0"), "repeats of the specification"),
        (("--study", "vote-weight", "--set", "n_epochs=0"), "n_epochs must be"),
    ],
)
def test_a_mistake_is_one_clear_line(run, arguments, says):
    result = run("transfer", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr and "Traceback" not in result.output
