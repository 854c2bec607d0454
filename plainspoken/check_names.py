"""Names in `talk.toml` that nothing has: what no schema can know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError

if TYPE_CHECKING:
    from plainspoken.config import TalkConfig


def check_names(config: TalkConfig, path: Path, line_of: Callable[[list[str]], int | None]) -> None:
    """Refuse names in `talk.toml` that nothing has: a run, a rule, an engine, a theme, a list of words, a template.

    Args:
        config: what was read.
        path: the file that it was read from.
        line_of: gives the line of a key by its steps.

    Raises:
        InputError: with the line of the first such name.
    """
    for steps, check in _checks(config, path.parent):
        try:
            check()
        except InputError as error:
            raise InputError(error.message, file=path, line=line_of(steps), remedy=error.remedy) from None


def _checks(config: TalkConfig, folder: Path) -> Iterator[tuple[list[str], Callable[[], object]]]:
    """For each name that must be known: the key that has it, and what raises where nothing has that name."""
    for alias, target in config.results.items():
        yield ["results", alias], partial(_check_alias, alias, target)
    for key in ("select", "ignore", "extend"):
        if entries := getattr(config.lint, key):
            yield ["lint", key], partial(_check_rules, entries)
    if config.voice.engine is not None:
        yield ["voice", "engine"], partial(_check_engine, config.voice.engine)
    if config.slides.theme != "plain":
        yield ["slides", "theme"], partial(_check_theme, config.slides.theme_in(folder))
    for name in config.words.pronunciations:
        yield ["words", "pronunciations"], partial(_check_file, folder / name, "pronunciation list")
    for name in config.words.lexicon:
        yield ["words", "lexicon"], partial(_check_file, folder / name, "lexicon")
    if (template := config.slides.template_file(folder)) is not None:
        yield ["slides", "template"], partial(_check_file, template, "template")


def _check_alias(alias: str, target: str) -> None:
    from plainspoken.script.template.result_records import check_alias

    check_alias(alias, target)


def _check_rules(entries: Sequence[str]) -> None:
    from plainspoken.script.lint.select_rules import selected

    selected(entries)


def _check_engine(name: str) -> None:
    from plainspoken.tts.engines import check_engine

    check_engine(name)


def _check_theme(name: str) -> None:
    from plainspoken.slides.layout.theme import find_theme

    find_theme(name)


def _check_file(path: Path, what: str) -> None:
    if not path.is_file():
        raise InputError(f"no {what} here: {path.name}", remedy="correct the name, or put that file there")
