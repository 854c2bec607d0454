"""Claims that ask nothing, say the same either way or are negated as a whole, and questions that an `if` asks (PS123,
PS127)."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.claim_facts import QUALITY, SIZE, VOCABULARY, WHEN, about_of
from plainspoken.script.lint.truth.outline_tags import ClaimNode, OutcomeNode
from plainspoken.script.lint.truth.page_outlines import outlines
from plainspoken.script.lint.truth.readings import texts_of
from plainspoken.script.lint.truth.result_words import assertions
from plainspoken.script.lint.truth.template_outline import TemplateOutline, TextUnit


def claim_of_nothing(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A claim that no result can make false, one that says the same either way, or an `if` where a claim should be."""
    for outline in outlines(file, text, script):
        for offset, block, _ in outline.blocks:
            at = outline.tag(offset)
            if isinstance(block, ClaimNode) and _asks_nothing(block.condition, outline):
                yield Finding(
                    "PS123", "this claim asks nothing of the results: it can only come out one way", at, "error"
                )
            if isinstance(block, ClaimNode) and (pair := _unlike(block.condition)):
                yield Finding(
                    "PS123", f"this claim compares `{pair[0]}` with `{pair[1]}`, which are unlike", at, "error"
                )
            if isinstance(block, ClaimNode | OutcomeNode) and _says_the_same(outline, offset):
                yield Finding("PS123", "both branches say the same, so nothing is claimed", at, "error")
            elif isinstance(block, nodes.If):
                for each in (block, *block.elif_):
                    asks = _asks_results(each.test, outline)
                    if (asks and _direct_words(outline, block, offset)) or (
                        _compares_scores(each.test) and _says_something(outline, offset)
                    ):
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


def _unlike(condition: nodes.Expr) -> tuple[str, str] | None:
    """Two metrics of records that are compared and are not the same metric."""
    if not isinstance(condition, nodes.Compare) or len(condition.ops) != 1:
        return None
    fields = [node.attr for node in (condition.expr, condition.ops[0].expr) if isinstance(node, nodes.Getattr)]
    scored = all(
        any(isinstance(part, nodes.Getattr) and part.attr == "final" for part in node.find_all(nodes.Getattr))
        for node in (condition.expr, condition.ops[0].expr)
    )
    return (fields[0], fields[1]) if len(fields) == 2 and scored and fields[0] != fields[1] else None


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
        return any(entry in (QUALITY, "speed", SIZE, "fit", WHEN) for entry in about)
    if isinstance(test, nodes.And | nodes.Or):
        return _asks_results(test.left, outline, depth + 1) or _asks_results(test.right, outline, depth + 1)
    if isinstance(test, nodes.Not):
        return _asks_results(test.node, outline, depth + 1)
    return False


def _compares_scores(test: nodes.Node) -> bool:
    """Whether a condition compares measured scores: of the best weights, of an epoch or by `score`."""
    if isinstance(test, nodes.Not):
        return _compares_scores(test.node)
    if isinstance(test, nodes.And | nodes.Or):
        return _compares_scores(test.left) or _compares_scores(test.right)
    if not isinstance(test, nodes.Compare):
        return False
    for side in (test.expr, *(operand.expr for operand in test.ops)):
        for node in (side, *side.find_all((nodes.Getattr, nodes.Call))):
            if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _SCORES_OF:
                return True
            kept = isinstance(node, nodes.Getattr) and node.attr in _SCORES
            if kept and any(part.attr in ("final", "scores", "history") for part in node.find_all(nodes.Getattr)):
                return True
    return False


_SCORES_OF = frozenset({"score", "acc", "balanced_acc", "f1"})
_SCORES = frozenset(
    {
        *("accuracy", "balanced_accuracy", "precision", "recall", "f1", "macro_f1", "micro_f1", "weighted_f1", "loss"),
        *("mae", "rmse", "mse", "r2", "wer", "cer", "bleu", "ndcg", "mrr", "map", "map50", "map50_95", "auc", "iou"),
        *("perplexity", "dice"),
    }
)


def _says_something(outline: TemplateOutline, offset: int) -> bool:
    """Whether a block has a sentence of its own: one that lies in no claim within it."""
    for unit in outline.units:
        for index, branch in enumerate(unit.branches):
            if branch.kind == "if" and branch.offset == offset:
                spoken = unit.kind in ("paragraph", "bullet", "quote", "title")
                if spoken and not any(each.bears for each in unit.branches[index:]) and len(unit.text.split()) > 2:
                    return True
                break
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
