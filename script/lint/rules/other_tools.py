"""Rules about marks of other tools: what a file written for Marp, Slidev, pandoc and their like says in vain here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Source
from plainspoken.script.page.slide_tools import DROPPED_LINE, SLOT, fence_classes, settings_lines
from plainspoken.script.sources import is_template

_WHOLE_FORMULA = re.compile(r"[ \t]*\$\$.*\$\$[ \t]*")
_CLOSING = re.compile(r"</([A-Za-z][\w-]*)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
TICKS = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
KNOWN_DIVS = frozenset({"columns", "column", "notes", "optional", "incremental", "nonincremental"})
_OBEYED_TAGS = frozenset(
    ["sup", "sub", "br", "img", "del", "s", "strike", "p", "b", "i", "em", "strong", "u", "a", "code", "kbd"]
)
_SETTINGS = (
    (
        re.compile(
            r"(?<=[)\]`])\{(?!\s{0,9}(?:(?:focus|note)=\"[^\"\n]*\"\s{0,9}){1,2}\})"  # these two are our own
            r":?[ \t]*(?:[.#][\w:.-]+|[\w-]+=[^\s{}]+)[^{}\n]*\}"
        ),
        "is ignored here",
    ),
    (re.compile(r"(?<=\.)(\w{2,5})[ \t]+=\d{0,5}%?x\d{0,5}%?(?=\))"), "sets no size; the layout decides"),
    (
        re.compile(r"!\[(?:bg|fit|cover|contain|[wh]:|width:|height:)\b[^\]\n]*\]"),
        "holds settings of Marp, which are ignored",
    ),
    (
        re.compile(
            r"<!--[ \t]*(?:_?(?:class|backgroundColor|backgroundImage|color|header|footer|paginate|theme|size|style|"
            r"headingDivider|transition)[ \t]*:|\$\w+|\.(?:slide|element)\b).*?-->"
        ),
        "is a directive of another tool, and ignored",
    ),
    (re.compile(r"\[(?:click|next click)(?:[ \t]*\d{1,2})?\]", re.IGNORECASE), "is not said, and moves nothing"),
)
_WORDS = (
    (re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])"), "there is no emoji with this short name"),
    (re.compile(r"\[[^\[\]\n]{0,80}-?@[\w:.-]+[^\[\]\n]{0,80}\](?!\()"), "citations are not resolved"),
    (re.compile(r"(?<![=\w])==(?=[^\s=])[^=\n]+(?<=[^\s=])==(?![=\w])"), "== highlights nothing here"),
    (re.compile(r"%%[^%\n]+%%"), "a comment is written <!-- … -->"),
    (re.compile(r"\^\[[^\]\n]*\]"), "a footnote is written [^name], and its text [^name]: …"),
    (re.compile(r"\{\{[<%].*?[>%]\}\}"), "short codes of Quarto and Hugo are not run"),
    (
        re.compile(
            r"\\(?:begin|end|includegraphics|cite[pt]?|ref|label|text(?:bf|it|tt)|emph|[vh]space|section|item)\b[^\s]*"
        ),
        "LaTeX commands are understood in formulas only",
    ),
    (
        re.compile(r"^Notes?:(?=[ \t]+\S)", re.MULTILINE),
        "what follows is spoken; put notes between ::: notes and :::",
    ),
    (re.compile(r"^\*\[[^\]\n]+\]:", re.MULTILINE), "definitions of abbreviations are not supported"),
    (
        re.compile(r"^[ \t]*\+[-=:]{2,}(?:\+[-=:]{2,})*\+[ \t]*$"),
        "grid tables are not read; write rows between |",
    ),
    (re.compile(r"^\(@[\w-]*\)(?=[ \t])"), "example lists are not numbered; write 1. and 2."),
    (re.compile(r"^\.\.[ \t]+[\w-]+::.*$"), "directives of reStructuredText are not obeyed"),
    (re.compile(r"^#\+\w+.*$"), "keywords of Org mode are not obeyed"),
    (re.compile(r"(?<=# )\[fit\]|^\[\.[\w-]+(?::[^\]\n]*)?\]|^\^[ \t](?=\S)"), "marks of Deckset are not obeyed"),
    (
        re.compile(r"^<<<[ \t]+\S+", re.MULTILINE),
        "files are not included; quote code by `python from module:name`",
    ),
)
_LINE_BLOCK = (re.compile(r"^\|[ \t]+[^|]*$"), "line blocks are not read; a backslash at its end breaks a line")
_RULE_OF_TABLE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?")
_FILLED = (
    re.compile(r"\{\{(?![<%])[^{}\n]+\}\}|\{%[^{}\n]+%\}"),
    "only templates, whose names end in .md.j2, are filled with values",
)
_INLINE_FORMULA = re.compile(r"(?<![$\\\w])\$(?=[^\s$])[^$\n]*[\\^_{][^$\n]*(?<=[^\s$])\$(?![\d$])")
_SHOWN = re.compile(r"[ \t]*(?:[-*+>|]|\d{1,9}[.)][ \t]|#{1,6}[ \t])")
"""Items, headings, tables and quotations; of a paragraph, a formula is said."""
_TEMPLATE_MARKS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{(?![<%]).*?\}\}", re.DOTALL)
_VISIBLE = re.compile(r"[^\n]")
MOVING = re.compile(r"<(video|audio|iframe|object|embed|canvas|svg)\b[^<>]*>", re.IGNORECASE)


def _blanked_code(code: re.Match[str]) -> str:
    """Spaces for what stands between backticks; the last one stays, since settings may follow it."""
    return " " * (len(code[0]) - 1) + "`"


def _without_template_marks(file: str, text: str) -> str:
    """The text of a page with spaces for a template's comments, statements and expressions."""
    return _TEMPLATE_MARKS.sub(lambda mark: _VISIBLE.sub(" ", mark[0]), text) if is_template(file) else text


def lines_outside_code(file: str, text: str) -> Iterator[tuple[int, str]]:
    """Each line outside fenced code and formulas with its number; what stands between backticks, and a template's
    comments, statements and expressions, are blanked."""
    for line in _scanned(file, text):
        if line.is_prose:
            yield line.number, TICKS.sub(_blanked_code, line.text) if "`" in line.text else line.text


def unclosed_block(file: str, text: str) -> tuple[int, str, str] | None:
    """The line at which code or a formula begins that goes on to the end: its number, its text and the mark."""
    lines = list(_scanned(file, text))
    within = lines[-1].within
    return None if within is None else (within[0], lines[within[0] - 1].text, within[1])


class _ScannedLine(NamedTuple):
    """A line of a page, whether it is prose, and the code or formula that it leaves open: its first line, and mark."""

    number: int
    text: str
    is_prose: bool
    within: tuple[int, str] | None


def _scanned(file: str, text: str) -> Iterator[_ScannedLine]:
    fence, formula = "", False
    begun = 0
    for number, line in enumerate(_without_template_marks(file, text).split("\n"), 1):
        is_prose = False
        match = _FENCE.match(line)
        if match and not fence:
            fence, begun = match[1], number
        elif match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not line.strip(" \t`~"):
            fence = ""
        elif not fence and line.lstrip().startswith("$$") and line.count("$$") == 1:
            formula, begun = not formula, number
        elif not fence and formula and line.rstrip().endswith("$$"):
            formula = False
        else:
            is_prose = not fence and not formula and not _WHOLE_FORMULA.fullmatch(line)
        opened = fence or ("$$" if formula else "")
        yield _ScannedLine(number, line, is_prose, (begun, opened) if opened else None)


def misspelled(classes: Iterable[str]) -> str | None:
    """The name of a block of this format that a class of a `:::` line nearly is."""
    near = (get_close_matches(name, sorted(KNOWN_DIVS), 1, 0.75) for name in sorted(classes))
    return next((found[0] for found in near if found), None)


def place_of(file: str, line: int, start: int, end: int) -> Source:
    """A stretch of one line; `start` and `end` count from 0."""
    return Source(file=file, line=line, column=start + 1, end_line=line, end_column=end + 1)


def _short(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"


@rule(
    "PS701",
    "other-tools-setting",
    "source",
    severity="hint",
    bad="""
    ## One

    ![Accuracy by epoch, rising to 0.6](plot.png){width=50%}

    Here is how it learned.
    """,
    good="""
    ## One

    ![Accuracy by epoch, rising to 0.6](plot.png)

    Here is how it learned.
    """,
)
def other_tools_setting(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A setting of another tool changes nothing here.

    Sizes, classes, directives in comments, settings of a slide and pauses are passed over: the layout gives everything
    its place and size, and an item appears with the paragraph after it. `<!-- layout: NAME -->` chooses a layout.
    """
    lines = text.split("\n")
    tags: set[str] = set()
    closed = {name.lower() for name in _CLOSING.findall(text)}
    for number, line in lines_outside_code(file, text):
        bare, start = line.strip(), len(line) - len(line.lstrip())
        if not bare:
            continue
        if DROPPED_LINE.match(bare):
            yield Finding(
                "PS701", f"“{bare}” is neither shown nor obeyed", place_of(file, number, start, start + len(bare))
            )
        elif bare == "+++" and number == 1:
            what = "settings between +++ are ignored; title, author, date and lang are read between lines of ---"
            yield Finding("PS701", what, place_of(file, number, start, start + len(bare)))
        elif (
            bare.startswith(":::")
            and (classes := fence_classes(bare))
            and not classes & KNOWN_DIVS
            and not misspelled(classes)
        ):
            what = f"“{_short(bare)}” changes nothing here; what it holds is kept"
            yield Finding("PS701", what, place_of(file, number, start, start + len(bare)))
        elif (slot := SLOT.match(bare)) and slot[1] not in ("left", "right", "default"):
            yield Finding("PS701", f"“{bare}” names no column here", place_of(file, number, start, start + len(bare)))
        elif bare == "---" and (count := settings_lines(lines[number : number + 40])):
            what = "the settings below this line belong to another tool and are ignored"
            if number == 1:
                keys = {key for each in lines[1:count] if (key := each.partition(":")[0].strip()) and each[0].isalpha()}
                what = "only title, author, date, lang, minutes and words_per_minute are read from these settings"
                count = len(keys - {"title", "author", "date", "lang", "language"})
            if count:
                yield Finding("PS701", what, place_of(file, number, start, start + len(bare)))
        for pattern, why in _SETTINGS:
            for match in pattern.finditer(line):
                yield Finding("PS701", f"“{_short(match[0].strip())}” {why}", place_of(file, number, *match.span()))
        for match in re.finditer(r"(?<!\()<([A-Za-z][\w-]*)(?:\s[^<>]*)?>", line):
            name = match[1].lower()
            if name not in _OBEYED_TAGS and name not in tags and not MOVING.match(match[0]) and "://" not in match[0]:
                tags.add(name)
                if name not in ("script", "style"):
                    kept = (
                        "the text in it is kept"
                        if name in closed
                        else f"to show it, write `<{name}>` or &lt;{name}&gt;"
                    )
                    what = f"the tag <{name}> is removed; {kept}"
                    yield Finding("PS701", what, place_of(file, number, *match.span()))


def _rows_of_tables(lines: list[str]) -> frozenset[int]:
    """The numbers of the lines that are rows of a table: those around a row of hyphens, up to an empty line."""
    found: set[int] = set()
    end = 0
    for at, line in enumerate(lines):
        if at >= end and _RULE_OF_TABLE.fullmatch(line) and at and lines[at - 1].strip():
            end = next((place for place in range(at, len(lines)) if not lines[place].strip()), len(lines))
            found.update(range(at, end + 1))
    return frozenset(found)


@rule(
    "PS702",
    "other-tools-mark",
    "source",
    bad="""
    ## One

    - as others found [@smith2020]

    Here is how it learned.
    """,
    good="""
    ## One

    - as [others](https://example.org) found

    Here is how it learned.
    """,
)
def other_tools_mark(file: str, text: str, manuscript: LintedScript) -> Iterator[Finding]:
    """A mark of another tool would be shown, or said, as it is written.

    Short names of emoji, citations, highlights, short codes, commands of LaTeX and the like are words here. Write what
    should be seen and heard instead.
    """
    rows = _rows_of_tables(text.split("\n")) if "\n|" in text else frozenset()
    for number, line in lines_outside_code(file, text):
        if "$" in line:
            for match in _INLINE_FORMULA.finditer(line) if _SHOWN.match(line) else ():
                what = f"the formula {_short(match[0])} is shown as written; it is drawn between lines of $$"
                yield Finding("PS702", what, place_of(file, number, *match.span()))
            line = _INLINE_FORMULA.sub(lambda formula: " " * len(formula[0]), line)
        words = _WORDS if is_template(file) else (*_WORDS, _FILLED)
        if line.startswith("|") and number not in rows:
            words = (*words, _LINE_BLOCK)
        for pattern, why in words:
            for match in pattern.finditer(line):
                what = f"“{_short(match[0].strip())}” is shown as written: {why}"
                yield Finding("PS702", what, place_of(file, number, *match.span()))
