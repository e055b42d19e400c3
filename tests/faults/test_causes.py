"""Each cause has its own true sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pyarrow as pa
import pytest
from safetensors import SafetensorError

from creditviz.exceptions import CreditVizError, DataError
from creditviz.runs.causes import DISK_FULL, GPU_MEMORY, LIMIT, MEMORY, sentence_of, sentence_of_exit
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.work.gpu_memory import half_batch
from creditviz.runs.worker import carry_out
from creditviz.specification import TrainingSpec

resource = pytest.importorskip("resource", reason="a limit of memory needs a POSIX system")


class OutOfMemoryError(RuntimeError):
    """What torch calls it, without a GPU."""


def wrapped(error):
    try:
        raise DataError("a file must be readable") from error
    except DataError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), DISK_FULL),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), DISK_FULL),
        (SafetensorError("I/O error: No space left on device (os error 28)"), DISK_FULL),
        (wrapped(OSError(errno.ENOSPC, "x")), DISK_FULL),
        (MemoryError(), MEMORY),
        (pa.ArrowMemoryError("malloc of size 64 failed"), MEMORY),
        (RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"), MEMORY),
        (RuntimeError("can't start new thread"), LIMIT),
        (OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), GPU_MEMORY),
        (CreditVizError("a user's mistake"), "a user's mistake"),
        (ValueError("our own mistake"), None),
    ],
)
def test_an_error_is_told_by_its_cause(error, sentence):
    assert sentence_of(error) == sentence


@pytest.mark.parametrize(
    ("code", "kills", "words"),
    [(-9, 1, "because memory ran out"), (-9, 0, "most likely because memory"), (-11, 0, "SIGSEGV"), (-6, 0, "SIGABRT"),
     (1, 0, "exit code 1"), (74, 0, "disk of the workspace is full"), (75, 0, "could not be written")],
)  # fmt: skip
def test_an_exit_is_told_by_its_code(code, kills, words):
    assert words in sentence_of_exit(code, memory_kills=kills)


@pytest.mark.nightly  # the sentences themselves are told by the test of causes above
def test_a_run_that_meets_the_limit_of_its_memory_ends_with_a_sentence(quiet):
    """The one command of a run, in a process that may take 60 MB more than it has at its start."""
    run = quiet.workspace.store.add_run(quiet.specification("random-forest"), name="x")
    script = (
        "import resource, sys, pathlib, sklearn.ensemble, creditviz.runs.work.training, creditviz.experiment.training;"
        "from creditviz.runs.worker import main;"
        "now = int(pathlib.Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (now + 60_000_000,) * 2);"
        "sys.exit(main(sys.argv[1:]))"
    )
    words = ["--home", str(quiet.workspace.home), "--run", run.id, "--attempt", run.attempt]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    ended = quiet.workspace.store.run(run.id)
    assert ended.status == "failed" and ended.error in (MEMORY, LIMIT), ended.error
    assert done.returncode == 0, done.stderr


@pytest.fixture
def full_gpu(monkeypatch):
    """`full_gpu(96)`: a GPU that has room for batches of so many rows and no more; what was tried is returned."""
    from creditviz.experiment import training

    tried, real = [], training.train_model

    def limit(most):
        def train_model(spec, *arguments, **named):
            tried.append(spec.parameters["batch_size"])
            if tried[-1] > most:
                raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return real(spec, *arguments, **named)

        monkeypatch.setattr(training, "train_model", train_model)
        return tried

    return limit


def network(desk):
    spec = desk.specification("mlp", n_epochs=2, batch_size=128)
    return desk.workspace.store.add_run(spec, name="x")


def test_a_full_gpu_is_tried_once_with_half_the_batch_and_the_specification_says_so(quiet, full_gpu):
    tried, run = full_gpu(64), network(quiet)
    assert carry_out(quiet.workspace, run.id, run.attempt) == "finished", quiet.workspace.store.run(run.id).error
    assert tried == [128, 64]
    assert quiet.workspace.store.run(run.id).specification.parameters["batch_size"] == 64
    assert any("begun again with 64" in text for _, text in quiet.workspace.store.events(run.id))
    assert load_run_result(quiet.workspace, run.id)


def test_a_gpu_that_stays_full_is_a_sentence(quiet, full_gpu):
    tried, run = full_gpu(16), network(quiet)
    assert carry_out(quiet.workspace, run.id, run.attempt) == "failed"
    assert tried == [128, 64] and quiet.workspace.store.run(run.id).error == GPU_MEMORY


@pytest.mark.parametrize("batch", [None, 63, 1])
def test_what_has_no_batch_to_halve_is_left_alone(batch):
    parameters = {} if batch is None else {"batch_size": batch}
    spec = TrainingSpec(book="b", schema_hash="s", model="mlp", parameters=parameters)
    assert half_batch(spec) is None


def test_a_worker_killed_while_it_writes_leaves_no_half_file_and_the_run_goes_on(quiet):
    """`kill -9` between the first and the last byte of a result."""
    from creditviz.runs.engine import jobs
    from creditviz.runs.liveness import sweep

    run = quiet.workspace.store.add_run(quiet.specification(), name="x")
    script = (
        "import os, signal, sys; import creditviz.runs.artifacts as a\n"
        "def cut(arrays, path, metadata):\n"
        "    open(path, 'wb').write(b'half'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "a.save_file = cut\n"
        "from creditviz.runs.worker import main; main(sys.argv[1:])"
    )
    words = ["--home", str(quiet.workspace.home), "--run", run.id, "--attempt", run.attempt]
    assert subprocess.run([sys.executable, "-c", script, *words], check=False).returncode == -9
    assert not (quiet.workspace.run_folder(run.id) / "result.safetensors").exists()
    sweep(quiet.workspace)
    assert quiet.workspace.store.run(run.id).status == "failed"
    assert jobs.resume(quiet.workspace, run.id, here=True).status == "finished"
    assert load_run_result(quiet.workspace, run.id)
