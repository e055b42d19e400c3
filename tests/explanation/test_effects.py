"""Effects of one input: closed forms, and what sets local effects apart from partial dependence."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import DataError
from creditviz.explanation.effects import effect_of


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 1, 2000)
    return pd.DataFrame({"x": x, "twin": x, "z": rng.uniform(0, 1, 2000)})


def test_a_line_is_drawn_as_it_is(rows):
    found = effect_of(lambda f: 0.1 + 0.3 * f["x"].to_numpy() + 0.2 * f["z"].to_numpy(), rows, "x")
    for drawn in (found.partial, found.local):
        np.testing.assert_allclose(np.diff(drawn), 0.3 * np.diff(found.grid), atol=1e-12)
    np.testing.assert_allclose(found.partial, 0.1 + 0.3 * found.grid + 0.2 * rows["z"].mean())
    np.testing.assert_allclose(
        found.lines - found.lines[:, :1], (0.3 * (found.grid - found.grid[0]))[None].repeat(40, 0)
    )
    assert found.lines.shape == (40, len(found.grid)) and len(found.values) == 2000


def test_local_effects_leave_out_what_no_account_is_like(rows):
    # x times its twin: local effects of each are half of x squared, partial dependence asks of twins that differ.
    found = effect_of(lambda f: f["x"].to_numpy() * f["twin"].to_numpy(), rows, "x", n_grid=60)
    np.testing.assert_allclose(found.local - found.local[0], (found.grid**2 - found.grid[0] ** 2) / 2, atol=0.01)
    np.testing.assert_allclose(found.partial, found.grid * rows["twin"].mean(), atol=1e-12)


def test_codes_and_gaps_are_no_amounts(rows):
    some = rows.head(100).copy()
    some.loc[:9, "x"], some.loc[10:14, "x"] = -9, np.nan
    found = effect_of(lambda f: f["x"].to_numpy(), some, "x", codes=(-9.0,))
    assert found.n_left_out == 15 and found.grid.min() >= 0
    with pytest.raises(DataError, match="two different amounts"):
        effect_of(lambda f: f["x"].to_numpy(), some.assign(x=1.0), "x")
