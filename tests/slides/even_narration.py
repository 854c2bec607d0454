"""A narration of even words, for tests that need times and no voice."""

from __future__ import annotations

from pathlib import Path

from plainspoken.script.model import Script
from plainspoken.tts.narration import BeatTimes, Clip, Loudness, Narration, Voice, Word


def narrate(script: Script, clips: Path | None = None, *, ms_per_word: int = 300) -> Narration:
    """Even words, 120 ms before the first beat of a page, 200 ms after each beat; with `clips`, silent WAV files of the
    right length below that folder."""
    import wave

    made: list[Clip] = []
    start = 0
    for each in script.pages:
        now, beats = 120, []
        for number, spoken in enumerate(each.beats):
            began, words = now, []
            for token, word in enumerate(spoken.tokens):
                words.append(Word(text=word.said, token=token, start_ms=now, end_ms=now + ms_per_word))
                now += ms_per_word
            beats.append(BeatTimes(beat=number, start_ms=began, end_ms=now, words=words))
            now += 200
        path = f"clips/{each.id}.wav"
        if clips is not None:
            (clips / "clips").mkdir(parents=True, exist_ok=True)
            with wave.open(str(clips / path), "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(8000)
                sound.writeframes(b"\0\0" * (8 * now))
        said = " ".join(spoken.said for spoken in each.beats)
        made.append(
            Clip(
                page=each.id,
                path=path,
                m4a=path,
                key="k",
                start_ms=start,
                duration_ms=now,
                lead_ms=120,
                said=said,
                beats=beats,
                timing="events",
            )
        )
        start += now
    voice = Voice(engine="none", version="1", voice="even", words_per_minute=200, heard_words_per_minute=200)
    return Narration(
        talk=script.talk,
        voice=voice,
        clips=made,
        duration_ms=start,
        loudness=Loudness(lufs=-16, true_peak_db=-1),
        files={},
    )
