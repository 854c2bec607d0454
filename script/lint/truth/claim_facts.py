"""What a condition establishes: which of two runs is ahead in what, as far as the template tells by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jinja2 import nodes

from plainspoken.script.lint.truth.template_outline import Branches

QUALITY, SPEED, SIZE, WORK, FIT, UNDERFIT, CHANCE, ANSWERS, COUNT, LOSS, WHEN, ANY = (
    "quality", "speed", "size", "work", "fit", "underfit", "chance", "answers", "count", "loss", "when", "any",
)  # fmt: skip
"""What a comparison is about. `ANY` stands for what the template alone does not tell: it bears every comparison."""

MORE, LESS, SAME, NOT_MORE, NOT_LESS, EITHER = ">", "<", "=", "not >", "not <", "?"


SUBJECTS = {QUALITY: "how good", "speed": "how fast", SIZE: "how large", "fit": "overfitting", UNDERFIT: "underfitting",
          "chance": "chance",
          "answers": "how answers are spread", COUNT: "a count", LOSS: "the loss",
          WHEN: "when it was at its best"}  # fmt: skip
"""What a comparison is about, in words."""


@dataclass(frozen=True)
class Fact:
    """`one` is more, less or no different than `other` in `about`; names as the template writes them, empty where it
    does not name them. `exact` facts are of numbers that are known without uncertainty; `doubled` ones give the
    factor two. `measure` and `split` are those that were compared, empty where the template does not tell."""

    about: str
    sign: str
    one: str = ""
    other: str = ""
    exact: bool = False
    doubled: bool = False
    measure: str = ""
    split: str = ""

    def denied(self) -> Fact:
        """What is known when the fact does not hold."""
        opposite = {MORE: NOT_MORE, LESS: NOT_LESS, NOT_MORE: MORE, NOT_LESS: LESS}.get(self.sign, EITHER)
        if self.exact:
            opposite = {MORE: NOT_MORE, LESS: NOT_LESS}.get(self.sign, opposite)
        return replace(self, sign=opposite, doubled=False)


_CALLS: dict[str, tuple[str, str]] = {
    "better": (QUALITY, MORE), "worse": (QUALITY, LESS), "not_apart": (QUALITY, SAME),
    "intervals_overlap": (QUALITY, SAME),
    "better_whatever_seed": (QUALITY, MORE), "dominates": (QUALITY, MORE),
    "faster": (SPEED, MORE), "as_fast": (SPEED, SAME),
    "overfits": (FIT, MORE), "slightly_overfits": (FIT, MORE), "strongly_overfits": (FIT, MORE),
    "immediately_overfits": (FIT, MORE), "validation_higher": (FIT, LESS), "gap_grows": (FIT, MORE),
    "underfits": (UNDERFIT, MORE),
    "overfits_more": (FIT, MORE), "least_overfitted": (FIT, LESS),
    "above_chance": (CHANCE, MORE), "clearly_above_chance": (CHANCE, MORE), "just_above_chance": (CHANCE, MORE),
    "below_chance": (CHANCE, LESS),
    "predicts_mostly": (ANSWERS, MORE), "predicts_a_lot": (ANSWERS, MORE), "predicts_frequently": (ANSWERS, MORE),
    "early_convergence": (WHEN, LESS),
    "doubles": (ANY, MORE), "much_smaller": (SIZE, LESS), "about_the_same": (ANY, SAME),
}  # fmt: skip

_ANSWERS_OF: dict[str, tuple[str, dict[str, str]]] = {
    "compare": (QUALITY, {"better": MORE, "worse": LESS, "unclear": SAME}),
    "speed": (SPEED, {"faster": MORE, "slower": LESS, "unclear": SAME}),
    "amount": (SIZE, {"more": MORE, "less": LESS, "same": SAME}),
    "fit": (FIT, {"strong": MORE, "overfits": MORE, "slight": MORE, "none": NOT_MORE, "ahead": LESS}),
    "gaps": (FIT, {"more": MORE, "less": LESS, "alike": SAME}),
    "chance": (CHANCE, {"above": MORE, "just_above": MORE, "at": SAME, "below": LESS}),
    "answers": (ANSWERS, {"mostly": MORE, "a_lot": MORE, "often": MORE, "even": NOT_MORE}),
    "convergence": (WHEN, {"early": LESS, "last": MORE}),
}
_MEASURED = frozenset({"better", "worse", "not_apart", "compare", "above_chance", "clearly_above_chance"})
"""Questions that name a measure and a split, or mean accuracy on the test split."""
_SPLITS = ("train", "valid", "test")
_MEASURES = frozenset({"accuracy", "balanced_accuracy", "precision", "recall", "f1", "macro_f1", "weighted_f1", "loss"})
_TIMES = {"latency_ms": "latency", "median_ms": "latency", "seconds": "training", "seconds_per_epoch": "training"}

_BY_NAME: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"acc", "balanced_acc", "f1", "accuracy", "balanced_accuracy", "precision", "recall"}), QUALITY),
    (frozenset({"latency_ms", "median_ms", "seconds", "seconds_per_epoch", "speedup", "pace", "ratio_of_time"}), SPEED),
    (frozenset({"parameters", "bytes", "size_mb", "params", "layers"}), SIZE),
    (frozenset({"flops", "gmacs"}), WORK),
    (frozenset({"convergence_epoch", "best_epoch"}), WHEN),
    (frozenset({"gap", "epoch1_gap", "epochs"}), FIT),
    (frozenset({"right_of", "grid_size"}), COUNT),
    (frozenset({"loss"}), LOSS),
)
VOCABULARY = frozenset(_CALLS) | frozenset(
    {"confuses", "diagonal", "debatable", "imbalanced", "early_convergence", "gap_is_clean"}
)
"""Functions that answer a question about results."""


def facts_of(branches: Branches, variables: Mapping[str, nodes.Expr], *, borne: bool = True) -> list[Fact]:
    """All that the branches establish, the outermost first; those of a plain `if` too unless `borne`."""
    found: list[Fact] = []
    for branch in branches:
        if borne and not branch.bears:
            continue
        for test, holds in branch.tests:
            found += _of_test(test, holds, variables)
        if branch.when is not None:
            for (name, call), fits in zip(branch.questions, branch.when.fits, strict=True):
                found += _of_question(name, call, fits, variables)
        if branch.kind == "claim" and branch.name in ("undecided", "unmeasured"):
            found.append(Fact(ANY, SAME if branch.name == "undecided" else EITHER))
    return found


def _of_question(
    name: str, call: nodes.Call, fits: frozenset[str], variables: Mapping[str, nodes.Expr]
) -> Iterator[Fact]:
    if name == "holds":
        if len(fits) == 1:
            yield from _of_test(call.args[0], "yes" in fits, variables)
        else:
            yield Fact(ANY, EITHER)
        return
    about, signs = _ANSWERS_OF.get(name, (ANY, {}))
    if name == "amount" and call.args:
        about = about_of(call.args[0]) or SIZE
    one, other = (run_of(arg, variables) for arg in (*call.args[:2], *(nodes.Const(""),) * (2 - len(call.args[:2]))))
    meant = {signs[fit] for fit in fits if fit in signs}
    sign = meant.pop() if len(meant) == 1 else NOT_MORE if MORE not in meant and meant else EITHER
    if meant and sign == NOT_MORE and LESS not in meant | {sign}:
        sign = SAME if {SAME} == meant | {SAME} else NOT_MORE
    if len(fits) > 1 and {signs.get(fit) for fit in fits} == {MORE, SAME}:
        sign = NOT_LESS
    measure, split = _measured(name, call)
    yield Fact(about, sign, one, other, exact=name == "amount", measure=measure, split=split)


def _of_test(test: nodes.Node, holds: bool, variables: Mapping[str, nodes.Expr], depth: int = 0) -> list[Fact]:
    if depth > 8:
        return [Fact(ANY, EITHER)]
    if isinstance(test, nodes.Not):
        return _of_test(test.node, not holds, variables, depth + 1)
    if isinstance(test, nodes.And | nodes.Or):
        parts = [*_of_test(test.left, holds, variables, depth + 1), *_of_test(test.right, holds, variables, depth + 1)]
        if isinstance(test, nodes.And) == holds:
            return parts
        if (
            {(fact.about, fact.sign in (MORE, LESS)) for fact in parts} == {(QUALITY, True)}
            and len(parts) == 2
            and parts[0].sign != parts[1].sign
        ):
            return [Fact(QUALITY, EITHER, parts[0].one, parts[0].other)]
        return [Fact(fact.about, EITHER, fact.one, fact.other) for fact in parts]
    if isinstance(test, nodes.Name) and test.name in variables:
        return _of_test(variables[test.name], holds, variables, depth + 1)
    if isinstance(test, nodes.Call) and isinstance(test.node, nodes.Name) and test.node.name in _CALLS:
        about, sign = _CALLS[test.node.name]
        if test.node.name == "doubles" and test.args:
            about = about_of(test.args[0]) or ANY
        names = [run_of(arg, variables) for arg in test.args[:2]]
        one, other = (*names, "", "")[:2]
        if about in (FIT, UNDERFIT, CHANCE, ANSWERS) and test.node.name != "overfits_more":
            other = ""
        measure, split = _measured(test.node.name, test)
        fact = Fact(about, sign, one, other, doubled=test.node.name == "doubles", measure=measure, split=split)
        return [fact if holds else fact.denied()]
    if isinstance(test, nodes.Compare) and len(test.ops) == 1:
        return [_of_comparison(test, holds, variables)]
    if isinstance(test, nodes.Const):
        return []
    if isinstance(test, nodes.Test) and test.name in ("measured", "defined", "undefined"):
        return []
    return [Fact(ANY, EITHER)]


def _measured(name: str, call: nodes.Call) -> tuple[str, str]:
    """The measure and the split that a question is about; empty where it has none or they are not written out."""
    if name in ("faster", "as_fast", "speed"):
        return "latency", ""
    if name not in _MEASURED:
        return "", ""
    words = [*call.args[1:], *(keyword.value for keyword in call.kwargs)]
    told = [word.value for word in words if isinstance(word, nodes.Const) and isinstance(word.value, str)]
    split = next((word for word in told if word in _SPLITS), "test")
    measure = next((word for word in told if word in _MEASURES), "accuracy")
    return measure, split


def _compared(expr: nodes.Node) -> tuple[str, str]:
    """The measure and the split of a number in a comparison, where it has one."""
    words = [node.value for node in expr.find_all(nodes.Const) if isinstance(node.value, str)]
    names = [*words, *_names_in(expr)]
    split = next((name for name in names if name in _SPLITS), "test" if "acc" in names else "")
    measure = next(
        (name for name in names if name in _MEASURES or name in _TIMES), "accuracy" if "acc" in names else ""
    )
    return _TIMES.get(measure, measure), split


def _of_comparison(test: nodes.Compare, holds: bool, variables: Mapping[str, nodes.Expr]) -> Fact:
    operand = test.ops[0]
    left, right = about_of(test.expr), about_of(operand.expr)
    about = left or right
    if about is None:
        return Fact(ANY, EITHER)
    sign = {"gt": MORE, "gteq": NOT_LESS, "lt": LESS, "lteq": NOT_MORE, "eq": SAME}.get(operand.op, EITHER)
    if about == SPEED and sign in (MORE, LESS, NOT_LESS, NOT_MORE):  # less time is more speed
        sign = {MORE: LESS, LESS: MORE, NOT_LESS: NOT_MORE, NOT_MORE: NOT_LESS}[sign]
    runs = (run_of(test.expr, variables), run_of(operand.expr, variables))
    if about == WHEN:
        runs = (runs[0].rpartition(".")[0] or runs[0], runs[1].rpartition(".")[0] or runs[1])
        if runs[0] == runs[1] or not all(runs):  # `best_epoch == epochs`, or beside a number
            sign = MORE if sign == SAME and runs[0] == runs[1] else EITHER
            runs = (runs[0], "")
    sides = _compared(test.expr), _compared(operand.expr)
    measure, split = sides[0] if sides[0] == sides[1] else ("", "")
    fact = Fact(about, sign, *runs, exact=about in (SIZE, COUNT, LOSS, WHEN), measure=measure, split=split)
    return fact if holds else fact.denied()


def about_of(expr: nodes.Node) -> str | None:
    """What a number is about, by the name of its function or field."""
    for name in _names_in(expr):
        for words, about in _BY_NAME:
            if name in words:
                return about
    return None


def said_parts(expr: nodes.Node) -> Iterator[nodes.Node]:
    """An expression and all within it, but for conditions that only decide which of two values it is."""
    yield expr
    for child in expr.iter_child_nodes(exclude=("test",) if isinstance(expr, nodes.CondExpr) else None):
        yield from said_parts(child)


def _names_in(expr: nodes.Node) -> Iterator[str]:
    if isinstance(expr, nodes.Call) and isinstance(expr.node, nodes.Name):
        yield expr.node.name
    if isinstance(expr, nodes.Getattr):
        yield expr.attr
    for child in expr.iter_child_nodes():
        yield from _names_in(child)


def run_of(expr: nodes.Node, variables: Mapping[str, nodes.Expr]) -> str:
    """The first name in an expression that may be a run: `v1` of `acc(v1)`, `emotion.resnet18` of its fields."""
    for name in runs_in(expr, variables):
        return name
    return ""


def runs_in(expr: nodes.Node, variables: Mapping[str, nodes.Expr], depth: int = 0) -> Iterator[str]:
    """Every name in an expression that may be a run, as it is written; names of functions are none, nor are those that
    only decide which of two values it is."""
    if isinstance(expr, nodes.CondExpr):
        for branch in (expr.expr1, expr.expr2):
            if branch is not None:
                yield from runs_in(branch, variables, depth + 1)
    elif isinstance(expr, nodes.Name):
        known = variables.get(expr.name)
        if isinstance(known, nodes.CondExpr | nodes.Getattr | nodes.Getitem | nodes.Name) and depth < 6:
            yield from runs_in(known, variables, depth + 1)
        else:
            yield expr.name
    elif isinstance(expr, nodes.Getattr | nodes.Getitem):
        path = _path(expr)
        if path is None:
            yield from runs_in(expr.node, variables, depth + 1)
        else:
            yield ".".join(path)
    elif isinstance(expr, nodes.Call):
        for argument in [*expr.args, *(keyword.value for keyword in expr.kwargs)]:
            yield from runs_in(argument, variables, depth + 1)
        if not isinstance(expr.node, nodes.Name):
            yield from runs_in(expr.node, variables, depth + 1)
    else:
        for child in expr.iter_child_nodes():
            yield from runs_in(child, variables, depth + 1)


def _path(expr: nodes.Node) -> list[str] | None:
    if isinstance(expr, nodes.Name):
        return [expr.name]
    if isinstance(expr, nodes.Getattr):
        before = _path(expr.node)
        return [*before, expr.attr] if before is not None else None
    if isinstance(expr, nodes.Getitem) and isinstance(expr.arg, nodes.Const) and isinstance(expr.arg.value, str):
        before = _path(expr.node)
        return [*before, expr.arg.value] if before is not None else None
    return None
