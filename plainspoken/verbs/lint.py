"""`plainspoken lint` and `plainspoken rule`: what is wrong with a script, and what the rules mean."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, cast

import typer

from plainspoken.base.errors import InputError
from plainspoken.verbs.choices import Minutes, Part, Profile, Results

if TYPE_CHECKING:
    from plainspoken.script.lint.lint_target import LintTarget


Format = Literal["full", "concise", "json", "jsonl", "sarif", "github", "gitlab"]
Level = Literal["error", "warning", "hint", "never"]


def lint(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TALK|FILE|-]...", help="Talks, script files, or - for standard input; else all talks."
        ),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Only these rules: codes, starts of codes (PS3), names, or ALL.")
    ] = None,
    extend: Annotated[list[str] | None, typer.Option("--extend-select", help="These rules too.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these rules.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Make the changes that do not touch the meaning.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also fixes that want a reader's eye.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    output_format: Annotated[Format, typer.Option("--format", help="How findings are written.")] = "full",
    output: Annotated[Path | None, typer.Option(help="Write the findings to this file.")] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="Findings of an earlier run, as --format jsonl writes them: they do not count."),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="How often each rule found something.")] = False,
    fail_on: Annotated[
        Level, typer.Option("--fail-on", help="Exit with 1 when a finding is at least this severe.")
    ] = "warning",
    part: Part = None,
    parts: Annotated[bool, typer.Option("--parts", help="The whole talk, and each of its parts as well.")] = False,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
    stdin_filename: Annotated[
        str | None, typer.Option("--stdin-filename", help="What standard input is called, and whose settings it has.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Lint again at each save, until interrupted.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No closing line.")] = False,
) -> None:
    """Find what is wrong with a script: numbers without source, too many words, slips, pages that will not work.

    Each finding names the author's own file, line and column. Exit code 0: nothing found (or only hints), 1: findings,
    2: it could not be linted. `plainspoken rule PS201` explains a rule; docs/lint.md tells of settings and comments
    that take a rule off one place.
    """
    from plainspoken.script.lint.lint_target import RuleSelection
    from plainspoken.script.lint.report import ReportOptions, deliver, watch_and_deliver

    choice = RuleSelection(_split(select), _split(ignore), _split(extend))
    wanted = ReportOptions(output_format, output, statistics, fail_on, quiet, fix, unsafe_fixes, diff, baseline)

    unread: list[InputError] = []

    def chosen() -> list[LintTarget]:
        found, unread[:] = [], []
        for name in _names(targets):
            try:
                for each in _all_of(name) if parts else [part]:
                    found.append(_target(name, stdin_filename, each, minutes, results, profile))
            except InputError as error:
                if targets:
                    raise
                unread.append(error)  # of all talks, the others are linted all the same
        if unread and not found:
            raise unread[0]
        return _together(found)

    if watch:
        watch_and_deliver(chosen, choice, wanted)
    else:
        code = deliver(chosen(), choice, wanted)
        for error in unread:
            print(f"plainspoken: {error}", file=sys.stderr)
        sys.exit(2 if unread else code)


def rule(
    code: Annotated[str | None, typer.Argument(help="A rule's code or name, such as PS201.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All rules, one line each.")] = False,
) -> None:
    """What a lint rule means, why it matters, how to satisfy it, with an example."""
    from plainspoken.script.lint.rule import find_rule
    from plainspoken.script.lint.rule_docs import index, page

    print(page(find_rule(code)) if code and not every else index(), end="")


def server() -> None:
    """Serve an editor over standard input and output with the Language Server Protocol.

    Findings while you type, quick fixes, what each word and page costs to say, and the metric behind each number. Point
    your editor's client at `plainspoken server` for Markdown files and page templates (docs/lint.md shows how).
    """
    from plainspoken.script.lint.language_server import make_server
    from plainspoken.script.lint.read_messages import MessageReader, log_in_one_line
    from plainspoken.talk import Talk

    log_in_one_line()
    # pygls asks no more of its input than two methods.
    make_server(lambda path: Talk.containing(path).lint_target()).start_io(
        cast(BinaryIO, MessageReader(sys.stdin.buffer))
    )


def _names(targets: list[str] | None) -> list[str]:
    """What to lint; without a name, every talk below `talks`."""
    if targets:
        return targets
    found = sorted(path.parent.as_posix() for path in Path("talks").glob("*/talk.toml"))
    if not found:
        raise InputError("nothing to lint: there is no talk below talks/", remedy="name a talk, a file, or -")
    return found


def _all_of(name: str) -> list[str | None]:
    """The whole, and the parts that a talk has."""
    from plainspoken.talk import Talk

    alone = name == "-" or (Path(name).is_file() and Path(name).name != "talk.toml")
    return [None] if alone else [None, *Talk.find(name).source.config.parts]


def _target(
    name: str,
    stdin_filename: str | None,
    part: str | None,
    minutes: float | None,
    results: str | None,
    profile: str | None,
) -> LintTarget:
    """A talk or file, or standard input under the name that it is given."""
    from dataclasses import replace
    from functools import partial

    from plainspoken.slides.check_pages import page_faults
    from plainspoken.talk import Talk

    if name != "-":
        path = Path(name)
        if part is None and path.is_file() and path.name != "talk.toml" and (page := _page_of_a_talk(path)):
            talk = Talk.containing(path, minutes=minutes, results=results, profile=profile)
            talk.refresh()
            return replace(talk.lint_target(), only=frozenset({page}))
        talk = Talk.find(name, part, minutes=minutes, results=results, profile=profile)
        talk.refresh()
        return talk.lint_target()
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
    path = Path(stdin_filename or "stdin.md")
    known = stdin_filename is not None and path.is_file()
    talk = (
        Talk.find(path, minutes=minutes, results=results, profile=profile)
        if known
        else Talk.of_text(path if stdin_filename else Path("stdin.md"), minutes=minutes)
    )
    target = replace(talk.lint_target(), file=path, texts={path.name: text}, name=stdin_filename or "<stdin>")
    return target if known else replace(target, page_faults=partial(page_faults, folder=None))


def _page_of_a_talk(path: Path) -> str:
    """The name of a page file in the talk that it belongs to; empty for any other file."""
    if (path.parent / "talk.toml").is_file():
        return ""
    folder = next((folder for folder in path.absolute().parents if (folder / "talk.toml").is_file()), None)
    if folder is None:
        return ""
    from plainspoken.script.render import page_files
    from plainspoken.talk import Talk

    if path.absolute() not in page_files(folder, Talk.containing(path).source.config.script):
        return ""
    return path.absolute().relative_to(folder).as_posix()


def _together(targets: list[LintTarget]) -> list[LintTarget]:
    """Pages of one talk that were named one by one as one target."""
    from dataclasses import replace

    found: dict[object, LintTarget] = {}
    for target in targets:
        key = target.folder if target.only else (target.folder, target.file, target.name, target.talk)
        known = found.get(key)
        found[key] = target if known is None else replace(known, only=known.only | target.only)
    return list(found.values())


def _split(values: list[str] | None) -> tuple[str, ...]:
    """Options may be repeated or hold several codes between commas."""
    return tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())
