"""Rules about pages: their names, their figures, and whether anything is said on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import rule
from plainspoken.script.lint.rules.time_limits import sentences
from plainspoken.script.model import Bullet, Code, Diagram, Item, Picture, Source, Table

_NO_ALT = re.compile(r"(?:image|figure|picture|photo|plot|graph|chart|img)?\s*\d*\.?", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|svg|gif|webp|pdf)", re.IGNORECASE)
_SILENT_LAYOUTS = frozenset({"title", "section", "end", "blank"})


@rule(
    "PS401",
    "page-without-title",
    "talk",
    bad="""
    ## One

    The first page has a title.

    ##

    The second has none.
    """,
    good="""
    ## Page 1

    In a script of numbered pages no page has a title, and none is missed.

    ## Page 2

    This one has none either.
    """,
)
class PageWithoutTitle:
    """A page has no title while others have one.

    The title is the slide's one sentence, the chapter's name in the video, and what a screen reader reads first. A
    script whose pages are only numbered or separated (`## Page 3`, `## Next section`) is a format of its own and is
    left alone.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.titled = 0
        self.untitled: list[tuple[str, Source]] = []

    def page(self, view: LintedPage) -> None:
        """Note whether the page has a title."""
        if view.page.title:
            self.titled += 1
        else:
            self.untitled.append((view.page.id, view.heading))

    def end(self) -> Iterator[Finding]:
        """Report the pages without, when there are pages with."""
        if self.titled:
            for page, at in self.untitled:
                yield Finding("PS401", "this page has no title", at, page=page)


@rule(
    "PS402",
    "duplicate-page",
    "talk",
    bad="""
    ## Page 28

    Here is one page.

    ## Page 28

    Here is another of the same number.
    """,
    good="""
    ## Page 28

    Here is one page.

    ## Page 29

    Here is the next.
    """,
)
class DuplicatePage:
    """Two pages have the same number or title.

    Nobody can tell which one is meant, in a note, a link or a question. Renumber or rename one.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.seen: dict[object, Source] = {}
        self.found: list[Finding] = []

    def page(self, view: LintedPage) -> None:
        """Compare the page's name with those before."""
        page = view.page
        name: object = page.title.casefold().strip() if page.title else page.number
        if name is None:
            return
        first = self.seen.setdefault(name, view.heading)
        if first is not view.heading and first != view.heading:
            where = f"line {first.line}" if first.file == view.heading.file else f"{first.file}:{first.line}"
            self.found.append(
                Finding(
                    "PS402",
                    f"{view.name} is there already, at {where}",
                    view.heading,
                    page=page.id,
                    data={"first": {"file": first.file, "line": first.line}},
                )
            )

    def end(self) -> Iterator[Finding]:
        """What was found."""
        yield from self.found


@rule(
    "PS403",
    "figure-without-alt",
    "page",
    severity="error",
    bad="""
    ## One

    ![](plot.png)

    Here is how it learned.
    """,
    good="""
    ## One

    ![Accuracy by epoch: rises to 0.6 at epoch 9, then falls](plot.png)

    Here is how it learned.
    """,
)
def figure_without_alt(view: LintedPage) -> Iterator[Finding]:
    """A picture says nothing to those who cannot see it.

    Its alternative text is empty, a file name, or only "figure". Say in a sentence what a listener would miss. A
    figure of a result record brings its own text when the brackets are left empty.
    """
    for picture in view.pictures:
        alt = picture.alt.strip()
        if _NO_ALT.fullmatch(alt) or _FILE_NAME.fullmatch(alt):
            why = "has no alternative text" if not alt else f"has the alternative text “{alt}”, which says nothing"
            yield Finding("PS403", f"the picture {picture.figure or picture.path} {why}", picture.at)


@rule(
    "PS404",
    "figure-not-spoken-of",
    "page",
    bad="""
    ## One

    Here is how it learned.

    ![Accuracy by epoch, rising to 0.6](plot.png)
    """,
    good="""
    ## One

    ![Accuracy by epoch, rising to 0.6](plot.png)

    Here is how it learned.
    """,
)
def figure_not_spoken_of(view: LintedPage) -> Iterator[Finding]:
    """A picture, table or diagram stands after the last words of its page.

    It would appear when all has been said, and go at once. Put it before the paragraph that speaks of it.
    """
    beats = view.page.beats
    if not beats:
        return
    last = beats[-1].at
    for item in view.page.items:
        if isinstance(item, Picture | Table | Diagram) and item.appears is None and _after(item, last):
            yield Finding("PS404", f"nothing is said after this {item.kind} appears", item.at)


def _after(item: Item, last: Source) -> bool:
    return item.at.file == last.file and item.at.line > last.line


@rule(
    "PS405",
    "read-out",
    "page",
    bad="""
    ## One

    - transfer learning needs far less data

    As you see, transfer learning needs far less data than before.
    """,
    good="""
    ## One

    - far less data

    With weights that know pictures already, a few faces are enough.
    """,
)
def read_out(view: LintedPage) -> Iterator[Finding]:
    """The voice reads out what the slide shows.

    Listeners read faster than they are read to, and stop listening. Show the gist (a few words) and say the sentence,
    or show a figure. Bullets of five words and more are compared, and titles with whole sentences.
    """
    spoken = [_plain(beat.text) for beat in view.beats]
    if not spoken:
        return
    for item in view.page.items:
        if isinstance(item, Bullet):
            text = _plain("".join(run.text for run in item.runs))
            if text.count(" ") >= 4 and any(f" {text} " in f" {beat} " for beat in spoken):
                yield Finding("PS405", "this bullet is read out word for word", item.at)
    title = _plain(view.page.title or "")
    if title.count(" ") >= 4:
        for beat in view.beats:
            for start, end in sentences(beat.text):
                if _plain(beat.text[start:end]) == title:
                    yield Finding("PS405", "this sentence is the title, word for word", beat.place(start, end))


def _plain(text: str) -> str:
    """Words only, lower-case, between single spaces."""
    return " ".join(re.findall(r"[\w%']+", text.lower()))


@rule(
    "PS407",
    "nothing-to-say",
    "page",
    bad="""
    ## One

    - only a bullet
    """,
    good="""
    ## One

    - a bullet

    And a sentence about it.
    """,
)
def nothing_to_say(view: LintedPage) -> Iterator[Finding]:
    """Nothing is spoken on a page.

    In a narrated talk it flashes by. Say a sentence, or take the page out. Pages with the layout `title`, `section`,
    `end` or `blank` may be silent.
    """
    page = view.page
    if not page.beats and page.layout not in _SILENT_LAYOUTS:
        what = "shown or said" if not page.items and not page.title else "said"
        yield Finding("PS407", f"nothing is {what} on this page", view.heading)


@rule(
    "PS408",
    "page-order",
    "talk",
    severity="hint",
    bad="""
    ## Page 1

    Here is the first page.

    ## Page 3

    Here is the third, and none between.
    """,
    good="""
    ## Page 1

    Here is the first page.

    ## Page 2

    Here is the second.
    """,
)
class PageOrder:
    """The number of a page does not follow that of the page before.

    A page has been cut, added or moved. The pages are shown in the order of the file, whatever their numbers say.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.last: int | None = None
        self.found: list[Finding] = []

    def page(self, view: LintedPage) -> None:
        """Compare with the page before; the same number twice is another rule's."""
        number = view.page.number
        if number is None:
            return
        if self.last is not None and number not in (self.last, self.last + 1):
            self.found.append(
                Finding("PS408", f"page {number} comes after page {self.last}", view.heading, page=view.page.id)
            )
        self.last = number

    def end(self) -> Iterator[Finding]:
        """What was found."""
        yield from self.found


@rule(
    "PS410",
    "code-too-large",
    "page",
    config="""
    [limits]
    code_lines = 3
    """,
    bad="""
    ## One

    ```python
    first = 1
    second = 2
    third = 3
    fourth = 4
    ```

    Here is how it counts.
    """,
    good="""
    ## One

    ```python
    first = 1
    second = 2
    ```

    Here is how it counts.
    """,
)
def code_too_large(view: LintedPage) -> Iterator[Finding]:
    """A block of code has more lines or columns than a slide holds at a size that can be read.

    The bounds are `code_lines` and `code_columns` in `[limits]`. Show the lines that you speak of: code quoted by name
    takes the names of the statements to keep, as in
    `python from plainspoken.experiments.models.emotionnet:EmotionNetV1.__init__
    self.local_path self.global_path`.
    """
    limits = view.manuscript.settings.limits
    for item in view.page.items:
        if not isinstance(item, Code):
            continue
        lines = item.text.rstrip("\n").split("\n")
        width = max(len(line.expandtabs(4)) for line in lines)
        if limits.code_lines is not None and len(lines) > limits.code_lines:
            yield Finding("PS410", f"this code has {len(lines)} lines, and a slide holds {limits.code_lines}", item.at)
        if limits.code_columns is not None and width > limits.code_columns:
            yield Finding(
                "PS410", f"this code is {width} columns wide, and a slide holds {limits.code_columns}", item.at
            )
