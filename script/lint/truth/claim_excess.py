# ruff: noqa: E501 - tables of words
"""Words that say more than the claim that they stand in: by how much, for how long, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from jinja2 import nodes

from plainspoken.script.lint.truth.claim_facts import CHANCE, FIT, SUBJECTS, Fact
from plainspoken.script.lint.truth.result_words import Assertion, assertions, is_plan
from plainspoken.script.lint.truth.template_outline import VALUE, Branches

_MUCH = re.compile(
    r"\b(?:far|much|vastly|hugely|massively|dramatically|immensely|enormously|tremendously|incomparably|infinitely|overwhelmingly|miles)\s+"
    r"(?:better|worse|more (?:accurate|precise|often|reliable)|less (?:accurate|precise|often|reliable)|higher|lower|ahead|behind|faster|slower|superior|stronger|weaker)\b|"
    r"\bby a (?:landslide|mile|long shot)\b|\bhands down\b",
    re.IGNORECASE,
)
_EVER = re.compile(
    r"\b(?:(?:always|ever) will(?: be)?|will do so|always (?:does|do|did|is|are|performs?|scores?|stays?|comes out) (?:\w+ )?(?:better|worse|ahead|higher|best|more accurate)|"
    r"will (?:always|ever|never) \w+|will (?:stay|remain) (?:so|better|ahead|worse|behind|best|that way)|for ?ever(?! since)|"
    r"no matter (?:what|which|how|who|where)(?: [\w-]+){0,4}|whatever the (?:data|task|input|topic|language|seed|question)|"
    r"(?:in|under) (?:every|any|all) (?:case|situation|condition|circumstance)s?|on any (?:data|task|set)\b|once and for all|without exception|every single time)\b",
    re.IGNORECASE,
)
_SO = re.compile(
    r"(?:[,;:]|[–—-]|\band\b)\s*(?:and )?(?P<word>so(?! (?:that|far|much|many|as)\b)|hence|therefore|thus|consequently|as a consequence|which (?:means|shows|implies)(?: that)?|"
    r"that (?:means|is why)|it follows that)\b,? (?P<rest>[^;:.]+)",
    re.IGNORECASE,
)
_MEASURE = (
    r"(?:accuracy|loss|F1(?: score)?|precision|recall|error(?: rate)?s?|scores?|NDCG|perplexity|BLEU|AUC|results?)"
)
_STATES = re.compile(
    rf"\b{_MEASURE}(?: (?:on|for|in|of) [\w ]{{1,24}}?)? (?:is|are|was|were|must be|will be|has to be|drops?|falls?|rises?|suffers?|goes|gets|becomes)\b|"
    r"\b(?:does|do|will do|did|performs?|will perform|will be|must be|fails?|will fail) (?:\w+ ){0,2}?(?:badly|poorly|well|worse|better|bad|poor|fail|useless|wrong)\b(?: (?:on|in|at|with|for)\b)?|"
    r"\b(?:lower|higher|worse|better|poorer|larger|smaller) (?:test |validation |training )?(?:accuracy|loss|F1|precision|recall|error)\b",
    re.IGNORECASE,
)
_FIT_BORNE = re.compile(r"\btraining\b.*\bvalidation\b|\bvalidation\b.*\btraining\b|\bgap\b", re.IGNORECASE)
_ACCURACY = re.compile(r"\b(?:accuracy|errors?|error rate|mistakes?)\b", re.IGNORECASE)


def excesses(
    text: str, branches: Branches, facts: Sequence[Fact], variables: Mapping[str, nodes.Expr]
) -> Iterator[tuple[int, int, str]]:
    """The first and last character of words that go beyond the claims around them, and why."""
    if not any(branch.kind in ("claim", "outcome", "inline") for branch in branches) or not facts or is_question(text):
        return
    graded = any(fact.about in (FIT, CHANCE) for fact in facts)  # strong overfitting, clearly above chance
    for match in _MUCH.finditer(text) if not graded else ():
        told = VALUE in text
        if not told and not _measures_out(branches, variables):
            yield (
                *match.span(),
                f"“{match[0]}” says by how much, and its claim does not; give the difference, or ask for it in the claim",
            )
    stated = [found for found in assertions(text) if found.kind in ("", "same") and not found.hedged]
    for match in _EVER.finditer(text):
        if stated and not is_plan(text[: match.start()]):
            yield *match.span(), f"“{match[0]}” is more than any test can show; say what was measured"
    for match in _SO.finditer(text):
        if (said := _STATES.search(match["rest"])) and not _borne(match["rest"], facts, stated, match.start("rest")):
            about = ", ".join(sorted({SUBJECTS.get(fact.about, fact.about) for fact in facts}))
            start = match.start("rest") + said.start()
            words = match["rest"][said.start() :].split(",")[0].rstrip()
            yield (
                start,
                start + len(words),
                f"“{' '.join(words.split())}” does not follow from its claim, which is about {about}; ask for it in a claim of its own",
            )


def is_question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip(' *_"”~|').endswith("?")


def _borne(rest: str, facts: Sequence[Fact], stated: Sequence[Assertion], start: int) -> bool:
    """Whether what a clause concludes is what the facts are about, is judged elsewhere, or is hedged."""
    if VALUE in rest or re.search(
        r"\b(?:perhaps|maybe|may|might|could|should|we|likely|probably|can)\b", rest, re.IGNORECASE
    ):
        return True
    if any(found.start >= start and found.strong for found in stated):
        return True  # an assertion of its own, which PS121 and PS122 judge
    if any(fact.about == "any" for fact in facts):
        return True
    if all(fact.about == FIT for fact in facts):
        return _FIT_BORNE.search(rest) is not None
    measures = {fact.measure for fact in facts if fact.measure}
    return bool(_ACCURACY.search(rest)) and (not measures or bool(measures & {"accuracy", "balanced_accuracy"}))


def _measures_out(branches: Branches, variables: Mapping[str, nodes.Expr]) -> bool:
    """Whether a condition asks for more than which of two is ahead: a comparison of numbers, a ratio."""
    for branch in branches:
        for test in [*(test for test, _ in branch.tests), *(call for _, call in branch.questions)]:
            seen = [
                test,
                *(
                    variables[name.name]
                    for name in (test, *test.find_all(nodes.Name))
                    if isinstance(name, nodes.Name) and name.name in variables
                ),
            ]
            for each in seen:
                for node in (each, *each.find_all((nodes.Compare, nodes.Call))):
                    if isinstance(node, nodes.Compare):
                        return True
                    if (
                        isinstance(node, nodes.Call)
                        and isinstance(node.node, nodes.Name)
                        and node.node.name in _BY_SIZE
                    ):
                        return True
    return False


_BY_SIZE = frozenset(
    {"doubles", "much_smaller", "ratio", "strongly_overfits", "clearly_above_chance", "amount", "meets"}
)
