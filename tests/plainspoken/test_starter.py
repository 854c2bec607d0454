"""`plainspoken new` leaves a talk that is valid as it stands, and never overwrites one."""

from pathlib import Path

import pytest

from experiments.errors import InputError
from plainspoken.config import find_talk
from plainspoken.starter import start_talk


def test_a_new_talk_renders_as_it_stands(tmp_path: Path) -> None:
    from script.render import render

    folder = start_talk("my-talk", tmp_path)
    talk = find_talk(str(folder))
    assert talk.config.talk.title == "My talk"
    rendered = render(folder, talk.config.script, None, talk="my-talk")
    assert len(rendered.script.pages) == 2
    assert "1 speaker" in rendered.script.pages[1].beats[0].shown


def test_a_script_can_be_brought_along(tmp_path: Path) -> None:
    script = tmp_path / "old.md"
    script.write_text("## Page 1\nHello there.\n", encoding="utf-8")
    folder = start_talk("old", tmp_path / "talks", script)
    assert (folder / "pages" / "01-pages.md").read_text(encoding="utf-8") == "## Page 1\nHello there.\n"


@pytest.mark.parametrize("name", ["", "../up", "a b", "-x", "a/b"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be a talk's name"):
        start_talk(name, tmp_path)


def test_an_existing_talk_is_left_alone(tmp_path: Path) -> None:
    start_talk("mine", tmp_path)
    (tmp_path / "mine" / "talk.toml").write_text("# edited\n")
    with pytest.raises(InputError, match="such a talk already"):
        start_talk("mine", tmp_path)
    assert (tmp_path / "mine" / "talk.toml").read_text() == "# edited\n"
