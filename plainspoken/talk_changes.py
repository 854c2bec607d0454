"""What differs between two versions of a talk: numbers, claims, wordings, pages and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from plainspoken.base.align_words import alike, changes_between, keys_of, masked_keys, paired, tokens_of
from plainspoken.script.model import Bullet, Code, Diagram, Formula, Number, Page, Picture, Quote, Run, Script, Table
from plainspoken.script.provenance import Claim

SAME_PAGE = 0.5
"""Pages with other ids are the same page when they are at least so alike."""


@dataclass(frozen=True)
class TalkVersion:
    """One of the two: its name, script and claims, and the seconds of each page, by its id."""

    name: str
    script: Script
    claims: list[Claim]
    seconds: dict[str, float]
    total: float
    measured: bool = False


@dataclass(frozen=True)
class NumberChange:
    """A number that is written otherwise; `where` says in what part of the page, `source` what is behind it."""

    page: str
    where: str
    old: str
    new: str
    source: str | None


@dataclass(frozen=True)
class ClaimChange:
    """A claim that comes out otherwise."""

    claim: str
    file: str
    line: int
    old: str
    new: str
    compared: tuple[str, ...]


@dataclass(frozen=True)
class WordingChange:
    """A text whose words have changed, beyond its numbers; None where there was none, or is none any more."""

    page: str
    where: str
    old: str | None
    new: str | None


@dataclass
class TalkChanges:
    """All that changed, in the order of the pages; places are called by the id that a page has in the new version.

    `pages_moved` are pages in another place among those that stayed. `renamed` gives the old ids of pages whose title,
    and so whose id, is another now.
    """

    old: str
    new: str
    numbers: list[NumberChange] = field(default_factory=list)
    claims: list[ClaimChange] = field(default_factory=list)
    wordings: list[WordingChange] = field(default_factory=list)
    pages_added: list[str] = field(default_factory=list)
    pages_removed: list[str] = field(default_factory=list)
    pages_moved: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    seconds: list[tuple[str, float, float]] = field(default_factory=list)
    total: tuple[float, float] = (0.0, 0.0)
    measured: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.numbers
            or self.claims
            or self.wordings
            or self.pages_added
            or self.pages_removed
            or self.pages_moved
            or self.seconds
        )

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class _Text:
    """A text of a page: what it is called, its words, and the numbers in it."""

    where: str
    text: str
    numbers: tuple[Number, ...] = ()


def talk_changes(old: TalkVersion, new: TalkVersion) -> TalkChanges:
    """What is said, shown or judged otherwise in `new` than in `old`, and nothing else."""
    changes = TalkChanges(old.name, new.name, measured=old.measured and new.measured)
    before = {page.id: page for page in old.script.pages}
    names = _same_pages(old.script.pages, new.script.pages)
    for page in new.script.pages:
        if page.id in names:
            _page_changes(before[names[page.id]], page, changes)
        else:
            changes.pages_added.append(page.id)
    kept = set(names.values())
    changes.pages_removed = [page.id for page in old.script.pages if page.id not in kept]
    changes.renamed = {page: was for page, was in names.items() if page != was}
    changes.pages_moved = _moved([page.id for page in old.script.pages if page.id in kept], list(names.values()))
    changes.claims = list(_claim_changes(old.claims, new.claims))
    for page in new.script.pages:
        if page.id in names:
            was, is_ = old.seconds.get(names[page.id], 0.0), new.seconds.get(page.id, 0.0)
            if round(was, 1) != round(is_, 1):
                changes.seconds.append((page.id, round(was, 1), round(is_, 1)))
    changes.total = (round(old.total, 1), round(new.total, 1))
    return changes


def _same_pages(old: Sequence[Page], new: Sequence[Page]) -> dict[str, str]:
    """For each page of `new` the old page that it was: by its id, else the most alike of those that are left."""
    known = {page.id for page in old}
    names = {page.id: page.id for page in new if page.id in known}
    left = [page for page in old if page.id not in names]
    fresh = [page for page in new if page.id not in names]
    scored = sorted(
        ((alike(_all_text(a), _all_text(b)), -i, -j) for i, a in enumerate(left) for j, b in enumerate(fresh)),
        reverse=True,
    )
    taken: set[int] = set()
    for score, i, j in scored:
        if score >= SAME_PAGE and fresh[-j].id not in names and -i not in taken:
            names[fresh[-j].id] = left[-i].id
            taken.add(-i)
    return {page.id: names[page.id] for page in new if page.id in names}


def _all_text(page: Page) -> str:
    return "\n".join(entry.text for entry in _texts(page))


def _moved(before: list[str], after: list[str]) -> list[str]:
    """The pages that stand in another order than before: the fewest that explain it."""
    changed = changes_between(before, after)
    return [page for _, _, c, d in changed for page in after[c:d]]


def _texts(page: Page) -> Iterator[_Text]:
    """All that a page shows and says, in its order."""
    if page.title:
        yield _Text("title", page.title, tuple(page.title_numbers))
    for number, item in enumerate(page.items, 1):
        numbers = tuple(item.numbers)
        match item:
            case Bullet() | Quote():
                yield _Text(f"{item.kind} {number}", _joined(item.runs), numbers)
            case Table():
                for row, cells in enumerate([item.header, *item.rows]):
                    for column, cell in enumerate(cells, 1):
                        where = f"table {number}, " + (f"row {row}" if row else "head") + f", column {column}"
                        yield _Text(where, _joined(cell), numbers)
            case Picture():
                yield _Text(f"picture {number}, alt text", item.alt, numbers)
                yield _Text(f"picture {number}, caption", item.caption or "", numbers)
                yield _Text(f"picture {number}, foot", item.foot, numbers)
                yield _Text(f"picture {number}, note", item.note, numbers)
            case Code():
                yield _Text(f"code {number}", item.text, numbers)
            case Formula():
                yield _Text(f"formula {number}", item.tex, numbers)
            case Diagram():
                yield _Text(f"diagram {number}", item.text or item.alt, numbers)
    for number, beat in enumerate(page.beats, 1):
        yield _Text(f"paragraph {number}", beat.shown, tuple(beat.numbers))
    for number, note in enumerate(page.notes, 1):
        yield _Text(f"note {number}", note)
    for number, runs in enumerate(page.footnotes, 1):
        yield _Text(f"footnote {number}", _joined(runs))


def _joined(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _page_changes(old: Page, new: Page, changes: TalkChanges) -> None:
    before = [entry for entry in _texts(old) if entry.text]
    after = [entry for entry in _texts(new) if entry.text]
    for kind in dict.fromkeys(_kind(entry) for entry in [*before, *after]):
        olds = [entry for entry in before if _kind(entry) == kind]
        news = [entry for entry in after if _kind(entry) == kind]
        single = (kind == "title" or kind.startswith("table")) and len(olds) == len(news)
        pairs = (
            [(n, n) for n in range(len(olds))]
            if single
            else paired([entry.text for entry in olds], [entry.text for entry in news])
        )
        for i, j in pairs:
            _text_changes(new.id, olds[i] if i is not None else None, news[j] if j is not None else None, changes)


def _kind(entry: _Text) -> str:
    """What is compared with what: titles with titles, the cells of one table with each other."""
    head, _, rest = entry.where.partition(", ")
    if head.startswith("table"):
        return head
    return f"picture {rest}" if rest else head.split()[0]


def _text_changes(page: str, old: _Text | None, new: _Text | None, changes: TalkChanges) -> None:
    if old is None or new is None:
        where = (new or old or _Text("", "")).where
        changes.wordings.append(
            WordingChange(page, where, old.text if old else None, new.text if new else None),
        )
        return
    if _shown(old.text) == _shown(new.text):
        return
    masked, was = _without_numbers(old)
    remasked, is_ = _without_numbers(new)
    if masked == remasked and len(was) == len(is_):
        for one, other in zip(was, is_, strict=True):
            if _shown(one.shown) != _shown(other.shown):
                changes.numbers.append(NumberChange(page, new.where, one.shown, other.shown, other.source))
        return
    if masked_keys(old.text) != masked_keys(new.text):
        changes.wordings.append(WordingChange(page, new.where, old.text, new.text))
        changes.numbers += _numbers_by_source(page, old, new)
        return
    found = list(_number_pairs(old.text, new.text))
    for old_shown, shown in found:
        source = _source(new, shown) or _source(old, old_shown)
        changes.numbers.append(NumberChange(page, new.where, old_shown, shown, source))
    if not found:  # the same words, written with other signs
        changes.wordings.append(WordingChange(page, new.where, old.text, new.text))


def _without_numbers(entry: _Text) -> tuple[str, list[Number]]:
    """A text with a sign for each number that a record is behind, with its unit, and these numbers in their order."""
    text, found = _shown(entry.text), []
    rest = list(entry.numbers)
    out, at = "", 0
    while at < len(text):
        number = next(
            (n for n in rest if n.source and text.startswith(_shown(n.shown), at) and _stands_alone(text, at, n)), None
        )
        if number is None:
            out += text[at]
            at += 1
        else:
            rest.remove(number)
            found.append(number)
            out += "\0"
            at += len(number.shown)
    return out, found


def _stands_alone(text: str, at: int, number: Number) -> bool:
    after = text[at + len(number.shown) : at + len(number.shown) + 1]
    return not (at and text[at - 1].isalnum()) and not after.isalnum()


def _shown(text: str) -> str:
    return text.replace("\u00a0", " ")


def _number_pairs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The numbers of two texts of the same words, where they differ, with a sign or unit that belongs to them."""
    for a, b in zip(tokens_of(old), tokens_of(new), strict=True):
        if a.key != b.key:
            yield _with_unit(old, a.start, a.end), _with_unit(new, b.start, b.end)


def _with_unit(text: str, start: int, end: int) -> str:
    tail = text[end:]
    for unit in ("\u00a0%", " %", "%"):
        if tail.startswith(unit):
            return text[start : end + len(unit)].replace("\u00a0", " ")
    if start and text[start - 1] in "-−" and (start == 1 or not text[start - 2].isalnum()):
        start -= 1
    return text[start:end]


def _source(entry: _Text, shown: str) -> str | None:
    wanted = keys_of(shown)
    for number in entry.numbers:
        if number.source and keys_of(number.shown) == wanted:
            return number.source
    size = len(wanted)
    for number in entry.numbers:
        keys = keys_of(number.shown)
        if number.source and any(keys[at : at + size] == wanted for at in range(len(keys))):
            return number.source
    return None


def _numbers_by_source(page: str, old: _Text, new: _Text) -> Iterator[NumberChange]:
    """The numbers of one source that a text has written otherwise, whatever became of the words around them."""
    left = [number for number in old.numbers if number.source]
    for number in new.numbers:
        was = next((each for each in left if number.source == each.source and _stands_in(each, old.text)), None)
        if was is None or not _stands_in(number, new.text):
            continue
        left.remove(was)
        if keys_of(was.shown) != keys_of(number.shown):
            yield NumberChange(page, new.where, was.shown, number.shown, number.source)


def _stands_in(number: Number, text: str) -> bool:
    return _shown(number.shown) in _shown(text)


def _claim_changes(old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[ClaimChange]:
    """Claims that come out otherwise: the same condition, or the same question, in the same file, about the same runs;
    where a condition names its runs by a macro's parameters, what decided it tells them apart."""
    before: dict[tuple[str, ...], list[Claim]] = {}
    for claim in old:
        before.setdefault(_claim_key(claim), []).append(claim)
    for claim in new:
        same = before.get(_claim_key(claim))
        was = same.pop(0) if same else None
        if was is not None and _answer(was) != _answer(claim):
            yield ClaimChange(
                _question(claim), claim.at.file, claim.at.line, _answer(was), _answer(claim), tuple(claim.compared)
            )


def _question(claim: Claim) -> str:
    """The condition without its answer: an outcome is noted as `compare(a, b) is better`."""
    head, found, _ = claim.claim.rpartition(" is ")
    return head if found else claim.claim


def _answer(claim: Claim) -> str:
    _, found, answer = claim.claim.rpartition(" is ")
    if not found:
        return claim.verdict
    return answer if claim.verdict == "true" else f"{answer}: {claim.verdict}"


def _claim_key(claim: Claim) -> tuple[str, ...]:
    runs = sorted(set(re.findall(r"\b[\w-]+/[\w-]+", " ".join(claim.compared))))
    return _question(claim), claim.at.file, *runs
