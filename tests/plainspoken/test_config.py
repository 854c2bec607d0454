"""talk.toml is read into typed tables, and each mistake in it is answered with its line."""

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.config import find_talk, override, read_config


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "talk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, ""))
    assert (config.talk.minutes, config.talk.words_per_minute) == (5, 250)


def test_tables_reach_the_stage_that_reads_them(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, '[talk]\nminutes = 3\n[results]\nbig = "emotion/resnet50"\n'))
    assert config.script.talk.minutes == 3
    assert config.script.results == {"big": "emotion/resnet50"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[talk]\nminutes = \n", 2, "not valid TOML"),
        ("[talk]\ntitle = 'x'\nminuets = 5\n", 3, "unknown name `talk.minuets`"),
        ("[talk]\nminutes = 'five'\n", 2, "`talk.minutes`"),
        ("# a talk\n\n[tlak]\n", 3, "unknown name `tlak`"),
        ("[words]\nlexicon = ['nope.tsv']\n", 2, "no lexicon here: nope.tsv"),
        ("[slides]\ntemplate = 'corp.pptx'\n", 2, "no template here: corp.pptx"),
        ("[talk]\nminutes = -1\n", 2, "more than 0"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_config(write(tmp_path, text))
    assert caught.value.line == line
    assert says in caught.value.message
    assert caught.value.remedy


def test_a_talk_is_found_by_name_by_folder_and_by_its_configuration(tmp_path: Path) -> None:
    write(tmp_path / "talks" / "mine", "")
    by_name = find_talk("mine", talks=tmp_path / "talks", build=tmp_path / "build")
    by_folder = find_talk(str(tmp_path / "talks" / "mine"), build=tmp_path / "build")
    by_file = find_talk(str(tmp_path / "talks" / "mine" / "talk.toml"), build=tmp_path / "build")
    assert {talk.build for talk in (by_name, by_folder, by_file)} == {tmp_path / "build" / "mine"}


def test_the_folder_that_one_stands_in_may_be_the_talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "mine", "[talk]\nminutes = 3\n")
    monkeypatch.chdir(tmp_path / "mine")
    assert (find_talk(".").name, find_talk("./talk.toml").name) == ("mine", "mine")


def test_a_script_file_is_a_talk_with_the_defaults(tmp_path: Path) -> None:
    script = tmp_path / "notes.md"
    script.write_text("## One\n\nHello.\n", encoding="utf-8")
    talk = find_talk(str(script), build=tmp_path / "build")
    assert (talk.file, talk.name, talk.build) == (script, "notes", tmp_path / "build" / "notes")


def test_a_page_of_a_talk_has_the_talks_settings_and_results(tmp_path: Path) -> None:
    write(tmp_path / "mine", "[talk]\nminutes = 3\n")
    page = tmp_path / "mine" / "pages" / "02-more.md.j2"
    page.parent.mkdir()
    page.write_text("## One\n\nHello.\n", encoding="utf-8")
    talk = find_talk(str(page), build=tmp_path / "build")
    assert (talk.folder, talk.config.talk.minutes) == (tmp_path / "mine", 3)
    assert talk.build == tmp_path / "build" / "mine-02-more"
    assert talk.results == tmp_path / "build" / "mine" / "results"


def test_an_unknown_talk_is_answered_with_those_there_are(tmp_path: Path) -> None:
    write(tmp_path / "talks" / "mine", "")
    with pytest.raises(InputError, match="no talk or script file is called 'yours'") as caught:
        find_talk("yours", talks=tmp_path / "talks")
    assert "mine" in caught.value.remedy


def test_the_command_line_overrides_and_is_checked(tmp_path: Path) -> None:
    write(tmp_path / "mine", "[talk]\nminutes = 5\n")
    talk = find_talk(str(tmp_path / "mine"))
    assert override(talk, {"talk": {"minutes": 3.0}}).config.talk.minutes == 3
    with pytest.raises(InputError, match=r"experiments\.profile"):
        override(talk, {"experiments": {"profile": "huge"}})


@pytest.mark.parametrize(
    "line",
    [
        "talk.minutes = inf",
        "talk.minutes = nan",
        "talk.minutes = 1e308",
        "talk.words_per_minute = 1e308",
        "voice.words_per_minute = inf",
        "voice.time_limit_s = inf",
        f"constants.n = {'9' * 400}",
        "constants.n = inf",
    ],
)
def test_numbers_that_nothing_can_be_done_with_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "talk.toml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="must be") as caught:
        read_config(tmp_path / "talk.toml")
    assert caught.value.line == 1


@pytest.mark.parametrize("name", ["My talk", "my-tlak", "MY TALK"])
def test_a_name_that_is_nearly_right_is_told_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks/my-talk").mkdir(parents=True)
    (tmp_path / "talks/my-talk/talk.toml").write_text("")
    with pytest.raises(InputError, match="no talk or script file") as caught:
        find_talk(name)
    assert caught.value.remedy.startswith("did you mean 'my-talk'?")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("[talk]\nminuets = 5\n", "minutes"),
        ("[constant]\nruns = 5\n", "constants"),
        ("[voice]\nengin = 'x'\n", "engine"),
    ],
)
def test_the_nearest_known_name_is_offered(tmp_path: Path, text: str, near: str) -> None:
    with pytest.raises(InputError) as caught:
        read_config(write(tmp_path, text))
    assert caught.value.remedy is not None
    assert f"did you mean {near}?" in caught.value.remedy
    with pytest.raises(InputError) as caught:
        read_config(write(tmp_path, "[talk]\nzzzzzz = 5\n"))
    assert "did you mean" not in (caught.value.remedy or "")
