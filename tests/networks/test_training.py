import math

import numpy as np
import pytest
import torch
from torch import nn

from creditviz.exceptions import CreditVizError, RunCancelled
from creditviz.networks.classification import Classification, Optimisation, batch_bounds
from creditviz.networks.devices import local_randomness, resolve_device, threads
from creditviz.networks.training import train

CPU = torch.device("cpu")


class Small(nn.Module):
    """A network with dropout and batch normalisation, so that all kinds of state are in play."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3))
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        h = self.body(x)
        return self.out(h).squeeze(1), h


def rows(n=200, seed=0):
    X = np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)
    return X, (X[:, 0] + X[:, 1] ** 2 > 0.8).astype(np.int8)


def fit(n_epochs=6, resume_from=None, on_epoch=None, patience=0, validation=True, **how):
    how = Optimisation(batch_size=32, n_epochs=8, **{"schedule": "cosine", "ema_decay": 0.9, **how})
    with local_randomness(7, CPU):
        task = Classification(Small(), *rows(), rows(seed=1) if validation else None, how, CPU)
        found = train(task, n_epochs=n_epochs, seed=7, patience=patience, on_epoch=on_epoch, resume_from=resume_from)
    return found, task


def test_a_resumed_fit_is_the_uninterrupted_one_bit_for_bit():
    states = []
    whole, task = fit(on_epoch=lambda report: states.append(report.state()))
    for state in states[:-1]:
        resumed, other = fit(resume_from=state)
        assert resumed.history == whole.history
        assert resumed.best_epoch == whole.best_epoch
        for a, b in zip(task.weights().values(), other.weights().values(), strict=True):
            assert torch.equal(a, b)


def test_a_checkpoint_is_not_touched_by_what_follows():
    states = []
    fit(n_epochs=3, on_epoch=lambda report: states.append(report.state()))
    fit(n_epochs=1, on_epoch=lambda report: states.append(report.state()))
    assert states[0].arrays.keys() == states[-1].arrays.keys()
    for name, array in states[0].arrays.items():
        np.testing.assert_array_equal(array, states[-1].arrays[name], err_msg=name)


def test_the_best_epoch_is_kept():
    weights = {}
    _, task = found = fit(
        n_epochs=8, learning_rate=0.3, ema_decay=0.0, on_epoch=lambda r: weights.update({r.epoch: r.state().arrays})
    )
    progress = found[0]
    best = max(progress.history, key=lambda row: (row["validation_auc"], -row["validation_loss"]))
    assert progress.best_epoch == best["epoch"] < 8
    for name, tensor in task.weights().items():
        np.testing.assert_array_equal(tensor, weights[best["epoch"]][f"state/network/{name}"])


def test_patience_ends_training():
    progress, _ = fit(n_epochs=200, patience=3, learning_rate=0.1, schedule="constant")
    assert progress.epoch == progress.best_epoch + 3 < 200


def test_without_validation_rows_the_last_epoch_stays():
    progress, _ = fit(n_epochs=3, validation=False, patience=1)
    assert progress.best_epoch == progress.epoch == 3
    assert "validation_auc" not in progress.history[0]


def test_a_loss_that_is_no_number_is_one_sentence():
    with pytest.raises(CreditVizError, match="finite loss, however it was not a number in epoch 1 of network"):
        fit(learning_rate=math.inf)


def test_a_late_loss_that_is_no_number_keeps_the_best_epoch():
    spoiled = []

    def spoil(report):
        if report.epoch == 2 and not spoiled:
            spoiled.append(True)
            for p in tasks[0].network.parameters():
                p.data.fill_(math.nan)

    tasks = []
    with local_randomness(7, CPU):
        tasks.append(Classification(Small(), *rows(), rows(seed=1), Optimisation(batch_size=32), CPU))
        progress = train(tasks[0], n_epochs=6, seed=7, on_epoch=spoil)
    assert progress.epoch == 2
    assert progress.notes == [f"The loss was not a number in epoch 3 of network: epoch {progress.best_epoch} was kept."]
    assert all(torch.isfinite(t).all() for t in tasks[0].weights().values() if t.is_floating_point())


def test_a_stop_is_obeyed_after_the_next_batch():
    class Stopper:
        checks = 0

        def __call__(self, report):
            raise AssertionError("no epoch ends")

        def check(self):
            self.checks += 1
            if self.checks == 3:
                raise RunCancelled("stop")

    stopper = Stopper()
    with pytest.raises(RunCancelled):
        fit(on_epoch=stopper)
    assert stopper.checks == 3


def test_training_leaves_the_processes_random_numbers_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    fit(n_epochs=1)
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize("n_rows", [2, 3, 5, 33, 1000])
@pytest.mark.parametrize("batch_size", [2, 32, 512])
def test_batches_cover_every_row_once_and_none_is_a_single_row(n_rows, batch_size):
    sizes = np.diff(batch_bounds(n_rows, batch_size))
    assert sizes.sum() == n_rows
    assert sizes.min() >= 2
    assert sizes.max() - sizes.min() <= 1
    assert sizes.max() <= batch_size + 1


def test_the_number_of_threads_is_given_back():
    before = torch.get_num_threads()
    with threads(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "cuda:99", "cpu:1", ""])
def test_a_device_that_is_not_there_is_one_sentence(name):
    with pytest.raises(CreditVizError, match="however"):
        resolve_device(name)
