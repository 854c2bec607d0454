"""A run's training log and its predictions, in the forms that the source of this study keeps them in.

    2025-03-01 09:00:00,001 - resnet50_adam_0.01 - INFO - Training   >>> Epoch: 1, Current LR: 0.01, Loss: 0.300, ...

Such a log reads back with `plainspoken.experiments.importers.log_files`. The stamps are worked out from the time at
which the log is written and the seconds of each epoch.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.files import write_text
from plainspoken.experiments.results.record import MultiLabelDetail, RunRecord

if TYPE_CHECKING:
    import numpy as np

    from plainspoken.experiments.runner.recipe import RunPlan

LOG, PREDICTIONS = "training.log", "predictions.csv"

_MIB = 1024 * 1024
"""The source's logs say MB and mean this; the records' megabytes are millions of bytes."""


def leave_files(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], folder: Path) -> None:
    """Write `training.log` and, where the test samples have names, `predictions.csv` into the run's folder."""
    weights = folder / "weights.safetensors"
    size = weights.stat().st_size if weights.is_file() else None
    write_text(folder / LOG, "\n".join(training_log(record, ended=datetime.now(), size=size)) + "\n")
    detail = record.detail.get("test")
    if isinstance(detail, MultiLabelDetail) and "test_names" in arrays and "test_logits" in arrays:
        thresholds = [detail.per_label[label].threshold for label in detail.labels]
        ids = [str(label) for label in record.extra["label_ids"]]
        probabilities = 1 / (1 + _exp(-arrays["test_logits"]))
        said = probabilities >= thresholds
        write_text(folder / PREDICTIONS, predictions_table(list(arrays["test_names"]), ids, said))


def training_log(record: RunRecord, *, ended: datetime, size: int | None = None) -> list[str]:
    """The lines of a run's log, in the source's format.

    Args:
        ended: when the training ended.
        size: bytes of the weights on disk.
    """
    rows = record.history
    seconds = [row.seconds if row.has("seconds") else 0.0 for row in rows]
    at = ended - timedelta(seconds=sum(seconds))
    lines: list[str] = []

    def tell(words: str) -> None:
        stamp = f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03d}"
        lines.append(f"{stamp} - {_name(record)} - INFO - {words}")

    for row, spent in zip(rows, seconds, strict=True):
        at += timedelta(seconds=spent)
        rate = f"{row.learning_rate:g}"
        tell(f"Training   >>> Epoch: {row.epoch}, Current LR: {rate}, Loss: {row.train.loss:.3f}, Time: {_span(spent)}")
        if row.has("valid"):
            tell(
                f"Validation >>> Epoch: {row.epoch}, Loss: {row.valid.loss:.3f}, current lr: {rate}, "
                f"F1 Score (macro): {row.valid.macro_f1:.3f}, Time: 0m0s"
            )
    if record.stopped_early:
        tell(f"Early stopping >>> triggered at epoch {len(rows)}")
    if record.status == "diverged" and record.ended is not None:
        tell(f"Training   >>> Epoch: {record.ended.epoch}, Loss: nan")
    tell(f"Training concluded >>> Total Run Time: {_span(sum(seconds))}")
    if size is not None:
        tell(f"Model size on disk: {size / _MIB:.2f} MB")
    return lines


def predictions_table(names: list[str], ids: list[str], said: np.ndarray) -> str:
    """`ImageID,Labels`: the ids that are said of each sample, separated by blanks; none is an empty field.

    Args:
        said: truth values [n, labels].
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ImageID", "Labels"])
    for name, row in zip(names, said, strict=True):
        writer.writerow([name, " ".join(label for label, there in zip(ids, row, strict=True) if there)])
    return out.getvalue()


def _name(record: RunRecord) -> str:
    train = record.config.get("train", {})
    return f"{record.model}_{train.get('optimizer', '')}_{train.get('learning_rate', 0):g}"


def _span(seconds: float) -> str:
    return f"{int(seconds // 60)}m{int(seconds % 60)}s"


def _exp(values: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = np.exp(np.clip(values, -60, 60))
    return found
