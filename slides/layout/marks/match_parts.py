"""Which part a sentence means, and which one an author's own mark names.

A sentence marks a part when it names exactly one. A part is named by its whole name, in whatever order; by a stretch of
its name that no other part has; or by a single word of it that looks like a name (`V3` of `EmotionNet V3`). What a
longer name explains no longer counts for a shorter one, and a cell counts for its row and its column.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from plainspoken.base.errors import InputError
from plainspoken.script.model import Beat, Source
from plainspoken.slides.layout.marks.named_parts import NamedPart, Region
from plainspoken.slides.layout.marks.word_stems import Atom, atoms, find_run, stems

WINDOW = 8
"""The words of a name may stand this far apart in a sentence."""
_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_SAYS = frozenset(
    [
        "say",
        "said",
        "predict",
        "predicted",
        "answer",
        "call",
        "called",
        "guess",
        "guessed",
        "column",
        "claim",
        "claimed",
    ]
)
_IS = frozenset(
    [
        "really",
        "true",
        "truly",
        "find",
        "found",
        "recognise",
        "recogniz",
        "recognis",
        "recognize",
        "miss",
        "missed",
        "recall",
        "detect",
        "row",
        "show",
    ]
)
_FOR = frozenset(
    ["taken", "mistake", "mistaken", "mistak", "confuse", "confus", "call", "called", "said", "read", "tak", "take"]
)
_KINDS = ["row", "column", "cell", "line", "lines", "bar", "point", "series", "panel", "box", "group", "run", "part"]


@dataclass(frozen=True)
class MentionedPart:
    """A part that is named, with the first token that names it."""

    part: NamedPart
    token: int


@dataclass(frozen=True)
class _Hit:
    """A part and the atoms of the sentence that name it."""

    part: NamedPart
    places: frozenset[int]


def marks_in(beat: Beat, parts: Sequence[NamedPart]) -> list[MentionedPart]:
    """What a beat marks without being asked, in the order of its words: at most one part a sentence."""
    found: list[MentionedPart] = []
    for start, words in sentences(beat):
        one = meant(words, parts)
        if one is not None:
            found.append(replace(one, token=start + one.token))
    return found


def sentences(beat: Beat) -> Iterator[tuple[int, list[str]]]:
    """The sentences of a beat: the index of the first token, and the tokens' words."""
    start, words = 0, []
    for place, token in enumerate(beat.tokens):
        words.append(token.shown)
        if _END.search(token.shown) or place == len(beat.tokens) - 1:
            yield start, words
            start, words = place + 1, []


def meant(words: Sequence[str], parts: Sequence[NamedPart]) -> MentionedPart | None:
    """The one part that a sentence names, or `None` when it names none, or several."""
    said = atoms(words)
    text = [atom.stem for atom in said]
    hits = _undominated(_hits(said, parts))
    hits = _of_matrix(hits, text) if len(hits) > 1 else hits
    regions = {_where(hit.part) for hit in hits}
    if len(regions) != 1 and (lines := _lines(words, parts)) is not None:
        return lines
    if not hits or len(regions) != 1:
        return None
    first = min(min(hit.places) for hit in hits)
    return MentionedPart(hits[0].part, said[first].token)


def named(name: str, parts: Sequence[NamedPart], at: Source | None) -> NamedPart:
    """The part that an author's mark names.

    Raises:
        InputError: there is none, or the name fits several.
    """
    wanted = " ".join(name.lower().split())
    for part in parts:
        if wanted in (part.name.lower(), *map(str.lower, part.called)):
            return _preferred(part, parts)
    if (lines := _lines([name], parts)) is not None:
        return lines.part
    kind = next((kind for kind in _KINDS if re.search(rf"\b{kind}\b", wanted)), None)
    among = [part for part in parts if part.kind == kind] or list(parts)
    bare = re.sub(rf"\b{kind}\b", " ", name) if kind and among != list(parts) else name
    hits = _undominated(_hits(atoms(bare.split()), among))
    places = list(dict.fromkeys(_where(hit.part) for hit in hits))
    if len(places) == 1:
        return hits[0].part
    columns = [hit.part for hit in hits if hit.part.kind == "column"]
    if len(columns) == 1:  # a class of a confusion matrix is a row and a column: an answer is what talks point at
        return columns[0]
    raise _unknown(name, parts, [hit.part for hit in hits], at)


def _unknown(name: str, parts: Sequence[NamedPart], fitting: list[NamedPart], at: Source | None) -> InputError:
    place = {"file": at.file, "line": at.line, "column": at.column} if at else {}
    if fitting:
        listed = ", ".join(f"{part.name} ({part.kind})" for part in fitting[:6])
        return InputError(
            f"`{{mark {name}}}` fits several parts of this page: {listed}",
            remedy=f"add what it is, as in `{{mark {fitting[0].name} {fitting[0].kind}}}`",
            **place,  # type: ignore[arg-type]
        )
    names = list(dict.fromkeys(part.name for part in parts))
    near = difflib.get_close_matches(name, names, 3, 0.4) or names[:8]
    return InputError(
        f"`{{mark {name}}}` names nothing that this page shows",
        remedy=f"it can mark: {', '.join(near)}" if near else "this page shows nothing with parts; take the mark out",
        **place,  # type: ignore[arg-type]
    )


def _preferred(part: NamedPart, parts: Sequence[NamedPart]) -> NamedPart:
    """Of parts with one name the column: a class of a confusion matrix is a row as well."""
    return next((other for other in parts if other.name == part.name and other.kind == "column"), part)


def _where(part: NamedPart) -> tuple[int, Region | str]:
    """What two ways of naming one place have in common."""
    figure = part.region.figure
    return part.item, f"{figure.kind} {figure.name}" if figure else part.region


def _hits(said: Sequence[Atom], parts: Sequence[NamedPart]) -> list[_Hit]:
    text = tuple(atom.stem for atom in said)
    shared = _stretches(tuple(dict.fromkeys(wording for part in parts for key in part.keys for wording in key)))
    hits = []
    for part in parts:
        if not part.keys or not all(part.keys):
            continue
        places: set[int] = set()
        for key in part.keys:
            best = max((_places(wording, text, said, shared) for wording in key), key=len)
            if not best or best & places:
                break
            places |= best
        else:
            hits.append(_Hit(part, frozenset(places)))
    return hits


def _places(wording: str, text: tuple[str, ...], said: Sequence[Atom], shared: Counter[tuple[str, ...]]) -> set[int]:
    """Which atoms of a sentence name a wording; none when it is not named."""
    wanted = stems(wording)
    at = find_run(wanted, text)
    if at >= 0:
        return set(range(at, at + len(wanted)))
    if len(wanted) == 1:
        return set()
    if all(stem in text for stem in wanted):
        spread = {text.index(stem) for stem in wanted}
        if max(spread) - min(spread) <= WINDOW:
            return spread
    names = atoms([wording])
    for size in range(len(wanted) - 1, 0, -1):
        for start in range(len(wanted) - size + 1):
            piece, own = wanted[start : start + size], names[start : start + size]
            if shared[piece] > 1 or not (any(atom.telling for atom in own) or _numbers_alone(piece, wording)):
                continue
            at = find_run(piece, text)
            if at >= 0 and (size > 1 or said[at].telling):
                return set(range(at, at + size))
    return set()


def _numbers_alone(piece: tuple[str, ...], wording: str) -> bool:
    """Whether a stretch of a name is two numbers or more, written as digits: the `7×7` of `Conv 7×7`."""
    return len(piece) > 1 and all(stem.isdigit() and stem in wording for stem in piece)


@lru_cache(maxsize=256)
def _stretches(wordings: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """How many names each stretch of words stands in."""
    often: Counter[tuple[str, ...]] = Counter()
    for wording in wordings:
        words = stems(wording)
        often.update({words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)})
    return often


def _undominated(hits: list[_Hit]) -> list[_Hit]:
    """The hits that no other explains better: one whose words are part of another's, and a row or column of a cell."""
    kept = [
        hit for hit in hits if not any(hit.places < other.places for other in hits if other.part.item == hit.part.item)
    ]
    return [hit for hit in kept if not any(_holds(hit.part, other.part) for other in kept)]


def _holds(outer: NamedPart, inner: NamedPart) -> bool:
    """Whether a row or a column of a table holds a cell."""
    a, b = outer.region, inner.region
    if outer.item != inner.item or inner.kind != "cell" or outer.kind not in ("row", "column"):
        return False
    return (a.rows is not None and a.rows == b.rows) or (a.columns is not None and a.columns == b.columns)


def _of_matrix(hits: list[_Hit], text: list[str]) -> list[_Hit]:
    """A class of a confusion matrix is a row and a column: the verb tells which, and two classes are a cell."""
    matrix = [hit for hit in hits if hit.part.region.figure is not None and hit.part.kind in ("row", "column", "cell")]
    if len(matrix) != len(hits):
        return hits
    cells = [hit for hit in hits if hit.part.kind == "cell"]
    if cells:
        if not _FOR & set(text):
            return hits
        ordered = [hit for hit in cells if _in_order(hit.part, text)]
        return ordered if len(ordered) == 1 else hits
    names = {hit.part.name for hit in hits}
    if len(names) > 1:
        return hits
    says, is_ = bool(_SAYS & set(text)), bool(_IS & set(text))
    if says == is_:
        return hits
    return [hit for hit in hits if hit.part.kind == ("column" if says else "row")]


def _in_order(part: NamedPart, text: list[str]) -> bool:
    """Whether a cell's row is said before its column: `fear taken for sadness`."""
    row, column = (min(text.index(stem) for stem in stems(key[0]) if stem in text) for key in part.keys[:2])
    return row < column


def _lines(words: Iterable[str], parts: Sequence[NamedPart]) -> MentionedPart | None:
    """`lines 2 to 3`, as one part of all the lines."""
    text = re.sub(r"[.,;:!?]", "", " ".join(words)).lower()
    match = re.search(r"\blines?\s+(\d+)(?:\s*(?:-|–|to|and|through)\s*(\d+))?\b", text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    lines = [part for part in parts if part.kind == "line"]
    if not any(part.name == str(last) for part in lines) or not 0 < first <= last:
        return None
    one = next(part for part in lines if part.name == str(last))
    kind, name = ("line", str(first)) if first == last else ("lines", f"{first}-{last}")
    token = text[: match.start()].count(" ")
    return MentionedPart(NamedPart(one.item, kind, name, (), Region(lines=(first - 1, last))), token)
