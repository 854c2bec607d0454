"""Rules about the linter's own comments: ignores that are of no use, name no rule, or give no reason."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.ignores import Ignores
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.lint.rule import rule, rules
from plainspoken.script.lint.select_rules import selected


@rule(
    "PS001",
    "unused-ignore",
    "ignores",
    fixable="safe",
    bad="""
    ## Results

    It works. <!-- plainspoken: ignore PS308 said so -->
    """,
    good="""
    ## Results

    It is much lesser. <!-- plainspoken: ignore PS310 a quotation -->
    """,
)
def unused_ignore(ignores: Ignores, texts: SourceTexts, on: frozenset[str]) -> Iterator[Finding]:
    """An ignore comment takes nothing off.

    The sentence that needed it has been mended, or the comment stands at the wrong place. A comment that hides
    nothing today hides a mistake tomorrow, so take it out. Comments for rules that are switched off are left alone.
    """
    for ignore in ignores.all():
        idle = [(entry, at) for entry, at in ignore.entries if entry not in ignore.used and _could_fire(entry, on)]
        if not idle:
            continue
        whole = len(idle) == len(ignore.entries)
        names = ", ".join(entry for entry, _ in idle)
        fix = None
        if whole and (text := texts.text_at(ignore.at)) is not None:
            fix = Fix("remove the comment", (Edit(ignore.at, text, ""),))
        yield Finding("PS001", f"nothing here needs the ignore of {names}", idle[0][1], fix=fix)


@rule(
    "PS002",
    "unknown-ignore",
    "ignores",
    severity="error",
    bad="""
    ## Results

    It works. <!-- plainspoken: ignore PS9 said so -->
    """,
    good="""
    ## Results

    It is much lesser. <!-- plainspoken: ignore PS310 a quotation -->
    """,
)
def unknown_ignore(ignores: Ignores, texts: SourceTexts, on: frozenset[str]) -> Iterator[Finding]:
    """An ignore comment names no rule, or cannot be read.

    It takes nothing off. Write `<!-- plainspoken: ignore PS201 reason -->`, `off PS201 reason` … `on PS201`, or
    `ignore-file PS201 reason`, with a code, the start of a code, or a rule's name.
    """
    for at, why in ignores.broken:
        yield Finding("PS002", f"this comment {why}", at, "error")
    for ignore in ignores.all():
        for entry, at in ignore.entries:
            try:
                selected([entry])
            except InputError:
                yield Finding("PS002", f"{entry} is no rule", at, "error")


@rule(
    "PS003",
    "ignore-without-reason",
    "ignores",
    default=False,
    bad="""
    ## Results

    It is much lesser. <!-- plainspoken: ignore PS310 -->
    """,
    good="""
    ## Results

    It is much lesser. <!-- plainspoken: ignore PS310 a quotation -->
    """,
)
def ignore_without_reason(ignores: Ignores, texts: SourceTexts, on: frozenset[str]) -> Iterator[Finding]:
    """An ignore comment does not say why.

    The next reader cannot tell whether it still holds. Put the reason behind the code.
    """
    for ignore in ignores.all():
        if not ignore.reason:
            yield Finding("PS003", "the ignore gives no reason", ignore.at)


def _could_fire(entry: str, on: frozenset[str]) -> bool:
    """Whether a rule that the entry names is switched on; the shortener itself keeps the comments that name its own."""
    if entry == "ALL":
        return True
    if entry in ("PS301", "PS302", "LONG-WORD", "SHORTER-STRUCTURE"):
        return False
    return any(code.startswith(entry) or rules()[code].name.upper() == entry for code in on)
