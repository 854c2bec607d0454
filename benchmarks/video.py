"""How long the video takes, beside a constant frame rate and beside pages drawn by LibreOffice, in one run.

    .venv/bin/python benchmarks/video.py [BUILD_FOLDER_OF_A_VOICED_TALK]

Without a folder a talk of its own is made: 43 pages of two steps each, five minutes, a tone for a voice. A line gives
seconds on the wall, seconds of processor, and the ratio to ours; a machine that is busy should be read by the second.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from plainspoken.script.model import Beat, Bullet, Page, Run, Script, Source, Token, read_script
from plainspoken.slides.images.export import draw_slide, write_pages
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.slides.player import build_player
from plainspoken.slides.player.timeline import slide_times
from plainspoken.slides.video.build_video import make_video
from plainspoken.tts.narration import BeatTimes, Clip, Loudness, Narration, Voice, read_narration

AT = Source(file="made", line=1, column=1, end_line=1, end_column=1)


@dataclass
class Talk:
    """What is measured."""

    script: Script
    narration: Narration
    layouts: list[SlideLayout]
    build: Path
    audio: Path


def made_talk(folder: Path, *, pages: int = 43, page_ms: int = 7000) -> Talk:
    """Five minutes of bullets and a tone."""

    def page(index: int) -> Page:
        items = [Bullet(runs=[Run(text=f"point {step} of page {index}")], appears=step, at=AT) for step in (0, 1)]
        beats = [
            Beat(tokens=[Token(shown=f"Step {step}.", said=f"step {step}", syllables=2)], at=AT) for step in (0, 1)
        ]
        return Page(id=f"p{index}", title=f"Page {index} says one thing and shows it", items=items, beats=beats, at=AT)

    script = Script(talk="made", title="Made", minutes=5, pages=[page(index) for index in range(pages)])
    halves = [
        BeatTimes(beat=0, start_ms=100, end_ms=3400, words=[]),
        BeatTimes(beat=1, start_ms=3500, end_ms=6900, words=[]),
    ]
    clips = [
        Clip(page=each.id, path="", m4a="", key="", start_ms=index * page_ms, duration_ms=page_ms, lead_ms=100, said="",
             beats=halves, timing="events")
        for index, each in enumerate(script.pages)
    ]  # fmt: skip
    voice = Voice(engine="tone", version="1", voice="tone", words_per_minute=200, heard_words_per_minute=200)
    narration = Narration(
        talk="made",
        voice=voice,
        clips=clips,
        duration_ms=pages * page_ms,
        loudness=Loudness(lufs=-16, true_peak_db=-1),
        files={},
    )
    audio = folder / "tone.m4a"
    run(["-f", "lavfi", "-i", f"sine=frequency=220:duration={pages * page_ms / 1000}", "-c:a", "aac", str(audio)])
    return Talk(script, narration, layout_script(script, read_theme(), build=folder, folder=folder), folder, audio)


def read_talk(build: Path) -> Talk:
    """A talk that `make talk` has built."""
    script, narration = read_script(build / "script.json"), read_narration(build / "audio" / "narration.json")
    own = Path("talks") / build.name
    layouts = layout_script(script, read_theme(), build=build, folder=own)
    return Talk(script, narration, layouts, build, build / "audio" / narration.files["m4a"])


def run(arguments: list[str]) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-v", "error", "-y", *arguments], check=True)


def constant_rate(talk: Talk, theme: Theme, work: Path, rate: int) -> None:
    """The same pictures at a constant frame rate: how most tools make a video of slides."""
    lines = ["ffconcat version 1.0"]
    times = slide_times(talk.script, talk.narration, talk.layouts)
    for index, (layout, at) in enumerate(zip(talk.layouts, times, strict=True)):
        path = work / f"{index}.png"
        draw_slide(layout, theme).save(path, compress_level=1)
        lines += [f"file '{path.name}'", f"duration {(at.end - at.start) / 1000:.3f}"]
    (work / "list.ffconcat").write_text("\n".join(lines) + "\n")
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "20", "-pix_fmt", "yuv420p"]
    sound = ["-i", str(talk.audio), "-c:a", "copy"]
    run(["-f", "concat", "-safe", "0", "-i", str(work / "list.ffconcat"), *sound, "-r", str(rate), *encoder,
         "-threads", "2", str(work / "constant.mp4")])  # fmt: skip


def office_pages(talk: Talk, work: Path) -> None:
    """The deck through LibreOffice and pdftoppm to PNG."""
    from plainspoken.slides.pptx.deck import build_deck
    from plainspoken.slides.settings import SlideSettings

    deck = build_deck(
        talk.script, None, work / "t.pptx", settings=SlideSettings(), build=talk.build, folder=talk.build, clips=None
    )
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(work), str(deck)],
        check=True,
        capture_output=True,
    )
    subprocess.run(["pdftoppm", "-r", "144", "-png", str(work / "t.pdf"), str(work / "office")], check=True)


def measured(name: str, work: Callable[[], object], ours: float | None = None) -> float:
    """Run and print one line; seconds of processor."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    began = time.perf_counter()
    work()
    wall = time.perf_counter() - began
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))
    ratio = f"  {cpu / ours:5.1f} x ours" if ours else ""
    print(f"{name:44} {wall:7.2f} s wall {cpu:7.2f} s cpu{ratio}", flush=True)
    return cpu


def main() -> None:
    theme = read_theme()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        talk = read_talk(Path(sys.argv[1])) if len(sys.argv) > 1 else made_talk(work)
        print(f"{len(talk.layouts)} slides, {talk.narration.duration_ms / 1000:.0f} s, 1920 x 1080")

        def player() -> None:
            build_player(talk.script, talk.narration, talk.layouts, theme, work / "t.html", build=talk.build,
                         folder=talk.build, audio=talk.audio)  # fmt: skip

        measured("player", player)
        measured("player, fonts kept", player)
        pages = measured("page pictures (PNG)", lambda: write_pages(talk.script, talk.layouts, theme, png=work / "png"))
        measured("pages (PDF)", lambda: write_pages(talk.script, talk.layouts, theme, pdf=work / "pages.pdf"))
        if shutil.which("soffice") and shutil.which("pdftoppm"):
            measured("  LibreOffice and pdftoppm, same pages", lambda: office_pages(talk, work), pages)

        def film() -> None:
            make_video(talk.script, talk.narration, talk.layouts, theme, work / "t.mp4", audio=talk.audio)

        ours = measured("video, a frame a build", film)
        measured("  10 frames a second, no builds", lambda: constant_rate(talk, theme, work, 10), ours)
        measured("  25 frames a second, no builds", lambda: constant_rate(talk, theme, work, 25), ours)


if __name__ == "__main__":
    main()
