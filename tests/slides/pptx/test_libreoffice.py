"""What Microsoft's validator and LibreOffice make of our decks: their verdict, their pages, what they keep."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from plainspoken.base.fonts import FONTS
from plainspoken.script.model import Script
from plainspoken.slides.images.check_images import check_pages
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.settings import SlideSettings

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
VALIDATOR = Path(__file__).parents[2] / "node_modules/.bin/ooxml-validator"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FONT_RULES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Calibri</family><prefer><family>Carlito</family></prefer></alias>
<alias binding="same"><family>Consolas</family><prefer><family>Liberation Mono</family></prefer></alias></fontconfig>
"""

needs_validator = pytest.mark.skipif(
    not VALIDATOR.exists() and not os.environ.get("CI"),
    reason="the Open XML validator is not installed (sh tests/tools.sh brings it)",
)


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Convert a file with LibreOffice, with a profile of its own and our fonts."""
    home = tmp_path_factory.mktemp("office")
    rules = home / "fonts.conf"
    rules.write_text(FONT_RULES.format(fonts=FONTS, cache=home / "cache"))

    def run(path: Path, kind: str, out: Path) -> Path:
        command = [str(OFFICE), f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", kind]
        environment = os.environ | {"FONTCONFIG_FILE": str(rules)}
        subprocess.run(
            [*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=120, env=environment
        )
        return out / f"{path.stem}.{kind}"

    return run


def validated(deck: Path) -> list[Any]:
    """The errors that Microsoft's validator finds. Its exit code is 0 even then: `ok` says."""
    done = subprocess.run([str(VALIDATOR), str(deck)], capture_output=True, text=True, timeout=120, check=False)
    verdict = json.loads(done.stdout)
    return [] if verdict["ok"] else verdict["errors"] or ["not ok"]


@needs_validator
def test_microsofts_validator_finds_the_narrated_deck_valid(narrated_deck: Path) -> None:
    assert validated(narrated_deck) == []


@needs_validator
@pytest.mark.parametrize("variant", ["light", "dark"])
def test_microsofts_validator_finds_the_silent_deck_valid(
    variant: Any, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    out, settings = tmp_path / "deck.pptx", SlideSettings(variant=variant)
    build_deck(slides_script, None, out, settings=settings, build=slides_build, folder=slides_build)
    assert validated(out) == []


@needs_validator
def test_the_validator_is_awake(narrated_deck: Path, tmp_path: Path) -> None:
    bad = tmp_path / "deck.pptx"
    with zipfile.ZipFile(narrated_deck) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'nodeType="tmRoot"', b'nodeType="root"'))
    assert validated(bad)


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("variant", ["light", "dark"])
def test_the_pages_as_rendered_hold_every_word_in_its_box(
    variant: Any, convert: Any, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    out, settings = tmp_path / "deck.pptx", SlideSettings(variant=variant)
    build_deck(slides_script, None, out, settings=settings, build=slides_build, folder=slides_build)
    slides = layout_script(slides_script, read_theme("plain", variant), build=slides_build, folder=slides_build)
    assert check_pages(convert(out, "pdf", tmp_path), slides) == []


@pytest.mark.office
@pytest.mark.slow
def test_a_fault_on_a_rendered_page_is_found(
    convert: Any, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    """Words set much larger than they were measured, and a picture that is squeezed."""
    out = tmp_path / "deck.pptx"
    build_deck(slides_script, None, out, settings=SlideSettings(), build=slides_build, folder=slides_build)
    slides = layout_script(slides_script, read_theme(), build=slides_build, folder=slides_build)
    bad = tmp_path / "bad.pptx"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "ppt/slides/slide3.xml":
                data = data.replace(b'sz="2800"', b'sz="8800"')
            if name == "ppt/slides/slide5.xml":
                root = etree.fromstring(data)
                extent = next(root.iter(f"{P}pic")).find(f"{P}spPr")[0][1]
                extent.set("cy", str(int(extent.get("cy")) * 2 // 3))
                data = etree.tostring(root)
            new.writestr(name, data)
    found = "\n".join(check_pages(convert(bad, "pdf", tmp_path), slides))
    assert "slide 3 (classes): body: in its box is" in found
    assert "slide 5 (learns): a picture of 1200 by 450 is drawn as" in found


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_narration_and_timing(convert: Any, narrated_deck: Path, tmp_path: Path) -> None:
    """Imported and saved again: a sound a slide, the advance, the entrances at their times, titles and notes."""
    (tmp_path / "in").mkdir()
    source = shutil.copy(narrated_deck, tmp_path / "in" / "deck.pptx")
    again = convert(Path(source), "pptx", tmp_path)
    before, after = parts_of(narrated_deck), parts_of(again)
    sounds = [
        [name for name in parts if name.startswith("ppt/media/") and name.endswith(".wav")] for parts in (before, after)
    ]
    assert len(sounds[0]) == len(sounds[1]) == 17
    for number in range(1, 18):
        ours, theirs = (etree.fromstring(parts[f"ppt/slides/slide{number}.xml"]) for parts in (before, after))
        assert delays(ours) == delays(theirs)
        assert len(list(theirs.iter(f"{P}audio"))) == 1
        assert title_of(ours) == title_of(theirs)
    assert advances(convert(Path(source), "odp", tmp_path)) == {
        int(list(etree.fromstring(before[f"ppt/slides/slide{n}.xml"]).iter(f"{P}transition"))[-1].get("advTm")) // 1000
        for n in range(1, 18)
    }


def advances(presentation: Path) -> set[int]:
    """The seconds after which slides move on by themselves, as LibreOffice has read them."""
    with zipfile.ZipFile(presentation) as package:
        content = package.read("content.xml").decode()
    styles = re.findall(r"<style:drawing-page-properties[^>]*>", content)
    timed = [style for style in styles if 'presentation:transition-type="automatic"' in style]
    return {int(seconds) for style in timed for seconds in re.findall(r'presentation:duration="PT(\d+)S"', style)}


def title_of(root: Any) -> str:
    for shape in root.iter(f"{P}sp"):
        placeholder = next(shape.iter(f"{P}ph"), None)
        if placeholder is not None and placeholder.get("type") in ("title", "ctrTitle"):
            return "".join(shape.itertext()).strip()
    return ""


def delays(root: Any) -> list[int]:
    """When entrances begin, in milliseconds."""
    found = []
    for effect in root.iter(f"{P}cTn"):
        if effect.get("presetClass") == "entr":
            found.append(int(next(effect.iter(f"{P}cond")).get("delay")))
    return sorted(found)


def parts_of(deck: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(deck) as package:
        return {name: package.read(name) for name in package.namelist()}
