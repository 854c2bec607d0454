"""A narrated talk as a player: the script with every layout, some numbers with sources, and a tone for a voice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plainspoken.script.model import Beat, Bullet, Number, Page, Run, Script, Source, Table, Token
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.player import build_player
from plainspoken.tts.narration import Narration
from tests.slides.even_narration import narrate

AT = Source(file="pages/05.md.j2", line=12, column=3, end_line=12, end_column=9)
ACCURACY = Number(
    shown="68.4 %",
    said="sixty eight point four percent",
    value=0.6841,
    origin="metric",
    source="emotion/resnet18.final.test.accuracy",
    file="results/emotion/resnet18.json",
    fingerprint="0123456789abcdef",
    at=AT,
)
EPOCHS = Number(shown="10", said="ten", value=10, origin="config", source="emotion/resnet18.config.epochs", at=AT)


def beat(text: str, numbers: list[Number] | None = None) -> Beat:
    tokens = [Token(shown=word, said=word.lower(), syllables=1) for word in text.split()]
    return Beat(tokens=tokens, numbers=numbers or [], at=AT)


def numbers_page() -> Page:
    items = [
        Bullet(runs=[Run(text="right "), Run(text="68.4 %", bold=True)], appears=0, numbers=[ACCURACY], at=AT),
        Bullet(runs=[Run(text="after 10 epochs, not 100")], appears=1, numbers=[EPOCHS], at=AT),
        Table(
            header=[[Run(text="net")], [Run(text="accuracy")]],
            rows=[[[Run(text="ResNet18")], [Run(text="68.4 %")]]],
            align=["left", "right"],
            appears=2,
            numbers=[ACCURACY],
            at=AT,
        ),
    ]
    beats = [
        beat("It names 68.4 % of the faces.", [ACCURACY]),
        beat("That took 10 epochs.", [EPOCHS]),
        beat("The table has it again."),
    ]
    title = "ResNet18 is right for 68.4 % of all faces"
    return Page(id="numbers", title=title, title_numbers=[ACCURACY], items=items, beats=beats, at=AT)


def long_page() -> Page:
    """More than one slide holds."""
    said = [f"Point {index} is named and then left to be read." for index in range(14)]
    items = [
        Bullet(
            runs=[Run(text=f"point {index} of a list that is longer than any slide should have")], appears=index, at=AT
        )
        for index in range(14)
    ]
    return Page(id="long", title="A list that goes on", items=items, beats=[beat(text) for text in said], at=AT)


def marks_page() -> Page:
    """A table whose rows are named as they are spoken of."""
    rows = [("V1", "44 %"), ("V2", "45 %"), ("V3", "53 %"), ("ResNet18", "47 %")]
    table = Table(
        header=[[Run(text="model")], [Run(text="accuracy")]],
        rows=[[[Run(text=cell)] for cell in row] for row in rows],
        align=["left", "right"],
        at=AT,
    )
    said = ["The best one of these is surely V3 in the end.", "Behind it comes ResNet18 with some distance to it."]
    return Page(id="marks", title="V3 is the best of ours", items=[table], beats=[beat(text) for text in said], at=AT)


@dataclass(frozen=True)
class BuiltTalk:
    """All that the player of one talk was built from, and its file."""

    script: Script
    narration: Narration
    layouts: list[SlideLayout]
    folder: Path
    audio: Path
    captions: Path
    player: Path

    def built(self, out: Path, **changes: Any) -> Path:
        """The player again, with changes to what it is built from."""
        given: dict[str, Any] = {
            "script": self.script,
            "narration": self.narration,
            "layouts": self.layouts,
            "theme": read_theme(),
            "audio": self.audio,
            "captions": self.captions,
            "short_captions": None,
        } | changes
        theme, script = given["theme"], given["script"]
        if given["layouts"] is self.layouts and (script is not self.script or theme != read_theme()):
            given["layouts"] = layout_script(script, theme, build=self.folder, folder=self.folder)
        return build_player(
            script,
            given["narration"],
            given["layouts"],
            theme,
            out,
            build=self.folder,
            folder=self.folder,
            audio=given["audio"],
            captions=given["captions"],
            short_captions=given["short_captions"],
        )


@pytest.fixture(scope="session")
def player_script(slides_script: Script) -> Script:
    pages = [*slides_script.pages[:4], numbers_page(), *slides_script.pages[4:], long_page(), marks_page()]
    return slides_script.model_copy(update={"pages": pages})


def tone(path: Path, ms: int) -> Path:
    """A quiet tone as AAC."""
    import imageio_ffmpeg

    made = f"sine=frequency=220:sample_rate=24000:duration={ms / 1000}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", made]
    subprocess.run([*command, "-c:a", "aac", "-b:a", "48k", str(path)], check=True)
    return path


@pytest.fixture(scope="session")
def talk(player_script: Script, slides_build: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltTalk:
    folder = tmp_path_factory.mktemp("player")
    narration = narrate(player_script, ms_per_word=140)
    layouts = layout_script(player_script, read_theme(), build=slides_build, folder=slides_build)
    audio = tone(folder / "talk.m4a", narration.duration_ms)
    captions = folder / "talk.vtt"
    captions.write_text(
        "WEBVTT\n\nNOTE made by hand\n\n00:00.120 --> 00:01.000\nOne &amp; <i>two</i>\n\n"
        "2\n00:00:01.200 --> 00:00:02.000 align:start\nThree\nfour\n",
        encoding="utf-8",
    )
    built = BuiltTalk(player_script, narration, layouts, slides_build, audio, captions, folder / "talk.html")
    built.built(built.player)
    return built


def chromium() -> str | None:
    """The browser to look with: `CHROME`, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROME") or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = chromium()
    if program is None:
        pytest.skip("no Chromium here: install it, or name one in CHROME")
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    flags += ["--autoplay-policy=no-user-gesture-required", "--mute-audio", "--no-first-run"]
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a player in a fresh window; a word on its console or a request to anywhere fails the test."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def opened(address: str, *, width: int = 1280, height: int = 720, ready: bool = True, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        # The sound element is not part of the page; the tests must be able to ask it for its time.
        context.add_init_script(
            "const Sound = window.Audio; window.Audio = function () { return (window.sound = new Sound()); };"
        )
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("request", lambda asked: asked.url.startswith("http") and trouble.append(f"request: {asked.url}"))
        page.on("popup", lambda popup: popup.on("console", lambda said: trouble.append(f"popup: {said.text}")))
        page.goto(address)
        if ready:
            page.wait_for_selector("html.ready")
        return page

    opened.trouble = trouble  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert not trouble, trouble
