"""Attention that is asked by the static columns: what it may depend on, and what its ablations change."""

import numpy as np
import pytest
import torch

from creditviz.explanation.attention import attention, spatial_profile, temporal_profile
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.network_classifier import NO_MONTHS, NO_STATIC
from creditviz.networks.scores.attention_bilstm import QueriedAttention
from creditviz.results import Layout
from creditviz.schema import TableSchema
from tests.models.books import LAYOUT, book


def fitted(rows=None, **more):
    entry = MODELS["attention-bilstm"]
    settings = {**entry.tiny, "n_epochs": 3, "batch_size": 64, "random_state": 0, **LAYOUT, **more}
    return entry.load()(**settings).fit(*(rows or book()), eval_set=[rows or book(seed=1)])


def test_it_learns_from_static_columns_and_months():
    X, y = book(seed=2)
    assert auc(y, fitted(n_epochs=20).predict_proba(X)[:, 1]) > 0.8


@pytest.mark.parametrize("direction", ["both", "forward"])
@pytest.mark.parametrize("asks", ["static", "plain", "none"])
def test_every_ablation_fits_and_says_where_it_looked(direction, asks):
    model = fitted(direction=direction, attention=asks, n_epochs=1)
    months, static = model.attention_weights(book(seed=2)[0])
    assert static is None and (months is None) == (asks == "none")
    if months is not None:
        assert months.shape == (300, 4) and (months >= 0).all()
        np.testing.assert_allclose(months.sum(1), 1.0, atol=1e-12)
    branch = model.networks_[0].months
    assert branch.lstm.bidirectional == (direction == "both") and branch.d_out == (16 if direction == "both" else 8)


def test_only_the_queried_attention_sees_who_the_customer_is():
    """Two customers with the same months: plain attention weighs them alike, queried attention need not."""
    X, _ = book(seed=2)
    X[:, 3:] = X[0, 3:]
    spread = {a: fitted(attention=a).attention_weights(X)[0].std(0).max() for a in ("static", "plain")}
    assert spread["plain"] < 1e-12 < 1e-4 < spread["static"]


def test_the_queried_attention_is_the_additive_form():
    torch.manual_seed(0)
    block = QueriedAttention(6, 3, 5).double()
    h, q = torch.randn(7, 4, 6).double(), torch.randn(7, 3).double()
    W_h, b, W_q, v = (
        p.detach().numpy() for p in (block.hidden.weight, block.hidden.bias, block.query.weight, block.context.weight)
    )
    energy = np.tanh(h.numpy() @ W_h.T + (q.numpy() @ W_q.T)[:, None] + b) @ v[0]
    wanted = np.exp(energy) / np.exp(energy).sum(1, keepdims=True)
    np.testing.assert_allclose(block(h, q).detach().numpy(), wanted, rtol=1e-12)


def test_an_account_does_not_depend_on_the_accounts_beside_it():
    model, (X, _) = fitted(), book(seed=2)
    order = np.random.default_rng(0).permutation(len(X))
    for look in (lambda rows: model.attention_weights(rows)[0], lambda rows: model.predict_proba(rows)[:, 1]):
        whole = look(X)
        np.testing.assert_allclose(look(X[order]), whole[order], atol=1e-12)
        np.testing.assert_allclose(look(X[:1]), whole[:1], atol=1e-12)


def test_a_forward_lstm_is_blind_to_months_that_come_after():
    """The states of the first months do not change with the last one; read both ways they do."""
    X, _ = book(seed=2)
    later = X.copy()
    later[:, -3:] = later[::-1, -3:]
    for direction, same in (("forward", True), ("both", False)):
        branch = fitted(direction=direction, n_epochs=1).networks_[0].months
        states = [branch.lstm(branch.read(torch.as_tensor(x[:, 3:], dtype=torch.float64)))[0] for x in (X, later)]
        assert torch.equal(states[0][:, :3], states[1][:, :3]) == same


def test_the_latest_month_is_the_last_one():
    """Where only the latest month tells, attention goes there, and hiding it takes the ranking away."""
    X, _ = book(1500)
    y = (X[:, -1] > 0).astype(int)
    model = fitted((X, y), n_epochs=12, head_summaries=False, direction="forward")
    scores = []
    for month in range(4):
        blind = X.copy()
        blind[:, 3 + 3 * month : 6 + 3 * month] = 0
        scores.append(auc(y, model.predict_proba(blind)[:, 1]))
    assert scores[3] < 0.6 < 0.8 < min(scores[:3])
    assert model.attention_weights(X)[0].mean(0).argmax() == 3


def test_a_book_without_months_is_scored_by_its_static_columns_and_says_so():
    X, y = book()
    model = fitted((X[:, :3], y), sequence_shape=None, categorical_channels=None)
    assert NO_MONTHS in model.notes_ and model.attention_weights(X[:, :3]) == (None, None)
    assert np.ptp(model.predict_proba(X[:, :3])[:, 1]) > 0


def test_a_book_of_months_alone_has_an_attention_that_asks_with_nothing():
    X, y = book()
    model = fitted((X[:, 3:], y), categorical_features=None)
    assert NO_STATIC in model.notes_
    np.testing.assert_allclose(model.attention_weights(X[:, 3:])[0].sum(1), 1.0, atol=1e-12)


def test_the_explanation_page_gets_its_months_and_no_static_weights():
    X, y = book(seed=2)
    names = tuple(f"x{i}" for i in range(15))
    layout = Layout(names, names, 3, (4, 3), ("t-3", "t-2", "t-1", "t-0"), ("a", "b", "c"))
    schema = TableSchema(numeric=names[:3])
    pd = np.linspace(0, 1, len(y))
    found = attention(fitted(), X, layout, schema, row_id=np.arange(len(y)), y_true=y, pd=pd, n_available=len(y))
    assert found.spatial is None and spatial_profile(found) is None
    assert temporal_profile(found).names[0] == "3 months before"
    np.testing.assert_allclose(temporal_profile(found).good.sum(), 1.0)


def test_several_networks_are_averaged_and_saved(tmp_path):
    X, _ = book(seed=2)
    model = fitted(n_networks=2, n_epochs=1)
    alone = [
        look(torch.as_tensor(model._network_rows(X), dtype=torch.float64))[1]
        for look in (n.look for n in model.networks_)
    ]
    np.testing.assert_allclose(model.attention_weights(X)[0], sum(a.detach().numpy() for a in alone) / 2, atol=1e-12)
    model.save(tmp_path)
    again = type(model).load(tmp_path)
    np.testing.assert_array_equal(again.attention_weights(X)[0], model.attention_weights(X)[0])
