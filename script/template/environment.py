# ruff: noqa: N802 - Jinja's visitor names its methods after its nodes
"""Jinja as a talk needs it: sandboxed, strict about names, measured, and aware of where each character was written."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.ext import do
from jinja2.lexer import TokenStream
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from plainspoken.base.errors import InputError
from plainspoken.script.template.claim_tag import ClaimJudge, Claims
from plainspoken.script.template.filters import TESTS, filters, measured, written
from plainspoken.script.template.outcome_tag import (
    MISSING,
    Outcomes,
    WhenBranch,
    answer,
    chosen_branch,
    figures_of,
)
from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.record_view import Namespace, RecordView, identifier, suggestion
from plainspoken.script.template.result_records import StudyView
from plainspoken.script.template.source_positions import MappedText, join, literal, made
from plainspoken.script.template.tag_offsets import TemplateTag, TemplateTags, placed_tokens
from plainspoken.script.template.template_limits import ITEMS, UsageMeter, check_length, check_operation
from plainspoken.script.template.values import SourceFact, Value, describe, scrubbed

LARGEST_TEMPLATE = 2_000_000
PHRASES = "plainspoken/phrases.j2"
"""The name under which a talk imports the ready phrases; no file of its own can have it."""
_STR_METHODS = frozenset({"startswith", "endswith", "upper", "lower", "strip", "title", "capitalize", "split"})
_COUNTERS = frozenset({"index", "index0", "revindex", "revindex0", "length", "depth"})
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


class TalkEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for a talk: sandboxed, strict, measured, and with places."""

    concat = staticmethod(join)
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])

    def __init__(self, folder: Path, sources: dict[str, str], ledger: Placeholders, meter: UsageMeter) -> None:
        environment = self

        class Unknown(_Unknown):
            known = environment

        super().__init__(
            undefined=Unknown,
            loader=_Loader(folder, sources),
            extensions=[Claims, Outcomes, do],
            keep_trailing_newline=True,
            optimized=False,
            cache_size=-1,
        )
        self.sources = sources
        self.ledger = ledger
        self.meter = meter
        self.judging = ClaimJudge()
        self.forced: dict[tuple[str, int], int] = {}
        self.compiled: dict[str, Any] = {}
        self.tags: dict[str, TemplateTags] = {}
        self._literals: list[MappedText] = []
        self.filters = {name: self._metered(function) for name, function in filters(ledger).items()}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS} | {"measured": measured}
        for name in ("lipsum",):
            self.globals.pop(name, None)
        self.globals["range"] = _range

    def _metered(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that counts as a step: `map` may call one for each of a hundred thousand numbers."""

        @functools.wraps(function)
        def filtered(*args: Any, **kwargs: Any) -> Any:
            self.meter.step()
            return function(*args, **kwargs)

        return filtered

    # what compiled templates call

    def put_literal(self, index: int) -> MappedText:
        """The literal text of that number."""
        text = self._literals[index]
        self.meter.step(len(text))
        return text

    def put(self, value: Any, file: str, start: int, length: int) -> MappedText:
        """What a `{{ … }}` writes, at the tag's own place unless the value brings one."""
        text = written(value, self.ledger)
        self.meter.step(len(text))
        if isinstance(text, MappedText):
            return text
        return made(text.encode("utf-8", "replace").decode("utf-8"), file, start, length)  # no lone surrogates

    def step(self) -> None:
        """One turn of a loop or call of a macro."""
        self.meter.step()

    def concatenate(self, *values: Any) -> str:
        """`a ~ b`."""
        texts = [written(value, self.ledger) for value in values]
        check_length(sum(map(len, texts)))
        return join(texts)

    def counted(self, value: Any, name: str) -> Any:
        """A loop's counter: a number that nobody typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return Value(value, "count", (SourceFact("config", f"loop.{name}"),))
        return value

    def begin_claim(self) -> None:
        """Forget what the claim before compared."""
        self.judging.begin()

    def answer(self, name: str, *args: Any, **options: Any) -> Any:
        """What a question of an outcome comes out as."""
        self.judging.compared += figures_of(args)
        return answer(self.globals, name, *args, **options)

    def choose(self, states: list[Any], branches: tuple[str, ...], begin: int, file: str) -> int:
        """The branch of an outcome to say."""
        tag = self.tags[file].around(begin - 1)
        text, where = self._tag_words(file, tag, "outcome")
        wish = self.forced.get((file, tag.start))
        if wish is not None:
            self.judging.remember(text, "true", (file, tag.start), answers=branches)
            return wish
        index, came = chosen_branch(states, [WhenBranch.of(words, len(states)) for words in branches], text, where)
        self.judging.remember(
            f"{text} is {came}", "unmeasured" if MISSING in came else "true", (file, tag.start),
            answers=branches, chosen=index,
        )  # fmt: skip
        return index

    def compare(self, signs: str, *sides: Any) -> Any:
        """A comparison within a claim."""
        return self.judging.compare(signs, *sides)

    def both(self, left: Any, right: Any) -> Any:
        """`and` within a claim."""
        return self.judging.both(left, right)

    def either(self, left: Any, right: Any) -> Any:
        """`or` within a claim."""
        return self.judging.either(left, right)

    def negation(self, verdict: Any) -> Any:
        """`not` within a claim."""
        return self.judging.negation(verdict)

    def judge(self, condition: Any, given: str, begin: int, file: str) -> str:
        """The branch of a claim to say."""
        tag = self.tags[file].around(begin - 1)
        text, where = self._tag_words(file, tag, "claim")
        branches = given.split(",")
        wish = self.forced.get((file, tag.start))
        if wish is not None:
            self.judging.remember(text, "true", (file, tag.start), answers=branches)
            return branches[wish]
        return self.judging.judge(condition, branches, text, where, (file, tag.start))

    def _tag_words(self, file: str, tag: TemplateTag, name: str) -> tuple[str, str]:
        """The condition in a tag, and where it stands, for a message."""
        source = self.sources[file]
        text = " ".join(re.sub(rf"^\{{%[-+]?\s*{name}\b|[-+]?%\}}$", "", source[tag.start : tag.end]).split())
        page = next(reversed(_HEADING.findall(source, 0, tag.start)), "")
        return text, f"on page {page!r}" if page else "before the first page"

    # what Jinja asks

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operation, unless its result would be huge."""
        check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Records by their own names; of a text, what makes no long text of it; of a value, nothing."""
        if isinstance(obj, str):
            return attr in _STR_METHODS
        if isinstance(obj, Value | WrittenValue):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """`str.format` is not for templates; no attribute of a text is wrapped."""
        return None

    def join_path(self, template: str, parent: str) -> str:
        """A name that begins with ./ or ../ is relative to the template that names it."""
        if not template.startswith(("./", "../")):
            return template
        steps = parent.split("/")[:-1]
        for step in template.split("/"):
            if step == "..":
                if not steps:
                    raise TemplateNotFound(template)
                steps.pop()
            elif step not in ("", "."):
                steps.append(step)
        return "/".join(steps)

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> Any:
        file = name or "template"
        try:
            tokens, self.tags[file] = placed_tokens(source, self.lexer)
        except TemplateSyntaxError as error:
            error.name, error.filename = name, filename
            error.lineno = _offset_of_line(source, error.lineno) + 1
            raise
        return TokenStream(self.lexer.wrap(iter(tokens), name, filename), name, filename)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _Placing(self, name or "template").visit(template)
        template.set_environment(self)
        return template

    def add_literal(self, text: str, file: str, offset: int) -> int:
        """Keep a literal text for `put_literal`."""
        self._literals.append(literal(scrubbed(text), file, offset))
        return len(self._literals) - 1


class _Placing(NodeTransformer):
    """Sends everything that a template writes through the environment, with its place."""

    def __init__(self, environment: TalkEnvironment, file: str) -> None:
        self.environment = environment
        self.file = file
        self.tags = environment.tags[file]

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [self._put(child) for child in node.nodes]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _call("concatenate", node.nodes, node.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, _step(node.lineno))
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, _step(node.lineno))
        return node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in _COUNTERS:
            return _call("counted", [node, nodes.Const(node.attr, lineno=node.lineno)], node.lineno)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.node, nodes.EnvironmentAttribute) and node.node.name in ("judge", "choose"):
            node.args.append(nodes.Const(self.file, lineno=node.lineno))
        return node

    def _put(self, child: nodes.Expr) -> nodes.Expr:
        if isinstance(child, nodes.TemplateData):
            index = self.environment.add_literal(child.data, self.file, child.lineno - 1)
            return _call("put_literal", [nodes.Const(index)], child.lineno)
        tag = self.tags.around(child.lineno - 1)
        place = [nodes.Const(self.file), nodes.Const(tag.start), nodes.Const(tag.end - tag.start)]
        return _call("put", [child, *place], tag.start + 1)


def _call(name: str, args: Iterable[nodes.Expr], lineno: int) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=lineno), list(args), [], None, None, lineno=lineno)


def _step(lineno: int) -> nodes.ExprStmt:
    return nodes.ExprStmt(_call("step", [], lineno), lineno=lineno)


class _Loader(BaseLoader):
    """Reads templates below the talk's folder and nowhere else."""

    def __init__(self, folder: Path, sources: dict[str, str]) -> None:
        self.folder = folder
        self.sources = sources

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's text; links that lead out of the folder are not followed."""
        if template not in self.sources:
            self.sources[template] = self._read(template)
        return self.sources[template], template, lambda: True

    def load(self, environment: Any, name: str, globals: Any = None) -> Any:
        """As Jinja's own, keeping the compiled template so that its places can be asked for."""
        template = super().load(environment, name, globals)
        environment.compiled[name] = template
        return template

    def _read(self, name: str) -> str:
        if name == PHRASES:
            return Path(__file__).with_name("phrases.j2").read_text(encoding="utf-8")
        if "\x00" in name or Path(name).is_absolute():
            raise TemplateNotFound(name)
        root = self.folder.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise TemplateNotFound(name)
        if path.stat().st_size > LARGEST_TEMPLATE:
            raise InputError("this template is too large", file=name, remedy="keep a template under 2 MB")
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("this is not UTF-8 text", file=name, remedy="save it as UTF-8") from None
        return text.replace("\r\n", "\n").replace("\r", "\n")


class _Unknown(StrictUndefined):
    """A name that is not there: any use of it is an error that names the nearest ones that are."""

    __slots__ = ()
    known: Any = None

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise self._error()

    def _error(self) -> InputError:
        name, obj = str(self._undefined_name), self._undefined_obj
        if self._undefined_hint:
            return InputError(self._undefined_hint, remedy="mend the expression at that place")
        if isinstance(obj, RecordView | StudyView | Namespace):
            remedy = suggestion(name, obj._names()) or "it has no parts"
            if repr(obj) == "constants":
                remedy = (
                    f"add it to [constants] in talk.toml; {remedy}"
                    if len(obj)
                    else "add it to [constants] in talk.toml"
                )
            return InputError(f"{obj!r} has no `{name}`", remedy=remedy)
        if obj is missing:
            return InputError(
                f"nothing is called `{name}`",
                remedy=_near(name, _known_names(self.known.globals))
                or "see docs/templates.md for the names that a template may use; "
                "a study has one when `plainspoken experiments run` has recorded it",
            )
        return InputError(f"{describe(obj)} has no `{name}`", remedy="mend the expression at that place")

    __iter__ = __str__ = __len__ = __bool__ = __hash__ = __contains__ = _fail_with_undefined_error
    __eq__ = __ne__ = __call__ = __getitem__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = (
        _fail_with_undefined_error
    )
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _fail_with_undefined_error
    __pos__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise self._error()


def _known_names(names: Mapping[str, Any]) -> dict[str, str]:
    """What a name may have been meant for, with how it is written: names, and runs by their own names."""
    known = {name: name for name in names if not name.startswith("_")}
    runs = {
        str(run): f"{study}.{identifier(str(run))}"
        for study, value in names.items()
        if isinstance(value, StudyView)
        for run in value._results.runs(value._name)
    }
    return {**runs, **known}


def _near(name: str, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name, known, n=3, cutoff=0.7)
    return f"did you mean {' or '.join(f'`{known[entry]}`' for entry in found)}?" if found else ""


def _range(*args: Any) -> range:
    numbers = range(*(int(arg) for arg in args))
    if len(numbers) > ITEMS:
        raise OverflowError(f"a range of more than {ITEMS:,} numbers is too long for a talk")
    return numbers


def _offset_of_line(source: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = source.find("\n", at) + 1 or len(source)
    return at
