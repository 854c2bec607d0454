"""Pictures, fonts' names and themes that a stranger gave: each is put on a page, and the page is made."""

from __future__ import annotations

import gzip
import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from attempt import Case

SLIDES = ("slides", "strange", "--silent", "--only", "deck", "--only", "player", "--no-check")


def cases() -> Iterator[Case]:
    """All of them."""
    for name, data in _pictures().items():
        file = name.split(":")[0]
        yield Case(f"picture, {name}", _shown(file, data), [SLIDES])
    for name, make in _LINKED.items():
        yield Case(f"picture, {name}", make, [SLIDES])
    for name, address in ADDRESSES.items():
        yield Case(f"address, {name}", _named(address), [SLIDES, ("lint", "strange")])


def _shown(file: str, data: bytes | Callable[[], bytes]) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / file).write_bytes(data() if callable(data) else data)
        _named(file)(folder)

    return write


def _named(address: str) -> Callable[[Path], object]:
    text = f"## One thing is said\n\n![a picture]({address})\n\nWe say it here.\n"
    return lambda folder: (folder / "pages/01.md").write_text(text)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes = b"", *, bits: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    """A PNG that says so of itself."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + more
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _zeros(count: int) -> bytes:
    packed = zlib.compressobj(9)
    return b"".join(packed.compress(bytes(1 << 20)) for _ in range(count >> 20)) + packed.flush()


def _real(kind: str, **options: object) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind, **options)
    return out.getvalue()


def _gif(frames: int, side: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    pictures = [Image.new("P", (side, side), i % 250) for i in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def _svg(inside: str, head: str = "", attributes: str = 'width="100" height="100"') -> bytes:
    return f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'.encode()


LAUGHS = (
    "<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>" for i in range(12))
    + "]>"
)
_NESTED_USE = "".join(
    f'<g id="u{i + 1}">' + f'<use xlink:href="#u{i}"/>' * 10 + "</g>" for i in range(12)
)  # ten to the twelfth circles


def _pictures() -> dict[str, bytes | Callable[[], bytes]]:
    jpeg, gif, webp = _real("JPEG"), _real("GIF"), _real("WEBP")
    return {
        "a.png: 2^31 pixels wide": png(2**31 - 1, 1),
        "a.png: 2^31 by 2^31": png(2**31 - 1, 2**31 - 1),
        "a.png: no pixels": png(0, 0),
        "a.png: 100,000 by 1,000, one row there": png(100_000, 1000, b"\0" * 100),
        "a.png: 13,000 by 13,000 in 200 kB": lambda: png(13_000, 13_000, b"") .replace(
            _chunk(b"IDAT", zlib.compress(b"")), _chunk(b"IDAT", _zeros(13_000 * 39_001))),
        "a.png: a text of 200 MB, packed": png(2, 2, b"\0" * 14, more=_chunk(b"zTXt", b"a\0\0" + _zeros(200_000_000))),
        "a.png: a profile of 200 MB, packed": png(2, 2, b"\0" * 14, more=_chunk(b"iCCP", b"a\0\0" + _zeros(200_000_000))),
        "a.png: a checksum that is wrong": png(2, 2, b"\0" * 14)[:-4] + b"abcd",
        "a.png: a chunk of 2^31 bytes": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"IHDR",
        "a.png: bits of no kind": png(2, 2, b"\0" * 14, bits=77, colour=9),
        "a.png: cut in the middle": png(200, 200, bytes(200 * 601))[:120],
        "a.png: an animation of 100,000 frames": png(2, 2, b"\0" * 14, more=_chunk(b"acTL", struct.pack(">II", 100_000, 0))),
        "a.png: a JPEG": jpeg,
        "a.jpg: 65,535 by 65,535": jpeg.replace(struct.pack(">HH", 30, 40), struct.pack(">HH", 65535, 65535)),
        "a.jpg: cut in the middle": jpeg[: len(jpeg) // 2],
        "a.jpg: turned by nine": _real("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0\0\0\0\0"),
        "a.jpg: marks that point at themselves": _real("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"),
        "a.jpg: a note with escapes": _real("JPEG", comment=b"\x1b[2J"),
        "a.gif: 65,535 by 65,535": gif[:6] + struct.pack("<HH", 65535, 65535) + gif[10:],
        "a.gif: 3,000 frames": lambda: _gif(3000, 60),
        "a.gif: cut in the middle": gif[: len(gif) // 2],
        "a.gif: codes without end": gif[:-8] + b"\xff" * 4000,
        "a.webp: 16,383 by 16,383": webp[:12] + b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xfe\x3f\0\xfe\x3f\0" + webp[12:],
        "a.webp: cut in the middle": webp[: len(webp) // 2],
        "a.tiff: a directory that points at itself": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
        "a.tiff: 2^31 strips": b"II*\0\x08\0\0\0\x02\0\x00\x01\x04\0\x01\0\0\0\xff\xff\xff\x7f\x11\x01\x04\0\xff\xff\xff\x7f\x08\0\0\0\0\0\0\0",
        "a.bmp: minus 2^31 pixels": b"BM" + bytes(8) + struct.pack("<IIiiHHI", 54, 40, 40, -(2**31), 1, 24, 0) + bytes(60),
        "a.ico: of itself": b"\0\0\1\0\1\0" + struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, 2**31, 6),
        "a.psd: nothing": b"8BPS\0\1" + bytes(100),
        "a.eps: a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ran) (w) file closefile\n(/etc/passwd) run\n",
        "a.ppm: 10^9 by 10^9": b"P6 1000000000 1000000000 255\n" + b"\0" * 50,
        "a.jp2: nothing": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200),
        "a.xpm: a program": b'/* XPM */\nstatic char *a[] = {"9999 9999 1 1", "a c red"};',
        "a.svg: a billion laughs": _svg("<text>&l;</text>", LAUGHS),
        "a.svg: a file from outside": _svg("<text>&x;</text>", '<!DOCTYPE s [<!ENTITY x SYSTEM "../../../secret.txt">]>'),
        "a.svg: a DTD from the network": _svg("", '<!DOCTYPE s SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "a.svg: a picture from outside": _svg('<image xlink:href="../../../secret.png" width="9" height="9"/>'),
        "a.svg: a picture of the system": _svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
        "a.svg: a picture from the network": _svg('<image xlink:href="http://127.0.0.1:9/a.png" width="9" height="9"/>'),
        "a.svg: itself": _svg('<image xlink:href="a.svg" width="100" height="100"/>'),
        "a.svg: circles in circles": _svg('<circle id="u0" r="9"/>' + _NESTED_USE + '<use xlink:href="#u12"/>'),
        "a.svg: a use of itself": _svg('<g id="a"><use xlink:href="#a"/></g>'),
        "a.svg: a pattern of itself": _svg('<pattern id="p" width="1" height="1"><rect fill="url(#p)" width="9" height="9"/></pattern><rect fill="url(#p)" width="90" height="90"/>'),
        "a.svg: 10^9 by 10^9": _svg("", attributes='width="1000000000" height="1000000000"'),
        "a.svg: sides of no number": _svg("", attributes='width="NaN" height="-1e999" viewBox="0 0 0 0"'),
        "a.svg: a blur of 10^9": _svg('<filter id="f"><feGaussianBlur stdDeviation="1000000000"/></filter><rect filter="url(#f)" width="90" height="90"/>'),
        "a.svg: noise of 10^9 octaves": _svg('<filter id="f"><feTurbulence baseFrequency="9" numOctaves="1000000000"/></filter><rect filter="url(#f)" width="90" height="90"/>'),
        "a.svg: dashes without end": _svg('<path d="M0 0 H1000000000" stroke="red" stroke-dasharray="0.0001"/>'),
        "a.svg: a script": _svg('<script>fetch("http://127.0.0.1:9")</script><rect onload="alert(1)" width="9" height="9"/>'),
        "a.svg: a foreign object": _svg('<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>'),
        "a.svg: groups nested deep": _svg("<g>" * 100_000 + "</g>" * 100_000),
        "a.svg: a style sheet from outside": _svg("<style>@import url(../../../secret.txt); rect { fill: url(file:///etc/passwd) }</style>"),
        "a.svg: 100,000 attributes": _svg("<rect " + " ".join(f'a{i}="1"' for i in range(100_000)) + "/>"),
        "a.svg: UTF-16": _svg("<text>a</text>").decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"),
        "a.svg: gzip of 300 MB": gzip.compress(bytes(1 << 20)) * 300,
        "a.svgz: gzip": gzip.compress(_svg("<rect/>") + b" " * 100_000_000),
        "a.pdf: nothing": b"%PDF-1.7\n",
        "a.pdf: an object of itself": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 99999999>>endobj\ntrailer<</Root 1 0 R>>",
        "a.pdf: a page of 10^9 points": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000000 1000000000]>>endobj\ntrailer<</Root 1 0 R>>",
        "a.pdf: a program that opens": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>endobj\ntrailer<</Root 1 0 R>>",
    }  # fmt: skip


_LINKED: dict[str, Callable[[Path], object]] = {
    "a link to a device": lambda folder: ((folder / "a.png").symlink_to("/dev/zero"), _named("a.png")(folder)),
    "a link to a text outside": lambda folder: (
        (folder / "a.png").symlink_to("../../../secret.txt"),
        _named("a.png")(folder),
    ),
    "a pipe": lambda folder: (os.mkfifo(folder / "a.png"), _named("a.png")(folder)),
    "a folder": lambda folder: ((folder / "a.png").mkdir(), _named("a.png")(folder)),
}
ADDRESSES = {
    "up and out": "../../../secret.txt",
    "of the system": "/etc/passwd",
    "a file address": "file:///etc/passwd",
    "of the network": "https://127.0.0.1:9/a.png",
    "of a share": "//127.0.0.1/share/a.png",
    "a backslash share": "\\\\127.0.0.1\\share\\a.png",
    "ffmpeg's concat": "concat:/etc/passwd|/etc/hosts",
    "ffmpeg's subfile": "subfile,,start,0,end,99,,:/etc/passwd",
    "a name like an option": "-i.png",
    "percent signs up and out": "%2e%2e/%2e%2e/%2e%2e/secret.txt",
    "NUL": "a%00.png",
    "data that is no picture": "data:image/png;base64,AAAA",
    "data of a web page": "data:text/html,<script>alert(1)</script>",
    "data, an SVG of the system": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='file:///etc/passwd'/%3E%3C/svg%3E",
    "a script": "javascript:alert(1)",
    "a figure up and out": "figure:../../secret",
    "a figure of the system": "figure:/etc/passwd",
}
