from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Page, Run, Script
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.narration_timing import AT_ONCE_MS, SILENCE_MS, AdvanceRounding
from plainspoken.slides.settings import SlideSettings
from plainspoken.tts.narration import Narration, page_words

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def parts_of(deck: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(deck) as package:
        return {name: package.read(name) for name in package.namelist()}


def build(script: Script, narration: Narration | None, build: Path, out: Path, **settings: Any) -> Path:
    return build_deck(
        script, narration, out, settings=SlideSettings(**settings), build=build, folder=build, clips=build
    )


@pytest.fixture(scope="module")
def opened(narrated_deck: Path) -> Any:
    return Presentation(str(narrated_deck))


def test_every_slide_has_a_title_in_a_title_placeholder(opened: Any, slides_script: Script) -> None:
    assert len(opened.slides) == len(slides_script.pages)
    for slide, page in zip(opened.slides, slides_script.pages, strict=True):
        assert slide.shapes.title.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
        assert slide.shapes.title.text_frame.text == (page.title or "The last page has no title of its own")


def test_lists_are_real_bullets_in_a_body_placeholder(opened: Any) -> None:
    slide = opened.slides[2]
    body = next(shape for shape in slide.placeholders if shape.placeholder_format.type == PP_PLACEHOLDER.BODY)
    paragraphs = body.text_frame.paragraphs
    assert paragraphs[0].text == "5,000 faces of 48 × 48 pixels"
    assert [paragraph.level for paragraph in paragraphs] == [0, 0, 1, 1]
    assert all(paragraph._p.pPr.find(f"{A}buChar") is not None for paragraph in paragraphs)
    assert [run.font.bold for run in paragraphs[0].runs] == [False, True, False]


def test_tables_and_code_are_native_and_diagrams_are_grouped_shapes(opened: Any) -> None:
    tables = [shape.table for slide in opened.slides for shape in slide.shapes if shape.has_table]
    assert tables[0].cell(2, 2).text == "68.4 %"
    code = next(shape for shape in opened.slides[9].shapes if shape.name == "item-0")
    assert code.text_frame.text.startswith("class EmotionNet(nn.Module):")
    groups = [shape for slide in opened.slides for shape in slide.shapes if shape.shape_type == 6]
    assert {"c1", "c2", "sum"} <= {shape.name for shape in groups[0].shapes}
    assert "shortcut" in next(groups[0]._element.iter(f"{P}cNvPr")).get("descr")


def test_notes_hold_what_is_said(opened: Any, slides_script: Script) -> None:
    for slide, page in zip(opened.slides, slides_script.pages, strict=True):
        assert slide.notes_slide.notes_text_frame.text == "\n".join(beat.shown for beat in page.beats)


def test_the_page_is_wide_and_made_from_our_own_template(narrated_deck: Path, opened: Any) -> None:
    parts = parts_of(narrated_deck)
    assert (opened.slide_width, opened.slide_height) == (12192000, 6858000)
    assert b'<p:sldSz cx="12192000" cy="6858000"/>' in parts["ppt/presentation.xml"]
    assert not [name for name in parts if "printer" in name or "thumbnail" in name]
    assert b'showNarration="1" useTimings="1"' in parts["ppt/presProps.xml"]


def test_properties_sections_and_languages(narrated_deck: Path, opened: Any) -> None:
    assert opened.core_properties.title == "Two ways to read a face"
    assert opened.core_properties.author == "Plainspoken"
    names = re.findall(r'<p14:section [^>]*name="([^"]*)"', parts_of(narrated_deck)["ppt/presentation.xml"].decode())
    assert names == ["Two ways to read a face", "The data", "Models", "Cost", "Attention"]
    for slide in opened.slides:
        assert {node.get("lang") for node in slide._element.iter(f"{A}rPr")} == {"en-US"}


def test_each_clip_plays_by_itself_and_the_slide_waits_for_its_end(
    narrated_deck: Path, slides_narration: Narration
) -> None:
    parts = parts_of(narrated_deck)
    for number, clip in enumerate(slides_narration.clips, 1):
        root = etree.fromstring(parts[f"ppt/slides/slide{number}.xml"])
        assert [node.tag.split("}")[1] for node in root] == ["cSld", "clrMapOvr", "AlternateContent", "timing"]
        choices = {node.getparent().get("Requires"): int(node.get("advTm")) for node in root.iter(f"{P}transition")}
        whole = choices["p14"]
        assert choices.get("p159", whole) == clip.duration_ms, "PowerPoint moves on when the clip ends"
        assert choices[None] == whole
        assert whole % 1000 == 0
        assert whole >= clip.beats[-1].end_ms, "no word is cut"
        (call,) = root.iter(f"{P}cmd")
        assert call.get("cmd") == "playFrom(0.0)"
        assert next(call.iter(f"{P}cTn")).get("dur") == str(clip.duration_ms)
        sound = next(root.iter(f"{A}audioFile")).getparent().getparent().find(f"{P}cNvPr")
        assert next(call.iter(f"{P}spTgt")).get("spid") == sound.get("id")
        assert f"ppt/media/narration{number}.wav" in parts


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 2_000)), min_size=1, max_size=80))
def test_whole_seconds_cut_no_word_and_keep_near_the_sound(clips: list[tuple[int, int]]) -> None:
    rounding, shown, heard = AdvanceRounding(), 0, 0
    for speech, silence in clips:
        advance = rounding.advance_ms(speech + silence, speech)
        assert advance % 1000 == 0
        assert advance >= speech
        assert advance > speech + silence - max(SILENCE_MS, 501) - 500
        shown, heard = shown + advance, heard + speech + silence
        assert shown - heard > -1000, "it never falls behind by a second"
    assert shown - heard <= 1000 * len(clips)


def test_rounding_into_the_silence_keeps_a_talk_near_its_sound() -> None:
    rounded, up = AdvanceRounding(), 0
    lengths = [3000 + 137 * n % 1000 for n in range(60)]
    shown = 0
    for length in lengths:
        shown += rounded.advance_ms(length, length - 400)
        up += -(-length // 1000) * 1000
    assert shown - sum(lengths) < (up - sum(lengths)) / 3


def test_items_appear_with_their_beats(narrated_deck: Path, slides_narration: Narration) -> None:
    root = etree.fromstring(parts_of(narrated_deck)["ppt/slides/slide3.xml"])
    found = []
    for effect in root.iter(f"{P}cTn"):
        if effect.get("presetClass") == "entr":
            assert effect.get("nodeType") == "withEffect"
            delay = next(effect.iter(f"{P}cond")).get("delay")
            found.append((int(next(effect.iter(f"{P}pRg")).get("st")), int(delay)))
    beats = slides_narration.clips[2].beats
    assert beats[0].start_ms <= AT_ONCE_MS  # the first bullet is simply there
    assert found == [(1, beats[1].start_ms), (2, beats[1].start_ms), (3, beats[2].start_ms)]


def test_a_deck_without_a_voice_shows_everything_at_once(
    slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    parts = parts_of(build(slides_script, None, slides_build, tmp_path / "deck.pptx"))
    assert not [name for name in parts if "narration" in name]
    assert not [name for name in parts if name.startswith("ppt/slides/slide") and b"<p:timing" in parts[name]]


def test_the_same_input_gives_the_same_bytes(
    narrated_deck: Path, slides_script: Script, slides_narration: Narration, slides_build: Path, tmp_path: Path
) -> None:
    again = build(slides_script, slides_narration, slides_build, tmp_path / "deck.pptx")
    assert again.read_bytes() == narrated_deck.read_bytes()
    before = again.stat().st_mtime_ns
    build(slides_script, slides_narration, slides_build, again)
    assert again.stat().st_mtime_ns == before


def test_a_page_on_two_slides_has_its_clip_in_two_parts(slides_make: Any, slides_build: Path, tmp_path: Path) -> None:
    import io
    import wave

    words = "a point that takes two lines of the slide, so that no more than five or six of them go on one slide at all"
    bullets = [Bullet(runs=[Run(text=f"{n} {words}")], appears=n, at=slides_make.at()) for n in range(9)]
    said = "|".join(f"Point {n} is said." for n in range(9))
    page = slides_make.page("long", "A long list", *bullets, said=said)
    script = Script(talk="t", title="T", minutes=5, pages=[slides_make.page("a", "Opening"), page])
    narration = slides_make.narrate(script, tmp_path)
    deck = build_deck(
        script,
        narration,
        tmp_path / "deck.pptx",
        settings=SlideSettings(),
        build=slides_build,
        folder=tmp_path,
        clips=tmp_path,
    )
    parts = parts_of(deck)
    lengths = []
    for name in sorted(name for name in parts if "narration" in name)[1:]:
        with wave.open(io.BytesIO(parts[name])) as sound:
            lengths.append(sound.getnframes() * 1000 / sound.getframerate())
    assert len(lengths) == 2
    assert sum(lengths) == pytest.approx(narration.clips[1].duration_ms, abs=2)
    opened = Presentation(str(deck))
    notes = [slide.notes_slide.notes_text_frame.text for slide in opened.slides][1:]
    assert "\n".join(notes) == said.replace("|", "\n")


def test_a_narration_of_another_script_is_refused(
    slides_script: Script, slides_narration: Narration, slides_build: Path, tmp_path: Path
) -> None:
    shorter = slides_narration.model_copy(update={"clips": slides_narration.clips[:-1]})
    with pytest.raises(InputError, match="'plain' is missing"):
        build(slides_script, shorter, slides_build, tmp_path / "deck.pptx")
    first = slides_narration.clips[0]
    changed = [first.model_copy(update={"beats": first.beats[:-1]}), *slides_narration.clips[1:]]
    with pytest.raises(InputError, match="'start' has other words"):
        build(
            slides_script, slides_narration.model_copy(update={"clips": changed}), slides_build, tmp_path / "deck.pptx"
        )
    reordered = slides_narration.model_copy(update={"clips": slides_narration.clips[::-1]})
    with pytest.raises(InputError, match="more pages, or has them in another order"):
        build(slides_script, reordered, slides_build, tmp_path / "deck.pptx")
    assert not list(tmp_path.iterdir())


def test_one_changed_word_is_seen(
    slides_script: Script, slides_narration: Narration, slides_build: Path, tmp_path: Path
) -> None:
    """As many beats, on the same pages, and yet other words than those that are heard."""
    pages = list(slides_script.pages)
    clips = [
        clip.model_copy(update={"words": page_words(page)})
        for clip, page in zip(slides_narration.clips, pages, strict=True)
    ]
    spoken = slides_narration.model_copy(update={"clips": clips})
    build(slides_script, spoken, slides_build, tmp_path / "deck.pptx")
    beat = pages[0].beats[0]
    token = dataclasses.replace(beat.tokens[0], shown="Another")
    changed = pages[0].model_copy(
        update={"beats": [beat.model_copy(update={"tokens": [token, *beat.tokens[1:]]}), *pages[0].beats[1:]]}
    )
    script = slides_script.model_copy(update={"pages": [changed, *pages[1:]]})
    with pytest.raises(InputError, match=f"page '{pages[0].id}' has other words"):
        build(script, spoken, slides_build, tmp_path / "other.pptx")


def test_a_missing_clip_is_said(
    slides_script: Script, slides_narration: Narration, slides_build: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no clip here"):
        build_deck(
            slides_script,
            slides_narration,
            tmp_path / "deck.pptx",
            settings=SlideSettings(),
            build=slides_build,
            folder=slides_build,
            clips=tmp_path,
        )


def test_links_become_links(slides_make: Any, slides_build: Path, tmp_path: Path) -> None:
    runs = [Run(text="see "), Run(text="the paper", link="https://example.org/a?b=1&c=2")]
    pages: list[Page] = [
        slides_make.page("a", "Opening"),
        slides_make.page("b", "Where from", Bullet(runs=runs, at=slides_make.at())),
    ]
    deck = build(Script(talk="t", title="T", minutes=5, pages=pages), None, slides_build, tmp_path / "deck.pptx")
    body = next(iter(Presentation(str(deck)).slides[1].placeholders[1].text_frame.paragraphs))
    assert body.runs[1].hyperlink.address == "https://example.org/a?b=1&c=2"


def test_the_dark_deck_swaps_its_scheme(slides_script: Script, slides_build: Path, tmp_path: Path) -> None:
    parts = parts_of(build(slides_script, None, slides_build, tmp_path / "deck.pptx", variant="dark"))
    assert (
        b'bg1="dk1" tx1="lt1"' in parts["ppt/slideMasters/slideMaster1.xml"]
        or b'tx1="lt1"' in parts["ppt/slideMasters/slideMaster1.xml"]
    )
    assert b'<a:dk1><a:srgbClr val="11181F"/>' in parts["ppt/theme/theme1.xml"]
    assert any(b"-card" in data for name, data in parts.items() if name.startswith("ppt/slides/slide"))
