"""What is said of results, against the claims that bear it: the work behind `rules.claims_of_results`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.claim_facts import (
    ANSWERS,
    ANY,
    CHANCE,
    COUNT,
    EITHER,
    LESS,
    MORE,
    NOT_LESS,
    NOT_MORE,
    QUALITY,
    SAME,
    SIZE,
    VOCABULARY,
    WORK,
    Fact,
    about_of,
    facts_of,
    runs_in,
)
from plainspoken.script.lint.truth.outline_tags import ClaimNode, OutcomeNode
from plainspoken.script.lint.truth.readings import SentenceReading, readings_of, texts_of
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
from plainspoken.script.lint.truth.template_outline import (
    VALUE,
    OutlineBranch,
    TemplateOutline,
    TextUnit,
    read_outline,
    sentences_of,
)

_READ = frozenset({"title", "section", "paragraph", "bullet", "quote", "cell", "alt", "caption", "diagram"})
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
    "chance": "{% outcome chance(run) %}",
}
_NAMES = {QUALITY: "how good", "speed": "how fast", SIZE: "how large", "fit": "overfitting", "chance": "chance",
          "answers": "how answers are spread", COUNT: "a count"}  # fmt: skip


_NAMED_IN_A_ROW = re.compile(r"[*_`]*best (?:train|training|valid|validation|test) [\w ]+[*_`]*", re.IGNORECASE)
"""A cell that names a value of its row: "best valid loss"."""


def outlines(file: str, text: str, script: LintedScript) -> Iterator[TemplateOutline]:
    """The outline of a file of a talk that quotes results; nothing for any other."""
    if script.bound and is_page(file):
        yield read_outline(file, text)


def is_page(file: str) -> bool:
    """Whether a file of a talk is a page or a template of its own, and neither its settings nor a ready-made one."""
    return file.endswith((".md", ".j2", ".jinja", ".jinja2")) and not file.startswith("plainspoken/")


def readings(outline: TemplateOutline) -> list[tuple[TextUnit, SentenceReading]]:
    """Every reading of every sentence that is shown or said."""
    return _readings(outline)


@lru_cache(maxsize=64)
def _readings(outline: TemplateOutline) -> list[tuple[TextUnit, SentenceReading]]:
    return list(_all_readings(outline))


def _all_readings(outline: TemplateOutline) -> Iterator[tuple[TextUnit, SentenceReading]]:
    for unit in outline.units:
        if unit.kind in _READ:
            for sentence in sentences_of(unit):
                for reading in readings_of(sentence, outline.variables):
                    yield unit, reading


def comparison_without_claim(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A comparison, a superlative, a cause or an absolute is stated of results, and no claim bears it."""
    for outline in outlines(file, text, script):
        seen: set[tuple[int, int]] = set()
        for unit, reading in readings(outline):
            facts = None
            for found in assertions(reading.text):
                if not reading.own(found.start, found.end) or not _is_of_results(found, reading.text, unit, script):
                    continue
                if facts is None:
                    facts = facts_of(reading.unit.branches, outline.variables)
                    quiet = _quiet(reading)
                if found.kind != CAUSE and (_bears(found, facts) or quiet):
                    continue
                place = reading.place_of(found.start, found.end)
                if place not in seen:
                    seen.add(place)
                    yield Finding("PS121", _message(found, facts), outline.place(*place))


def _quiet(reading: SentenceReading) -> bool:
    """Whether the text is that of a macro's argument or a branch that an undefined helper decides."""
    return any(branch.kind == "call" for branch in reading.unit.branches)


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


def _bears(found: Assertion, facts: list[Fact]) -> bool:
    """Whether what is known may decide the words; which way is the next rule's business."""
    if found.kind == DOUBLE:
        return any(fact.doubled or fact.about == ANY for fact in facts)
    if found.kind == ABSOLUTE:
        return any(fact.about == ANY for fact in facts)
    if found.kind == SUPERLATIVE:
        return bool(facts)
    near = {QUALITY: (COUNT, CHANCE, ANSWERS), SIZE: (WORK,), WORK: (SIZE,)}.get(found.about, ())
    return any(fact.about in (found.about, ANY, *near) for fact in facts)


def _message(found: Assertion, facts: list[Fact]) -> str:
    words = " ".join(found.text.split())
    if found.kind == CAUSE:
        return f"“{words}” gives a cause, but a run does not show why: say “perhaps”, or “one possible reason”"
    if found.kind == ABSOLUTE:
        return f"“{words}” is more than any test can show; say what was measured"
    if found.kind == DOUBLE:
        return f"“{words}” needs a claim that says how many times, such as {{% claim doubles(a, b) %}}"
    asked = _SUGGESTED.get(found.about, "{% outcome compare(a, b) %}")
    if facts:
        about = ", ".join(sorted({_NAMES.get(fact.about, fact.about) for fact in facts}))
        return f"“{words}” does not follow from its claim, which is about {about}; {asked} would support it"
    return f"“{words}” compares results without a claim; {asked} would support it"


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
    names = script.names()
    pairs = {tuple(sorted(names.run_of(name) or name for name in (fact.one, fact.other))) for fact in asked}
    several = len(pairs) > 1
    signs_asked = {fact.sign for fact in asked}
    if (several and len(signs_asked) > 1) or (not several and {MORE, LESS} <= {fact.sign for fact in relevant}):
        return None
    pair = (relevant[-1].one, relevant[-1].other)
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
    about = _NAMES.get(found.about, found.about)
    between = f"`{one}` and `{other}`" if other else f"`{one}`" if one else "it"
    return f"in {about}, the condition says “{told}” of {between}"


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


def claim_of_nothing(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A claim that no result can make false, one that says the same either way, or an `if` where a claim should be."""
    for outline in outlines(file, text, script):
        for offset, block, _ in outline.blocks:
            at = outline.tag(offset)
            if isinstance(block, ClaimNode) and _asks_nothing(block.condition, outline):
                yield Finding(
                    "PS123", "this claim asks nothing of the results: it can only come out one way", at, "error"
                )
            if isinstance(block, ClaimNode | OutcomeNode) and _says_the_same(outline, offset):
                yield Finding("PS123", "both branches say the same, so nothing is claimed", at, "error")
            elif isinstance(block, nodes.If):
                for each in (block, *block.elif_):
                    if _asks_results(each.test, outline) and _direct_words(outline, block, offset):
                        why = (
                            "this `if` asks the results; {% claim … %} or {% outcome … %} writes down what was compared"
                        )
                        yield Finding("PS123", why, at, "error")
                        break


def _asks_nothing(condition: nodes.Expr, outline: TemplateOutline, depth: int = 0) -> bool:
    """Whether no name in a condition is of the results."""
    for node in (condition, *condition.find_all((nodes.Name, nodes.Call))):
        if isinstance(node, nodes.Name):
            if node.name in outline.variables and depth < 5:
                if not _asks_nothing(outline.variables[node.name], outline, depth + 1):
                    return False
            elif node.name not in ("true", "false", "none"):
                return _tautology(condition)
    return True


def _tautology(condition: nodes.Expr) -> bool:
    """`a or not a`, `a == a`."""
    if isinstance(condition, nodes.Or | nodes.And):
        left, right = condition.left, condition.right
        return (isinstance(right, nodes.Not) and right.node == left) or (
            isinstance(left, nodes.Not) and left.node == right
        )
    if isinstance(condition, nodes.Compare) and len(condition.ops) == 1:
        return bool(condition.expr == condition.ops[0].expr)
    return isinstance(condition, nodes.Not) and _tautology(condition.node)


def _says_the_same(outline: TemplateOutline, offset: int) -> bool:
    """Whether two branches of a block have the same words."""
    said: dict[object, list[str]] = {}
    for unit in outline.units:
        for branch in unit.branches:
            if branch.offset == offset and branch.kind in ("claim", "outcome"):
                values = " ".join(repr(value.expr) for value in unit.values)
                said.setdefault(branch, []).append(f"{' '.join(unit.text.split())} {values}")
    texts = ["\n".join(each) for each in said.values()]
    return len(texts) > 1 and len(set(texts)) < len(texts)


def _asks_results(test: nodes.Node, outline: TemplateOutline, depth: int = 0) -> bool:
    """Whether a condition compares measured numbers or asks a question about results."""
    if isinstance(test, nodes.Name) and test.name in outline.variables and depth < 6:
        return _asks_results(outline.variables[test.name], outline, depth + 1)
    if isinstance(test, nodes.Call) and isinstance(test.node, nodes.Name):
        return test.node.name in VOCABULARY
    if isinstance(test, nodes.Compare):
        about = [about_of(test.expr), *(about_of(operand.expr) for operand in test.ops)]
        return any(entry in (QUALITY, "speed", SIZE, "fit") for entry in about)
    if isinstance(test, nodes.And | nodes.Or):
        return _asks_results(test.left, outline, depth + 1) or _asks_results(test.right, outline, depth + 1)
    if isinstance(test, nodes.Not):
        return _asks_results(test.node, outline, depth + 1)
    return False


def _direct_words(outline: TemplateOutline, block: nodes.If, offset: int) -> bool:
    """Whether a block has words of its own on results: a sentence that lies in no claim within it."""
    for unit in outline.units:
        for index, branch in enumerate(unit.branches):
            if branch.kind == "if" and branch.offset == offset:
                spoken = unit.kind in ("paragraph", "bullet", "quote")
                if (
                    spoken
                    and not any(each.bears for each in unit.branches[index:])
                    and any(True for text in _words_of(unit, outline) for _ in assertions(text))
                ):
                    return True
                break
    return False


def _words_of(unit: TextUnit, outline: TemplateOutline) -> list[str]:
    return [unit.text] + [
        text for value in unit.values for tests, text in texts_of(value.expr, outline.variables) if not tests
    ]


def denied_claim(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """The condition of a claim with an `else` is denied as a whole."""
    for outline in outlines(file, text, script):
        for offset, block, _ in outline.blocks:
            if isinstance(block, ClaimNode) and isinstance(block.condition, nodes.Not) and "else" in block.branches:
                if isinstance(block.condition.node, nodes.Test):
                    continue  # `is not`
                yield Finding(
                    "PS127",
                    "this claim is negated and has an else; drop the `not` and swap the branches",
                    outline.tag(offset),
                )
