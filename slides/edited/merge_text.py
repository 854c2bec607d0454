"""One text three times: as it was written, as it stands now, and as it would be written today.

What the talk has changed is put into what stands now, word by word, where the words around it are as they were written;
numbers are found by this and never by marks on runs. Whatever else differs is left alone and reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from plainspoken.base.align_words import WordToken, alike, cased_keys_of, changes_between, keys_of, tokens_of

REWRITTEN = 0.5
"""A text less alike than this to what was written is somebody's own now, as a sentence whose claim came out otherwise
is the talk's: nothing is put from one into the other."""


@dataclass(frozen=True)
class TextEdit:
    """Put `text` in the place of `start` to `end` of what stands now. `old` is what is there."""

    start: int
    end: int
    text: str
    old: str


@dataclass(frozen=True)
class TextDoubt:
    """A number, or words, that cannot be renewed: `kind` as in `DeckFinding`; `shown` is what stands there, `wanted`
    what the talk says now."""

    kind: str
    shown: str
    wanted: str


@dataclass
class MergedText:
    """The edits that renew a text, in order, and what is left to a person."""

    edits: list[TextEdit] = field(default_factory=list)
    doubts: list[TextDoubt] = field(default_factory=list)

    def applied(self, text: str) -> str:
        """The text with the edits made."""
        for edit in reversed(self.edits):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


def merge_text(base: str, mine: str, new: str) -> MergedText:
    """What it takes to renew `mine`, which was written as `base` and would be written as `new` today."""
    merged = MergedText()
    if cased_keys_of(mine) == cased_keys_of(new):
        return merged
    if cased_keys_of(base) == cased_keys_of(mine):
        return MergedText(_renewal(mine, new, exact=base == mine))
    if keys_of(mine) == keys_of(new):
        return merged
    old_tokens, my_tokens, new_tokens = tokens_of(base), tokens_of(mine), tokens_of(new)
    places = _places(old_tokens, my_tokens)
    doubtful = _doubtful(old_tokens, my_tokens, places)
    by_talk = changes_between([t.key for t in old_tokens], [t.key for t in new_tokens])
    rewritten = keys_of(base) != keys_of(mine) and (alike(base, new) < REWRITTEN or alike(base, mine) < REWRITTEN)
    settled: set[int] = set()  # tokens of what stands now that are accounted for
    for a, b, c, d in by_talk:
        edit = (
            None if rewritten else _edit(mine, new, (a, b, c, d), places, doubtful, (old_tokens, my_tokens, new_tokens))
        )
        wanted = _slice(new, new_tokens, c, d)
        if edit is not None:
            merged.edits.append(edit)
            settled.update(places[at] for at in range(a, b))
            continue
        shown = [my_tokens[places[at]] for at in range(a, b) if at in places]
        settled.update(places[at] for at in range(a, b) if at in places)
        numbers = [token for token in shown if token.is_number]
        if numbers:
            merged.doubts += [TextDoubt("unsure", token.text, wanted or new) for token in numbers]
        elif _same_change(old_tokens, my_tokens, new_tokens, places, (a, b, c, d)):
            continue
        elif b > a and shown and any(t.may_be_number for t in (*old_tokens[a:b], *new_tokens[c:d])):
            merged.doubts.append(TextDoubt("unsure", " ".join(token.text for token in shown), wanted))
        elif not any(t.may_be_number for t in (*old_tokens[a:b], *new_tokens[c:d])):
            merged.doubts.append(TextDoubt("wording", mine, new))
    if not rewritten:
        merged.edits += _recased(old_tokens, my_tokens, new_tokens, places)
        merged.edits.sort(key=lambda edit: (edit.start, edit.end))
    merged.doubts += _by_hand(old_tokens, my_tokens, new_tokens, places, settled)
    merged.doubts = list(dict.fromkeys(merged.doubts))
    return merged


def _renewal(mine: str, new: str, *, exact: bool) -> list[TextEdit]:
    """The edits that make a text that nobody has touched the one of today, word by word, so that each word keeps its
    look. Unless `exact`, spaces and signs that a program has replaced by others of their kind stay."""
    stands, fresh = tokens_of(mine), tokens_of(new)
    matcher = SequenceMatcher(None, cased_keys_of(mine), cased_keys_of(new), autojunk=False)
    edits: list[TextEdit] = []
    end_mine = end_new = 0  # where what is the same in both ended

    def put(start: int, start_new: int) -> None:
        old, text = mine[end_mine:start], new[end_new:start_new]
        if old == text or (not exact and old.split() == text.split()):
            return
        left, left_new, right, right_new = 0, 0, len(old), len(text)
        if old.strip() and text.strip():  # white space beside words stays where it is the same, or may be
            if not exact or _lead(old) == _lead(text):
                left, left_new = len(_lead(old)), len(_lead(text))
            if not exact or _lead(old[::-1]) == _lead(text[::-1]):
                right, right_new = len(old.rstrip()), len(text.rstrip())
        edits.append(TextEdit(end_mine + left, end_mine + right, text[left_new:right_new], old[left:right]))

    for a, b, size in matcher.get_matching_blocks():
        for n in range(size):
            one, other = stands[a + n], fresh[b + n]
            put(one.start, other.start)
            if exact and one.text != other.text:
                edits.append(TextEdit(one.start, one.end, other.text, one.text))
            end_mine, end_new = one.end, other.end
    put(len(mine), len(new))
    return edits


def _lead(text: str) -> str:
    """The white space that a text begins with."""
    return text[: len(text) - len(text.lstrip())]


def _recased(
    base: tuple[WordToken, ...], mine: tuple[WordToken, ...], new: tuple[WordToken, ...], places: dict[int, int]
) -> list[TextEdit]:
    """Edits for words that the talk writes with another capital today, where they stand as they were written."""
    matcher = SequenceMatcher(None, [t.key for t in base], [t.key for t in new], autojunk=False)
    pairs = ((a + n, b + n) for a, b, size in matcher.get_matching_blocks() for n in range(size))
    return [
        TextEdit(mine[places[a]].start, mine[places[a]].end, new[b].text, base[a].text)
        for a, b in pairs
        if a in places and base[a].text.casefold() == new[b].text.casefold() and base[a].text != new[b].text
        if mine[places[a]].text == base[a].text
    ]


def _places(base: tuple[WordToken, ...], mine: tuple[WordToken, ...]) -> dict[int, int]:
    """For each token that stands as it was written its index now. A number counts only beside a neighbour that stands
    as well, unless the text is the number alone."""
    matcher = SequenceMatcher(None, [t.key for t in base], [t.key for t in mine], autojunk=False)
    places: dict[int, int] = {}
    for a, b, size in matcher.get_matching_blocks():
        whole = len(base) == size == len(mine)
        words = sum(1 for token in base[a : a + size] if not token.may_be_number)
        if whole or words or (size and len(base) <= 2):
            places.update((a + n, b + n) for n in range(size))
    return places


def _doubtful(base: tuple[WordToken, ...], mine: tuple[WordToken, ...], places: dict[int, int]) -> set[str]:
    """Numbers of equal look in a text whose numbers are not all intact: they may have changed places."""
    intact = all(at in places for at, token in enumerate(base) if token.is_number)
    if intact:
        return set()
    written = [token.key for token in base if token.is_number]
    stands = [token.key for token in mine if token.is_number]
    return {key for key in written if written.count(key) > 1 or stands.count(key) > 1}


def _edit(
    mine: str,
    new: str,
    change: tuple[int, int, int, int],
    places: dict[int, int],
    doubtful: set[str],
    tokens: tuple[tuple[WordToken, ...], tuple[WordToken, ...], tuple[WordToken, ...]],
) -> TextEdit | None:
    """The edit for one change of the talk; None where what it changes does not stand there as it was written."""
    base, stands, fresh = tokens
    a, b, c, d = change
    text = _slice(new, fresh, c, d)
    if a == b:  # words were put in
        before, after = places.get(a - 1), places.get(a)
        if a == 0 and after == 0:
            gap = new[fresh[d - 1].end : fresh[d].start] if d < len(fresh) else ""
            return TextEdit(0, 0, text + gap, "")
        if before is None or (a < len(base) and after != before + 1):
            return None
        gap = new[fresh[c - 1].end : fresh[c].start] if c else ""
        return TextEdit(stands[before].end, stands[before].end, gap + text, "")
    found = [places.get(at) for at in range(a, b)]
    first = found[0]
    if first is None or found != list(range(first, first + b - a)):
        return None
    if any(token.key in doubtful for token in base[a:b]):
        return None
    start, end = stands[first].start, stands[first + b - a - 1].end
    old = mine[start:end]
    if c == d:  # words were taken out, with the space before them
        start = stands[first - 1].end if first else start
        end = stands[first + b - a].start if not first and first + b - a < len(stands) else end
    return TextEdit(start, end, text, old)


def _slice(text: str, tokens: tuple[WordToken, ...], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end] if end > start else ""


def _same_change(
    base: tuple[WordToken, ...],
    mine: tuple[WordToken, ...],
    new: tuple[WordToken, ...],
    places: dict[int, int],
    change: tuple[int, int, int, int],
) -> bool:
    """Whether somebody has made the talk's own change by hand already."""
    a, b, c, d = change
    before = places.get(a - 1, -1) if a else -1
    after = places.get(b, len(mine)) if b < len(base) else len(mine)
    return [t.key for t in mine[before + 1 : after]] == [t.key for t in new[c:d]]


def _by_hand(
    base: tuple[WordToken, ...],
    mine: tuple[WordToken, ...],
    new: tuple[WordToken, ...],
    places: dict[int, int],
    settled: set[int],
) -> list[TextDoubt]:
    """Numbers that somebody has written: in the place of one of ours, or where none was."""
    doubts: list[TextDoubt] = []
    ours = set(places.values())
    fresh = {t.key for t in new if t.is_number}
    written = {t.key for t in base if t.is_number}
    for a, b, c, d in changes_between([t.key for t in base], [t.key for t in mine]):
        old = [t for t in base[a:b] if t.is_number]
        numbers = [t for at, t in enumerate(mine[c:d], c) if t.is_number and at not in settled and at not in ours]
        if not numbers and old and any(t.may_be_number for t in mine[c:d]):
            numbers = [t for t in mine[c:d] if t.may_be_number]
        now = [t for t in _now(base, new, a, b) if t.may_be_number]
        for place, token in enumerate(numbers):
            if len(numbers) == len(now) and now[place].key == token.key:
                continue
            if len(old) == len(numbers):
                doubts.append(TextDoubt("contradicted", token.text, now[place].text if place < len(now) else ""))
            elif token.key in fresh:
                continue
            else:
                doubts.append(TextDoubt("stale" if token.key in written else "unbound", token.text, ""))
    covered = set(range(len(mine))) - ours - settled
    named = {doubt.shown for doubt in doubts}
    for at in sorted(covered):
        token = mine[at]
        if token.is_number and token.key not in fresh and token.text not in named:
            doubts.append(TextDoubt("stale" if token.key in written else "unbound", token.text, ""))
    return doubts


def _now(base: tuple[WordToken, ...], new: tuple[WordToken, ...], start: int, end: int) -> list[WordToken]:
    """The tokens that stand today where `base[start:end]` was written."""
    matcher = SequenceMatcher(None, [t.key for t in base], [t.key for t in new], autojunk=False)
    found: list[WordToken] = []
    for _, a, b, c, d in matcher.get_opcodes():
        if a < end and b > start:
            if b - a == d - c:
                found += new[c + max(start - a, 0) : c + min(end, b) - a]
            else:
                found += new[c:d]
    return found
