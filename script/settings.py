"""The tables of `talk.toml` that the words of a talk depend on: `[talk]`, `[words]`, `[limits]`, `[lint]`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.script.durations.voice_timing import VoiceTiming

LONGEST_MINUTES = 1440.0
"""No talk lasts longer than a day."""

FASTEST_WORDS = 1000.0
"""Words a minute that nobody exceeds."""

Constant = Annotated[int, Field(ge=-(10**18), le=10**18)] | Annotated[float, Field(ge=-1e300, le=1e300)] | str
"""A value of `[constants]`: a number that can be said and computed with, or words."""


class TalkSettings(Part):
    """`[talk]`: what it is called, who gives it, when and where, and how long it may be. `date` and `place` stand on
    the cover as they are written."""

    title: str = "Untitled talk"
    author: str = ""
    date: str = ""
    place: str = ""
    language: str = "en-US"
    minutes: float = Field(default=5.0, gt=0, le=LONGEST_MINUTES)
    words_per_minute: float = Field(default=250.0, gt=0, le=FASTEST_WORDS)
    pages: list[str] = Field(default_factory=lambda: ["pages/*.md.j2", "pages/*.md"])


class WordSettings(Part):
    """`[words]`: the talk's own word lists, relative to its folder, and what no shortening may touch.

    With `parts_of_speech`, changes of words that the tagger of the extra `words-plus` takes for another part of speech
    are left out.
    """

    lexicon: list[str] = Field(default_factory=list)
    pronunciations: list[str] = Field(default_factory=list)
    protect: list[str] = Field(default_factory=list)
    shorten: bool = True
    parts_of_speech: bool = False


class LimitSettings(Part):
    """`[limits]`: bounds beyond the talk's own minutes; `None` sets no bound.

    Code that is quoted by name is broken at `code_columns`.
    """

    page_words: int | None = None
    page_seconds: float | None = None
    beat_words: int | None = 60
    sentence_words: int | None = 40
    code_lines: int | None = Field(default=16, ge=1)
    code_columns: int | None = Field(default=72, ge=30)


class LintSettings(Part):
    """`[lint]`: which rules count, and what the talk's listeners know.

    `select`, `ignore` and `extend` hold codes, starts of codes or names of rules; `select` replaces the rules that
    are on by default, `extend` adds to them. `per_file` maps a pattern of file names to what is ignored there.
    `known` are the abbreviations and terms that need no explanation for these listeners.
    """

    select: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)
    extend: list[str] = Field(default_factory=list)
    per_file: dict[str, list[str]] = Field(default_factory=dict)
    known: list[str] = Field(default_factory=list)


class ScriptSettings(Part):
    """All that the script stage reads of a talk's configuration.

    `results` gives runs short names (`v1 = "emotion/emotionnet-v1"`); `constants` are numbers or words that the
    author vouches for. `part` is the part of the talk that is rendered, empty for the whole. `voice` is what the
    `[voice]` table says about time: budget, shortening and the rules on time predict seconds with it.
    `asked_minutes` are those of the command line or of `Talk.find`: nothing that the talk or the script says of its own
    length counts beside them.
    """

    talk: TalkSettings = Field(default_factory=TalkSettings)
    results: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, Constant] = Field(default_factory=dict)
    words: WordSettings = Field(default_factory=WordSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    lint: LintSettings = Field(default_factory=LintSettings)
    part: str = ""
    voice: VoiceTiming = Field(default_factory=VoiceTiming)
    asked_minutes: float | None = Field(default=None, gt=0, le=LONGEST_MINUTES)
