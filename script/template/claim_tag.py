"""`{% claim … %}`: a sentence that is said only when the results bear it out.

A condition comes out true, false, undecided (the intervals of two metrics overlap), or unmeasured. `{% else %}` is
said when it is not shown to be true, `{% undecided %}` and `{% unmeasured %}` in those cases alone; where the branch is
missing, the build stops with the figures that were compared.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from plainspoken.base.errors import InputError
from plainspoken.script.template.number_formats import plainly
from plainspoken.script.template.values import Missing, Value, describe

if TYPE_CHECKING:
    from plainspoken.experiments.results.claims.multiple_comparisons import Comparisons

_BRANCHES = ("else", "undecided", "unmeasured")
_SIGNS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "eq": ("==", operator.eq),
    "ne": ("!=", operator.ne),
    "gt": (">", operator.gt),
    "gteq": (">=", operator.ge),
    "lt": ("<", operator.lt),
    "lteq": ("<=", operator.le),
    "in": ("in", lambda left, right: left in right),
    "notin": ("not in", lambda left, right: left not in right),
}


Ground = str | Callable[[], str]
"""What a verdict rests on, in words or as a function that gives them."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A comparison of two metrics whose intervals overlap; `reason` names both."""

    reason: str

    def __bool__(self) -> bool:
        raise TypeError(f"undecided: {self.reason}")


class Claims(Extension):
    """The block. Its conditions are turned into calls of `ClaimJudge`, so that both sides of a comparison are seen."""

    tags = {"claim"}  # noqa: RUF012 - Jinja's own name and kind

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Read a claim up to its `{% endclaim %}`."""
        begin = next(parser.stream).lineno
        if parser.stream.current.type == "block_end":
            parser.fail("a claim needs a condition, such as `a.final.test.accuracy > b.final.test.accuracy`", begin)
        condition = watched(parser.parse_tuple(with_condexpr=True))
        ends = tuple(f"name:{name}" for name in (*_BRANCHES, "endclaim"))
        branches: dict[str, list[nodes.Node]] = {"true": parser.parse_statements(ends)}
        while (tag := next(parser.stream)).value != "endclaim":
            if tag.value in branches:
                parser.fail(f"this claim has two {{% {tag.value} %}}", tag.lineno)
            branches[tag.value] = parser.parse_statements(ends)
        verdict = parser.free_identifier(lineno=begin)
        given = ",".join(branches)
        judged = _call("judge", [condition, nodes.Const(given, lineno=begin), nodes.Const(begin, lineno=begin)], begin)
        first, *rest = branches.items()

        def when(name: str, body: list[nodes.Node]) -> nodes.If:
            test = nodes.Compare(verdict, [nodes.Operand("eq", nodes.Const(name))], lineno=begin)
            return nodes.If(test, body, [], [], lineno=begin)

        choice = when(*first)
        choice.elif_ = [when(name, body) for name, body in rest]
        opened = nodes.ExprStmt(_call("begin_claim", [], begin), lineno=begin)
        return [opened, nodes.Assign(verdict, judged, lineno=begin), choice]


def watched(node: nodes.Expr) -> nodes.Expr:
    """A condition with its comparisons, and what joins them, as calls of the environment's judge."""
    if isinstance(node, nodes.Compare):
        signs = ",".join(operand.op for operand in node.ops)
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        return _call("compare", [nodes.Const(signs, lineno=node.lineno), *sides], node.lineno)
    if isinstance(node, nodes.And | nodes.Or):
        name = "both" if isinstance(node, nodes.And) else "either"
        return _call(name, [watched(node.left), watched(node.right)], node.lineno)
    if isinstance(node, nodes.Not):
        return _call("negation", [watched(node.node)], node.lineno)
    return node


def _call(name: str, args: list[nodes.Expr], lineno: int) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=lineno), args, [], None, None, lineno=lineno)


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim or an outcome that was judged: the condition, what came out, what was compared, where (file and offset).

    `answers` are the branches that it has, `chosen` is the one that was said; `studies` are those within which it
    compares runs, `page` the page file that was being filled.
    """

    claim: str
    verdict: str
    compared: tuple[Ground, ...]
    file: str
    offset: int
    answers: tuple[str, ...] = ()
    chosen: int = 0
    studies: tuple[str, ...] = ()
    page: str = ""


class ClaimJudge:
    """Weighs the conditions of one rendering, remembers what was compared and how every claim came out."""

    def __init__(self) -> None:
        self.compared: list[Ground] = []
        self.verdicts: list[JudgedClaim] = []
        self.comparisons: Comparisons | None = None
        self.page = ""

    def begin(self) -> None:
        """Forget what the claim before compared."""
        self.compared.clear()
        if self.comparisons is not None:
            self.comparisons.consulted.clear()

    def compare(self, signs: str, *sides: Any) -> Any:
        """A chain of comparisons: true, false, undecided or missing."""
        verdict: Any = True
        for name, left, right in zip(signs.split(","), sides[:-1], sides[1:], strict=True):
            verdict = self.both(verdict, self._pair(name, left, right))
        return verdict

    def _pair(self, name: str, left: Any, right: Any) -> Any:
        sign, operation = _SIGNS[name]
        for side in (left, right):
            if isinstance(side, Missing):
                return side
        try:
            result = operation(left, right)
        except TypeError:
            raise TypeError(f"{describe(left)} and {describe(right)} cannot be compared with `{sign}`") from None
        self.compared.append(f"{_side(left)} {sign} {_side(right)} is {'true' if result else 'false'}")
        if sign in ("<", ">", "<=", ">=") and _overlap(left, right):
            return Undecided(f"{_side(left)} and {_side(right)}")
        return bool(result)

    @staticmethod
    def both(left: Any, right: Any) -> Any:
        """`and` of two verdicts: false as soon as one is false, whatever the other."""
        verdicts = [_verdict(left), _verdict(right)]
        if any(verdict is False for verdict in verdicts):
            return False
        return next((verdict for verdict in verdicts if isinstance(verdict, Missing)),
                    next((verdict for verdict in verdicts if isinstance(verdict, Undecided)), True))  # fmt: skip

    @staticmethod
    def either(left: Any, right: Any) -> Any:
        """`or` of two verdicts: true as soon as one is true, whatever the other."""
        verdicts = [_verdict(left), _verdict(right)]
        if any(verdict is True for verdict in verdicts):
            return True
        return next((verdict for verdict in verdicts if isinstance(verdict, Missing)),
                    next((verdict for verdict in verdicts if isinstance(verdict, Undecided)), False))  # fmt: skip

    @staticmethod
    def negation(verdict: Any) -> Any:
        """`not` of a verdict; what is undecided or missing stays so."""
        verdict = _verdict(verdict)
        return not verdict if isinstance(verdict, bool) else verdict

    def remember(
        self, text: str, verdict: str, place: tuple[str, int], *, answers: Sequence[str], chosen: int = -1
    ) -> None:
        """Write down how a claim or an outcome came out, with all that was compared since it began."""
        compared, self.compared = self.compared, []
        studies = tuple(sorted(self.comparisons.consulted)) if self.comparisons is not None else ()
        self.verdicts.append(
            JudgedClaim(text, verdict, tuple(compared), *place, tuple(answers), chosen, studies, self.page)
        )

    def judge(self, condition: Any, given: list[str], text: str, where: str, place: tuple[str, int]) -> str:
        """The branch to say: `true`, `else`, `undecided` or `unmeasured`; `place` is the claim's file and offset.

        Raises:
            InputError: the branch that is needed is not given.
        """
        verdict = _verdict(condition)
        compared = list(self.compared)
        name = "unmeasured" if isinstance(verdict, Missing) else "undecided" if isinstance(verdict, Undecided) else (
            "true" if verdict else "false"
        )  # fmt: skip
        wanted = {"true": ["true"], "false": ["else"], "undecided": ["undecided", "else"]}.get(name, ["unmeasured"])
        said = next((given.index(branch) for branch in wanted if branch in given), -1)
        self.remember(text, name, place, answers=given, chosen=said)
        if verdict is True:
            return "true"
        if isinstance(verdict, Missing):
            if "unmeasured" in given:
                return "unmeasured"
            raise InputError(
                f"the claim `{text}` {where} cannot be judged: {verdict.message}",
                remedy=f"{verdict.remedy}, or give the claim an {{% unmeasured %}}",
            )
        if isinstance(verdict, Undecided):
            if "undecided" in given or "else" in given:
                return "undecided" if "undecided" in given else "else"
            raise InputError(
                f"the claim `{text}` {where} is within the uncertainty: {verdict.reason} overlap",
                remedy="say it with a hedge in an {% undecided %} or {% else %}, or compare `observed(…)` values "
                "and say that it holds for these samples",
            )
        if "else" in given:
            return "else"
        raise InputError(
            f"the results contradict the claim `{text}` {where}: "
            f"{'; '.join([*in_words(compared), *self._corrections()]) or 'it is false'}",
            remedy="change the sentence, or give the claim an {% else %}",
        )

    def _corrections(self) -> list[str]:
        """For how many comparisons that of this claim was corrected."""
        return self.comparisons.corrections(self.comparisons.consulted) if self.comparisons is not None else []

    def said(self, label: Callable[[], str], truth: bool, witnesses: Callable[[], list[str]]) -> None:
        """Remember what a claim function answered, and the figures that this rests on. Their words are made when
        somebody asks: most renderings are read by nobody who does."""

        def words() -> str:
            named = witnesses()
            grounds = f" ({', '.join(named)})" if named else ""
            return f"`{label()}` is {'true' if truth else 'false'}{grounds}"

        self.compared.append(words)


def in_words(grounds: Sequence[Ground]) -> list[str]:
    """What a verdict rests on, in words."""
    return [ground if isinstance(ground, str) else ground() for ground in grounds]


def observed(value: Any) -> Any:
    """A value without its interval: for a claim about these very samples and no others."""
    if not isinstance(value, Value):
        return value
    return Value(value.number, value.unit, value.causes, label=value.label)


def _verdict(value: Any) -> Any:
    if isinstance(value, Value):
        raise TypeError(f"{describe(value)} is a number and no claim; compare it with something")
    return value if isinstance(value, Missing | Undecided | bool) else bool(value)


def _overlap(left: Any, right: Any) -> bool:
    """Whether both sides have an interval and these touch."""
    if not isinstance(left, Value) or not isinstance(right, Value) or not left.interval or not right.interval:
        return False
    return left.interval[0] <= right.interval[1] and right.interval[0] <= left.interval[1]


def _side(value: Any) -> str:
    if not isinstance(value, Value):
        return str(value) if not isinstance(value, str) else repr(str.__str__(value))
    text = f"`{value.label}` ({plainly(value)}"
    if value.interval:
        low, high = (plainly(value.with_number(end)) for end in value.interval)
        text += f", between {low} and {high}"
    return text + ")"
