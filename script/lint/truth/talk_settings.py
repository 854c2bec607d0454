"""What `talk.toml` and the lists that it names say by themselves: the talk's title, short names, pronunciations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.dressed_numbers import find_numbers, spoken_digits
from plainspoken.script.model import Source

FILE = "talk.toml"


def setting_numbers(script: LintedScript) -> Iterator[tuple[Source, str]]:
    """Numbers that the talk's own settings state, with their places and what is wrong with them."""
    yield from _of_title(script)
    yield from _of_short_names(script)
    yield from _of_pronunciations(script)


def _of_title(script: LintedScript) -> Iterator[tuple[Source, str]]:
    """Numbers in the talk's title, or that of the part which is read."""
    if "title" in script.settings.talk.model_fields_set:
        title = script.settings.talk.title
        for start, end in find_numbers(title):
            why = "is typed by hand; no metric, fact or constant stands behind it"
            yield _place(script, title), f"“{title[start:end]}” {why}"


def _of_short_names(script: LintedScript) -> Iterator[tuple[Source, str]]:
    """Short names with a number that their run has not, where another run of the study has it."""
    for short, run in script.settings.results.items():
        study, _, own = run.partition("/")
        digits = re.findall(r"\d+", short)
        if not digits or set(digits) <= set(re.findall(r"\d+", own)):
            continue
        meant = [
            other
            for other in script.names().all_runs
            if other.startswith(f"{study}/") and _likeness(short, other.partition("/")[2]) == len(_parts(short))
        ]
        if meant and run not in meant:
            at = _place(script, run, short)
            yield at, f"“{short}” stands for {run}, and {meant[0]} is the run with that number in its name"


def _parts(name: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", name.lower())


def _likeness(short: str, run: str) -> int:
    """How many parts of a short name a run's name has."""
    return len([part for part in _parts(short) if part in _parts(run)])


def _of_pronunciations(script: LintedScript) -> Iterator[tuple[Source, str]]:
    """Pronunciations that say another number than the word that is written."""
    for file in script.settings.words.pronunciations:
        path = script.folder / file
        if not path.is_file():
            continue  # the build says so
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            written, _, said = (part.strip() for part in line.partition("\t"))
            if line.startswith("#") or not said or said.startswith("/"):
                continue
            shown, heard = spoken_digits(written), spoken_digits(said)
            if re.search(r"\d ?[kKMBGT]\b", written):  # "3M" is said "three million"
                shown, heard = shown.rstrip("0"), heard.rstrip("0")
            if heard and heard != shown:
                start = line.index(said) + 1
                what = f"where “{written}” is written" if shown else f"and “{written}” holds no number"
                yield Source(file, number, start, number, start + len(said)), f"“{said}” is heard {what}"


def _place(script: LintedScript, text: str, key: str = "") -> Source:
    """Where `talk.toml` says a text, after a key where one is given; its first line when that cannot be found."""
    for number, line in enumerate(script.texts.lines(FILE), 1):
        if (not key or line.lstrip().startswith(key)) and (at := line.find(text)) >= 0:
            return Source(FILE, number, at + 1, number, at + 1 + len(text))
    return Source(FILE, 1, 1, 1, 1)
