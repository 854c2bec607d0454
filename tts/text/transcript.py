"""What was said, to be read: the transcript page, the spoken text, and the captions' tokens."""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.script.model import Page, Script
from plainspoken.tts.narration import Clip, Word
from plainspoken.tts.text.captions import TimedToken
from plainspoken.tts.text.utterance import Utterance


def page_title(page: Page) -> str:
    """A page's title, or its number, or its name."""
    return page.title or (f"Page {page.number}" if page.number is not None else page.id)


def transcript(script: Script, clips: Sequence[Clip]) -> str:
    """A Markdown page: what was shown of the words, under each page's title and the time it begins."""
    lines = [f"# {script.title}", ""]
    if script.author:
        lines += [f"By {script.author}.", ""]
    for page, clip in zip(script.pages, clips, strict=True):
        minutes, seconds = divmod(clip.start_ms // 1000, 60)
        lines += [f"## {page_title(page)} ({minutes}:{seconds:02})", ""]
        for beat in page.beats:
            if beat.shown:
                lines += [beat.shown, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def spoken_text(utterances: Sequence[Utterance]) -> str:
    """Exactly what the voice was given: each page's name in square brackets, then a line a beat."""
    return "\n".join(
        f"[{spoken.page}]\n{spoken.text}\n" if spoken.text else f"[{spoken.page}]\n" for spoken in utterances
    )


def timed_tokens(page: Page, clip: Clip) -> list[TimedToken]:
    """The shown tokens of a page with their times in the whole.

    What is shown and not said (a dash, a picture in words) takes the moment at which the word before it ends.
    """
    tokens: list[TimedToken] = []
    for beat, times in zip(page.beats, clip.beats, strict=True):
        now = times.start_ms
        by_token: dict[int, list[Word]] = {}
        for word in times.words:
            by_token.setdefault(word.token, []).append(word)
        for index, token in enumerate(beat.tokens):
            words = by_token.get(index)
            start, end = (words[0].start_ms, words[-1].end_ms) if words else (now, now)
            now = end
            text = " ".join(token.shown.split())
            if text:
                tokens.append(TimedToken(text, clip.start_ms + start, clip.start_ms + end, times.beat))
    return tokens
