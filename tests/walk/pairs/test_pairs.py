"""Every two of model, sampler, protocol, book, preset, switch, command meet on the command line and end well."""

import random
import shutil

import pytest

from tests.walk.pairs.cases import FACTORS, cases, impossible, refused
from tests.walk.pairs.walk import refuse, walk
from tests.walk.seed import repeat, walk_seed

SAMPLE, REFUSED, PARTS = 14, 12, 24  # cases in `make test`; parts of the night


@pytest.fixture(scope="module")
def seed():
    print(repeat(walk_seed()))
    return walk_seed()


@pytest.fixture(scope="module")
def design(seed):
    return cases(seed)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def wanderings(chosen, home, folder, seed):
    """Walk every case; all that went wrong in one message."""
    wrong = []
    for row in chosen:
        try:
            walk(row, home, folder)
        except Exception as error:  # the walk goes on, so that a night finds all of it
            wrong.append(f"{type(error).__name__}: {error}")
        shutil.rmtree(home, ignore_errors=True)
    assert not wrong, f"{len(wrong)} of {len(chosen)} cases, {repeat(seed)}\n\n" + "\n\n".join(wrong)


@pytest.mark.parametrize("part", range(4))
def test_a_sample_of_cases_ends_well(part, design, home, tmp_path, seed):
    chosen = random.Random(seed).sample(design, SAMPLE)
    wanderings(chosen[part::4], home, tmp_path, seed)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_pair_ends_well(part, design, home, tmp_path, seed):
    wanderings(design[part::PARTS], home, tmp_path, seed)


def test_what_cannot_be_done_is_refused_before_a_run_begins(home, tmp_path, seed):
    rng, found = random.Random(seed), {}
    for _ in range(20_000):
        row = {name: rng.choice(levels) for name, levels in FACTORS.items()}
        row |= {"preset": "default", "sampler_preset": "default"}
        says = [] if impossible(row) else refused(row)
        if len(says) == 1:  # of two reasons, either may be said
            found.setdefault(says[0], row)
        if len(found) == REFUSED:
            break
    assert found
    for says, row in found.items():
        refuse(row, home, tmp_path, says)
