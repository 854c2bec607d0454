"""What stands below a figure in small type: what was measured on how many samples, and with how many seeds."""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.experiments.results.record import RunRecord


def foot_line(records: Sequence[RunRecord], measured: str = "test accuracy", *, interval: bool = True) -> str:
    """`test accuracy, n = 500, 95 % interval; one seed`: `n` of the test split, seeds as many as each run has."""
    sizes = sorted({record.final.test.n for record in records})
    samples = f"n = {sizes[0]:,}" if len(sizes) == 1 else f"n = {sizes[0]:,} to {sizes[-1]:,}"
    level = round(100 * records[0].final.test.accuracy_interval.level)
    parts = [measured, samples, *([f"{level} % interval"] if interval else [])]
    return f"{', '.join(parts)}; {seeds_of(records)}"


def seeds_of(records: Sequence[RunRecord]) -> str:
    """`one seed`, `5 seeds`, `1 to 5 seeds`; with several runs `one seed each`."""
    counts = sorted({max((len(spread.values) for spread in record.spreads.values()), default=1) for record in records})
    each = " each" if len(records) > 1 else ""
    if counts == [1]:
        return f"one seed{each}"
    return f"{counts[0]} seeds{each}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} seeds"


def sizes_of(record: RunRecord, measured: str = "") -> str:
    """`1,000 training and 200 validation samples; one seed`, as far as the record tells the sizes; `measured` first."""
    splits = record.data.splits if record.has("data") else {}
    words = (("train", "training"), ("valid", "validation"))
    known = [f"{splits[name].n:,} {word}" for name, word in words if name in splits and splits[name].n]
    samples = [f"{' and '.join(known)} samples"] if known else []
    return "; ".join([*([measured] if measured else []), *samples, seeds_of([record])])


def tested(record: RunRecord, measured: str = "test split", *, shown: int | None = None) -> str:
    """`test split, n = 500; one seed`, the number of samples where the record tells it; with fewer `shown` than that
    `test split, 500 of n = 2,000; one seed`."""
    n = size_of_test(record) or shown
    samples = "" if not n else f", n = {n:,}" if shown in (None, n) else f", {shown:,} of n = {n:,}"
    return f"{measured}{samples}; {seeds_of([record])}"


def size_of_test(record: RunRecord) -> int | None:
    """How many samples the test metrics were measured on, or how many the test split has; None when not told."""
    counts = {metric.n for metric in record.scores.get("test", {}).values() if metric.n}
    if len(counts) == 1:
        return counts.pop()
    splits = record.data.splits if record.has("data") else {}
    return (splits["test"].n or None) if "test" in splits else None
