"""The verb `experiments`, as a user types it."""

import pytest
from typer.testing import CliRunner

from plainspoken.base.errors import InputError
from plainspoken.verbs.experiments import app


@pytest.fixture
def talk(tmp_path, monkeypatch):
    folder = tmp_path / "talks" / "mine"
    folder.mkdir(parents=True)
    (folder / "talk.toml").write_text('[experiments]\nstudies = ["emotion"]\nprofile = "smoke"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def ask(*words):
    return CliRunner().invoke(app, list(words), catch_exceptions=True)


def test_list_names_studies_and_runs(talk):
    answer = ask("list")
    assert answer.exit_code == 0
    assert "emotion: Face emotion" in answer.stdout and "resnet18" in answer.stdout
    assert "squeezenet           SqueezeNet (optional)" in answer.stdout


def test_status_says_what_is_missing_and_exits_with_1(talk):
    answer = ask("status", "mine")
    assert answer.exit_code == 1
    assert [line.split()[:2] for line in answer.stdout.splitlines()] == [
        ["emotion/emotionnet-v1", "missing"],
        ["emotion/emotionnet-v3", "missing"],
        ["emotion/resnet18", "missing"],
    ]
    assert not (talk.parent.parent / "build").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "yours"), "no talk or script file is called 'yours'"),
        (("run", "mine", "--profile", "huge"), "profile"),
        (("run", "mine", "--set", "train.epochs"), "not KEY=VALUE"),
        (("run", "mine", "--set", "train.epochs=many"), "epochs"),
        (("run", "mine", "--data", "faces"), "not NAME=VALUE"),
        (("run", "mine", "--data", "faces=nowhere"), "no such folder of pictures"),
        (("run", "mine", "--only", "vgg"), "no run is called 'vgg'"),
        (("run", "mine", "--study", "dogs"), "no study is called 'dogs'"),
        (("show", "mine", "emotion/resnet18"), "no result record here"),
        (("keep", "mine"), "the study 'emotion' has not finished"),
    ],
)
def test_mistakes_are_the_users(talk, words, message):
    answer = ask(*words)
    assert isinstance(answer.exception, InputError), answer.output
    assert message in str(answer.exception)
    assert answer.exception.remedy


@pytest.mark.parametrize("verb", ["list", "run", "status", "show"])
def test_every_verb_has_help(verb):
    answer = ask(verb, "--help")
    assert answer.exit_code == 0 and len(answer.stdout.splitlines()) > 5


def test_import_asks_what_a_file_leaves_in_doubt_and_writes_the_answer_down(talk):
    (talk.parent.parent / "log.csv").write_text("epoch,loss\n0,1.0\n1,0.9\n0,0.8\n1,0.7\n", encoding="utf-8")
    before = (talk / "talk.toml").read_text(encoding="utf-8")
    doubtful = ask("import", "mine", "own/net", "log.csv")
    assert isinstance(doubtful.exception, InputError) and "--restart" in doubtful.exception.remedy
    assert (talk / "talk.toml").read_text(encoding="utf-8") == before
    answer = ask("import", "mine", "own/net", "log.csv", "--restart", "continue")
    assert answer.exit_code == 0, answer.output
    assert "{{ own.net.epochs }}" in answer.stdout and "restart: after epoch 2 the count began again" in answer.stdout
    assert 'restart = "continue"' in (talk / "talk.toml").read_text(encoding="utf-8")


def test_import_takes_the_row_of_one_run(talk):
    (talk.parent.parent / "runs.csv").write_text("seed,test_accuracy\n0,0.8\n1,0.9\n", encoding="utf-8")
    answer = ask("import", "mine", "own/net", "runs.csv", "--where", "seed=1")
    assert answer.exit_code == 0, answer.output
    assert "90.0 %" in answer.stdout
    assert 'where = { "seed" = "1" }' in (talk / "talk.toml").read_text(encoding="utf-8")
    wrong = ask("import", "mine", "own/net", "runs.csv", "--where", "seed")
    assert isinstance(wrong.exception, InputError) and "NAME=VALUE" in str(wrong.exception)
