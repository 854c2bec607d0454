"""The manifest of a deck: what it says of each slide, where it travels, and that it is found again."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation

from plainspoken.script.model import Script
from plainspoken.script.provenance import provenance_of
from plainspoken.slides.pptx.deck import write_deck
from plainspoken.slides.pptx.deck_content import read_slides
from plainspoken.slides.pptx.manifest import (
    FOLDER,
    PROPERTY,
    SPACE,
    Manifest,
    keep_manifest,
    manifest_id,
    read_manifest,
    remove_manifest,
)


@pytest.fixture(scope="module")
def manifest(narrated_deck: Path) -> Manifest:
    found = read_manifest(Presentation(str(narrated_deck)))
    assert found is not None
    return found


def test_the_notes_master_is_named_after_the_slide_masters(narrated_deck: Path) -> None:
    with zipfile.ZipFile(narrated_deck) as package:
        root = etree.fromstring(package.read("ppt/presentation.xml"))
        links = etree.fromstring(package.read("ppt/_rels/presentation.xml.rels"))
    names = [etree.QName(child).localname for child in root]
    assert names[:2] == ["sldMasterIdLst", "notesMasterIdLst"]
    link = root[1][0].get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
    assert next(entry for entry in links if entry.get("Id") == link).get("Type").endswith("/notesMaster")


def test_it_says_what_stands_on_each_slide(manifest: Manifest, narrated_deck: Path, slides_script: Script) -> None:
    assert [slide.page for slide in manifest.slides] == [page.id for page in slides_script.pages]
    read = [slide.content for slide in read_slides(Presentation(str(narrated_deck)))]
    assert [slide.shapes for slide in read] == [slide.shapes for slide in manifest.slides]
    kinds = {shape.kind for slide in manifest.slides for shape in slide.shapes}
    assert {"text", "table", "picture", "sound"} <= kinds
    assert all(slide.clip_ms and slide.notes for slide in manifest.slides)


def test_each_number_stands_where_it_says(manifest: Manifest, slides_script: Script) -> None:
    assert len(manifest.numbers) <= len(provenance_of(slides_script))
    for number in manifest.numbers:
        slide = manifest.slides[number.slide]
        shape = slide.shapes[number.shape] if number.shape is not None else None
        if shape is None:
            texts = slide.notes
        else:
            texts = [cell for row in shape.cells for cell in row] or shape.paragraphs
        assert texts[number.paragraph][number.start : number.end] == number.shown
        assert re.sub(r"\d", "0", number.shown).replace("\u00a0", " ") == number.format


def test_where_the_part_is_lost_the_build_folder_has_it(
    narrated_deck: Path, manifest: Manifest, tmp_path: Path
) -> None:
    presentation = Presentation(str(narrated_deck))
    assert manifest_id(presentation) == manifest.id
    keep_manifest(manifest, tmp_path)
    remove_manifest(presentation)
    presentation.save(str(tmp_path / "bare.pptx"))
    bare = Presentation(str(tmp_path / "bare.pptx"))
    assert read_manifest(bare) is None
    assert read_manifest(bare, [tmp_path]) == manifest


def test_a_manifest_that_cannot_be_read_is_none(narrated_deck: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pptx"
    with zipfile.ZipFile(narrated_deck) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if SPACE.encode() in data:
                data = f'<manifest xmlns="{SPACE}">{{"slides": 3}}</manifest>'.encode()
            if name == "docProps/custom.xml":
                assert PROPERTY.encode() in data
                data = re.sub(rb"[0-9a-f]{16}(?=</)", b"../../../secret0", data)
            new.writestr(name, data)
    presentation = Presentation(str(bad))
    assert read_manifest(presentation, [tmp_path]) is None
    assert manifest_id(presentation) == ""


def test_a_build_keeps_the_manifest_of_each_deck(
    slides_make: Any, slides_script: Script, slides_build: Path, slides_theme: Any, tmp_path: Path
) -> None:
    from plainspoken.slides.layout.lay_out import layout_script

    slides = layout_script(slides_script, slides_theme, build=slides_build, folder=slides_build)
    out = tmp_path / "deck.pptx"
    write_deck(slides_script, slides, None, out, theme=slides_theme, manifests=tmp_path)
    (kept,) = (tmp_path / FOLDER).glob("*.json")
    assert kept.stem == manifest_id(Presentation(str(out)))
