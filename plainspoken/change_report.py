"""What differs between two versions of a talk, for the terminal and for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.talk_changes import NumberChange, TalkChanges


def as_text(changes: TalkChanges) -> str:
    """Numbers, claims, wordings, pages and seconds, a line each; one line when nothing has changed."""
    if not changes:
        return f"Nothing changed between {changes.old} and {changes.new}.\n"
    lines = [f"{changes.old} -> {changes.new}: {summary(changes)}"]
    for (source, old, new), places in _by_source(changes).items():
        lines.append(f"number: {old} -> {new}  {source or 'no source'}")
        lines += [f"    {number.page}, {number.where}" for number in places]
    for claim in changes.claims:
        lines.append(f"claim: {claim.claim}: {claim.old} -> {claim.new}  {claim.file}:{claim.line}")
        lines += [f"    {line}" for line in claim.compared]
    for wording in changes.wordings:
        lines.append(f"wording: {wording.page}, {wording.where}")
        lines += [f"    - {wording.old}"] if wording.old is not None else []
        lines += [f"    + {wording.new}"] if wording.new is not None else []
    for name, pages in _pages(changes):
        lines += [f"page {name}: {page}" for page in pages]
    lines += [f"seconds: {page} {was:.1f} -> {is_:.1f}" for page, was, is_ in changes.seconds]
    lines.append(_total(changes))
    return "\n".join(lines) + "\n"


def summary(changes: TalkChanges) -> str:
    """How much of what has changed, in a line."""
    counts = [
        (len(changes.numbers), "number"),
        (len(changes.claims), "claim"),
        (len(changes.wordings), "wording"),
        (len(changes.pages_added) + len(changes.pages_removed) + len(changes.pages_moved), "page"),
    ]
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)


def as_markdown(changes: TalkChanges) -> str:
    """The same as Markdown: tables in sections that a pull request folds."""
    if not changes:
        return f"### The talk\n\nNothing changed between {_code(changes.old)} and {_code(changes.new)}.\n"
    parts = [f"### The talk: {summary(changes)}", f"{_code(changes.old)} → {_code(changes.new)}. {_total(changes)}"]
    if changes.numbers:
        rows = [
            f"| {_cell(old)} | {_cell(new)} | {_code(source) if source else ''} | {_places(places)} |"
            for (source, old, new), places in _by_source(changes).items()
        ]
        parts.append(_section("Numbers", ["| was | is | source | where |", "| --- | --- | --- | --- |", *rows]))
    if changes.claims:
        rows = [
            f"| {_code(claim.claim)} | {claim.old} | {claim.new} | {_cell('; '.join(claim.compared))} |"
            for claim in changes.claims
        ]
        parts.append(_section("Claims", ["| claim | was | is | by |", "| --- | --- | --- | --- |", *rows]))
    if changes.wordings:
        rows = [
            f"| {_cell(wording.page)}, {wording.where} | {_cell(wording.old or '')} | {_cell(wording.new or '')} |"
            for wording in changes.wordings
        ]
        parts.append(_section("Wordings", ["| where | was | is |", "| --- | --- | --- |", *rows]))
    pages = [f"- {name}: {_cell(page)}" for name, found in _pages(changes) for page in found]
    if pages:
        parts.append(_section("Pages", pages))
    if changes.seconds:
        rows = [f"| {_cell(page)} | {old:.1f} | {new:.1f} |" for page, old, new in changes.seconds]
        parts.append(_section("Seconds", ["| page | was | is |", "| --- | --: | --: |", *rows]))
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: list[str]) -> str:
    body = "\n".join(lines)
    return f"<details open><summary>{title}</summary>\n\n{body}\n\n</details>"


def _by_source(changes: TalkChanges) -> dict[tuple[str | None, str, str], list[NumberChange]]:
    """The places of each change of one number."""
    found: dict[tuple[str | None, str, str], list[NumberChange]] = {}
    for number in changes.numbers:
        found.setdefault((number.source, number.old, number.new), []).append(number)
    return found


def _places(numbers: list[NumberChange]) -> str:
    return "<br>".join(_cell(f"{number.page}, {number.where}") for number in numbers)


def _pages(changes: TalkChanges) -> Iterator[tuple[str, list[str]]]:
    yield "added", changes.pages_added
    yield "removed", changes.pages_removed
    yield "moved", changes.pages_moved


def _total(changes: TalkChanges) -> str:
    old, new = changes.total
    how = "measured" if changes.measured else "predicted"
    return f"The whole talk: {old:.1f} s -> {new:.1f} s ({how})."


def _cell(text: str) -> str:
    """Text in a cell of a table: nothing in it is markup."""
    for sign in ("\\", "|", "*", "_", "`", "[", "]", "#", "~", "@"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("|", "\\|").replace("\n", " ") + "`"
