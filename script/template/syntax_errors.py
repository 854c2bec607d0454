"""What goes wrong in a template, in the words of one who writes a talk: Jinja's and Python's messages made plain."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

TAGS = (
    *("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "call", "endcall", "do"),
    *(
        "claim",
        "undecided",
        "unmeasured",
        "endclaim",
        "outcome",
        "when",
        "endoutcome",
        "include",
        "import",
        "from",
        "filter",
        "endfilter",
        "raw",
        "endraw",
    ),
    *("with", "endwith", "block", "endblock", "extends", "autoescape"),
)

_KINDS = {
    "Value": "a number of the results",
    "RecordText": "words of the results",
    "str": "a text",
    "MappedText": "a text",
    "WrittenValue": "a number that is written out already",
    "RecordView": "a record",
    "RunView": "a run",
    "StudyView": "a study",
    "Namespace": "a group of names",
    "list": "a list",
    "dict": "a table",
    "int": "a number",
    "float": "a number",
    "bool": "a truth value",
    "NoneType": "nothing",
}


_OWN = ("a claim ", "this claim ", "an outcome ", "this outcome ", "words stand ", "`")
"""How the messages of the project's own tags begin."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong, what to do, and where (an offset in the template) when it is not where it was noticed."""

    message: str
    remedy: str
    offset: int | None = None


def syntax_mistake(message: str, source: str, filters: Collection[str], tests: Collection[str]) -> Mistake:
    """A template that is not valid Jinja."""
    text = message.rstrip(".")
    if named := re.match(r"No (filter|test) named '(\w+)'", text):
        known = filters if named[1] == "filter" else tests
        return Mistake(
            f"no {named[1]} is called `{named[2]}`",
            _nearest(named[2], known) or f"docs/templates.md lists the {named[1]}s",
        )
    if named := re.match(r"Encountered unknown tag '(\w+)'", text):
        if named[1].startswith("end") and named[1] in TAGS:
            return Mistake(
                f"`{{% {named[1]} %}}` closes nothing", f"open it with {{% {named[1][3:]} %}}, or take it out"
            )
        return Mistake(f"no tag is called `{named[1]}`", _nearest(named[1], TAGS) or "docs/templates.md lists the tags")
    if named := re.match(r"Unexpected end of template.*closed is '(\w+)'", text):
        return Mistake(
            f"`{{% {named[1]} %}}` is not closed",
            f"close it with {{% end{named[1]} %}}",
            _opening(source, named[1]),
        )
    if text.startswith(_OWN):
        return Mistake(text, "docs/claims.md describes claims and outcomes")
    return Mistake(f"not valid Jinja: {text}", "mend the tag")


def expression_mistake(error: Exception) -> Mistake:
    """An expression that failed when it was worked out."""
    if isinstance(error, SyntaxError):
        return Mistake(f"Python cannot run this template: {error.msg}", "make it simpler: fewer blocks in each other")
    text = re.sub(r"\bscript\.\w+\.", "", str(error) or type(error).__name__)
    if kinds := re.match(r"unsupported operand type\(s\) for (\S+?):? '(\w+)' and '(\w+)'", text):
        remedy = (
            "join texts with `~`"
            if "str" in kinds.groups() or "RecordText" in kinds.groups()
            else "mend the expression"
        )
        return Mistake(f"`{kinds[1]}` does not work between {_kind(kinds[2])} and {_kind(kinds[3])}", remedy)
    if kinds := re.match(r"can only concatenate (\w+) \(not \"(\w+)\"\) to \w+", text):
        return Mistake(f"`+` does not work between {_kind(kinds[1])} and {_kind(kinds[2])}", "join texts with `~`")
    if kinds := re.match(r"'(\S+?)' not supported between instances of '(\w+)' and '(\w+)'", text):
        return Mistake(
            f"{_kind(kinds[2])} and {_kind(kinds[3])} cannot be compared", "compare numbers, or give a number here"
        )
    if kinds := re.match(r"'(\w+)' object is not (callable|iterable|subscriptable)", text):
        done = {"callable": "called", "iterable": "looped over", "subscriptable": "asked for a part"}[kinds[2]]
        return Mistake(f"{_kind(kinds[1])} cannot be {done}", "mend the expression at that place")
    if "` writes " in text or "needs a filter" in text:
        return Mistake(text, "docs/templates.md lists the filters by what they write")
    return Mistake(text, "mend the expression at that place")


def _nearest(name: str, known: Collection[str]) -> str:
    found = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(f'`{entry}`' for entry in found)}?" if found else ""


def _kind(name: str) -> str:
    return _KINDS.get(name, f"a {name}")


def _opening(source: str, tag: str) -> int | None:
    """Where the innermost `tag` that is still open was opened."""
    open_: list[int] = []
    for found in re.finditer(rf"{{%[-+]?\s*(end)?{tag}\b", source):
        if not found[1]:
            open_.append(found.start())
        elif open_:
            open_.pop()
    return open_[-1] if open_ else None
