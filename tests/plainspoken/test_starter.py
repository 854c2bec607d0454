"""`plainspoken new` leaves a talk that builds as it stands, and never overwrites one or leaves half of one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken import InputError, Talk
from plainspoken.base.progress import Silence
from plainspoken.config import TalkSource
from plainspoken.starter import folder_name, start_talk


def started(folder: Path, *, name: str = "My talk", **options: object) -> TalkSource:
    return opened(start_talk(name, folder / "talks", **options).folder).source  # type: ignore[arg-type]


def opened(talk: Path) -> Talk:
    return Talk.find(talk, build=talk.parents[1] / "build", progress=Silence())


def texts(talk: TalkSource) -> str:
    return (talk.build / "script.md").read_text(encoding="utf-8").replace("\xa0", " ")


def filled(talk: TalkSource) -> tuple[str, list[str]]:
    """The pages with their results, and what the linter finds; without voice and deck."""
    opened(talk.folder).script()
    report = opened(talk.folder).lint()
    return texts(talk), [finding.message for finding in report.findings if finding.severity != "hint"]


@pytest.mark.slow
def test_a_new_talk_builds_as_it_stands_and_nothing_is_found_in_it(tmp_path: Path) -> None:
    talk = started(tmp_path)
    assert talk.config.talk.title == "My talk" and talk.name == "my-talk"
    built = opened(talk.folder).build()
    assert built.deck.is_file() and built.player.is_file()
    assert (built.words.warnings, built.over_seconds < 0) == (0, True), (talk.build / "lint.txt").read_text()
    assert len(built.script.pages) == 5
    said = texts(talk)
    assert "88 %" in said and "better than the baseline" in said and "it overfits" in said
    assert "example" in said, "made-up numbers are called so"
    assert opened(talk.folder).build().done == []


def test_a_new_metric_changes_what_is_said(tmp_path: Path) -> None:
    talk = started(tmp_path)
    (talk.folder / "results" / "net.json").write_text('{"test": {"accuracy": 0.82, "n": 500}}', encoding="utf-8")
    pages, findings = filled(talk)
    assert "82 % of the test set" in pages and "may be no better than the baseline" in pages
    assert findings == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"metrics.json": '{"accuracy": 0.91}'}, "Of the samples tested, 91.0 % come out right"),
        ({"metrics.json": '{"rmse": 3.26, "epochs": 4}'}, "| test rmse | 3.26 |"),
        (
            {"h.csv": "epoch,loss,val_loss\n0,1.0,0.9\n1,0.7,0.8\n"},
            "The lowest validation loss is that of epoch 2 of 2",
        ),
        ({"a.csv": "truth,predicted\ncat,cat\ncat,dog\ndog,dog\n"}, "come out right"),
        ({"a.csv": "truth,predicted\na,a\nb,b\n", "h.csv": "epoch,val_acc\n1,0.5\n2,0.6\n"}, "valid accuracy in the"),
    ],
)
def test_pages_suit_the_results_that_are_given(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    talk = started(tmp_path, results=[tmp_path / name for name in files])
    assert talk.config.imports["mine/model"].files == [f"../../{name}" for name in files]
    pages, findings = filled(talk)
    assert said in pages and findings == []


def test_results_that_cannot_be_used_leave_no_talk(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{\n "accuracy": 91.2}', encoding="utf-8")
    with pytest.raises(InputError, match="no share of 1") as caught:
        started(tmp_path, results=[tmp_path / "m.json"])
    assert caught.value.line == 2
    assert not (tmp_path / "talks").exists()


def test_a_script_can_be_brought_along(tmp_path: Path) -> None:
    script = tmp_path / "old.md"
    script.write_text("## Page 1\nHello there.\n", encoding="utf-8")
    talk = started(tmp_path, script=script)
    assert (talk.folder / "pages" / "01-pages.md").read_text(encoding="utf-8") == "## Page 1\nHello there.\n"
    assert talk.config.imports == {}


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("my-talk", "my-talk"),
        ("Talk_2", "Talk_2"),
        ("My great talk!", "my-great-talk"),
        ("Größe & Maß", "grosse-mass"),
        ("a: b", "a-b"),
    ],
)
def test_names_become_folders(name: str, folder: str) -> None:
    assert folder_name(name) == folder


@pytest.mark.parametrize("name", ["", " ", "../up", "-x", "a/b", "..", "日本", "a\nb"])
def test_a_name_that_leaves_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be a talk's name"):
        start_talk(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_talk_is_left_alone(tmp_path: Path) -> None:
    start_talk("mine", tmp_path)
    (tmp_path / "mine" / "talk.toml").write_text("# edited\n")
    with pytest.raises(InputError, match="such a talk already"):
        start_talk("mine", tmp_path)
    assert (tmp_path / "mine" / "talk.toml").read_text() == "# edited\n"


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "talks").write_text("a file where the folder should be")
    with pytest.raises(InputError, match="nothing can be written here") as caught:
        start_talk("mine", tmp_path / "talks")
    assert caught.value.remedy


def test_a_talk_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("plainspoken.starter.os.replace", full)
    with pytest.raises(InputError, match="No space left"):
        start_talk("mine", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_verb_says_what_to_do_next(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "plainspoken", "new", "My talk"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "plainspoken talk my-talk" in answer.stdout and "make" not in answer.stdout
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 2 and "such a talk already" in again.stderr


def test_a_talk_can_be_linted_before_it_is_built_and_after_its_results_change(tmp_path: Path) -> None:
    start_talk("mine", tmp_path / "talks")

    def lint_it() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "plainspoken", "lint", "mine"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    page = tmp_path / "talks" / "mine" / "pages" / "02-data.md.j2"
    page.write_text(
        "## {{ example.data.splits.test.n }} samples more\n\nThere are {{ example.data.splits.test.n }} samples.\n",
        encoding="utf-8",
    )
    first = lint_it()
    assert (first.returncode, first.stdout.strip()) == (0, "Nothing found."), first.stderr
    (tmp_path / "talks" / "mine" / "results" / "net.json").write_text('{"n": 5}', encoding="utf-8")
    changed = lint_it()
    assert changed.returncode == 2 and "was not measured" in changed.stderr


SWEEP = "lr,seed,test_accuracy,test_n\n" + "".join(
    f"{rate},{seed},{0.6 + rate + seed / 100},500\n" for rate in (0.1, 0.2, 0.3) for seed in (0, 1, 2)
)


def test_the_title_of_a_sweep_names_its_metric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text("model,dice\nUNet,0.79\nSegFormer,0.88\n")
    start_talk("many", Path("talks"), results=["runs.csv"])
    talk = Talk.find("many", progress=Silence())
    assert talk.lint().findings == ()
    titles = [page.title.replace("\u00a0", " ") for page in talk.script().pages]
    assert "The first of the runs reaches a Dice coefficient of 88.0 %" in titles


def test_a_table_of_runs_starts_a_talk_about_a_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text(SWEEP)
    started = start_talk("many", Path("talks"), results=["runs.csv"])
    talk = Talk.find("many", progress=Silence())
    assert talk.lint().findings == ()
    titles = [page.title.replace("\u00a0", " ") for page in talk.script().pages]
    assert "The first of the runs reaches 91.0 %" in titles and "Each dot is one repetition" in titles
    assert started.bound == ["runs.csv"]
    drawn = sorted(path.stem for path in (tmp_path / "build/many/figures/sweep").glob("*.png"))
    assert drawn == ["seeds", "top"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one.csv", "epoch,val_loss\n1,0.5\n"),
        ("steps.csv", "step,train_loss\n100,2.0\n200,1.0\n"),
        ("errors.csv", "epoch,val_mae,val_rmse\n1,2.0,3.0\n2,1.0,2.0\n"),
        ("map.json", '{"bbox/AP": 41.2, "bbox/AP50": 62.3}'),
        ("result.json", '{"result": 0.8}'),
    ],
)
def test_a_history_of_one_epoch_of_steps_or_of_a_regression_makes_pages_that_can_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    start_talk("mine", Path("talks"), results=[name])
    talk = Talk.find("mine", progress=Silence())
    assert not [each for each in talk.lint().findings if each.severity == "error"]
    assert talk.script().pages


@pytest.mark.parametrize(
    ("name", "text", "options", "said"),
    [
        ("m.json", '{"accuracy": 81.3}', ["--percent"], "81.3 %"),
        ("x.json", '{"validation_0": {"rmse": [5.1, 2.0]}, "validation_1": {"rmse": [5.4, 3.7]}}',
         ["--splits", "validation_0=train", "--splits", "validation_1=valid"], "chosen step"),
        ("h.csv", "epoch,loss,test_acc\n1,1.2,0.5\n2,0.9,0.6\n", ["--test-at", "last"], "60.0 %"),
        ("m.csv", "model,top1,top5\na,76.1,92.9\nb,82.1,95.9\n", ["--percent"], "82.1 %"),
    ],
)  # fmt: skip
def test_what_an_error_asks_for_can_be_given_to_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, options: list[str], said: str
) -> None:
    from typer.testing import CliRunner

    from plainspoken.cli import app

    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    refused = CliRunner().invoke(app, ["new", "mine", name])
    assert isinstance(refused.exception, InputError) and options[0] in (refused.exception.remedy or "")
    assert "`plainspoken new`" in (refused.exception.remedy or "") and not (tmp_path / "talks").exists()
    assert CliRunner().invoke(app, ["new", "mine", name, *options]).exit_code == 0
    talk = Talk.find("mine", progress=Silence())
    assert talk.lint().findings == ()
    talk.script()
    assert said in (tmp_path / "build/mine/script.md").read_text(encoding="utf-8").replace("\xa0", " ")
