"""The stage as a whole: what it writes, what it leaves alone, and that its parts add up."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from plainspoken.script.model import Script
from plainspoken.tts.narration import read_narration


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def _samples(path: Path) -> int:
    with wave.open(str(path)) as file:
        return file.getnframes()


def test_writes_all_that_the_record_names(told: Any) -> None:
    folder, narration = told
    assert read_narration(folder / "narration.json") == narration
    for name in [*narration.files.values(), *(p for clip in narration.clips for p in (clip.path, clip.m4a))]:
        assert (folder / name).stat().st_size > 0, name
    captions = {"srt", "vtt", "srt_edited", "vtt_edited", "caption_edits"}
    assert set(narration.files) == {"wav", "mp3", "m4a", *captions, "chapters", "transcript", "spoken"}


def test_parts_add_up_to_the_whole_and_words_lie_inside_them(told: Any, sample: Script) -> None:
    folder, narration = told
    with wave.open(str(folder / narration.files["wav"])) as whole:
        assert abs(whole.getnframes() * 1000 / whole.getframerate() - narration.duration_ms) <= 1
        samples, rate = whole.getnframes(), whole.getframerate()
    assert samples == sum(_samples(folder / clip.path) for clip in narration.clips)
    assert rate == 22050
    for clip, after in pairwise(narration.clips):
        assert clip.start_ms + clip.duration_ms == after.start_ms
    for clip, source in zip(narration.clips, sample.pages, strict=True):
        words = [word for times in clip.beats for word in times.words]
        assert [word.text for word in words] == " ".join(b.said for b in source.beats).split()
        assert all(word.start_ms <= word.end_ms <= clip.duration_ms for word in words)
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(words))
        assert len(clip.beats) == len(source.beats)
        assert all(times.words == [] or times.start_ms == times.words[0].start_ms for times in clip.beats)


def test_an_authored_pause_is_heard(told: Any) -> None:
    clip = next(clip for clip in told[1].clips if clip.page == "result")
    assert clip.authored_pause_ms == 800
    assert clip.beats[2].start_ms - clip.beats[1].end_ms >= 780


def test_again_with_nothing_changed_touches_nothing(workspace: Any, make: Any) -> None:
    sample = make.script(make.page("only", "This is the only page."))
    first = workspace.narrate(sample)
    before = {path: path.stat().st_mtime_ns for path in workspace.folder.rglob("*") if path.is_file()}
    assert workspace.narrate(sample) == first
    assert {path: path.stat().st_mtime_ns for path in workspace.folder.rglob("*") if path.is_file()} == before


def test_one_word_changed_voices_one_page(workspace: Any, make: Any) -> None:
    pages = [
        make.page(f"p{n}", f"This is page {n}, and it says something of its own to you, at some length.")
        for n in range(6)
    ]
    first = workspace.narrate(make.script(*pages))
    takes = set(workspace.cache.rglob("*.take"))
    clips = {path: path.read_bytes() for path in workspace.out.glob("clips/*")}
    pages[2] = make.page("p2", "This is page 2, and it says anything of its own to you, at some length.")
    assert workspace.narrate(make.script(*pages)).voice.engine_rate == first.voice.engine_rate
    assert len(set(workspace.cache.rglob("*.take")) - takes) == 1
    changed = {path.name for path in workspace.out.glob("clips/*") if clips[path] != path.read_bytes()}
    assert changed == {"p2.wav", "p2.m4a"}


def test_a_page_that_moves_costs_nothing_and_a_page_that_goes_leaves_no_clip(workspace: Any, make: Any) -> None:
    first, second = make.page("one", "The first page is said."), make.page("two", "The second page is said as well.")
    workspace.narrate(make.script(first, second))
    takes = set(workspace.cache.rglob("*.take"))
    workspace.narrate(make.script(second, first))
    assert set(workspace.cache.rglob("*.take")) == takes
    workspace.narrate(make.script(first, make.page("three", "The second page is said as well.")))
    assert set(workspace.cache.rglob("*.take")) == takes
    assert {path.name for path in workspace.out.glob("clips/*.wav")} == {"one.wav", "three.wav"}


def test_same_bytes_with_one_worker_and_with_two(workspace: Any, told: Any, sample: Script) -> None:
    workspace.narrate(sample, jobs=1)
    assert _bytes(workspace.out) == _bytes(told[0])


def test_a_page_without_words_is_silent_and_has_its_time(workspace: Any, make: Any) -> None:
    narration = workspace.narrate(
        make.script(make.page("mute"), make.page("said", make.beat("Only this is said."))), silent_page_ms=2000
    )
    mute = narration.clips[0]
    assert abs(mute.duration_ms - 2000) < 50
    with wave.open(str(workspace.out / mute.path)) as file:
        assert not any(file.readframes(file.getnframes()))


@pytest.mark.parametrize("engine", ["espeak", "pyttsx3"])
def test_engines_say_the_pages_they_are_given(workspace: Any, make: Any, engine: str) -> None:
    long, short = "A page with a good many words on it, which take some time to be said.", "Short."
    narration = workspace.narrate(make.script(make.page("long", long), make.page("short", short)), engine=engine)
    assert narration.clips[0].duration_ms > 2.5 * narration.clips[1].duration_ms
