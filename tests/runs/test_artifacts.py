from dataclasses import dataclass, field

import numpy as np
import pytest

from creditviz.exceptions import DataError
from creditviz.progress import Checkpoint
from creditviz.results import AttentionResult, RunResult, ScoredRows
from creditviz.runs.artifacts import load_checkpoint, load_result, save_checkpoint, save_result


def rows(n: int, **more) -> ScoredRows:
    rng = np.random.default_rng(n)
    score = rng.random(n)
    return ScoredRows(np.arange(n), (rng.random(n) < 0.3).astype(np.int8), score, {"model": score / 2}, **more)


def test_a_run_result_comes_back_bit_for_bit(tmp_path):
    result = RunResult(
        rows(7, fold=np.zeros(7, dtype=np.int8)),
        rows(5),
        "model",
        {"train": 3},
        history=({"stage": "a", "epoch": 1, "loss": 0.25},),
        parameters={"depth": 4, "widths": [1, 2], "none": None},
        notes=("a sentence",),
        seconds=1.5,
        leaky=True,
    )
    save_result(result, tmp_path / "r.safetensors")
    back = load_result(RunResult, tmp_path / "r.safetensors")
    assert (back.history, back.parameters, back.notes) == (result.history, result.parameters, result.notes)
    assert (back.calibration, back.rows, back.seconds, back.leaky) == ("model", {"train": 3}, 1.5, True)
    for ours, theirs in ((result.test, back.test), (result.validation, back.validation)):
        assert np.array_equal(ours.y_score, theirs.y_score) and ours.y_score.dtype == theirs.y_score.dtype
        assert np.array_equal(ours.pd("model"), theirs.pd("model"))
    assert back.test.fold.tolist() == [0] * 7 and back.validation.fold is None


def test_an_array_that_may_be_missing_comes_back_missing(tmp_path):
    result = AttentionResult(np.arange(2), np.ones(2), np.ones(2), None, np.ones((2, 3)), ("a",), ("x", "y", "z"), 9)
    save_result(result, tmp_path / "a.safetensors")
    back = load_result(AttentionResult, tmp_path / "a.safetensors")
    assert back.temporal is None and back.spatial.shape == (2, 3) and back.position_names == ("x", "y", "z")


def test_a_checkpoint_keeps_arrays_of_every_kind(tmp_path):
    arrays = {"w/0": np.ones((2, 3), np.float32), "rng": np.arange(5, dtype=np.uint8), "empty": np.zeros((0, 2))}
    save_checkpoint(Checkpoint("network", 3, arrays, {"best": 0.5, "names": ["a"]}), tmp_path)
    back = load_checkpoint(tmp_path)
    assert (back.stage, back.epoch, back.meta) == ("network", 3, {"best": 0.5, "names": ["a"]})
    assert all(np.array_equal(back.arrays[k], v) and back.arrays[k].dtype == v.dtype for k, v in arrays.items())
    assert load_checkpoint(tmp_path / "nowhere") is None


def test_a_damaged_file_is_one_clear_sentence(tmp_path):
    path = tmp_path / "r.safetensors"
    path.write_bytes(b"not what it should be")
    with pytest.raises(DataError, match="cannot be read"):
        load_result(RunResult, path)
    with pytest.raises(DataError, match="cannot be read"):
        load_result(RunResult, tmp_path / "missing.safetensors")


def test_a_write_that_fails_leaves_the_earlier_file(tmp_path):
    @dataclass(frozen=True)
    class Bad:
        value: object = field(default_factory=object)

    path = tmp_path / "r.safetensors"
    save_result(rows(3), path)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        save_result(Bad(), path)
    assert path.read_bytes() == before


def test_one_flipped_bit_is_seen(tmp_path):
    """In the arrays as in the JSON: a checkpoint is gone on from as it was written, or not at all."""
    save_checkpoint(
        Checkpoint("network", 3, {"w": np.linspace(0, 1, 50), "empty": np.zeros((0, 2))}, {"a": 1.5}), tmp_path
    )
    path = tmp_path / "checkpoint.safetensors"
    whole = path.read_bytes()
    for place in (whole.index(b"1.5"), whole.index(b"network"), len(whole) - 9, len(whole) - 300):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DataError, match="cannot be read"):
            load_checkpoint(tmp_path)
    path.write_bytes(whole)
    assert load_checkpoint(tmp_path).meta == {"a": 1.5}


def test_a_result_of_an_older_version_has_no_sum_and_is_read(tmp_path):
    from safetensors import safe_open
    from safetensors.numpy import save_file

    save_result(rows(5), tmp_path / "new.safetensors")
    with safe_open(tmp_path / "new.safetensors", framework="numpy") as file:
        arrays, body = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()["json"]
    save_file(arrays, tmp_path / "old.safetensors", metadata={"json": body})
    assert load_result(ScoredRows, tmp_path / "old.safetensors").y_true.tolist() == rows(5).y_true.tolist()
