"""Every door sets the threads before a library starts its own, and --help needs none of them."""

import subprocess
import sys


def _told(program: str) -> str:
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={})
    return found.stdout.strip()


def test_threads_are_set_before_numpy_and_torch():
    program = "import creditviz, sys, os; print('numpy' in sys.modules, os.environ['OMP_WAIT_POLICY']); "
    program += "import threadpoolctl, numpy; print({p['num_threads'] for p in threadpoolctl.threadpool_info()})"
    assert _told(program).split("\n") == ["False passive", "{1}"]


def test_help_loads_no_library_of_numbers():
    program = "import creditviz.cli.commands, sys; "
    program += "print([m for m in ('numpy', 'pandas', 'sqlalchemy', 'pydantic', 'torch') if m in sys.modules])"
    assert _told(program) == "[]"
