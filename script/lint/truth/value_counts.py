# ruff: noqa: E501 - tables of words
"""Values beside words that say which epoch they are of, or what they count: the first or last entry of a history, the
best epoch, how many epochs, samples, parameters, seconds or seeds there were."""

from __future__ import annotations

import re

from jinja2 import nodes

from plainspoken.script.lint.truth.template_outline import OutlineValue, TextUnit
from plainspoken.script.lint.truth.value_kinds import any_case, bare, called, field_of
from plainspoken.script.template.number_formats import NUMBER_WORDS, ORDINAL_WORDS

_ORDINALS = ORDINAL_WORDS[1:11]
_NUMBERS = NUMBER_WORDS[2:11]
_NO_PLACE = r"(?<!from )(?<!since )(?<!than )(?<!over )(?<!against )(?<!between )(?<!of )(?<!before )(?<!until )"
_FIRST = any_case(
    r"\b(?:(?:in|at|after|with|during|by) (?:its |the |their )?(?:very )?first (?:epoch|pass|round)(?! on\b)|at first|initially|"
    r"(?:in|at|right from) (?:the|its) (?:very )?(?:start|beginning|outset)(?: of (?:the )?training)?|to begin with|after (?:one|a single) (?:epoch|pass)|"
    r"(?:very )?first epoch (?:already )?(?:gives|brings|has|shows|yields|reaches|ends))\b"
)
_LAST = any_case(
    r"\b(?:(?:in|at|after|with|during|by) (?:its |the |their )?(?:very )?(?:last|final) (?:epoch|pass|round)(?! but\b)|"
    r"(?:in|at|by|toward|towards) (?:the|its) (?:very )?end(?: of (?:the )?training)?|(?<!\w)finally|(?:when|once) (?:the )?training (?:is over|is done|ends|has ended|stops)|"
    r"(?:very )?last epoch (?:still )?(?:gives|brings|has|shows|yields|reaches|ends))\b"
)
_BEST = any_case(r"\b(?:(?:in|at|after) (?:its |the |their )best epoch|at its best)\b")
_NTH = any_case(rf"\b(?:in|at|after|with|during|by) (?:its |the |their )?({'|'.join(_ORDINALS[1:])}) (?:epoch|pass)\b")
_AFTER_MANY = any_case(rf"\bafter ({'|'.join(_NUMBERS)}) (?:epochs|passes)\b")
_STARTS_AT = any_case(
    r"\b(?:begins?|began|starts?|started|sets? out) (?:out |off )?(?:at|from|with)(?: an? [\w ]{1,40} of)?\s*$"
)
_ENDS_AT = any_case(
    r"\b(?:ends?|ended|finish(?:es|ed)|closes|closed) (?:up )?(?:at|with|on)(?: an? [\w ]{1,40} of)?\s*$|"
    r"\bfinal (?:training |validation )?(?:loss|accuracy|\w+ rate|F1|score)(?: \w+)? (?:is|was|of|stands at|comes to)\s*$"
)
_FIRST_AFTER = any_case(
    rf"^,? ?(?:{_FIRST.pattern}|(?:in|after) the first(?=[.,;:]|$| and| to| and to))(?! (?:epochs|few|\w+ epochs))"
)
_LAST_AFTER = any_case(rf"^,? ?(?:{_LAST.pattern}|(?:in|after) the last(?=[.,;:]|$))")
_MOVES = any_case(
    r"\b(?:climbs?|climbed|rises?|rose|falls?|fell|drops?|dropped|grows?|grew|goes|went|comes?|came|moves?|moved|improves?|"
    r"improved|up|down|shrinks?|shrank|increase[sd]?|decrease[sd]?|declines?)\b"
)
_NAME_OF_PLACE = {"first": "the first epoch", "last": "the last epoch", "best": "the best epoch"}


def wrong_epoch(sentence: TextUnit, value: OutlineValue) -> str | None:
    """What is wrong where a value is of one entry of a history, and the words speak of another epoch."""
    place = _entry(bare(value.expr))
    if place is None or sentence.kind == "cell":
        return None
    earlier = [other.at + 1 for other in sentence.values if other.at < value.at]
    later = [other.at for other in sentence.values if other.at > value.at]
    start = max(earlier, default=0)
    before = sentence.text[start : value.at]
    after = sentence.text[value.at + 1 : min(later, default=len(sentence.text))]
    said = _said_after(after) or _said_before(before, fresh=not earlier)
    if said is None or said == place:
        return None
    if isinstance(said, int) and place == "last":
        return None  # the last epoch may be the third
    if isinstance(place, int) and said == "last" and place < 0:
        return None if place == -1 else _told(place, said)
    return _told(place, said)


def _told(place: str | int, said: str | int) -> str:
    return f"this is a value of {_name(place)}, but the words speak of {_name(said)}"


def _name(place: str | int) -> str:
    if isinstance(place, str):
        return _NAME_OF_PLACE[place]
    if place < 0:
        return f"epoch {place}, counted from the last"
    return f"the {_ORDINALS[place]} epoch" if place < len(_ORDINALS) else f"epoch {place + 1}"


def _entry(expr: nodes.Node) -> str | int | None:
    """Which entry of a history an expression is of: "first", "last" or its index; None for no single known one."""
    found: set[str | int] = set()
    if isinstance(expr, nodes.BinExpr):
        return None
    for node in (expr, *expr.find_all((nodes.Getitem, nodes.Filter))):
        inner = node.node if isinstance(node, nodes.Getitem | nodes.Filter) else None
        if inner is None or field_of(inner) != "history":
            continue
        if isinstance(node, nodes.Filter):
            found.update([node.name] if node.name in ("first", "last") else ())
        elif isinstance(node, nodes.Getitem):
            index = node.arg
            sign = -1 if isinstance(index, nodes.Neg) else 1
            number = index.node if isinstance(index, nodes.Neg) else index
            if not isinstance(number, nodes.Const) or not isinstance(number.value, int):
                return None
            at = sign * number.value
            found.add("first" if at == 0 else "last" if at == -1 else at)
    return found.pop() if len(found) == 1 else None


def _said_after(after: str) -> str | int | None:
    """The epoch that is named right behind a value."""
    if _FIRST_AFTER.match(after):
        return "first"
    if _LAST_AFTER.match(after):
        return "last"
    nth = re.match(r"^,? ?" + _NTH.pattern, after, re.IGNORECASE)
    return _ORDINALS.index(nth[1].lower()) if nth else None


def _said_before(before: str, *, fresh: bool) -> str | int | None:
    """The epoch that is named last before a value; what stands right behind an earlier value belongs to that."""
    if _STARTS_AT.search(before):
        return "first"
    if _ENDS_AT.search(before):
        return "last"
    if not fresh:
        before = before[next((m.end() for m in re.finditer(r"[.;:,]|\b(?:and|but|to|while)\b", before)), len(before)) :]
    found: list[tuple[int, int, str | int]] = []
    for name, pattern in (("first", _FIRST), ("last", _LAST), ("best", _BEST)):
        found += [(match.end(), match.start(), name) for match in pattern.finditer(before)]
    found += [(match.end(), match.start(), _ORDINALS.index(match[1].lower())) for match in _NTH.finditer(before)]
    found += [
        (match.end(), match.start(), _NUMBERS.index(match[1].lower()) + 1) for match in _AFTER_MANY.finditer(before)
    ]
    if not found:
        return None
    end, start, said = max(found, key=lambda each: each[:2])
    between = before[end:]
    if re.search(r"[.;:]", between) or re.match(r"\s*(?:but one|but|and after|onwards?|on)\b", between):
        return None
    if re.search(rf"{_NO_PLACE}$", before[:start]) is None or (said != "last" and _MOVES.search(between)):
        return None
    return said


_KINDS = {
    "time": r"hours?|minutes?|seconds?|days?|weeks?|months?|milliseconds?|ms",
    "parameters": r"parameters?|weights?|coefficients?",
    "layers": r"layers?|blocks?",
    "epochs": r"epochs?",
    "steps": r"steps?|batch(?:es)?|iterations?|updates?",
    "seeds": r"seeds?|restarts?|repetitions?",
    "bytes": r"(?:kilo|mega|giga)?bytes?|[KMG]B",
    "classes": r"class(?:es)?|categor(?:y|ies)",
    "samples": r"samples?|examples?|images?|pictures?|photos?|faces?|letters?|reviews?|sentences?|utterances?|documents?|queries|recordings?|patients?|rows?|records?|texts?|clips?|scenes?",
}
_NOUN = any_case(
    r"^[ \u00a0-](?:(?:of the|test|training|validation|other|new|whole|full|different|single|more|random|hidden|model|trainable|thousand|million|billion) ){0,2}(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items())
    + r")(?![\w-])"
)
_COUNTED_SPLIT = any_case(r"^ (?:test|training|validation) (?!weights\b|parameters\b)[a-z]+s\b")
_PLURAL = any_case(r"^ (?P<noun>[a-z]{3,}s)\b(?!['’])")
_NOT_COUNTED = frozenset({"epochs", "passes", "rounds", "times", "sweeps", "laps", "always", "has", "was", "does", "gives", "this", "its",
                          "cycles", "turns", "shows", "means", "wins", "yields", "brings", "makes", "takes", "reaches", "helps", "less",
                          "ends", "comes", "plus", "versus", "across", "towards", "perhaps", "thus", "costs", "leads"})  # fmt: skip
_FIELDS = {
    "epochs": ("how many epochs there were", {"epochs"}),
    "best_epoch": ("the best epoch", {"epochs"}),
    "n": ("a number of samples", {"samples", "classes"}),
    "parameters": ("a number of parameters", {"parameters"}),
    "params": ("a number of parameters", {"parameters"}),
    "seconds": ("a time in seconds", {"time"}),
    "seconds_per_epoch": ("a time in seconds", {"time"}),
    "bytes": ("a size in bytes", {"bytes"}),
    "seeds": ("a number of seeds", {"seeds"}),
}
_SPENT = any_case(
    r"\b(?:took|takes?|needs?|needed|lasted|lasts|spent|after|runs? for|ran for|trained for|training)\b[^.,;:]{0,24}$"
)
_NO_UNIT = frozenset({"count", "words", "round", "params", "decimal", "int"})
_NUMBERED = any_case(r"\b(?:epochs?|number|no\.)\s*$")


def wrong_count(sentence: TextUnit, value: OutlineValue) -> str | None:
    """What is wrong where a value counts one thing, and the noun behind it is another."""
    expr = bare(value.expr)
    field = field_of(expr)
    if field not in _FIELDS or (isinstance(expr, nodes.Call) and called(expr) not in ("params", "seeds")):
        return None
    if isinstance(value.expr, nodes.Filter) and value.expr.name not in _NO_UNIT:
        return None
    before, after = sentence.text[: value.at], sentence.text[value.at + 1 :]
    told, right = _FIELDS[field]
    named = _NOUN.match(after)
    kind = next((kind for kind in _KINDS if named and named[kind]), "")
    if field in ("epochs", "best_epoch") and _NUMBERED.search(before):
        return _of_best(sentence, field, before, after)
    if kind and kind not in right:
        if field == "n" and kind in ("time", "steps") and not _SPENT.search(before):
            return None  # the samples may be days
        assert named is not None
        return f"this is {told}, but the words speak of {named[kind]}"
    if field in ("parameters", "params", "bytes", "epochs", "best_epoch") and _COUNTED_SPLIT.match(after):
        return f"this is {told}, but the words count samples"
    if field in ("epochs", "best_epoch") and not kind:
        plural = _PLURAL.match(after)
        if plural and plural["noun"].lower() not in _NOT_COUNTED and not plural["noun"].endswith(("ss", "us", "is")):
            return f"this is {told}, but the words speak of {plural['noun']}"
    return _of_best(sentence, field, before, after)


_ENDED = (
    r"(?:ends?|ended|stops?|stopped|(?:is|was) (?:stopped|over|done|ended)|finish(?:es|ed)|came to (?:an end|a stop))"
)
_IN_ALL_AFTER = any_case(
    rf"^ epochs?,? ?(?:in all|in total|altogether|all told|overall|long\b|(?:the |its |our )?(?:training|run|it|we)(?: \w+)? {_ENDED})"
)
_IN_ALL_BEFORE = any_case(
    rf"(?:\b(?:training|run|it|we|which|and) {_ENDED}(?: \w+)? (?:after|with|at)|\bthere (?:were|are|was)(?: \w+)?|\bnumber of epochs (?:is|was))\s*$"
)
_PEAKS_AFTER = any_case(
    r"\b(?:peaks?|peaked|settles?|settled|(?:is|was)(?: at its)? (?:best|lowest|highest)) (?:only )?(?:after|by|in|at)\s*$"
)
_BEST_NUMBER = any_case(r"\bbest (?:epoch|one) (?:is|was|came at|comes at)(?: epoch| number)?\s*$")
_BEST_THERE = any_case(
    r"^,? ?(?:it|(?:the |its )?[\w ]{1,24}?) (?:is|was|does|did)(?: at)?(?: its| the)? (?:best|lowest|highest)\b"
)


def _of_best(sentence: TextUnit, field: str, before: str, after: str) -> str | None:
    """The best epoch where the words speak of how many there were, and the reverse."""
    if any(_asks_best(test) for branch in sentence.branches for test, _ in branch.tests):
        return None
    if field == "best_epoch" and (
        _IN_ALL_AFTER.match(after) or (_IN_ALL_BEFORE.search(before) and " of " not in after[:4])
    ):
        return "this is the best epoch, but the words speak of how many there were; `epochs` is that"
    if field == "epochs":
        at_epoch = re.search(r"\b(?:at|in|by|after) epoch\s*$", before, re.IGNORECASE)
        peaks = _PEAKS_AFTER.search(before) and re.match(r" epochs?\b", after)
        if _BEST_NUMBER.search(before) or peaks or (at_epoch and _BEST_THERE.match(after)):
            return "this is how many epochs there were, but the words speak of the best one; `best_epoch` is that"
    return None


def _asks_best(test: nodes.Node) -> bool:
    """Whether a condition asks which epoch was the best."""
    return any(
        field_of(node) in ("best_epoch", "convergence_epoch")
        for node in (test, *test.find_all((nodes.Getattr, nodes.Call)))
    )
