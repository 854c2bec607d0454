"""Player and pictures show the same page: Chromium's drawing beside Pillow's, slide by slide."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from plainspoken.slides.images.export import draw_slide
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.player.slide_html import slide_id

pytestmark = pytest.mark.browser

BARE = """() => {
    document.documentElement.style.overflow = 'visible';
    document.body.style.cssText = 'display: block; height: auto; overflow: visible';
    ps_stage.style.cssText = 'display: block; container-type: normal; overflow: visible';
    for (const part of document.querySelectorAll('.controls, .under, .panel, .skip')) part.style.display = 'none';
    for (const slide of document.querySelectorAll('.slide')) {
        slide.classList.add('on');
        slide.style.width = '960px';
        slide.querySelector('.sheet').style.cssText = 'border-radius: 0; box-shadow: none';
        for (const part of slide.querySelectorAll('[data-beat]')) part.classList.add('shown');
        for (const number of slide.querySelectorAll('.num')) number.style.textDecoration = 'none';
    }
}"""


def soft(image: Image.Image) -> Image.Image:
    """A picture in which the last pixel of a letter's edge no longer counts."""
    return image.convert("L").filter(ImageFilter.GaussianBlur(6))


@pytest.mark.parametrize("variant", ["light", "dark"])
def test_every_slide_looks_the_same_in_the_player_and_as_a_picture(
    open_page: Callable[..., Any], talk: Any, tmp_path: Any, variant: Any
) -> None:
    from plainspoken.slides.layout.lay_out import layout_script

    theme = read_theme("plain", variant)
    player = talk.player if variant == "light" else talk.built(tmp_path / "dark.html", theme=theme)
    layouts = layout_script(talk.script, theme, build=talk.folder, folder=talk.folder)
    page = open_page(player.as_uri(), width=960, height=700)
    page.evaluate(BARE)
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(150)
    compared = {}
    for layout in layouts:
        shot = page.locator(f"[id='{slide_id(layout)}'] .sheet").screenshot()
        seen = Image.open(io.BytesIO(shot)).convert("RGB")
        drawn = draw_slide(layout, theme, width=960)
        assert seen.size == drawn.size
        apart = ImageChops.difference(soft(seen), soft(drawn))
        compared[slide_id(layout)] = (ImageStat.Stat(apart).mean[0], apart.getextrema()[1])
    assert len(compared) == len(layouts)
    worst = {name: each for name, each in compared.items() if each[0] > 2 or each[1] > 30}
    assert not worst, worst
