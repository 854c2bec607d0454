"""Break lines of Python that are wider than a slide, as a formatter would: at the brackets, then one part a line.

Sources are written for screens of 120 columns, slides hold 72. Only lines that are too wide are touched; the code stays
the same to the letter but for spaces, line breaks and commas before a closing bracket.
"""

from __future__ import annotations

import ast
import io
import keyword
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 72
"""Columns that a slide holds at a size that can be read."""

_LONGEST_COMMENT = 4
"""Lines of a comment that are broken anew; one that would be longer is left as it is."""

_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_BETWEEN = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.ENDMARKER})
_STRINGS = frozenset(
    number for number, name in tokenize.tok_name.items() if name == "STRING" or name.startswith(("FSTRING", "TSTRING"))
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token with the space that stands before it."""

    text: str
    space: str


def fold(lines: Sequence[str], width: int = WIDTH) -> list[str]:
    """`lines` of Python with none wider than `width`, where breaking at brackets can do it.

    The head of a function that was broken over several lines is joined where it fits. Lines that are no Python are
    left as they are.
    """
    text = "\n".join(lines)
    if all(len(line) <= width for line in lines) and not _broken_head(lines):
        return list(lines)
    try:
        folded = [line for logical in _logical(text) for line in _folded(logical, lines, width)]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return list(lines)
    return folded if _same("\n".join(folded), text) else list(lines)


def _broken_head(lines: Sequence[str]) -> bool:
    return any(line.lstrip().startswith(("def ", "async def ")) and line.rstrip().endswith("(") for line in lines)


def _same(after: str, before: str) -> bool:
    """Whether two texts are the same program; fragments that are no whole program are taken at their tokens."""
    try:
        return ast.dump(ast.parse(after)) == ast.dump(ast.parse(before))
    except (SyntaxError, ValueError):
        return list(_bare(after)) == list(_bare(before))


def _bare(text: str) -> Iterator[str]:
    pending = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _BETWEEN or token.type == tokenize.COMMENT:
            continue
        if pending and token.string not in _CLOSE:
            yield pending
        pending = "," if token.string == "," else ""
        if not pending:
            yield token.string


def _logical(text: str) -> Iterator[list[tokenize.TokenInfo]]:
    """The tokens of each logical line; empty lines and comments by themselves are lines of their own."""
    line: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            continue
        line.append(token)
        alone = token.type == tokenize.NL and all(each.type in (tokenize.COMMENT, tokenize.NL) for each in line)
        if token.type == tokenize.NEWLINE or alone:
            yield line
            line = []
    if line:
        yield line


def _folded(tokens: list[tokenize.TokenInfo], lines: Sequence[str], width: int) -> list[str]:
    """One logical line, broken anew where it has to be."""
    first, last = tokens[0].start[0], tokens[-1].start[0]
    own = list(lines[first - 1 : last])
    words = [token for token in tokens if token.type not in _BETWEEN]
    comments = [token for token in words if token.type == tokenize.COMMENT]
    head = len(own) > 1 and words and words[0].string in ("def", "async")
    if not words or (all(len(line) <= width for line in own) and not head):
        return own
    if any(token.type in _STRINGS and token.end[0] > token.start[0] for token in words):
        return own
    indent = words[0].start[1]
    above: list[str] = []
    if comments:
        if len(comments) > 1 or comments[0] is not words[-1]:
            return own
        above = _comment(words.pop().string, indent, width)
    folded = _set(_spaced(words), indent, width) if words else []
    return [*above, *folded] if len(above) <= _LONGEST_COMMENT else own


def _comment(text: str, indent: int, width: int) -> list[str]:
    """A comment on lines of its own."""
    mark = " " * indent + "# "
    return textwrap.wrap(text.lstrip("#! "), max(width, indent + 20), initial_indent=mark, subsequent_indent=mark)


def _spaced(words: list[tokenize.TokenInfo]) -> list[_Token]:
    """The tokens with the spaces between them as on one line; commas that only ended a broken line go."""
    found: list[_Token] = []
    for place, token in enumerate(words):
        before = words[place - 1] if place else None
        if before is None:
            space = ""
        elif token.start[0] != before.end[0]:
            space = "" if before.string in _OPEN or token.string in _CLOSE else " "
            if token.string in _CLOSE and before.string == "," and _goes(words, place - 1):
                found.pop()
        else:
            space = token.line[before.end[1] : token.start[1]]
        found.append(_Token(token.string, space))
    return found


def _goes(words: list[tokenize.TokenInfo], comma: int) -> bool:
    """Whether the comma before a closing bracket changes nothing: not that of a tuple of one."""
    depth = commas = 0
    for place in range(comma - 1, -1, -1):
        text = words[place].string
        if text in _CLOSE:
            depth += 1
        elif text in _OPEN and depth:
            depth -= 1
        elif text in _OPEN:
            before = words[place - 1].string if place else ""
            called = text == "(" and (before in _CLOSE or (before.isidentifier() and not keyword.iskeyword(before)))
            return commas > 0 or called or text == "{"
        elif text == "," and not depth:
            commas += 1
    return False


def _set(tokens: list[_Token], indent: int, width: int) -> list[str]:
    """The lines of a logical line, broken at the last bracket that makes it fit, then within."""
    flat = _text(tokens)
    if indent + len(flat) <= width:
        return [" " * indent + flat]
    fitting = []
    for start, end in reversed(_pairs(tokens)):
        head, tail = _text(tokens[: start + 1]), _text(tokens[end:])
        if indent + max(len(head), len(tail)) <= width:
            fitting.append((" " in tail or _is_operand(tokens, start), start, end))
    value = _value(tokens)
    if value and all(loose for loose, *_ in fitting):
        inner = _inner(tokens[value:], indent + 4, width)
        if max(map(len, inner)) <= width:
            return [f"{' ' * indent}{_text(tokens[:value])} (", *inner, " " * indent + ")"]
    for _, start, end in sorted(fitting, key=lambda fit: fit[0]):
        head, tail = _text(tokens[: start + 1]), _text(tokens[end:])
        return [" " * indent + head, *_inner(tokens[start + 1 : end], indent + 4, width), " " * indent + tail]
    return [" " * indent + flat]


def _value(tokens: list[_Token]) -> int:
    """Where the value of an assignment or a `return` begins; 0 for any other line."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth == 0 and (token.text in ("=", "+=", "return") and place + 1 < len(tokens)):
            return place + 1
    return 0


def _is_operand(tokens: list[_Token], bracket: int) -> bool:
    """Whether a bracket opens after a sign of arithmetic, so that breaking there would tear a sum apart."""
    before = tokens[bracket - 1].text if bracket else ""
    return before in ("+", "-", "*", "/", "//", "@", "%", "&", "|", "and", "or", "not", "else", "if")


def _inner(tokens: list[_Token], indent: int, width: int) -> list[str]:
    """What stands between two brackets: on one line, or a part a line."""
    if indent + len(_text(tokens)) <= width:
        return [" " * indent + _text(tokens)]
    parts, comma = _parts(tokens)
    if len(parts) == 1:
        return _set(tokens, indent, width)
    found: list[str] = []
    for part in parts:
        lines = _set(part, indent, width)
        found += [*lines[:-1], lines[-1] + ("," if comma else "")]
    return found


def _parts(tokens: list[_Token]) -> tuple[list[list[_Token]], bool]:
    """The tokens cut at their commas, or before the loosest of `for`, `if`, `or`, `and`, `+`, `*` and their like; and
    whether commas were taken out."""
    depth = 0
    cuts: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth:
            continue
        if token.text in ("lambda", "yield"):
            return [tokens], False
        kind = _KINDS.get(token.text)
        if kind and place and (kind not in "+*" or tokens[place - 1].text in _CLOSE or _is_word(tokens[place - 1])):
            cuts.setdefault(kind, []).append(place)
    if "for" in cuts:
        return _cut(tokens, sorted(cuts["for"] + cuts.get("if", [])), drop=False), False
    if "," in cuts:
        return [part for part in _cut(tokens, cuts[","], drop=True) if part], True
    loosest = next((kind for kind in ("if", "or", "and", "+", "*") if kind in cuts), None)
    return (_cut(tokens, cuts[loosest], drop=False), False) if loosest else ([tokens], False)


def _is_word(token: _Token) -> bool:
    """Whether a token is a name, a number or a string, so that a sign after it stands between two values."""
    return (token.text[0].isalnum() or token.text[0] in "_'\"") and not keyword.iskeyword(token.text)


_KINDS = {
    **{word: word for word in (",", "for", "or", "and", "if")},
    "else": "if",
    **dict.fromkeys("+-|&^", "+"),
    **dict.fromkeys(("*", "/", "//", "@", "%"), "*"),
}


def _cut(tokens: list[_Token], places: list[int], *, drop: bool) -> list[list[_Token]]:
    edges = [0, *places, len(tokens)]
    parts = [tokens[left:right] for left, right in pairwise(edges)]
    return [part[1:] if drop and number else part for number, part in enumerate(parts)]


def _pairs(tokens: list[_Token]) -> list[tuple[int, int]]:
    """The outermost pairs of brackets that hold something."""
    found, stack = [], []
    for place, token in enumerate(tokens):
        if token.text in _OPEN:
            stack.append(place)
        elif token.text in _CLOSE and stack:
            start = stack.pop()
            if not stack and place > start + 1:
                found.append((start, place))
    return found


def _text(tokens: Sequence[_Token]) -> str:
    return "".join(token.space + token.text for token in tokens).lstrip()
