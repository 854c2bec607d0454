"""What a model costs: parameters, bytes, floating-point operations, milliseconds."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from plainspoken.experiments.results.record import Cost, Latency


def count_cost(model: nn.Module, example: tuple[Tensor, ...]) -> Cost:
    """Parameters, bytes of the weights and buffers, FLOPs of one sample, and layers with weights.

    FLOPs are those of `torch.utils.flop_counter`: matrix products and convolutions, two for each multiply-add.
    """
    from torch.utils.flop_counter import FlopCounterMode

    model.eval()
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        model(*example)
    tensors = [*model.parameters(), *model.buffers()]
    return Cost(
        parameters=sum(p.numel() for p in model.parameters()),
        trainable_parameters=sum(p.numel() for p in model.parameters() if p.requires_grad),
        bytes=sum(t.numel() * t.element_size() for t in tensors),
        flops=counter.get_total_flops() or None,
        layers=count_layers(model),
    )


def count_layers(model: nn.Module) -> int:
    """Convolutional, linear and recurrent layers."""
    kinds = (nn.Conv2d, nn.Linear, nn.LSTM, nn.Embedding)
    return sum(isinstance(layer, kinds) for layer in model.modules())


def measure_latency(
    model: nn.Module, example: tuple[Tensor, ...], *, device: str = "cpu", threads: int = 1, seconds: float = 0.5
) -> Latency:
    """Time of one forward pass of `example` in evaluation mode, over at least `seconds` of repeats."""
    from torch.utils.benchmark import Timer

    model.to(device).eval()
    inputs = tuple(part.to(device) for part in example)
    with torch.inference_mode():
        for _ in range(3):
            model(*inputs)
        timer = Timer("model(*inputs)", globals={"model": model, "inputs": inputs}, num_threads=threads)
        measured = timer.blocked_autorange(min_run_time=seconds)
    times = sorted(1000 * value for value in measured.times)
    return Latency(
        median_ms=1000 * measured.median,
        iqr_ms=1000 * measured.iqr,
        low_ms=times[len(times) // 4],
        high_ms=times[(3 * len(times)) // 4],
        batch=int(example[0].shape[0]),
        device=device,
        threads=threads,
        precision="fp32",
        input_shape=list(example[0].shape),
        repeats=len(times) * measured.number_per_run,
    )
