"""What creditviz runs on: locked with sums, and under licences that a bank may use."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch"  # has builds for CPU and CUDA: installed alone, see docs/decisions.md
REFUSED = re.compile(r"\b(A?GPL|AFFERO|BUSL|SSPL|BUSINESS SOURCE|GENERAL PUBLIC|COMMONS CLAUSE)", re.I)
LESSER = re.compile(r"\bLGPL[\w.+-]*|\bLESSER GENERAL PUBLIC LICENSE\b", re.I)  # used as a library, which it allows
KNOWN = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|ISC|MPL|Mozilla|Zlib|CC0|HPND|Unlicense|L?GPL|Lesser|BSL-1", re.I
)
OF_TORCH = ("nvidia-", "cuda-")  # what its CUDA build brings: NVIDIA's own terms, installed by the user, never shipped
UNKNOWN = {  # metadata names no licence: what was read instead
    "skops": "LICENSE in the package: MIT",
}


def pins() -> dict[str, str]:
    """Package -> version, as requirements.txt has them."""
    lines = (line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines())
    found = [Requirement(line) for line in lines if line]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in found}


def locked() -> dict[str, tuple[str, int]]:
    """Package -> version, and how many sums it has."""
    found = {}
    for block in re.split(r"\n(?=[a-z])", (ROOT / "requirements.lock").read_text()):
        name = re.match(r"([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", block)
        if name:
            found[name[1]] = (name[2], block.count("--hash=sha256:"))
    return found


def installed() -> dict[str, str]:
    """Every package that creditviz needs on this machine -> what its metadata says of its licence."""
    found: dict[str, str] = {}
    todo = [
        Requirement(line.split("#")[0])
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line[:1].isalpha()
    ]
    seen = set()
    while todo:
        one = todo.pop()
        if (one.name, *one.extras) in seen:
            continue
        seen.add((one.name, *one.extras))
        try:
            about = distribution(one.name)
        except PackageNotFoundError:  # another platform's
            continue
        found[canonicalize_name(one.name)] = licence(about.metadata)
        for line in about.requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in one.extras or {""}):
                todo.append(needed)
    return found


def licence(metadata) -> str:
    """The expression, else the classifiers, else the first line of the text."""
    classes = [c.split("::")[-1].strip() for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    text = (metadata.get("License") or "").strip().splitlines()[:1]
    return metadata.get("License-Expression") or ", ".join(c for c in classes if c != "OSI Approved") or "".join(text)


def complaint(name: str, said: str) -> str:
    """Why a package may not be used; empty where it may."""
    said = UNKNOWN.get(name, said)
    if REFUSED.search(LESSER.sub("", said)):
        return f"{name} is under {said!r}, which creditviz may not be shipped with"
    return (
        ""
        if KNOWN.search(said)
        else f"{name} names no licence that is known ({said!r}): read it, write it into UNKNOWN"
    )


def test_every_runtime_package_is_under_a_licence_that_may_be_used():
    found = installed()
    assert len(found) > 60 and {"numpy", "streamlit", "psycopg", TORCH} <= set(found)
    assert [said for said in (complaint(*one) for one in found.items()) if said] == []


@pytest.mark.parametrize(
    "said",
    ["GPL-3.0-only", "GNU General Public License v3 (GPLv3)", "AGPL-3.0-or-later", "BUSL-1.1", "SSPL-1.0", "", "my own",
     "MIT AND GPL-2.0-only", "GNU Affero General Public License v3"],
)  # fmt: skip
def test_a_licence_that_binds_or_is_not_known_is_found(said):
    assert complaint("planted", said)


@pytest.mark.parametrize("said", ["MIT", "LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)", "BSL-1.0"])
def test_a_licence_that_may_be_used_is_left_alone(said):
    assert not complaint("planted", said)


def test_the_lock_has_every_pin_with_its_sums():
    lock, asked = locked(), pins()
    assert {name: lock[name][0] for name in asked if name != TORCH} == {n: v for n, v in asked.items() if n != TORCH}
    assert TORCH not in lock and all(sums for _, sums in lock.values())


def test_what_is_installed_is_what_is_locked():
    """Packages that torch alone needs are installed with it."""
    lock = locked()
    found = {name: distribution(name).version for name in installed() if name in lock}
    assert len(found) > 60 and found == {name: lock[name][0] for name in found}
