"""What other tools write is read in steps that grow with it: four times the rows, about four times the steps.

Steps are the lines of Python that run, and each resumption of a generator: a search through all rows before is one call
and many of those.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers import json_metrics
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.json_metrics import line_of


def _rows(n: int) -> list[dict[str, float]]:
    return [{"epoch": i, "loss": 1 / (i + 1), "val_loss": 2 / (i + 1)} for i in range(n)]


TEXTS: dict[str, Callable[[int], str]] = {
    "history.csv": lambda n: "epoch,loss,val_loss\n" + "".join(f"{i},{1 / (i + 1)},{2 / (i + 1)}\n" for i in range(n)),
    "answers.csv": lambda n: "label,prediction\n" + "".join(f"{'ab'[i % 2]},{'ab'[i % 3 % 2]}\n" for i in range(n)),
    "wide.csv": lambda n: ",".join(f"m{i}" for i in range(n)) + "\n" + ",".join("0.5" for _ in range(n)) + "\n",
    "quotes.csv": lambda n: "a,b\n" + '"x\n' * n,
    "history.json": lambda n: json.dumps(_rows(n)),
    "columns.json": lambda n: json.dumps({name: [row[name] for row in _rows(n)] for name in ("loss", "val_loss")}),
    "flat.json": lambda n: json.dumps({f"m{i}": 0.5 for i in range(n)}),
    "nested.json": lambda n: json.dumps({f"g{i}": {"accuracy": 0.5, "loss": 1.0} for i in range(n)}),
    "steps.jsonl": lambda n: "".join(json.dumps({"step": i, "loss": 1 / (i + 1)}) + "\n" for i in range(n)),
    "twice.jsonl": lambda n: "".join(
        json.dumps({"step": i, name: 0.5}) + "\n" for i in range(n) for name in ("loss", "val_loss")
    ),
    "epochs.log": lambda n: "".join(f"Epoch {i}: loss: {1 / (i + 1):.4f} - val_loss: 0.5\n" for i in range(n)),
    "noise.log": lambda n: "INFO nothing of interest happened here\n" * n,
    "line.log": lambda n: "loss: 0.5 " * n,
    "bars.log": lambda n: "\r 50%|#####     | 1/2 [00:01<00:01, 1.0it/s, loss=0.5]" * n + "\n",
    "brackets.log": lambda n: "[" * n + "\n",
    "report.txt": lambda n: (
        "   precision    recall  f1-score   support\n\n"
        + "".join(f"  class{i}   0.50   0.50   0.50   10\n" for i in range(n))
        + f"\n  accuracy   0.50   {10 * n}\n"
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_read_in_steps_that_grow_with_it(
    tmp_path: Path, name: str, lines_run: Callable[[Callable[[], object]], int]
) -> None:
    def of(n: int) -> int:
        path = tmp_path / f"{n}-{name}"
        path.write_text(TEXTS[name](n))
        settings = ImportSettings(files=[str(path)])

        def work() -> None:
            with suppress(InputError):  # what is not understood is refused in as few steps
                read_import("study/run", settings, tmp_path)

        return lines_run(work)

    of(20)  # warms what is cached
    one, four = of(100), of(400)
    assert four < 4.5 * one


def test_the_lines_of_many_keys_are_found_in_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({f"g{i}": {"loss": 1.0, 'a"b': "loss"} for i in range(200)}, indent=1)
    read = []
    pattern = json_metrics._KEY

    class Counting:
        def finditer(self, string: str) -> Any:
            read.append(len(string))
            return pattern.finditer(string)

    monkeypatch.setattr(json_metrics, "_KEY", Counting())
    lines = text.split("\n")
    for i in range(200):
        for key in ("loss", 'a"b'):
            line = line_of(text, (f"g{i}", key))
            assert line is not None and lines[line - 1].strip().startswith(json.dumps(key))
            assert lines[line - (2 if key == "loss" else 3)].strip().startswith(f'"g{i}"')
    assert read == [len(text)]
    assert line_of(text, ("g1", "nothing")) is None and line_of("", ("g1",)) is None
