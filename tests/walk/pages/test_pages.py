"""Every page in every state of a workspace: whatever is done, no traceback, and two clicks do what one does."""

import pytest

from creditviz.ui.navigation import GROUPS
from tests.walk.pages.crawl import Crawl
from tests.walk.pages.meddling import MEDDLERS
from tests.walk.seed import repeat, walk_seed

PAGES = [key for pages in GROUPS.values() for key, _, _ in pages]
STATES = ("nothing", "book", "full", "twins")
SAMPLE, WHOLE = 12, 400  # page runs of a page in `make test`, and of a page and state at night


@pytest.fixture(scope="module")
def seed():
    print(repeat(walk_seed()))
    return walk_seed()


def whole(crawl, seed):
    """Fail with everything that a crawl has found."""
    different = dict.fromkeys(crawl.found)
    assert not different, f"{len(different)} found, {repeat(seed)}\n\n" + "\n\n".join(different)


@pytest.mark.parametrize("page", PAGES)
def test_a_sample_of_moves_breaks_nothing(page, prepared, use_home, seed):
    crawl = Crawl(prepared("light"), page, seed).walk(SAMPLE, use_home)
    assert len(crawl.done) > 3, "a page offers something to do"
    whole(crawl, seed)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_no_move_breaks_anything(state, page, prepared, use_home, seed):
    whole(Crawl(prepared(state), page, seed).walk(WHOLE, use_home), seed)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("meddler", MEDDLERS)
def test_what_somebody_else_deletes_meanwhile_breaks_nothing(meddler, page, prepared, use_home, seed):
    crawl = Crawl(prepared("full"), page, seed, meddle=MEDDLERS[meddler]).walk(WHOLE // 8, use_home)
    whole(crawl, seed)
