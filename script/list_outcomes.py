"""What each page of a talk says for every way in which its results can come out: the work of `plainspoken outcomes`.

Each claim and outcome is made to come out in each of its ways, one at a time, and what its page then says that it would
not otherwise is listed beside it. Nothing is trained, and the records stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Quote, Script
from plainspoken.script.page.spoken_tokens import unspoken
from plainspoken.script.render import begin
from plainspoken.script.rendering import Rendering
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
    work = begin(folder, settings, results, talk=talk, minutes=FULL, speak=unspoken)
    work.all_wordings = True
    usual = _Rendered.of(work)
    seen: set[Site] = set()
    waiting: list[tuple[JudgedClaim, dict[Site, int]]] = [(claim, {}) for claim in usual.judged]
    met: dict[Site, set[str]] = defaultdict(set)
    said: dict[Site, set[int]] = defaultdict(set)
    for claim in usual.judged:
        met[claim.file, claim.offset].add(claim.page)
        said[claim.file, claim.offset].add(claim.chosen)
    while waiting:
        claim, forced = waiting.pop(0)
        site = (claim.file, claim.offset)
        if site in seen:
            continue
        seen.add(site)
        files = {claim.page} if forced else met[site]
        texts: list[OutcomeText] = []
        pages: list[tuple[str, list[str]]] = []
        for index, branch in enumerate(claim.answers):
            today = not forced and index in said[site]
            alone = today and len(said[site]) == 1  # a macro may come out in several ways
            wished = {**forced, site: index}
            try:
                found = usual if alone else _Rendered.of(work.again(wished, files))
            except InputError as error:
                texts.append(OutcomeText(branch, (), today, error.message))
                pages.append(("", []))
                continue
            waiting += [(inner, wished) for inner in found.judged if not alone]
            texts.append(OutcomeText(branch, (), today))
            pages.append(found.page_of(claim, files))
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
    def of(cls, work: Rendering) -> _Rendered:
        script = work.script(list(work.pages()))
        return cls(script, list(work.judged), work.sources)

    def line_of(self, claim: JudgedClaim) -> int:
        """The line of a claim's tag."""
        return self.sources.get(claim.file, "").count("\n", 0, claim.offset) + 1

    def page_of(self, claim: JudgedClaim, files: Collection[str]) -> tuple[str, list[str]]:
        """The title and all lines of the page that a claim stands on; of a macro's claim, of all pages of `files`."""
        line = self.line_of(claim)
        pages = [page for page in self.script.pages if page.at.file == claim.file]
        before = [page for page in pages if page.at.line <= line]
        chosen = before[-1:] if pages else [page for page in self.script.pages if page.at.file in files]
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
