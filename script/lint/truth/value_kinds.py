# ruff: noqa: E501 - tables of words
"""Values beside words that say what kind of figure stands there: a baseline, a time, a count, a ratio, a difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from plainspoken.script.lint.truth.claim_facts import runs_in
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.template_outline import VALUE, OutlineValue, TextUnit


def any_case(words: str) -> re.Pattern[str]:
    """A pattern of words, in capitals or not."""
    return re.compile(words, re.IGNORECASE)


_CHANCE_IS = any_case(
    r"(?:^|[.;:,(]\s*|\b(?:where|while|and|but|that|so)\s+)\W*(?:pure |mere |plain )?(?:chance|luck|guess(?:ing|es)|(?:choosing|picking|answering|guessing) at random|random (?:choice|guess(?:es|ing)?|answers?)|a coin|"
    r"always (?:saying|answering|choosing|naming)(?: [\w-]+){0,6}?) (?:alone )?(?:(?:would|will|should|can) )?(?:be|is|was|gets?|gives?|gave|reach(?:es)?|has|comes?|lies|names?)(?: (?:right|correct|on|at|to|only|just|about|already)){0,3}\s*$"
)
_AT_RANDOM = any_case(r"\b(?:at random|random(?:ly)?|uniform(?:ly)?|dice|coin|by (?:pure )?luck)\b")
_ALWAYS_ONE = any_case(
    r"\b(?:always (?:saying|says?|answer(?:s|ing)?|nam(?:es|ing)|choos(?:es|ing))|most (?:common|frequent)|largest class|majority|same answer)\b"
)
_LEAD_IS = any_case(
    r"\b(?:lead|gain|margin|advantage|distance|gap|head start)\b[^.,;:]{0,30}\b(?:is|of|was|at|by)\s*$|\b(?:above|over|beats?|ahead of|better than) (?:chance|the baseline|guessing|the majority) by\s*$"
)
_PER_EPOCH_AFTER = any_case(
    r"^ ?(?:per|an|each|every|for (?:one|each|an|every|a single)|in (?:one|each|every|an)) epoch\b"
)
_PER_EPOCH_BEFORE = any_case(
    r"\b(?:an|each|one|every|a single|per) epoch (?:takes|took|lasts|lasted|needs|needed|of|is|was)(?: about| only| just)?\s*$"
)
_WHOLE_AFTER = any_case(
    r"^,? ?(?:in all|in total|altogether|all told|overall|for (?:its|the|all)(?: (?:its|the))?(?: (?:whole|entire|full|complete))? training|from (?:start|beginning) to (?:finish|end))\b"
)
_WHOLE_BEFORE = any_case(
    r"\b(?:(?:whole|entire|full|complete|total) (?:training|run)(?: time)?|training as a whole)\b[^.,;:]{0,20}$"
)
_TRAINING_AFTER = any_case(
    r"^ ?(?:to (?:train|learn)|of training|per epoch|an epoch|each epoch|for (?:one|each|an) epoch|for (?:its|the|all)(?: \w+)? training)\b"
)
_TRAINING_BEFORE = any_case(
    r"\b(?:trains?|trained|training takes|training took|learns?|learned|epoch (?:takes|took|lasts)) (?:for|in|within|over)?\s*$"
)
_ANSWER_BEFORE = any_case(
    r"\b(?:answers?|replies|responds?) (?:with)?in(?: about| only| just)?\s*$|\blatency\b[^.,;:]{0,20}$"
)
_COUNTED = any_case(
    r"^ (?:of the |new |grey |other )*(training|validation|test)(?: |-)(?:faces?|images?|samples?|reviews?|pictures?|photos?|letters?|examples?|[a-z]+s)\b"
)
_LEARNED_FROM = any_case(r"\b(?:learn(?:s|ed|t)?|train(?:s|ed)?) (?:from|on|with)\s*$")
_SPLIT = {"training": "train", "validation": "valid", "test": "test"}

_BIGGER = any_case(
    r"^ ?(?:the |as (?:many|much|large|big|heavy|slow|long|deep)\b|more\b|larger\b|bigger\b|slower\b|longer\b|heavier\b|what\b)"
)
_SMALLER = any_case(r"^ ?(?:smaller|fewer|less|lighter|faster|quicker|sooner|cheaper|shorter)\b")
_AS_FAST = any_case(r"^ ?as (?:fast|quick|quickly|soon)\b")
_MOST = any_case(r"\b(?:largest|biggest|heaviest|highest|slowest|longest|most)\b")
_LEAST = any_case(r"\b(?:smallest|lightest|lowest|fewest|fastest|quickest|shortest|least)\b")
_DIFFERS = any_case(r"\b(?:differ|apart|difference|gap|lead|leads|ahead|behind|gain|margin|distance)\b")
_COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_TIME_FIELDS = {
    "seconds": "whole",
    "minutes": "whole",
    "seconds_per_epoch": "epoch",
    "median_ms": "answer",
    "latency_ms": "answer",
}
_TIME_NAMES = {"whole": "the whole training", "epoch": "one epoch", "answer": "one answer"}


def wrong_kind(
    sentence: TextUnit, value: OutlineValue, names: RunNames, variables: Mapping[str, nodes.Expr]
) -> str | None:
    """What is wrong where the words beside a value say that it is another kind of figure; None where they do not."""
    before, after = sentence.text[: value.at], sentence.text[value.at + 1 :]
    expr = bare(value.expr)
    return (
        _baseline(expr, before, after)
        or _time(expr, before, after)
        or _count(expr, before, after)
        or _sum(expr, before, after)
        or _ratio(expr, before, after, names, variables)
        or _extreme(expr, sentence.text)
    )


def bare(expr: nodes.Expr) -> nodes.Expr:
    """An expression without its filters."""
    while isinstance(expr, nodes.Filter) and expr.node is not None:
        expr = expr.node
    return expr


def called(expr: nodes.Node) -> str:
    """The name of the function that an expression calls; empty for any other."""
    return expr.node.name if isinstance(expr, nodes.Call) and isinstance(expr.node, nodes.Name) else ""


def field_of(expr: nodes.Node) -> str:
    """The name of the field or function that an expression is; empty for any other."""
    return expr.attr if isinstance(expr, nodes.Getattr) else called(expr)


def _baseline(expr: nodes.Expr, before: str, after: str) -> str | None:
    calls = [node for node in (expr, *expr.find_all(nodes.Call)) if called(node) in ("baseline", "vs_chance")]
    scored = field_of(expr) in ("acc", "balanced_acc", "accuracy", "balanced_accuracy", "f1", "macro_f1")
    if not calls:
        if scored and _CHANCE_IS.search(before):
            return "this is what a run reaches, but the words speak of chance; `baseline(run)` is that"
        return None
    if called(expr) != "baseline":
        return None
    if _LEAD_IS.search(before):
        return "this is what the baseline reaches, but the words speak of a lead; `vs_chance(run)` is that"
    assert isinstance(expr, nodes.Call)
    told = [arg.value for arg in (*expr.args[1:], *(k.value for k in expr.kwargs)) if isinstance(arg, nodes.Const)]
    name = next((word for word in told if word in ("majority", "uniform")), "majority")
    said = re.split(r"[.;]", before)[-1] + VALUE + re.split(r"[.;]", after)[0]
    if name == "majority" and _AT_RANDOM.search(said) and not _ALWAYS_ONE.search(said):
        return (
            'this is always the most common class, but the words speak of guessing; `baseline(run, "uniform")` is that'
        )
    if name == "uniform" and _ALWAYS_ONE.search(said) and not _AT_RANDOM.search(said):
        return 'this is guessing at random, but the words speak of one answer; `baseline(run, "majority")` is that'
    return None


def _time(expr: nodes.Expr, before: str, after: str) -> str | None:
    kind = _TIME_FIELDS.get(field_of(expr))
    if kind is None:
        return None
    said = None
    if _PER_EPOCH_AFTER.search(after) or (_PER_EPOCH_BEFORE.search(before)):
        said = "epoch"
    elif (
        _WHOLE_AFTER.search(after)
        or _WHOLE_BEFORE.search(before)
        or (kind == "answer" and (_TRAINING_AFTER.search(after) or _TRAINING_BEFORE.search(before)))
    ):
        said = "whole"
    elif kind != "answer" and _ANSWER_BEFORE.search(before):
        said = "answer"
    if said is None or said == kind:
        return None
    return f"this is the time of {_TIME_NAMES[kind]}, but the words speak of {_TIME_NAMES[said]}"


def _count(expr: nodes.Expr, before: str, after: str) -> str | None:
    if not isinstance(expr, nodes.Getattr) or expr.attr != "n" or not isinstance(expr.node, nodes.Getattr):
        return None
    split = expr.node.attr
    if split not in _SPLIT.values():
        return None
    named = _COUNTED.match(after)
    said = _SPLIT[named[1].lower()] if named else "train" if _LEARNED_FROM.search(before) else split
    if said == split:
        return None
    told = {"train": "training", "valid": "validation", "test": "testing"}
    return f"this is the number of samples for {told[split]}, but the words speak of {told[said]}"


def _terms(expr: nodes.Node) -> list[nodes.Node]:
    return [*_terms(expr.left), *_terms(expr.right)] if isinstance(expr, nodes.Add) else [expr]


def _sum(expr: nodes.Expr, before: str, after: str) -> str | None:
    """A sum of scores where a difference is meant, and a mean of fewer than the words say."""
    scores = {"acc", "balanced_acc", "accuracy", "balanced_accuracy", "precision", "recall", "f1", "loss"}
    if (
        isinstance(expr, nodes.Add)
        and all(field_of(term) in scores for term in _terms(expr))
        and (_DIFFERS.search(before) or re.match(r" (?:apart|ahead|behind|of difference|better|more|higher)\b", after))
    ):
        return "this is a sum, but the words speak of a difference; `delta_points(a, b)` is that"
    if isinstance(expr, nodes.Div) and isinstance(expr.left, nodes.Add) and isinstance(expr.right, nodes.Const):
        size = len(_terms(expr.left))
        said = re.findall(rf"\b({'|'.join(_COUNT_WORDS)}) \w+", before.lower())
        counted = _COUNT_WORDS[said[-1]] if said else size
        if counted != size and expr.right.value == size:
            return f"this is the mean of {size}, but the words speak of {counted}"
    return None


def _ratio(
    expr: nodes.Expr, before: str, after: str, names: RunNames, variables: Mapping[str, nodes.Expr]
) -> str | None:
    """How many times as much one run has as another, the other way round."""
    if isinstance(expr, nodes.Div):
        sides: list[nodes.Node] = [expr.left, expr.right]
    elif called(expr) == "ratio" and isinstance(expr, nodes.Call) and len(expr.args) == 2:
        sides = list(expr.args)
    else:
        return None
    over, under = ({run for n in runs_in(side, variables) if (run := names.run_of(n))} for side in sides)
    if len(over) != 1 or len(under) != 1 or over == under or VALUE in before:
        return None
    subject = names.named(re.split(r"[.;:,]", before)[-1])
    other = names.named(re.split(r"[.;:,]", after)[0])
    straight = over <= subject and under <= other and not under & subject and not over & other
    turned = under <= subject and over <= other and not over & subject and not under & other
    timed = any(field_of(side) in (*_TIME_FIELDS, "latency") for side in sides)
    smaller = _SMALLER.match(after) is not None or (timed and _AS_FAST.match(after) is not None)
    if (turned and not smaller and _BIGGER.match(after)) or (straight and smaller):
        one, two = names.title(next(iter(over))), names.title(next(iter(under)))
        return f"this is how many times as much {one} has as {two}, and the words have it the other way round"
    return None


def _extreme(expr: nodes.Expr, text: str) -> str | None:
    for node in _extremes(expr):
        most, least = _MOST.search(text), _LEAST.search(text)
        name = called(node)
        timed = any("latency" in word or "seconds" in word for word in _words(node))
        if name == "highest" and least and not most:
            return f"`highest(…)` is the run with the most, but the words say “{least[0]}”"
        if name == "lowest" and most and not least and not timed:
            return f"`lowest(…)` is the run with the least, but the words say “{most[0]}”"
    return None


def _extremes(expr: nodes.Expr) -> Iterator[nodes.Call]:
    for node in (expr, *expr.find_all(nodes.Call)):
        if isinstance(node, nodes.Call) and called(node) in ("highest", "lowest"):
            yield node


def _words(call: nodes.Call) -> list[str]:
    return [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]


_LISTED = re.compile(rf"{VALUE}(?:, {VALUE})*,? and {VALUE}")
_NAMES_LISTED = re.compile(
    r"((?:the )?[\w-]+(?: [\w-]+)?(?:, (?:the )?[\w-]+(?: [\w-]+)?)*,? and (?:the )?[\w-]+(?: V?\d+)?)(?: (?:\w+ ){0,4})$"
)


def swapped_in_list(
    sentence: TextUnit, names: RunNames, variables: Mapping[str, nodes.Expr]
) -> Iterator[tuple[OutlineValue, str]]:
    """Values listed in another order than the runs before them: "V1 and V2 reach {{ b }} and {{ a }}"."""
    for listed in _LISTED.finditer(sentence.text):
        values = [value for value in sentence.values if listed.start() <= value.at < listed.end() and not value.ways]
        clause = re.split(r"[.;:]", sentence.text[: listed.start()])[-1]
        named = _NAMES_LISTED.search(clause)
        if named is None or VALUE in clause[named.start() :]:
            continue
        words = re.split(r",? and |, ", named[1])
        told = [names.named(word) for word in words]
        if len(told) != len(values) or len({frozenset(each) for each in told}) < len(told):
            continue
        for value, meant in zip(values, told, strict=True):
            runs = {run for n in runs_in(value.expr, variables) if (run := names.run_of(n))}
            every = frozenset().union(*told)
            if len(runs) == 1 and meant and not runs <= meant and runs <= every:
                title = names.title(next(iter(runs)))
                yield (
                    value,
                    f"this is a value of {title}, but it stands in the place of {' or '.join(sorted(names.title(r) for r in meant))}",
                )
