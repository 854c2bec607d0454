# ruff: noqa: E501 - tables of words
"""Which runs a text names, by their titles, their own names and the short names that the talk gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[A-Za-z]+\d[\w]*|[A-Za-z]+|\d+")


@dataclass(frozen=True)
class RunNames:
    """The runs that a talk may speak of.

    Attributes:
        runs: the full name of each (`emotion/resnet18`), with the words that tell it from others.
        aliases: the short names of `[results]`.
        labels: the classes of each study.
        titles: the title of each run.
        all_runs: the full names of all runs that have a record in the studies that the talk reads.
    """

    runs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    all_runs: tuple[str, ...] = ()

    def named(self, text: str) -> frozenset[str]:
        """The runs that a text names: those whose words it holds, unless it holds more words of another."""
        words = _words(text)
        if not words:
            return frozenset()
        support = {run: words & known for run, known in self.runs.items()}
        return frozenset(
            run for run, found in support.items() if found and not any(found < other for other in support.values())
        )

    def run_of(self, name: str) -> str | None:
        """The run that a template's name stands for: an alias, or `study.run`, perhaps with a field behind it."""
        first, _, rest = name.partition(".")
        if first in self.aliases:
            return self.aliases[first]
        second = rest.split(".")[0] if rest else ""
        for run in self.runs:
            study, own = run.split("/")
            if re.sub(r"\W", "_", study) == first and re.sub(r"\W", "_", own) == re.sub(r"\W", "_", second):
                return run
        return None

    def title(self, run: str) -> str:
        """What a message calls a run."""
        return self.titles.get(run, run)


def run_names(
    titles: Mapping[str, str],
    aliases: Mapping[str, str],
    labels: Mapping[str, Iterable[str]],
    all_runs: Iterable[str] = (),
) -> RunNames:
    """The names of runs by their titles; a word that every run of a study has tells nothing and is left out. A run that
    has a short name and no record yet is known by its own name, since the pages speak of it already."""
    titles = {run: run.split("/")[1].replace("-", " ") for run in aliases.values() if run.count("/") == 1} | dict(
        titles
    )
    words: dict[str, frozenset[str]] = {}
    for run, title in titles.items():
        own = run.split("/")[1]
        words[run] = frozenset(_words(title) | _words(own.replace("-", " ")))
    for alias, run in aliases.items():
        if run in words and len(_words(alias)) > 1:
            words[run] |= _words(alias.replace("_", " "))
    common = {
        study: frozenset.intersection(*(known for run, known in words.items() if run.startswith(f"{study}/")))
        for study in {run.split("/")[0] for run in words}
    }
    alone = {study for study in common if sum(run.startswith(f"{study}/") for run in words) == 1}
    told = {
        run: known if run.split("/")[0] in alone else known - common[run.split("/")[0]] for run, known in words.items()
    }
    shared = _shared(told)
    return RunNames(
        {run: known - shared for run, known in told.items()},
        dict(aliases),
        {study: tuple(names) for study, names in labels.items()},
        dict(titles),
        tuple(all_runs),
    )


def _shared(words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Words that are no name of a run though they stand in one: those of the language."""
    return frozenset(_PLAIN)


_PLAIN = frozenset(
    {"a", "an", "the", "of", "with", "and", "split", "slower", "slow", "on", "in", "small", "large", "big", "my", "our", "net",
     "network", "model", "run", "transfer", "scratch", "random", "base", "best", "final", "new", "old", "test", "train",
     "emotionnet"}
)  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text) if len(word) > 1 or word.isdigit())
