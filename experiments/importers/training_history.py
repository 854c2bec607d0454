"""A training history, worked out once for all file formats: what an epoch, a step, a split, the best and a restart are.

- *Epoch*: counted from 1. A whole number counts finished epochs, a fraction the progress within one (2.5 is the third).
  Of several rows of an epoch, the last number of each column counts. A row that only tests, and an evaluation before or
  after the training, is no epoch.
- *Step*: a file that counts steps, iterations or rounds, and no epochs, becomes curves by step; it has no epochs.
- *Split*: see `history_columns`. Test metrics are the result of the run, not a part of its history.
- *Best*: the evaluation that the tool chose, or else the best by `best_by`, or else by the first metric of `JUDGES`
  that validation has: what a task is measured by goes before the loss. The first of those that tie. Its own numbers
  are told, also where its epoch was evaluated again later.
- *Divergence*: losses that are no numbers (nan, inf) from some epoch or step on to the end. What follows is kept, and
  the record says where it began.
- *Restart*: a count that goes back into the middle took up a checkpoint: what follows stands in place of what was
  there.
  A count that goes back to the first epoch may be a new start or only a new count: the author says which (`restart`).

What was decided is stated in the record (`read_as`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.epoch_times import add_times
from plainspoken.experiments.importers.file_contents import Cell, Found, FoundNumber, HistoryEntries, HistoryEntry, Row
from plainspoken.experiments.importers.history_columns import Columns, in_seconds, read_columns
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import is_fraction, is_percent, kind_of, plain_name
from plainspoken.experiments.importers.restarts import EpochCounter
from plainspoken.experiments.results.record import Curve

JUDGES = (
    "accuracy", "error_rate", "error", "balanced_accuracy", "f1", "micro_f1", "samples_f1", "weighted_f1", "map50_95",
    "mask_map50_95", "map", "map50", "mask_map50", "iou", "dice", "auc", "average_precision", "mcc", "kappa",
    "exact_match", "wer", "cer", "bleu", "chrf", "rougel", "rouge1", "meteor", "bertscore", "ter", "ndcg", "mrr",
    "hit_rate", "fid", "kid", "psnr", "ssim", "lpips", "rmse", "mae", "mse", "r2", "mape", "smape", "spearman",
    "pearson", "top5_accuracy", "top5_error", "acc_norm", "perplexity", "word_perplexity", "bits_per_byte", "reward",
    "loss",
)  # fmt: skip
"""Metrics by which the best evaluation is chosen, the first that there is: those that tell of a task as a whole, and
the loss when there is none. Precision and recall alone are not among them, as each is had at the price of the other."""

POINTS = 500
"""Points of a curve by step; of a longer one, every so many are kept, and the last."""


@dataclass
class History:
    """Rows of one history, as they are read.

    Attributes:
        entries: what was told at one moment of the training, in order.
        tests: numbers of the test split, by the row that told them, with the epoch of that row.
        after: what was measured on other splits when the training was over.
    """

    path: Path
    settings: ImportSettings
    columns: Columns
    entries: HistoryEntries = field(default_factory=HistoryEntries)
    tests: list[tuple[int | None, dict[str, Cell]]] = field(default_factory=list)
    after: dict[tuple[str, str], Cell] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)


def training_history(
    rows: Sequence[dict[str, Cell]],
    path: Path,
    settings: ImportSettings,
    *,
    progress: bool = False,
    counted_from: int | None = None,
    typed: bool = False,
    best_step: float | None = None,
    after: Sequence[dict[str, Cell]] = (),
) -> Found:
    """What a history tells: epochs (or curves by step), the best of them, test results, and time.

    Args:
        rows: as the file has them, in its order.
        progress: whether epochs are fractions that tell how far the training is, as Hugging Face writes them.
        counted_from: the number of the first epoch, where the format says it.
        typed: whether metrics beyond those of a classifier are kept by their meaning only.
        best_step: the step that the tool itself chose as the best.
        after: rows that were written when the training was over.

    Raises:
        InputError: nothing is counted or measured, or what is meant is in doubt; with the line and the option.
    """
    names = list(dict.fromkeys(name for row in [*rows, *after] for name in row))
    columns = read_columns(names, path, settings, typed=typed)
    told, rows, after = rows, _finite(rows), _finite(after)
    history = History(path, settings, columns)
    counter = EpochCounter.of(rows, columns, path, settings, progress=progress, counted_from=counted_from)
    for row in rows:
        _take(history, row, counter)
    for row in after:
        history.after |= _scores(history, row)
    if not history.entries and not history.tests:
        raise _nothing(names, path)
    history.entries.sort(key=lambda entry: (entry.epoch, entry.mark or 0))
    _leave_out(history)
    found = Found(read_as={**counter.told(), **history.read_as})
    if columns.epoch is not None:
        found.rows = _epochs(history)
        add_times(found, history.entries, columns, path, settings)
    if len(found.rows) < 2 and columns.step is not None:
        found.curves = _curves(history)
    _choose_best(found, history, best_step)
    _tell_results(found, history)
    _tell_divergence(found, told, columns)
    return found


def _finite(rows: Sequence[dict[str, Cell]]) -> list[dict[str, Cell]]:
    return [{name: cell for name, cell in row.items() if math.isfinite(cell.value)} for row in rows]


def _tell_divergence(found: Found, rows: Sequence[dict[str, Cell]], columns: Columns) -> None:
    """Say from where on the losses are no numbers, if that is so until the end.

    A table that joins rows of training and of evaluation may write `nan` for what a row does not tell: one loss that is
    a number, in the same epoch or a later one, and nothing has diverged.
    """
    counter = columns.epoch or columns.step
    losses = [name for name, known in columns.scores.items() if known.metric == "loss"]
    counted = [row for row in rows if counter in row and any(name in row for name in losses)]
    at: dict[float, bool] = {}
    for row in counted:
        fine = any(math.isfinite(row[name].value) for name in losses if name in row)
        count = row[counter].value  # type: ignore[index]
        at[count] = at.get(count, False) or fine
    lost: list[float] = []
    for count in sorted(at, reverse=True):
        if at[count]:
            break
        lost.append(count)
    if not lost:
        return
    begins = lost[-1]
    if columns.epoch is None:
        found.diverged = ("step", int(begins))
    else:
        first = next((count for count in sorted(at)), begins)
        found.diverged = ("epoch", int(begins - first) + 1 if first == int(first) else math.ceil(begins))
    word, place = found.diverged
    found.read_as["diverged"] = f"from {word} {place} to the end, no loss is a number: the training diverged"


def _nothing(names: Sequence[str], path: Path) -> InputError:
    others = ", ".join(name for name in names) or "nothing"
    return InputError(
        f"no column of this history holds a metric: {others}", file=path, line=1,
        remedy="name the columns, for example, train_loss, valid_loss, valid_accuracy",
    )  # fmt: skip


def _take(history: History, row: dict[str, Cell], counter: EpochCounter) -> None:
    columns = history.columns
    scores = _scores(history, row)
    tests = {metric: cell for (split, metric), cell in scores.items() if split == "test"}
    others = {key: cell for key, cell in scores.items() if key[0] != "test"}
    own = {name: row[name] for name in columns.own if name in row}
    rates = [row[name].value for name in columns.rates if name in row]
    times = {name: replace(row[name], value=in_seconds(name, row[name].value)) for name in columns.times if name in row}
    counted = counter.counts(row)
    if tests:
        history.tests.append((counter.peek(row) if counted else None, tests))
    if not counted or (tests and not others and not rates):
        return
    if not (others or own or rates or times):
        return
    epoch = counter.take(row, set(others) | {("", name) for name in own}, history.entries)
    step = row[columns.step].value if columns.step in row else None
    mark = row[columns.epoch].value if counter.progress and columns.epoch in row else step
    entry = history.entries.latest(epoch, mark)
    if entry is None:
        entry = HistoryEntry(epoch, mark, step)
        history.entries.append(entry)
    entry.values |= others
    entry.more |= own
    entry.times |= times
    entry.rate = rates[0] if rates else entry.rate


def _scores(history: History, row: dict[str, Cell]) -> dict[tuple[str, str], Cell]:
    """The metrics of a row, by split and name; fractions as fractions."""
    found = {}
    for name, known in history.columns.scores.items():
        if name not in row:
            continue
        cell = row[name]
        percent = history.settings.percent or is_percent(name)
        fits = not is_fraction(known.metric) or 0 <= cell.value <= (100 if percent else 1)
        if not fits and name in history.columns.own:
            continue  # one of the further metrics, that means something else here
        found[known.split or "train", known.metric] = Cell(
            _share(known.metric, cell, history, percent=percent), cell.line, cell.clock
        )  # fmt: skip
    return found


def _share(metric: str, cell: Cell, history: History, *, percent: bool) -> float:
    if not is_fraction(metric):
        return cell.value
    value = cell.value / 100 if percent else cell.value
    if not 0 <= value <= 1:
        remedy = "leave out `percent = true`" if percent else set_option("percent", "true")
        raise InputError(
            f"{metric} is {cell.value:g}, which is no share of 1", file=history.path, line=cell.line, remedy=remedy
        )
    return value


def _leave_out(history: History) -> None:
    """Take evaluations before and after the training out of the epochs."""
    entries = history.entries
    trained = [entry for entry in entries if any(split == "train" for split, _ in entry.values)]
    if not trained:
        return
    first, last = entries[0], entries[-1]
    later = {key for entry in entries[1:] if entry.epoch == first.epoch for key in entry.values}
    if first.mark == 0 and first not in trained and first.values and set(first.values) <= later:
        entries.remove(first)
        history.read_as["before"] = "the evaluation at step 0, before the training, is left out"
    epochs_trained = {entry.epoch for entry in trained}
    lonely = last.epoch not in epochs_trained and {e.epoch for e in entries} == {*epochs_trained, last.epoch}
    if lonely and last.step is not None and last.step - (entries[-2].step or 0) <= 1 and len(entries) > 1:
        history.after |= last.values
        entries.remove(last)
        history.read_as["after"] = "the last row is an evaluation when the training was over, not an epoch"


def _epochs(history: History) -> list[Row]:
    """One row an epoch: the last number of each column counts."""
    rows: dict[int, Row] = {}
    for entry in history.entries:
        rows.setdefault(entry.epoch, Row(entry.epoch)).take(entry)
    return [rows[epoch] for epoch in sorted(rows)]


def _curves(history: History) -> dict[str, Curve]:
    """Metrics by step, as `valid.loss`; other columns by their own names."""
    points: dict[str, list[tuple[float, float]]] = {}
    for entry in history.entries:
        for (split, metric), cell in entry.values.items():
            points.setdefault(f"{split}.{metric}", []).append((entry.step or 0, cell.value))
        for name, cell in entry.more.items():
            points.setdefault(name, []).append((entry.step or 0, cell.value))
    return {name: _thinned(name, line, history.columns.step or "step") for name, line in points.items()}


def _thinned(name: str, line: list[tuple[float, float]], x_name: str) -> Curve:
    every = math.ceil(len(line) / POINTS)
    kept = line[::every] if every == 1 or (len(line) - 1) % every == 0 else [*line[::every][: POINTS - 1], line[-1]]
    return Curve(x=[x for x, _ in kept], y=[y for _, y in kept], x_name=x_name.strip("_"), y_name=name)


def _choose_best(found: Found, history: History, best_step: float | None) -> None:
    """The best evaluation, with its own numbers, and how it was chosen."""
    entries = history.entries
    chosen = next((entry for entry in entries if best_step is not None and entry.step == best_step), None)
    how = f"the evaluation at step {best_step:g}, which the tool chose" if chosen and best_step is not None else ""
    if chosen is None:
        metric = _judge(history)
        known = [entry for entry in entries if ("valid", metric) in entry.values] if metric else []
        if not known or metric is None:
            return
        lower = _better(metric, history) == "lower"
        sign = -1 if lower else 1
        chosen = max(known, key=lambda entry: sign * entry.values["valid", metric].value)
        how = f"the evaluation with the {'lowest' if lower else 'highest'} validation {metric.replace('_', ' ')}"
        found.best_by = metric
    same = [entry for entry in entries if entry.epoch == chosen.epoch]
    by_epoch = found.rows and len([entry for entry in same if any(s == "valid" for s, _ in entry.values)]) < 2
    found.best = next((row for row in found.rows if row.epoch == chosen.epoch), None) if by_epoch else None
    if found.best is None:
        found.best = Row(chosen.epoch if found.rows else 0)
        found.best.take(chosen)
    found.best_step = chosen.step if chosen.step is not None else None
    found.read_as["best"] = how


def _better(metric: str, history: History) -> str:
    """Which way a metric is better; of one that only the author knows, what they say."""
    try:
        return kind_of(metric).better
    except KeyError:
        own = history.settings.metrics
        return next((each.better for name, each in own.items() if (each.name or plain_name(name)) == metric), "none")


def _judge(history: History) -> str | None:
    """The metric by which the best is chosen."""
    known = {metric for entry in history.entries for split, metric in entry.values if split == "valid"}
    chosen = history.settings.best_by
    if chosen is not None:
        if chosen not in known:
            raise InputError(
                f"no validation metric of this history is called {chosen!r}", file=history.path,
                remedy=f"correct `best_by`: there is {', '.join(sorted(known)) or 'none'}",
            )  # fmt: skip
        return chosen
    usual = next((metric for metric in JUDGES if metric in known), None)
    told = [metric for metric in sorted(known) if _better(metric, history) != "none"]
    return usual or (told[0] if len(told) == 1 else None)


def _tell_results(found: Found, history: History) -> None:
    """Test metrics, and evaluations when the training was over, as results of the run."""
    settings = history.settings
    for (split, metric), cell in history.after.items():
        if split != "train":
            found.tell(split, metric, FoundNumber(cell.value, history.path, cell.line, logged=True))
    if not history.tests:
        return
    tests = history.tests
    told: dict[str, set[float]] = {}
    for _, row in tests:
        for metric, cell in row.items():
            told.setdefault(metric, set()).add(cell.value)
    if any(len(values) > 1 for values in told.values()):
        tests = _one_test(found, history)
    for epoch, row in tests:
        for metric, cell in row.items():
            found.tell("test", metric, FoundNumber(cell.value, history.path, cell.line, logged=True))
        at = "" if epoch is None or settings.test_at is None else f" of epoch {epoch}"
        found.read_as["test"] = f"test metrics in the history{at} are the result of the run, and no epoch"


def _one_test(found: Found, history: History) -> list[tuple[int | None, dict[str, Cell]]]:
    """The test that the author chose among several."""
    tests, choice = history.tests, history.settings.test_at
    if choice == "last":
        return tests[-1:]
    if choice == "best" and found.best is not None:
        best = found.best.epoch
        if at_best := [each for each in tests if each[0] == best]:
            return at_best[-1:]
    line = next((cell.line for _, row in tests[1:] for cell in row.values()), None)
    if choice == "best":
        raise InputError(
            "no validation tells which epoch was best, or that epoch was not tested", file=history.path, line=line,
            remedy=set_option("test_at", '"last"'),
        )  # fmt: skip
    raise InputError(
        f"this history has {len(tests)} tests with different results, and nothing says which one counts",
        file=history.path, line=line, remedy=set_option("test_at", '"last"', '"best"'),
    )  # fmt: skip
