"""A rendered script: pages of beats and items, each pointing back into the author's own template.

`script.json` is this model; the voice and the slides read nothing else of a talk's words. A paragraph is a beat and
is spoken; everything else is an item and is shown. An item appears when the beat named in `appears` begins
(`None`: it is there from the start).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field

from plainspoken.base.document import Part, read_document
from plainspoken.base.web_addresses import safe_address
from plainspoken.experiments.results.figure_parts import FigurePart

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A place in the author's own file. Lines and columns count from 1, columns in code points; `end_column` is
    the first column after the place. `file` is relative to the talk's folder.

    `Source` and `Token` are slotted dataclasses and not `Part`s: a long script holds one of each a word, and these
    take a fifth of the memory. pydantic reads, checks and writes them all the same.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Number(Part):
    """A number that is said or shown, with what stands behind it.

    `origin` is a metric of a result record, a fact of its data or configuration, a declared constant, or nothing:
    `typed` by hand. `source` names it, such as `emotion/resnet18.final.test.accuracy`. `doubt` says what the author
    asked for that would have been false, such as more digits than the samples give.
    """

    shown: str
    said: str
    value: float | None
    origin: Literal["metric", "data", "config", "constant", "typed"]
    source: str | None = None
    file: str | None = None
    fingerprint: str | None = None
    at: Source | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What is read as one piece and what is said for it: `62.4 %,` and `sixty two point four percent,`.

    `shown` goes into captions with a space between tokens; `said` (words between single spaces, with the
    punctuation that the voice should hear) goes to the voice. `said` is empty for what is not spoken.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    shown: str
    said: str
    syllables: int
    at: Source | None = None


class Mark(Part):
    """A part of a picture, diagram, table or code block that the author lights up (`{mark V3 row}`).

    `token` is the index of the beat's token that follows it (the number of tokens, at the beat's end). The name `none`
    keeps the program from marking anything in this beat by itself.
    """

    name: str
    token: int
    at: Source | None = None


class Beat(Part):
    """One breath of narration. Pauses in milliseconds; `rate` multiplies the voice's pace."""

    tokens: list[Token]
    numbers: list[Number] = Field(default_factory=list)
    pause_before_ms: int = 0
    pause_after_ms: int = 0
    rate: float = 1.0
    emphasis: list[int] = Field(default_factory=list)
    marks: list[Mark] = Field(default_factory=list)
    at: Source

    @property
    def shown(self) -> str:
        """The beat as it is read in a caption or a note."""
        return " ".join(token.shown for token in self.tokens if token.shown)

    @property
    def said(self) -> str:
        """The beat as the voice says it."""
        return " ".join(token.said for token in self.tokens if token.said)

    @property
    def words(self) -> int:
        """Words by whitespace in the shown text: the unit of the 250-words-a-minute rule."""
        return len(self.shown.split())

    @property
    def syllables(self) -> int:
        """Syllables of the said text."""
        return sum(token.syllables for token in self.tokens)


class Run(Part):
    """A stretch of shown text in one style; a line break in it is a forced one.

    `link` is an address, or `#` and the id of a page of this script; one that could run something is dropped, and the
    words stay. `shift` raises or lowers the text.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: Annotated[str | None, AfterValidator(safe_address)] = None
    strike: bool = False
    shift: Literal["", "super", "sub"] = ""


class Item(Part):
    """Base of what is shown. `column` is the column of the page, from 0, in which its author put it."""

    appears: int | None = None
    column: int | None = None
    numbers: list[Number] = Field(default_factory=list)
    at: Source


class Bullet(Item):
    """A list item; `level` counts from 0, `ordinal` is its number in an ordered list. `done` says whether an item with
    a box is ticked; an item with `mark` false has no bullet: the term of a definition list, or a paragraph that goes
    on with the item above it."""

    kind: Literal["bullet"] = "bullet"
    runs: list[Run]
    level: int = 0
    ordinal: int | None = None
    done: bool | None = None
    mark: bool = True


class Picture(Item):
    """A figure of a record or a picture of the talk's own; `path` is relative to the build folder (figures) or
    to the talk's folder (`own`). `parts` are what can be marked in it, `foot` what stands below it in small type,
    `type_share` the size of its smallest type as a share of its width (0: unknown). `focus` names what stands out in
    a figure, `note` is written at it."""

    kind: Literal["picture"] = "picture"
    path: str
    alt: str
    own: bool = False
    figure: str | None = None
    caption: str | None = None
    parts: list[FigurePart] = Field(default_factory=list)
    foot: str = ""
    type_share: float = 0.0
    focus: list[str] = Field(default_factory=list)
    note: str = ""


class Table(Item):
    """A table; cells are lists of runs."""

    kind: Literal["table"] = "table"
    header: list[list[Run]]
    rows: list[list[list[Run]]]
    align: list[Literal["left", "center", "right"]]


class Code(Item):
    """A code block as text. `origin` names where it was taken from, such as
    `plainspoken.experiments.models.attention:SelfAttention.forward`, when the author quoted it by name."""

    kind: Literal["code"] = "code"
    language: str
    text: str
    origin: str | None = None


class Formula(Item):
    """Display mathematics in TeX."""

    kind: Literal["formula"] = "formula"
    tex: str


class Quote(Item):
    """A block quotation: a statement to show large."""

    kind: Literal["quote"] = "quote"
    runs: list[Run]


class Diagram(Item):
    """A named diagram with its description lines (```` ```diagram NAME ````)."""

    kind: Literal["diagram"] = "diagram"
    name: str
    text: str = ""
    alt: str = ""


Shown = Annotated[Bullet | Picture | Table | Code | Formula | Quote | Diagram, Field(discriminator="kind")]


class Direction(Part):
    """A stage direction: a paragraph of its own in round brackets; it is never spoken.

    `kind` is `pause`, `slower`, `faster`, `no-skipping`, or `None` for one that nothing obeys; `beat` is the index
    of the beat it stands before (the number of beats, when it stands after the last).
    """

    text: str
    kind: str | None
    beat: int
    at: Source


class Declared(Part):
    """A length that the script's own text above its first page allows itself, such as
    `limit: 250wpm: 5*250 = 1250 words`."""

    words: int
    minutes: float | None = None
    words_per_minute: float | None = None
    at: Source | None = None

    def limit_in(self, minutes: float, words_per_minute: float) -> int | None:
        """The words declared, or None where the talk was given other minutes than these words declare."""
        own = self.minutes or self.words / (self.words_per_minute or words_per_minute)
        return self.words if abs(own - minutes) < 0.005 else None


class Page(Part):
    """One slide's worth: a title, what is shown, what is said.

    `id` is unique in the script, safe in a file name and stable when other pages come or go; `number` is what a
    `## Page N` heading says. A plain script's page may have no title. `judged` is false where the page says
    `<!-- check: off -->`: `plainspoken pages --check` then shows it and finds no fault with it. `tracker` is what its
    comments `<!-- tracker -->` and `<!-- tracker: ROW, COLUMN = WORDS -->` say, an empty text for the first. `notes`
    are the speaker's own, neither shown nor said, and what claims were corrected for; `footnotes` stand at the foot of
    the slide, each beginning with its raised number. `anchor` is the name that `{#name}` gives the page for links.
    """

    id: str
    number: int | None = None
    title: str | None = None
    section: str | None = None
    layout: str | None = None
    items: list[Shown] = Field(default_factory=list)
    beats: list[Beat] = Field(default_factory=list)
    title_numbers: list[Number] = Field(default_factory=list)
    directions: list[Direction] = Field(default_factory=list)
    judged: bool = True
    tracker: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    footnotes: list[list[Run]] = Field(default_factory=list)
    anchor: str | None = None
    at: Source

    @property
    def words(self) -> int:
        """Words that are spoken on the page."""
        return sum(beat.words for beat in self.beats)

    @property
    def syllables(self) -> int:
        """Syllables that are spoken on the page."""
        return sum(beat.syllables for beat in self.beats)


class Script(Part):
    """A whole talk, rendered.

    `phonemes` holds the transcriptions in IPA that the talk's own pronunciations give, by what is said for them (in
    lower case), for voices that take phonemes. `length_stated` says whether the script or the command line, not a
    default, gives its minutes or pace.
    """

    schema_version: int = SCHEMA
    talk: str
    title: str
    author: str = ""
    date: str = ""
    place: str = ""
    language: str = "en-US"
    minutes: float
    words_per_minute: float = 250.0
    pages: list[Page]
    choices: list[str] = Field(default_factory=list)
    phonemes: dict[str, str] = Field(default_factory=dict)
    declared: Declared | None = None
    length_stated: bool = False

    @property
    def words(self) -> int:
        """Words that are spoken in the talk."""
        return sum(page.words for page in self.pages)

    @property
    def syllables(self) -> int:
        """Syllables that are spoken in the talk."""
        return sum(page.syllables for page in self.pages)

    @property
    def word_limit(self) -> int:
        """The words that the time allows: minutes times words a minute."""
        return round(self.minutes * self.words_per_minute)


def read_script(path: Path) -> Script:
    """Read `script.json`; errors as `read_document`."""
    return read_document(path, Script, noun="rendered script", remedy="run `plainspoken render` to make it again")
