"""Sentences that name several runs: each value against the run that is named just before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from plainspoken.script.lint.truth.claim_facts import runs_in
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.template_outline import VALUE, OutlineValue, TextUnit

_WORD = re.compile(r"[\w]+(?:-\w+)*")
_ELSEWHERE = re.compile(
    r"\b(?:than|over|against|behind|beats?|from|versus|instead|to|it|its|ours?|not|more|less|better|worse|above|below|ahead|"
    r"unlike|beside|besides|next|that|which|whose|where|after|before|is like|between)\b",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r"(?:^|[\s(])(?:for|with|using|by|on)(?: (?:the|our|a|plain))?\s*$", re.IGNORECASE)
_MOST = 48


def values_of_others(
    sentence: TextUnit, names: RunNames, variables: Mapping[str, nodes.Expr]
) -> Iterator[tuple[OutlineValue, str]]:
    """Values of one run that stand behind the name of another, in a sentence that names both:
    "with LSTM it is {{ a }}, with Conformer {{ b }}". Comparisons between the name and the value leave it open."""
    text = sentence.text
    named = names.named(text.replace(VALUE, " "))
    if len(named) < 2 or len(sentence.values) < 2:
        return
    previous = 0
    for place, value in enumerate(sentence.values):
        start, previous = previous, value.at + 1
        runs = {run for name in runs_in(value.expr, variables) if (run := names.run_of(name))}
        if len(runs) != 1 or value.ways or not runs <= named:
            continue
        stop = sentence.values[place + 1].at if place + 1 < len(sentence.values) else len(text)
        behind = re.split(r"[,;:.]|\band\b|\bwhile\b", text[value.at + 1 : stop])[0]
        if names.named(behind):
            continue
        found = _named_before(text[start : value.at], names)
        if found is not None and not found & runs:
            owner, told = next(iter(runs)), " or ".join(sorted({names.title(run) for run in found})[:3])
            yield value, f"this is a value of {names.title(owner)}, but the words before it name {told}"


def _named_before(segment: str, names: RunNames) -> frozenset[str] | None:
    """The only run that a stretch before a value names, where nothing compares between the two; None otherwise."""
    segment = re.split(r"[.;:]", segment)[-1] if ":" not in segment and ";" not in segment else segment
    marks = [
        (match, known)
        for match in _WORD.finditer(segment)
        if not _ELSEWHERE.fullmatch(match[0]) and (known := names.named(match[0]))
    ]
    if not marks:
        return None
    found = marks[0][1]
    for _, known in marks[1:]:
        if not found & known:
            return None
        found &= known
    before, rest = segment[: marks[0][0].start()], segment[marks[-1][0].end() :]
    if len(rest) > _MOST or _ELSEWHERE.search(rest) or _ELSEWHERE.search(before):
        return None
    if "," in rest and not _LEADS_IN.search(before):
        return None
    return found
