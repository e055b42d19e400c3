"""Reads spoiled files one after the other in a process that may end: `python -m tests.fuzz.batch FOLDER FIRST`.

Says "N begin" and "N OUTCOME" on lines of their own, so that whoever waits knows which file ended it.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from creditviz.data.files.read_file import _bound, read_file
from creditviz.data.files.reading import land
from creditviz.data.guard.limits import Limits
from creditviz.exceptions import CreditVizError

LIMITS = Limits(memory_mb=1024, seconds=240, unpacked_mb=64, sheet_cells=1_000_000)


def outcome(content: bytes, name: str) -> str:
    """ "landed", "refused", or the exception that no user should see."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            land(io.BytesIO(content), name=name, folder=Path(folder), min_rows=1, read=read_file)
        except CreditVizError as mistake:
            return "refused" if "\n" not in str(mistake) else f"two lines: {mistake}"
        except BaseException as error:
            return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:300]}"
    return "landed"


def main() -> None:
    """Read the files of a folder, from one number on."""
    _bound(LIMITS)
    files = sorted(Path(sys.argv[1]).iterdir())
    for number in range(int(sys.argv[2]), len(files)):
        print(number, "begin", flush=True)
        print(number, outcome(files[number].read_bytes(), files[number].name.partition("-")[2]), flush=True)


if __name__ == "__main__":
    main()
