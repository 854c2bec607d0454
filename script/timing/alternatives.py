"""Wordings and passages that may give way: `{~ long | short ~}` and `::: optional 2` … `:::`.

They are found in the rendered text, before it is cut into blocks, and taken so that the talk fits its seconds
(`plainspoken.script.timing.knapsack`); what is taken keeps its place in the author's file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plainspoken.base.errors import InputError
from plainspoken.script.page.blocks import read_blocks
from plainspoken.script.page.inline_marks import read_inline
from plainspoken.script.template.placeholders import Placeholders
from plainspoken.script.template.source_positions import (
    MARKER_FIRST,
    Locator,
    MappedText,
    join,
    line_and_column,
    literal,
)
from plainspoken.script.timing.knapsack import Choice, ChoiceOption, ChoicesTaken, fit

_MARKS = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})|^[ \t]*:::+[ \t]*(?P<div>[^\n]*?)[ \t]*$|(?P<open>\{~)|(?P<ticks>`+)", re.MULTILINE
)
_WORDING = re.compile(r"\{~|~\}|\||\n[ \t]*\n")
_OPTIONAL = re.compile(r"optional(?:[ \t]+(\d{1,3}))?$")
_UNSPOKEN_LINE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|[-*+>|][ \t]|\d{1,9}[.)][ \t])")


DEEPEST = 20
"""How many passages may stand in each other."""
ROUNDS = 8
"""How often a choice that measures too long is made again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """`{~ … | … ~}` from `start` to `end`; each option is the (start, end) of its words."""

    start: int
    end: int
    options: tuple[tuple[int, int], ...]
    spoken: bool


@dataclass(frozen=True, slots=True)
class OptionalPassage:
    """`::: optional N` … `:::`; `body` is what stands between, `inner` its choices."""

    start: int
    end: int
    body: tuple[int, int]
    priority: int
    inner: tuple[Wording | OptionalPassage, ...]


Alternative = Wording | OptionalPassage


@dataclass(slots=True)
class RenderedText:
    """One rendered file with its alternatives."""

    name: str
    text: str
    plain: str
    start: int
    locator: Locator
    found: tuple[Alternative, ...]

    def cut(self, start: int, end: int) -> str:
        """A part of it, with its places."""
        return (
            self.text[start:end]
            if isinstance(self.text, MappedText)
            else literal(self.plain[start:end], self.name, start)
        )


def find_choices(text: str, name: str, sources: Mapping[str, str], start: int = 0) -> RenderedText:
    """The alternatives of one rendered text, from `start` on.

    Raises:
        InputError: a passage does not end.
    """
    plain = str.__str__(text)
    locator = Locator(text, sources, name)
    stack: list[tuple[int, int, int | None, list[Alternative]]] = []
    found: list[Alternative] = []
    at = start
    while match := _MARKS.search(plain, at):
        at = match.end()
        if match["fence"]:
            at = _after_fence(plain, match)
        elif match["ticks"]:
            paragraph = plain.find("\n\n", at)
            close = re.compile(rf"(?<!`){match['ticks']}(?!`)").search(
                plain, at, paragraph if paragraph >= 0 else len(plain)
            )
            at = close.end() if close else at
        elif match["open"]:
            wording = _wording(plain, match.start())
            if wording is not None:
                (stack[-1][3] if stack else found).append(wording)
                at = wording.end
        else:
            after = min(match.end() + 1, len(plain))
            if match["div"]:
                optional = _OPTIONAL.match(match["div"])
                priority = int(optional[1] or 1) if optional else None
                if len(stack) >= DEEPEST:
                    raise _misplaced("passages stand too deep in each other", "flatten them", locator, match.start())
                stack.append((match.start(), after, priority, []))
            elif stack:
                begin, body, priority, inner = stack.pop()
                outer = stack[-1][3] if stack else found
                if priority is None:
                    outer.extend(inner)
                else:
                    outer.append(OptionalPassage(begin, after, (body, match.start()), priority, tuple(inner)))
    for begin, _, priority, inner in reversed(stack):
        if priority is not None:
            raise _misplaced("this optional passage does not end", "close it with a line of :::", locator, begin)
        found.extend(inner)
    return RenderedText(name, text, plain, start, locator, tuple(sorted(found, key=lambda choice: choice.start)))


def _misplaced(message: str, remedy: str, locator: Locator, at: int) -> InputError:
    place = locator.source(at, at + 1)
    return InputError(message, remedy=remedy, file=place.file, line=place.line, column=place.column)


@dataclass(frozen=True)
class TimeAllowed:
    """What the texts may take, and how that is found out.

    Attributes:
        seconds: the time allowed.
        words: the words allowed, where the script sets such a limit of its own.
        price: about how many seconds a stretch of shown words costs.
        page: about how many seconds a page more costs, beside its words.
        measure: how many seconds texts take as a whole, and how many words they have.
    """

    seconds: float
    words: int | None
    price: Callable[[str], float]
    page: float
    measure: Callable[[Mapping[str, str]], tuple[float, int]]

    def cost_ms(self, seconds: float, words: int) -> int:
        """Milliseconds, or where words are scarcer than time, the words' share of the time allowed."""
        if self.words:
            seconds = max(seconds, words * self.seconds / self.words)
        return round(1000 * seconds)

    def priced_ms(self, words: str, pages: int = 0) -> int:
        """What shown words and pages cost."""
        return self.cost_ms(self.price(words) + pages * self.page, len(words.split()))

    def measured_ms(self, texts: Mapping[str, str]) -> int:
        """What texts take."""
        return self.cost_ms(*self.measure(texts))


def resolve(
    texts: Sequence[RenderedText], allowed: TimeAllowed, ledger: Placeholders | None
) -> tuple[dict[str, str], ChoicesTaken]:
    """The texts with their alternatives taken, so that saying them is within what is allowed and keeps the most.

    Returns each file's text, with its places, and what was taken.
    """
    choices = [_choice(text, choice, allowed, ledger) for text in texts for choice in text.found]
    limit = budget = allowed.cost_ms(allowed.seconds, 0)
    best = {choice.id: 0 for choice in _everything(choices)}
    whole = allowed.measured_ms(_taken(texts, best))
    fixed = whole - sum(map(_cost, choices))
    # A wording's price is only about what it costs in its place: measure, and take less.
    for _ in range(ROUNDS):
        fitted = fit(choices, budget, fixed=max(fixed, 0))
        taken = _taken(texts, fitted.taken)
        excess = (whole if fitted.taken == best else allowed.measured_ms(taken)) - limit
        if excess <= 0 or not fitted.fits:
            break
        budget = min(budget, fitted.cost) - excess
    return taken, fitted


def everything(texts: Sequence[RenderedText]) -> dict[str, str]:
    """The texts with the first of all wordings and with all passages, whatever time they take."""
    return _taken(texts, {})


def _wording(plain: str, start: int) -> Wording | None:
    """The wording that begins at `start`, or None when it does not end before the paragraph does."""
    bars: list[int] = []
    at = start + 2
    while match := _WORDING.search(plain, at):
        at = match.end()
        if match[0] == "|":
            bars.append(match.start())
        elif match[0] == "~}":
            edges = [start + 2, *bars, match.start()]
            options = tuple(
                _trimmed(plain, left + (index > 0), right) for index, (left, right) in enumerate(pairwise(edges))
            )
            line = plain.rfind("\n", 0, start) + 1
            return Wording(start, at, options, _UNSPOKEN_LINE.match(plain, line) is None)
        else:
            return None
    return None


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    text = plain[start:end]
    return (
        (start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())) if text.strip() else (end, end)
    )


def _after_fence(plain: str, match: re.Match[str]) -> int:
    fence = match["fence"]
    body = plain.find("\n", match.end())
    if body < 0:
        return len(plain)
    close = re.compile(rf"^[ \t]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE).search(plain, body)
    return close.end() if close else len(plain)


def _choice(text: RenderedText, found: Alternative, allowed: TimeAllowed, ledger: Placeholders | None) -> Choice:
    """A choice for the solver, its options priced in milliseconds."""
    if isinstance(found, Wording):
        options = tuple(
            ChoiceOption(
                allowed.priced_ms(_shown(text.plain[slice(*option)], ledger)) if found.spoken else 0,
                _label(text, option, ledger),
            )
            for option in found.options
        )
        return Choice(_id(text, found), options)
    inner = tuple(_choice(text, choice, allowed, ledger) for choice in found.inner)
    parts, at = [], found.body[0]
    for choice in found.inner:
        parts.append(text.plain[at : choice.start])
        at = choice.end
    parts.append(text.plain[at : found.body[1]])
    body = "".join(parts)
    headings = sum(block.kind == "heading" for block in read_blocks(body).blocks)
    cost = allowed.priced_ms(_paragraphs(body, ledger), headings)
    return Choice(_id(text, found), (ChoiceOption(cost, inner=inner), ChoiceOption(0)), found.priority)


def _id(text: RenderedText, found: Alternative) -> str:
    """Where the author wrote it, and where it came out, so that a loop's turns have names of their own."""
    at = text.locator.source(found.start, found.start + 1)
    line, _ = line_and_column(text.plain, found.start)
    turn = f" (line {line} of the rendered page)" if isinstance(text.text, MappedText) and line != at.line else ""
    return f"{at.file}:{at.line}:{at.column}{turn}"


def _label(text: RenderedText, option: tuple[int, int], ledger: Placeholders | None) -> str:
    words = text.plain[slice(*option)]
    words = " ".join((ledger.shown(words) if ledger else words).split())
    return words if len(words) <= 40 else words[:39] + "…"


def _everything(choices: Sequence[Choice]) -> Iterator[Choice]:
    for choice in choices:
        yield choice
        for option in choice.options:
            yield from _everything(option.inner)


def _cost(choice: Choice) -> int:
    """What a choice costs at its best."""
    return choice.options[0].cost + sum(map(_cost, choice.options[0].inner))


def _taken(texts: Sequence[RenderedText], taken: Mapping[str, int]) -> dict[str, str]:
    """Each text with the options of `taken`; a choice that is not named is at its best."""
    return {text.name: join(_pieces(text, text.found, text.start, len(text.plain), taken)) for text in texts}


def _pieces(
    text: RenderedText, found: Sequence[Alternative], start: int, end: int, taken: Mapping[str, int]
) -> Iterator[str]:
    at = start
    for choice in found:
        yield text.cut(at, choice.start)
        at = choice.end
        option = taken.get(_id(text, choice), 0)
        if isinstance(choice, Wording):
            yield text.cut(*choice.options[min(option, len(choice.options) - 1)])
        elif option == 0:
            yield from _pieces(text, choice.inner, *choice.body, taken)
    yield text.cut(at, end)


def spoken_words(text: RenderedText, ledger: Placeholders | None) -> int:
    """About how many words of a file are spoken, all of its alternatives counted."""
    plain = text.plain[text.start :]
    heading = next((block for block in read_blocks(plain).blocks if block.kind == "heading"), None)
    return len(_paragraphs(plain[heading.start if heading else 0 :], ledger).split())


def _paragraphs(text: str, ledger: Placeholders | None) -> str:
    """What is spoken of a text, as it is shown: its paragraphs."""
    plain = str.__str__(text)
    paragraphs = (
        block for block in read_blocks(plain, indented_code=ledger is None).blocks if block.kind == "paragraph"
    )
    lines = (" ".join(plain[start:end] for start, end in block.lines) for block in paragraphs)
    return " ".join(_shown(line, ledger) for line in lines)


def _shown(raw: str, ledger: Placeholders | None) -> str:
    """Text without its marks, values written out."""
    text = read_inline(raw).text
    if ledger is not None and text and max(text) >= chr(MARKER_FIRST):
        text = "".join(phrase.captioned if (phrase := ledger.phrase(char)) else char for char in text)
    return text
