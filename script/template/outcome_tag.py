"""`{% outcome compare(a, b) %}`: one flat block for every way that a result can come out.

    {% outcome compare(v3, v2) %}
    {% when better %}
    V3 does better than V2.
    {% when worse %}
    V3 does worse than V2.
    {% when unclear %}
    On the test, V3 and V2 are too close to call.
    {% endoutcome %}

`FAMILIES` holds the questions that may be asked and the answers to each. Every answer but `missing` must have its text,
which is checked when the template is read. Several questions stand between commas, and each `when` then gives an answer
to each of them; `any` stands for every answer, `or` joins answers, and the first `when` that fits is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from plainspoken.base.errors import InputError
from plainspoken.script.template.claim_tag import Undecided, watched
from plainspoken.script.template.number_formats import plainly
from plainspoken.script.template.values import Missing, Value, number_of

MISSING = "missing"
"""The answer when a run is not made yet, or did not measure what is asked. The only one that may be left out."""

ANY = "any"
Functions = Mapping[str, Any]


@dataclass(frozen=True)
class OutcomeFamily:
    """A question about results: its answers in the order in which they are looked for, and how one is found.

    `answer` is given the claim functions of the template by name, then the arguments; it returns one of `answers`, or
    `Missing`.
    """

    answers: tuple[str, ...]
    answer: Callable[..., Any]
    meaning: str


def _first(*tests: tuple[str, Any], otherwise: str) -> Any:
    """The first answer whose test is true; what is missing, when a test before it cannot be made."""
    for name, test in tests:
        if isinstance(test, Missing):
            return test
        if test:
            return name
    return otherwise


def _compare(ask: Functions, run: Any, other: Any, *more: Any, **options: Any) -> Any:
    return _first(
        ("better", ask["better"](run, other, *more, **options)),
        ("worse", ask["worse"](run, other, *more, **options)),
        otherwise="unclear",
    )


def _speed(ask: Functions, run: Any, other: Any) -> Any:
    return _first(("faster", ask["faster"](run, other)), ("slower", ask["faster"](other, run)), otherwise="unclear")


def _amount(ask: Functions, one: Any, other: Any) -> Any:
    for value in (one, other):
        if isinstance(value, Missing):
            return value
    a, b = number_of(one), number_of(other)
    return "more" if a > b else "less" if a < b else "same"


def _fit(ask: Functions, run: Any) -> Any:
    return _first(
        ("ahead", ask["validation_higher"](run)),
        ("strong", ask["strongly_overfits"](run)),
        ("overfits", ask["overfits"](run)),
        ("slight", ask["slightly_overfits"](run)),
        otherwise="none",
    )


def _gaps(ask: Functions, run: Any, other: Any) -> Any:
    return _first(
        ("more", ask["overfits_more"](run, other)), ("less", ask["overfits_more"](other, run)), otherwise="alike"
    )


def _chance(ask: Functions, run: Any, *more: Any, **options: Any) -> Any:
    return _first(
        ("above", ask["clearly_above_chance"](run, *more, **options)),
        ("just_above", ask["above_chance"](run, *more, **options)),
        ("below", ask["below_chance"](run, *more, **options)),
        otherwise="at",
    )


def _answers(ask: Functions, run: Any, *label: Any) -> Any:
    said = label[0] if label else ask["most_predicted"](run)
    if isinstance(said, Missing):
        return said
    return _first(
        ("mostly", ask["predicts_mostly"](run, said)),
        ("a_lot", ask["predicts_a_lot"](run, said)),
        ("often", ask["predicts_frequently"](run, said)),
        otherwise="even",
    )


def _convergence(ask: Functions, run: Any) -> Any:
    epoch = ask["convergence_epoch"](run)
    if isinstance(epoch, Missing):
        return epoch
    return _first(("early", ask["early_convergence"](run)), ("last", epoch == run.epochs), otherwise="middle")


def _holds(ask: Functions, condition: Any) -> Any:
    if isinstance(condition, Missing):
        return condition
    return "unclear" if isinstance(condition, Undecided) else "yes" if condition else "no"


FAMILIES: dict[str, OutcomeFamily] = {
    "compare": OutcomeFamily(
        ("better", "worse", "unclear"), _compare,
        'Two runs by the interval of their difference: `compare(a, b)`, `compare(a, b, "balanced_accuracy", "valid")`.',
    ),
    "speed": OutcomeFamily(("faster", "slower", "unclear"), _speed, "Two runs by the quartiles of their latency."),
    "amount": OutcomeFamily(
        ("more", "less", "same"), _amount, "Two numbers that are known exactly, such as parameters, bytes or counts."
    ),
    "fit": OutcomeFamily(
        ("strong", "overfits", "slight", "none", "ahead"), _fit,
        "How far training is ahead of validation: strongly, plainly, slightly or not; or validation is `ahead`.",
    ),
    "gaps": OutcomeFamily(("more", "less", "alike"), _gaps, "Whether a run overfits more than another."),
    "chance": OutcomeFamily(
        ("above", "just_above", "at", "below"), _chance,
        'A run beside a baseline: `chance(run)`, `chance(run, "uniform", "balanced_accuracy")`.',
    ),
    "answers": OutcomeFamily(
        ("mostly", "a_lot", "often", "even"), _answers,
        "How often a run gives its most common answer, or the class that is named: `answers(run)`.",
    ),
    "convergence": OutcomeFamily(
        ("early", "middle", "last"), _convergence, "When the validation loss came close to its lowest."
    ),
    "holds": OutcomeFamily(
        ("yes", "no", "unclear"), _holds, "Any condition that a claim may have, such as `holds(diagonal(run))`."
    ),
}  # fmt: skip
"""Every question by name. `unclear` of `holds` may be left out where the condition has no interval, as `no` is said."""

_OPTIONAL = {"holds": {"unclear"}}


@dataclass(frozen=True, slots=True)
class WhenBranch:
    """What one `{% when … %}` asks for: for each question the answers that fit."""

    fits: tuple[frozenset[str], ...]
    words: str

    @classmethod
    def of(cls, words: str, questions: int) -> WhenBranch:
        """The branch that `words` of a `when` name: answers joined by `or`, one group for each question."""
        groups = [frozenset(group.replace(" or ", " ").split()) for group in words.split(",")]
        return cls(tuple(groups * questions if groups == [{MISSING}] else groups), words)

    def holds(self, states: Sequence[str]) -> bool:
        """Whether it fits; what is missing is fitted by name alone."""
        if MISSING in states:
            return any(MISSING in fit for fit in self.fits)
        return all(state in fit or ANY in fit for state, fit in zip(states, self.fits, strict=True))


class Outcomes(Extension):
    """The block."""

    tags = {"outcome"}  # noqa: RUF012 - Jinja's own name and kind

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Read an outcome up to its `{% endoutcome %}`."""
        begin = next(parser.stream).lineno
        questions, branches = read_outcome(parser, begin)
        states = [
            _call("answer", [nodes.Const(name, lineno=begin), *_arguments(name, call)], begin, call.kwargs)
            for name, call in questions
        ]
        wanted = nodes.Const(tuple(branch.words for branch, _ in branches), lineno=begin)
        chosen = parser.free_identifier(lineno=begin)
        judged = _call("choose", [nodes.List(states, lineno=begin), wanted, nodes.Const(begin, lineno=begin)], begin)

        def when(index: int, body: list[nodes.Node]) -> nodes.If:
            test = nodes.Compare(chosen, [nodes.Operand("eq", nodes.Const(index))], lineno=begin)
            return nodes.If(test, body, [], [], lineno=begin)

        choice = when(0, branches[0][1])
        choice.elif_ = [when(index, body) for index, (_, body) in enumerate(branches) if index]
        opened = nodes.ExprStmt(_call("begin_claim", [], begin), lineno=begin)
        return [opened, nodes.Assign(chosen, judged, lineno=begin), choice]


def _arguments(name: str, call: nodes.Call) -> list[nodes.Expr]:
    """A question's arguments; the condition of `holds` is judged as that of a claim is."""
    return [watched(argument) for argument in call.args] if name == "holds" else call.args


def read_outcome(
    parser: Parser, begin: int
) -> tuple[list[tuple[str, nodes.Call]], list[tuple[WhenBranch, list[nodes.Node]]]]:
    """The questions and branches of an outcome, the stream standing behind its name."""
    if parser.stream.current.type == "block_end":
        parser.fail("an outcome needs a question, such as `compare(a, b)`", begin)
    asked = parser.parse_tuple()
    questions = [
        _question(parser, each, begin) for each in (asked.items if isinstance(asked, nodes.Tuple) else [asked])
    ]
    ends = ("name:when", "name:endoutcome")
    before = parser.parse_statements(ends)
    if any(not isinstance(node, nodes.Output) or _speaks(node) for node in before):
        parser.fail("words stand before the first {% when %} of this outcome", begin)
    branches: list[tuple[WhenBranch, list[nodes.Node]]] = []
    places: list[int] = []
    while (tag := next(parser.stream)).value != "endoutcome":
        places.append(tag.lineno)
        branch = _branch(parser, questions, tag.lineno)
        branches.append((branch, parser.parse_statements(ends)))
    _check_single(parser, questions, [branch for branch, _ in branches], places)
    _check_complete(parser, questions, [branch for branch, _ in branches], begin)
    return questions, branches


def _question(parser: Parser, node: nodes.Expr, begin: int) -> tuple[str, nodes.Call]:
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.node.name not in FAMILIES:
        parser.fail(f"an outcome asks one of {', '.join(f'{name}(…)' for name in FAMILIES)}", begin)
        raise AssertionError
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        parser.fail("an outcome takes plain arguments", begin)
    return node.node.name, node


def _branch(parser: Parser, questions: list[tuple[str, nodes.Call]], begin: int) -> WhenBranch:
    """The answers after `when`, up to the end of the tag."""
    words = []
    while parser.stream.current.type != "block_end":
        token = next(parser.stream)
        if token.type not in ("comma", "name"):
            parser.fail("`when` takes the names of answers, such as `better` or `worse or unclear`", begin)
        words.append("," if token.type == "comma" else token.value)
    branch = WhenBranch.of(" ".join(words).replace(" ,", ","), len(questions))
    if len(branch.fits) != len(questions):
        parser.fail(
            f"`when {branch.words}` gives {len(branch.fits)} of the {len(questions)} answers that are asked for", begin
        )
    for (name, _), fit in zip(questions, branch.fits, strict=True):
        known = (*FAMILIES[name].answers, MISSING, ANY)
        for answer in sorted(fit):
            if answer not in known:
                parser.fail(f"`{name}` never comes out as `{answer}`, but as {' or '.join(known[:-1])}", begin)
        if not fit:
            parser.fail("`when` names no answer", begin)
    return branch


def _check_single(
    parser: Parser, questions: list[tuple[str, nodes.Call]], branches: list[WhenBranch], places: list[int]
) -> None:
    """Stop at a `when` that is there twice: at the one that stands where another answer would be looked for."""
    for index, branch in enumerate(branches):
        first = next(at for at, other in enumerate(branches) if other.words == branch.words)
        if first == index:
            continue
        order = FAMILIES[questions[0][0]].answers
        expected = order[first] if len(questions) == 1 and first < len(order) else None
        wrong = first if expected is not None and expected not in branch.fits[0] else index
        parser.fail(f"this outcome has two {{% when {branch.words} %}}", places[wrong])


def _check_complete(
    parser: Parser, questions: list[tuple[str, nodes.Call]], branches: list[WhenBranch], begin: int
) -> None:
    """Stop where an answer has no text."""
    lacking = [
        ", ".join(states)
        for states in product(*(FAMILIES[name].answers for name, _ in questions))
        if not any(branch.holds(states) for branch in branches)
        and not any(state in _OPTIONAL.get(name, ()) for (name, _), state in zip(questions, states, strict=True))
    ]
    if lacking:
        listed = "; ".join(lacking[:4]) + (" and more" if len(lacking) > 4 else "")
        parser.fail(f"this outcome says nothing when it comes out as {listed}", begin)


def _speaks(node: nodes.Output) -> bool:
    return any(not isinstance(child, nodes.TemplateData) or child.data.strip() for child in node.nodes)


def _call(name: str, args: list[nodes.Expr], lineno: int, kwargs: list[nodes.Keyword] | None = None) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=lineno), args, kwargs or [], None, None, lineno=lineno)


def answer(ask: Functions, name: str, *args: Any, **options: Any) -> Any:
    """What a question comes out as: one of its answers, or `Missing`.

    Raises:
        TypeError: the arguments are not those that the question takes.
    """
    try:
        return FAMILIES[name].answer(ask, *args, **options)
    except TypeError as error:
        if "positional argument" in str(error) or "keyword argument" in str(error):
            raise TypeError(f"`{name}` cannot be asked so: {FAMILIES[name].meaning}") from None
        raise


def chosen_branch(states: Sequence[Any], branches: Sequence[WhenBranch], text: str, where: str) -> tuple[int, str]:
    """The index of the branch to say, and what came out.

    Raises:
        InputError: something is missing and no branch speaks of that, or `holds` is unclear and none does.
    """
    gone = next((state for state in states if isinstance(state, Missing)), None)
    names = [MISSING if isinstance(state, Missing) else state for state in states]
    for index, branch in enumerate(branches):
        if branch.holds(names):
            return index, ", ".join(names)
    if gone is not None:
        raise InputError(
            f"the outcome `{text}` {where} cannot be judged: {gone.message}",
            remedy=f"{gone.remedy}, or give it a {{% when missing %}}",
        )
    held = ["no" if name == "unclear" else name for name in names]
    for index, branch in enumerate(branches):
        if branch.holds(held):
            return index, ", ".join(names)
    raise InputError(
        f"the outcome `{text}` {where} comes out as {', '.join(names)}, which has no text",
        remedy="give it a {% when unclear %}",
    )


def figures_of(values: Sequence[Any]) -> list[str]:
    """The figures among a question's arguments, as a message names them."""
    return [f"`{value.label}` is {plainly(value)}" for value in values if isinstance(value, Value)]
