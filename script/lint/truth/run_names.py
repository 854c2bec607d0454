# ruff: noqa: E501 - tables of words
"""Which runs a text names, by their titles, their own names and the short names that the talk gives them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

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
        words = frozenset(word for word in _words(text) if word in self._runs_by_word)
        if words not in self._named:
            support = {run: words & self.runs[run] for run in set().union(*(self._runs_by_word[w] for w in words))}
            # Many runs share what they hold of a text, so the sets are compared, and not the runs.
            sets = set(support.values())
            whole = {one for one in sets if not any(one < other for other in sets)}
            self._named[words] = frozenset(run for run, held in support.items() if held in whole)
        return self._named[words]

    def run_of(self, name: str) -> str | None:
        """The run that a template's name stands for: an alias, or `study.run`, perhaps with a field behind it."""
        first, _, rest = name.partition(".")
        if first in self.aliases:
            return self.aliases[first]
        return self._runs_by_name.get((first, _identifier(rest.split(".")[0])))

    @cached_property
    def _named(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    @cached_property
    def _runs_by_word(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for run, known in self.runs.items():
            for word in known:
                found[word].add(run)
        return dict(found)

    @cached_property
    def _runs_by_name(self) -> Mapping[tuple[str, str], str]:
        """By study and name, as templates write them; of runs that are written alike, the first."""
        found: dict[tuple[str, str], str] = {}
        for run in self.runs:
            study, own = run.split("/")
            found.setdefault((_identifier(study), _identifier(own)), run)
        return found

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
    by_study: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for run, known in words.items():
        by_study[run.split("/")[0]].append(known)
    common = {study: frozenset.intersection(*sets) for study, sets in by_study.items() if len(sets) > 1}
    told = {run: known - common.get(run.split("/")[0], frozenset()) for run, known in words.items()}
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


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text) if len(word) > 1 or word.isdigit())
