"""One device beside another; both are processors here, so the ratio is that of equal work."""

import pytest
import torch
from torch import nn

from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.device_speedup import compare_devices
from plainspoken.experiments.training.train_settings import TrainSettings


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


class Clock:
    """Stands for the machine's clock: it moves only by what is worked."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now


def test_an_epoch_is_the_median_step_times_its_batches(monkeypatch):
    """With a first step that is slow, as a cold one is, and one that something else held up."""
    clock, steps = Clock(), iter([9.0, 2.0, 2.0, 50.0, 2.0, 2.0, 9.0, 6.0, 6.0, 6.0, 70.0, 6.0])
    monkeypatch.setattr("plainspoken.experiments.training.device_speedup.time", clock)

    class Timed(Slow):
        def forward(self, x):
            clock.now += next(steps)
            return super().forward(x)

        def __deepcopy__(self, memo):
            return self  # one clock, one list of steps

    pace = compare_devices(Timed(), batches(60), TrainSettings(batch=10), device="cpu", batches=5)
    assert pace.seconds_per_epoch == pytest.approx(2.0 * 6)
    assert pace.other_seconds_per_epoch == pytest.approx(6.0 * 6)
    assert pace.ratio == pytest.approx(3.0)
