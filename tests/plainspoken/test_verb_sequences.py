"""Whatever verbs are called after whatever edits: what is shown, captioned and heard are the same words, or the verb
says what is not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import Result
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from pptx import Presentation
from typer.testing import CliRunner

from plainspoken import InputError, LintError
from plainspoken.cli import app
from plainspoken.installation_checks import Check

CONFIG = """\
[talk]
title = "Small"
minutes = {minutes}
[voice]
engine = "{engine}"
engine_rate = 180
pitch = {pitch}
[constants]
runs = {runs}
[imports]
"mine/net" = "net.json"
[parts.short]
pages = ["pages/02*"]
"""
FIRST = """\
## One thing is said

- a bullet

In order to demonstrate it, we ran it {{{{ constants.runs }}}} times. {sentence}

It is right on {{{{ mine.net.final.test.accuracy | percent }}}} of {{~ all of the images that there are | the test ~}}.
"""
SECOND = """\
## The end {title}

{sentence}

::: optional 1
A passage that may go. It says nothing new.
:::
"""
SENTENCES = [
    "That is all.",
    "Subsequently we utilize approximately half of the examples.",
    "Nobody knows why.",
    "It took 37 hours.",  # typed by hand: an error in a talk that is bound to results
]
STALE = re.compile(r"^stale: ([\w, ]+) \(", re.MULTILINE)


class Workplace:
    """A talk in a folder of its own, and the files that its verbs left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.talk = folder / "talks" / "small"
        self.values: dict[str, Any] = {"minutes": 1, "engine": "espeak", "pitch": 50, "runs": 12}
        (self.talk / "pages").mkdir(parents=True)
        self.configure()
        self.page("01-first.md.j2", FIRST.format(sentence=SENTENCES[0]))
        self.page("02-second.md", SECOND.format(title="comes", sentence=SENTENCES[1]))
        self.metric(0.9)
        for name, accuracy in (("recorded", 0.75), ("other", 0.5)):
            place = (self.talk if name == "recorded" else folder) / name / "results" / "study"
            place.mkdir(parents=True)
            (place / "run.json").write_text(json.dumps({"accuracy": accuracy}))

    def configure(self, **values: object) -> None:
        self.values |= values
        (self.talk / "talk.toml").write_text(CONFIG.format(**self.values))

    def page(self, name: str, text: str) -> None:
        (self.talk / "pages" / name).write_text(text)

    def metric(self, accuracy: float) -> None:
        (self.talk / "net.json").write_text(json.dumps({"accuracy": accuracy, "n": 500}))

    def run(self, *words: str) -> Result:
        # What is installed is not the question here, and looking for it takes long.
        looked = [Check("program", "Python", True, True, "here")]
        with inside(self.folder), patch("plainspoken.installation_checks.examine", return_value=looked):
            return CliRunner().invoke(app, list(words))


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def plain(texts: list[str]) -> str:
    return " ".join(" ".join(texts).split())


def words_in(build: Path, name: str) -> dict[str, str]:
    """What each output in a build folder says, by the output's name; those that are not there are left out.

    `script` is what the rendered script shows of its speech, and `said` how it is said; `heard` is what the voice was
    given, and `voice` what the captions show.
    """
    found: dict[str, str] = {}
    if (build / f"{name}.pptx").is_file():
        slides = Presentation(str(build / f"{name}.pptx")).slides
        notes = [slide.notes_slide.notes_text_frame for slide in slides if slide.has_notes_slide]
        found["deck"] = plain([frame.text for frame in notes if frame is not None])
    if (build / f"{name}.html").is_file():
        page = (build / f"{name}.html").read_text(encoding="utf-8")
        data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
        found["player"] = plain([beat["text"] for slide in data["slides"] for beat in slide["beats"]])
        if data["narrated"]:
            assert plain([cue["text"] for cue in data["captions"]]) == found["player"], "the player's own captions"
    audio = build / "audio"
    if (audio / "narration.json").is_file() and (audio / "captions.srt").is_file():
        cues = re.sub(r"^\d+\n[\d:,]+ --> [\d:,]+\n", "", (audio / "captions.srt").read_text(), flags=re.MULTILINE)
        found["voice"] = plain([cues])
        transcript = (audio / "transcript.md").read_text()
        spoken = (audio / "script.spoken.txt").read_text()
        assert plain([line for line in transcript.splitlines() if not line.startswith("#")]) == found["voice"]
        found["heard"] = plain([clip["said"] for clip in json.loads((audio / "narration.json").read_text())["clips"]])
        assert plain([line for line in spoken.splitlines() if not line.startswith("[")]) == found["heard"]
    if (build / "script.json").is_file():
        pages = json.loads((build / "script.json").read_text())["pages"]
        tokens = [token for page in pages for beat in page["beats"] for token in beat["tokens"]]
        found["script"] = plain([token["shown"] for token in tokens])
        found["said"] = plain([token["said"] for token in tokens])
    return found


class Sounds:
    """Which sound was heard for which words: the same for the same, another for others."""

    def __init__(self) -> None:
        self.by_words: dict[tuple[object, ...], str] = {}
        self.by_sound: dict[str, tuple[object, ...]] = {}

    def look(self, build: Path) -> None:
        audio = build / "audio"
        if not (audio / "narration.json").is_file():
            return
        narration = json.loads((audio / "narration.json").read_text())
        for clip in narration["clips"]:
            words = (clip["said"], narration["voice"]["pitch"], narration["voice"]["engine_rate"])
            sound = hashlib.sha256((audio / clip["path"]).read_bytes()).hexdigest()
            assert self.by_words.setdefault(words, sound) == sound
            assert self.by_sound.setdefault(sound, words) == words


VERBS = ("talk", "slides", "narrate", "render", "pages", "budget", "lint", "doctor")
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "--minutes": st.sampled_from(["0.05", "0.2", "3"]),
        "--part": st.just("short"),
        "--results": st.sampled_from(["recorded", "other", "nowhere"]),
        "--profile": st.just("quick"),
    },
)


class VerbSequences(RuleBasedStateMachine):
    """Edits and verbs in any order."""

    @initialize()
    def begin(self) -> None:
        self.place = Workplace(Path(tempfile.mkdtemp()))
        self.sounds = Sounds()
        self.said: list[str] = []
        self.stale: dict[Path, set[str]] = {}

    def teardown(self) -> None:
        if hasattr(self, "place"):
            shutil.rmtree(self.place.folder)

    @rule(sentence=st.sampled_from(SENTENCES))
    def edit_the_first_page(self, sentence: str) -> None:
        self.said.append(f"01: {sentence}")
        self.place.page("01-first.md.j2", FIRST.format(sentence=sentence))

    @rule(sentence=st.sampled_from(SENTENCES), title=st.sampled_from(["comes", "is near"]))
    def edit_the_second_page(self, sentence: str, title: str) -> None:
        self.said.append(f"02: {title} {sentence}")
        self.place.page("02-second.md", SECOND.format(title=title, sentence=sentence))

    @rule(there=st.booleans())
    def add_or_remove_a_page(self, there: bool) -> None:
        self.said.append(f"03: {there}")
        page = self.place.talk / "pages" / "00-more.md"
        page.write_text("## More\n\nThere is more.\n") if there else page.unlink(missing_ok=True)

    @rule(accuracy=st.sampled_from([0.9, 0.8]))
    def change_the_metric(self, accuracy: float) -> None:
        self.said.append(f"metric {accuracy}")
        self.place.metric(accuracy)

    @rule(
        values=st.fixed_dictionaries(
            {},
            optional={
                "minutes": st.sampled_from([1, 0.1]),
                "pitch": st.sampled_from([50, 30]),
                "runs": st.sampled_from([12, 13]),
                "engine": st.sampled_from(["espeak", "espeak", "nobody"]),
            },
        )
    )
    def change_settings(self, values: dict[str, object]) -> None:
        self.said.append(f"set {values}")
        self.place.configure(**values)

    @rule(
        name=st.sampled_from(["small.pptx", "small.html", "script.json", "audio/captions.srt", "audio/narration.json"])
    )
    def lose_a_file(self, name: str) -> None:
        self.said.append(f"lose {name}")
        (self.place.folder / "build" / "small" / name).unlink(missing_ok=True)

    @rule()
    def shorten_the_files(self) -> None:
        self.said.append("shorten --write")
        before = {page: page.read_bytes() for page in (self.place.talk / "pages").iterdir()}
        answer = self.place.run("shorten", "small", "--write")
        if self.place.values["engine"] == "nobody":
            assert isinstance(answer.exception, InputError), answer.output
            assert {page: page.read_bytes() for page in before} == before, "pages changed by a verb that refused"
        else:
            assert answer.exit_code == 0, answer.output

    @rule(
        verb=st.sampled_from(VERBS),
        options=OPTIONS,
        only=st.sampled_from(["", "deck", "player"]),
        silent=st.sampled_from([False, False, False, True]),
    )
    def call_a_verb(self, verb: str, options: dict[str, str], only: str, silent: bool) -> None:
        words = [verb, "small", *(word for pair in options.items() for word in pair)]
        if verb == "talk" and "--results" not in options:
            words += ["--results", "recorded"]
        if verb == "slides":
            words += [*(["--only", only] if only else []), *(["--silent"] if silent else []), "--no-check"]
        self.said.append(" ".join(words))
        part = "short" if "--part" in options else ""
        build = self.place.folder / "build" / "small" / part
        before = contents(build, part)
        answer = self.place.run(*words)
        self.judge(verb, build, part, answer, before)

    def judge(self, verb: str, build: Path, part: str, answer: Result, before: dict[str, str]) -> None:
        """The verb said what is stale, or changed nothing; all that is not stale has the words of the script."""
        story = "\n".join([*self.said, answer.output])
        error = answer.exception
        assert error is None or isinstance(error, InputError | LintError | SystemExit), (story, error)
        told = "\n".join([answer.output, *getattr(error, "__notes__", [])])
        named = {name for found in STALE.findall(told) for name in found.split(", ")}
        now = contents(build, part)
        refused = isinstance(error, InputError | LintError) or (verb == "talk" and "built" not in answer.output)
        if verb in ("budget", "lint", "doctor"):
            assert now == before, story
        elif refused and not named:
            assert made(now) == made(before), story
        else:
            self.stale[build] = named
        if "script" not in now:
            return
        for name, text in now.items():
            if name not in self.stale.get(build, set()) | {"said", "heard"}:
                assert text == now["script"], f"{name} says {text!r}\n{story}"
        if "heard" in now and "voice" not in self.stale.get(build, set()):
            assert now["heard"] == now["said"], story
        self.sounds.look(build)


def made(words: dict[str, str]) -> dict[str, str]:
    """What is made from the script."""
    return {name: text for name, text in words.items() if name not in ("script", "said")}


def contents(build: Path, part: str) -> dict[str, str]:
    """What the files in a build folder say."""
    return words_in(build, f"small-{part}" if part else "small")


TestVerbSequences = VerbSequences.TestCase
TestVerbSequences.settings = settings(
    max_examples=12,
    stateful_step_count=16,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestVerbSequences = pytest.mark.slow(TestVerbSequences)
