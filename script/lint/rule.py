"""The registry of rules: each a function with a code, a name, a documentation and two examples that are tests.

A rule looks at a passage (one stretch of text), at a page, at the whole talk as its pages go by, or at a file.
`words` names lower-case words of which the text must hold at least one before the rule is called at all: this is
what keeps a file of a million words fast with many rules.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Severity

Scope = Literal["passage", "page", "talk", "source", "ignores"]

GROUPS = {
    "PS0": "the linter itself",
    "PS1": "results",
    "PS2": "budget",
    "PS3": "words",
    "PS4": "structure",
    "PS5": "speech",
    "PS6": "arithmetic",
    "PS7": "other tools",
}
TIMED = frozenset({"PS205"})
"""Rules that need spoken form and syllables, which take time."""
_MODULES = (
    "ignore_comments",
    "untraced_numbers",
    "time_limits",
    "wording",
    "grammar",
    "terminology",
    "spelling",
    "page_structure",
    "direction_lines",
    "ambiguous_numbers",
    "hard_to_say",
    "pace",
    "claims_of_results",
    "quoted_values",
    "plain_arithmetic",
    "other_tools",
    "not_shown",
    "broken_marks",
    "slide_faults",
)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: `PS` and three digits, the first naming the group; never reused for something else.
        name: a few words with hyphens, accepted wherever the code is.
        check: the function; its docstring is the rule's documentation.
        default: whether the rule is on when nothing is selected. Only rules of high precision are.
        kinds: for passages, which kinds of text it looks at.
        bad, good: a script that has the finding, and one that has not; both are run by the tests.
        needs: what the examples need to be run beyond a plain file.
        config: the `talk.toml` of the examples, where they need one.
    """

    code: str
    name: str
    scope: Scope
    check: Callable[..., Any]
    severity: Severity
    default: bool
    kinds: frozenset[str]
    words: frozenset[str]
    bad: str
    good: str
    needs: Literal["nothing", "results", "words-plus", "slides"] = "nothing"
    fixable: Literal["no", "safe", "unsafe"] = "no"
    config: str = ""

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.documentation.split("\n", 1)[0]

    @property
    def documentation(self) -> str:
        """What the rule finds, why it matters and what to do, as Markdown."""
        return inspect.getdoc(self.check) or ""

    @property
    def group(self) -> str:
        """The name of the rule's group."""
        return GROUPS[self.code[:3]]


_RULES: dict[str, Rule] = {}

SPOKEN = ("beat",)
TEXT = ("beat", "title", "bullet", "quote", "cell", "caption")

Check = Callable[..., Any]


def rule(
    code: str,
    name: str,
    scope: Scope,
    *,
    bad: str,
    good: str,
    severity: Severity = "warning",
    default: bool = True,
    kinds: Iterable[str] = SPOKEN,
    words: Iterable[str] = (),
    needs: Literal["nothing", "results", "words-plus", "slides"] = "nothing",
    fixable: Literal["no", "safe", "unsafe"] = "no",
    config: str = "",
) -> Callable[[Check], Check]:
    """Register the decorated function (or, for scope `talk`, class) as a rule."""

    def register(check: Check) -> Check:
        if code in _RULES and _RULES[code].check.__qualname__ != check.__qualname__:
            raise ValueError(f"{code} is taken by {_RULES[code].name}")
        _RULES[code] = Rule(
            code,
            name,
            scope,
            check,
            severity,
            default,
            frozenset(kinds),
            frozenset(words),
            inspect.cleandoc(bad) + "\n",
            inspect.cleandoc(good) + "\n",
            needs,
            fixable,
            inspect.cleandoc(config),
        )
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Every rule by code, in order."""
    for module in _MODULES:
        importlib.import_module(f"plainspoken.script.lint.rules.{module}")
    return dict(sorted(_RULES.items()))


def find_rule(name: str) -> Rule:
    """The rule of a code or a name.

    Raises:
        InputError: there is none; with the nearest ones.
    """
    known = rules()
    named = {entry.name: entry for entry in known.values()}
    found = known.get(name.upper()) or named.get(name.lower())
    if found is None:
        near = difflib.get_close_matches(name.upper(), known, 3, 0.6) or difflib.get_close_matches(name, named, 3, 0.5)
        raise InputError(
            f"no rule is called {name!r}",
            remedy=f"perhaps {' or '.join(near)}" if near else "`plainspoken rule --all` lists the rules",
        )
    return found
