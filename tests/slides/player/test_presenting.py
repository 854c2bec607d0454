"""Presenting from the player: with the keyboard alone, and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainspoken.slides.layout.theme import read_theme

pytestmark = pytest.mark.browser
Opener = Callable[..., Any]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NOW = "() => [...document.querySelectorAll('.stage > .slide')].findIndex((slide) => slide.classList.contains('on'))"


def test_a_number_and_enter_go_to_that_slide(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    page.keyboard.press("4")
    assert page.locator("#ps_jump").inner_text() == "Slide 4"
    page.keyboard.press("Enter")
    assert page.evaluate(NOW) == 3 and page.locator("#ps_jump").is_hidden()
    for key in ("9", "9", "9", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(NOW) == 3
    assert "no slide 999" in page.locator("#ps_status").inner_text()


def test_all_slides_at_a_glance_are_walked_with_the_arrow_keys(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    page.keyboard.press("g")
    assert page.locator("#ps_overview").is_visible()
    cards = page.locator("#ps_overview .card")
    assert cards.count() == page.locator(".stage > .slide").count()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert page.locator("#ps_overview").is_hidden() and page.evaluate(NOW) == 1
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    assert page.locator("#ps_overview").is_hidden()


def test_any_key_ends_the_black_screen(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    page.keyboard.press("b")
    assert page.locator("#ps_black").is_visible()
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('#ps_black')).backgroundColor") == "rgb(0, 0, 0)"
    )
    page.keyboard.press("ArrowRight")
    assert page.locator("#ps_black").is_hidden() and page.evaluate(NOW) == 0


def test_pointer_and_pen_leave_the_talk_alone(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    page.keyboard.press("x")
    page.mouse.move(400, 300)
    assert page.locator(".spot").is_visible()
    page.keyboard.press("d")
    page.mouse.move(300, 200)
    page.mouse.down()
    page.mouse.move(500, 300, steps=4)
    page.mouse.up()
    assert page.locator(".ink polyline").count() == 1 and page.evaluate(NOW) == 0
    page.keyboard.press("ArrowDown")
    assert page.locator(".ink polyline").count() == 0
    page.keyboard.press("ArrowUp")
    assert page.locator(".ink polyline").count() == 1
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    assert page.locator(".ink polyline").count() == 0 and page.locator(".stage.drawing").count() == 0


def test_a_talk_begins_at_the_time_in_its_address(open_page: Opener, talk: Any) -> None:
    wanted = talk.narration.clips[1].start_ms + 200
    page = open_page(f"{talk.player.as_uri()}?t={wanted / 1000}")
    assert page.evaluate(NOW) >= 1
    assert page.evaluate("() => Number(document.querySelector('#ps_seek').value)") == pytest.approx(wanted, abs=300)


def test_captions_have_a_size_that_is_remembered(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    size = "() => parseFloat(getComputedStyle(document.querySelector('#ps_caption')).fontSize)"
    before = page.evaluate(size)
    page.keyboard.press("+")
    assert page.evaluate(size) == pytest.approx(1.3 * before, rel=0.02)


def test_the_speakers_notes_stand_apart_from_the_spoken_words(open_page: Opener, talk: Any, tmp_path: Path) -> None:
    first, *rest = talk.script.pages
    script = talk.script.model_copy(update={"pages": [first.model_copy(update={"notes": ["Breathe."]}), *rest]})
    page = open_page(talk.built(tmp_path / "notes.html", script=script).as_uri())
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    view = popup.value
    view.wait_for_selector(".own")
    assert view.locator(".own").all_inner_texts() == ["Breathe."]
    assert view.locator("#notes p:not(.own)").count() == len(first.beats)
    assert ":" in view.locator("#clock").inner_text()
    before = view.evaluate("() => parseFloat(getComputedStyle(document.querySelector('#notes')).fontSize)")
    view.click("#larger")
    assert view.evaluate("() => parseFloat(getComputedStyle(document.querySelector('#notes')).fontSize)") > before


def test_slides_are_printed_with_what_is_said(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri())
    page.evaluate(
        "() => { window.print = () => { window.printed = document.querySelectorAll('.printed-words p').length } }"
    )
    page.keyboard.press("?")
    page.click("[data-do=printWords]")
    assert page.evaluate("() => window.printed") == sum(len(each.beats) for each in talk.script.pages)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator(".printed-words").count() == 0


def test_a_telephone_has_everything_and_figures_fit_it(open_page: Opener, talk: Any) -> None:
    page = open_page(talk.player.as_uri(), width=390, height=844)
    page.click("#ps_help_button")
    for name in ("overview", "black", "pointer", "pen", "wipe", "speaker", "printWords"):
        button = page.locator(f"[data-do={name}]")
        assert button.is_visible() and button.bounding_box()["height"] >= 44
    page.click("[data-do=overview]")
    page.locator("#ps_overview .card").nth(2).click()
    assert page.evaluate(NOW) == 2
    widest = page.evaluate(
        """() => {
            const slides = [...document.querySelectorAll('.stage > .slide')];
            return Math.max(...slides.map((slide) => {
                slides.forEach((other) => other.classList.toggle('on', other === slide));
                const images = [...slide.querySelectorAll('.picture img')];
                return Math.max(0, ...images.map((image) => image.getBoundingClientRect().right));
            }));
        }"""
    )
    assert 0 < widest <= 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("variant", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious_in_what_presenters_open(
    open_page: Opener, talk: Any, tmp_path: Path, width: int, variant: Any
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not here: tests/tools.sh brings it")
    player = talk.player
    if variant == "dark":
        player = talk.built(tmp_path / "dark.html", theme=read_theme("plain", "dark"))
    page = open_page(player.as_uri(), width=width, height=844)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for key in ("", "g", "?", "b"):
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(150)
        found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
        grave = [
            (each["id"], [node["html"][:160] for node in each["nodes"]][:3])
            for each in found["violations"]
            if each["impact"] in ("serious", "critical", "moderate")
        ]
        assert not grave, (key, grave)
        if key:
            page.keyboard.press("Escape")
