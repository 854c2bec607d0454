"""A run in some lines of text, for a terminal."""

from __future__ import annotations

from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.results.record import ClassificationDetail, MultiLabelDetail, RunRecord


def describe_run(record: RunRecord) -> str:
    """What was done with what data, how it went, what it costs, and every metric with its interval."""
    seed = f", seed {record.seed}" if record.has("seed") else ""
    profile = f", profile {record.profile}" if record.has("profile") else ""
    lines = [f"{record.title} ({record.study}/{record.run}, {record.task}{profile}{seed})"]
    if record.status in ("diverged", "pruned") and record.ended is not None:
        lines.append(f"ended     {record.status}: {record.ended.reason}")
    if record.has("data") and record.data.has("name"):
        kind = f" ({record.data.kind})" if record.data.has("kind") else ""
        splits = ", ".join(f"{name} {split.n}" for name, split in record.data.splits.items())
        most = f"; most common: {record.data.majority}" if record.data.has("majority") else ""
        lines.append(f"data      {record.data.name}{kind}{f': {splits}' if splits else ''}{most}")
    if record.has("pretraining"):
        lines.append(f"weights   {record.pretraining.description}")
    lines += _training(record)
    for name, numbers in record.baselines.items():
        told = [f"{each} {_in_unit(record, each, value)}" for each in numbers.names() if (value := numbers.get(each))]
        lines.append(f"baseline  {name}: {', '.join(told)}")
    lines += _cost(record)
    for split in ("test", *(name for name in record.scores if name not in ("test", "train", "valid"))):
        lines += [f"{split:<10}{_metric(name, metric)}" for name, metric in record.scores.get(split, {}).items()]
    if not record.scores.get("test"):
        lines += [f"{'train':<10}{_metric(name, metric)}" for name, metric in record.scores.get("train", {}).items()]
    lines += _by_class(record)
    lines += ["", *(f"figure:{record.study}/{record.run}/{name}" for name in record.figures)]
    return "\n".join(lines)


def _training(record: RunRecord) -> list[str]:
    if not record.history:
        return [f"work      {record.seconds:.1f} s"] if record.has("seconds") else []
    best = f", best {record.best_epoch}" if record.has("best_epoch") else ""
    planned = f" of {record.epochs_planned}" if record.has("epochs_planned") else ""
    where = f" on {record.environment.device} ({record.environment.device_name})" if record.has("environment") else ""
    busy = record.processor_seconds_per_epoch
    return [
        f"training  {len(record.history)}{planned} epochs{best}"
        + (f", {record.seconds:.1f} s{where}" if record.has("seconds") else "")
        + (f", {busy:.1f} processor s an epoch" if busy else "")
        + (f", {record.pace.ratio:.1f} times as fast as its processor" if record.pace else "")
    ]


def _cost(record: RunRecord) -> list[str]:
    if not record.has("cost") or not record.cost.has("parameters"):
        return []
    cost = record.cost
    return [
        f"cost      {cost.parameters / 1e6:.2f} M parameters"
        + (f", {cost.bytes / 1e6:.1f} MB" if cost.has("bytes") else "")
        + (f", {cost.flops / 1e6:.0f} MFLOPs" if cost.flops else "")
        + (f", {cost.latency.median_ms:.1f} ms (IQR {cost.latency.iqr_ms:.1f})" if cost.latency else "")
    ]


def _metric(name: str, metric: Metric) -> str:
    around = metric.interval
    between = f" ({_written(around.low, metric.unit)} to {_written(around.high, metric.unit)})" if around else ""
    seeds = f"; {len(metric.seeds)} times: {_written(metric.mean, metric.unit)} ± " if len(metric.seeds) > 1 else ""
    spread = _written(metric.deviation, metric.unit) if seeds else ""
    return f"{(metric.title or name)}: {_written(metric.value, metric.unit)}{between}{seeds}{spread}"


def _by_class(record: RunRecord) -> list[str]:
    detail = record.detail.get("test")
    if isinstance(detail, MultiLabelDetail):
        rows = [(name, m.recall, m.precision, m.f1, m.support, m.predicted) for name, m in detail.per_label.items()
                if m.has("predicted")]  # fmt: skip
    elif isinstance(detail, ClassificationDetail) and detail.has("per_class"):
        rows = [(name, m.recall, m.precision, m.f1, m.support, m.predicted) for name, m in detail.per_class.items()
                if m.has("predicted")]  # fmt: skip
    else:
        return []
    head = f"{'class':<14}{'recall':>8}{'precision':>11}{'F1':>8}{'there':>7}{'said':>7}"
    return [
        "",
        head,
        *(f"{name:<14}{r:>8.3f}{p:>11.3f}{f:>8.3f}{there:>7}{said:>7}" for name, r, p, f, there, said in rows),
    ]


def _in_unit(record: RunRecord, name: str, value: float) -> str:
    kind = record.kind_of(name)
    return _written(value, kind.unit if kind is not None else "number")


def _written(value: float, unit: str) -> str:
    if unit == "fraction":
        return f"{100 * value:.1f} %"
    number = f"{value:,.0f}" if unit == "count" else f"{value:.4g}"
    return number if unit in ("number", "count") else f"{number} {unit}"
