"""The player in a real browser: opened from disk, played, read, keyed through, printed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from plainspoken.slides.player.live_reload import VERSION, live_page

pytestmark = pytest.mark.browser
Opener = Callable[..., Any]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

NOW = "() => document.querySelector('.slide.on').id"
SEEN = """() => [...document.querySelectorAll('.slide.on [data-beat]')]
    .filter((part) => getComputedStyle(part).visibility === 'visible')
    .map((part) => Number(part.dataset.beat)).sort()"""


def steps(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def wait_for_sound(page: Any) -> None:
    page.wait_for_function("() => window.sound && window.sound.readyState >= 2")


@pytest.fixture
def player(talk: Any) -> str:
    return str(talk.player.as_uri())


def test_the_first_page_is_seen_within_a_second_from_disk(open_page: Opener, player: str) -> None:
    paints = []
    for _ in range(3):  # a machine that is busy with other tests is no slow player
        page = open_page(player)
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        assert page.evaluate(NOW) == "start" and page.locator(".slide.on h2").is_visible()
        paints.append(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        if paints[-1] < 1000:
            return
    pytest.fail(f"the first page was seen after {paints} ms")


RECORD = """() => {
    window.seen = {};
    const waiting = new Set(document.querySelectorAll('[data-beat]'));
    let before = 0;
    const look = () => {
        const now = sound.currentTime * 1000;
        for (const part of waiting) {
            const slide = part.closest('.slide');
            if (!slide.classList.contains('on') || !part.classList.contains('shown')) continue;
            const style = getComputedStyle(part);
            if (style.visibility === 'visible' && Number(style.opacity) > 0.5) {
                seen[slide.id + '/' + part.dataset.beat] = [before, now];
                waiting.delete(part);
            }
        }
        before = now;
        requestAnimationFrame(look);
    };
    look();
}"""


def delays(page: Any, narration: Any) -> dict[str, tuple[float, float]]:
    """Milliseconds from the beginning of an item's beat in the sound to the last frame that was drawn without it and
    to the first with it. (A machine that is busy with other tests draws few frames; that is not the player's doing.)
    """
    wait_for_sound(page)
    page.evaluate(RECORD)
    steps(page, " ")
    page.wait_for_function("() => document.querySelector('.slide.on').id === 'gap'", timeout=40_000)
    seen: dict[str, list[float]] = page.evaluate("() => window.seen")
    return {
        key: (seen[key][0] - clip.start_ms - beat.start_ms, seen[key][1] - clip.start_ms - beat.start_ms)
        for clip in narration.clips
        for beat in clip.beats
        if (key := f"{clip.page}/{beat.beat}") in seen
    }


@pytest.mark.slow
def test_items_appear_within_100_ms_of_their_beat(open_page: Opener, player: str, talk: Any) -> None:
    worst: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        late = delays(open_page(player + "#claim"), talk.narration)
        assert {"numbers/0", "numbers/1", "numbers/2", "claim/1", "learns/0"} <= set(late)
        worst = {key: each for key, each in late.items() if each[0] > 100 or each[1] < -100}
        if not worst:
            return
    pytest.fail(f"milliseconds too late (or too early): {worst}")


WATCH_MARKS = """() => {
    window.lit = {};
    let before = 0;
    const look = () => {
        const now = sound.currentTime * 1000;
        for (const mark of document.querySelectorAll('.slide.on svg.lit.on')) {
            if (Number(getComputedStyle(mark).opacity) > 0.5) window.lit[mark.dataset.part] ??= [before, now];
        }
        before = now;
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.mark.slow
def test_marks_light_up_within_100_ms_of_their_word(open_page: Opener, player: str, talk: Any) -> None:
    clip = next(clip for clip in talk.narration.clips if clip.page == "marks")
    said = {
        "V3": clip.start_ms + clip.beats[0].words[7].start_ms,
        "ResNet18": clip.start_ms + clip.beats[1].words[3].start_ms,
    }
    worst: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        page = open_page(player + "#marks")
        wait_for_sound(page)
        page.evaluate(WATCH_MARKS)
        steps(page, " ")
        page.wait_for_function("() => 'ResNet18' in window.lit", timeout=30_000)
        lit = page.evaluate("() => window.lit")
        late = {part: (lit[part][0] - ms, lit[part][1] - ms) for part, ms in said.items()}
        worst = {part: each for part, each in late.items() if each[0] > 100 or each[1] < -100}
        if not worst:
            return
    pytest.fail(f"milliseconds too late (or too early): {worst}")


def test_arrow_keys_step_through_marks_and_prints_show_none(open_page: Opener, player: str) -> None:
    page = open_page(player + "#marks")
    lit = "() => document.querySelector('.slide.on svg.lit.on')?.dataset.part ?? ''"
    assert page.evaluate(lit) == ""
    steps(page, "ArrowRight")
    assert page.evaluate(lit) == "V3"
    steps(page, "ArrowRight")
    assert page.evaluate(lit) == "ResNet18"
    page.emulate_media(media="print")
    shown = "() => [...document.querySelectorAll('svg.lit')].some((mark) => getComputedStyle(mark).display !== 'none')"
    assert not page.evaluate(shown)


def test_space_plays_and_pauses_and_the_sound_moves(open_page: Opener, player: str) -> None:
    page = open_page(player)
    wait_for_sound(page)
    steps(page, " ")
    page.wait_for_function("() => sound.currentTime > 0.3")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    steps(page, " ")
    page.wait_for_function("() => sound.paused")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_link_leads_to_its_page_and_the_address_follows(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    assert page.evaluate(NOW) == "numbers"
    steps(page, "ArrowDown")
    assert page.evaluate(NOW) == "learns"
    assert page.url.endswith("#learns")
    page.evaluate("() => { location.hash = '#gap' }")
    page.wait_for_function("() => document.querySelector('.slide.on').id === 'gap'")
    unknown = open_page(player + "#no-such-page")
    assert unknown.evaluate(NOW) == "start"


def test_every_page_stays_on_once_its_place_in_the_sound_is_found(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    """Places in sound come back rounded: a page that was asked for must not give way to the one before it."""
    shifted = talk.narration.model_copy(
        update={
            "clips": [clip.model_copy(update={"start_ms": clip.start_ms + 13 * at + 341}) for at, clip in
                      enumerate(talk.narration.clips)]
        }
    )  # fmt: skip
    page = open_page(talk.built(tmp_path / "odd.html", narration=shifted).as_uri())
    wait_for_sound(page)
    for slide in page.evaluate("() => [...document.querySelectorAll('.slide')].map((slide) => slide.id)"):
        page.evaluate(
            """(id) => new Promise((done) => {
                sound.addEventListener('seeked', () => requestAnimationFrame(done), { once: true });
                location.hash = '#' + id;
                setTimeout(done, 1500);
            })""",
            slide,
        )
        assert page.evaluate(NOW) == slide


def test_keys_step_through_builds_and_slides(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    seen = [page.evaluate(SEEN)]
    for _ in range(3):
        steps(page, "ArrowRight")
        seen.append(page.evaluate(SEEN))
    assert seen == [[], [0], [0, 1], [0, 1, 2]]
    steps(page, "ArrowRight")
    assert page.evaluate(NOW) == "learns"
    steps(page, "ArrowLeft")
    assert page.evaluate(NOW) == "numbers" and page.evaluate(SEEN) == [0, 1, 2]
    steps(page, "ArrowUp")
    assert page.evaluate(NOW) == "claim"
    steps(page, "End")
    last = page.evaluate(NOW)
    assert last == "marks"
    steps(page, "ArrowDown", "PageDown", "ArrowRight", "ArrowRight")
    assert page.evaluate(NOW) == last
    steps(page, "Home", "ArrowLeft")
    assert page.evaluate(NOW) == "start"


def test_letter_keys_can_be_switched_off(open_page: Opener, player: str) -> None:
    page = open_page(player)
    steps(page, "?")
    expect(page.locator("#ps_help")).to_be_visible()
    page.get_by_label("Letter keys are commands").uncheck()
    steps(page, "Escape")
    assert page.locator("#ps_help").is_hidden()
    steps(page, "t")
    assert page.locator("#ps_transcript").is_hidden()
    steps(page, "ArrowDown")
    assert page.evaluate(NOW) == "faces"


def test_the_transcript_follows_and_seeks(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    wait_for_sound(page)
    steps(page, "t")
    expect(page.locator("#ps_transcript")).to_be_visible()
    steps(page, "ArrowRight", "ArrowRight")
    assert page.locator("[aria-current=true] p").inner_text() == "That took 10 epochs."
    page.locator(".beat", has_text="The table has it again.").click(position={"x": 150, "y": 10})
    assert page.evaluate(SEEN) == [0, 1, 2]
    section = page.locator("section.said", has_text="Both learn, one from far ahead")
    section.get_by_role("button", name="Go to").nth(1).click()
    assert page.evaluate(NOW) == "two" and page.evaluate(SEEN)[-1] == 1
    page.wait_for_function("() => Math.abs(sound.currentTime * 1000 - Number(ps_seek.value)) < 60")
    steps(page, "Escape")
    assert page.locator("#ps_transcript").is_hidden()


def test_the_word_that_is_said_is_marked(open_page: Opener, player: str, talk: Any) -> None:
    page = open_page(player + "#numbers")
    wait_for_sound(page)
    steps(page, "t")
    clip = next(clip for clip in talk.narration.clips if clip.page == "numbers")
    said = []
    for index in range(5):
        ms = clip.start_ms + clip.beats[0].words[index].start_ms + 20
        page.evaluate("(ms) => { ps_seek.value = ms; ps_seek.dispatchEvent(new Event('input')) }", ms)
        said.append(page.evaluate("() => [...CSS.highlights.get('said')].map(String).join()"))
    assert said == ["It", "names", "68.4", "%", "of"]


def test_chapters_lead_to_pages(open_page: Opener, player: str) -> None:
    page = open_page(player)
    page.get_by_role("button", name="Chapters").first.click()
    outline = page.get_by_role("navigation", name="Chapters")
    expect(outline.get_by_role("heading", name="Models")).to_be_visible()
    outline.get_by_role("link", name="Both learn, one from far ahead").click()
    assert page.evaluate(NOW) == "two"
    assert outline.locator("[aria-current=page]").inner_text().split("\n")[0].startswith("9")


def test_captions_come_from_the_file_and_can_be_switched_off(open_page: Opener, player: str) -> None:
    page = open_page(player)
    wait_for_sound(page)
    caption = page.locator("#ps_caption")
    page.evaluate("() => { ps_seek.value = 500; ps_seek.dispatchEvent(new Event('input')) }")
    assert caption.inner_text() == "One & two"
    steps(page, "c")
    assert caption.is_hidden()
    assert page.locator("#ps_captions").get_attribute("aria-pressed") == "false"
    steps(page, "c")
    assert caption.inner_text() == "One & two"


def test_shortened_captions_are_the_second_choice(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    short = tmp_path / "short.vtt"
    short.write_text("WEBVTT\n\n00:00.120 --> 00:01.500\nOne\n", encoding="utf-8")
    page = open_page(str(talk.built(tmp_path / "two.html", short_captions=short).as_uri()))
    wait_for_sound(page)
    caption, button = page.locator("#ps_caption"), page.locator("#ps_captions")
    page.evaluate("() => { ps_seek.value = 500; ps_seek.dispatchEvent(new Event('input')) }")
    assert caption.inner_text() == "One & two"
    steps(page, "c")
    assert caption.inner_text() == "One"
    assert button.get_attribute("aria-label") == "Captions, shortened"
    assert button.get_attribute("aria-pressed") == "true"
    steps(page, "c")
    assert caption.is_hidden()
    steps(page, "c")
    assert caption.inner_text() == "One & two"


def test_speed_and_sound_can_be_set(open_page: Opener, player: str) -> None:
    page = open_page(player)
    wait_for_sound(page)
    page.get_by_label("Speed").select_option("1.5")
    assert page.evaluate("() => sound.playbackRate") == 1.5
    steps(page, ">")
    assert page.evaluate("() => [sound.playbackRate, ps_speed.value]") == [1.75, "1.75"]
    steps(page, "m")
    assert page.evaluate("() => sound.muted") is True
    assert page.get_by_role("button", name="Sound").get_attribute("aria-pressed") == "false"
    steps(page, " ")
    page.wait_for_function("() => sound.currentTime > 0.5")


def test_a_number_tells_where_it_comes_from(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    steps(page, "ArrowRight")
    tip = page.get_by_role("tooltip")
    page.locator(".slide.on li .num").first.hover()
    assert "emotion/resnet18.final.test.accuracy" in tip.inner_text()
    assert "0.6841" in tip.inner_text()
    page.mouse.move(5, 700)
    tip.wait_for(state="hidden")
    page.locator(".slide.on h2 .num").focus()
    expect(tip).to_be_visible()
    steps(page, "Escape")
    assert tip.is_hidden()
    box = page.locator(".slide.on h2 .num")
    box.blur()
    box.focus()
    bounds = tip.bounding_box()
    assert bounds["x"] >= 0 and bounds["y"] >= 0 and bounds["x"] + bounds["width"] <= 1280


def test_what_has_not_appeared_cannot_be_reached(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    page.locator(".slide.on h2 .num").focus()
    steps(page, "Tab")
    assert page.evaluate("() => document.activeElement.closest('.slide') === null")


def test_the_speakers_window_shows_notes_next_and_time_left(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers")
    with page.expect_popup() as opening:
        steps(page, "s")
    speaker = opening.value
    assert speaker.locator("#where").inner_text().startswith("5 of ")
    assert speaker.locator("#notes p").all_inner_texts()[0] == "It names 68.4 % of the faces."
    assert speaker.locator("#left").inner_text().startswith("4:")
    assert speaker.locator("#coming .slide").count() == 1
    speaker.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN) == [0]
    assert speaker.locator("#notes p.now").inner_text() == "It names 68.4 % of the faces."
    before = speaker.locator("#spent").inner_text()
    speaker.wait_for_function("(before) => document.getElementById('spent').textContent !== before", arg=before)
    steps(page, "End")
    steps(page, *["ArrowRight"] * 30)
    assert speaker.locator("#coming-title").inner_text() == "The end"


def test_a_talk_without_a_voice_is_clicked_through(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    quiet = talk.built(tmp_path / "quiet.html", narration=None, audio=None, captions=None)
    page = open_page(quiet.as_uri() + "#numbers")
    assert page.locator("#ps_play").is_hidden() and page.locator("#ps_captions").is_hidden()
    steps(page, " ")
    assert page.evaluate(SEEN) == [0]
    page.locator(".slide.on .sheet").click(position={"x": 30, "y": 400})
    assert page.evaluate(SEEN) == [0, 1]
    page.get_by_role("button", name="Next step").click()
    assert page.evaluate(SEEN) == [0, 1, 2]
    steps(page, "t")
    assert page.locator("#ps_transcript .seek").first.inner_text() == "\u25b8"


def test_a_narration_without_its_sound_runs_silently(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    silent = talk.built(tmp_path / "silent.html", audio=None)
    page = open_page(silent.as_uri() + "#numbers")
    assert page.locator("#ps_mute").is_hidden()
    steps(page, " ")
    page.wait_for_function("() => document.querySelectorAll('.slide.on [data-beat].shown').length >= 2", timeout=5000)
    assert page.evaluate(NOW) == "numbers"


def test_sound_that_cannot_be_played_is_said_and_done_without(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(b"not sound" * 100)
    page = open_page(talk.built(tmp_path / "broken.html", audio=broken).as_uri())
    page.wait_for_selector("html.silent")
    assert "cannot play the sound" in page.locator("#ps_status").inner_text()
    steps(page, " ")
    page.wait_for_function("() => Number(ps_seek.value) > 300")


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_is_wider_than_the_window(open_page: Opener, player: str, width: int) -> None:
    page = open_page(player, width=width, height=740, has_touch=width < 800)
    for slide in range(page.locator(".slide").count()):
        steps(page, *(["ArrowDown"] if slide else []))
        wide = page.evaluate(
            """() => [document.documentElement.scrollWidth,
            document.getElementById('ps_stage').scrollWidth - document.getElementById('ps_stage').clientWidth]"""
        )
        assert wide[0] <= width and wide[1] <= 0, page.evaluate(NOW)
    for key in ("t", "o"):
        steps(page, key)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for button in page.locator(".controls button:visible").all():
        bounds = button.bounding_box()
        assert bounds["x"] >= 0 and bounds["x"] + bounds["width"] <= width
        assert bounds["height"] >= 32 and bounds["width"] >= 32


def test_on_a_telephone_text_is_large_enough_to_read(open_page: Opener, player: str) -> None:
    page = open_page(player + "#classes", width=360, height=740)
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('.slide.on .l')].map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert sizes and min(sizes) >= 13


SWIPE = """([from, to]) => {
    const stage = document.querySelector('.slide.on .sheet');
    const at = (x) => ({ pointerType: 'touch', isPrimary: true, bubbles: true, clientX: x, clientY: 300 });
    stage.dispatchEvent(new PointerEvent('pointerdown', at(from)));
    stage.dispatchEvent(new PointerEvent('pointerup', at(to)));
}"""


def test_a_swipe_turns(open_page: Opener, player: str) -> None:
    page = open_page(player + "#faces", width=360, height=740, has_touch=True)
    page.evaluate(SWIPE, [300, 100])
    assert page.evaluate(NOW) == "classes"
    page.evaluate(SWIPE, [100, 300])
    assert page.evaluate(NOW) == "faces"


def test_in_print_every_slide_and_everything_on_it_is_there(open_page: Opener, player: str) -> None:
    page = open_page(player)
    page.emulate_media(media="print")
    assert page.evaluate(
        """() => [...document.querySelectorAll('.slide, .slide [data-beat]')].every((part) =>
        getComputedStyle(part).visibility === 'visible' && getComputedStyle(part).opacity === '1'
        && part.getClientRects().length > 0)"""
    )
    assert page.locator("#ps_controls").is_hidden()


def test_reduced_motion_is_respected(open_page: Opener, player: str) -> None:
    page = open_page(player + "#numbers", reduced_motion="reduce")
    durations = page.evaluate(
        "() => [...document.querySelectorAll('[data-beat]')].map((e) => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) <= {"0s"}


def test_without_script_all_slides_can_be_read(open_page: Opener, player: str, talk: Any) -> None:
    page = open_page(player, java_script_enabled=False, ready=False)
    assert page.locator(".slide:visible").count() == len(talk.layouts)
    expect(page.get_by_text("after 10 epochs, not 100")).to_be_visible()
    assert page.locator("#ps_controls").is_hidden()


@pytest.mark.parametrize(
    "state", ["start", "numbers", "transcript", "chapters", "help", "narrow", "narrow-diagram", "dark"]
)
def test_axe_finds_nothing_serious(open_page: Opener, talk: Any, tmp_path: Path, state: str) -> None:
    if not AXE.is_file():
        pytest.skip(f"axe-core is not here: `npm install` in {AXE.parents[2].name}/ brings it")
    player = talk.player
    if state == "dark":
        from plainspoken.slides.layout.theme import read_theme

        player = talk.built(tmp_path / "dark.html", theme=read_theme("plain", "dark"))
    narrow = state.startswith("narrow")
    page = open_page(
        player.as_uri() + ("#block" if state == "narrow-diagram" else "#numbers"),
        width=360 if narrow else 1280,
        height=720,
    )
    steps(page, *(["Home"] if state == "start" else ["ArrowRight"] * 3))
    steps(page, *{"transcript": "t", "chapters": "o", "help": "?", "narrow": "t"}.get(state, ""))
    page.wait_for_timeout(120)  # the items' fade would be taken for poor contrast
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"]][:3])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical", "moderate")
    ]
    assert not grave, grave


class _Server(BaseHTTPRequestHandler):
    """What a local server does for an author's player."""

    def __init__(self, *args: Any, player: Path) -> None:
        self._player = player
        super().__init__(*args)

    def do_GET(self) -> None:
        version = str(self._player.stat().st_mtime_ns).encode()
        body = version if self.path == VERSION else live_page(self._player.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(talk: Any, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    player = tmp_path / "served.html"
    talk.built(player)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, player=player))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", player
    server.shutdown()
    server.server_close()


def test_a_new_edition_is_taken_in_place(open_page: Opener, talk: Any, served: tuple[str, Path]) -> None:
    address, player = served
    page = open_page(address + "#numbers")
    wait_for_sound(page)
    steps(page, "ArrowRight", "t")
    page.evaluate("() => { window.same = true }")
    page.wait_for_timeout(700)
    renamed = talk.script.pages[4].model_copy(update={"title": "Another title, \u00c5 \u03c3"})
    pages = [*talk.script.pages[:3], renamed, *talk.script.pages[5:]]
    clips = [clip for clip in talk.narration.clips if clip.page != "claim"]
    talk.built(
        player,
        script=talk.script.model_copy(update={"pages": pages}),
        narration=talk.narration.model_copy(update={"clips": clips}),
    )
    page.get_by_role("heading", name="Another title", level=2).wait_for()
    assert page.evaluate(NOW) == "numbers" and page.evaluate(SEEN) == [0]
    assert page.evaluate("() => window.same"), "the page was loaded anew"
    expect(page.locator("#ps_transcript")).to_be_visible()
    assert page.locator("section.said.now h3").inner_text().endswith("Another title, \u00c5 \u03c3")
    steps(page, "ArrowRight")
    assert page.evaluate(SEEN) == [0, 1]
    page.close()
    asked = [line for line in open_page.trouble if line.startswith("request")]  # type: ignore[attr-defined]
    assert asked and all(f"request: {address}" in line or VERSION in line for line in asked)
    open_page.trouble.clear()  # type: ignore[attr-defined]
