"""One device beside another; both are processors here, so the ratio is that of equal work."""

import pytest
import torch
from torch import nn

from experiments.batches import TensorBatches
from experiments.pace import compare_devices
from experiments.recipe import TrainSettings


class Slow(nn.Module):
    """Does its work as often as it is told, on a processor with the number of threads it finds."""

    def __init__(self, repeats=1):
        super().__init__()
        self.layer, self.repeats = nn.Linear(64, 64), repeats

    def forward(self, x):
        for _ in range(self.repeats):
            x = self.layer(x)
        return x


def batches(n=60):
    return TensorBatches([torch.randn(n, 64)], torch.arange(n) % 64, batch=10)


def test_it_says_what_it_compared_and_leaves_the_model_alone():
    torch.manual_seed(3)
    model, threads = Slow(), torch.get_num_threads()
    data = batches()
    before, state = model.layer.weight.detach().clone(), torch.get_rng_state()
    pace = compare_devices(model, data, TrainSettings(batch=10, learning_rate=0.1), device="cpu", batches=3)
    assert torch.equal(model.layer.weight, before) and torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads
    assert (pace.device, pace.other, pace.batch, pace.batches) == ("cpu", "cpu", 10, 3)
    assert pace.ratio == pytest.approx(pace.other_seconds_per_epoch / pace.seconds_per_epoch)
    assert pace.other_threads >= 1


def test_more_work_takes_an_epoch_longer():
    settings = TrainSettings(batch=10)
    light = compare_devices(Slow(1), batches(), settings, device="cpu")
    heavy = compare_devices(Slow(400), batches(), settings, device="cpu")
    assert heavy.seconds_per_epoch > 3 * light.seconds_per_epoch > 0
