"""Code on a page by its name: taken from the source when the page is rendered, so that it never goes stale.

A fenced block whose first line is `python from MODULE:NAME` (and names of statements to pick) stands for that code.
Pages may be somebody else's, so only two places can be quoted: modules of the `experiments` package, which are read
and never imported, and `.py` files below the talk's folder.
"""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import plainspoken.experiments
from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.script.code.extract import NotThereError, excerpt
from plainspoken.script.code.moved_modules import MOVED
from plainspoken.script.code.wrap_lines import WIDTH, fold
from plainspoken.script.model import Source
from plainspoken.script.template.record_view import suggestion

_PACKAGE = Path(plainspoken.experiments.__file__).parent
_LANGUAGES = ("python", "py", "python3")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_LARGEST = 1_000_000
_HOW = (
    "write for example `python from plainspoken.experiments.models.attention:SelfAttention` "
    "or `python from code/mine.py:step`"
)


class Quotations:
    """Quotes source files of a talk.

    Attributes:
        read: every file that was quoted.
    """

    def __init__(self, folder: Path, width: int | None = WIDTH) -> None:
        """`folder` is the talk's; lines wider than `width` columns are broken."""
        self._folder = folder
        self._width = width
        self._texts: dict[Path, str] = {}
        self._known: dict[str, tuple[str, str]] = {}

    @property
    def read(self) -> list[Path]:
        """Every file that was quoted so far."""
        return list(self._texts)

    def quote(self, info: str, at: Source) -> tuple[str, str]:
        """The code that a block's first line names, and its origin (`experiments.models.attention:SelfAttention`).

        Raises:
            InputError: the line names nothing that may be quoted, or something that is no longer there; with the
                place in the author's page.
        """
        if info in self._known:  # pages are read several times until their words fit the time
            return self._known[info]
        language, _, *words = info.split()
        try:
            self._known[info] = self._quoted(language, words)
            return self._known[info]
        except InputError as error:
            raise InputError(error.message, remedy=error.remedy, file=at.file, line=at.line, column=at.column) from None

    def _quoted(self, language: str, words: list[str]) -> tuple[str, str]:
        if language not in _LANGUAGES:
            raise InputError(f"only Python can be quoted by name, not {language!r}", remedy=_HOW)
        if not words:
            raise InputError("this block says `from` and names no source", remedy=_HOW)
        target, *picks = words
        where, _, name = target.partition(":")
        path = self._file(where) if where.endswith(".py") else self._module(where)
        if name and not _NAME.fullmatch(name):
            raise InputError(f"`{name}` is no name of a function, a method or a class", remedy=_HOW)
        try:
            pieces = excerpt(self._text(path), name, picks)
        except NotThereError as error:
            whole = f"`{error.within}` in {where}" if error.within else where
            what = f"nothing called `{error.name}`" if error.within is None else f"no statement for `{error.name}`"
            raise InputError(
                f"there is {what} in {whole}", remedy=suggestion(error.name, error.known) or "it is empty"
            ) from None
        except SyntaxError as error:
            raise InputError(
                f"{where} is not Python: {error.msg} (line {error.lineno or 1})", remedy="mend that file"
            ) from None
        except (ValueError, RecursionError, MemoryError, tokenize.TokenError):
            raise InputError(f"{where} cannot be read as Python", remedy="mend that file") from None
        lines = [
            f"{' ' * piece.indent}{line}" if line else line
            for piece in pieces
            for line in (fold(piece.lines, self._width - piece.indent) if self._width else piece.lines)
        ]
        if not lines:
            raise InputError(f"nothing is left of {target} without docstrings", remedy="quote something else")
        return "\n".join(lines), target

    def _module(self, name: str) -> Path:
        """The file of a module of the `experiments` package, found by its path and not imported."""
        short = name.removeprefix("plainspoken.")
        steps = MOVED.get(short, short).split(".")
        if steps[0] != "experiments" or not _NAME.fullmatch(name):
            raise InputError(
                f"code cannot be quoted from {name!r}",
                remedy="name a module of the `experiments` package, or a .py file below the talk's folder",
            )
        below = _PACKAGE.joinpath(*steps[1:])
        for path in (below.with_name(f"{below.name}.py"), below / "__init__.py"):
            if path.is_file() and path.resolve().is_relative_to(_PACKAGE.resolve()):
                return path
        known = (path.relative_to(_PACKAGE.parent).with_suffix("") for path in sorted(_PACKAGE.rglob("*.py")))
        names = ["plainspoken." + ".".join(path.parts).removesuffix(".__init__") for path in known]
        raise InputError(f"there is no module {name!r}", remedy=suggestion(name, names))

    def _file(self, name: str) -> Path:
        """A Python file below the talk's folder."""
        path = self._folder / name
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise InputError(f"{name!r} leads out of the talk's folder", remedy="copy the file into it")
        if not path.is_file():
            near = [*self._folder.glob("*.py"), *self._folder.glob("*/*.py")]
            known = [each.relative_to(self._folder).as_posix() for each in sorted(near)]
            raise InputError(
                f"no file {name!r} in the talk's folder", remedy=suggestion(name, known) or "put the file there"
            )
        return path

    def _text(self, path: Path) -> str:
        known = self._texts.get(path)
        if known is None:
            if path.stat().st_size > _LARGEST:
                raise InputError(f"{path.name} is too large to quote from", remedy="quote a file of less than 1 MB")
            known = self._texts[path] = read_text(path)
        return known
