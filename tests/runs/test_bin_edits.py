import pytest

from creditviz.exceptions import SpecificationError
from creditviz.results import ColumnBins, Step
from creditviz.runs import Workspace
from creditviz.runs.bin_edits import keep_step, load_edits, redo, undo

BINS = ColumnBins(edges=(1.0,)).to_plain()


def test_edits_outlive_the_app_and_are_undone_and_redone(tmp_path):
    workspace = Workspace(tmp_path)
    for number, feature in enumerate(("income", "age", "income")):
        keep_step(workspace, "book", "rows", Step(feature, f"step {number}", BINS, "A. Lima", "as the policy has it"))
    again = Workspace(tmp_path)
    found = load_edits(again, "book", "rows")
    assert [step.what for step in found.steps] == ["step 0", "step 1", "step 2"] and found.held == 3
    undo(again, "book", "rows")
    undo(again, "book", "rows")
    assert load_edits(again, "book", "rows").parameter("rows")["bins"] == {"income": BINS}
    redo(again, "book", "rows")
    assert set(load_edits(again, "book", "rows").newest) == {"income", "age"}
    keep_step(again, "book", "rows", Step("age", "new way", None, "B. Chen", "after all", left_out=True))
    redo(again, "book", "rows")  # what was undone is gone
    found = load_edits(again, "book", "rows")
    assert found.held == len(found.steps) == 3
    assert found.parameter("rows") == {"rows": "rows", "bins": {"income": BINS}, "left_out": ["age"]}
    assert load_edits(again, "book", "other rows").parameter("x") is None


def test_a_change_needs_a_name_and_a_reason_and_is_logged(tmp_path):
    workspace = Workspace(tmp_path)
    with pytest.raises(SpecificationError, match="a name and a reason"):
        keep_step(workspace, "book", "rows", Step("age", "merged", BINS, "A. Lima", " "))
    assert not load_edits(workspace, "book", "rows").steps
    keep_step(workspace, "book", "rows", Step("age", "merged", BINS, "A. Lima", "too few"))
    assert "changed bins" in {entry.what for entry in workspace.store.chain()}
