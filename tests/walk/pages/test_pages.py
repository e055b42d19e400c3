"""Every page in every state of a workspace: whatever is done, no traceback, and two clicks do what one does."""

import pytest

from creditviz.ui.navigation import GROUPS
from tests.walk.pages.crawl import Crawl
from tests.walk.pages.meddling import MEDDLERS
from tests.walk.seed import repeat, walk_seed

PAGES = [key for pages in GROUPS.values() for key, _, _ in pages]
STATES = {"nothing": 60, "book": 120, "full": 2500, "twins": 200}  # state -> page runs of a page at night, at most
SAMPLE, SHORT = 12, 50  # page runs of a page in `make test`, and at night after a meddler


@pytest.fixture(scope="module")
def seed():
    print(repeat(walk_seed()))
    return walk_seed()


def whole(crawl, seed):
    """Fail with everything that a crawl has found."""
    assert not crawl.found, f"{len(crawl.found)} found, {repeat(seed)}\n\n" + "\n\n".join(crawl.found)


@pytest.mark.parametrize("page", PAGES)
def test_a_sample_of_moves_breaks_nothing(page, prepared, use_home, seed):
    crawl = Crawl(prepared("light"), page, seed, use_home).walk(SAMPLE)
    assert len(crawl.done) > 3, "a page offers something to do"
    whole(crawl, seed)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_no_move_breaks_anything(state, page, prepared, use_home, seed):
    whole(Crawl(prepared(state), page, seed, use_home, begin=state == "full").walk(STATES[state]), seed)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("meddler", MEDDLERS)
def test_what_somebody_else_deletes_meanwhile_breaks_nothing(meddler, page, prepared, use_home, seed):
    whole(Crawl(prepared("full"), page, seed, use_home, meddle=MEDDLERS[meddler]).walk(SHORT), seed)
