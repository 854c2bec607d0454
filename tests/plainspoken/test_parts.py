"""Several decks from the pages of one talk: what is a part's own, what it shares, and what cannot be one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken import InputError, Talk
from plainspoken.base.progress import Silence
from plainspoken.config import find_talk, override, read_config
from plainspoken.results import TalkResults, figures_beside

CONFIG = """\
[talk]
title = "Both"
minutes = 2

[experiments]
studies = ["emotion", "reviews"]

[parts.first]
title = "The first"
pages = ["pages/0[1-2]*"]
minutes = 1

[parts.second]
pages = ["pages/01*", "pages/03*"]
studies = ["reviews"]
"""
PAGES = {
    "01-start.md.j2": "## A start for {{ talk.part or 'all' }}\n\nWelcome{% if talk.part %} to a part{% endif %}.\n",
    "02-one.md": "## One thing\n\nHere is one thing.\n",
    "03-other.md": "## Another thing\n\nHere is another thing.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "talks" / "both" / "pages"
    pages.mkdir(parents=True)
    (pages.parent / "talk.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in PAGES.items():
        (pages / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plainspoken", *arguments]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_a_part_is_a_talk_with_pages_title_minutes_and_studies_of_its_own(folder: Path) -> None:
    whole = find_talk("both", talks=folder / "talks", build=folder / "build")
    first = find_talk("both", "first", talks=folder / "talks", build=folder / "build")
    second = find_talk("both", "second", talks=folder / "talks", build=folder / "build")
    assert (first.name, first.config.talk.title, first.config.talk.minutes) == ("both-first", "The first", 1)
    assert (second.config.talk.title, second.config.talk.minutes) == ("Both", 2)
    assert second.config.experiments.studies == ["reviews"]
    assert first.config.experiments.studies == ["emotion", "reviews"]
    assert first.build == folder / "build" / "both" / "first"
    assert first.results == whole.results == folder / "build" / "both" / "results"
    assert (whole.config.script.part, first.config.script.part) == ("", "first")


def test_what_the_command_line_sets_counts_for_the_part(folder: Path) -> None:
    part = find_talk("both", "first", talks=folder / "talks")
    shorter = override(part, {"talk": {"minutes": 0.5}})
    assert (shorter.config.talk.minutes, shorter.config.part) == (0.5, "first")
    assert "title" in shorter.config.talk.model_fields_set
    assert "author" not in shorter.config.talk.model_fields_set


def test_an_unknown_part_is_answered_with_those_there_are(folder: Path) -> None:
    with pytest.raises(InputError, match="both has no part 'third'") as caught:
        find_talk("both", "third", talks=folder / "talks")
    assert caught.value.remedy == "its parts are: first, second"
    with pytest.raises(InputError, match="is one file and has no parts"):
        find_talk(str(folder / "talks" / "both" / "pages" / "02-one.md"), "first")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[parts.one]\ntitle = 'x'\n", 1, r"parts\.one\.pages"),
        ("[parts.one]\npages = []\n", 2, r"parts\.one\.pages"),
        ("[parts.one]\npages = ['a']\nminuets = 3\n", 3, r"unknown name `parts\.one\.minuets`"),
        ("[parts.results]\npages = ['a']\n", 1, "cannot be called 'results'"),
        ("[parts.'../x']\npages = ['a']\n", 1, "cannot be called"),
        ("[parts.one]\npages = ['a']\nstudies = ['emotion']\n", 3, "not among the talk's own"),
        ("part = 'one'\n", 1, "unknown name `part`"),
    ],
)
def test_a_mistaken_part_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "talk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_config(tmp_path / "talk.toml")
    assert caught.value.line == line


def test_pages_see_which_part_they_are_in(folder: Path) -> None:
    answer = run("render", "both", "--part", "first", cwd=folder)
    assert answer.returncode == 0, answer.stderr
    script = json.loads((folder / "build" / "both" / "first" / "script.json").read_text(encoding="utf-8"))
    assert [page["title"] for page in script["pages"]] == ["A start for first", "One thing"]
    assert (script["title"], script["minutes"], script["talk"]) == ("The first", 1, "both-first")
    whole = run("render", "both", "--print", cwd=folder)
    assert "## A start for all\n\nWelcome.\n" in whole.stdout


@pytest.mark.parametrize("verb", ["talk", "watch", "render", "lint", "budget", "shorten", "narrate", "slides"])
def test_every_verb_answers_an_unknown_part_with_one_message(folder: Path, verb: str) -> None:
    answer = run(verb, "both", "--part", "third", cwd=folder)
    assert answer.returncode == 2
    assert "its parts are: first, second" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_words_of_a_part_are_counted_linted_and_shortened_alone(folder: Path) -> None:
    page = folder / "talks" / "both" / "pages" / "03-other.md"
    page.write_text("## Another thing\n\nWe utilize another thing, don't we.\n", encoding="utf-8")
    assert "Another thing" not in run("budget", "both", "--part", "first", cwd=folder).stdout
    assert "Another thing" in run("budget", "both", "--part", "second", cwd=folder).stdout
    assert "utilize" not in run("shorten", "both", "--part", "first", cwd=folder).stdout
    assert "utilize -> use" in run("shorten", "both", "--part", "second", cwd=folder).stdout
    assert run("lint", "both", "--part", "first", cwd=folder).returncode == 0


def test_lint_looks_at_the_whole_and_at_each_part(folder: Path) -> None:
    config = folder / "talks" / "both" / "talk.toml"
    config.write_text(CONFIG.replace("minutes = 1", "minutes = 0.01"), encoding="utf-8")
    assert run("lint", "both", cwd=folder).returncode == 0
    answer = run("lint", "both", "--parts", "--format", "concise", cwd=folder)
    assert answer.returncode == 1
    assert "PS201 the part `first` has 8 words and may have 2" in answer.stdout
    assert answer.stdout.count("PS201") == 1


def test_a_talk_without_parts_has_none_to_build(folder: Path) -> None:
    (folder / "talks" / "both" / "talk.toml").write_text("", encoding="utf-8")
    answer = run("talk", "both", "--parts", cwd=folder)
    assert answer.returncode == 2
    assert "both has no parts" in answer.stderr


@pytest.mark.slow
def test_parts_are_built_side_by_side_and_share_the_clips(folder: Path) -> None:
    (folder / "talks" / "both" / "talk.toml").write_text(CONFIG.replace('studies = ["', '# ["'), encoding="utf-8")
    for part in (None, "first", "second"):
        talk = Talk.find("both", part, talks=folder / "talks", build=folder / "build", progress=Silence())
        built = talk.build()
        assert built.deck == talk.source.build / f"{talk.name}.pptx"
        assert built.deck.is_file()
        assert built.player.is_file()
        assert not (talk.source.build / "cache").exists() or part is None
        assert talk.build().done == []
    clips = {path.name for path in (folder / "build" / "both" / "cache" / "clips").rglob("*") if path.is_file()}
    talk = Talk.find("both", "second", talks=folder / "talks", build=folder / "build", progress=Silence())
    (talk.source.build / "stages.json").unlink()
    talk.build()
    after = {path.name for path in (folder / "build" / "both" / "cache" / "clips").rglob("*") if path.is_file()}
    assert after == clips


def test_records_are_the_talk_s_own_the_kept_ones_or_those_of_a_folder(folder: Path) -> None:
    talk = find_talk("both", "first", talks=folder / "talks", build=folder / "build")
    assert TalkResults(talk).folder() is None
    talk.results.mkdir(parents=True)
    assert TalkResults(talk).folder() == folder / "build" / "both" / "results"
    other = folder / "other"
    for where in (talk.folder / "recorded" / "results", other / "results", folder / "bare"):
        (where / "emotion").mkdir(parents=True)
        (where / "emotion" / "study.json").write_text("{}", encoding="utf-8")
    (other / "figures").mkdir()
    assert TalkResults(talk, "recorded").folder() == talk.folder / "recorded" / "results"
    assert TalkResults(talk, str(other)).folder() == other / "results"
    assert TalkResults(talk, str(folder / "bare")).folder() == folder / "bare"
    assert figures_beside(other / "results") == other / "figures"
    assert figures_beside(folder / "bare") is None


@pytest.mark.parametrize(("wish", "says"), [("recorded", "keeps no recorded results"), ("nowhere", "no such folder")])
@pytest.mark.parametrize("verb", ["talk", "render", "lint", "budget"])
def test_records_that_are_not_there_are_one_message(folder: Path, verb: str, wish: str, says: str) -> None:
    answer = run(verb, "both", "--results", wish, cwd=folder)
    assert answer.returncode == 2
    assert says in answer.stderr
