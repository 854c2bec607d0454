"""Comparisons, superlatives and absolutes about results that no claim supports (PS121), and causes (PS104)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.claim_excess import excesses
from plainspoken.script.lint.truth.claim_facts import (
    ANSWERS,
    ANY,
    CHANCE,
    COUNT,
    FIT,
    LOSS,
    QUALITY,
    SIZE,
    SPEED,
    SUBJECTS,
    UNDERFIT,
    WHEN,
    WORK,
    Fact,
    facts_of,
)
from plainspoken.script.lint.truth.page_outlines import outlines, readings
from plainspoken.script.lint.truth.readings import SentenceReading
from plainspoken.script.lint.truth.result_words import (
    ABSOLUTE,
    CAUSE,
    DOUBLE,
    SUPERLATIVE,
    Assertion,
    assertions,
    has_comparison_frame,
    is_plan,
)
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.run_trends import false_trends
from plainspoken.script.lint.truth.template_outline import VALUE, TemplateOutline, TextUnit
from plainspoken.script.model import Source

_MODELS = re.compile(
    r"(?<![\w-])(?:it|this|that|they|both|networks?|nets?|models?|ours|runs?|one|classifiers?|encoders?)(?![\w-])",
    re.IGNORECASE,
)


_MEASURES = re.compile(r"\b(?:errors?|loss|gap|latency|accuracy|scores?|precision|recall)\b", re.IGNORECASE)


_SUGGESTED = {
    QUALITY: "{% outcome compare(a, b) %}",
    "speed": "{% outcome speed(a, b) %}",
    SIZE: "{% outcome amount(a.cost.parameters, b.cost.parameters) %}",
    "fit": "{% outcome fit(run) %}",
    UNDERFIT: "{% claim underfits(run) %}",
    "chance": "{% outcome chance(run) %}",
}


_AMONG_MANY = re.compile(
    r"(?:\s+[\w-]+){0,2}?\s+(?:of (?:all|every|any|(?:all )?(?:our|these|those|the)(?! (?:two|pair|both)))\b|"
    r"in (?:this|the) talk|we (?:have )?(?:tried|made|trained))",
    re.IGNORECASE,
)
"""Behind a superlative: more than the two runs that a condition compares."""


_NAMED_IN_A_ROW = re.compile(r"[*_`]*best (?:train|training|valid|validation|test) [\w ]+[*_`]*", re.IGNORECASE)
"""A cell that names a value of its row: "best valid loss"."""


def comparison_without_claim(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A comparison, a superlative or an absolute is stated of results, and no claim bears it."""
    seen: set[Source] = set()
    for outline, reading, asserted in _stated(file, text, script):
        facts = None
        for found in asserted:
            if found.kind == CAUSE or any(branch.kind == "call" for branch in reading.unit.branches):
                continue  # what is given to a macro may be said under any claim
            facts = facts_of(reading.unit.branches, outline.variables) if facts is None else facts
            at = outline.place(*reading.place_of(found.start, found.end))
            if at not in seen and not _bears(found, facts, reading.text, script.names()):
                seen.add(at)
                yield Finding("PS121", _message(found, facts), at)
    for outline, reading, start, end, why in false_trends(file, text, script):
        at = outline.place(*reading.place_of(start, end))
        if at not in seen:
            seen.add(at)
            yield Finding("PS121", f"“{reading.text[start:end].strip()}” is not so: {why}", at)
    yield from _beyond_claims(file, text, script, seen)


def _beyond_claims(file: str, text: str, script: LintedScript, seen: set[Source]) -> Iterator[Finding]:
    """Words that say more than the claim that they stand in."""
    for outline in outlines(file, text, script):
        for _, reading in readings(outline):
            branches = reading.unit.branches
            if not any(branch.bears for branch in branches):
                continue
            facts = facts_of(branches, outline.variables)
            for start, end, why in excesses(reading.text, branches, facts, outline.variables):
                at = outline.place(*reading.place_of(start, end))
                if reading.own(start, end) and at not in seen:
                    seen.add(at)
                    yield Finding("PS121", why, at)


def cause_without_hedge(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A cause is given for a result; no claim bears it, since no record holds one."""
    seen: set[Source] = set()
    for outline, reading, asserted in _stated(file, text, script):
        for found in asserted:
            at = outline.place(*reading.place_of(found.start, found.end))
            if found.kind == CAUSE and at not in seen:
                seen.add(at)
                words = " ".join(found.text.split())
                advice = "but a run does not show why: say “perhaps”, or “one possible reason”"
                yield Finding("PS104", f"“{words}” gives a cause, {advice}", at)


def _stated(
    file: str, text: str, script: LintedScript
) -> Iterator[tuple[TemplateOutline, SentenceReading, list[Assertion]]]:
    """What the sentences of a file assert of results."""
    for outline in outlines(file, text, script):
        for unit, reading in readings(outline):
            asserted = [
                found
                for found in assertions(reading.text)
                if reading.own(found.start, found.end)
                and _is_of_results(found, reading.text, unit, script)
                and not (found.kind == SUPERLATIVE and _quotes_best(reading))
            ]
            if asserted:
                yield outline, reading, asserted


def _quotes_best(reading: SentenceReading) -> bool:
    """Whether a sentence quotes the best epoch, of which "best" is said."""
    return any(
        isinstance(node, nodes.Getattr) and node.attr in ("best_epoch", "best")
        for value in reading.unit.values
        for node in (value.expr, *value.expr.find_all(nodes.Getattr))
    )


def _is_of_results(found: Assertion, text: str, unit: TextUnit, script: LintedScript) -> bool:
    """Whether the words are about what was measured, as far as that can be told."""
    if found.hedged and found.kind in ("", "same", SUPERLATIVE, CAUSE, "unclear"):
        return False
    if found.kind == "unclear":
        return False
    if found.kind == SUPERLATIVE and unit.kind == "cell" and _NAMED_IN_A_ROW.fullmatch(text.strip()):
        return False  # the name of a value in its row of a table
    if found.strong:
        return not (is_plan(text) and found.kind in ("", SUPERLATIVE))
    if found.kind == SUPERLATIVE and re.match(rf"[^.:]*:\s*[*_`]*{VALUE}", text[found.end :]):
        return False  # the name of a value, such as "best validation loss: 0.34"
    if found.kind == SUPERLATIVE and _MEASURES.search(text):
        return True
    framed = has_comparison_frame(text, found.start, found.end) or (found.kind == SUPERLATIVE and unit.kind == "title")
    if is_plan(text) or not framed:
        return False
    return bool(
        script.names().named(text) or _MODELS.search(text) or unit.kind in ("cell", "bullet", "quote", "caption")
    )


def _bears(found: Assertion, facts: list[Fact], text: str, names: RunNames) -> bool:
    """Whether what is known may decide the words; which way is the next rule's business."""
    if found.kind == DOUBLE:
        return any(fact.doubled or fact.about == ANY for fact in facts)
    if found.kind == ABSOLUTE:
        return any(fact.about == ANY for fact in facts)
    if found.kind == SUPERLATIVE:
        pairs = {tuple(sorted((fact.one, fact.other))) for fact in facts if fact.one and fact.other}
        two = len(pairs) == 1 and all(names.run_of(fact.one) and names.run_of(fact.other) for fact in facts)
        return bool(facts) and not (two and _AMONG_MANY.match(text[found.end :]))
    near = {
        QUALITY: (COUNT, CHANCE, ANSWERS, LOSS, UNDERFIT),
        UNDERFIT: (QUALITY, LOSS, CHANCE),
        SIZE: (WORK,),
        WORK: (SIZE,),
        FIT: (WHEN, LOSS),
        SPEED: (WHEN,),
        WHEN: (FIT, LOSS),
    }.get(found.about, ())
    return any(fact.about in (found.about, ANY, *near) for fact in facts)


def _message(found: Assertion, facts: list[Fact]) -> str:
    words = " ".join(found.text.split())
    if found.kind == SUPERLATIVE and facts and all(fact.other for fact in facts):
        asked = "{% claim better_than_all(a, b, c) %}"
        return f"“{words}” is said of more runs than its condition compares; {asked} would support it"
    if found.kind == ABSOLUTE:
        return f"“{words}” is more than any test can show; say what was measured"
    if found.kind == DOUBLE:
        return f"“{words}” needs a claim that says how many times, such as {{% claim doubles(a, b) %}}"
    asked = _SUGGESTED.get(found.about, "{% outcome compare(a, b) %}")
    if facts:
        about = ", ".join(sorted({SUBJECTS.get(fact.about, fact.about) for fact in facts}))
        return f"“{words}” does not follow from its claim, which is about {about}; {asked} would support it"
    return f"“{words}” compares results without a claim; {asked} would support it"
