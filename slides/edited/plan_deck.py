"""What is wrong with an edited deck, and what it takes to renew it: found together, so that `check` names what
`refresh` would change and what it would leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from plainspoken.base.align_words import cased_keys_of, keys_of, likeness, tokens_of
from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.deck_plan import (
    DeckPlan,
    SlidePlan,
    TextPlace,
    places_of_shape,
    places_of_slide,
    shape_name,
)
from plainspoken.slides.edited.judge_records import RecordJudge
from plainspoken.slides.edited.match_decks import (
    MOVED,
    SlideMatch,
    match_shapes,
    match_slides,
    match_texts,
)
from plainspoken.slides.edited.match_tables import match_lines, match_names, turned
from plainspoken.slides.edited.measured_pairs import SentenceFault
from plainspoken.slides.edited.merge_text import TextDoubt, TextEdit, merge_text
from plainspoken.slides.edited.record_numbers import RecordNumbers
from plainspoken.slides.edited.reworded_claims import reworded_faults
from plainspoken.slides.pptx.deck_content import ChartContent, ShapeContent, SlideContent, texts_of
from plainspoken.slides.pptx.manifest import DeckNumber, Manifest


def plan_deck(
    mine: Sequence[SlideContent], base: Manifest | None, new: Manifest, numbers: RecordNumbers | None = None
) -> DeckPlan:
    """Compare an edited deck with what was written (`base`; None where that is not known) and what would be now. What
    its own sentences claim is told against the records, where `numbers` holds them."""
    return _Planner(mine, base or new, new, RecordJudge(numbers, strict=True) if numbers is not None else None).plan()


class _Planner:
    """One comparison. Names in it: `mine` is what stands there, `base` what was written, `new` what would be now."""

    def __init__(
        self, mine: Sequence[SlideContent], base: Manifest, new: Manifest, judge: RecordJudge | None = None
    ) -> None:
        self.mine, self.base, self.new, self.judge = mine, base, new, judge
        self.plan_ = DeckPlan()
        self.renewed = _renewed(base.slides, new.slides)
        self._sources: dict[tuple[int, int | None, int], list[DeckNumber]] = {}
        for number in new.numbers:
            self._sources.setdefault((number.slide, number.shape, number.paragraph), []).append(number)

    def plan(self) -> DeckPlan:
        """The whole of it."""
        matches = match_slides(self.mine, self.base.slides)
        for at, slide in enumerate(self.mine):
            match = matches.get(at)
            new = self.renewed.get(match.index) if match else None
            self.plan_.slides.append(SlidePlan(match.index if match else None, new, match.copy if match else False))
            if match is None:
                self._foreign(at, slide)
            elif new is None:
                self._gone(at, slide, match)
            else:
                self._slide(at, slide, match.index, new)
        shown = {plan.new for plan in self.plan_.slides}
        for place, content in enumerate(self.new.slides):
            if place not in shown and place not in self.renewed.values():
                self._find(DeckFinding(place + 1, "slide", "missing", content.title or content.page))
        return self.plan_

    def _find(self, finding: DeckFinding) -> None:
        if self.judge is not None and finding.source and not finding.about:
            finding = replace(finding, about=self.judge.about(finding.source))
        self.plan_.findings.append(finding)

    def _gone(self, at: int, slide: SlideContent, match: SlideMatch) -> None:
        self._find(DeckFinding(at + 1, "slide", "gone", slide.title or self.base.slides[match.index].page))

    def _foreign(self, at: int, slide: SlideContent) -> None:
        """A slide that somebody has added: words of ours that were moved there, and numbers of their own."""
        for place, where, text in places_of_slide(at, slide):
            if not self._moved(place, where, text):
                self._unbound(at, where, text)

    def _unbound(self, at: int, where: str, text: str) -> None:
        """A text that the talk did not write: its numbers have no known source, but where the records contradict them;
        its claims are the records' to judge."""
        faults = reworded_faults(text, "", "", self.judge)
        self._faults(at, where, text, faults)
        told = {key for fault in faults for key in keys_of(fault.shown)}
        for token in tokens_of(text):
            if token.is_number and token.key not in told and not (self.judge and self.judge.explains(text, token)):
                self._find(DeckFinding(at + 1, where, "unbound", token.text, text=text))

    def _faults(self, at: int, where: str, text: str, faults: Sequence[SentenceFault]) -> None:
        for fault in faults:
            self._find(
                DeckFinding(at + 1, where, fault.kind, fault.shown, fault.wanted, fault.source, text, about=fault.about)
            )

    def _moved(self, place: TextPlace, where: str, text: str) -> bool:
        """Whether a text was written on another slide or in another shape; it is then renewed where it is."""
        if len(tokens_of(text)) < 4:
            return False
        best: tuple[float, str, str, list[DeckNumber]] | None = None
        for base_text, new_text, numbers in self._written:
            score = _match_score(text, base_text)
            if score >= MOVED and (best is None or score > best[0]):
                best = (score, base_text, new_text, numbers)
        if best is None:
            return False
        self._merge(place, where, text, best[1], best[2], best[3])
        return True

    @cached_property
    def _written(self) -> list[tuple[str, str, list[DeckNumber]]]:
        """Every text that was written, what it is today, and its numbers."""
        told = ((self.renewed.get(index), content) for index, content in enumerate(self.base.slides))
        return [pair for new, content in told if new is not None for pair in self._pairs(new, content)]

    def _pairs(self, new: int, content: SlideContent) -> Iterator[tuple[str, str, list[DeckNumber]]]:
        fresh = self.new.slides[new]
        shapes = match_shapes(content.shapes, fresh.shapes)
        for at, shape in enumerate(content.shapes):
            if at in shapes and shape.kind == "text":
                texts = fresh.shapes[shapes[at]].paragraphs
                for i, j in match_texts(shape.paragraphs, texts, 0.3).items():
                    yield shape.paragraphs[i], texts[j], self._sources.get((new, shapes[at], j), [])
        for i, j in match_texts(content.notes, fresh.notes, 0.3).items():
            yield content.notes[i], fresh.notes[j], self._sources.get((new, None, j), [])

    def _slide(self, at: int, slide: SlideContent, base: int, new: int) -> None:
        old, fresh = self.base.slides[base], self.new.slides[new]
        matches = match_shapes(slide.shapes, old.shapes)
        onward = match_shapes(old.shapes, fresh.shapes)
        plan = self.plan_.slides[at]
        for index, shape in enumerate(slide.shapes):
            if shape.role in ("sldNum", "dt"):
                continue
            written = matches.get(index)
            if written is None:
                for place, where, text in places_of_shape(at, index, shape):
                    if not self._moved(place, where, text):
                        self._unbound(at, where, text)
                continue
            today = onward.get(written)
            plan.shapes[index] = (written, today)
            if today is None:
                self._shape_gone(at, shape, old.shapes[written])
                continue
            self._shape(at, index, shape, old.shapes[written], fresh.shapes[today], (new, today))
        self._texts(
            (at, None, "paragraph"),
            lambda n: f"notes, paragraph {n + 1}",
            slide.notes,
            old.notes,
            fresh.notes,
            (new, None),
        )

    def _shape_gone(self, at: int, shape: ShapeContent, base: ShapeContent) -> None:
        if shape.kind in ("text", "table", "picture", "chart") and (any(texts_of(shape)) or shape.kind != "text"):
            shown = " ".join(texts_of(shape)) or shape.alt or base.name
            self._find(DeckFinding(at + 1, shape_name(shape), "gone", shown))

    def _shape(
        self, at: int, index: int, mine: ShapeContent, base: ShapeContent, new: ShapeContent, source: tuple[int, int]
    ) -> None:
        if mine.kind == "table":
            self._table(at, index, mine, base, new, source)
        elif mine.kind == "text":
            name = shape_name(mine)
            self._texts(
                (at, index, "paragraph"),
                lambda n: name if len(mine.paragraphs) == 1 else f"{name}, paragraph {n + 1}",
                mine.paragraphs,
                base.paragraphs,
                new.paragraphs,
                source,
            )
        elif mine.chart and base.chart and new.chart:
            self._chart(at, index, mine, base.chart, new.chart)
        if mine.alt and base.alt and new.alt and mine.kind != "sound":
            self._merge(TextPlace(at, index, "alt"), f"{shape_name(mine)}, alt text", mine.alt, base.alt, new.alt, [])
        elif mine.alt and not base.alt:
            self._unbound(at, f"{shape_name(mine)}, alt text", mine.alt)

    def _texts(
        self,
        place: tuple[int, int | None, str],
        where: Callable[[int], str],
        mine: Sequence[str],
        base: Sequence[str],
        new: Sequence[str],
        source: tuple[int, int | None],
    ) -> None:
        """Paragraphs: those that were written are renewed, those of somebody else are looked over."""
        written = match_texts(mine, base)
        today = match_texts(base, new, 0.3)
        if len(base) == len(new):  # a paragraph that is worded anew stands in the same place
            today |= {n: n for n in range(len(base)) if n not in today and n not in today.values()}
        for i, text in enumerate(mine):
            j = written.get(i)
            spot = TextPlace(*place, i)
            if j is None:
                if not self._moved(spot, where(i), text):
                    self._unbound(place[0], where(i), text)
            elif j not in today:
                if keys_of(text) == keys_of(base[j]):
                    self.plan_.removed.append(spot)
                    self._find(DeckFinding(place[0] + 1, where(i), "gone", text, edits=True))
                else:
                    self._find(DeckFinding(place[0] + 1, where(i), "gone", text))
            else:
                k = today[j]
                self._merge(spot, where(i), text, base[j], new[k], self._sources.get((*source, k), []))
        self._added(place, where, written, today, new)

    def _added(
        self,
        place: tuple[int, int | None, str],
        where: Callable[[int], str],
        written: dict[int, int],
        today: dict[int, int],
        new: Sequence[str],
    ) -> None:
        """Paragraphs that the talk has new: each goes behind the one that it follows, where that still stands."""
        back = {k: j for j, k in today.items()}
        here = {j: i for i, j in reversed(written.items())}
        for k, text in enumerate(new):
            if k in back or not text.strip():
                continue
            before = next((here[back[n]] for n in range(k - 1, -1, -1) if n in back and back[n] in here), None)
            if before is None and here:
                before = min(here.values()) - 1
            spot = TextPlace(*place, before if before is not None else -1)
            mends = before is not None and before >= 0
            if mends:
                self.plan_.added.append((spot, text))
            self._find(DeckFinding(place[0] + 1, where(max(spot.index, 0)), "missing", text, edits=mends))

    def _table(
        self, at: int, index: int, mine: ShapeContent, base: ShapeContent, new: ShapeContent, source: tuple[int, int]
    ) -> None:
        rows, columns = match_lines(mine.cells, base.cells), match_lines(turned(mine.cells), turned(base.cells))
        on_rows, on_columns = match_lines(base.cells, new.cells), match_lines(turned(base.cells), turned(new.cells))
        width = max((len(row) for row in new.cells), default=0)
        flat = 0
        for r, row in enumerate(mine.cells):
            for c, text in enumerate(row):
                where = f"table {mine.name}, row {r + 1}, column {c + 1}"
                spot = TextPlace(at, index, "cell", flat)
                flat += 1
                br, bc = rows.get(r), columns.get(c)
                nr, nc = on_rows.get(-1 if br is None else br), on_columns.get(-1 if bc is None else bc)
                if br is None or bc is None:
                    self._unbound(at, where, text)
                elif nr is None or nc is None:
                    if any(token.is_number for token in tokens_of(text)):
                        self._find(DeckFinding(at + 1, where, "gone", text))
                else:
                    numbers = self._sources.get((*source, nr * width + nc), [])
                    self._merge(spot, where, text, base.cells[br][bc], new.cells[nr][nc], numbers)

    def _chart(self, at: int, index: int, mine: ShapeContent, base: ChartContent, new: ChartContent) -> None:
        assert mine.chart is not None
        if mine.chart.title:
            faults = reworded_faults(mine.chart.title, base.title, new.title, self.judge)
            self._faults(at, f"chart {mine.name}, title", mine.chart.title, faults)
        chart = mine.chart.model_copy(deep=True)
        series, categories = match_names(chart.series, base.series), match_names(chart.categories, base.categories)
        on_series, on_categories = match_names(base.series, new.series), match_names(base.categories, new.categories)
        changed = False
        for s, values in enumerate(chart.values):
            for c, value in enumerate(values):
                if value is None:
                    continue
                name = chart.categories[c] if c < len(chart.categories) else str(c + 1)
                where = f"chart {mine.name}, {chart.series[s]}, {name}"
                bs, bc = series.get(s), categories.get(c)
                ns, nc = on_series.get(-1 if bs is None else bs), on_categories.get(-1 if bc is None else bc)
                written = _value(base, bs, bc)
                today = _value(new, ns, nc)
                if written is None or today is None:
                    self._find(DeckFinding(at + 1, where, "unbound" if written is None else "gone", _plain(value)))
                elif _close(value, today):
                    continue
                elif _close(value, written):
                    self._find(DeckFinding(at + 1, where, "stale", _plain(value), _plain(today), edits=True))
                    values[c] = today
                    changed = True
                else:
                    self._find(DeckFinding(at + 1, where, "contradicted", _plain(value), _plain(today)))
        if changed:
            self.plan_.charts[(at, index)] = chart

    def _merge(
        self, place: TextPlace, where: str, mine: str, base: str, new: str, numbers: Sequence[DeckNumber]
    ) -> None:
        if self._names_another(mine, base, numbers):
            self._of_another(place.slide, where, mine, base, new, numbers)
            return
        merged = merge_text(base, mine, new)
        if merged.edits:
            self.plan_.edits[place] = merged.edits
        worded = False
        for edit in merged.edits:
            pieces = _pieces(edit)
            worded |= not pieces and cased_keys_of(edit.old) != cased_keys_of(edit.text)
            for shown, wanted in pieces:
                source = _source(numbers, wanted)
                self._find(DeckFinding(place.slide + 1, where, "stale", shown, wanted, source, mine, edits=True))
        if worded:
            self._find(DeckFinding(place.slide + 1, where, "wording", mine, merged.applied(mine), edits=True))
        faults = reworded_faults(merged.applied(mine), base, new, self.judge)
        doubted = {key for doubt in merged.doubts if doubt.kind != "unbound" for key in keys_of(doubt.shown)}
        faults = [f for f in faults if f.kind != "contradicted" or not set(keys_of(f.shown)) <= doubted | {"%"}]
        told = {key for fault in faults if fault.kind == "contradicted" for key in keys_of(fault.shown)}
        for doubt in merged.doubts:
            if doubt.kind == "unbound" and self._explained(mine, doubt.shown):
                continue
            if not (doubt.kind in ("unbound", "stale") and set(keys_of(doubt.shown)) <= told):
                self._find(_doubt(place.slide + 1, where, doubt, mine, numbers))
        self._faults(place.slide, where, mine, faults)

    def _of_another(self, at: int, where: str, mine: str, base: str, new: str, numbers: Sequence[DeckNumber]) -> None:
        """A text beside whose numbers somebody has put the name of another run: they are told, and never renewed."""
        faults = reworded_faults(mine, base, new, self.judge)
        told = {key for fault in faults if fault.kind != "untrue" for key in keys_of(fault.shown)}
        source = "; ".join(sorted({n.source for n in numbers if n.source}))
        for token in tokens_of(mine):
            if token.is_number and token.key not in told and not (self.judge and self.judge.explains(mine, token)):
                kind = "unsure" if token.key in keys_of(base) else "unbound"
                self._find(DeckFinding(at + 1, where, kind, token.text, "", source if kind == "unsure" else "", mine))
        self._faults(at, where, mine, faults)

    def _explained(self, text: str, shown: str) -> bool:
        """Whether the records bear out a number that somebody has typed, wherever it stands in a text."""
        typed = [token for token in tokens_of(text) if token.is_number and token.text == shown]
        return self.judge is not None and bool(typed) and all(self.judge.explains(text, token) for token in typed)

    def _names_another(self, mine: str, base: str, numbers: Sequence[DeckNumber]) -> bool:
        """Whether somebody has put the name of another run beside the numbers of a text: they are not renewed then."""
        own = {_run_of(number) for number in numbers} - {""}
        added = set(keys_of(mine)) - set(keys_of(base))
        if not own or not added:
            return False
        named = {run for run in self._runs if set(keys_of(run.partition("/")[2].replace("-", " "))) <= added}
        if self.judge is not None:
            mentions = self.judge.numbers.runs
            named |= {mention.run for mention in mentions.find(mine)} - {mention.run for mention in mentions.find(base)}
        named -= {""}
        return bool(named) and not named & own

    @cached_property
    def _runs(self) -> set[str]:
        return {_run_of(number) for number in self.new.numbers} - {""}


def _run_of(number: DeckNumber) -> str:
    """The run that a number is of, such as `emotion/resnet18`; empty where its source does not say."""
    match = re.match(r"(?:\w+\()?([\w-]+/[\w-]+)", number.source or "")
    return match[1] if match else ""


def _match_score(one: str, other: str) -> float:
    """How alike two texts are, numbers aside, with a little more where they are the same."""
    if abs(len(one) - len(other)) > 0.6 * max(len(one), len(other)):
        return 0.0
    return likeness(one, other)


def _pieces(edit: TextEdit) -> list[tuple[str, str]]:
    """The numbers that an edit changes, one by one where as many stand on both sides; none where it has only words."""
    old, new = tokens_of(edit.old), tokens_of(edit.text)
    for digits in (True, False):
        olds, news = ([t for t in side if t.is_number or (not digits and t.may_be_number)] for side in (old, new))
        if olds and len(olds) == len(news):
            return [(a.text, b.text) for a, b in zip(olds, news, strict=True) if a.key != b.key]
        if olds:
            return [(t.text, edit.text or "nothing") for t in olds if t.key not in {n.key for n in news}]
    return []


def _doubt(slide: int, where: str, doubt: TextDoubt, text: str, numbers: Sequence[DeckNumber]) -> DeckFinding:
    source, wanted = _source(numbers, doubt.wanted), doubt.wanted
    if not source and doubt.kind in ("contradicted", "stale", "unsure") and len(numbers) == 1:
        source, wanted = numbers[0].source or "", wanted or numbers[0].shown
    return DeckFinding(slide, where, doubt.kind, doubt.shown, wanted, source, text)


def _source(numbers: Sequence[DeckNumber], shown: str) -> str:
    wanted = keys_of(shown)
    for number in numbers:
        keys = keys_of(number.shown)
        if wanted and any(keys[at : at + len(wanted)] == wanted for at in range(len(keys))):
            return number.source or ""
    return ""


def _renewed(base: Sequence[SlideContent], new: Sequence[SlideContent]) -> dict[int, int]:
    """For each slide as written the slide that it is now: by the page that it shows, else by what it holds."""
    places = {(slide.page, slide.part): at for at, slide in enumerate(new)}
    found = {at: places[slide.page, slide.part] for at, slide in enumerate(base) if (slide.page, slide.part) in places}
    left = [at for at in range(len(base)) if at not in found]
    free = [at for at in range(len(new)) if at not in found.values()]
    matches = match_slides([base[at] for at in left], [new[at] for at in free])
    return found | {left[i]: free[match.index] for i, match in matches.items() if not match.copy}


def _value(chart: ChartContent, series: int | None, category: int | None) -> float | None:
    if series is None or category is None or series >= len(chart.values) or category >= len(chart.values[series]):
        return None
    return chart.values[series][category]


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 + 1e-6 * max(abs(one), abs(other))


def _plain(value: float) -> str:
    return f"{value:.6g}"
