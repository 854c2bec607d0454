"""Fill a talk's templates: sandboxed Jinja whose output knows where each character was written.

Every literal text and every `{{ … }}` of a template goes through `TalkEnvironment.put…`, which wraps it with its place;
Jinja's own joining of pieces is replaced by one that keeps the places. Whatever goes wrong inside a template comes
out as an `InputError` with the author's file, line and column.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from experiments.errors import InputError
from script.cards import Namespace
from script.claims import Judge, Verdict, observed
from script.environment import TalkEnvironment
from script.forms import constant
from script.ledger import Ledger
from script.limits import Meter
from script.positions import join, line_and_column
from script.results import Results
from script.settings import ScriptSettings
from script.values import Cause, Value, Words
from script.vocabulary import vocabulary


class Templates:
    """The templates of one talk, filled with its results.

    Attributes:
        ledger: what the value markers in the rendered texts stand for.
    """

    def __init__(
        self, folder: Path, settings: ScriptSettings, results: Results | None, sources: dict[str, str]
    ) -> None:
        """`sources` holds the page files and takes up every template that they include."""
        self.ledger = Ledger()
        self._sources = sources
        results = results or Results(None, {})
        self._environment = TalkEnvironment(folder, sources, self.ledger, Meter())
        self._environment.globals.update(_names(settings, results, self._environment.judging))

    def render(self, name: str) -> str:
        """The rendered text of one page file, with its places (`Mapped`).

        Raises:
            InputError: the template is wrong, names what is not there, claims what the results contradict, or uses
                more time or text than a talk can.
        """
        environment = self._environment
        try:
            template = environment.get_template(name)
            context = template.new_context()
            return join(template.root_render_func(context))
        except InputError as error:
            if error.file is not None:
                raise
            raise self._placed(name, error, error.message, error.remedy) from None
        except TemplateSyntaxError as error:
            raise self._syntax(error, name) from None
        except TemplateNotFound as error:
            message = f"no template {error.message or error.name!r} in the talk's folder"
            raise self._placed(
                name, error, message, "name it relative to the talk's folder, or begin it with ./"
            ) from None
        except RecursionError as error:
            raise self._placed(
                name, error, "the template goes round in a circle, or is nested too deep", "unroll it"
            ) from None
        except OverflowError as error:
            raise self._placed(name, error, str(error), "make the loop or the text shorter") from None
        except MemoryError as error:
            raise self._placed(name, error, "the template needs more memory than there is", "make it smaller") from None
        except Exception as error:  # an expression can raise anything, and each time it is the expression that is wrong
            raise self._placed(name, error, _reason(error), "mend the expression at that place") from None

    @property
    def verdicts(self) -> list[Verdict]:
        """Every claim that was judged so far, in order."""
        return self._environment.judging.verdicts

    def _placed(self, name: str, error: BaseException, message: str, remedy: str) -> InputError:
        """The innermost place in a template that the error came through."""
        found: tuple[str, int] | None = None
        trace = error.__traceback__
        while trace is not None:
            template = trace.tb_frame.f_globals.get("__jinja_template__")
            code = trace.tb_frame.f_code
            if template is None and code.co_filename in self._sources:
                template = self._environment.compiled.get(code.co_filename)
            if template is not None and code.co_filename in self._sources:
                found = code.co_filename, template.get_corresponding_lineno(trace.tb_lineno) - 1
            trace = trace.tb_next
        if found is None:
            return InputError(message, remedy=remedy, file=name)
        tag = self._environment.tags[found[0]].around(found[1])
        line, column = line_and_column(self._sources[found[0]], tag.start)
        return InputError(message, remedy=remedy, file=found[0], line=line, column=column)

    def _syntax(self, error: TemplateSyntaxError, name: str) -> InputError:
        file = error.name or name
        line, column = line_and_column(self._sources.get(file, ""), error.lineno - 1)
        message = (error.message or "syntax error").rstrip(".")
        return InputError(f"not valid Jinja: {message}", remedy="mend the tag", file=file, line=line, column=column)


def _names(settings: ScriptSettings, results: Results, judge: Judge) -> dict[str, Any]:
    """Every name that a template may use, beside Jinja's own.

    Raises:
        InputError: two things have the same name.
    """
    constants = {
        name: Words(value, (Cause("constant", f"constants.{name}"),))
        if isinstance(value, str)
        else constant(name, value)
        for name, value in settings.constants.items()
    }
    talk = settings.talk
    names: dict[str, Any] = {
        **vocabulary(results, judge.said),
        "observed": observed,
        "constants": Namespace("constants", constants),
        "talk": Namespace(
            "talk",
            {
                "title": Words(talk.title, (Cause("config", "talk.title"),)),
                "author": Words(talk.author, (Cause("config", "talk.author"),)),
                "minutes": Value(talk.minutes, "number", (Cause("config", "talk.minutes"),)),
                "part": Words(settings.part, (Cause("config", "talk.part"),)),
            },
        ),
        "data": Namespace("data", results.data()),
    }
    for name, value in results.names().items():
        if name in names:
            raise InputError(f"a study is called {name!r}, which is a name of Plainspoken's own", remedy="rename it")
        names[name] = value
    for alias in results.aliases:
        if alias in names:
            raise InputError(
                f"`results.{alias}` is a name of Plainspoken's own",
                file="talk.toml",
                remedy="choose another short name",
            )
        names[alias] = results.alias(alias)
    return names


def _reason(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return re.sub(r"\bscript\.\w+\.", "", text)
