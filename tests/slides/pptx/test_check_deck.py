"""Each fault that the checker knows is planted in a good deck, and must be found; the good deck must be clean."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.slides.pptx.check_deck import check_deck

Change = Callable[[dict[str, bytes]], None]


def edited(deck: Path, out: Path, change: Change) -> Path:
    with zipfile.ZipFile(deck) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out


def narrated_slide(parts: dict[str, bytes]) -> str:
    """The first slide with paragraphs that appear one by one."""
    return next(name for name in sorted(parts) if name.startswith("ppt/slides/slide") and b"<p:pRg" in parts[name])


def swap(pattern: str, replacement: str, *, count: int = 1, part: str | None = None) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        name = part or narrated_slide(parts)
        text, done = re.subn(pattern, replacement, parts[name].decode(), count=count, flags=re.DOTALL)
        assert done, f"nothing in {name} is {pattern}"
        parts[name] = text.encode()

    return change


def relations(pattern: str, replacement: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        slide = narrated_slide(parts)
        name = slide.replace("slides/", "slides/_rels/") + ".rels"
        swap(pattern, replacement, part=name)(parts)

    return change


def same_shape_id(parts: dict[str, bytes]) -> None:
    name = narrated_slide(parts)
    numbers = re.findall(r'<p:cNvPr id="(\d+)"', parts[name].decode())
    swap(f'<p:cNvPr id="{numbers[-1]}"', f'<p:cNvPr id="{numbers[1]}"', part=name)(parts)


def timing_first(parts: dict[str, bytes]) -> None:
    name = narrated_slide(parts)
    swap(r"(<mc:Alt.*?</mc:AlternateContent>)(<p:timing>.*</p:timing>)", r"\2\1", part=name)(parts)


def without_sound(parts: dict[str, bytes]) -> None:
    slide = narrated_slide(parts)
    number = re.search(r"\d+", slide.rsplit("/", 1)[-1])
    assert number is not None
    name = next(part for part in parts if part.startswith(f"ppt/media/narration{number[0]}."))
    parts[name] = b""


def empty_list(parts: dict[str, bytes]) -> None:
    tail = r"(</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn><p:prevCondLst>)"
    swap(r'(<p:cTn id="4".*?<p:childTnLst>).*' + tail, r"\1\2")(parts)


def earlier(milliseconds: int, *, of: str = "p159") -> Change:
    def change(parts: dict[str, bytes]) -> None:
        name = narrated_slide(parts)
        found = re.search(rf'Requires="{of}"><p:transition [^>]*advTm="(\d+)"', parts[name].decode())
        assert found is not None
        exact = found[0].replace(f'advTm="{found[1]}"', f'advTm="{int(found[1]) - milliseconds}"')
        parts[name] = parts[name].replace(found[0].encode(), exact.encode())

    return change


FAULTS: dict[str, tuple[Change, str]] = {
    "no audio relation": (relations("relationships/audio", "relationships/video"), "no audio relation"),
    "no media relation": (relations("2007/relationships/media", "2007/relationships/other"), "no media relation"),
    "relation to nothing": (relations(r'Target="\.\./media/narration', 'Target="../media/lost'), "which is not there"),
    "dangling link": (swap(r'r:link="rId\d+"', 'r:link="rId99"'), "rId99, which is not there"),
    "dangling embed": (swap(r'(<p14:media [^>]*)r:embed="rId\d+"', r'\1r:embed="rId98"'), "rId98, which is not there"),
    "wrong media type": (swap("audio/x-wav", "video/mp4", part="[Content_Types].xml"), "content type video/mp4"),
    "no content type": (swap('Extension="wav"', 'Extension="ogg"', part="[Content_Types].xml"), "no content type"),
    "empty sound": (without_sound, "is empty"),
    "same shape id": (same_shape_id, "is there 2 times"),
    "no title": (swap(r'<p:ph type="title"/>', '<p:ph type="body" idx="7"/>'), "no title"),
    "no alt text": (swap(r' descr="Narration of this slide"', ""), "no alt text"),
    "file name as alt text": (swap(r'descr="Narration of this slide"', 'descr="clip-01.png"'), "is a file name"),
    "timing before transition": (timing_first, "wrong order"),
    "same time-node id": (swap(r'<p:cTn id="5"', '<p:cTn id="4"'), "time-node id 4"),
    "condition on nothing": (swap(r'<p:tn val="2"/>', '<p:tn val="77"/>'), "time node 77"),
    "empty list": (empty_list, "empty list"),
    "effect on no shape": (swap(r'(<p:set>.*?)<p:spTgt spid="\d+">', r'\1<p:spTgt spid="98">'), "shape 98, which is"),
    "effect on no paragraph": (swap(r'<p:pRg st="\d+" end="\d+"/>', '<p:pRg st="9" end="9"/>'), "paragraph 10"),
    "no build list": (swap(r"<p:bldLst>.*</p:bldLst>", ""), "build list lacks"),
    "build not by paragraph": (swap(r' build="p"', ""), "by paragraph"),
    "moves on too early": (swap(r'advTm="\d+"', 'advTm="300"'), "moves on at 300 ms"),
    "PowerPoint moves on before the clip ends": (earlier(1), "moves on at"),
    "LibreOffice moves on before the silence": (earlier(1000, of="p14"), "moves on at"),
    "moves on before it began": (swap(r'advTm="\d+"', 'advTm="-1"'), "moves on at -1 ms"),
    "never moves on": (swap(r' advTm="\d+"', ""), "moves on at None"),
    "played twice": (swap(r"(<p:par><p:cTn id=\"5\".*?</p:cTn></p:par>)", r"\1\1"), "does not play by itself, once"),
    "not played": (swap(r'cmd="playFrom\(0\.0\)"', 'cmd="stop"'), "does not play by itself"),
    "sound of another shape": (swap(r'(<p:audio .*?)spid="\d+"', r'\1spid="2"'), "not for the narration"),
    "words without a language": (swap(r'<a:rPr lang="[^"]*"', "<a:rPr"), "without a language"),
}  # fmt: skip


def test_a_good_deck_has_no_faults(narrated_deck: Path) -> None:
    assert check_deck(narrated_deck) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_found(fault: str, narrated_deck: Path, tmp_path: Path) -> None:
    change, words = FAULTS[fault]
    found = check_deck(edited(narrated_deck, tmp_path / "deck.pptx", change))
    assert any(words in line for line in found), found


def test_a_clip_longer_than_the_timing_says_is_found(narrated_deck: Path) -> None:
    found = check_deck(narrated_deck, clip_ms={3: 999_000})
    assert len(found) == 3
    assert all(line.startswith("slide 3:") and "the clip takes 999000 ms" in line for line in found)


def test_what_is_not_a_deck_is_said(tmp_path: Path) -> None:
    other = tmp_path / "deck.pptx"
    other.write_bytes(b"nothing")
    with pytest.raises(InputError, match="not a PowerPoint deck"):
        check_deck(other)
    with pytest.raises(InputError, match="no deck here"):
        check_deck(tmp_path / "none.pptx")
