"""What a narration is made of and which of it is there already: keys, and reasons for what has to be voiced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from experiments.files import fingerprint
from script.model import Script
from tts.cache import Cache
from tts.engines import find_engine
from tts.engines.engine import Abilities, Engine, Identity, Request
from tts.narration import Narration, read_narration
from tts.settings import VoiceSettings
from tts.utterance import Utterance, utterance
from tts.voicing import Finish

# Raise when the same request would give other samples or times: the cache must not hand out old ones.
VOICING, FINISHING, ASSEMBLY = "1", "1", "1"


@dataclass(frozen=True)
class PageWork:
    """One page and, where its clip is not in the cache, why it has to be voiced."""

    page: str
    said: str
    reason: str | None


@dataclass(frozen=True)
class Cast:
    """Who speaks what: the engine, exactly which voice, the pace asked for, and the pages' utterances."""

    engine: Engine
    identity: Identity
    words_per_minute: float
    utterances: tuple[Utterance, ...]
    page_inputs: dict[str, str]
    settings: VoiceSettings
    language: str
    folder: Path

    def request(self, utterance: Utterance, rate: float) -> Request:
        """How a page is to be said at an engine's rate."""
        return Request(
            voice=self.identity.voice,
            rate=rate,
            pitch=self.settings.pitch,
            language=self.language,
            options=self.settings.options,
            folder=self.folder,
            page=utterance.page,
            time_limit_s=self.settings.time_limit_s,
        )

    def take_key(self, utterance: Utterance, rate: float) -> str:
        """The cache key of what the engine says for a page. The page's own name is not in it."""
        return fingerprint(
            "take",
            VOICING,
            repr(self.identity),
            repr(rate),
            repr(self.settings.pitch),
            self.language,
            repr(sorted(self.settings.options.items())),
            repr(utterance.breaths),
            repr(utterance.pause_after_ms),
            self.page_inputs.get(utterance.page, ""),
        )

    @property
    def abilities(self) -> Abilities:
        """What the engine can do with the talk's options."""
        return self.engine.abilities(self.settings.options)

    @property
    def finish(self) -> Finish:
        """How takes become clips."""
        return Finish(self.settings.loudness_lufs, self.settings.page_pause_ms, self.settings.silent_page_ms)

    def clip_key(self, utterance: Utterance, rate: float, sample_rate: int) -> str:
        """The cache key of a page's finished clip."""
        take = self.take_key(utterance, rate) if utterance.breaths else f"silence {sample_rate}"
        return fingerprint("clip", FINISHING, take, repr(self.finish))

    @property
    def inputs(self) -> str:
        """A fingerprint of all but the script that a narration depends on."""
        return fingerprint(
            VOICING, FINISHING, ASSEMBLY, repr(self.identity), self.settings.model_dump_json(), repr(self.page_inputs)
        )


def cast(script: Script, settings: VoiceSettings, folder: Path) -> Cast:
    """Find the engine and the voice, and put the pages into words.

    Raises:
        InputError: no such engine or voice here, or nothing is said in the whole script.
    """
    engine = find_engine(settings.engine)
    identity = engine.identify(settings.voice, script.language, settings.options, folder)
    whole = engine.abilities(settings.options).whole_page
    utterances = tuple(utterance(page, whole=whole) for page in script.pages)
    inputs = {
        spoken.page: engine.page_inputs(spoken.page, settings.options, folder)
        for spoken in utterances
        if spoken.breaths
    }
    return Cast(
        engine=engine,
        identity=identity,
        words_per_minute=settings.words_per_minute or script.words_per_minute,
        utterances=utterances,
        page_inputs={page: value for page, value in inputs.items() if value},
        settings=settings,
        language=script.language,
        folder=folder,
    )


def plan(script: Script, settings: VoiceSettings, out: Path, *, cache: Path, folder: Path) -> list[PageWork]:
    """What `narrate` would voice, page by page, and why; nothing is voiced or written.

    The rate is that of the narration that is there; where there is none yet every page is new.
    """
    company = cast(script, settings, folder)
    before = previous(out)
    kept = Cache(cache)
    rate = settings.engine_rate or (before.voice.engine_rate if before and same_voice(before, company) else 0.0)
    work = []
    for spoken in company.utterances:
        there = bool(rate) and kept.has(company.take_key(spoken, rate), "take")
        silent = not spoken.breaths
        reason = None if there or silent else _reason(spoken, company, before)
        work.append(PageWork(spoken.page, spoken.text, reason))
    return work


def previous(out: Path) -> Narration | None:
    """The narration that is in a folder, if there is one that can be read."""
    from experiments.errors import InputError

    try:
        return read_narration(out / "narration.json")
    except InputError:
        return None


def same_voice(before: Narration, company: Cast) -> bool:
    """Whether a narration was spoken by the same voice, asked for the same pace."""
    voice = before.voice
    return (
        Identity(voice.engine, voice.version, voice.voice) == company.identity
        and voice.words_per_minute == company.words_per_minute
        and voice.pitch == company.settings.pitch
    )


def _reason(spoken: Utterance, company: Cast, before: Narration | None) -> str:
    if before is None:
        return "no narration yet"
    old = next((clip for clip in before.clips if clip.page == spoken.page), None)
    voice = before.voice
    for name, was, now in (
        ("engine", voice.engine, company.identity.engine),
        ("voice", voice.voice, company.identity.voice),
        ("version", voice.version, company.identity.version),
        ("pace", f"{voice.words_per_minute:g}", f"{company.words_per_minute:g}"),
        ("pitch", str(voice.pitch), str(company.settings.pitch)),
    ):
        if was != now:
            return f"{name} changed: {was} -> {now}"
    if old is None:
        return "new page"
    if old.said != spoken.text:
        return f"words changed: {_difference(old.said.split(), spoken.text.split())}"
    return "its take is not in the cache, or its pauses, pace or options changed"


def _difference(was: list[str], now: list[str]) -> str:
    """The first words that differ, old and new."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    old, new = (" ".join(words[start : len(words) - end][:6]) or "nothing" for words in (was, now))
    return f"{old!r} -> {new!r}"
