# ruff: noqa: E501 - tables of words
"""Words right before or after a value that say what it is: "wrong on …", "the F1 of … is …", "peaks in epoch …"."""

from __future__ import annotations

import re

from jinja2 import nodes

from plainspoken.script.lint.truth.claim_facts import said_parts
from plainspoken.script.lint.truth.template_outline import OutlineValue, TextUnit

_SCORES = {"accuracy", "balanced accuracy", "precision", "recall", "f1"}
_WRONG_BEFORE = re.compile(
    r"\b(?:(?:wrong|mistaken) (?:on|for|in|about)|(?:error|mistake)(?: rate)?s?\b(?: (?:of|on|for) [\w -]{1,30}?)? (?:is|was|of|at|falls? to|comes? to)|"
    r"(?:misses|missed|fails? on|failed on|confuses|gets? wrong|misjudges))(?: (?:about|some|only|just|still))?\s*$",
    re.IGNORECASE,
)
_WRONG_AFTER = re.compile(
    r"^(?: of (?:the |all |its |these |them)?[\w-]*)? (?:are|is|were|was|go|goes|went|come out|came out|turn out) wrong\b",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"\bloss\b(?: (?:of|on|for|in) [\w -]{1,30}?)? (?:is|was|of|at|falls? to|ends? at|comes? to)\s*$", re.IGNORECASE
)
_METRIC = re.compile(
    r"\b(?P<name>balanced accuracy|accuracy|precision|recall|F1|F-score)\b(?: score)?(?: (?:of|for|on|in) [\w -]{1,30}?)? (?:is|was|of|at|reaches|stands at|comes to)\s*$",
    re.IGNORECASE,
)
_TRAINING = re.compile(
    r"\b(?:(?:in|during) training,?|on (?:the|its|their) (?:own )?training (?:set|split|data|samples|\w+s)|its training accuracy|(?:the )?training accuracy)\b(?![^.,;:]*\btest)[^.,;:]{0,30}$",
    re.IGNORECASE,
)
_VALIDATION = re.compile(
    r"\b(?:(?:in|during|on) (?:the )?validation(?: (?:set|split|data|samples))?|validation accuracy)\b(?![^.,;:]*\btest)[^.,;:]{0,30}$",
    re.IGNORECASE,
)
_BEST_AT = re.compile(
    r"\b(?:peaks?|peaked|settles?|settled|best|lowest|highest)\b[^.,;:]{0,36}\b(?:in|at|by|after) epoch\s*$",
    re.IGNORECASE,
)
_FOR_EPOCHS = re.compile(r"\b(?:for|over|all|through|lasted|lasts|took)(?: all)?\s*$", re.IGNORECASE)


def wrong_phrase(sentence: TextUnit, value: OutlineValue, metrics: set[str], split: str | None) -> str | None:
    """What is wrong where the words next to a value say that it is something else; None where they do not.

    Args:
        metrics: those that the value is worked out from.
        split: that of the value, where it can be told.
    """
    before, after = sentence.text[: value.at], sentence.text[value.at + 1 :]
    plain = not any(isinstance(node, nodes.Sub | nodes.Div) for node in said_parts(value.expr))
    if plain and len(metrics) == 1 and metrics <= _SCORES:
        metric = next(iter(metrics))
        named = _METRIC.search(before)
        if _WRONG_BEFORE.search(before) or _WRONG_AFTER.search(after):
            return f"this is the share that is right ({metric}), but the words speak of what is wrong"
        if _LOSS.search(before):
            return f"this is {metric}, but the words speak of a loss"
        if named and named["name"].lower().replace("f-score", "f1") != metric:
            return f"this is {metric}, but the words speak of {named['name']}"
    if split == "test" and plain and metrics:
        for words, name in ((_TRAINING, "training"), (_VALIDATION, "validation")):
            if words.search(before):
                return f"this is a value of the test split, but the words speak of {name}"
    field = _field(value.expr)
    if field == "epochs" and _BEST_AT.search(before):
        return "this is how many epochs there were, but the words speak of the best one; `best_epoch` is that"
    if field == "best_epoch" and re.match(r"^ epochs\b", after) and _FOR_EPOCHS.search(before):
        return "this is the best epoch, but the words speak of how many there were; `epochs` is that"
    return None


def _field(expr: nodes.Expr) -> str | None:
    """The field of a record that a value is, behind its filters."""
    node: nodes.Expr | None = expr
    while isinstance(node, nodes.Filter):
        node = node.node
    return node.attr if isinstance(node, nodes.Getattr) else None
