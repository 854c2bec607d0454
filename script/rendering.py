"""One rendering of a talk: templates filled, wordings and passages chosen for the time, files cut into pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.script.code.quote import Quotations
from plainspoken.script.model import Declared, Page, Picture, Script, Source
from plainspoken.script.page.build_pages import read_pages, read_preamble
from plainspoken.script.page.front_matter import FrontMatter, declared_length, find_tag, read_front_matter
from plainspoken.script.page.internal_links import with_links
from plainspoken.script.page.page_pictures import picture
from plainspoken.script.page.rendered_file import Paging, RenderedFile, Speaker
from plainspoken.script.provenance import Claim
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.sources import is_template
from plainspoken.script.sources import page_files as page_files
from plainspoken.script.speakers import said_as_shown, speaker_of, transcriptions_of
from plainspoken.script.template.placeholders import Placeholders
from plainspoken.script.template.source_positions import Locator, line_and_column, line_starts, place

if TYPE_CHECKING:
    from plainspoken.experiments.results.claims.multiple_comparisons import Comparison
    from plainspoken.script.template.claim_tag import JudgedClaim
    from plainspoken.script.template.fill_template import Templates
    from plainspoken.script.template.result_records import Results
    from plainspoken.script.timing.alternatives import TimeAllowed


_FILLINGS = 5
"""Times that templates are filled at most, until all their comparisons of runs are known: they grow in number each
time, and two are usual."""

LONG = 200
"""Words from which on a talk is calibrated, whatever of them gives way."""


class Rendering:
    """One rendering under way: first its pages, then the script that they belong to."""

    def __init__(
        self,
        folder: Path,
        settings: ScriptSettings,
        results: Path | None,
        texts: dict[str, str],
        alone: bool,
        talk: str,
        minutes: float | None = None,
        speak: Speaker | None = None,
        lenient: bool = False,
    ) -> None:
        self.folder = folder
        self._lenient = lenient
        self.forced: dict[tuple[str, int], int] = {}
        """Claims and outcomes (file and offset of the tag) that shall come out in a branch of theirs, whatever the
        records say: for those who look at every wording."""
        self.all_wordings = False
        """Whether nothing gives way to time."""
        self.talk = talk
        self.minutes = settings.asked_minutes if minutes is None else minutes
        self.settings = settings
        self.texts = texts
        self.alone = alone
        self.sources = dict(texts)
        self.paging = Paging()
        self.front = FrontMatter()
        self.ledger: Placeholders | None = None
        self._templates: Templates | None = None
        self._family: dict[str, dict[Comparison, float]] = {}
        self.choices: list[str] = []
        self.results = _results(results, settings)
        self.bound = any(map(is_template, texts))
        self._speak = speak or speaker_of(folder, settings)
        self._quotations = Quotations(folder, settings.limits.code_columns)

    @property
    def quoted(self) -> list[Path]:
        """The source files that code was taken from so far."""
        return self._quotations.read

    @property
    def records(self) -> Mapping[str, str]:
        """The records read so far, with their fingerprints."""
        return self.results.read if self.results is not None else {}

    def again(self, forced: Mapping[tuple[str, int], int], only: Collection[str]) -> Rendering:
        """Page files of the same talk once more, with claims and outcomes that come out otherwise. What was read and
        compiled is kept; what was rendered before must be done with."""
        work = copy(self)
        work.forced = dict(forced)
        work.texts = {name: text for name, text in self.texts.items() if name in only}
        work.paging, work.front, work.choices = Paging(), FrontMatter(), []
        return work

    def pages(self) -> Iterator[Page]:
        """All pages of all files, in order."""
        try:
            yield from self._pages()
        except InputError as error:
            raise placed(error, self.folder, self.sources) from None

    def script(self, pages: list[Page]) -> Script:
        """The script of `pages`, once all have been read."""
        settings, front = self.settings, self.front
        declared = declared_length(self.paging.preamble)
        minutes, pace = self._allowed(declared)
        self._remark(pages)
        title = front.title or settings.talk.title
        if self.alone and front.title is None and "title" not in settings.talk.model_fields_set:
            title = next((page.section or page.title for page in pages if page.section or page.title), None) or title
        return Script(
            talk=self.talk,
            title=title,
            author=front.author or settings.talk.author,
            date=front.date or settings.talk.date,
            place=front.place or settings.talk.place,
            language=front.language or settings.talk.language,
            minutes=minutes,
            words_per_minute=pace,
            pages=with_links(pages),
            declared=None if self.minutes else declared,
            length_stated=bool(self.minutes or front.minutes or front.words_per_minute or declared),
            choices=self.choices,
            phonemes=transcriptions_of(self.folder, settings),
        )

    def _remark(self, pages: list[Page]) -> None:
        """Say in each page's notes for how many comparisons its claims were corrected."""
        if self._templates is None:
            return
        for verdict in self._templates.verdicts:
            line = self.sources[verdict.file].count("\n", 0, verdict.offset) + 1
            before = [page for page in pages if page.at.file == verdict.file and page.at.line <= line]
            for words in self._templates.comparisons.corrections(verdict.studies):
                remark = f"Comparisons of runs are {words}."
                if before and remark not in before[-1].notes:
                    before[-1].notes.append(remark)

    @property
    def compared(self) -> dict[str, dict[Comparison, float]]:
        """The p value of each comparison of runs that the talk makes, by study."""
        return self._templates.comparisons.family if self._templates else {}

    @property
    def judged(self) -> list[JudgedClaim]:
        """Every claim and outcome that was judged, with its branches."""
        return self._templates.verdicts if self._templates else []

    def claims(self) -> list[Claim]:
        """Every claim that was judged."""
        found: list[Claim] = []
        if self._templates is None:
            return found
        from plainspoken.script.template.claim_tag import in_words

        corrections = self._templates.comparisons.corrections
        for verdict in self._templates.verdicts:
            lines = line_starts(self.sources[verdict.file])
            end = self.sources[verdict.file].find("%}", verdict.offset) + 2
            at = place(lines, verdict.file, verdict.offset, end)
            found.append(
                Claim.model_validate(
                    {
                        "claim": verdict.claim,
                        "verdict": verdict.verdict,
                        "at": at,
                        "compared": [
                            *in_words(verdict.compared),
                            *corrections(verdict.studies),
                        ],
                    }
                )
            )
        return found

    def _pages(self) -> Iterator[Page]:
        filled = self._settled()
        if any(has_choices(text) for text, _ in filled.values()):
            filled = self._chosen(filled)
        for name, (text, start) in filled.items():
            before = len(self.paging.preamble)
            yield from read_pages(self._file(name, text, start, self._speak), self.paging)
            self._check_preamble(before)
        yield from self.paging.rest()

    def _settled(self) -> dict[str, tuple[str, int]]:
        """The filled texts, each comparison of runs judged among all that the talk makes within its study.

        Which comparisons these are is known only when all pages are filled, and may turn with what they came out as.
        """
        filled = dict(self._filled())
        for _ in range(_FILLINGS):
            if self._templates is None or not (stale := self._templates.comparisons.unsettled):
                break
            self._family = self._templates.comparisons.family
            filled |= dict(self._filled(stale))
        if self._templates is not None:
            order = {name: place for place, name in enumerate(self.texts)}
            self._templates.verdicts.sort(key=lambda verdict: order.get(verdict.page, 0))
        return filled

    def _file(self, name: str, text: str, start: int, speak: Speaker) -> RenderedFile:
        """A rendered file, ready to be cut into pages."""
        locator = Locator(text, self.sources, name)
        ledger = self.ledger if is_template(name) else None
        return RenderedFile(
            str.__str__(text), name, locator, speak, self._figure, self._quotations.quote, ledger, start
        )

    def _check_preamble(self, before: int) -> None:
        """In a talk, words above a file's first heading would be lost without a sound; only a declared length may
        stand there."""
        lost = self.paging.preamble[before:]
        if self.alone or not lost or (not before and declared_length(lost)):
            return
        at = lost[0][1]
        raise InputError(
            "words above a page file's first heading are neither spoken nor shown",
            remedy="put a heading above them, or make them a comment",
            file=at.file,
            line=at.line,
            column=at.column,
        )

    def _filled(self, again: Collection[str] | None = None) -> Iterator[tuple[str, tuple[str, int]]]:
        """Each file's name, its text with results filled in, and where in it the script starts.

        Args:
            again: the files to fill once more, where the others stay as they are.
        """
        begun = False
        for name, text in self.texts.items():
            if again is not None and name not in again:
                continue
            if is_template(name):
                if self._templates is None:
                    from plainspoken.script.template.fill_template import Templates

                    self._templates = Templates(
                        self.folder, self.settings, self.results, self.sources, lenient=self._lenient
                    )
                    self.ledger = self._templates.ledger
                if not begun:
                    self._templates.begin(self.forced, self._family, again)
                    begun = True
                text = self._templates.render(name)
            elif not self.alone and (tag := find_tag(text)) is not None:
                line, column = line_and_column(text, tag)
                raise InputError(
                    "this page holds a template's tag, but its name does not say that it is a template",
                    remedy=f"call it {name}.j2, or put the tag into `code`",
                    file=name,
                    line=line,
                    column=column,
                )
            front, start = read_front_matter(str.__str__(text), name)
            if front.model_fields_set:
                if not self.alone and text.lstrip("\ufeff").startswith("---"):
                    front = FrontMatter()  # the head of another tool's file
                elif not self.alone:
                    raise InputError(
                        "front matter is for a script that stands alone",
                        file=name,
                        line=1,
                        remedy="set it in talk.toml",
                    )
                self.front = front
            yield name, (text, start)

    def _chosen(self, filled: dict[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
        """The texts with the wordings and passages that fit the time."""
        from plainspoken.script.timing.alternatives import everything, find_choices, resolve, spoken_words

        texts = [find_choices(text, name, self.sources, start) for name, (text, start) in filled.items()]
        if not any(text.found for text in texts):
            return filled
        if self.all_wordings:
            return {name: (text, 0) for name, text in everything(texts).items()}
        words = sum(spoken_words(text, self.ledger) for text in texts)
        taken, fitted = resolve(texts, self._time_allowed(filled, words), self.ledger)
        self.choices = list(fitted.reasons)
        return {name: (text, 0) for name, text in taken.items()}

    def _time_allowed(self, filled: Mapping[str, tuple[str, int]], words: int) -> TimeAllowed:
        """What the choices among wordings and passages have to fit; `words` are spoken if all of them are."""
        from plainspoken.script.timing.alternatives import TimeAllowed
        from plainspoken.script.timing.page_seconds import SpeechPrice, page_speech, predict_pages

        declared = self._declared(filled)
        minutes, pace = self._allowed(declared)
        voice = self.settings.voice
        price = SpeechPrice(voice, pace, words)
        # Where all words cost the same, how they are said is of no account, and need not be found out.
        speak = said_as_shown if price.calibrated and words > LONG else speaker_of(self.folder, self.settings)

        def measure(texts: Mapping[str, str]) -> tuple[float, int]:
            paging = Paging()
            pages = [page for name in texts for page in read_pages(self._file(name, texts[name], 0, speak), paging)]
            found = predict_pages([page_speech(page, voice.model) for page in pages], voice, pace)
            return found.longest, sum(page.words for page in pages)

        limit = declared.limit_in(minutes, pace) if declared else None
        return TimeAllowed(60 * minutes, limit, price.seconds, price.page, measure)

    def _declared(self, filled: Mapping[str, tuple[str, int]]) -> Declared | None:
        """The length that the first file's preamble declares."""
        name, (text, start) = next(iter(filled.items()))
        return declared_length(read_preamble(str.__str__(text), Locator(text, self.sources, name), start))

    def _allowed(self, declared: Declared | None) -> tuple[float, float]:
        """The minutes allowed and the words a minute that are to be heard: as asked for, else of the script itself,
        else of `talk.toml`; a pace of the voice's own comes first."""
        talk, front = self.settings.talk, self.front
        set_here = talk.model_fields_set - ({"minutes"} if self.minutes else set())
        own = self.alone and set_here.isdisjoint({"minutes", "words_per_minute"})
        from_text = declared if own else None
        rate = front.words_per_minute or (from_text and from_text.words_per_minute) or talk.words_per_minute
        pace = self.settings.voice.pace(rate)
        minutes = self.minutes or front.minutes or (from_text and (from_text.minutes or from_text.words / pace))
        return minutes or talk.minutes, pace

    def _figure(self, target: str, alt: str, at: Source) -> Picture:
        return picture(target, alt, at, folder=self.folder, results=self.results, own_checked=not self.alone)


def _results(folder: Path | None, settings: ScriptSettings) -> Results | None:
    """The talk's records; None for a script that has none to quote."""
    if folder is None and not settings.results:
        return None
    from plainspoken.script.template.result_records import Results

    return Results(folder, settings.results)


def has_choices(text: str) -> bool:
    """Whether a text may hold wordings or optional passages."""
    return "{~" in text or ":::" in text


def placed(error: InputError, folder: Path, sources: Mapping[str, str]) -> InputError:
    """The error with its file as the user can open it from here."""
    file = error.file
    if file is not None and file != "-" and (file in sources or not Path(file).exists()):
        file = str(folder / file)
    return InputError(error.message, remedy=error.remedy, file=file, line=error.line, column=error.column)
