"""Captions that can be read in time: the words shortened where the voice is faster than a reader.

Professionals keep captions below 20 characters a second; at 250 words a minute the words as they are said come at 26. A
page whose captions are too fast is edited in this order, and no further than needed:

1. the shortener's safe changes, and words that only fill, such as "of course" (`caption_wording`);
2. cues stay longer, into the pauses, behind the voice or ahead of it by a moment (`caption_times`);
3. terse wordings, one kind after another: in figures, with an ampersand, without articles (`caption_wording`);
4. cues run on over the first moments of the next page;
5. what can go without making anything else untrue is left out, a piece at a time (`caption_omissions`).

What turns out not to be needed for a page to fit is taken back. Every edit is listed, and so are the cues that stay too
fast because nothing more can safely go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from plainspoken.base.files import fingerprint
from plainspoken.script.model import Page, Script
from plainspoken.tts.narration import Clip
from plainspoken.tts.text.caption_omissions import Omission, omissions, shown_texts, without
from plainspoken.tts.text.caption_times import RATE, TimeSpan, merged, surplus, with_time
from plainspoken.tts.text.caption_wording import TERSE, safely_shortened, sentences, terse, text_of
from plainspoken.tts.text.captions import COLUMNS, CaptionCue, TimedToken, page_cues
from plainspoken.tts.text.transcript import page_title, timed_tokens

__all__ = ["RATE", "CaptionEdit", "EditedCaptions", "edited_captions", "edits_page"]

_OVERRUN_MS, _AHEAD_MS = 2000, 1000
"""How far the captions of a page may run on into the next, and begin within the one before."""


_LEAST_GAIN = 0.05
"""What must be gained by an omission: characters that are no longer too many, for each that is left out."""


# Raise when the same words and times would be edited otherwise: the cache must not hand out old edits.
_EDITING, _KIND = "1", "captions"


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

    @property
    def too_fast(self) -> list[CaptionCue]:
        """The cues that are faster than `RATE` all the same."""
        return [cue for cue in self.cues if cue.characters_a_second > RATE]


class PageCache(Protocol):
    """Where edited pages are kept by key and kind, so that a page that has not changed is not edited again."""

    def read(self, key: str, kind: str) -> bytes | None:
        """The entry, or nothing."""

    def write(self, key: str, kind: str, data: bytes) -> None:
        """Make the entry."""


def edited_captions(
    script: Script, clips: Sequence[Clip], *, columns: int = COLUMNS, cache: PageCache | None = None
) -> EditedCaptions:
    """The captions of a talk, page by page, each edited as far as its reading speed demands."""
    drafts: list[_PageDraft] = []
    for page, clip in zip(script.pages, clips, strict=True):
        draft = _PageDraft(page, clip, 0 if clip is clips[-1] else _OVERRUN_MS, columns, cache)
        draft.edit(_free_ms(drafts))
        if draft.surplus and drafts and drafts[-1].overrun_ms:
            # Where the page before can do without the first moments of this one, this one has them.
            shorter = _PageDraft(drafts[-1].page, drafts[-1].clip, 0, columns, cache)
            shorter.edit(_free_ms(drafts[:-1]))
            if not shorter.surplus:
                drafts[-1] = shorter
                draft = _PageDraft(page, clip, draft.beyond_ms, columns, cache)
                draft.edit(_free_ms(drafts))
        drafts.append(draft)
    return EditedCaptions(
        [cue for draft in drafts for cue in draft.cues], [edit for draft in drafts for edit in draft.edits]
    )


def _free_ms(drafts: Sequence[_PageDraft]) -> int:
    """When the last cue of these ends."""
    return next((draft.cues[-1].end_ms for draft in reversed(drafts) if draft.cues), 0)


def edits_page(script: Script, edited: EditedCaptions) -> str:
    """A Markdown page that lists the edits, and the cues that stay too fast."""
    titles = {page.id: page_title(page) for page in script.pages}
    count = len(edited.edits)
    lines = ["# Edits of the captions", "", f"What the shortened captions say otherwise, {count} edits:", ""]
    last = None
    for edit in edited.edits:
        if edit.page != last:
            lines += ["", f"## {titles[edit.page]}", ""]
            last = edit.page
        if edit.shown:
            lines.append(f"- “{edit.said}” → “{edit.shown}” ({edit.rule})")
        else:
            lines.append(f"- left out: “{edit.said}” ({edit.rule})")
    if edited.too_fast:
        lines += ["", f"## Still faster than {RATE:g} characters a second", ""]
        lines += ["No shorter wording of these is safe:", ""]
        lines += [f"- {titles[cue.page]}, {cue.characters_a_second:.1f}: “{cue.text}”" for cue in edited.too_fast]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


@dataclass
class _PageDraft:
    """The captions of one page while they are edited: its tokens, what is left out of them, and how tersely the rest is
    written. `cues` follows from these."""

    page: Page
    clip: Clip
    beyond_ms: int
    columns: int
    cache: PageCache | None = None
    cues: list[CaptionCue] = field(default_factory=list)
    edits: list[CaptionEdit] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
    kinds: int = 0
    overrun_ms: int = 0

    def __post_init__(self) -> None:
        self._reword(timed_tokens(self.page, self.clip))
        self.end_ms = self.clip.start_ms + self.clip.duration_ms
        self.begin_ms = self.clip.start_ms

    def _reword(self, tokens: list[TimedToken]) -> None:
        self.tokens = tokens
        self._spans = list(sentences(tokens))
        self._worded: dict[tuple[int, tuple[Omission, ...], int], list[TimedToken]] = {}

    @property
    def surplus(self) -> float:
        """The characters that are too many for the time of the cues."""
        return surplus(self.cues)

    def edit(self, free_ms: int) -> None:
        """Edit until the cues can be read in time, or nothing more may go; none begins before `free_ms`."""
        self.begin_ms = max(self.clip.start_ms - _AHEAD_MS, free_ms)
        if self._fits():
            return
        key = self._key()
        if self.cache is None or not self._recalled(self.cache.read(key, _KIND)):
            self._edit()
            if self.cache is not None:
                self.cache.write(key, _KIND, self._to_keep())

    def _key(self) -> str:
        """All that the edits follow from; times are those within the page."""
        start = self.clip.start_ms
        tokens = [(token.text, token.start_ms - start, token.end_ms - start, token.beat) for token in self.tokens]
        times = (self.begin_ms - start, self.end_ms - start, self.beyond_ms, self.columns)
        return fingerprint("captions", _EDITING, repr(tokens), repr(times), repr(list(shown_texts(self.page))))

    def _to_keep(self) -> bytes:
        start = self.clip.start_ms
        cues = [(cue.lines, cue.start_ms - start, cue.end_ms - start) for cue in self.cues]
        edits = [(edit.said, edit.shown, edit.rule) for edit in self.edits]
        return json.dumps({"cues": cues, "edits": edits, "overrun_ms": self.overrun_ms}).encode()

    def _recalled(self, data: bytes | None) -> bool:
        """Take what is kept of this page; False where that is nothing, or damaged."""
        try:
            kept = json.loads(data or b"")
            start, page = self.clip.start_ms, self.page.id
            self.cues = [
                CaptionCue(tuple(lines), start + begin, start + end, page) for lines, begin, end in kept["cues"]
            ]
            self.edits = [CaptionEdit(page, *edit) for edit in kept["edits"]]
            self.overrun_ms = kept["overrun_ms"]
        except (ValueError, KeyError, TypeError):
            return False
        return True

    def _edit(self) -> None:
        tokens, made = safely_shortened(self.tokens)
        self._reword(tokens)
        self.edits += [CaptionEdit(self.page.id, *change) for change in made]
        while not self._fits():
            if self.kinds < len(TERSE):
                self.kinds += 1
            elif self.overrun_ms < self.beyond_ms:
                self.overrun_ms = self.beyond_ms
            elif not self._omit_one():
                break
        if not self.surplus:
            self._take_back()
        self._list_edits()

    def _fits(self) -> bool:
        self.cues = self._laid_out()
        return not self.surplus

    def _shown(self) -> list[TimedToken]:
        """The tokens as they are shown: what is left of each sentence, in its wording."""
        shown: list[TimedToken] = []
        for first, last in self._spans:
            inside = tuple(one for one in self.omitted if one.first < last and first < one.last)
            key = first, inside, self.kinds
            if key not in self._worded:
                pieces = [replace(one, first=one.first - first, last=one.last - first) for one in inside]
                self._worded[key] = terse(without(self.tokens[first:last], pieces), self.kinds)
            shown += self._worded[key]
        return shown

    def _laid_out(self) -> list[CaptionCue]:
        span = TimeSpan(self.begin_ms, self.end_ms + self.overrun_ms)
        cues = page_cues(self.page.id, self._shown(), self.end_ms, columns=self.columns)
        return with_time(merged(cues, self.columns), span, self.end_ms)

    def _omit_one(self) -> bool:
        """Leave out what helps most for what is lost; False where nothing may go or helps."""
        before, chosen, cues = surplus(self.cues), self.omitted, self.cues
        found: tuple[float, list[Omission], list[CaptionCue]] | None = None
        for omission in omissions(self.page, self.tokens, chosen):
            length = len(text_of(self.tokens[omission.first : omission.last]))
            if found is not None and before / length * omission.worth <= found[0]:
                continue
            self.omitted = [*(one for one in chosen if not omission.holds(one)), omission]
            there = self._laid_out()
            left = surplus(there)
            gain = (before - left) / length * omission.worth
            # What leaves the page too fast must at least help; what makes it fit is good at any length.
            if (gain > _LEAST_GAIN or not left) and (found is None or gain > found[0]):
                found = gain, self.omitted, there
        if found is None:
            self.omitted, self.cues = chosen, cues
            return False
        _, self.omitted, self.cues = found
        return True

    def _take_back(self) -> None:
        """Undo what turns out not to be needed: omissions, the latest last, then terse wordings, then the overrun."""
        for omission in list(self.omitted):
            self._unless_needed(omitted=[one for one in self.omitted if one is not omission])
        while self.kinds and self._unless_needed(kinds=self.kinds - 1):
            pass
        if self.overrun_ms:
            self._unless_needed(overrun_ms=0)

    def _unless_needed(self, **changed: object) -> bool:
        """Change the draft so if it still fits then."""
        before = {name: getattr(self, name) for name in (*changed, "cues")}
        for name, value in changed.items():
            setattr(self, name, value)
        if self._fits():
            return True
        for name, value in before.items():
            setattr(self, name, value)
        return False

    def _list_edits(self) -> None:
        for omission in sorted(self.omitted, key=lambda one: one.first):
            said = text_of(self.tokens[omission.first : omission.last])
            self.edits.append(CaptionEdit(self.page.id, said, "", omission.rule))
        kinds, self.kinds = self.kinds, 0
        left = self._shown()
        self.kinds = kinds
        for first, last in sentences(left):
            before = left[first:last]
            after = terse(before, kinds)
            if text_of(before) != text_of(after):
                used = [rule for kind, (rule, _) in enumerate(TERSE) if terse(before, kind) != terse(before, kind + 1)]
                self.edits.append(CaptionEdit(self.page.id, text_of(before), text_of(after), ", ".join(used[:kinds])))
