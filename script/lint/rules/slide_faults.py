"""Rules about what no slide can show: the slides' own checks, told while a script is linted."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.model import Source


@rule(
    "PS412",
    "cannot-be-shown",
    "page",
    needs="slides",
    bad="""
    ## One

    <!-- layout: colums -->

    ![Accuracy by epoch, rising to 0.6](no-such-picture.png)

    Here is how it learned.
    """,
    good="""
    ## One

    ```diagram steps One step leads to the next
    data -> model
    ```

    {mark model} Here is how it learned.
    """,
)
def cannot_be_shown(view: LintedPage) -> Iterator[Finding]:
    """A page asks for something that no slide can show, which stops the deck.

    A layout that does not exist or cannot hold what the page shows, a picture that is not there, a diagram or a
    formula with a mistake in it, a `{mark NAME}` that names nothing on its page. The message says what there is.
    """
    for fault in view.manuscript.page_faults(view.page):
        yield _finding("PS412", fault, view.page.at, view.page.id)


@rule(
    "PS413",
    "part-without-pages",
    "talk",
    needs="slides",
    bad="""
    ## One

    `talk.toml` says `[parts.faces]` with `pages = ["pages/7*.md"]`, and there is no such file.
    """,
    good="""
    ## One

    `talk.toml` says `[parts.faces]` with `pages = ["pages/*.md"]`.
    """,
)
class PartWithoutPages:
    """A part of the talk names pages that do not exist.

    `[parts.NAME]` in `talk.toml` has a pattern that no file of the talk matches, as after a page was renamed. The part
    would lack these pages, or could not be built at all.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.manuscript = manuscript

    def page(self, view: LintedPage) -> None:
        """Pages do not matter here."""

    def end(self) -> Iterator[Finding]:
        """What was found."""
        for fault in self.manuscript.talk_faults:
            yield _finding("PS413", fault, Source("talk.toml", 1, 1, 1, 1), None)


def _finding(code: str, fault: InputError, at: Source, page: str | None) -> Finding:
    """A finding with what is wrong and what to do, at the fault's own place where it has one."""
    line, column = fault.line or at.line, fault.column or 1
    place = Source(fault.file or at.file, line, column, line, column + 1)
    message = f"{fault.message}; {fault.remedy}" if fault.remedy else fault.message
    return Finding(code, message, place, page=page)
