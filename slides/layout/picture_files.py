"""Pictures of the talk's own, as every output can show them: upright, 8 bits a colour, PNG, JPEG or GIF.

What Pillow reads is turned into that where it is something else; SVG and PDF are drawn (`vector_drawings`). The turned
pictures lie in `pictures` of the build folder, named by what they were made of.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import io
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, write_bytes
from plainspoken.base.sealed_files import is_whole, write_sealed
from plainspoken.script.model import Picture
from plainspoken.slides.layout.vector_drawings import draw_svg, page_of_pdf, svg_text

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "pictures"
_READ = (
    "PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "DIB", "ICO", "CUR", "ICNS", "PPM", "JPEG2000", "AVIF", "TGA", "PCX",
    "SGI", "QOI", "PSD", "DDS", "XBM", "XPM", "SUN",
)  # fmt: skip
KEPT = frozenset({"PNG", "JPEG", "GIF"})
"""Kinds that deck, player, video and PDF show as they are."""
PHOTO = 4_000_000
"""A picture of another kind with more pixels than this and nothing transparent is kept as JPEG, not PNG."""
PICTURE_CONTRAST = 3.0
"""Ink with less contrast than this on the ground cannot be seen well (WCAG 2.2, graphics)."""
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_FILMS = frozenset({".mp4", ".mov", ".webm", ".avi", ".mkv", ".m4v", ".ogv", ".mp3", ".wav", ".m4a"})
_OTHER_KINDS = {
    ".heic": "HEIC", ".heif": "HEIC", ".emf": "EMF", ".wmf": "WMF", ".eps": "EPS", ".ps": "PostScript",
    ".psd": "Photoshop's own", ".ai": "Illustrator's own", ".drawio": "draw.io's own", ".xcf": "GIMP's own",
}  # fmt: skip


@dataclass(frozen=True)
class ReadyPicture:
    """A picture as it is shown.

    Attributes:
        path: the file that every output shows.
        width, height: in pixels, upright.
        vector: the SVG that it was drawn from, for outputs that keep it.
        moves: whether it is an animation.
        ink: for a picture with a clear ground, the mean colour `#RRGGBB` of what is drawn on it; else None.
    """

    path: Path
    width: int
    height: int
    vector: Path | None = None
    moves: bool = False
    ink: str | None = None


@cache
def readable_kinds() -> tuple[str, ...]:
    """The kinds of pictures that this Pillow is asked to read. It knows more: for PostScript (EPS), whatever the file's
    name, it runs Ghostscript, and a picture is no reason to run a program that a stranger wrote."""
    from PIL import Image

    Image.init()
    return tuple(kind for kind in _READ if kind in Image.OPEN)


def ready_picture(item: Picture, folder: Path, build: Path) -> ReadyPicture:
    """The picture that an item names, ready to be shown.

    Args:
        item: a picture of the talk's own (`own`) or a figure.
        folder: the talk's folder, which its own pictures' paths are relative to.
        build: the build folder, which figures' paths are relative to, and where turned pictures are kept.

    Raises:
        InputError: there is no such file, or it is damaged, remote, a film, or of a kind that cannot be shown.
    """
    path, page = file_of(item, folder, build)
    try:
        state = path.stat()
        return _ready(path, page, (state.st_size, state.st_mtime_ns), build)
    except InputError as error:
        raise InputError(
            f"the picture {_short(item.path)} {error.message}",
            remedy=error.remedy,
            file=item.at.file,
            line=item.at.line,
            column=item.at.column,
        ) from None


def _short(target: str) -> str:
    return target if len(target) <= 60 else target[:59] + "…"


def file_of(item: Picture, folder: Path, build: Path) -> tuple[Path, int]:
    """The file that holds a picture, and the page of it that is meant."""

    def error(message: str, remedy: str) -> InputError:
        return InputError(message, remedy=remedy, file=item.at.file, line=item.at.line, column=item.at.column)

    target = item.path
    if not item.own:
        path = (build / target).resolve()
        if not path.is_file():
            raise error(f"there is no picture {target}", "build the figures, or mend its path")
        return path, 0
    if target.lower().startswith("data:"):
        return _decoded(target, build, error), 0
    if _REMOTE.match(target):
        raise error(
            f"the picture {_short(target)} is on the network, and nothing is fetched while a talk is built",
            "save it into the talk's folder, and name it there",
        )
    page = re.search(r"#page=(\d{1,4})$", target)
    plain = target[: page.start()] if page else target
    wishes = [plain, unquote(plain), plain.partition("?")[0]]
    for wish in wishes:
        try:
            path = (folder / wish).resolve()
            if path.is_file():
                break
        except (OSError, ValueError):
            continue
    else:
        near = _near(folder / plain)
        raise error(
            f"there is no picture {_short(target)}", f"perhaps {near} is meant" if near else "check its name and folder"
        )
    if path.suffix.lower() in _FILMS:
        raise error(f"{path.name} is a film or sound, and a slide shows none", "show a picture of it, and link to it")
    return path, int(page[1]) - 1 if page else 0


def _near(path: Path) -> str:
    """A file in the same folder whose name is almost that."""
    try:
        names = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return ""
    alike = [name for name in names if name.lower() == path.name.lower()]
    found = alike or difflib.get_close_matches(path.name, names, 1, 0.8)
    return found[0] if found else ""


def _decoded(target: str, build: Path, error: Any) -> Path:
    """A picture that is written into its address, as a file."""
    head, _, body = target.partition(",")
    try:
        data = base64.b64decode(body, validate=True) if head.lower().endswith(";base64") else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        raise error("a data: address is damaged", "write it again, or name a file") from None
    suffix = ".svg" if "svg" in head.lower() else ".img"
    path = (build / FOLDER / f"data-{fingerprint(data)}{suffix}").resolve()
    write_bytes(path, data)
    return path


@lru_cache(maxsize=512)
def _ready(path: Path, page: int, stamp: tuple[int, int], build: Path) -> ReadyPicture:
    """As `ready_picture`, for a file; asked again when the file has changed."""
    from PIL import Image, UnidentifiedImageError

    data = path.read_bytes()
    if not data:
        raise InputError("is empty", remedy="save it again")
    if data.startswith(b"%PDF"):
        return _turned(page_of_pdf(data, page), path, build, str(page))
    if (svg := svg_text(data)) is not None:
        return _drawn(svg, path, build)
    try:
        with Image.open(io.BytesIO(data), formats=readable_kinds()) as image:
            if image.format in KEPT and not _is_odd(image):
                image.load()
                moves = image.format == "GIF" and getattr(image, "n_frames", 1) > 1
                return ReadyPicture(path, *image.size, moves=moves, ink=_ink(image))
            moves = getattr(image, "n_frames", 1) > 1 and image.format not in ("TIFF", "ICO")
            ready = _turned(image, path, build, photo=image.format == "JPEG")
            return ReadyPicture(ready.path, ready.width, ready.height, moves=moves, ink=ready.ink)
    except UnidentifiedImageError:
        kind = _OTHER_KINDS.get(path.suffix.lower())
        if kind:
            raise InputError(
                f"is of a kind ({kind}) that not every output can show", remedy="save it as PNG, JPEG or SVG"
            ) from None
        raise InputError("is no picture of a known kind", remedy="save it as PNG, JPEG, SVG or PDF") from None
    except Image.DecompressionBombError:
        raise InputError("has more than 178 million pixels", remedy="save it smaller") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise InputError(f"is damaged: {error}", remedy="save it again, or copy it again") from None


def _drawn(svg: bytes, path: Path, build: Path) -> ReadyPicture:
    """An SVG with the picture drawn from it, both as files of the build folder."""
    from PIL import Image

    vector = (build / FOLDER / f"{path.stem[:40]}-{fingerprint(svg)}.svg").resolve()
    ready = vector.with_suffix(".png")
    if not is_whole(ready):
        write_sealed(ready, draw_svg(svg))
    write_bytes(vector, svg)
    with Image.open(ready) as image:
        image.load()
        return ReadyPicture(ready, *image.size, vector=vector, ink=_ink(image))


def _is_odd(image: Image.Image) -> bool:
    """Whether a PNG, JPEG or GIF is one that some output would show otherwise: turned, of 16 bits, in inks of print."""
    turned = image.getexif().get(0x0112, 1) not in (0, 1)
    return turned or image.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


def _turned(image: Image.Image, path: Path, build: Path, *wishes: str, photo: bool = False) -> ReadyPicture:
    """A picture upright and in 8 bits, as a file of the build folder."""
    from PIL import ImageOps

    image = _in_eight_bits(ImageOps.exif_transpose(image))
    alpha: Any = image.getchannel("A").getextrema() if image.mode == "RGBA" else (255, 255)
    clear = alpha[0] < 255
    if image.mode == "RGBA" and not clear:
        image = image.convert("RGB")
    photo = not clear and (photo or image.width * image.height > PHOTO)
    name = fingerprint(path.read_bytes(), *wishes)
    ready = (build / FOLDER / f"{path.stem[:40]}-{name}.{'jpg' if photo else 'png'}").resolve()
    if not is_whole(ready):
        out = io.BytesIO()
        if photo:
            image.convert("RGB").save(out, "JPEG", quality=95, subsampling=0)
        else:
            image.save(out, "PNG", compress_level=6)
        write_sealed(ready, out.getvalue())
    return ReadyPicture(ready, image.width, image.height, ink=_ink(image))


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A picture as L, RGB or RGBA; greys of 16 and 32 bits scaled to what they hold."""
    if image.mode.startswith("I") or image.mode == "F":
        extrema: Any = image.getextrema()
        low, high = extrema
        if image.mode == "F":
            low, high = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
        else:
            low, high = 0, 65535 if high > 255 else 255
        scale = 255 / max(high - low, 1e-12)
        return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")


def _ink(image: Image.Image) -> str | None:
    """The mean colour of what is drawn on a clear ground; None where little of the picture is clear."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return None
    small = image.convert("RGBA").resize((64, 64))
    bands = iter(small.tobytes())
    pixels = list(zip(bands, bands, bands, bands, strict=True))
    opaque = [pixel for pixel in pixels if pixel[3] > 127]
    if not opaque or len(opaque) > 0.75 * len(pixels):
        return None
    return "#" + "".join(f"{round(sum(pixel[band] for pixel in opaque) / len(opaque)):02X}" for band in range(3))
