"""Whatever is changed behind creditviz's back is found and said; what creditviz does itself is not taken for that."""

import re
import sqlite3
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from creditviz.cli.commands import main
from creditviz.runs import Workspace
from creditviz.runs.keeping.verify import verify
from creditviz.runs.sums import keep_sums
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@pytest.fixture
def made(tmp_path):
    """Two runs with three decisions, a champion and files; the first has been deleted since."""
    workspace = Workspace.open(tmp_path)
    store = workspace.store
    gone, run = store.add_run(SPEC, name="gone"), store.add_run(SPEC, name="x")
    for author, value in (("Ana", 0.2), ("Bo", 0.1)):
        store.decide(gone.id, "cut-off", value, author=author, reason="capacity")
        store.decide(run.id, "cut-off", value, author=author, reason="capacity")
    store.decide(run.id, "sign-off", {"verdict": "approve"}, author="Cy")
    store.make_champion("b", run.id, reason="best", author="Ana")
    (workspace.run_folder(run.id) / "model.ubj").write_bytes(b"model")
    store.change_run(run.id, status="finished")
    keep_sums(workspace, run.id)
    store.delete_run(gone.id)

    def tamper(*statements):
        with sqlite3.connect(tmp_path / "creditviz.db") as connection:
            for statement in statements:
                connection.execute(statement)

    return SimpleNamespace(workspace=workspace, run=run.id, tamper=tamper)


def test_a_workspace_that_nobody_changed_is_whole(made):
    found = verify(made.workspace)
    assert found.faults == () and (found.decisions, found.files) == (4, 1) and found.entries == 10
    assert verify(made.workspace, noted=found.head[:12]).faults == ()


SWAP = tuple(
    f"UPDATE {table} SET {key} = {to} WHERE {key} = {of}"
    for table, key in (("chain", "number"), ("decisions", "id"))
    for of, to in ((4, -1), (2, 4), (-1, 2))
)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (("UPDATE chain SET who = 'Eve' WHERE number = 4",), "Entry 4 .* was changed"),
        (("UPDATE chain SET detail = '[]' WHERE number = 10",), "Entry 10 .* was changed"),
        (("DELETE FROM chain WHERE number = 4",), "Entry 4 of the audit log is gone"),
        (("DELETE FROM chain WHERE number IN (4, 5)",), "Entry 4 to 5 of the audit log is gone"),
        (("DELETE FROM chain WHERE number = 1",), "Entry 1 of the audit log is gone"),
        (("DELETE FROM chain WHERE number = 10",), "newest entries are gone"),
        (("DELETE FROM chain",), "newest entries are gone"),
        (SWAP[:3], "does not follow the one before"),
        (SWAP[3:], "changed, moved or added by hand"),
        (("UPDATE decisions SET value = '0.9' WHERE id = 4",), "by 'Bo', was changed"),
        (("UPDATE decisions SET author = 'Eve' WHERE id = 5",), "by 'Eve', was changed"),
        (("DELETE FROM decisions WHERE id = 5",), "changed or removed"),
        (("UPDATE champions SET reason = 'worst'",), r"\(champion\) .* was changed"),
        (("DELETE FROM champions",), "changed or removed"),
        (("UPDATE artifacts SET sha256 = 'x'",), "sums of the files .* were changed"),
        (("DELETE FROM artifacts",), "sums of the files .* were changed"),
    ],
)
def test_what_is_changed_removed_or_moved_is_found(made, statements, says):
    made.tamper(*statements)
    assert any(re.search(says, fault) for fault in verify(made.workspace).faults)


def test_a_decision_that_is_slipped_in_is_found(made):
    made.tamper(
        "INSERT INTO decisions (run, what, value, author, reason, at) "
        f"VALUES ('{made.run}', 'sign-off', '{{}}', 'Eve', '', 1.0)"
    )
    assert "by 'Eve'" in "".join(verify(made.workspace).faults)


def test_an_entry_whose_hash_was_made_anew_breaks_the_chain_after_it(made):
    from dataclasses import replace

    entry = replace(made.workspace.store.chain()[3], who="Eve")
    made.tamper(f"UPDATE chain SET who = 'Eve', hash = '{entry.expected_hash()}' WHERE number = 4")
    assert any("Entry 5 " in fault and "does not follow" in fault for fault in verify(made.workspace).faults)


def test_a_chain_that_was_written_anew_is_found_by_a_noted_head(made):
    head = verify(made.workspace).head
    emptied = [f"DELETE FROM {table}" for table in ("chain", "artifacts", "decisions", "champions")]
    made.tamper(*emptied, "UPDATE settings SET value = '0 ' WHERE key = 'chain_head'")
    made.workspace.store.note("exported", "x")
    assert verify(made.workspace).faults == ()
    assert "noted earlier" in "".join(verify(made.workspace, noted=head).faults)


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"other"), lambda file: file.unlink()])
def test_a_damaged_file_is_named(made, damage):
    damage(made.workspace.run_folder(made.run) / "model.ubj")
    assert f"model.ubj of run {made.run}" in "".join(verify(made.workspace).faults)


def test_the_command_exits_with_0_or_1_and_says_why(made, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(made.workspace.home))
    monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
    whole = CliRunner().invoke(main, ["verify"])
    assert whole.exit_code == 0 and "all as it was written" in whole.output
    made.tamper("DELETE FROM chain WHERE number = 4")
    broken = CliRunner().invoke(main, ["verify"])
    assert broken.exit_code == 1 and "Entry 4 of the audit log is gone" in broken.output
