"""Where a text names runs: by their titles, their own names, or the part of a title that no other run has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

_PLAIN = frozenset(
    {"model", "models", "network", "net", "run", "method", "system", "baseline", "small", "large", "big", "new", "old"}
    | {"the", "a", "an", "of", "with", "and", "on", "in", "transfer", "scratch", "random", "test", "train", "training"}
)  # fmt: skip
"""Words of titles that say nothing of which run is meant."""
_BARE = re.compile(r"[a-z]+")
_DETERMINED = re.compile(r"\b(?:the|our|this|that)\s+$", re.IGNORECASE)
_COMPOUND = re.compile(r"[ -](?:epoch|case|size|rate|result|figure|number|point|value|time|seed)s?\b")


@dataclass(frozen=True)
class RunMention:
    """A place in a text that names a run; `run` is empty where several have that name."""

    start: int
    end: int
    run: str


@dataclass(frozen=True)
class RunMentions:
    """The names of runs.

    Attributes:
        names: what runs are called, in lower case, and the run that is meant, such as `emotion/resnet18`; an empty text
            where several are called so.
        titles: the title of each run.
    """

    names: Mapping[str, str]
    titles: Mapping[str, str]

    def title(self, run: str) -> str:
        """What a message calls a run."""
        return self.titles.get(run, run)

    def find(self, text: str) -> tuple[RunMention, ...]:
        """The runs that a text names, in order; of names within each other the longest counts."""
        return _find(self, text)

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Any of the names as words of their own; None where there are none."""
        if not self.names:
            return None
        several = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{several})(?![\w-])")


@lru_cache(maxsize=4096)
def _find(mentions: RunMentions, text: str) -> tuple[RunMention, ...]:
    lower = text.lower()
    if mentions.pattern is None or len(lower) != len(text):  # a few capitals have longer small letters
        return ()
    return tuple(
        RunMention(*match.span(), mentions.names[match.group()])
        for match in mentions.pattern.finditer(lower)
        if not _is_a_plain_word(text, match)
    )


def _is_a_plain_word(text: str, match: re.Match[str]) -> bool:
    """Whether a name that is a word of the language as well, such as `early`, is meant as that: it has no capital, and
    no article makes it a thing."""
    if (
        not _BARE.fullmatch(match.group())
        or text[match.end() : match.end() + 1] == ":"
        or text[match.start() : match.end()] != match.group()
    ):
        return False
    return not _DETERMINED.search(text[: match.start()]) or _COMPOUND.match(text, match.end()) is not None


def run_mentions(titles: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> RunMentions:
    """The names of runs by their titles (`study/run` to title) and the short names that a talk has for them."""
    called: dict[str, set[str]] = {}

    def call(names: Iterable[str], run: str) -> None:
        for name in names:
            if name.strip():
                called.setdefault(name.lower(), set()).add(run)

    for run, title in titles.items():
        own = run.partition("/")[2]
        call({own, own.replace("-", " "), own.replace("_", " ")}, run)
        call(_parts(title), run)
    for alias, run in (aliases or {}).items():
        if run in titles and not _BARE.fullmatch(alias):
            call({alias, alias.replace("_", " ")}, run)
    names = {name: next(iter(runs)) if len(runs) == 1 else "" for name, runs in called.items()}
    first: dict[str, set[str]] = {}
    for run, title in titles.items():
        first.setdefault(title.lower(), set()).add(run)
    # A whole title stands for its own run, though others may have it as a part of theirs.
    names |= {title: next(iter(runs)) if len(runs) == 1 else "" for title, runs in first.items() if title.strip()}
    return RunMentions({name: run for name, run in names.items() if name not in _PLAIN}, dict(titles))


def _parts(title: str) -> set[str]:
    """The words of a title that may stand for it: abbreviations and names with digits, and its last word."""
    words = re.findall(r"[^\W_][\w-]*", title)
    found = {word for word in words if re.search(r"\d", word) and re.search(r"[^\W\d_]", word)}
    found |= {word for word in words if len(word) > 1 and re.search(r"[A-Z]", word[1:])}
    if len(words) > 1 and words[-1].isalpha() and len(words[-1]) > 3:
        found.add(words[-1])
    return found
