"""The loop: learns, resumes bit for bit, stops, and says why a loss is no number."""

import pytest
import torch
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.early_stopping import EarlyStopper
from plainspoken.experiments.training.loop import evaluate, fit, train_one_epoch
from plainspoken.experiments.training.schedules import make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def make_net(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 3))


def make_batches(n=90, *, seed=3, batch=16, shuffle=True, drop_last=True):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=generator)
    y = (x[:, :3] + 0.3 * torch.randn(n, 3, generator=generator)).argmax(1)

    def jitter(inputs, generator):
        return (inputs[0] + 0.05 * torch.randn(inputs[0].shape, generator=generator),)

    return TensorBatches(
        [x], y, batch=batch, seed=1, shuffle=shuffle, drop_last=drop_last, transform=jitter if shuffle else None
    )


def plain(n=60, seed=4):
    return make_batches(n, seed=seed, batch=25, shuffle=False, drop_last=False)


def run(settings, *, resume=None, states=None, **options):
    model = make_net()
    fitted = fit(
        model, make_batches(), plain(), settings, seed=5, train_clean=plain(90, 3), resume=resume,
        keep=(lambda state: states.append(_copied(state))) if states is not None else lambda state: None, **options,
    )  # fmt: skip
    return model, fitted


def _copied(state):
    import io

    stream = io.BytesIO()
    torch.save(state, stream)
    stream.seek(0)
    return torch.load(stream, weights_only=True)


def _timeless(history):
    return [row.model_dump(exclude={"seconds", "processor_seconds", "waiting_share"}) for row in history]


def test_it_learns_and_keeps_the_best_validation():
    settings = TrainSettings(epochs=12, batch=16, learning_rate=0.02)
    model, fitted = run(settings)
    scores = [row.valid.accuracy for row in fitted.history]
    assert scores[fitted.best_epoch - 1] == max(scores) > 0.7
    assert fitted.best_epoch == scores.index(max(scores)) + 1
    assert evaluate(model, plain()).accuracy() == max(scores)


@pytest.mark.parametrize("schedule", ["one-cycle", "plateau", "cosine", "constant"])
@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_a_resumed_run_is_the_unbroken_run(schedule, optimizer):
    settings = TrainSettings(epochs=5, batch=16, learning_rate=0.02, schedule=schedule, optimizer=optimizer)
    states = []
    whole, unbroken = run(settings, states=states)
    for after in (1, 3):
        again, resumed = run(settings, resume=states[after - 1])
        assert _timeless(resumed.history) == _timeless(unbroken.history)
        assert resumed.best_epoch == unbroken.best_epoch
        for name, value in whole.state_dict().items():
            assert torch.equal(value, again.state_dict()[name]), name


def test_resuming_a_finished_run_trains_nothing():
    settings = TrainSettings(epochs=3, batch=16)
    states = []
    run(settings, states=states)
    steps = []
    _, fitted = run(settings, resume=states[-1], step_done=lambda epoch, step: steps.append(step))
    assert steps == [] and len(fitted.history) == 3


def test_the_seed_decides():
    settings = TrainSettings(epochs=2, batch=16)
    assert _timeless(run(settings)[1].history) == _timeless(run(settings)[1].history)
    other = fit(make_net(), make_batches(), plain(), settings, seed=6, train_clean=plain(90, 3))
    assert _timeless(other.history) != _timeless(run(settings)[1].history)


def test_one_cycle_moves_by_batch_and_ends_far_below_its_top():
    settings = TrainSettings(epochs=4, batch=16, learning_rate=0.1, schedule="one-cycle")
    model, batches, rates = make_net(), make_batches(), []
    optimizer = make_optimizer(model, settings)
    schedule = make_schedule(optimizer, settings, steps=len(batches))
    for _ in range(settings.epochs):
        train_one_epoch(
            model, batches, optimizer, schedule, settings,
            step_done=lambda step: rates.append(optimizer.param_groups[0]["lr"]),
        )  # fmt: skip
    assert len(rates) == 4 * len(batches) == 20
    assert rates[0] < max(rates) <= 0.1 and rates.index(max(rates)) in range(4, 8)
    assert rates[-1] < 0.1 / 25
    assert len(set(rates)) > 15


def test_plateau_lowers_the_rate_only_when_validation_stalls():
    settings = TrainSettings(schedule="plateau", plateau_patience=1, plateau_factor=0.1, learning_rate=0.1)
    optimizer = make_optimizer(make_net(), settings)
    schedule = make_schedule(optimizer, settings, steps=3)
    for loss in (1.0, 0.9, 0.8):
        schedule.after_batch()
        schedule.after_epoch(loss)
    assert optimizer.param_groups[0]["lr"] == 0.1
    for loss in (0.9, 0.9):
        schedule.after_epoch(loss)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.01)


def test_accumulated_batches_step_once():
    settings = TrainSettings(batch=16, accumulate=5, optimizer="sgd", schedule="constant", clip=0, momentum=0)
    model = nn.Linear(6, 3)
    start = model.weight.detach().clone()
    batches = make_batches(80)
    whole = TensorBatches([batches.inputs[0]], batches.targets, batch=80)
    quarters = TensorBatches([batches.inputs[0]], batches.targets, batch=16)
    results = []
    for source, accumulate in ((whole, 1), (quarters, 5)):
        with torch.no_grad():
            model.weight.copy_(start)
            model.bias.zero_()
        own = settings.model_copy(update={"accumulate": accumulate})
        optimizer = make_optimizer(model, own)
        train_one_epoch(model, source, optimizer, make_schedule(optimizer, own, steps=len(source)), own)
        results.append(model.weight.detach().clone())
    assert torch.allclose(results[0], results[1], atol=1e-6)


def test_clipping_bounds_the_step():
    settings = TrainSettings(
        clip=0.01, optimizer="sgd", momentum=0, weight_decay=0, learning_rate=1, schedule="constant"
    )
    model = nn.Linear(6, 3)
    before = torch.cat([p.detach().flatten().clone() for p in model.parameters()])
    batches = TensorBatches([100 * torch.randn(8, 6)], torch.arange(8) % 3, batch=8)
    optimizer = make_optimizer(model, settings)
    train_one_epoch(model, batches, optimizer, make_schedule(optimizer, settings, steps=1), settings)
    after = torch.cat([p.detach().flatten() for p in model.parameters()])
    assert float((after - before).norm()) == pytest.approx(0.01, rel=1e-3)


def test_a_loss_that_is_no_number_stops_with_its_cause():
    batches = make_batches()
    batches.inputs[0][7] = float("nan")
    with pytest.raises(InputError, match="input holds values that are not numbers"):
        fit(make_net(), batches, plain(), TrainSettings(epochs=1, batch=16), seed=1)
    model = make_net()
    with torch.no_grad():
        model[0].weight[0, 0] = float("inf")
    with pytest.raises(InputError, match=r"weights 0\.weight have run away") as caught:
        fit(model, make_batches(), plain(), TrainSettings(epochs=1, batch=16), seed=1)
    assert "learning_rate" in caught.value.remedy


def test_evaluation_checks_the_number_of_samples():
    class Short(TensorBatches):
        samples = 60

        def __iter__(self):
            yield from list(super().__iter__())[:-1]

    x = torch.randn(60, 6)
    with pytest.raises(RuntimeError, match="50 samples were evaluated, 60 were promised"):
        evaluate(make_net(), Short([x], torch.zeros(60, dtype=torch.long), batch=25))


def test_evaluation_leaves_the_model_as_it_was():
    model = make_net()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    first, second = evaluate(model, plain()), evaluate(model, plain())
    assert torch.equal(first.logits, second.logits)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_class_weights_reach_the_rare_class():
    x = torch.cat([torch.randn(190, 2), torch.randn(10, 2) + 1.2])
    y = torch.cat([torch.zeros(190), torch.ones(10)]).long()
    said = {}
    for name, weight in (("plain", None), ("weighted", torch.tensor([200 / 380, 10.0]))):
        torch.manual_seed(1)
        model = nn.Linear(2, 2)
        batches = TensorBatches([x], y, batch=50, shuffle=True)
        fit(model, batches, batches, TrainSettings(epochs=30, learning_rate=0.05), seed=1, weight=weight)
        said[name] = int((evaluate(model, batches).logits.argmax(1) == 1).sum())
    assert said["plain"] < 10 < said["weighted"]


class TestEarlyStopper:
    def test_it_counts_what_is_clearly_worse(self):
        stopper = EarlyStopper(patience=2, min_delta=0.1)
        assert stopper.update(0.5)
        assert not stopper.update(0.3) and not stopper.stop
        assert not stopper.update(0.3) and stopper.stop

    def test_the_dead_zone_neither_counts_nor_resets(self):
        stopper = EarlyStopper(patience=2, min_delta=0.1)
        stopper.update(0.5)
        stopper.update(0.3)
        for _ in range(5):
            assert not stopper.update(0.45)
        assert stopper.stale == 1 and not stopper.stop
        stopper.update(0.3)
        assert stopper.stop

    def test_any_better_score_starts_anew(self):
        stopper = EarlyStopper(patience=1, min_delta=0.1)
        stopper.update(0.5)
        assert stopper.update(0.5001)
        assert stopper.stale == 0 and stopper.best == 0.5001

    def test_no_patience_never_stops(self):
        stopper = EarlyStopper(patience=0)
        for score in (0.5, 0.1, 0.1, 0.1):
            stopper.update(score)
        assert not stopper.stop

    def test_a_fit_stops_and_keeps_the_best(self):
        settings = TrainSettings(epochs=40, batch=16, learning_rate=0.05, patience=2, schedule="constant")
        _, fitted = run(settings)
        assert fitted.stopped_early and len(fitted.history) < 40


def test_order_and_augmentation_come_from_seed_and_epoch_alone():
    batches = make_batches()

    def epoch(number):
        batches.set_epoch(number)
        return torch.cat([inputs[0] for inputs, _ in batches])

    first = epoch(1)
    second = epoch(2)
    assert torch.equal(epoch(1), first) and not torch.equal(first, second)
    assert len(first) == 80 and len(batches) == 5  # 90 samples, the last 10 are left out


def test_batches_of_like_length_hold_every_sample_once_and_little_padding():
    lengths = torch.randint(1, 100, (203,), generator=torch.Generator().manual_seed(2))
    options = {"batch": 8, "seed": 4, "shuffle": True}
    alike = TensorBatches([lengths], torch.arange(203), lengths=lengths, **options)
    mixed = TensorBatches([lengths], torch.arange(203), **options)

    def padding(batches):
        return sum(int((inputs[0].max() - inputs[0]).sum()) for inputs, _ in batches)

    seen = [targets for _, targets in alike]
    assert sorted(torch.cat(seen).tolist()) == list(range(203)) and len(seen) == len(alike) == 26
    assert padding(alike) < 0.25 * padding(mixed)
    again = [targets for _, targets in alike]
    assert all(torch.equal(a, b) for a, b in zip(seen, again, strict=True))
    alike.set_epoch(2)
    assert not torch.equal(next(iter(alike))[1], seen[0])
    means = [float(lengths[targets].float().mean()) for targets in seen]
    assert means != sorted(means)  # long and short batches come in random order
    dropped = TensorBatches([lengths], torch.arange(203), lengths=lengths, drop_last=True, **options)
    assert {len(targets) for _, targets in dropped} == {8} and dropped.samples == 200


def test_an_epoch_tells_the_seconds_of_the_processor():
    _, fitted = run(TrainSettings(epochs=2, batch=16))
    for row in fitted.history:
        assert 0 < row.processor_seconds < 20 * row.seconds


def test_batches_of_unequal_parts_are_refused():
    with pytest.raises(ValueError, match="length"):
        TensorBatches([torch.zeros(3, 2)], torch.zeros(4), batch=2)
