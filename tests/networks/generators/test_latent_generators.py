"""The parts of BAGAN, GL-GAN and ADAAR: what their losses ask for, where their latents lie, what stays fixed."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from creditviz.networks.generators.adaar import LN2, ADAARTask, ResidualGenerator, Terms, risk_term
from creditviz.networks.generators.autoencoder import (
    Autoencoder,
    Reconstruction,
    ReconstructionLoss,
    RowHead,
    RowPlan,
    class_separation,
)
from creditviz.networks.generators.bagan import RIDGE, BAGANTask, NormalGenerator, class_normals
from creditviz.networks.generators.gl_gan import GLGANTask, SmoteGenerator, nearest_in_class
from creditviz.networks.generators.latent_generators import ClassRows, Steps, Watch, descend

CPU = torch.device("cpu")
PLAN = RowPlan(2, (3, 2))
WATCH = Watch(1, lambda rows: 0.0)


def rows(n=200, seed=0):
    """Encoded rows (n, 7) of PLAN and their classes, a fifth of them 1."""
    rng = np.random.default_rng(seed)
    y = (np.arange(n) % 5 == 0).astype(np.int64)
    ones = np.concatenate([np.eye(k, dtype=np.float32)[rng.integers(0, k, n)] for k in PLAN.blocks], axis=1)
    return np.concatenate([(rng.normal(size=(n, 2)) + y[:, None]).astype(np.float32), ones], axis=1), y


@pytest.fixture
def world():
    torch.manual_seed(0)
    X, y = rows()
    autoencoder = Autoencoder(PLAN, 4).eval()
    with torch.no_grad():
        codes = autoencoder.encoder(torch.as_tensor(X))
    return X, torch.as_tensor(y), autoencoder, codes


def residual(world, terms=None, n_steps=10, *, with_decoder=True):
    X, y, autoencoder, codes = world
    context = codes if with_decoder else torch.as_tensor(X)
    bad = y == 1
    decoder = autoencoder.decoder if with_decoder else None
    generator = ResidualGenerator(context[bad], y[bad], 2, decoder, RowHead(PLAN, 0.66))
    known = codes if with_decoder else None
    imitated = torch.tensor([1])
    return ADAARTask(generator, known, X, y, 2, imitated, Steps(n_steps, 16), WATCH, CPU, terms or Terms())


# rows and blocks


def test_a_soft_row_holds_shares_and_a_hard_row_one_category_a_block():
    torch.manual_seed(0)
    raw = torch.randn(50, PLAN.width)
    soft, drawn, likeliest = RowHead(PLAN, 0.0)(raw), RowHead(PLAN, 0.66).hard(raw), RowHead(PLAN, 0.0).hard(raw)
    for block in (slice(2, 5), slice(5, 7)):
        torch.testing.assert_close(soft[:, block], raw[:, block].softmax(1))
        assert set(drawn[:, block].unique().tolist()) == {0.0, 1.0} and (drawn[:, block].sum(1) == 1).all()
        assert (likeliest[:, block].argmax(1) == raw[:, block].argmax(1)).all()
    for row in (soft, drawn, likeliest):
        torch.testing.assert_close(row[:, :2], raw[:, :2])


def test_categories_are_drawn_as_often_as_their_share_says():
    torch.manual_seed(0)
    raw = torch.tensor([0.0, 0.0, *torch.tensor([0.7, 0.2, 0.1]).log(), *torch.tensor([0.05, 0.95]).log()])
    drawn = RowHead(PLAN, 0.66).hard(raw.repeat(20_000, 1)).mean(0)
    torch.testing.assert_close(drawn[2:], torch.tensor([0.7, 0.2, 0.1, 0.05, 0.95]), atol=0.015, rtol=0)


def test_a_judge_sees_0_and_1_while_the_gradient_passes():
    raw = torch.randn(30, PLAN.width, requires_grad=True)
    seen = RowHead(PLAN, 0.66)(raw)
    assert ((seen[:, 2:].detach() - seen[:, 2:].detach().round()).abs() < 1e-6).all()
    seen[:, 2].sum().backward()
    assert raw.grad[:, 2:5].abs().sum() > 0 and raw.grad.isfinite().all()


def test_reconstruction_loss_equals_the_sum_over_columns():
    X, _ = rows(20)
    raw, x = torch.randn(20, 7), torch.as_tensor(X)
    by_hand = F.mse_loss(raw[:, :2], x[:, :2], reduction="none").sum(1)
    by_hand = by_hand + F.cross_entropy(raw[:, 2:5], x[:, 2:5].argmax(1), reduction="none")
    by_hand = by_hand + F.cross_entropy(raw[:, 5:], x[:, 5:].argmax(1), reduction="none")
    torch.testing.assert_close(ReconstructionLoss(PLAN)(raw, x), by_hand.mean() / 4)


@pytest.mark.parametrize("plan", [RowPlan(3), RowPlan(0, (2, 500))], ids=["numbers", "codes"])
def test_tables_of_one_kind_have_a_loss_and_rows(plan):
    torch.manual_seed(0)
    raw = torch.randn(8, plan.width)
    made = RowHead(plan, 0.66).hard(raw)
    assert made.shape == raw.shape and ReconstructionLoss(plan)(raw, made).isfinite()


def test_separation_is_nought_for_classes_that_are_points_far_apart():
    code = torch.tensor([[0.0, 0.0], [0.0, 0.0], [3.0, 0.0]])
    y = torch.tensor([0, 0, 1])
    assert class_separation(code, y, 2, margin=2.0) == 0
    assert class_separation(code, y, 2, margin=5.0) == pytest.approx(4.0)  # (5 - 3)^2
    code = torch.tensor([[1.0, 0.0], [-1.0, 0.0], [9.0, 0.0]])
    assert class_separation(code, y, 2, margin=2.0) == pytest.approx(2 / 6)  # mean square of 2 x 1 in 6 numbers


def test_an_autoencoder_learns_to_rebuild():
    torch.manual_seed(0)
    X, y = rows(400)
    task = Reconstruction(Autoencoder(PLAN, 8), PLAN, X, y, X, CPU)
    before = task.evaluate(lambda: None)["validation_loss"]
    generator = torch.Generator().manual_seed(0)
    for _ in range(60):
        for batch in task.batches(generator):
            task.step(batch)
    assert task.evaluate(lambda: None)["validation_loss"] < 0.2 * before


# latents


def test_rows_are_drawn_of_the_class_asked_for_each_as_often():
    torch.manual_seed(0)
    y = torch.tensor([0, 1, 0, 2, 1, 1])
    drawn = ClassRows(y, 3).draw(torch.ones(6000, dtype=torch.long))
    assert set(drawn.tolist()) == {1, 4, 5}
    assert torch.bincount(drawn)[[1, 4, 5]].min() > 1850


def test_bagan_normals_are_numpys_mean_and_covariance(world):
    X, y, autoencoder, codes = world
    means, covariances = class_normals(codes.numpy(), y.numpy(), 2)
    for label in (0, 1):
        own = codes[y == label].double().numpy()
        np.testing.assert_allclose(means[label], own.mean(0))
        np.testing.assert_allclose(covariances[label], np.cov(own.T) + RIDGE * np.eye(4))
    generator = NormalGenerator(autoencoder.decoder, means, covariances, RowHead(PLAN, 0.0))
    torch.manual_seed(0)
    drawn = generator.latents(torch.ones(40_000, dtype=torch.long)).numpy()
    np.testing.assert_allclose(drawn.mean(0), means[1], atol=0.02)
    np.testing.assert_allclose(np.cov(drawn.T), covariances[1], atol=0.02)


def test_a_class_of_equal_rows_has_a_normal_too():
    _, covariance = class_normals(np.ones((6, 3)), np.zeros(6, dtype=int), 1)
    np.testing.assert_allclose(covariance[0], RIDGE * np.eye(3))


def test_neighbours_are_those_of_scikit_learn_within_the_class(world):
    from sklearn.neighbors import NearestNeighbors

    _, y, _, codes = world
    found = nearest_in_class(codes, y, 5)
    for label in (0, 1):
        members = np.flatnonzero(y.numpy() == label)
        fitted = NearestNeighbors(n_neighbors=6).fit(codes[members].numpy())
        expected = members[fitted.kneighbors()[1][:, :5]]
        np.testing.assert_array_equal(np.sort(found[members].numpy(), 1), np.sort(expected, 1))


def test_latent_smote_lies_on_segments_between_neighbours_of_the_class(world):
    _, y, autoencoder, codes = world
    near = nearest_in_class(codes, y, 5)
    generator = SmoteGenerator(autoencoder.decoder, codes, y, 2, near, RowHead(PLAN, 0.0))
    torch.manual_seed(0)
    points = generator.latents(torch.ones(300, dtype=torch.long)).double()
    start = codes[y == 1].repeat_interleave(5, 0).double()
    end = codes[near[y == 1].flatten()].double()
    length = (start - end).norm(dim=1)
    detour = torch.cdist(points, start) + torch.cdist(points, end) - length  # 0 on the segment
    assert detour.min(dim=1).values.max() < 1e-5


def test_too_small_a_class_repeats_its_neighbours():
    codes, y = torch.tensor([[0.0], [1.0], [5.0]]), torch.tensor([0, 0, 1])
    np.testing.assert_array_equal(nearest_in_class(codes, y, 3).numpy(), [[1, 1, 1], [0, 0, 0], [2, 2, 2]])


# beginnings


def test_generators_begin_as_the_decoder(world):
    X, y, autoencoder, codes = world
    head = RowHead(PLAN, 0.0)
    normals = NormalGenerator(autoencoder.decoder, *class_normals(codes.numpy(), y.numpy(), 2), head)
    smote = SmoteGenerator(autoencoder.decoder, codes, y, 2, nearest_in_class(codes, y, 5), head)
    for generator in (normals, smote):
        torch.testing.assert_close(generator.raw(codes), autoencoder.decoder(codes))
        assert all(a is not b for a, b in zip(generator.parameters(), autoencoder.decoder.parameters(), strict=True))


def test_bagans_judge_begins_as_the_encoder(world):
    X, y, autoencoder, codes = world
    generator = NormalGenerator(autoencoder.decoder, *class_normals(codes.numpy(), y.numpy(), 2), RowHead(PLAN, 0.0))
    task = BAGANTask(autoencoder, generator, codes, X, y, 2, Steps(5, 16), WATCH, CPU)
    x = torch.as_tensor(X)
    torch.testing.assert_close(task.judge.eval()[:-1](x), autoencoder.encoder[:-1](x))
    assert task.judge(x).shape == (len(X), 3)


# what the losses ask for


def test_d2_asks_nothing_of_rows_that_it_believes_at_one_half():
    margins = torch.tensor([[0.0, 0.1], [0.0, 4.0], [0.0, -0.1], [0.0, -4.0]], requires_grad=True)
    loss = risk_term(margins, torch.ones(4, dtype=torch.long))
    loss.backward()
    assert (margins.grad[:2] == 0).all() and (margins.grad[2:].abs() > 0).all()
    expected = (2 * LN2 + math.log(1 + math.exp(0.1)) + math.log(1 + math.exp(4.0))) / 4
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-6)


def test_a_convinced_d2_sends_no_gradient_to_the_generator(world):
    task = residual(world, Terms(use_d1=False, nearness_weight=0.0))
    with torch.no_grad():
        task.d2[-1].bias.copy_(torch.tensor([-100.0, 100.0]))
    wanted = torch.ones(16, dtype=torch.long)
    made = task.generator(task.generator.latents(wanted))
    task.generator_terms(made, wanted, None)["unlike"].backward()
    assert all(p.grad is None or (p.grad == 0).all() for p in task.generator.parameters())


@pytest.mark.parametrize(("switch", "gone", "judge"), [("use_d1", "alike", "d1"), ("use_d2", "unlike", "d2")])
def test_an_ablation_drops_its_term_and_leaves_its_judge_alone(world, switch, gone, judge):
    task = residual(world, Terms(**{switch: False}))
    wanted = torch.ones(16, dtype=torch.long)
    latent = task.generator.latents(wanted)
    code, moved = task.generator.code(latent)
    found = task.generator_terms(task.generator.head(task.generator.decoder(code)), wanted, moved)
    assert gone not in found and len(found) == 2
    to_judge = torch.autograd.grad(sum(found.values()), list(getattr(task, judge).parameters()), allow_unused=True)
    assert all(gradient is None for gradient in to_judge)
    before = [p.clone() for p in getattr(task, judge).parameters()]
    for number in range(3):
        task.step(number)
    assert all(torch.equal(a, b) for a, b in zip(before, getattr(task, judge).parameters(), strict=True))


def test_without_an_autoencoder_there_is_no_code_and_no_decoder(world):
    task = residual(world, with_decoder=False)
    wanted = torch.ones(16, dtype=torch.long)
    made = task.generator(task.generator.latents(wanted))
    assert set(task.generator_terms(made, wanted, None)) == {"alike", "unlike"}
    log = task.step(0)
    assert task.generator.decoder is None and made.shape == (16, PLAN.width)
    assert log["generator_loss"].isfinite()


def test_the_decoder_stays_frozen_for_the_first_fifth_of_the_steps(world):
    task = residual(world, n_steps=10)
    before = [p.clone() for p in task.generator.decoder.parameters()]
    move = [p.clone() for p in task.generator.move.parameters()]

    def same(old, module):
        return all(torch.equal(a, b) for a, b in zip(old, module.parameters(), strict=True))

    task.step(0)
    task.step(1)
    assert same(before, task.generator.decoder) and not same(move, task.generator.move)
    task.step(2)
    assert not same(before, task.generator.decoder)


def test_synthetic_rows_join_d2_after_the_warm_up_only(world):
    made, wanted = torch.randn(16, PLAN.width), torch.ones(16, dtype=torch.long)
    changed = {}
    for n_done in (0, 600):
        torch.manual_seed(0)
        task = residual(world)
        task.n_done = n_done
        torch.manual_seed(1)
        changed[n_done] = float(task._teach_judges(made, wanted)["risk_loss"])
    assert changed[600] > changed[0]  # one term more, and it is not negative


def test_a_generator_step_changes_no_judge(world):
    task = residual(world)
    before = [p.clone() for p in task.d1.parameters()]
    wanted = torch.ones(16, dtype=torch.long)
    latent = task.generator.latents(wanted)
    code, moved = task.generator.code(latent)
    made = task.generator.head(task.generator.decoder(code))
    descend(task.optimizers["generator"], sum(task.generator_terms(made, wanted, moved).values()))
    assert all(p.grad is None for p in task.d1.parameters())
    assert all(torch.equal(a, b) for a, b in zip(before, task.d1.parameters(), strict=True))


def test_gl_gan_asks_for_rows_as_recognisable_as_real_ones_not_more(world):
    X, y, autoencoder, codes = world
    near = nearest_in_class(codes, y, 5)
    generator = SmoteGenerator(autoencoder.decoder, codes, y, 2, near, RowHead(PLAN, 0.66))
    task = GLGANTask(generator, codes, X, y, 2, torch.tensor([1]), Steps(5, 16), WATCH, CPU)
    task.judge.eval()
    real, wanted = task.X[y == 1], torch.ones(int((y == 1).sum()), dtype=torch.long)
    level = F.cross_entropy(task.judge(real)[:, 1:], wanted)
    for shift, moves in ((5.0, False), (-5.0, True)):
        margins = (task.judge(real)[:, 1:] + torch.tensor([0.0, shift])).detach().requires_grad_()
        loss = task.class_term(margins, wanted, real)
        loss.backward()
        assert bool((margins.grad != 0).any()) is moves
        assert (loss > level) if moves else (loss == level)
    task.class_floor = False
    margins = torch.tensor([[0.0, 9.0]] * len(wanted))
    assert task.class_term(margins, wanted, real) < level


def test_snapshots_stay_as_they_were(world):
    X, y, autoencoder, codes = world
    task = residual(world)
    task.steps = Steps(10, 16, snapshots=(2, 5))
    for number in range(5):
        task.step(number)
    assert list(task.snapshots) == [2, 5]
    name = "move.0.weight"
    assert not torch.equal(task.snapshots[2][name], task.snapshots[5][name])
    assert torch.equal(task.snapshots[5][name], task.generator.state_dict()[name])


def test_noise_on_the_codes_makes_them_shorter_and_costs_reconstruction():
    X, y = rows(400)
    found = {}
    for noise in (0.0, 0.5):
        torch.manual_seed(0)
        task = Reconstruction(Autoencoder(PLAN, 4), PLAN, X, y, X, CPU, noise=noise, penalty=1e-3 + noise**2)
        for _ in range(30):
            for batch in task.batches(torch.Generator().manual_seed(0)):
                task.step(batch)
        with torch.no_grad():
            length = float(task.network.encoder(task.X).square().mean())
        found[noise] = length, task.evaluate(lambda: None)["validation_loss"]
    assert found[0.5][0] < found[0.0][0] and found[0.5][1] > found[0.0][1]
