"""The player's file: what stands in it, and that it is the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.model import Beat, Number, Source, Token
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.player.live_reload import live_page
from plainspoken.slides.player.number_sources import NumberMarker, Sources
from plainspoken.slides.player.slide_html import slide_id
from plainspoken.slides.player.stylesheet import Stylesheet, length
from plainspoken.slides.player.timeline import BeatTime, Cue, read_cues, slide_times, word_places

AT = Source(file="a.md", line=1, column=1, end_line=1, end_column=2)


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag in self.raw:
            self.raw[tag].append("")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.raw:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.raw[self._open[-1]][-1] += data


@pytest.fixture(scope="module")
def html(talk: Any) -> str:
    return str(talk.player.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def elements(html: str) -> Elements:
    return Elements(html)


@pytest.fixture(scope="module")
def data(elements: Elements) -> dict[str, Any]:
    return dict(json.loads(elements.raw["script"][1]))


def test_two_builds_give_the_same_bytes(talk: Any, tmp_path: Path) -> None:
    again = talk.built(tmp_path / "again.html")
    assert again.read_bytes() == talk.player.read_bytes()
    written = again.stat().st_mtime_ns
    talk.built(again)
    assert again.stat().st_mtime_ns == written, "the same player was written again"


def test_the_policy_allows_this_script_and_this_style_and_no_network(elements: Elements) -> None:
    policy = next(
        attrs["content"] for tag, attrs in elements.found if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    early, _, code, _ = elements.raw["script"]
    for text in (early, code, elements.raw["style"][0]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy and "connect-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_nothing_refers_to_a_network_and_no_style_is_inline(html: str, elements: Elements) -> None:
    for tag, attrs in elements.found:
        assert "style" not in attrs, (tag, attrs)
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        for name in ("src", "srcset", "href", "poster", "data"):
            assert attrs.get(name, "#").startswith(("#", "data:")), (tag, attrs)
    assert "url(http" not in html and "@import" not in html


def test_ids_are_unique_and_every_reference_has_a_target(elements: Elements) -> None:
    ids = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in elements.found:
        for name in ("aria-controls", "aria-describedby", "aria-labelledby"):
            for target in attrs.get(name, "").split():
                assert target in ids, (tag, name, target)
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids


def test_every_picture_has_words_and_every_slide_a_heading(elements: Elements, talk: Any) -> None:
    pictures = [attrs for tag, attrs in elements.found if tag == "img"]
    assert pictures and all(re.search(r"\w", attrs["alt"]) for attrs in pictures)
    assert not any(attrs["alt"].endswith(".png") for attrs in pictures)
    assert [tag for tag, _ in elements.found].count("article") == len(talk.layouts)
    assert [tag for tag, _ in elements.found].count("h1") == 1


def test_pages_are_slides_with_times_from_the_narration(data: dict[str, Any], talk: Any) -> None:
    assert [slide["id"] for slide in data["slides"]] == [slide_id(layout) for layout in talk.layouts]
    assert data["duration"] == talk.narration.duration_ms
    clip = next(clip for clip in talk.narration.clips if clip.page == "numbers")
    slide = next(slide for slide in data["slides"] if slide["id"] == "numbers")
    assert slide["start"] == clip.start_ms
    assert [beat["start"] for beat in slide["beats"]] == [clip.start_ms + beat.start_ms for beat in clip.beats]
    assert slide["reveals"] == [0, 1, 2]
    starts = [slide["start"] for slide in data["slides"]]
    assert starts == sorted(starts)


def test_a_page_of_several_slides_shares_its_beats_out(talk: Any) -> None:
    parts = [(layout, time) for layout, time in zip(talk.layouts, _times(talk), strict=True) if layout.page == "long"]
    assert len(parts) > 1
    beats = [beat.beat for _, time in parts for beat in time.beats]
    assert beats == list(range(14))
    for (_, before), (layout, after) in pairwise(parts):
        assert before.end == after.start == after.beats[0].start
        assert slide_id(layout) == f"long--{layout.part + 1}"


def _times(talk: Any) -> Any:
    return slide_times(talk.script, talk.narration, talk.layouts)


def test_without_a_narration_time_runs_at_the_talks_pace(talk: Any, tmp_path: Path) -> None:
    times = slide_times(talk.script, None, talk.layouts)
    assert times[-1].end == pytest.approx(talk.script.words / talk.script.words_per_minute * 60_000, abs=20)
    quiet = talk.built(tmp_path / "quiet.html", narration=None, audio=None, captions=None).read_text()
    assert 'data-narrated="false"' in quiet and 'id="ps_sound"' not in quiet
    assert json.loads(Elements(quiet).raw["script"][1])["captions"] == []


def test_a_narration_of_another_script_is_refused(talk: Any, tmp_path: Path) -> None:
    fewer = talk.narration.model_copy(update={"clips": talk.narration.clips[1:]})
    with pytest.raises(InputError, match="page 'start' is missing"):
        talk.built(tmp_path / "x.html", narration=fewer)
    clip = talk.narration.clips[0]
    short = clip.model_copy(update={"beats": clip.beats[:1]})
    with pytest.raises(InputError, match="page 'start' has other words"):
        talk.built(
            tmp_path / "x.html",
            narration=talk.narration.model_copy(update={"clips": [short, *talk.narration.clips[1:]]}),
        )
    assert not (tmp_path / "x.html").exists()


def test_sound_and_captions_that_are_not_there_are_named(talk: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sound is here"):
        talk.built(tmp_path / "x.html", audio=tmp_path / "gone.m4a")
    with pytest.raises(InputError, match=r"kind \.flac"):
        talk.built(tmp_path / "x.html", audio=tmp_path / "talk.flac")
    with pytest.raises(InputError, match="no captions are here"):
        talk.built(tmp_path / "x.html", captions=tmp_path / "gone.vtt")
    (tmp_path / "empty.vtt").write_text("WEBVTT\n")
    with pytest.raises(InputError, match="no caption is in"):
        talk.built(tmp_path / "x.html", captions=tmp_path / "empty.vtt")


def test_captions_are_read_from_webvtt_and_subrip(talk: Any, tmp_path: Path) -> None:
    assert read_cues(talk.captions) == [Cue(120, 1000, "One & two"), Cue(1200, 2000, "Three\nfour")]
    srt = tmp_path / "a.srt"
    srt.write_bytes("\ufeff1\r\n01:00:00,120 --> 01:00:01,000\r\nHello\r\nthere\r\n".encode())
    assert read_cues(srt) == [Cue(3_600_120, 3_601_000, "Hello\nthere")]


def test_the_sound_is_embedded_last_and_whole(talk: Any, elements: Elements, html: str) -> None:
    assert base64.b64decode(elements.raw["script"][-1]) == talk.audio.read_bytes()
    assert html.index('id="ps_sound"') > html.index('id="ps_talk"') > html.rindex("</article>")


def test_titles_that_look_like_markup_stay_text(talk: Any, tmp_path: Path) -> None:
    page = talk.script.pages[0].model_copy(update={"title": "</script><b>&amp; one</b>"})
    script = talk.script.model_copy(update={"pages": [page, *talk.script.pages[1:]], "title": '"><script>x</script>'})
    found = Elements(talk.built(tmp_path / "x.html", script=script).read_text())
    assert [tag for tag, _ in found.found].count("script") == 4
    assert json.loads(found.raw["script"][1])["slides"][0]["title"] == "</script><b>&amp; one</b>"


def test_a_dark_theme_makes_a_dark_player(talk: Any, tmp_path: Path) -> None:
    dark = read_theme("plain", "dark")
    text = talk.built(tmp_path / "dark.html", theme=dark).read_text()
    assert 'data-variant="dark"' in text and f"--c-ground:{dark.color('ground')}" in text


def test_numbers_carry_their_sources(html: str, talk: Any) -> None:
    found = re.findall(r'class="num" aria-describedby="(ps_source_\d+)">([^<]*)</button>', html)
    assert [text for _, text in found].count("68.4 %") == 4, "title, bullet, table and transcript"
    assert [text for _, text in found].count("10") == 2
    source = re.search(rf'<div id="{next(name for name, text in found if text == "68.4 %")}">(.*?)</div>', html)
    assert source is not None
    for part in ("Measured", "emotion/resnet18.final.test.accuracy", "0.6841", "0123456789abcdef", "pages/05.md.j2:12"):
        assert part in source[1]


def test_words_have_their_times_and_places(talk: Any, data: dict[str, Any]) -> None:
    slide = next(slide for slide in data["slides"] if slide["id"] == "numbers")
    beat = slide["beats"][0]
    assert [beat["text"][start:end] for _, start, end in beat["words"]] == beat["text"].split()
    assert [ms for ms, _, _ in beat["words"]] == [beat["start"] + 140 * index for index in range(7)]


def test_word_places_are_counted_as_browsers_count() -> None:
    tokens = [("\U0001f600 a", 2), ("", 1), ("b", 1)]
    beat = Beat(tokens=[Token(shown=shown, said="x", syllables=1) for shown, _ in tokens], at=AT)
    time = BeatTime(0, 100, 900, ((0, 100), (0, 200), (1, 300), (2, 400)))
    assert word_places(beat, time) == [(100, 0, 4), (400, 5, 6)]


def test_a_live_page_may_ask_its_own_server_alone(talk: Any) -> None:
    page = live_page(talk.player.read_bytes(), "/version")
    assert b'<html data-live="/version" ' in page
    assert b"connect-src 'self'" in page and b"connect-src 'none'" not in page


def number(shown: str, source: str) -> Number:
    return Number(shown=shown, said="", value=None, origin="metric", source=source)


def test_numbers_are_found_whole_and_in_order() -> None:
    sources = Sources()
    html = NumberMarker([number("10", "a"), number("10", "b"), number("1", "c")], sources).html(
        "10 of 100 and 10.5, 10"
    )
    assert re.sub(r"<[^>]*>", "", html) == "10 of 100 and 10.5, 10"
    assert re.findall(r"(ps_source_\d)\">(\d+)<", html) == [("ps_source_0", "10"), ("ps_source_1", "10")]
    assert NumberMarker([], sources).html("a < b & 10") == "a &lt; b &amp; 10"


def test_a_number_may_be_broken_by_any_space() -> None:
    html = NumberMarker([number("62.4 %", "a")], Sources()).html("62.4\u00a0%.")
    assert ">62.4\u00a0%</button>." in html


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="0123456789 .,%<&>ab", max_size=40),
    st.lists(st.text(alphabet="0123456789.% ", min_size=1, max_size=6), max_size=4),
)
def test_marking_numbers_keeps_the_text(text: str, shown: list[str]) -> None:
    marker = NumberMarker([number(each, str(index)) for index, each in enumerate(shown)], Sources())
    assert unescape(re.sub(r"</?button[^>]*>", "", marker.html(text))) == unescape(text.replace("&", "&amp;"))


def test_styles_are_shared_and_numbered_in_order() -> None:
    sheet = Stylesheet()
    assert [sheet.class_of(text) for text in ("a:1", "b:2", "a:1")] == ["g0", "g1", "g0"]
    assert sheet.css() == ".g0{a:1}\n.g1{b:2}"
    assert [length(value) for value in (12.0, 0.5, 100, 1 / 3, 0.001)] == ["12", "0.5", "100", "0.33", "0"]


def test_layouts_of_every_kind_are_in_the_sample(talk: Any) -> None:
    def layout_names(layouts: list[SlideLayout]) -> set[str]:
        return {layout.layout for layout in layouts}

    assert len(layout_names(talk.layouts)) >= 10
