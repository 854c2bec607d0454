"""Captions that can be read in time: the words shortened where the voice is faster than a reader.

Professionals keep captions below 20 characters a second; at 250 words a minute the words as they are said come at 26. A
page whose captions are too fast is edited in this order, and no further than needed:

1. the shortener's safe changes (`plainspoken.script.simplify`), and words that only fill, such as "of course";
2. cues stay longer: into the pauses, behind the voice or ahead of it by a moment, never past the end of the page;
3. what can go without making anything else untrue is left out, a piece at a time: brackets, clauses with "which"
   behind a comma, examples, and whole sentences, rather those that the slide shows or the rest of the page repeats, and
   none that the next one refers back to. Nothing that holds a number or a negation is left out, and no part of a
   sentence that holds a name.

Every edit is listed. Where that is not enough the captions stay too fast, and are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plainspoken.script.model import Bullet, Page, Quote, Script
from plainspoken.script.simplify.meaning_guard import kept_things
from plainspoken.script.simplify.replace_words import find_changes
from plainspoken.tts.narration import Clip
from plainspoken.tts.text.captions import COLUMNS, CaptionCue, TimedToken, page_cues
from plainspoken.tts.text.sentences import ends_sentence
from plainspoken.tts.text.transcript import page_title, timed_tokens

RATE = 20.0
"""Characters a second that captions stay within."""
SHORTEST_MS = 1500
"""A cue shorter than this is joined with a neighbour where two lines hold both."""
# How far a caption may be behind the voice, and how far ahead of it where there is no time behind.
_LATEST_MS, _EARLIEST_MS = 3000, 1000
_PASSES = 6


def phrases(text: str) -> frozenset[str]:
    """Phrases apart by `|`."""
    return frozenset(text.split("|"))


_WORD = re.compile(r"[^\W\d_]{4,}")
_FILLERS = phrases(
    "of course|as you can see|as we can see|as you know|in fact|actually|really|basically|for that matter"
    "|to be honest|needless to say|by the way|as it were|so to speak"
)
# These only fill where they open a sentence and a comma follows: elsewhere they mean something ("so large").
_OPENING_FILLERS = phrases("well|now|so|indeed|again|okay")
_REFERS_BACK = phrases(
    "this|that|these|those|it|they|he|she|such|so|therefore|thus|then|but|and|or|also|however|because|here|there|both"
    "|its|their|instead|otherwise|still|yet|hence"
)
_NEGATIVE = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)$", re.IGNORECASE)


@dataclass(frozen=True)
class CaptionEdit:
    """One edit of the captions of a page: what was said, what is shown instead (empty: left out), and by which rule."""

    page: str
    said: str
    shown: str
    rule: str


@dataclass(frozen=True)
class EditedCaptions:
    """The edited cues of a talk, and every edit."""

    cues: list[CaptionCue]
    edits: list[CaptionEdit]


def edited_captions(script: Script, clips: Sequence[Clip], *, columns: int = COLUMNS) -> EditedCaptions:
    """The captions of a talk, page by page, each edited as far as its reading speed demands."""
    cues: list[CaptionCue] = []
    edits: list[CaptionEdit] = []
    for page, clip in zip(script.pages, clips, strict=True):
        found, made = _edited_page(page, timed_tokens(page, clip), clip.start_ms + clip.duration_ms, columns)
        cues += found
        edits += made
    return EditedCaptions(cues, edits)


def edits_page(script: Script, edits: Sequence[CaptionEdit]) -> str:
    """A Markdown page that lists the edits."""
    titles = {page.id: page_title(page) for page in script.pages}
    lines = ["# Edits of the captions", "", f"What the shortened captions say otherwise, {len(edits)} edits:", ""]
    last = None
    for edit in edits:
        if edit.page != last:
            lines += ["", f"## {titles[edit.page]}", ""]
            last = edit.page
        lines.append(
            f"- “{edit.said}” → “{edit.shown}” ({edit.rule})"
            if edit.shown
            else f"- left out: “{edit.said}” ({edit.rule})"
        )
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


def _edited_page(
    page: Page, tokens: list[TimedToken], end_ms: int, columns: int
) -> tuple[list[CaptionCue], list[CaptionEdit]]:
    edits: list[CaptionEdit] = []

    def laid_out(shown: Sequence[TimedToken]) -> list[CaptionCue]:
        return _with_time(_merged(page_cues(page.id, shown, end_ms, columns=columns), columns), begin_ms, end_ms)

    begin_ms = tokens[0].start_ms if tokens else 0
    cues = laid_out(tokens)
    surplus = _surplus(cues)
    if not surplus:
        return cues, edits
    tokens = _shortened(page.id, tokens, edits)
    cues = laid_out(tokens)
    surplus = _surplus(cues)
    while surplus:
        best: tuple[float, _Omission, list[TimedToken], list[CaptionCue]] | None = None
        for omission in _omissions(page, tokens):
            without = _without(tokens, omission)
            there = laid_out(without)
            length = len(_text(tokens[omission.first : omission.last]))
            gain = (surplus - _surplus(there)) / length * omission.worth
            if gain > 0.05 and (best is None or gain > best[0]):
                best = gain, omission, without, there
        if best is None:
            break
        _, omission, without, cues = best
        edits.append(CaptionEdit(page.id, _text(tokens[omission.first : omission.last]), "", omission.rule))
        tokens, surplus = without, _surplus(cues)
    return cues, edits


def _surplus(cues: Sequence[CaptionCue]) -> float:
    """The characters that are too many for the time that the cues have."""
    over = (len(cue.text) - RATE * (cue.end_ms - cue.start_ms) / 1000 for cue in cues)
    return sum(count for count in over if count > 0.05)


def _shortened(page: str, tokens: list[TimedToken], edits: list[CaptionEdit]) -> list[TimedToken]:
    """The tokens after the safe changes and without fillers; the edits are appended."""
    result: list[TimedToken] = []
    for beat in _beats(tokens):
        for _ in range(_PASSES):
            changes = find_changes(_text(beat), plain=True)
            if not changes:
                break
            for change in reversed(changes):
                beat = _replaced(beat, change.start, change.end, change.new)
                edits.append(CaptionEdit(page, change.old, change.new, change.rule))
        result += _without_fillers(page, beat, edits)
    return result


def _without_fillers(page: str, beat: list[TimedToken], edits: list[CaptionEdit]) -> list[TimedToken]:
    kept: list[TimedToken] = []
    at, opening = 0, True
    while at < len(beat):
        count = _filler_length(beat[at : at + 4], kept[-1].text if kept else "", opening)
        if count and at + count < len(beat):
            edits.append(CaptionEdit(page, _text(beat[at : at + count]), "", "only fills"))
            at += count
            if opening:
                beat = [*beat[:at], replace(beat[at], text=_capital(beat[at].text)), *beat[at + 1 :]]
            continue
        kept.append(beat[at])
        opening = ends_sentence(beat[at].text)
        at += 1
    return kept


def _filler_length(tokens: Sequence[TimedToken], before: str, opening: bool) -> int:
    """How many tokens from the first on only fill; 0 for none. After a negation nothing does ("not really")."""
    if _NEGATIVE.search(before):
        return 0
    for size in range(len(tokens), 0, -1):
        text = _text(tokens[:size])
        phrase = text.rstrip(",").lower()
        fills = phrase in _FILLERS or (opening and text.endswith(",") and phrase in _OPENING_FILLERS)
        # A comma that closes what stands before it must not go.
        if fills and (opening or before.endswith(",") or not text.endswith(",")):
            return size
    return 0


@dataclass(frozen=True)
class _Omission:
    """Tokens `first` to `last` that may go, and why; `worth` weighs what is gained by it, more where less is lost."""

    first: int
    last: int
    rule: str
    worth: float = 1.0


def _omissions(page: Page, tokens: Sequence[TimedToken]) -> Iterator[_Omission]:
    """What may be left out: pieces of sentences, whole sentences, and two together where the second refers back."""
    sentences = list(_sentences(tokens))
    shown = _content(" ".join(_shown_texts(page)))
    for first, last in sentences:
        yield from _pieces(tokens, first, last)
    for size in (1, 2):
        for place in range(len(sentences) - size + 1):
            first, last = sentences[place][0], sentences[place + size - 1][1]
            following = tokens[last].text if last < len(tokens) else ""
            text = _text(tokens[first:last])
            numbers, quantities, _, negations, values = kept_things(text)
            if size == len(sentences) or any((numbers, quantities, negations, values)) or _refers_back(following):
                continue
            elsewhere = _content(" ".join(_text(tokens[a:b]) for a, b in sentences if not first <= a < last))
            words = _content(text) or shown
            on_slide = len(words & shown) / len(words) if words else 1.0
            repeated = len(words & elsewhere) / len(words) if words else 1.0
            rule = "the slide shows it" if on_slide >= 0.5 else "left to the voice"
            yield _Omission(first, last, rule, worth=0.4 + 0.6 * max(on_slide, repeated))


def _refers_back(word: str) -> bool:
    return word.strip(".,;:").lower() in _REFERS_BACK


def _sentences(tokens: Sequence[TimedToken]) -> Iterator[tuple[int, int]]:
    first = 0
    for index, token in enumerate(tokens):
        if ends_sentence(token.text) or index + 1 == len(tokens) or tokens[index + 1].beat != token.beat:
            yield first, index + 1
            first = index + 1


def _pieces(tokens: Sequence[TimedToken], first: int, last: int) -> Iterator[_Omission]:
    """Brackets, clauses with "which" or "who" behind a comma, and examples, within one sentence."""
    for start in range(first + 1, last):
        word, before = tokens[start].text.lower(), tokens[start - 1].text
        if word.startswith("("):
            end = next((at + 1 for at in range(start, last) if ")" in tokens[at].text), None)
            rule = "brackets"
        elif before.endswith(",") and word in ("which", "who", "whose"):
            end = next((at + 1 for at in range(start, last) if tokens[at].text[-1:] in ",.;:!?"), None)
            rule = "a clause of its own"
        elif word in ("such", "including") and (
            word == "including" or (tokens[start + 1 : start + 2] and tokens[start + 1].text == "as")
        ):
            end = last if before.endswith(",") else None
            rule = "examples"
        else:
            continue
        if end is not None and end - start > 1 and not any(kept_things("X " + _text(tokens[start:end]))):
            yield _Omission(start, end, rule)


def _without(tokens: Sequence[TimedToken], omission: _Omission) -> list[TimedToken]:
    """The tokens without an omission; the mark that closed it closes what stands before it."""
    first, last = omission.first, omission.last
    kept = [*tokens[:first], *tokens[last:]]
    whole = first == 0 or tokens[first - 1].beat != tokens[first].beat or ends_sentence(tokens[first - 1].text)
    if not whole:
        closing = re.search(r"[.,;:!?]*$", tokens[last - 1].text)
        mark = closing[0] if closing else ""
        before = tokens[first - 1].text.rstrip(",")
        # Between two commas neither is needed any more.
        kept[first - 1] = replace(tokens[first - 1], text=before + ("" if mark == "," else mark))
    return kept


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


def _shown_texts(page: Page) -> Iterator[str]:
    yield page.title or ""
    for item in page.items:
        if isinstance(item, Bullet | Quote):
            yield "".join(run.text for run in item.runs)


def _merged(cues: list[CaptionCue], columns: int) -> list[CaptionCue]:
    """Cues of less than a second and a half joined with a neighbour, where two lines hold both."""
    merged = list(cues)
    at = 0
    while at < len(merged):
        cue = merged[at]
        if cue.end_ms - cue.start_ms < SHORTEST_MS:
            for other in (at + 1, at - 1):
                if not 0 <= other < len(merged):
                    continue
                low, high = merged[min(at, other)], merged[max(at, other)]
                lines = _two_lines(f"{low.text} {high.text}", columns)
                if lines:
                    merged[min(at, other) : max(at, other) + 1] = [
                        CaptionCue(lines, low.start_ms, high.end_ms, low.page)
                    ]
                    at = max(min(at, other) - 1, -1)
                    break
        at += 1
    return merged


def _two_lines(text: str, columns: int) -> tuple[str, ...] | None:
    """The text on one or two lines, broken as near to the middle as words allow; None when it does not fit."""
    if len(text) <= columns:
        return (text,)
    breaks = [at for at, char in enumerate(text) if char == " " and at <= columns and len(text) - at - 1 <= columns]
    if not breaks:
        return None
    place = min(breaks, key=lambda at: (abs(2 * at - len(text)), at))
    return text[:place], text[place + 1 :]


def _with_time(cues: Sequence[CaptionCue], begin_ms: int, end_ms: int) -> list[CaptionCue]:
    """Cues that stay until they can be read: into what follows, at most three seconds late, and within the page.

    Where the page ends too soon for that, cues come up to a second early; where that is not enough either, all of the
    page's cues are as much too fast as they must.
    """
    if not cues:
        return []
    for early_ms in (0, _EARLIEST_MS):
        if starts := _starts(cues, RATE, early_ms, begin_ms, end_ms):
            break
    else:
        slow, fast = RATE, 20 * RATE
        for _ in range(20):
            middle = (slow + fast) / 2
            slow, fast = (slow, middle) if _starts(cues, middle, _EARLIEST_MS, begin_ms, end_ms) else (middle, fast)
        starts = _starts(cues, fast, _EARLIEST_MS, begin_ms, end_ms) or [cue.start_ms for cue in cues]
    timed = []
    for index, (cue, start) in enumerate(zip(cues, starts, strict=True)):
        following = starts[index + 1] if index + 1 < len(starts) else end_ms
        wanted = max(cue.end_ms, start + round(len(cue.text) * 1000 / RATE) + 1)
        end = min(following, wanted)
        if end > start:
            timed.append(replace(cue, start_ms=start, end_ms=end))
    return timed


def _starts(cues: Sequence[CaptionCue], rate: float, early_ms: int, begin_ms: int, end_ms: int) -> list[int] | None:
    """When each cue begins, if each stays long enough for `rate` characters a second; None where there is no time."""
    starts: list[int] = []
    free = begin_ms
    for cue in cues:
        starts.append(max(cue.start_ms - early_ms, free))
        free = starts[-1] + round(len(cue.text) * 1000 / rate) + 1
        if starts[-1] > cue.start_ms + _LATEST_MS:
            return None
    return starts if free <= end_ms else None


def _replaced(beat: list[TimedToken], start: int, end: int, new: str) -> list[TimedToken]:
    """The beat with the characters `start` to `end` of its text replaced; tokens in between share their time."""
    at = 0
    first = last = None
    places = []
    for index, token in enumerate(beat):
        places.append(at)
        if at < end and at + len(token.text) > start:
            first = index if first is None else first
            last = index
        at += len(token.text) + 1
    if first is None or last is None:
        return beat
    before = beat[first].text[: max(0, start - places[first])]
    after = beat[last].text[max(0, end - places[last]) :]
    words = f"{before}{new}{after}".split()
    begin, finish = beat[first].start_ms, beat[last].end_ms
    total, done, made = sum(len(word) for word in words) or 1, 0, []
    for word in words:
        until = done + len(word)
        made.append(
            TimedToken(
                word,
                begin + (finish - begin) * done // total,
                begin + (finish - begin) * until // total,
                beat[first].beat,
            )
        )
        done = until
    return [*beat[:first], *made, *beat[last + 1 :]]


def _beats(tokens: Sequence[TimedToken]) -> Iterator[list[TimedToken]]:
    beat: list[TimedToken] = []
    for token in tokens:
        if beat and token.beat != beat[0].beat:
            yield beat
            beat = []
        beat.append(token)
    if beat:
        yield beat


def _text(tokens: Sequence[TimedToken]) -> str:
    return " ".join(token.text for token in tokens if token.text)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
