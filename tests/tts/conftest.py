"""Scripts to voice: made by hand, so that these tests need no templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.progress import Silence
from plainspoken.script.model import Beat, Page, Script, Source, Token, read_script
from plainspoken.script.spoken.syllables import count
from plainspoken.tts.narrate import narrate
from plainspoken.tts.narration import Narration
from plainspoken.tts.settings import VoiceSettings

SAMPLE = Path(__file__).parent / "sample.script.json"


class Make:
    """Parts of scripts, with as little said of each as will do."""

    place = Source(file="talk.md", line=1, column=1, end_line=1, end_column=2)

    def token(self, shown: str, said: str | None = None) -> Token:
        said = shown if said is None else said
        return Token(shown=shown, said=said, syllables=count(said))

    def beat(self, text: str, **changes: Any) -> Beat:
        return Beat(tokens=[self.token(word) for word in text.split(" ")], at=self.place, **changes)

    def page(self, name: str, *beats: Beat | str, title: str | None = None) -> Page:
        spoken = [self.beat(part) if isinstance(part, str) else part for part in beats]
        return Page(id=name, title=title or name, beats=spoken, at=self.place)

    def script(self, *pages: Page, words_per_minute: float = 200.0, language: str = "en-US") -> Script:
        return Script(
            talk="small",
            title="A small talk",
            minutes=1,
            words_per_minute=words_per_minute,
            pages=list(pages),
            language=language,
        )


class Workspace:
    """A folder to narrate in; by espeak unless told otherwise, so that no test depends on the voices installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "audio"
        self.cache = folder / "cache"

    def narrate(self, talk: Script, *, jobs: int | None = None, out: Path | None = None, **settings: Any) -> Narration:
        return narrate(
            talk,
            VoiceSettings.model_validate({"engine": "espeak", **settings}),
            out or self.out,
            cache=self.cache,
            folder=self.folder,
            progress=Silence(),
            jobs=jobs,
        )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def sample() -> Script:
    return read_script(SAMPLE)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture
def another_workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "another")


@pytest.fixture(scope="session")
def told(sample: Script, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Narration]:
    """The sample, narrated once: its folder and its record. Tests must not change it."""
    workspace = Workspace(tmp_path_factory.mktemp("told"))
    return workspace.out, workspace.narrate(sample)
