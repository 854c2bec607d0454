"""The video: what is in the file, what is seen when, and that it is the same each time."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from PIL import Image, ImageChops, ImageStat

from plainspoken.base.errors import InputError
from plainspoken.slides.images.draw_marks import draw_mark
from plainspoken.slides.images.export import draw_slide
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.player.timeline import BeatTime, SlideTime, read_cues
from plainspoken.slides.video.build_video import LONGEST_FRAME_MS, Shot, make_video, shots_of, steady
from plainspoken.slides.video.encode_video import Frame

WIDTH = 640


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *arguments], capture_output=True, check=False
    )


def make(talk: Any, out: Path, **changes: Any) -> Path:
    given: dict[str, Any] = {"audio": talk.audio, "captions": {"Captions": talk.captions}, "width": WIDTH} | changes
    return make_video(talk.script, talk.narration, talk.layouts, read_theme(), out, **given)


@pytest.fixture(scope="module")
def video(talk: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(talk, tmp_path_factory.mktemp("video") / "talk.mp4")


@pytest.fixture(scope="module")
def described(video: Path) -> str:
    return ffmpeg("-i", str(video)).stderr.decode()


def lasts_ms(described: str) -> float:
    """The length that ffmpeg names in its description of a file."""
    hours, minutes, seconds = re.findall(r"Duration: (\d+):(\d+):([\d.]+)", described)[0]
    return (int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000


def frame_times(video: Path) -> list[float]:
    """Presentation times of the picture track, in milliseconds."""
    said = ffmpeg("-i", str(video), "-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "showinfo", "-f", "null", "-")
    return [float(time) * 1000 for time in re.findall(rb"pts_time:([\d.]+)", said.stderr)]


def frame_at(video: Path, ms: int, folder: Path) -> Image.Image:
    """What a viewer sees at a moment: the last frame that began before it."""
    times = [time for time in frame_times(video) if time <= ms]
    path = folder / f"{ms}.png"
    done = ffmpeg(
        *(
            "-y",
            "-i",
            str(video),
            "-map",
            "0:v:0",
            "-vf",
            f"select=eq(n\\,{len(times) - 1})",
            "-frames:v",
            "1",
            str(path),
        )
    )
    assert done.returncode == 0, done.stderr.decode()
    return Image.open(path).convert("RGB")


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    return float(sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3)


def test_tracks_tags_chapters_and_poster(described: str, talk: Any) -> None:
    assert re.search(r"Video: h264 \(High\).*yuv420p\(tv, bt709.*640x360.*\(default\)", described)
    assert re.search(r"Audio: aac \(LC\).*24000 Hz", described), "the voice's own AAC was not taken as it is"
    assert re.search(r"\(eng\): Subtitle: mov_text", described)
    assert re.search(r"Video: png.*640x360.*\(attached pic\)", described)
    chapters = re.findall(r"Chapter #0:\d+: start ([\d.]+), end", described)
    assert [round(float(start) * 1000) for start in chapters] == [clip.start_ms for clip in talk.narration.clips]
    assert "title           : ResNet18 is right for 68.4 % of all faces" in described
    assert f"title           : {talk.script.title}" in described
    assert "creation_time" not in described


def test_the_video_is_as_long_as_the_voice(described: str, talk: Any) -> None:
    assert lasts_ms(described) == pytest.approx(talk.narration.duration_ms, abs=60)


def test_every_build_has_its_frame_within_a_few_milliseconds(video: Path, talk: Any) -> None:
    times = frame_times(video)
    clips = {clip.page: clip for clip in talk.narration.clips}
    wanted = [clips["numbers"].start_ms + beat.start_ms for beat in clips["numbers"].beats]
    wanted += [clip.start_ms for clip in talk.narration.clips]
    for ms in wanted:
        assert min(abs(time - ms) for time in times) <= 2, ms
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) <= LONGEST_FRAME_MS + 1 and min(gaps) > 0


def test_an_item_is_seen_within_100_ms_of_its_beat_and_not_before(video: Path, talk: Any, tmp_path: Path) -> None:
    clip = next(clip for clip in talk.narration.clips if clip.page == "numbers")
    layout = next(layout for layout in talk.layouts if layout.page == "numbers")
    for beat in (0, 1, 2):
        at = clip.start_ms + clip.beats[beat].start_ms
        with_it = draw_slide(layout, read_theme(), beat=beat, width=WIDTH)
        without = draw_slide(layout, read_theme(), beat=beat - 1, width=WIDTH)
        for ms, right, wrong in ((at + 100, with_it, without), (at - 100, without, with_it)):
            seen = frame_at(video, ms, tmp_path)
            assert mean_difference(seen, right) < mean_difference(seen, wrong) / 2, (beat, ms)
            assert mean_difference(seen, right) < 1.5


def test_a_mark_is_seen_within_100_ms_of_its_word_and_not_before(video: Path, talk: Any, tmp_path: Path) -> None:
    clip = next(clip for clip in talk.narration.clips if clip.page == "marks")
    layout = next(layout for layout in talk.layouts if layout.page == "marks")
    plain = draw_slide(layout, read_theme(), beat=-1, width=WIDTH)
    assert [(mark.part, mark.beat, mark.token) for mark in layout.marks] == [("V3", 0, 7), ("ResNet18", 1, 3)]
    for mark in layout.marks:
        at = clip.start_ms + clip.beats[mark.beat].words[mark.token].start_ms
        lit = draw_mark(plain, mark, read_theme())
        for ms, right, wrong in ((at + 100, lit, plain), (at - 100, plain, lit)):
            seen = frame_at(video, ms, tmp_path)
            assert mean_difference(seen, right) < mean_difference(seen, wrong) / 2, (mark.part, ms)


def test_captions_keep_their_times(video: Path) -> None:
    done = ffmpeg("-v", "error", "-i", str(video), "-map", "0:s:0", "-f", "srt", "-")
    text = done.stdout.decode()
    assert "00:00:00,120 --> 00:00:01,000" in text and "Three\nfour" in text.replace("\r", "")


def test_shortened_captions_are_a_second_track(talk: Any, tmp_path: Path) -> None:
    short = tmp_path / "short.srt"
    short.write_text("1\n00:00:00,120 --> 00:00:01,500\nOne\n", encoding="utf-8")
    tracks = {"Captions": talk.captions, "Captions, shortened": short}
    video = make(talk, tmp_path / "two.mp4", captions=tracks)
    described = ffmpeg("-i", str(video)).stderr.decode()
    assert described.count(": Subtitle:") == 2 and "Captions, shortened" in described
    done = ffmpeg("-v", "error", "-i", str(video), "-map", "0:s:1", "-f", "srt", "-")
    assert "One" in done.stdout.decode() and "Three" not in done.stdout.decode()


def test_it_begins_to_play_before_it_has_arrived(video: Path) -> None:
    data = video.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_the_same_talk_gives_the_same_bytes(talk: Any, video: Path, tmp_path: Path) -> None:
    assert make(talk, tmp_path / "again.mp4").read_bytes() == video.read_bytes()


def test_sound_of_another_kind_is_encoded(talk: Any, tmp_path: Path) -> None:
    wav = tmp_path / "talk.wav"
    assert ffmpeg("-y", "-i", str(talk.audio), str(wav)).returncode == 0
    video = make(talk, tmp_path / "talk.mp4", audio=wav, captions=None)
    described = ffmpeg("-i", str(video)).stderr.decode()
    assert "Audio: aac" in described and ": Subtitle:" not in described


def test_what_is_missing_or_broken_is_named_and_nothing_is_left(talk: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sound is here"):
        make(talk, tmp_path / "x.mp4", audio=tmp_path / "gone.m4a")
    with pytest.raises(InputError, match="no captions are here"):
        make(talk, tmp_path / "x.mp4", captions={"Captions": tmp_path / "gone.vtt"})
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(b"no sound")
    with pytest.raises(InputError, match="ffmpeg failed"):
        make(talk, tmp_path / "x.mp4", audio=broken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.m4a"]


def test_of_shots_at_one_moment_the_last_is_seen() -> None:
    beats = (BeatTime(0, 0, 500), BeatTime(1, 500, 500), BeatTime(2, 500, 900))
    times = [SlideTime(0, 0, 900, beats, (0, 1, 2)), SlideTime(1, 900, 1000, (), ())]
    assert shots_of(times) == [Shot(0, 0, 0), Shot(500, 0, 2), Shot(900, 1, -1)]


def test_long_frames_are_written_again(tmp_path: Path) -> None:
    frames = [Frame(tmp_path / "a", 0), Frame(tmp_path / "b", 1000)]
    times = [(frame.path.name, frame.ms) for frame in steady(frames, 10_000)]
    assert times == [("a", 0), ("b", 1000), ("b", 4000), ("b", 7000)]


def test_a_constant_rate_has_frames_of_one_length(talk: Any, tmp_path: Path) -> None:
    out = make(talk, tmp_path / "steady.mp4", rate=10)
    gaps = {round(after - before) for before, after in pairwise(frame_times(out))}
    assert gaps == {100}
    said = ffmpeg("-i", str(out)).stderr.decode()
    assert "10 fps" in said
    assert lasts_ms(said) == pytest.approx(talk.narration.duration_ms, abs=150)


def test_burnt_in_captions_are_in_the_picture_while_they_last(talk: Any, tmp_path: Path) -> None:
    plain, burnt = make(talk, tmp_path / "plain.mp4"), make(talk, tmp_path / "burnt.mp4", burnt=talk.captions)
    cue = read_cues(talk.captions)[1]
    moment = (cue.ms + cue.end) // 2
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    without, with_words = frame_at(plain, moment, tmp_path / "a"), frame_at(burnt, moment, tmp_path / "b")
    changed = ImageChops.difference(without, with_words).convert("L").point(lambda value: 255 * (value > 40))
    left, top, right, bottom = changed.getbbox() or (0, 0, 0, 0)
    assert top > without.height * 0.85 and bottom < without.height, "not in the band at the foot"
    assert bottom - top > without.height * 0.08, "two lines are less high than lines are"
    assert abs((left + right) - without.width) <= 4, "not in the middle"
    words = with_words.crop((left, top, right, bottom)).convert("L").getextrema()
    assert words[0] < 30 and words[1] > 220, "not white on black"
    later = cue.end + 300
    assert mean_difference(frame_at(plain, later, tmp_path / "a"), frame_at(burnt, later, tmp_path / "b")) < 0.5
