"""The program `plainspoken`: verbs, found and loaded when they are asked for, and errors turned into messages.

Exit codes: 0 all well, 1 findings, 2 the user's mistake, 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from plainspoken import __version__
from plainspoken.base.errors import InputError
from plainspoken.base.terminal_text import visible_output
from plainspoken.lint_error import LintError

_VERBS: dict[str, tuple[str, str]] = {
    "talk": ("plainspoken.verbs.build:talk", "Everything: train, fill the pages, check the words, speak, assemble."),
    "experiments": ("plainspoken.verbs.experiments:app", "Train models and record what they did."),
    "render": ("plainspoken.verbs.render:render", "Fill the page templates with results."),
    "outcomes": ("plainspoken.verbs.outcomes:outcomes", "What each page says for every way that results can come out."),
    "explain": ("plainspoken.verbs.explain:explain", "Spoken form, syllables and seconds of words."),
    "budget": ("plainspoken.verbs.budget:budget", "Words, syllables and seconds by page, against the time allowed."),
    "lint": ("plainspoken.verbs.lint:lint", "Find what is wrong with a script."),
    "rule": ("plainspoken.verbs.lint:rule", "What a lint rule means and how to satisfy it."),
    "server": ("plainspoken.verbs.lint:server", "Serve an editor: findings as you type (LSP)."),
    "shorten": ("plainspoken.verbs.shorten:shorten", "Replace long words by shorter ones that mean the same."),
    "narrate": ("plainspoken.verbs.narrate:narrate", "Speak a script: clips, word times, captions."),
    "voices": ("plainspoken.verbs.narrate:voices", "The engines and voices that can speak here."),
    "record": ("plainspoken.verbs.record:record", "Speak a talk yourself, page by page."),
    "slides": ("plainspoken.verbs.slides:slides", "Assemble deck, player and video."),
    "pages": (
        "plainspoken.verbs.pages:pages",
        "Check the finished slides, one row per page: pace, type, balance, movement.",
    ),
    "check": ("plainspoken.verbs.check:check", "Numbers of a deck that are out of date, whoever edited it."),
    "refresh": ("plainspoken.verbs.refresh:refresh", "Bring an edited deck up to date, and leave every edit."),
    "diff": ("plainspoken.verbs.diff:diff", "What a talk says otherwise than before: numbers, claims, words, pages."),
    "watch": ("plainspoken.verbs.build:watch", "Build again at each save."),
    "new": ("plainspoken.verbs.new:new", "Start a talk of your own."),
    "trust": ("plainspoken.verbs.trust:trust", "Let a talk run the programs of its own."),
    "doctor": ("plainspoken.verbs.doctor:doctor", "What is here and what is missing, with remedies."),
}


class _Verbs(TyperGroup):
    """A group whose commands are imported only when named, so that `lint` starts without torch or matplotlib."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _VERBS:
            ctx.fail(f"No such command {cmd_name!r}.{_meant(cmd_name)}")
        module, attribute = _VERBS[cmd_name][0].split(":")
        verb = getattr(importlib.import_module(module), attribute)
        if not isinstance(verb, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(name=cmd_name)(verb)
            verb = single
        command = typer.main.get_command(verb)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of verbs, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _VERBS.items()])


_MEANT = {"build": "talk", "make": "talk", "run": "experiments run", "import": "experiments import", "init": "new",
          "serve": "watch", "preview": "watch", "pptx": "slides", "say": "narrate"}  # fmt: skip
"""Verbs of other programs, and what they are here."""


def _meant(name: str) -> str:
    """The verb that was meant, where one is near."""
    from difflib import get_close_matches

    near = [_MEANT[name]] if name in _MEANT else get_close_matches(name, _VERBS, n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""


app = typer.Typer(
    cls=_Verbs,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Turn machine-learning experiments into a narrated talk.",
)


def _version(asked: bool) -> None:
    if asked:
        print(f"plainspoken {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Turn machine-learning experiments into a narrated talk."""


def main() -> None:
    """Run the program; the user's mistakes end in one message and exit code 2."""
    with visible_output():
        _main()


def _main() -> None:
    try:
        app()
    except (InputError, LintError) as error:
        print("\n".join([f"plainspoken: {error}", *getattr(error, "__notes__", [])]), file=sys.stderr)
        sys.exit(2 if isinstance(error, InputError) else 1)
    except ModuleNotFoundError as error:
        from plainspoken.base.extras import missing_extra

        explained = missing_extra(error)
        if explained is None:
            raise
        print(f"plainspoken: {explained}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("plainspoken: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        from plainspoken.base.system_errors import explain

        explained = explain(error)
        if explained is None:
            raise
        print(f"plainspoken: {explained}", file=sys.stderr)
        sys.exit(2)
