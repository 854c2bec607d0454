"""Put the player together: slides, words, times, pictures, fonts and sound in one file with a strict policy."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.script.model import Script
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.player.font_subsets import font_css
from plainspoken.slides.player.inline_pictures import embedded
from plainspoken.slides.player.player_transcript import chapters_html, transcript_html
from plainspoken.slides.player.slide_html import SharedMarkup, slide_html, slide_id
from plainspoken.slides.player.stylesheet import theme_css
from plainspoken.slides.player.timeline import Cue, SlideTime, beat_cues, read_cues, slide_times, word_places
from plainspoken.tts.narration import Narration

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("timeline", "clock", "stage", "words", "sources", "keys", "speaker", "presenting", "live", "player")
STYLES = ("slide", "player", "speaker")
SPEEDS = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 2)
SOUNDS = {".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".wav": "audio/wav", ".ogg": "audio/ogg"}


def build_player(
    script: Script,
    narration: Narration | None,
    layouts: Sequence[SlideLayout],
    theme: Theme,
    out: Path,
    *,
    build: Path,
    folder: Path,
    audio: Path | None = None,
    captions: Path | None = None,
    short_captions: Path | None = None,
) -> Path:
    """Write the player to the file `out`: everything is embedded, and nothing is ever fetched.

    Args:
        script: the rendered talk.
        narration: its times; `None` makes a player to click through.
        layouts: its laid-out slides.
        theme: colours and fonts.
        out: the `.html` file.
        build: the talk's build folder.
        folder: the talk's own folder.
        audio: the whole talk's sound (`.m4a`, `.mp3`, `.wav`, `.ogg`); without it a narrated talk runs silently.
        captions: WebVTT or SubRip file; without it each beat is one caption.
        short_captions: the same, shortened to be read in time; the viewer chooses between the two.

    Raises:
        InputError: a picture, the sound or the captions are missing or of no known kind, or the narration does not
            fit the script.
    """
    timed = narration is not None
    sound = _sound(audio) if timed and audio is not None else ""
    cues = read_cues(captions) if timed and captions is not None else None
    short = read_cues(short_captions) if timed and short_captions is not None else []
    shared = SharedMarkup(embed=embedded, marks=theme.marks, backdrops=theme.backdrops)
    times = slide_times(script, narration, layouts)
    slides = [
        slide_html(layout, script.pages[layout.page_index], len(layouts), shared, first=index == 0)
        for index, layout in enumerate(layouts)
    ]
    transcript = transcript_html(script, layouts, times, shared.sources, timed=timed)
    if cues is None:
        cues = beat_cues(script, times) if timed else []
    data = _talk_data(script, narration, layouts, times, cues, short)
    shared.letters.update(*(beat.shown for page in script.pages for beat in page.beats), script.title)
    style = "\n".join(
        [
            font_css(theme, shared.letters, cache=build / "cache" / "fonts"),
            theme_css(theme),
            *map(_asset, _names(STYLES, "css")),
            shared.styles.css(),
        ]
    )
    code = _wrapped([_asset(name) for name in _names(SCRIPTS, "js")])
    early = _asset("early.js").strip()
    page = Template(_asset("shell.html")).substitute(
        language=escape(script.language),
        variant=theme.variant,
        narrated=str(timed).lower(),
        policy=_policy(style, [early, code]),
        author=escape(script.author),
        title=escape(script.title),
        style=style,
        early=early,
        slides="\n".join(slides),
        duration=data["duration"],
        speeds=_speeds(),
        chapters=chapters_html(script, layouts, times, timed=timed),
        transcript=transcript,
        sources=shared.sources.html(),
        data=_json(data),
        script=code,
        sound=sound,
    )
    write_text(out, page)
    return out


def _talk_data(
    script: Script,
    narration: Narration | None,
    layouts: Sequence[SlideLayout],
    times: Sequence[SlideTime],
    cues: Sequence[Cue],
    short: Sequence[Cue] = (),
) -> dict[str, Any]:
    """What the player's script reads: times in milliseconds from the talk's start."""
    slides = []
    for layout, time in zip(layouts, times, strict=True):
        page = script.pages[layout.page_index]
        slides.append(
            {
                "id": slide_id(layout),
                "page": layout.page,
                "title": " ".join(layout.title.text.split()) or page.title or page.id,
                "section": layout.section,
                "notes": page.notes if layout.part == 0 else [],
                "start": time.start,
                "reveals": time.reveals,
                "marks": [{"mark": mark.mark, "beat": mark.beat, "start": mark.start} for mark in time.marks],
                "beats": [
                    {
                        "beat": beat.beat,
                        "start": beat.start,
                        "text": page.beats[beat.beat].shown,
                        "words": word_places(page.beats[beat.beat], beat),
                    }
                    for beat in time.beats
                ],
            }
        )
    return {
        "title": script.title,
        "minutes": script.minutes,
        "narrated": narration is not None,
        "duration": narration.duration_ms if narration else max((time.end for time in times), default=0),
        "slides": slides,
        "captions": [asdict(cue) for cue in cues],
        "shortCaptions": [asdict(cue) for cue in short],
    }


def _names(stems: Sequence[str], suffix: str) -> list[str]:
    return [f"{stem}.{suffix}" for stem in stems]


@lru_cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _wrapped(parts: Sequence[str]) -> str:
    """The player's files as one strict function, so that nothing of it is global."""
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _policy(style: str, scripts: Sequence[str]) -> str:
    """The content security policy: this style, these scripts, embedded data, and no network."""
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{_digest(style)}'; img-src data:; "
        "font-src data:; media-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _speeds() -> str:
    return "".join(
        f'<option value="{speed:g}"{" selected" if speed == 1 else ""}>{speed:g}\u00d7</option>' for speed in SPEEDS
    )


def _sound(audio: Path) -> str:
    kind = SOUNDS.get(audio.suffix.lower())
    if kind is None:
        raise InputError(
            f"the player cannot hold sound of the kind {audio.suffix or 'without a suffix'}",
            file=audio,
            remedy=f"give it one of {', '.join(SOUNDS)}",
        )
    try:
        data = base64.b64encode(audio.read_bytes()).decode("ascii")
    except FileNotFoundError:
        raise InputError("no sound is here", file=audio, remedy="run `plainspoken narrate` to make it") from None
    return f'<script type="text/plain" id="ps_sound" data-type="{kind}">{data}</script>\n'
