"""Files of results that a stranger gave: each is imported, and quoted in a page where it can be."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from attempt import Case

IMPORT = ("experiments", "import", "strange", "mine/x")
SWEEP = ("experiments", "import", "strange", "tuning")
DEEP = 200_000
HUGE = "9" * 6000
ESCAPES = "\x1b]0;owned\x07\x1b[2J"

Writer = Callable[[Path], object]


def cases() -> Iterator[Case]:
    """All of them."""
    for name, data in {**JSON, **CSV, **LOGS}.items():
        file = name.split(":")[0]
        yield Case(f"results, {name}", _file(file, data), [[*IMPORT, f"talks/strange/{file}"], ["render", "strange"]])
        if file.endswith((".csv", ".json")):
            yield Case(f"sweep, {name}", _file(file, data), [[*SWEEP, f"talks/strange/{file}"], ["lint", "strange"]])
    for name, files in FOLDERS.items():
        folder = name.split(":")[0]
        yield Case(f"runs, {name}", _files(folder, files), [[*SWEEP, f"talks/strange/{folder}"], ["doctor", "strange"]])
    for name, write in DATABASES.items():
        yield Case(f"database, {name}", _made("x.db", write), [[*SWEEP, "talks/strange/x.db"], ["lint", "strange"]])
    for name, write in LINKS.items():
        yield Case(f"place, {name}", write, [[*IMPORT, "talks/strange/x.json"], ["render", "strange"]])
    for name, record in RECORDS.items():
        yield Case(
            f"record, {name}",
            _record(record),
            [["render", "strange", "--results", "recorded"], ["lint", "strange", "--results", "recorded"]],
        )


def _file(name: str, data: bytes | str) -> Writer:
    def write(folder: Path) -> None:
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape"))

    return write


def _files(folder_name: str, files: dict[str, bytes | str]) -> Writer:
    def write(folder: Path) -> None:
        for name, data in files.items():
            path = folder / folder_name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())

    return write


def _made(name: str, write: Writer) -> Writer:
    return lambda folder: write(folder / name)


def _record(text: str) -> Writer:
    def write(folder: Path) -> None:
        path = folder / "recorded/results/mine/x.json"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        (folder / "pages/01.md.j2").write_text("## One thing is said\n\nIt is {{ mine.x.final.test.accuracy }}.\n")
        (folder / "pages/01.md").unlink()

    return write


JSON: dict[str, bytes | str] = {
    "x.json: nested deep": '{"a":' * DEEP + "1" + "}" * DEEP,
    "x.json: lists nested deep": "[" * DEEP + "]" * DEEP,
    "x.json: an integer of 6,000 digits": '{"test": {"accuracy": ' + HUGE + "}}",
    "x.json: a float of 6,000 digits": '{"test": {"accuracy": 0.' + HUGE + "}}",
    "x.json: an exponent of 10^9": '{"test": {"accuracy": 1e999999999}}',
    "x.json: NaN": '{"test": {"accuracy": NaN, "loss": Infinity}}',
    "x.json: minus Infinity": '{"test_loss": -Infinity}',
    "x.json: half a character": '{"\\ud800": 0.5, "accuracy": 0.5}',
    "x.json: NUL": b'{"accuracy": 0.5}\0',
    "x.json: NUL in a name": '{"a\\u0000b": 0.5, "accuracy": 0.5}',
    "x.json: escapes in a name": json.dumps({ESCAPES: 0.5, "accuracy": 0.5}),
    "x.json: escapes as raw bytes": '{"' + ESCAPES + '": 0.5}',
    "x.json: a name with line ends": json.dumps({"a\nplainspoken: all is well\n": 0.5, "accuracy": 0.6}),
    "x.json: a name of 10 MB": json.dumps({"a" * 10_000_000: 0.5}),
    "x.json: right to left": json.dumps({"\u202eycarucca": 0.5, "accuracy": 0.5}),
    "x.json: UTF-16": '{"accuracy": 0.5}'.encode("utf-16"),
    "x.json: UTF-32": '{"accuracy": 0.5}'.encode("utf-32"),
    "x.json: byte order mark": b"\xef\xbb\xbf" + b'{"accuracy": 0.5}',
    "x.json: Latin-1": b'{"caf\xe9": 0.5, "accuracy": 0.5}',
    "x.json: empty": "",
    "x.json: white space": " \n\t" * 100_000,
    "x.json: 50,000 names": json.dumps({f"metric{i}": i / 50_000 for i in range(50_000)}),
    "x.json: 50,000 rows": json.dumps([{"epoch": i, "val_loss": 1 / (i + 1)} for i in range(50_000)]),
    "x.json: names of Python": json.dumps({"__class__": 0.5, "__init__": {"__globals__": 0.5}, "accuracy": 0.5}),
    "x.json: names of dicts": json.dumps({"items": 0.5, "keys": 0.5, "values": {"get": 0.5}, "accuracy": 0.5}),
    "x.json: Jinja in a name": json.dumps({"{{ 7 * 7 }}": 0.5, "{% raw %}": 0.5, "accuracy": 0.5}),
    "x.json: a script in a name": json.dumps({"</script><script>alert(1)</script>": 0.5, "accuracy": 0.5}),
    "x.json: the same name twice": '{"accuracy": 0.5, "accuracy": 0.9}',
    "x.json: booleans for numbers": '{"accuracy": true, "test_loss": false, "n": true}',
    "x.json: text for numbers": '{"accuracy": "0.5", "test_loss": "1e400", "n": "many"}',
    "x.json: a confusion matrix of 3,000 classes": json.dumps({"confusion_matrix": [[1] * 3000] * 3000}),
    "x.json: a ragged confusion matrix": '{"accuracy": 0.5, "confusion_matrix": [[1, 2], [3]]}',
    "x.json: a negative confusion matrix": '{"accuracy": 0.5, "confusion_matrix": [[-1, 2], [3, 1e30]]}',
    "x.json: epochs up to 10^15": json.dumps([{"epoch": 10**15, "val_loss": 1.0}, {"epoch": 1, "val_loss": 2.0}]),
    "x.json: negative epochs": json.dumps([{"epoch": -5, "val_loss": 1.0}, {"epoch": 1e300, "val_loss": 2.0}]),
    "x.json: n of 10^30": json.dumps({"accuracy": 0.5, "n": 10**30}),
    "x.json: seconds of 10^300": json.dumps({"accuracy": 0.5, "train_runtime": 1e300}),
    "x.json: trainer_state of nothing": json.dumps({"log_history": [None, 1, [], {}], "best_metric": {}}),
    "x.json: denormal": '{"test_loss": 5e-324, "accuracy": 1e-320}',
    "x.jsonl: an object a line, one broken": '{"epoch": 1, "val_loss": 1}\n{"epoch": 2, "val_loss":\n',
    "x.jsonl: a line of 20 MB": '{"epoch": 1, "val_loss": 1, "note": "' + "x" * 20_000_000 + '"}\n',
}
CSV: dict[str, bytes | str] = {
    "x.csv: a million columns": ",".join(f"c{i}" for i in range(60_000)) + "\n" + ",".join(["1"] * 1_000_000) + "\n",
    "x.csv: a million columns of one name": ",".join(["a"] * 1_000_000) + "\n" + ",".join(["1"] * 1_000_000) + "\n",
    "x.csv: 60,000 rows": "epoch,val_loss\n" + "".join(f"{i},1.5\n" for i in range(60_000)),
    "x.csv: NUL": b"epoch,val_loss\n1,\x000.5\n2,0.4\n",
    "x.csv: NUL everywhere": b"\0" * 100_000,
    "x.csv: UTF-16": "epoch,val_loss\n1,0.5\n2,0.4\n".encode("utf-16"),
    "x.csv: byte order mark": "\ufeffepoch,val_loss\n1,0.5\n2,0.4\n",
    "x.csv: CR alone": "epoch,val_loss\r1,0.5\r2,0.4\r",
    "x.csv: two encodings": "épochs,val_loss\n1,0.5\n".encode() + "é,0.4\n".encode("latin-1"),
    "x.csv: a cell of 5 MB": "epoch,val_loss\n1," + "9" * 5_000_000 + "\n",
    "x.csv: a quote without end": 'epoch,val_loss\n1,"0.5\n' + "2,0.4\n" * 50_000,
    "x.csv: quotes alone": '"' * 300_001,
    "x.csv: formulas": '=cmd|"/C calc"!A0,val_loss\n1,0.5\n2,@SUM(1)\n',
    "x.csv: escapes in the header": f"epoch,{ESCAPES}val_loss\n1,0.5\n2,0.4\n",
    "x.csv: escapes in a cell": f"epoch,val_loss\n1,{ESCAPES}\n2,0.4\n",
    "x.csv: escapes in run names": f"name,lr,accuracy\n{ESCAPES}a,0.1,0.5\nb{ESCAPES},0.2,0.6\n",
    "x.csv: line ends in run names": 'name,lr,accuracy\n"a\nplainspoken: all is well",0.1,0.5\nb,0.2,0.6\n',
    "x.csv: nan": "epoch,val_loss\n1,nan\n2,-inf\n",
    "x.csv: an empty header": ",,,\n1,2,3,4\n",
    "x.csv: header alone": "epoch,val_loss\n",
    "x.csv: digits of other scripts": "epoch,val_loss\n١,٠٫٥\n２,０.４\n",
    "x.csv: epochs of 400 digits": "epoch,val_loss\n" + "9" * 400 + ",0.5\n2,0.4\n",
    "x.csv: epochs with underscores": "epoch,val_loss\n1_000,0.5\n2_000,0.4\n",
    "x.csv: answers, each its own class": "truth,predicted\n" + "".join(f"c{i},d{i}\n" for i in range(5000)),
    "x.csv: names of 2,000 runs alike": "name,lr,accuracy\n" + "a,0.1,0.5\n" * 2000,
    "x.csv: 3,000 runs": "name,lr,accuracy\n" + "".join(f"r{i},0.{i},0.5\n" for i in range(1, 3000)),
    "x.tsv: separators of all kinds": "epoch\tval,loss;x\n1\t0;5,3\n",
}
LOGS: dict[str, bytes | str] = {
    "x.log: a line of 30 MB": "epoch 1 loss 0.5 " * 1_800_000,
    "x.log: digits": "epoch 1 loss " + "1" * 1_000_000,
    "x.log: carriage returns": "epoch 1: loss 0.5\r" * 100_000,
    "x.log: escapes": f"{ESCAPES}epoch 1: val loss 0.5\n{ESCAPES}epoch 2: val loss 0.4\n" * 3,
    "x.log: bytes": bytes(range(256)) * 1000,
    "x.txt: brackets": "step (" * 200_000,
    "x.yaml: a billion laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)),
    "x.wandb: nothing": b":W&B\xe1\xbe\x00" + b"\0" * 10_000,
    "x.wandb: lengths beyond the end": b":W&B\xe1\xbe\x00" + struct.pack("<IHB", 0, 65535, 1) + b"x" * 100,
    "events.out.tfevents.1: a length of 2^63": struct.pack("<Q", 2**63) + b"x" * 100,
    "events.out.tfevents.2: numbers without end": struct.pack("<Q", 5000) + b"\0" * 4 + b"\xff" * 5000 + b"\0" * 4,
    "events.out.tfevents.3: nested messages": struct.pack("<Q", 9000) + b"\0" * 4 + b"\x2a\x7f" * 4500 + b"\0" * 4,
    "x.npz: no archive": b"PK\x03\x04" + b"\0" * 500,
    "x.npy: a pickle": b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" + b" " * 60,
    "x.npy: a shape of 2^60": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976,), }"
    + b" " * 30,
    "x.h5: HDF5": b"\x89HDF\r\n\x1a\n" + bytes(3000),
    "x.pkl: a pickle": b"\x80\x04c__builtin__\nexec\n(Vopen('ran','w')\ntR.",
    "x.parquet: nothing": b"PAR1" + bytes(200) + b"PAR1",
}  # fmt: skip
_META = "name: e\nexperiment_id: '0'\n"
FOLDERS: dict[str, dict[str, bytes | str]] = {
    "mlruns: names with escapes": {
        "0/meta.yaml": _META,
        "0/r/meta.yaml": f"run_name: {ESCAPES}\nstatus: 3\nstart_time: 5\nend_time: 9\n",
        "0/r/metrics/val_loss": "1 0.5 1\n",
    },
    "mlruns: a time that is no number": {
        "0/meta.yaml": _META, "0/r/meta.yaml": "run_name: x\nstatus: 3\nstart_time: soon\n", "0/r/metrics/m": "1 2 3\n",
    },
    "mlruns: a time of 5,000 digits": {
        "0/meta.yaml": _META, "0/r/meta.yaml": f"run_name: x\nstart_time: {HUGE}\n", "0/r/metrics/m": "1 2 3\n",
    },
    "mlruns: bytes for text": {
        "0/meta.yaml": _META, "0/r/meta.yaml": b"run_name: \xff\xfe\n", "0/r/metrics/m": b"\xff 2 3\n",
    },
    "mlruns: nan and infinity": {
        "0/meta.yaml": _META, "0/r/meta.yaml": "run_name: x\nstatus: 3\n", "0/r/metrics/m": "1 nan 1\n2 inf nan\n3 1e999 2\n",
    },
    "mlruns: metrics that are nothing": {
        "0/meta.yaml": _META, "0/r/meta.yaml": "run_name: x\n", "0/r/metrics/m": "\0\0\0", "0/r/params/p": b"\xff\0\x1b[2J",
    },
    "multirun: settings nested deep": {
        "0/.hydra/overrides.yaml": "- a=1\n", "0/config.yaml": "".join(" " * i + "a:\n" for i in range(3000)),
        "0/metrics.json": '{"accuracy": 0.5}', "1/config.yaml": "lr: 1\n", "1/metrics.json": '{"accuracy": 0.6}',
    },
    "many: anchors and tags in settings": {
        "a/config.yaml": "x: !!python/object/apply:os.system ['touch ran']\ny: &a [1]\nz: *a\n",
        "a/metrics.json": '{"accuracy": 0.5}', "b/config.yaml": "lr: 0x7fffffffffffffff\n", "b/metrics.json": '{"accuracy": 0.6}',
    },
    "many: an integer of 6,000 digits in settings": {
        "a/config.yaml": f"lr: {HUGE}\n", "a/metrics.json": '{"accuracy": 0.5}',
        "b/config.yaml": "lr: .inf\n", "b/metrics.json": '{"accuracy": 0.6}',
    },
    "many: params.json nested deep": {
        "a/params.json": '{"a":' * 5000 + "1" + "}" * 5000, "a/metrics.json": '{"accuracy": 0.5}',
        "b/metrics.json": '{"accuracy": 0.6}',
    },
    "ray: rows that are no objects": {
        "t1/result.json": "1\n[]\nnull\n", "t1/params.json": "[]", "t2/result.json": '{"loss": []}\n',
    },
    "tuner: trials of nothing": {
        "oracle.json": "{}", "trial_0/trial.json": '{"trial_id": 0, "hyperparameters": [], "metrics": {"metrics": 5}}',
        "trial_1/trial.json": "null",
    },
    "sacred: a run of nothing": {"1/run.json": "[]", "1/metrics.json": "5", "1/config.json": '"x"'},
    "dvclive: tables of nothing": {"plots/metrics/a.tsv": "step\tloss\n\0\t\x1b[2J\n", "metrics.json": "[]"},
    "catboost_info: nothing": {"catboost_training.json": '{"meta": {"learn_metrics": [{}]}, "iterations": [{"learn": [[]]}]}'},
    "names: escapes in file names": {f"a{ESCAPES}/metrics.json": '{"accuracy": 0.5}', "b\nplainspoken: fine/metrics.json": '{"accuracy": 1}'},
    "names: bytes in file names": {os.fsdecode(b"a\xff\xfe") + "/metrics.json": '{"accuracy": 0.5}', "b/metrics.json": '{"accuracy": 1}'},
    "names: as long as can be": {"a" * 250 + "/metrics.json": '{"accuracy": 0.5}', "b/metrics.json": '{"accuracy": 1}'},
}  # fmt: skip


def _mlflow(path: Path, **changes: str) -> None:
    base = sqlite3.connect(path)
    base.executescript(
        "create table experiments(experiment_id, name); create table latest_metrics(x);"
        "create table runs(run_uuid, name, status, experiment_id, start_time, end_time, lifecycle_stage);"
        "create table params(run_uuid, key, value); create table tags(run_uuid, key, value);"
        "create table metrics(run_uuid, key, step, value, is_nan, timestamp);"
        "insert into experiments values(1, 'e');"
    )
    row = {"id": "'u'", "name": "'x'", "start": "1", "key": "'val_loss'", "value": "0.5", "step": "1"} | changes
    base.execute(f"insert into runs values({row['id']}, {row['name']}, 'FINISHED', 1, {row['start']}, 99, 'active')")
    base.execute(f"insert into metrics values({row['id']}, {row['key']}, {row['step']}, {row['value']}, 0, 1)")
    base.execute(f"insert into params values({row['id']}, {row['name']}, {row['value']})")
    base.commit()
    base.close()


DATABASES: dict[str, Writer] = {
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40),
    "blobs for names": lambda path: _mlflow(path, name="x'1b5b324aff'", key="x'ff00'"),
    "blobs for numbers": lambda path: _mlflow(path, value="x'ff'", step="'many'"),
    "text for numbers": lambda path: _mlflow(path, value="'" + "9" * 5000 + "'"),
    "null everywhere": lambda path: _mlflow(path, id="null", name="null", key="null", value="null", step="null"),
    "escapes for names": lambda path: _mlflow(path, name="char(27) || '[2J'", key="char(27) || ']0;x' || char(7)"),
    "infinity": lambda path: _mlflow(path, value="9e999", step="-9e999"),
    "a view that never ends": lambda path: _endless(path),
    "a folder": lambda path: path.mkdir(),
}


def _endless(path: Path) -> None:
    _mlflow(path)
    base = sqlite3.connect(path)
    base.executescript(
        "drop table metrics; create view metrics as with recursive c(i) as (select 1 union all select i + 1 from c)"
        " select 'u' run_uuid, 'val_loss' key, i step, 0.5 value, 0 is_nan, i timestamp from c;"
    )
    base.close()


LINKS: dict[str, Writer] = {
    "a link to a file of another folder": lambda folder: (folder / "x.json").symlink_to("../../../secret.txt"),
    "a link to itself": lambda folder: (folder / "x.json").symlink_to("x.json"),
    "a link to a device": lambda folder: (folder / "x.json").symlink_to("/dev/zero"),
    "a pipe": lambda folder: os.mkfifo(folder / "x.json"),
    "a folder": lambda folder: (folder / "x.json").mkdir(),
    "65 MB": lambda folder: (folder / "x.json").write_bytes(b" " * 68_000_000),
}
_GOOD = {"run": "x", "study": "mine", "final": {"test": {"accuracy": 0.5, "loss": 1.0}}}
RECORDS = {
    "nested deep": '{"a":' * DEEP + "1" + "}" * DEEP,
    "NaN": json.dumps({**_GOOD, "final": {"test": {"accuracy": float("nan")}}}),
    "escapes": json.dumps({**_GOOD, "title": ESCAPES}),
    "a huge integer": '{"run": "x", "epochs": ' + HUGE + "}",
    "a list": "[]",
    "text": '"' + "x" * 100_000 + '"',
    "a name outside": json.dumps({**_GOOD, "run": "../../../../x", "study": "/etc"}),
    "figures outside": json.dumps({**_GOOD, "figures": {"curves": "../../../../secret.txt"}}),
    "arrays of a million": json.dumps({**_GOOD, "extra": {"a": list(range(1_000_000))}}),
}
