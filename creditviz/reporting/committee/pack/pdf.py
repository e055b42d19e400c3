"""A pack as PDF, printed by the Chromium that is installed; where there is none, a sentence says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from creditviz.data.files.whole_file import whole_or_nothing
from creditviz.exceptions import DataError, SpecificationError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHOICE = "CREDITVIZ_CHROMIUM"
LONGEST = 120  # seconds
QUIET = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--no-pdf-header-footer", "--run-all-compositor-stages-before-draw", "--virtual-time-budget=20000",
)  # fmt: skip


def find_chromium() -> str | None:
    """Path of an installed Chromium or Chrome; `CREDITVIZ_CHROMIUM` names another one. None where there is none."""
    chosen = os.environ.get(CHOICE)
    if chosen:
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None)


def write_pdf(pack: Path, out: Path) -> None:
    """Print a pack.

    Parameters
    ----------
    pack : the HTML file.
    out : where the PDF goes, ending in .pdf; written whole or not at all.

    Raises
    ------
    SpecificationError
        `out` does not end in .pdf.
    DataError
        There is no Chromium, it failed or took longer than two minutes, or the folder cannot be written.
    """
    check_pdf_name(out)
    browser = find_chromium()
    if browser is None:
        raise DataError(
            "a PDF is printed by an installed Chromium or Chrome, however none was found. Install one, name it in "
            f"{CHOICE}, or open the HTML in a browser and print it there."
        )
    with tempfile.TemporaryDirectory(prefix="creditviz-pdf-") as scratch:
        printed = Path(scratch) / "pack.pdf"
        _print(browser, pack, printed, Path(scratch))
        try:
            with whole_or_nothing(out) as partial:
                shutil.copyfile(printed, partial)
        except OSError as error:
            raise DataError(
                f"a PDF is written into a folder that can be written, however: {error.strerror}. Choose another place."
            ) from error


def check_pdf_name(out: Path) -> None:
    """Raise `SpecificationError` unless the name ends in .pdf."""
    if out.suffix.lower() != ".pdf":
        raise SpecificationError(f"a PDF is written to a name that ends in .pdf, however: {out.name!r}. Correct it.")


def _print(browser: str, pack: Path, printed: Path, scratch: Path) -> None:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = [
        browser, *QUIET, *(["--no-sandbox"] if root else []), f"--user-data-dir={scratch / 'profile'}",
        f"--print-to-pdf={printed}", f"{pack.resolve().as_uri()}#print",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False, cwd=scratch)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DataError(f"{_failed(browser)} ({error}). Open the HTML in a browser and print it there.") from error
    if done.returncode or not printed.exists() or not printed.stat().st_size:
        said = (done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
        raise DataError(f"{_failed(browser)} ({said[:200]}). Open the HTML in a browser and print it there.")


def _failed(browser: str) -> str:
    return f"a PDF is printed by a browser, however {browser} could not"
