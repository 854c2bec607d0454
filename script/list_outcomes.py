"""What each page of a talk says for every way in which its results can come out: the work of `plainspoken outcomes`.

Each claim and outcome is made to come out in each of its ways, one at a time, and what its page then says that it would
not otherwise is listed beside it. Nothing is trained, and the records stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Quote, Script
from plainspoken.script.page.build_pages import unspoken
from plainspoken.script.render import begin
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.template.claim_tag import JudgedClaim

Site = tuple[str, int]
"""A claim or outcome: its file and the offset of its tag."""

FULL = 600.0
"""Minutes enough for every word, so that nothing is left out for time."""


@dataclass(frozen=True)
class OutcomeText:
    """What one branch says: its name, the lines that are this branch's own, and whether the records
    come out so today. `error` is why it cannot be said with these records."""

    branch: str
    lines: tuple[str, ...]
    today: bool
    error: str = ""


@dataclass(frozen=True)
class OutcomeSite:
    """One claim or outcome of the talk, where it stands, and all its branches."""

    file: str
    line: int
    condition: str
    page: str
    branches: tuple[OutcomeText, ...]


def list_outcomes(folder: Path, settings: ScriptSettings, results: Path | None, talk: str) -> Iterator[OutcomeSite]:
    """Every claim and outcome that rendering comes by, in the order of the talk, those within others' branches too.

    Raises:
        InputError: the talk cannot be rendered as it is.
    """
    usual = _Rendered.of(folder, settings, results, talk, {})
    seen: set[Site] = set()
    waiting: list[tuple[JudgedClaim, dict[Site, int]]] = [(claim, {}) for claim in usual.judged]
    while waiting:
        claim, forced = waiting.pop(0)
        site = (claim.file, claim.offset)
        if site in seen:
            continue
        seen.add(site)
        texts: list[OutcomeText] = []
        pages: list[tuple[str, list[str]]] = []
        for index, branch in enumerate(claim.answers):
            today = not forced and index == claim.chosen
            try:
                found = _Rendered.of(folder, settings, results, talk, {**forced, site: index})
            except InputError as error:
                texts.append(OutcomeText(branch, (), today, error.message))
                pages.append(("", []))
                continue
            waiting += [(inner, {**forced, site: index}) for inner in found.judged]
            texts.append(OutcomeText(branch, (), today))
            pages.append(found.page_of(claim))
        title = next((title for title, _ in pages if title), "")
        line = usual.line_of(claim)
        condition = claim.claim.rpartition(" is ")[0] if claim.answers[:1] != ("true",) and not forced else claim.claim
        yield OutcomeSite(claim.file, line, condition or claim.claim, title, tuple(_own_lines(texts, pages)))


@dataclass(frozen=True)
class _Rendered:
    """One rendering: its script, what was judged, and the texts of its files."""

    script: Script
    judged: list[JudgedClaim]
    sources: dict[str, str]

    @classmethod
    def of(
        cls, folder: Path, settings: ScriptSettings, results: Path | None, talk: str, forced: dict[Site, int]
    ) -> _Rendered:
        site = next(reversed(forced), None)
        if site is not None and any(fnmatch(site[0], pattern) for pattern in settings.talk.pages):
            talk_settings = settings.talk.model_copy(update={"pages": [site[0]]})  # no other file says anything else
            settings = settings.model_copy(update={"talk": talk_settings})
        work = begin(folder, settings, results, talk=talk, minutes=FULL, speak=unspoken)
        work.forced.update(forced)
        script = work.script(list(work.pages()))
        return cls(script, work.judged, work.sources)

    def line_of(self, claim: JudgedClaim) -> int:
        """The line of a claim's tag."""
        return self.sources.get(claim.file, "").count("\n", 0, claim.offset) + 1

    def page_of(self, claim: JudgedClaim) -> tuple[str, list[str]]:
        """The title and all lines of the page that a claim stands on; of a macro's claim, of all pages."""
        line = self.line_of(claim)
        pages = [page for page in self.script.pages if page.at.file == claim.file]
        before = [page for page in pages if page.at.line <= line]
        chosen = before[-1:] if pages else self.script.pages
        lines: list[str] = []
        for page in chosen:
            lines += [page.title or "", *(beat.shown for beat in page.beats)]
            for item in page.items:
                if isinstance(item, Bullet | Quote):
                    lines.append("".join(run.text for run in item.runs))
        return (chosen[0].title or "") if len(chosen) == 1 else "", [line for line in lines if line]


def _own_lines(texts: list[OutcomeText], pages: list[tuple[str, list[str]]]) -> Iterator[OutcomeText]:
    """Each branch with the lines that not every branch has."""
    sets = [set(lines) for _, lines in pages if lines]
    common = set.intersection(*sets) if sets else set()
    for text, (_, lines) in zip(texts, pages, strict=True):
        own = tuple(line for line in lines if line not in common)
        yield OutcomeText(text.branch, own, text.today, text.error)
