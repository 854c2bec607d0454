"""Decks that a stranger gave: as the template of a talk, and as a deck to check and refresh."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from attempt import Case
from pictures import LAUGHS, _gif, png

TEMPLATE = ("slides", "strange", "--silent", "--only", "deck", "--no-check", "--template", "talks/strange/d.pptx")
CHECK = ("check", "talks/strange/d.pptx", "--against", "strange")
REFRESH = ("refresh", "talks/strange/d.pptx", "--against", "strange", "--out", "new.pptx")


def cases() -> Iterator[Case]:
    """All of them."""
    for name, make in DECKS.items():
        yield Case(f"deck, {name}", _deck(make), [CHECK, REFRESH, TEMPLATE])


def _deck(make: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / "d.pptx").write_bytes(make())


@cache
def plain() -> bytes:
    """A deck with words, a table and a picture."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "The accuracy is 91.2 %"
    slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1))
    slide.shapes.add_picture(io.BytesIO(png(2, 2, b"\0" * 14)), Inches(1), Inches(4))
    slide.notes_slide.notes_text_frame.text = "We reach 91.2 %."
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def changed(changes: dict[str, Callable[[bytes], bytes]], more: dict[str, bytes] | None = None) -> bytes:
    """The deck with the contents of some parts changed (by a pattern of their names), and with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            for pattern, change in changes.items():
                if re.fullmatch(pattern, name):
                    data = change(data)
            new.writestr(name, data)
        for name, data in (more or {}).items():
            new.writestr(name, data)
    return out.getvalue()


SLIDE = r"ppt/slides/slide1\.xml"
RELATIONS = r"ppt/slides/_rels/slide1\.xml\.rels"


def _text(text: str) -> bytes:
    return changed({SLIDE: lambda data: data.replace(b"91.2 %", text.encode("utf-8", "xmlcharrefreplace"))})


def _headed(head: str, inside: str = "&l;") -> bytes:
    def change(data: bytes) -> bytes:
        return re.sub(rb"^<\?xml.*?\?>\s*", b'<?xml version="1.0"?>' + head.encode(), data).replace(
            b"91.2 %", inside.encode()
        )

    return changed({SLIDE: change})


def _related(target: str, kind: str = "image", mode: str = ' TargetMode="External"') -> bytes:
    own = (
        '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return changed(
        {
            RELATIONS: lambda data: data.replace(b"</Relationships>", own.encode()),
            SLIDE: lambda data: re.sub(rb'r:embed="[^"]+"', b'r:embed="rId77"', data),
        }
    )


def _zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries.items():
            new.writestr(name, data)
    return out.getvalue()


def _lying() -> bytes:
    """A member whose directory entry says 20 bytes, and which unpacks to 300 MB."""
    data = bytearray(changed({}, {"ppt/media/bomb.xml": b" " * 300_000_000}))
    at = data.rfind(b"ppt/media/bomb.xml") - 46
    data[at + 24 : at + 28] = (20).to_bytes(4, "little")
    return bytes(data)


def _overlapping() -> bytes:
    """Many entries of the directory that share one member of 10 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("a", b" " * 10_000_000)
        first = new.infolist()[0]
        for number in range(5000):
            twin = zipfile.ZipInfo(f"ppt/slides/slide{number}.xml")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, name, getattr(first, name))
            new.filelist.append(twin)
            new.NameToInfo[twin.filename] = twin
    return out.getvalue()


DECKS: dict[str, Callable[[], bytes]] = {
    "as it should be": plain,
    "empty": lambda: b"",
    "an archive of nothing": lambda: _zip({}),
    "an archive of something else": lambda: _zip({"a.txt": b"a"}),
    "content types alone": lambda: _zip({"[Content_Types].xml": b"<Types/>"}),
    "content types that are no XML": lambda: changed({r"\[Content_Types\].xml": lambda data: b"<<<"}),
    "cut to half": lambda: plain()[: len(plain()) // 2],
    "a byte changed in the middle": lambda: plain()[:9000] + b"\xff\xff" + plain()[9002:],
    "an old .ppt": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
    "one member of 3 GB": lambda: _bomb(),
    "100,000 members": lambda: changed({}, {f"ppt/media/{i}.bin": b"" for i in range(100_000)}),
    "a member that lies on its size": _lying,
    "5,000 members in one place": _overlapping,
    "the same member twice": lambda: changed({}, {"ppt/slides/slide1.xml": b"<a/>"}),
    "members up and out": lambda: changed({}, {"../../ran": b"x", "/tmp/ran": b"x", "..\\ran": b"x"}),
    "a name with escapes": lambda: changed({}, {"ppt/\x1b[2J.xml": b"<a/>"}),
    "a name of 60,000 characters": lambda: changed({}, {"a" * 60_000: b"<a/>"}),
    "a slide of a billion laughs": lambda: _headed(LAUGHS),
    "a slide with a file from outside": lambda: _headed('<!DOCTYPE s [<!ENTITY l SYSTEM "file:///etc/passwd">]>'),
    "a slide with a DTD of the network": lambda: _headed('<!DOCTYPE s SYSTEM "http://127.0.0.1:9/x">', "x"),
    "quadratic entities": lambda: _headed("<!DOCTYPE s [<!ENTITY l '" + "a" * 100_000 + "'>]>", "&l;" * 2000),
    "elements nested 50,000 deep": lambda: changed({SLIDE: lambda data: b"<a>" * 50_000 + b"</a>" * 50_000}),
    "groups nested 5,000 deep": lambda: changed({SLIDE: _groups}),
    "a slide that is no XML": lambda: changed({SLIDE: lambda data: b"\0" * 1000}),
    "a slide of another root": lambda: changed({SLIDE: lambda data: b"<html/>"}),
    "a slide in UTF-16": lambda: changed({SLIDE: lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
    "a slide of 50 MB": lambda: _text("x" * 50_000_000),
    "text of 2,000 numbers": lambda: _text(" ".join(f"{i}.5 %" for i in range(2000))),
    "text with escapes": lambda: _text("_x001B_[2J 91.2 %"),
    "text from right to left": lambda: _text("\u202e91.2 %"),
    "names with escapes": lambda: changed({SLIDE: lambda data: data.replace(b'name="Title 1"', b'name="&#10;plainspoken: fine &#x9b;2J"')}),
    "places of no number": lambda: changed({SLIDE: lambda data: re.sub(rb' (x|y|cx|cy)="\d+"', rb' \1="NaN"', data)}),
    "places of 10^18": lambda: changed({SLIDE: lambda data: re.sub(rb' (x|y|cx|cy)="\d+"', rb' \1="999999999999999999"', data)}),
    "shapes without a number": lambda: changed({SLIDE: lambda data: re.sub(rb' id="\d+"', b' id="x"', data)}),
    "a page of no size": lambda: changed({r"ppt/presentation\.xml": lambda data: re.sub(rb'sldSz cx="\d+" cy="\d+"', b'sldSz cx="0" cy="0"', data)}),
    "a page of 10^12": lambda: changed({r"ppt/presentation\.xml": lambda data: re.sub(rb'sldSz cx="\d+" cy="\d+"', b'sldSz cx="999999999999" cy="1"', data)}),
    "no slide layouts": lambda: changed({r"ppt/slideMasters/slideMaster1\.xml": lambda data: re.sub(rb"<p:sldLayoutIdLst>.*</p:sldLayoutIdLst>", b"", data, flags=re.S)}),
    "no theme": lambda: changed({r"ppt/theme/theme1\.xml": lambda data: b"<a/>"}),
    "colours of no number": lambda: changed({r"ppt/theme/theme1\.xml": lambda data: re.sub(rb'val="[0-9A-F]{6}"', b'val="javasc"', data)}),
    "fonts with escapes": lambda: changed({r"ppt/theme/theme1\.xml": lambda data: re.sub(rb'latin typeface="[^"]+"', b'latin typeface="../../x&#x9b;2J"', data)}),
    "fonts of 1 MB": lambda: changed({r"ppt/theme/theme1\.xml": lambda data: re.sub(rb'latin typeface="[^"]+"', b'latin typeface="' + b"a" * 1_000_000 + b'"', data)}),
    "a picture of the network": lambda: _related("http://127.0.0.1:9/a.png"),
    "a picture of the system": lambda: _related("file:///etc/passwd"),
    "a picture of a share": lambda: _related("\\\\127.0.0.1\\a.png"),
    "a picture up and out": lambda: _related("../../../../../../etc/passwd", mode=""),
    "a picture that is a slide": lambda: _related("slide1.xml", mode=""),
    "a picture that is not there": lambda: _related("../media/gone.png", mode=""),
    "a template of the network": lambda: _related("http://127.0.0.1:9/a.dotm", "attachedTemplate"),
    "an object of the network": lambda: _related("http://127.0.0.1:9/a", "oleObject"),
    "macros": lambda: changed({r"\[Content_Types\].xml": lambda data: data.replace(b"presentationml.presentation.main+xml", b"presentationml.presentation.macroEnabled.main+xml")}, {"ppt/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "a picture of 10^9 pixels": lambda: changed({r"ppt/media/image1\.png": lambda data: png(60_000, 60_000)}),
    "a picture of 2,000 frames": lambda: changed({r"ppt/media/image1\.png": lambda data: _gif(2000, 30)}),
    "a picture that is no picture": lambda: changed({r"ppt/media/image1\.png": lambda data: b"MZ" + bytes(100)}),
    "a manifest of nothing": lambda: changed({}, {"customXml/item1.xml": b'<plainspoken xmlns="urn:plainspoken">[[[</plainspoken>'}),
    "a presentation of itself": lambda: changed({r"ppt/_rels/presentation\.xml\.rels": lambda data: data.replace(b'Target="slides/slide1.xml"', b'Target="presentation.xml"')}),
    "a slide list of 20,000": lambda: changed({r"ppt/presentation\.xml": _many_slides}),
}  # fmt: skip


def _bomb() -> bytes:
    out = io.BytesIO(plain())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as new,
        new.open("ppt/media/bomb.bin", "w", force_zip64=True) as entry,
    ):
        for _ in range(3000):
            entry.write(bytes(1_000_000))
    return out.getvalue()


def _groups(data: bytes) -> bytes:
    group = b'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return data.replace(b"</p:spTree>", group * 5000 + b"</p:grpSp>" * 5000 + b"</p:spTree>")


def _many_slides(data: bytes) -> bytes:
    entry = re.search(rb'<p:sldId [^>]*r:id="([^"]+)"[^>]*/>', data)
    assert entry is not None
    twins = b"".join(b'<p:sldId id="%d" r:id="%s"/>' % (1000 + i, entry[1]) for i in range(20_000))
    return data.replace(entry[0], entry[0] + twins)
