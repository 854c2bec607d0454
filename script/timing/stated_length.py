"""Whether a script has a length to keep to, or only the minutes that settings have by default."""

from __future__ import annotations

from plainspoken.script.model import Script
from plainspoken.script.settings import ScriptSettings, TalkSettings

_DEFAULTS = (TalkSettings().minutes, TalkSettings().words_per_minute)


def has_stated_length(script: Script, settings: ScriptSettings) -> bool:
    """Whether the script, its configuration or the command line says how long the talk may be."""
    own = {"minutes", "words_per_minute"} & settings.talk.model_fields_set
    minutes, pace = _DEFAULTS
    return bool(script.declared or script.length_stated or own) or (script.minutes, script.words_per_minute) != (
        minutes,
        settings.voice.pace(pace),
    )
