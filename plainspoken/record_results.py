"""Write what a script or a notebook has measured as a record that a talk can be bound to.

    import plainspoken

    run = plainspoken.record("results/net.json", title="The net", config={"lr": 0.1})
    for epoch in range(5):
        ...
        run.epoch(train_loss=loss, valid_loss=..., valid_accuracy=...)
    run.test(truth=labels, predicted=answers)

The file is written anew, whole or not at all, after every call: a run that is broken off leaves what it had. It is
plain JSON in a form that `[imports]` reads, so a talk says nothing that is not in it. Counts come with the answers, and
so do intervals, the confusion matrix and comparisons sample by sample.

The callbacks need the tools that they are for, which are imported when they are made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text

FORM = 1
"""Version of the file's form."""


class RunRecorder:
    """Keeps the results of one run in a file. `plainspoken.record` makes one.

    Attributes:
        path: the file.
    """

    def __init__(self, path: str | Path, *, title: str | None, data: str | None, config: Mapping[str, Any]) -> None:
        self.path = Path(path)
        if self.path.suffix != ".json":
            raise InputError("a record is a JSON file", file=self.path, remedy="give it a name that ends in .json")
        self._document: dict[str, Any] = {"plainspoken_run": FORM}
        if title:
            self._document["title"] = title
        if data:
            self._document["data"] = data
        if config:
            self._document["config"] = {str(key): _plain(value) for key, value in config.items()}
        self._history: list[dict[str, Any]] = []

    def epoch(self, epoch: int | None = None, /, **numbers: Any) -> RunRecorder:
        """Keep the numbers of an epoch: `train_loss`, `valid_accuracy` and the like; `seconds`, `learning_rate`.

        Args:
            epoch: its number from 1, where it is not the one after the last.

        Raises:
            InputError: a value is no number, or the file cannot be written.
        """
        row = {"epoch": len(self._history) + 1 if epoch is None else int(epoch)}
        return self._add(row, numbers)

    def step(self, step: int, /, **numbers: Any) -> RunRecorder:
        """Keep the numbers of a step, for runs that count no epochs; otherwise as `epoch`."""
        return self._add({"step": int(step)}, numbers)

    def test(
        self,
        *,
        truth: Iterable[Any] | None = None,
        predicted: Iterable[Any] | None = None,
        ids: Iterable[Any] | None = None,
        n: int | None = None,
        split: str = "test",
        **metrics: Any,
    ) -> RunRecorder:
        """Keep what was measured on a split.

        Args:
            truth: the right label of each sample: lists, arrays or tensors. With `predicted`, all metrics of a
                classifier follow, with intervals and the confusion matrix.
            predicted: the model's label of each sample.
            ids: what each sample is called, so that two runs can be compared sample by sample.
            n: how many samples were measured, where no answers are given: makes the interval of an accuracy.
            split: `test`, `valid` or `train`.
            metrics: further metrics by name, as fractions: `accuracy=0.91`, `mae=0.2`.

        Raises:
            InputError: the lists are of different lengths, a value is no number, or the file cannot be written.
        """
        if split not in ("train", "valid", "test"):
            raise InputError(f"no split is called {split!r}", remedy="say train, valid or test")
        told = {name: _number(name, value) for name, value in metrics.items()}
        if n is not None:
            told["n"] = int(n)
        if (truth is None) != (predicted is None):
            raise InputError("truth and predicted belong together", remedy="give both, or neither")
        if truth is not None and predicted is not None:
            right, said = _labels(truth), _labels(predicted)
            named = _labels(ids) if ids is not None else []
            if len(right) != len(said) or (named and len(named) != len(right)) or not right:
                raise InputError(
                    f"{len(right)} labels, {len(said)} answers" + (f" and {len(named)} names" if named else ""),
                    remedy="give one of each for every sample",
                )
            answers: dict[str, Any] = {"truth": right, "predicted": said}
            if named:
                answers["ids"] = named
            self._document.setdefault("answers", {})[split] = answers
        if told:
            self._document.setdefault("metrics", {}).setdefault(split, {}).update(told)
        return self._write()

    def cost(self, **figures: Any) -> RunRecorder:
        """Keep what the run cost: `seconds`, `parameters`.

        Raises:
            InputError: a value is no number, or the file cannot be written.
        """
        self._document.setdefault("cost", {}).update({name: _number(name, value) for name, value in figures.items()})
        return self._write()

    def _add(self, row: dict[str, Any], numbers: Mapping[str, Any]) -> RunRecorder:
        row |= {name: number for name, value in numbers.items() if (number := _number(name, value)) is not None}
        counted = "epoch" if "epoch" in row else "step"
        self._history = [
            each for each in self._history if each.get(counted) != row[counted] or set(each) & set(row) == {counted}
        ]
        self._history.append(row)
        self._document["history"] = self._history
        return self._write()

    def _write(self) -> RunRecorder:
        try:
            write_text(self.path, json.dumps(self._document, indent=1, ensure_ascii=False) + "\n")
        except OSError as error:
            raise InputError(
                f"the record cannot be written: {error.strerror}", file=self.path, remedy="name another place"
            ) from None
        return self


def record(
    path: str | Path, *, title: str | None = None, data: str | None = None, config: Mapping[str, Any] | None = None
) -> RunRecorder:
    """Begin the record of a run in a file, which `[imports]` of a talk can name.

    Args:
        path: a file that ends in `.json`; one that is there is replaced by the first call that keeps something.
        title: how slides call the run.
        data: how the data set is called.
        config: the settings of the run; in a sweep, what it is told apart by.

    Raises:
        InputError: the name does not end in `.json`.

    Example:
        >>> run = record("results/net.json", title="The net")
        >>> run.test(truth=["a", "b"], predicted=["a", "a"]).path.name
        'net.json'
    """
    return RunRecorder(path, title=title, data=data, config=config or {})


def keras_callback(path: str | Path, **settings: Any) -> Any:
    """A callback of Keras that keeps every epoch: `model.fit(..., callbacks=[plainspoken.keras_callback("net.json")])`.

    Args:
        path: as `record` takes it; `settings` as well.

    Raises:
        InputError: as `record`.
        ModuleNotFoundError: Keras is not installed.
    """
    import keras  # type: ignore[import-not-found]

    run = record(path, **settings)

    class KerasRecorder(keras.callbacks.Callback):  # type: ignore[misc]
        """Keeps the logs of each epoch."""

        recorder = run

        def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
            run.epoch(epoch + 1, **_named(logs or {}))

        def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
            if not self.model.stop_training and not getattr(self, "_fitting", False) and logs:
                run.test(**_metrics(logs))

        def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
            self._fitting = True

        def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
            self._fitting = False

    return KerasRecorder()


def lightning_callback(path: str | Path, **settings: Any) -> Any:
    """A callback of Lightning that keeps every epoch and the test: `Trainer(callbacks=[...])`; otherwise as
    `keras_callback`."""
    try:
        from lightning.pytorch.callbacks import Callback  # type: ignore[import-not-found]
    except ModuleNotFoundError:
        from pytorch_lightning.callbacks import Callback  # type: ignore[import-not-found]

    run = record(path, **settings)

    class LightningRecorder(Callback):  # type: ignore[misc]
        """Keeps what was logged when an epoch and a test end."""

        recorder = run

        def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
            run.epoch(trainer.current_epoch + 1, **_named(trainer.callback_metrics))

        def on_test_end(self, trainer: Any, module: Any) -> None:
            told = {
                key.removeprefix("test_"): value
                for key, value in trainer.callback_metrics.items()
                if key.startswith("test")
            }
            run.test(**_metrics(told))

    return LightningRecorder()


def trainer_callback(path: str | Path, **settings: Any) -> Any:
    """A callback of Hugging Face's Trainer that keeps every log and evaluation: `Trainer(..., callbacks=[...])`;
    otherwise as `keras_callback`."""
    from transformers import TrainerCallback

    run = record(path, **settings)

    class TrainerRecorder(TrainerCallback):
        """Keeps what the Trainer logs, by step."""

        recorder = run

        def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **_: Any) -> None:
            numbers = {key: value for key, value in (logs or {}).items() if _is_result(key)}
            if "train_runtime" in (logs or {}):
                run.cost(seconds=(logs or {})["train_runtime"])
            elif numbers:
                run.step(state.global_step, **_named(numbers))

    return TrainerRecorder()


def _is_result(key: str) -> bool:
    """Whether a log of the Trainer is a result, and no speed or count."""
    return key not in ("epoch", "total_flos", "grad_norm") and not key.endswith(("runtime", "_per_second"))


def _named(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Names that can be keywords: those of the tool, without signs."""
    return {"".join(sign if sign.isalnum() else "_" for sign in key): value for key, value in logs.items()}


def _metrics(logs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in _named(logs).items() if key not in ("epoch", "n", "split")}


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _number(name: str, value: Any) -> float | int | None:
    """A number of Python, NumPy or a tensor; None for one that is not finite.

    Raises:
        InputError: it is no number.
    """
    try:
        number = value.item() if hasattr(value, "item") else value
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise TypeError
    except (TypeError, ValueError, RuntimeError):
        raise InputError(f"{name} is {value!r:.40}, which is no number", remedy="give a single number") from None
    return number if math.isfinite(number) else None


def _labels(values: Iterable[Any]) -> list[Any]:
    """Labels as texts or numbers; class indices of arrays and tensors too."""
    listed = values.tolist() if hasattr(values, "tolist") else list(values)
    if not isinstance(listed, Sequence):
        listed = [listed]
    plain = [value.item() if hasattr(value, "item") else value for value in listed]
    if any(isinstance(value, list | tuple | dict) for value in plain):
        raise InputError("a label is a list", remedy="give one label a sample, such as `logits.argmax(1)`")
    return [
        value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value) for value in plain
    ]
