"""SMOTE and its relatives against their definitions, and histories that stay histories."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from creditviz.exceptions import DataError, RunCancelled
from creditviz.sampling import SAMPLERS
from creditviz.sampling.neighbours import mixed_space, neighbours, voting
from creditviz.schema import SequenceFeature, TableSchema

KEYS = ("smote", "smote-nc", "borderline-smote", "adasyn")


def make(key, **parameters):
    return SAMPLERS[key].load()(**{"random_state": 0, **parameters})


def two_clouds(n_bad=60, seed=0):
    rng = np.random.default_rng(seed)
    X = np.r_[rng.normal(0, 1, (200, 2)), rng.normal(1.5, 1, (n_bad, 2))]
    return X, np.r_[np.zeros(200, int), np.ones(n_bad, int)]


def standardised(X):
    return (X - np.median(X, axis=0)) / X.std(axis=0)


def nearest(points, of, k):
    """Positions in `points` of the k nearest of each row `of`, itself left out, by brute force."""
    distance = np.linalg.norm(points[of][:, None] - points[None], axis=2)
    distance[np.arange(len(of)), of] = np.inf
    return np.argsort(distance, axis=1)[:, :k]


def distance_to_segments(point, starts, ends):
    along = ends - starts
    u = np.clip(((point - starts) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-300), 0, 1)
    return np.linalg.norm(starts + u[:, None] * along - point, axis=1).min()


def segments(X, y, seeds, k=5):
    bad = np.flatnonzero(y == 1)
    ends = bad[nearest(standardised(X)[bad], np.searchsorted(bad, seeds), k)]
    return np.repeat(X[seeds], k, axis=0), X[ends.ravel()]


@pytest.mark.parametrize("key", KEYS)
def test_a_new_account_lies_between_a_bad_one_and_one_of_its_five_nearest(key):
    X, y = two_clouds()
    sampler = make(key)
    table, _ = sampler.fit_resample(X, y)
    starts, ends = segments(X, y, np.flatnonzero(y == 1))
    for point in table[sampler.is_synthetic_]:
        assert distance_to_segments(point, starts, ends) < 1e-9


@pytest.mark.parametrize("key", ["smote", "smote-nc"])
def test_on_numbers_alone_it_is_imbalanced_learns_smote(key):
    from imblearn.over_sampling import SMOTE

    X, y = two_clouds()
    X = standardised(X)
    sampler = make(key)
    table, _ = sampler.fit_resample(X, y)
    theirs, _ = SMOTE(random_state=sampler._seed()).fit_resample(standardised(X), y)
    np.testing.assert_allclose(table[260:], theirs[260:] * X.std(axis=0) + np.median(X, axis=0), atol=1e-12)


def test_borderline_starts_from_accounts_in_danger_only():
    X, y = two_clouds()
    sampler = make("borderline-smote")
    table, _ = sampler.fit_resample(X, y)
    bad = np.flatnonzero(y == 1)
    n_good = (y[nearest(standardised(X), bad, 10)] == 0).sum(axis=1)
    danger = bad[(n_good >= 5) & (n_good < 10)]
    assert 0 < len(danger) < len(bad)
    starts, ends = segments(X, y, danger)
    for point in table[sampler.is_synthetic_]:
        assert distance_to_segments(point, starts, ends) < 1e-9


def test_adasyn_gives_each_account_its_rounded_share():
    X, y = two_clouds()
    sampler = make("adasyn", sampling_strategy={1: 200})
    _, labels = sampler.fit_resample(X, y)
    share = (y[nearest(standardised(X), np.flatnonzero(y == 1), 5)] == 0).mean(axis=1)
    expected = np.rint(140 * share / share.sum()).sum()
    assert (labels == 1).sum() == 60 + expected
    assert sampler.sampling_strategy_ == {1: expected}
    assert (
        sampler.notes_ == []
        if expected == 140
        else f"{expected:.0f} rows were made, 140 were asked" in sampler.notes_[0]
    )


def far_apart():
    rng = np.random.default_rng(0)
    return np.r_[rng.normal(0, 1, (100, 2)), rng.normal(50, 1, (20, 2))], np.r_[np.zeros(100, int), np.ones(20, int)]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("adasyn", "needs bad accounts with good ones among their 5 nearest, however there is none. Choose SMOTE"),
        ("borderline-smote", "none has at least half, but not all, good ones among its 10 nearest. Choose SMOTE"),
    ],
)
def test_a_book_without_a_border_is_one_sentence(key, sentence):
    with pytest.raises(DataError, match=sentence):
        make(key).fit_resample(*far_apart())


def test_borderline_needs_more_rows_than_neighbours():
    X, y = two_clouds(n_bad=20)
    with pytest.raises(DataError, match="at least 71 training rows, however: 70"):
        make("borderline-smote", m_neighbors=70).fit_resample(X[150:], y[150:])


def test_adasyn_whose_shares_round_to_nothing_says_so():
    X, y = two_clouds()
    sampler = make("adasyn", sampling_strategy={1: 61})
    table, _ = sampler.fit_resample(X, y)
    assert len(table) == len(X) and sampler.sampling_strategy_ == {1: 0}
    assert "0 rows were made, 1 were asked for" in sampler.notes_[0]


@pytest.mark.parametrize("key", KEYS)
def test_too_few_defaulters_name_the_sampler_and_a_way_out(key, book, schema):
    frame, y = book(n_bad=5)
    with pytest.raises(DataError, match="neighbours needs at least 6 defaulters in the training rows, however: 5"):
        make(key, schema=schema, sampling_strategy=0.4).fit_resample(frame, y)


@pytest.mark.parametrize("key", ["smote", "borderline-smote", "adasyn"])
def test_all_categories_of_a_new_account_come_from_one_real_defaulter(key, book, schema):
    frame, y = book(n=1000, n_bad=200)
    sampler = make(key, schema=schema)
    table, _ = sampler.fit_resample(frame, y)
    names = ["job", "region", "pay_1", "pay_2", "pay_3"]
    assert together(table[sampler.is_synthetic_], names) <= together(frame[y == 1], names)


@pytest.mark.parametrize("key", KEYS)
def test_a_status_history_is_one_that_a_real_defaulter_had(key, book, schema):
    frame, y = book(n=1000, n_bad=150)
    sampler = make(key, schema=schema)
    table, _ = sampler.fit_resample(frame, y)
    names = ["pay_1", "pay_2", "pay_3"]
    made, real = together(table[sampler.is_synthetic_], names), together(frame[y == 1], names)
    assert made <= real and len(made) > len(real) / 4
    assert len(real) < 125  # of the 125 possible ones: a vote month by month would leave them


def together(frame, names):
    return set(frame[names].astype("str").fillna("-").itertuples(index=False, name=None))


def test_missing_months_of_an_amount_go_together():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 3)), columns=["m_1", "m_2", "m_3"])
    frame.loc[rng.random(200) < 0.4, ["m_1", "m_2"]] = np.nan  # accounts that were opened in the third month
    schema = TableSchema(sequences=(SequenceFeature("m", ("m_1", "m_2", "m_3")),))
    y = np.r_[np.ones(40, int), np.zeros(160, int)]
    for key in KEYS:
        sampler = make(key, schema=schema)
        made = sampler.fit_resample(frame, y)[0][sampler.is_synthetic_]
        assert (made["m_1"].isna() == made["m_2"].isna()).all() and 0.1 < made["m_1"].isna().mean() < 0.7


def test_smote_keeps_the_share_of_missing_numbers(book, schema):
    frame, y = book(n=2000, n_bad=300)
    for key in KEYS:
        sampler = make(key, schema=schema)
        table, _ = sampler.fit_resample(frame, y)
        assert 0.05 < table[sampler.is_synthetic_]["income"].isna().mean() < 0.35


def test_the_vote_of_one_column_is_the_majority():
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, (50, 1))
    ballots = rng.integers(0, 50, (400, 5))
    elected = codes[voting.elect(codes, ballots, rng), 0]
    counts = np.stack([(codes[ballots][:, :, 0] == level).sum(axis=1) for level in range(3)], axis=1)
    assert (counts[np.arange(400), elected] == counts.max(axis=1)).all()
    tie = counts[:, 0] == 2
    tie &= counts[:, 1] == 2
    assert set(elected[tie]) == {0, 1}  # drawn, not always the first


def test_the_vote_on_histories_elects_the_one_most_alike_to_the_others():
    codes = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 1], [2, 2, 2]])
    elected = voting.elect(codes, np.array([[0, 1, 2, 3]] * 20), np.random.default_rng(0))
    assert set(elected) == {1}


def test_the_vote_is_the_same_in_small_blocks(monkeypatch):
    rng = np.random.default_rng(0)
    codes, ballots = rng.integers(0, 3, (50, 2)), rng.integers(0, 50, (300, 5))
    whole = voting.elect(codes, ballots, np.random.default_rng(1))
    monkeypatch.setattr(voting, "MOST_BALLOTS", 1000)
    np.testing.assert_array_equal(whole, voting.elect(codes, ballots, np.random.default_rng(1)))


def test_single_precision_makes_nearly_the_same_rows(book, schema, monkeypatch):
    frame, y = book()
    first, _ = make("smote", schema=schema).fit_resample(frame, y)
    monkeypatch.setattr(mixed_space, "MOST_CELLS", 0)
    second, _ = make("smote", schema=schema).fit_resample(frame, y)
    assert (first["pay_1"] == second["pay_1"]).all()
    np.testing.assert_allclose(first["bill_1"], second["bill_1"], rtol=1e-4, atol=1e-2)


def test_the_neighbour_search_is_scikit_learns(monkeypatch):
    X = np.random.default_rng(0).normal(size=(300, 20))
    theirs = NearestNeighbors(n_neighbors=6).fit(X)
    monkeypatch.setattr(neighbours, "PRODUCTS", 100_000)  # nineteen blocks
    checks = []
    ours = neighbours.stoppable(5, lambda: checks.append(1)).fit(X)
    np.testing.assert_array_equal(
        ours.kneighbors(X, return_distance=False), theirs.kneighbors(X, return_distance=False)
    )
    for a, b in zip(ours.kneighbors(X[:40]), theirs.kneighbors(X[:40]), strict=True):
        np.testing.assert_allclose(a, b)
    assert len(checks) == 19 + 3


@pytest.mark.parametrize("key", KEYS)
def test_a_sampler_can_be_stopped_while_it_looks_for_neighbours(key, book, schema):
    def progress(report):
        """Nothing to tell."""

    def check():
        raise RunCancelled("stopped")

    progress.check = check
    frame, y = book()
    before = frame.copy()
    with pytest.raises(RunCancelled):
        make(key, schema=schema).fit_resample(frame, y, on_epoch=progress)
    pd.testing.assert_frame_equal(frame, before)
