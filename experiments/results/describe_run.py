"""A run in some lines of text, for a terminal."""

from __future__ import annotations

from plainspoken.experiments.results.record import RunRecord


def describe_run(record: RunRecord) -> str:
    """What was trained on what, how it went, what it costs, how it does with each class."""
    test, cost = record.final.test, record.cost
    around = test.accuracy_interval
    splits = ", ".join(f"{name} {split.n}" for name, split in record.data.splits.items())
    lines = [
        f"{record.title} ({record.study}/{record.run}, profile {record.profile}, seed {record.seed})",
        f"data      {record.data.name} ({record.data.kind}): {splits}; most common: {record.data.majority}",
        f"weights   {record.pretraining.description}",
        f"training  {record.epochs} of {record.epochs_planned} epochs, best {record.best_epoch}, "
        f"{record.seconds:.1f} s on {record.environment.device} ({record.environment.device_name})"
        + (
            f", {record.processor_seconds_per_epoch:.1f} processor s an epoch"
            if record.processor_seconds_per_epoch
            else ""
        )
        + (f", {record.pace.ratio:.1f} times as fast as its processor" if record.pace else ""),
        f"test      accuracy {_percent(test.accuracy)} ({_percent(around.low)} to {_percent(around.high)}), "
        f"balanced {_percent(test.balanced_accuracy)}, macro F1 {test.f1:.3f}",
        f"chance    majority {_percent(record.baselines['majority'].accuracy)}, "
        f"uniform {_percent(record.baselines['uniform'].accuracy)}",
        f"cost      {cost.parameters / 1e6:.2f} M parameters, {cost.bytes / 1e6:.1f} MB"
        + (f", {cost.flops / 1e6:.0f} MFLOPs" if cost.flops else "")
        + (f", {cost.latency.median_ms:.1f} ms (IQR {cost.latency.iqr_ms:.1f})" if cost.latency else ""),
    ]
    if record.spreads:
        spread = record.spreads["test.accuracy"]
        lines.append(f"seeds     {len(spread.values)}: {_percent(spread.mean)} ± {_percent(spread.deviation)}")
    lines += ["", f"{'class':<14}{'recall':>8}{'precision':>11}{'F1':>8}{'there':>7}{'said':>7}"]
    lines += [
        f"{label:<14}{m.recall:>8.3f}{m.precision:>11.3f}{m.f1:>8.3f}{m.support:>7}{m.predicted:>7}"
        for label, m in test.per_class.items()
    ]
    lines += ["", *(f"figure:{record.study}/{record.run}/{name}" for name in record.figures)]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
