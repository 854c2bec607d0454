"""Words of a claim that do not follow from its condition (PS122)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.claim_facts import (
    ANY,
    CHANCE,
    EITHER,
    LESS,
    MORE,
    NOT_LESS,
    NOT_MORE,
    QUALITY,
    SAME,
    SUBJECTS,
    WHEN,
    Fact,
    facts_of,
    runs_in,
)
from plainspoken.script.lint.truth.claim_scope import beside_the_point
from plainspoken.script.lint.truth.page_outlines import outlines, readings
from plainspoken.script.lint.truth.readings import SentenceReading
from plainspoken.script.lint.truth.result_words import Assertion, assertions, is_plan
from plainspoken.script.lint.truth.template_outline import VALUE, OutlineBranch, TemplateOutline, TextUnit


def claim_says_otherwise(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """The words of a claim do not follow from its condition."""
    for outline in outlines(file, text, script):
        conflicts: dict[tuple[int, int], tuple[OutlineBranch | None, str]] = {}
        borne: set[OutlineBranch] = set()
        for unit, reading in readings(outline):
            known: list[Fact] | None = None
            for found in assertions(reading.text):
                if found.kind not in ("", "unclear", "same") or not reading.own(found.start, found.end):
                    continue
                if is_plan(reading.text) and found.kind == "":
                    continue
                if known is None:
                    known = facts_of(reading.unit.branches, outline.variables)
                branch = next((each for each in reversed(reading.unit.branches) if each.bears), None)
                why = _contradiction(found, known, reading, unit, script, outline.variables)
                if why:
                    words = " ".join(found.text.split())
                    place = reading.place_of(found.start, found.end)
                    conflicts.setdefault(place, (branch, f"“{words}” does not follow: {why}"))
                elif branch is not None and found.sign in (MORE, LESS):
                    if any(fact.about == found.about and fact.sign in (MORE, LESS) for fact in known):
                        borne.add(branch)
        yield from _conflicts(outline, conflicts, borne)
        yield from _strangers(outline, script)


def _conflicts(
    outline: TemplateOutline,
    conflicts: Mapping[tuple[int, int], tuple[OutlineBranch | None, str]],
    borne: set[OutlineBranch],
) -> Iterator[Finding]:
    """A finding for each branch whose words do not follow; where that is so of every branch of a block that says
    something definite, the condition is what is wrong, and one finding points there."""
    wrong: dict[int, set[OutlineBranch]] = {}
    for branch, _ in conflicts.values():
        if branch is not None and branch.kind != "inline":
            wrong.setdefault(branch.offset, set()).add(branch)
    right = {branch.offset for branch in borne}
    told: set[int] = set()
    for place, (branch, message) in conflicts.items():
        offset = branch.offset if branch is not None else -1
        if len(wrong.get(offset, ())) > 1 and offset not in right:
            if offset not in told:
                told.add(offset)
                yield Finding("PS122", f"{message}; all branches say otherwise", outline.tag(offset))
        else:
            yield Finding("PS122", message, outline.place(*place))


def _strangers(outline: TemplateOutline, script: LintedScript) -> Iterator[Finding]:
    """Claims about runs none of which their words name, though they name others."""
    names = script.names()
    told: set[int] = set()
    for unit in outline.units:
        branch = unit.branches[-1] if unit.branches else None
        if branch is None or branch.kind not in ("claim", "outcome") or branch.offset in told or unit.kind == "cell":
            continue
        asked = [*(test for test, _ in branch.tests), *(call for _, call in branch.questions)]
        runs = {run for expr in asked for name in runs_in(expr, outline.variables) if (run := names.run_of(name))}
        first = {
            run
            for expr in asked
            for call in [expr, *expr.find_all(nodes.Call)]
            if isinstance(call, nodes.Call)
            and isinstance(call.node, nodes.Name)
            and call.node.name in _OF_FIRST
            and call.args
            for name in runs_in(call.args[0], outline.variables)
            if (run := names.run_of(name))
        }
        whole = unit.text.replace(VALUE, " ")
        named = names.named(whole)
        holds = branch.name in ("true", "") or branch.when is not None
        if named and runs and (not named & runs or (first and holds and not named & first)):
            told.add(branch.offset)
            about = " and ".join(sorted(names.title(run) for run in (first or runs)))
            yield Finding(
                "PS122",
                f"the condition is about {about}, but the words are about other runs",
                outline.tag(branch.offset),
            )


_OF_FIRST = frozenset({"least_overfitted", "dominates"})
"""Functions that say something of their first run alone."""


def _contradiction(
    found: Assertion,
    facts: list[Fact],
    reading: SentenceReading,
    unit: TextUnit,
    script: LintedScript,
    variables: Mapping[str, nodes.Expr],
) -> str | None:
    """Why the words cannot follow from the facts, or None."""
    asked = [fact for fact in facts if fact.about == found.about]
    if _is_careless(found, facts):
        return "that the two cannot be told apart does not show it; say “not clearly”, or “about the same”"
    relevant = [fact for fact in asked if fact.sign != EITHER]
    if not relevant or any(fact.about == ANY for fact in facts):
        return None
    if (why := beside_the_point(found, facts, reading.text)) is not None:
        return why
    names = script.names()
    pairs = {tuple(sorted(names.run_of(name) or name for name in (fact.one, fact.other))) for fact in asked}
    several = len(pairs) > 1
    signs_asked = {fact.sign for fact in asked}
    if (several and len(signs_asked) > 1) or (not several and {MORE, LESS} <= {fact.sign for fact in relevant}):
        return None
    pair = (relevant[-1].one, relevant[-1].other)
    if (stranger := _stranger(found, pair, reading, script, variables)) is not None:
        return f"the condition compares `{pair[0]}` and `{pair[1]}`, and says nothing of {names.title(stranger)}"
    signs = {_turned(fact.sign) if (fact.one, fact.other) == pair[::-1] != pair else fact.sign for fact in relevant}
    sign = _known_sign(signs)
    flipped = _subject_is_second(found, pair, reading, unit, script, variables)
    if flipped is None and (several or (pair[1] and any(name and names.run_of(name) is None for name in pair))):
        return None
    meant = _turned(found.sign) if flipped and pair[1] else found.sign
    if found.about == "fit" and sign in (NOT_MORE, LESS) and meant == MORE and found.hedged:
        return None
    if _agrees(meant, sign, found):
        return None
    one, other = pair
    told = {MORE: "more", LESS: "less", SAME: "not clearly different", NOT_MORE: "not more", NOT_LESS: "not less"}[sign]
    about = SUBJECTS.get(found.about, found.about)
    between = f"`{one}` and `{other}`" if other else f"`{one}`" if one else "it"
    return f"in {about}, the condition says “{told}” of {between}"


def _stranger(
    found: Assertion,
    pair: tuple[str, str],
    reading: SentenceReading,
    script: LintedScript,
    variables: Mapping[str, nodes.Expr],
) -> str | None:
    """The subject of a comparison, where it is one run and neither of the two that the condition compares."""
    names = script.names()
    known = {names.run_of(name) for name in pair if name}
    if found.about != QUALITY or len(known) < 2 or None in known:
        return None
    marks = [(at, run) for at, run in _marks(reading, script, variables) if run]
    before = [(at, run) for at, run in marks if at < found.start]
    one_mention = len({at for at, _ in before}) == 1  # a word may stand for several runs, as "ResNet18" does
    if one_mention and not {run for _, run in before} & known:
        return before[0][1]
    compared = re.match(
        r"(?:(?:\s+[\w-]+){0,2}\s+(?:than|over|of|to|on))?(?:\s+(?:the|our|that of|those of))*\s+(?=\w)",
        reading.text[found.end :],
    )
    if compared is None or found.end + compared.end() >= len(reading.text):
        return None
    objects = {run for at, run in marks if at == found.end + compared.end()}
    return (
        min(objects) if objects and not objects & known and reading.text[found.end + compared.end()] != VALUE else None
    )


def _is_careless(found: Assertion, facts: list[Fact]) -> bool:
    """Whether a comparison that is not decided is stated as if it were: "does not beat", "is as fast", "beats"."""
    about = {QUALITY: (QUALITY, CHANCE), "speed": ("speed",)}.get(found.about, ())
    asked = [fact for fact in facts if fact.about in about]
    if not asked or found.hedged or found.kind == "unclear" or any(fact.about == ANY or fact.exact for fact in facts):
        return False
    if any(fact.sign in (MORE, LESS) for fact in asked):
        return False
    decided = found.sign in (MORE, LESS) and found.kind == "" and any(fact.sign != EITHER for fact in asked)
    if decided and any(fact.about == QUALITY for fact in asked):
        return True
    return found.sign in (NOT_MORE, NOT_LESS) or found.kind == "same"


def _known_sign(signs: set[str]) -> str:
    if MORE in signs:
        return MORE
    if LESS in signs:
        return LESS
    if SAME in signs or {NOT_MORE, NOT_LESS} <= signs:
        return SAME
    return signs.pop()


def _turned(sign: str) -> str:
    return {MORE: LESS, LESS: MORE, NOT_MORE: NOT_LESS, NOT_LESS: NOT_MORE}.get(sign, sign)


def _agrees(meant: str, known: str, found: Assertion) -> bool:
    """Whether an assertion may be said when that is known."""
    if meant == MORE:
        return known == MORE
    if meant == LESS:
        if found.about == WHEN and known == NOT_MORE and "earlier" in found.text:
            return True  # not in the last epoch, so earlier
        return known == LESS or (found.hedged and known in (NOT_MORE, SAME))
    if meant == SAME:
        return (
            known == SAME
            or (found.kind == "unclear" and known in (NOT_MORE, NOT_LESS))
            or (found.kind == "same" and found.hedged)
        )
    if meant == NOT_MORE:
        return known != MORE
    if meant == NOT_LESS:
        return known != LESS
    return True


def _subject_is_second(
    found: Assertion,
    pair: tuple[str, str],
    reading: SentenceReading,
    unit: TextUnit,
    script: LintedScript,
    variables: Mapping[str, nodes.Expr],
) -> bool | None:
    """Whether the sentence's subject is the second run of the condition; None where that cannot be told."""
    names = script.names()
    one, other = (names.run_of(name) if name else None for name in pair)
    if (one is None and other is None) or one == other:
        return None
    before, after = reading.text[: found.start], reading.text[found.end :]
    marked = [(at, run) for at, run in _marks(reading, script, variables) if run and run in (one, other)]
    subject = next((run for at, run in marked if at < len(before)), None)
    if subject is None and (objects := [run for at, run in marked if at >= len(before)]) and after.lstrip()[:4] in (
        "than", "V", VALUE, "of",
    ):  # fmt: skip
        subject = other if objects[0] == one else one
    if subject is None:
        words = " ".join(after.split()[:4])
        objects = sorted(names.named(words) & {run for run in (one, other) if run})
        if len(objects) == 1:
            subject = other if objects[0] == one else one
    if subject is None and unit.page is not None:
        titled = names.named(unit.page.text.split(VALUE)[0]) & {run for run in (one, other) if run}
        if len(titled) == 1:
            subject = next(iter(titled))
    return None if subject is None else subject == other


def _marks(
    reading: SentenceReading, script: LintedScript, variables: Mapping[str, nodes.Expr]
) -> list[tuple[int, str]]:
    """Where the sentence names a run by a word or quotes one of its values, in order."""
    names = script.names()
    found: list[tuple[int, str]] = []
    at, mention = -1, ""
    for match in [*re.finditer(r"[\w]+", reading.text), None]:
        known = match is not None and names.named(match[0])
        if known and match is not None and mention and match.start() <= at + len(mention) + 2:
            mention = reading.text[at : match.end()]
            continue
        if mention:
            named = names.named(mention)
            found += [(at, run) for run in sorted(named)] if len(named) < 3 or len(mention.split()) > 1 else []
            mention = ""
        if known and match is not None:
            at, mention = match.start(), match[0]
    for value in reading.unit.values:
        for name in runs_in(value.expr, variables):
            if run := names.run_of(name):
                found.append((value.at, run))
    return sorted(found, key=lambda mark: mark[0])
