"""Fill a talk's templates: sandboxed Jinja whose output knows where each character was written.

Every literal text and every `{{ … }}` of a template goes through `TalkEnvironment.put…`, which wraps it with its place;
Jinja's own joining of pieces is replaced by one that keeps the places. Whatever goes wrong inside a template comes
out as an `InputError` with the author's file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.nodes import Expr
from jinja2.parser import Parser

from plainspoken.base.errors import InputError
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.template.claim_functions import vocabulary
from plainspoken.script.template.claim_tag import ClaimJudge, JudgedClaim, observed
from plainspoken.script.template.environment import TalkEnvironment
from plainspoken.script.template.number_formats import constant
from plainspoken.script.template.placeholders import Placeholders
from plainspoken.script.template.record_view import Namespace
from plainspoken.script.template.result_records import Results
from plainspoken.script.template.source_positions import join, line_and_column
from plainspoken.script.template.syntax_errors import expression_mistake, syntax_mistake
from plainspoken.script.template.template_limits import UsageMeter
from plainspoken.script.template.values import RecordText, SourceFact, Value

if TYPE_CHECKING:
    from plainspoken.experiments.results.claims.multiple_comparisons import Comparison, Comparisons


class Templates:
    """The templates of one talk, filled with its results.

    Attributes:
        ledger: what the value markers in the rendered texts stand for.
        comparisons: what was compared so far.
    """

    def __init__(
        self,
        folder: Path,
        settings: ScriptSettings,
        results: Results | None,
        sources: dict[str, str],
        *,
        lenient: bool = False,
    ) -> None:
        """`sources` holds the page files and takes up every template that they include."""
        from plainspoken.experiments.results.claims.multiple_comparisons import Comparisons

        self.comparisons = Comparisons()
        self.ledger = Placeholders(lenient=lenient)
        self._sources = sources
        results = results or Results(None, {})
        self._environment = TalkEnvironment(folder, sources, self.ledger, UsageMeter())
        self._environment.judging.comparisons = self.comparisons
        self._environment.globals.update(_names(settings, results, self._environment.judging, self.comparisons))

    def begin(
        self,
        forced: dict[tuple[str, int], int],
        family: Mapping[str, Mapping[Comparison, float]],
        again: Collection[str] | None = None,
    ) -> None:
        """Begin to fill the templates, for the first time or again; what was written before is forgotten.

        Args:
            forced: claims and outcomes, by file and offset, that shall come out in the branch of that index.
            family: the comparisons of runs, by study, that an earlier filling made.
            again: the only files to be filled, where what was written of the others stays.
        """
        self._environment.forced = forced
        self._environment.meter.reset()
        verdicts = self._environment.judging.verdicts
        verdicts[:] = [verdict for verdict in verdicts if again is not None and verdict.page not in again]
        self.comparisons.know(family)
        if again is None:
            self.ledger.clear()

    def render(self, name: str) -> str:
        """The rendered text of one page file, with its places (`MappedText`).

        Raises:
            InputError: the template is wrong, names what is not there, claims what the results contradict, or uses
                more time or text than a talk can.
        """
        environment = self._environment
        environment.judging.page = self.comparisons.page = name
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
            mistake = expression_mistake(error)
            raise self._placed(name, error, mistake.message, mistake.remedy) from None

    @property
    def verdicts(self) -> list[JudgedClaim]:
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
            found = self._compiling(name, error)
        if found is None:
            return InputError(message, remedy=remedy, file=name)
        tag = self._environment.tags[found[0]].around(found[1])
        line, column = line_and_column(self._sources[found[0]], tag.start)
        return InputError(message, remedy=remedy, file=found[0], line=line, column=column)

    def _compiling(self, name: str, error: BaseException) -> tuple[str, int] | None:
        """The place of a template that could be read or compiled no further, when it can be known."""
        if isinstance(error, SyntaxError):
            return self._written(error)
        trace = error.__traceback__
        while trace is not None:
            here = trace.tb_frame.f_locals
            reader, node = here.get("self"), here.get("node")
            file = str(getattr(reader, "file", None) or getattr(reader, "name", None) or name)
            if file in self._sources and isinstance(reader, Parser):
                return file, reader.stream.current.lineno - 1
            if file in self._sources and isinstance(node, Expr) and node.lineno:
                return file, node.lineno - 1
            trace = trace.tb_next
        return None

    def _written(self, error: SyntaxError) -> tuple[str, int] | None:
        """The place in a template of a line of the Python that Jinja made of it, and that Python refuses."""
        file = str(error.filename or "")
        if file not in self._sources or error.lineno is None:
            return None
        python = str(self._environment.compile(self._sources[file], file, file, raw=True))
        pairs = re.findall(r"(\d+)=(\d+)", python[python.rfind("debug_info = ") :])
        before = [int(template) for template, line in pairs if int(line) <= error.lineno]
        return (file, before[-1] - 1) if before else None

    def _syntax(self, error: TemplateSyntaxError, name: str) -> InputError:
        file = error.name or name
        source = self._sources.get(file, "")
        known = self._environment
        mistake = syntax_mistake(error.message or "syntax error", source, known.filters, known.tests)
        offset = error.lineno - 1 if mistake.offset is None else mistake.offset
        line, column = line_and_column(source, offset)
        return InputError(mistake.message, remedy=mistake.remedy, file=file, line=line, column=column)


def _names(settings: ScriptSettings, results: Results, judge: ClaimJudge, comparisons: Comparisons) -> dict[str, Any]:
    """Every name that a template may use, beside Jinja's own.

    Raises:
        InputError: two things have the same name.
    """
    constants = {
        name: RecordText(value, (SourceFact("constant", f"constants.{name}"),))
        if isinstance(value, str)
        else constant(name, value)
        for name, value in settings.constants.items()
    }
    talk = settings.talk
    names: dict[str, Any] = {
        **vocabulary(results, judge.said, comparisons),
        "observed": observed,
        "constants": Namespace("constants", constants),
        "talk": Namespace(
            "talk",
            {
                "title": RecordText(talk.title, (SourceFact("config", "talk.title"),)),
                "author": RecordText(talk.author, (SourceFact("config", "talk.author"),)),
                "minutes": Value(talk.minutes, "number", (SourceFact("config", "talk.minutes"),)),
                "part": RecordText(settings.part, (SourceFact("config", "talk.part"),)),
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
