"""Cross layers, critic, penalty and the directions in which the two networks move."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from creditviz.networks.generators.actgan import ACTGANTask, Wasserstein
from creditviz.networks.generators.adversarial import Opponents
from creditviz.networks.generators.cgan import CGANTask, Discriminator
from creditviz.networks.generators.critic import Critic, between, critic_loss, generator_loss, gradient_penalty
from creditviz.networks.generators.cross import CrossStack
from creditviz.networks.generators.latent_generators import Steps, Watch
from creditviz.networks.generators.table_generator import GeneratorSize, RowShape, TableGenerator
from creditviz.networks.row_points import BinnedView, PlainPoints, RankPoints, balanced_points

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


@pytest.mark.parametrize(("d", "n_layers"), [(1, 1), (5, 3), (31, 1)])
def test_cross_layers_are_the_outer_products(d, n_layers):
    stack, x = CrossStack(d, n_layers).double(), torch.randn(7, d, dtype=torch.float64)
    torch.nn.init.normal_(stack.bias)
    explicit = x
    for weight, bias in zip(stack.weight, stack.bias, strict=True):
        outer = x.unsqueeze(2) @ explicit.unsqueeze(1)  # (n, d, d)
        explicit = outer @ weight + bias + explicit
    torch.testing.assert_close(stack(x), explicit, rtol=0, atol=1e-6)
    assert sum(p.numel() for p in stack.parameters()) == 2 * n_layers * d


def test_the_penalty_of_a_linear_critic_is_exact():
    weight = torch.tensor([3.0, -4.0, 12.0], dtype=torch.float64)  # length 13
    x = between(torch.randn(9, 3, dtype=torch.float64), torch.randn(9, 3, dtype=torch.float64)).requires_grad_()
    slope = torch.autograd.grad((x @ weight).sum(), x)[0]
    assert gradient_penalty(slope).item() == pytest.approx((13 - 1) ** 2, abs=1e-10)
    assert gradient_penalty(slope / 13).item() == pytest.approx(0.0, abs=1e-10)


def test_points_between_lie_between():
    real, made = torch.zeros(500, 3), torch.ones(500, 3)
    points = between(real, made)
    assert ((points >= 0) & (points <= 1)).all()
    assert (points.std(1) == 0).all()  # one share a row
    assert 0.4 < points.mean() < 0.6 and points[:, 0].std() > 0.25


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("layer_norm", [True, False])
@pytest.mark.parametrize("n_cross", [0, 3])
def test_the_written_out_slope_is_the_gradient(told, layer_norm, n_cross):
    critic = Critic(6, 3, (8, 5), n_cross, told=told, layer_norm=layer_norm).double()
    x, classes = torch.randn(20, 6, dtype=torch.float64), torch.arange(20) % 3
    leaf = x.clone().requires_grad_()
    wanted = torch.autograd.grad(critic(leaf, classes)[0].sum(), leaf, create_graph=True)[0]
    slope = critic.slope(x, classes)
    torch.testing.assert_close(slope, wanted)
    weights = list(critic.parameters())
    ours = torch.autograd.grad(gradient_penalty(slope), weights, materialize_grads=True)
    twice = torch.autograd.grad(gradient_penalty(wanted), weights, materialize_grads=True)
    for a, b in zip(ours, twice, strict=True):  # and so is what the penalty does to the weights
        torch.testing.assert_close(a, b)


def test_a_critic_that_is_not_told_the_class_does_not_know_it():
    critic, x = Critic(4, 2, (8,), 1, told=False), torch.randn(5, 4)
    zero, one = torch.zeros(5, dtype=torch.long), torch.ones(5, dtype=torch.long)
    assert torch.equal(critic(x, zero)[0], critic(x, one)[0])
    told = Critic(4, 2, (8,), 1, told=True)
    assert not torch.equal(told(x, zero)[0], told(x, one)[0])
    assert torch.equal(told(x, zero)[1], told(x, one)[1])  # the class head never reads the class


def test_losses_point_the_right_way():
    good, bad, flat = torch.full((4,), 2.0), torch.full((4,), -2.0), torch.ones(4, 1)
    assert critic_loss(good, bad, flat, 10.0) < critic_loss(bad, good, flat, 10.0)
    assert generator_loss(good) < generator_loss(bad)


def gaussians(n=400):
    """Defaulters around (2, 2), the others around (-2, -2); a code that follows the class."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 2
    X = np.column_stack([rng.normal(4 * y - 2, 0.5), rng.normal(4 * y - 2, 0.5), y]).astype(np.float32)
    return X, y


def actgan(losses, how=None, n_steps=300, view=None, told=True):
    shape = RowShape(2, (2,))
    generator = TableGenerator(shape, 2, GeneratorSize(8, (32, 32), residual=True))
    critic = Critic(shape.width, 2, (32, 32), 2, told=told)
    how = how or Opponents(2e-3, 4e-3, (0.0, 0.9), ema_decay=0.9)
    watch = Watch(1, lambda rows: float(np.abs(rows[:, :2] - 2).mean()))
    X, y = gaussians()
    return ACTGANTask(
        generator,
        critic,
        X,
        y,
        2,
        PlainPoints(2, (2,)),
        view or BinnedView((), ((),), 0),
        losses,
        how,
        Steps(n_steps, 32, 50, (100,)),
        watch,
        CPU,
    )


def cgan(n_steps=300):
    shape = RowShape(2, (2,))
    generator = TableGenerator(shape, 2, GeneratorSize(8, (32, 32), n_cross=0, numbers_follow=False))
    X, y = gaussians()
    how = Opponents(2e-3, 2e-3, (0.5, 0.999))
    watch = Watch(1, lambda rows: float(np.abs(rows[:, :2] - 2).mean()))
    return CGANTask(
        generator, Discriminator(4, 1), X, y, 2, PlainPoints(2, (2,)), how, Steps(n_steps, 64, 50), watch, CPU
    )


def run(task, n):
    for batch in range(n):
        log = task.step(batch)
    return log


@pytest.mark.parametrize(
    "make",
    [
        lambda: actgan(Wasserstein(n_critic=2)),
        pytest.param(lambda: actgan(Wasserstein(n_critic=2, as_published=True), told=False), marks=pytest.mark.nightly),
        cgan,
    ],
    ids=["default", "as-published", "cgan"],
)
def test_made_rows_move_to_the_real_ones(make):
    task = make()
    before = [task.generator.draw(1000, c)[:, :2].mean(0) for c in (0, 1)]
    run(task, 300)
    after = [task.generator.draw(1000, c)[:, :2].mean(0) for c in (0, 1)]
    for c, goal in enumerate((-2.0, 2.0)):
        assert (after[c] - goal).abs().max() < 0.8, "a sign error would drive them away"
        assert (after[c] - goal).norm() < (before[c] - goal).norm() / 2
        code = task.generator.draw(1000, c)[:, 2]
        assert set(code.tolist()) <= {0.0, 1.0}
        assert (code == c).float().mean() > 0.9, "the code follows the class"


def class_accuracy(task):
    with torch.no_grad():
        real = task.to_points(task.X)
        return (task.judge(real, task.y)[1].argmax(1) == task.y).float().mean().item()


@pytest.mark.parametrize("as_published", [True, False])
def test_the_class_head_learns_real_rows(as_published):
    task = actgan(Wasserstein(n_critic=2, as_published=as_published))
    with torch.no_grad():
        task.judge.name.weight.neg_()
    before = class_accuracy(task)
    run(task, 100)
    assert class_accuracy(task) > max(0.95, before)


def frozen(module):
    return {name: p.detach().clone() for name, p in module.named_parameters()}


def test_each_step_moves_its_own_network_alone():
    task = actgan(Wasserstein())
    run(task, 3)
    critic, generator = frozen(task.judge), frozen(task.trained)
    task._generator_step()
    assert all(torch.equal(p, critic[name]) for name, p in task.judge.named_parameters())
    assert not all(torch.equal(p, generator[name]) for name, p in task.trained.named_parameters())
    generator = frozen(task.trained)
    task._critic_step()
    assert all(torch.equal(p, generator[name]) for name, p in task.trained.named_parameters())
    assert not all(torch.equal(p, critic[name]) for name, p in task.judge.named_parameters())


def test_the_class_head_never_learns_one_row_in_ten_of_each_class():
    task = actgan(Wasserstein())
    for c in (0, 1):
        assert task.unseen[task.y == c].float().mean() == pytest.approx(0.1)
    losses, unseen = torch.tensor([1.0, 3.0, 50.0], requires_grad=True), torch.tensor([False, False, True])
    before = task.unseen_loss.item()
    loss = task._class_loss(losses, unseen)
    assert loss.item() == 2.0 and torch.autograd.grad(loss, losses)[0][2] == 0
    assert task.unseen_loss.item() == pytest.approx(before + 0.02 * (50 - before))
    assert not actgan(Wasserstein(as_published=True)).unseen.any()


def test_the_generator_is_pulled_only_while_its_rows_are_harder_to_classify_than_real_ones():
    def moved(unseen_loss, class_weight):
        torch.manual_seed(1)
        task = actgan(Wasserstein(class_weight=class_weight))
        task.unseen_loss = torch.tensor(unseen_loss)
        task._generator_step()
        return torch.cat([p.detach().flatten() for p in task.trained.parameters()])

    assert torch.equal(moved(100.0, 1.0), moved(100.0, 0.0))
    assert not torch.equal(moved(0.0, 1.0), moved(0.0, 0.0))


def test_the_logged_distance_is_that_of_the_critic():
    task = actgan(Wasserstein(n_critic=1, penalty=0.0))
    log = task._critic_step()
    assert log["critic_loss"].item() == pytest.approx(-log["wasserstein"].item(), abs=1e-6)


def test_rates_fall_and_the_average_follows():
    how = Opponents(1e-2, 2e-2, (0.0, 0.9), falling=True, ema_decay=0.5)
    task = actgan(Wasserstein(n_critic=1), how, n_steps=20)
    run(task, 1)
    assert task.optimizers["judge"].param_groups[0]["lr"] == 2e-2
    run(task, 18)
    assert task.optimizers["generator"].param_groups[0]["lr"] == pytest.approx(1e-2 * (1 - 18 / 20) / 0.7)
    before, now = frozen(task.generator), frozen(task.trained)
    task._follow()
    for name, average in task.generator.named_parameters():
        torch.testing.assert_close(average.detach(), (before[name] + now[name]) / 2)


def test_soft_blocks_are_shares_and_hard_ones_are_drawn_by_them():
    shape = RowShape(2, (3, 2), bounded=True)
    generator = TableGenerator(shape, 3, GeneratorSize(4, (8,)))
    rows = generator(torch.arange(30) % 3)
    assert rows.shape == (30, 7)
    assert ((rows[:, :2] > 0) & (rows[:, :2] < 1)).all()
    torch.testing.assert_close(rows[:, 2:5].sum(1), torch.ones(30))
    torch.nn.init.zeros_(generator.categories.weight)
    with torch.no_grad():
        generator.categories.bias.copy_(torch.tensor([math.log(0.5), math.log(0.3), math.log(0.2), 0.0, 0.0]))
    drawn = generator.draw(20_000, 1)
    shares = np.bincount(drawn[:, 2].long().numpy()) / 20_000
    np.testing.assert_allclose(shares, (0.5, 0.3, 0.2), atol=0.02)


def test_categories_begin_with_their_shares():
    X = np.column_stack([np.zeros(1000), np.arange(1000) >= 990]).astype(np.float32)  # the second one is 1% ...
    y = (np.arange(1000) >= 900).astype(int)  # ... of all rows, and 10% of the defaulters
    points = balanced_points(PlainPoints(1, (2,)), X, y)
    assert points[:, 2].mean().item() == pytest.approx(0.05, abs=0.01)
    generator = TableGenerator(RowShape(1, (2,)), 2, GeneratorSize(4, (8,)))
    torch.nn.init.zeros_(generator.categories.weight)
    generator.start_at(points)
    assert (generator.draw(20_000, 1)[:, 1] == 1).float().mean().item() == pytest.approx(0.05, abs=0.01)


def test_ranks_become_uncorrelated_normal_numbers():
    ends = torch.tensor([[0.0, 0.5, 1.0], [0.5, 0.5, 0.0]]).repeat(20_000, 1)  # two halves of a curve, one code
    points = RankPoints(np.zeros(1), np.eye(1), (2,))(ends)
    assert points.shape == (40_000, 3)
    assert points[:, 0].mean().abs() < 0.02 and (points[:, 0].std() - 1).abs() < 0.02
    assert (points[::2, 0] < 0).all() and (points[1::2, 0] > 0).all()
    assert torch.equal(points[:, 1:], F.one_hot(ends[:, 2].long(), 2).float())


def test_bins_say_how_far_a_number_has_come():
    colour = np.array([[2.0]])
    view = BinnedView(np.array([1.0]), colour, 4)
    X = np.column_stack([np.linspace(0, 0.99, 400), np.full(400, 0.01)]).astype(np.float32)
    view.learn(balanced_points(RankPoints(np.zeros(1), np.eye(1), ()), X, np.arange(400) % 2))
    points = torch.tensor([[-9.0], [0.0], [9.0]])
    seen = view(points)
    assert seen.shape == (3, 1 + 2 * 4) and torch.equal(seen[:, :1], points)
    assert (seen[0, 1:] == 0).all() and (seen[2, 1:] == 0.5).all()
    torch.testing.assert_close(seen[1, 1:], torch.tensor([0.5, 0.5, 0, 0] * 2), rtol=0, atol=0.06)
    assert BinnedView(np.zeros(1), colour, 0)(points).shape == (3, 1)
