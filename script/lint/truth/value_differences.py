# ruff: noqa: E501 - tables of words
"""Differences: a value beside "differ by" that is no difference, one of two unlike figures, of another metric, or of
other splits than the words say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from plainspoken.script.lint.truth.claim_facts import runs_in
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.template_outline import OutlineValue, TextUnit
from plainspoken.script.lint.truth.value_kinds import any_case, bare, called

_NAMED = (
    ("balanced accuracy", r"balanced[ -]accuracy"), ("accuracy", r"accuracy"), ("precision", r"precision"), ("recall", r"recall"),
    ("F1", r"F1|F-score"), ("loss", r"loss"), ("word error rate", r"word error rate|WER"),
    ("character error rate", r"character error rate|CER"), ("mean absolute error", r"mean absolute error|MAE"),
    ("root mean squared error", r"root mean squared? error|RMSE"), ("R²", r"R2|R²|R squared"), ("NDCG", r"NDCG"),
    ("MRR", r"MRR|mean reciprocal rank"), ("AUC", r"AUC|area under the curve"), ("BLEU", r"BLEU"), ("perplexity", r"perplexity"),
    ("mAP", r"mAP|mean average precision"), ("IoU", r"IoU|intersection over union"),
)  # fmt: skip
_WORDS_OF = tuple((name, any_case(rf"\b(?:{words})(?!\w)")) for name, words in _NAMED)
_METRIC_OF = {
    "acc": "accuracy", "accuracy": "accuracy", "balanced_acc": "balanced accuracy", "balanced_accuracy": "balanced accuracy",
    "precision": "precision", "recall": "recall", "f1": "F1", "macro_f1": "F1", "micro_f1": "F1", "weighted_f1": "F1", "loss": "loss",
    "wer": "word error rate", "cer": "character error rate", "mae": "mean absolute error", "rmse": "root mean squared error",
    "r2": "R²", "ndcg": "NDCG", "mrr": "MRR", "auc": "AUC", "roc_auc": "AUC", "bleu": "BLEU", "perplexity": "perplexity",
    "map": "mAP", "map50": "mAP", "map50_95": "mAP", "iou": "IoU",
}  # fmt: skip
_DISTANCES = frozenset({"mean absolute error", "root mean squared error"})
"""Metrics that are differences themselves, of an answer and the truth."""
_OF_MODELS = any_case(r"\b(?:models?|systems?|networks?|runs?|classifiers?|methods?|with \w+)\b")

_BY = any_case(
    r"\b(?:differs?|differed|apart|leads?|led|ahead|behind|trails?|trailed|wins?|won|improve[sd]?|gains?|gained|"
    r"(?:rises?|rose|falls?|fell|drops?|dropped|grows?|grew|shrinks?|shrank|raise[sd]?|lowers?|lowered|cuts?|reduce[sd]?|"
    r"increase[sd]?|decrease[sd]?|declines?)(?: [\w'’-]+){0,4}|"
    r"(?:beats?|outperforms?|outdoes|improves? on)(?: [\w-]+){1,4}|better|worse|higher|lower) by(?: about| some| only| just)?\s*$"
)
_IS = any_case(
    r"\b(?:gap|difference|margin(?! of error)|lead|advantage|improvement|gain|edge|head start)\b(?! in\b)"
    r"(?: (?:between|over|of|to|from|on) (?:the |both |its )*[\w-]+(?: [\w-]+)?(?: and (?:the )?[\w-]+(?: [\w-]+)?)?)? (?:is|was|of|comes to|amounts to|stands at)(?: about| only| just)?\s*$"
)
_APART = any_case(r"^ apart\b")
_SPLIT = {"training": "train", "train": "train", "validation": "valid", "test": "test", "testing": "test"}
_S = r"(?:the )?(training|train|validation|test(?:ing)?)\b(?: (?:set|split|data|accuracy|loss|F1|score|error))?"
_BETWEEN = any_case(rf"\b(?:between {_S} and {_S}|from {_S} to {_S})")
_FUNCTIONS = {"gap": {"train", "valid"}, "epoch1_gap": {"train", "valid"}}
_NAME_OF_SPLIT = {"train": "training", "valid": "validation", "test": "the test"}


def wrong_difference(
    sentence: TextUnit, value: OutlineValue, names: RunNames, variables: Mapping[str, nodes.Expr]
) -> str | None:
    """What is wrong with a value that stands where a difference is meant, or that is one; None where nothing is."""
    expr = bare(value.expr)
    before, after = sentence.text[: value.at], sentence.text[value.at + 1 :]
    if isinstance(expr, nodes.Sub):
        sides = [_metric(expr.left), _metric(expr.right)]
        runs = [
            {run for name in runs_in(side, variables) if (run := names.run_of(name))}
            for side in (expr.left, expr.right)
        ]
        return (
            _unlike(sides, sentence, two_runs=runs[0] != runs[1])
            or _other_metric(sides, sentence)
            or _other_splits(_splits(expr), sentence)
        )
    if called(expr) in _FUNCTIONS:
        return _other_splits(_FUNCTIONS[called(expr)], sentence)
    metric = _metric(expr)
    if metric is None or sentence.kind == "cell":
        return None
    if metric in _DISTANCES and not _OF_MODELS.search(sentence.text):
        return None
    if _BY.search(before) or _IS.search(before) or _APART.match(after):
        return f"this is {metric} itself, but the words speak of a difference; subtract the other value from it"
    return None


def _metric(expr: nodes.Node) -> str | None:
    """The metric that an expression is a value of, where it is one and is known."""
    if called(expr) == "score" and isinstance(expr, nodes.Call):
        words = [arg.value for arg in (*expr.args[1:], *(k.value for k in expr.kwargs)) if isinstance(arg, nodes.Const)]
        name = next(
            (word for word in words if isinstance(word, str) and word not in ("train", "valid", "test")), "accuracy"
        )
        return _METRIC_OF.get(name, _METRIC_OF.get(re.sub(r"_?(?:at_?)?\d+$", "", name)))
    if isinstance(expr, nodes.Call):
        return _METRIC_OF.get(called(expr)) if called(expr) in ("acc", "balanced_acc", "f1") else None
    if isinstance(expr, nodes.Getattr):
        known = {node.attr for node in (expr, *expr.find_all(nodes.Getattr))}
        return _METRIC_OF.get(expr.attr) if known & {"final", "scores", "metrics", "history", "best"} else None
    return None


def _said(sentence: TextUnit) -> set[str]:
    """The metrics that a sentence names; "balanced accuracy" is not "accuracy", "word error rate" is not "error"."""
    text = " ".join([sentence.text, *(head.text for head in sentence.heads)])
    found = set()
    for name, pattern in _WORDS_OF:
        if pattern.search(text):
            found.add(name)
            text = pattern.sub(" ", text)
    return found


def _unlike(sides: list[str | None], sentence: TextUnit, *, two_runs: bool) -> str | None:
    """A difference of two metrics, where the words do not name both."""
    one, other = sides
    if one is None or other is None or one == other:
        return None
    said = _said(sentence)
    if {one, other} <= said or (not said and not two_runs):
        return None
    return f"this is {one} minus {other}, which are unlike"


def _other_metric(sides: list[str | None], sentence: TextUnit) -> str | None:
    """A difference in one metric, where the words name another and the sentence has no other value."""
    if len(set(sides)) != 1 or sides[0] is None or len(sentence.values) != 1:
        return None
    said = _said(sentence)
    if not said or sides[0] in said or (said == {"accuracy"} and sides[0] == "balanced accuracy"):
        return None
    return f"this is a difference in {sides[0]}, but the words speak of {' and '.join(sorted(said))}"


def _splits(expr: nodes.Sub) -> set[str]:
    """The splits that the two sides are of, where both can be told; empty otherwise."""
    found = []
    for side in (expr.left, expr.right):
        told = {split for split in _names(side) if split in _NAME_OF_SPLIT}
        if called(side) in ("acc", "balanced_acc", "f1", "score") and not told:
            told = {"test"}
        if len(told) != 1:
            return set()
        found.append(told.pop())
    return set(found)


def _names(expr: nodes.Node) -> Iterator[str]:
    for node in (expr, *expr.find_all((nodes.Getattr, nodes.Const))):
        if isinstance(node, nodes.Getattr):
            yield node.attr
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield node.value


def _other_splits(splits: set[str], sentence: TextUnit) -> str | None:
    """A difference between two splits, or within one, where the words say which two it lies between."""
    named = _BETWEEN.search(sentence.text)
    if named is None or not splits or len(sentence.values) != 1:
        return None
    said = {_SPLIT[word.lower()] for word in named.groups() if word}
    if said == splits or len(said) < 2:
        return None
    told = " and ".join(sorted(_NAME_OF_SPLIT[split] for split in splits))
    where = f"between {told}" if len(splits) > 1 else f"of two values of {told}"
    return f"this is a difference {where}, but the words say between {' and '.join(sorted(_NAME_OF_SPLIT[s] for s in said))}"
