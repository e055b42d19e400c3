"""The network of two domains: the reversal, the schedules, and who minimises what."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from creditviz.metrics import auc
from creditviz.networks.classification import margins
from creditviz.networks.training import train
from creditviz.networks.transfer.domain_adversarial import (
    Descent,
    DomainAdversarial,
    DomainTask,
    Schedule,
    reverse_gradient,
)
from creditviz.networks.transfer.domain_gradient import DomainGradient
from tests.transfer.books import domains

QUICK = Descent(batch_size=64, n_epochs=4)


def task(how=QUICK, seed=0, **shift):
    X, y, domain, _ = domains(seed=seed, **shift)
    torch.manual_seed(seed)
    network = DomainAdversarial(X.shape[1], [8], [6], [10])
    source = domain > 0
    return DomainTask(network, X[source], y[source], X[~source], None, how, Schedule(), torch.device("cpu"))


def test_the_reversal_hands_rows_on_and_turns_their_gradient_round():
    x = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)
    weights = torch.randn(3, dtype=torch.float64)
    plain = torch.autograd.grad(torch.tanh(x @ weights).sum(), x)[0]
    turned = torch.autograd.grad(torch.tanh(reverse_gradient(x, 0.7) @ weights).sum(), x)[0]
    assert torch.equal(reverse_gradient(x, 0.7), x)
    assert torch.allclose(turned, -0.7 * plain)


def test_the_hand_written_gradient_of_a_linear_extractor_is_what_autograd_finds():
    """One linear layer each: d loss / d extractor = X' (p_y - y) v' / n - strength X' (p_d - d) u' / n."""
    random = np.random.default_rng(0)
    X, y, d = random.normal(size=(12, 3)), random.integers(0, 2, 12), random.integers(0, 2, 12)
    W, v, u = random.normal(size=(3, 2)), random.normal(size=2), random.normal(size=2)
    strength = 0.6
    told = [1 / (1 + np.exp(-(X @ W) @ head)) for head in (v, u)]
    by_hand = X.T @ np.outer(told[0] - y, v) / 12 - strength * X.T @ np.outer(told[1] - d, u) / 12

    extractor = torch.tensor(W, requires_grad=True)
    features = torch.tensor(X) @ extractor
    loss = F.binary_cross_entropy_with_logits(features @ torch.tensor(v), torch.tensor(y, dtype=torch.float64))
    reversed_ = reverse_gradient(features, strength) @ torch.tensor(u)
    loss = loss + F.binary_cross_entropy_with_logits(reversed_, torch.tensor(d, dtype=torch.float64))
    loss.backward()
    assert np.allclose(extractor.grad.numpy(), by_hand, atol=1e-12)


@pytest.mark.parametrize("bad_weight", [None, 4.0])
@pytest.mark.parametrize("widths", [([5], [4], [6]), ([6, 5], [4, 3], [7, 6])])
def test_the_written_gradient_of_the_whole_network_is_autograds(widths, bad_weight):
    torch.manual_seed(0)
    network = DomainAdversarial(3, *widths).double()
    x, y = torch.randn(14, 3, dtype=torch.float64), torch.randint(0, 2, (8,)).double()
    is_source = torch.cat([torch.ones(8), torch.zeros(6)]).double()
    weight = None if bad_weight is None else torch.tensor(bad_weight, dtype=torch.float64)
    margin, features = network(x)
    outcome = F.binary_cross_entropy_with_logits(margin[:8], y, pos_weight=weight)
    domain = F.binary_cross_entropy_with_logits(network.domain(features, 0.6), is_source)
    found = torch.autograd.grad(outcome + domain, list(network.parameters()))
    alone = torch.autograd.grad(
        F.binary_cross_entropy_with_logits(network(x[:8])[0], y, pos_weight=weight),
        [*network.extractor.parameters(), *network.classifier.parameters()],
    )
    written = DomainGradient(network, bad_weight)
    told = written.domains(x, y, is_source, 0.6)
    assert torch.allclose(written.gradient, torch.cat([g.flatten() for g in found]), atol=1e-12)
    assert torch.allclose(told.outcome_loss, outcome) and torch.allclose(told.domain_loss, domain)
    assert 0 <= told.domain_accuracy <= 1
    written.outcomes(x[:8], y)
    expected = torch.cat([g.flatten() for g in alone])
    assert torch.allclose(written.gradient[: written.n_outcome], expected, atol=1e-12)
    assert written.n_outcome == len(expected) < len(written.values)


def test_the_discriminator_learns_at_full_strength_while_the_extractor_unlearns():
    t = task()
    features = t.network.extractor(t.source[:32])
    gradients = {}
    for strength in (0.0, 0.5, 1.0):
        loss = F.binary_cross_entropy_with_logits(t.network.domain(features, strength), torch.ones(32))
        parts = [*t.network.discriminator.parameters()], [*t.network.extractor.parameters()]
        flat = [torch.autograd.grad(loss, part, retain_graph=True) for part in parts]
        gradients[strength] = [torch.cat([g.flatten() for g in part]) for part in flat]
    assert torch.equal(gradients[0.0][0], gradients[1.0][0])
    assert torch.allclose(gradients[0.0][1], torch.zeros_like(gradients[0.0][1]))
    assert torch.allclose(gradients[0.5][1] * 2, gradients[1.0][1])


def test_the_schedules_have_the_printed_values():
    schedule = Schedule(0.01, 10.0, 0.75, 10.0)
    done = (0.0, 0.1, 0.25, 0.5, 1.0)
    assert [round(schedule.reversal(p), 3) for p in done] == [0.0, 0.462, 0.848, 0.987, 1.0]
    assert [round(schedule.learning_rate(p), 4) for p in done] == [0.01, 0.0059, 0.0039, 0.0026, 0.0017]


def test_a_step_moves_every_part_and_without_adversary_the_discriminator_stays():
    for adversarial, moves in ((True, True), (False, False)):
        t = task(Descent(batch_size=64, n_epochs=2, adversarial=adversarial))
        before = {name: p.clone() for name, p in t.network.named_parameters()}
        for batch in t.batches(torch.Generator().manual_seed(0)):
            t.step(batch)
        moved = {name.split(".")[0] for name, p in t.network.named_parameters() if not torch.equal(p, before[name])}
        assert {"extractor", "classifier"} <= moved
        assert ("discriminator" in moved) is moves


def test_the_smaller_domain_comes_round_and_every_row_is_seen():
    t = task(n_source=100, n_target=260)
    seen = [torch.cat(part).tolist() for part in zip(*t.batches(torch.Generator().manual_seed(0)), strict=True)]
    assert len(seen[0]) == len(seen[1]) == 256
    assert set(seen[0]) == set(range(100))
    assert len(set(seen[1])) == 256


def test_it_resumes_where_it_stopped():
    generator = torch.Generator().manual_seed(1)
    whole, half = task(), task()
    batches = list(whole.batches(generator))
    for batch in batches:
        whole.step(batch)
    for batch in batches[:3]:
        half.step(batch)
    again = task()
    with torch.no_grad():
        again.network.classifier[0].weight.zero_()
    again.load_state(half.state())
    for batch in batches[3:]:
        again.step(batch)
    assert all(torch.equal(a, b) for a, b in zip(whole.weights().values(), again.weights().values(), strict=True))


def test_the_reversal_keeps_the_discriminator_from_telling_the_domains():
    """Without it (gamma 0: strength 0 throughout) the same discriminator tells moved columns at sight."""
    accuracy = {}
    for gamma in (0.0, 10.0):
        t = task(Descent(batch_size=64, n_epochs=40, momentum=0.5), n_source=1000, n_target=1000, shift=2.0)
        t.schedule = Schedule(rate=0.1, gamma=gamma)
        accuracy[gamma] = train(t, n_epochs=40, seed=0).history[-1]["domain_accuracy"]
    assert accuracy[10.0] < accuracy[0.0] - 0.1


@pytest.mark.parametrize("adversarial", [True, False])
def test_it_ranks_the_source(adversarial):
    t = task(Descent(batch_size=64, n_epochs=30, adversarial=adversarial), n_source=1000)
    t.schedule = Schedule(rate=0.3)
    train(t, n_epochs=30, seed=0)
    assert auc(t.y.numpy(), margins(t.network, t.source).numpy()) > 0.8
