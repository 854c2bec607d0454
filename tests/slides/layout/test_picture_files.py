"""Pictures as people have them: every kind is upright and the same in all outputs, or named with its line."""

from __future__ import annotations

import base64
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from plainspoken.base.errors import InputError, ManyInputsError
from plainspoken.script.model import Picture, Script, Source
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.check_sources import check_sources
from plainspoken.slides.images.export import draw_slide
from plainspoken.slides.laid_out import laid_out
from plainspoken.slides.layout import drawing_process
from plainspoken.slides.layout.boxes import PictureBlock
from plainspoken.slides.layout.picture_files import ReadyPicture, ready_picture
from plainspoken.slides.player.inline_pictures import embedded
from plainspoken.slides.settings import SlideSettings

AT = Source("talk.md", 3, 1, 3, 20)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><rect width="30" height="40" fill="#f00"/></svg>'


def sample() -> Image.Image:
    """60 x 40, its left half red, its right half blue."""
    image = Image.new("RGB", (60, 40), "#0000ff")
    ImageDraw.Draw(image).rectangle((0, 0, 29, 39), fill="#ff0000")
    return image


def ready(path: str, folder: Path) -> ReadyPicture:
    return ready_picture(Picture(path=path, alt="a", own=True, at=AT), folder, folder / "build")


def colours(found: ReadyPicture) -> tuple[tuple[int, ...], tuple[int, ...]]:
    with Image.open(found.path) as image:
        rgb = image.convert("RGB")
        wide, high = rgb.size
        return rgb.getpixel((wide // 8, high // 2)), rgb.getpixel((wide * 7 // 8, high // 2))  # type: ignore[return-value]


def near(found: tuple[int, ...], wanted: tuple[int, int, int], slack: int = 12) -> bool:
    return all(abs(one - two) <= slack for one, two in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO", "PPM"])
def test_every_kind_that_pillow_reads_is_shown(kind: str, tmp_path: Path) -> None:
    sample().save(tmp_path / "picture.any", kind, **({"sizes": [(60, 40)]} if kind == "ICO" else {}))
    found = ready("picture.any", tmp_path)
    assert found.width / found.height == pytest.approx(1.5, abs=0.02)
    left, right = colours(found)
    assert near(left, (255, 0, 0), 40) and near(right, (0, 0, 255), 40)
    assert embedded(found.path).startswith("data:image/")


@pytest.mark.parametrize("mode", ["CMYK", "P", "L", "1", "LA", "I;16", "F", "YCbCr"])
def test_every_mode_is_eight_bits_a_colour(mode: str, tmp_path: Path) -> None:
    image = sample()
    if mode in ("I;16", "F"):
        grey = Image.new("F", (60, 40), 0.0)
        grey.paste(65535.0 if mode == "I;16" else 1.0, (30, 0, 60, 40))
        image = grey.convert("I").convert("I;16") if mode == "I;16" else grey
    else:
        image = image.convert(mode)
    name = {"CMYK": "p.jpg", "F": "p.tiff", "YCbCr": "p.jpg"}.get(mode, "p.png")
    image.save(tmp_path / name)
    left, right = colours(ready(name, tmp_path))
    if mode in ("I;16", "F"):
        assert (left, right) == ((0, 0, 0), (255, 255, 255))
    else:
        wanted = image.convert("RGB")
        assert near(left, wanted.getpixel((8, 20)), 16)  # type: ignore[arg-type]
        assert near(right, wanted.getpixel((52, 20)), 16)  # type: ignore[arg-type]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_everywhere(orientation: int, tmp_path: Path) -> None:
    turns: dict[int, Any] = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180], 4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    stored = sample()
    for turn in turns.get(orientation, []):
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    found = ready("photo.jpg", tmp_path)
    assert (found.width, found.height) == (60, 40)
    left, right = colours(found)
    assert near(left, (255, 0, 0), 30) and near(right, (0, 0, 255), 30)


def test_svg_is_drawn_and_kept_for_the_deck(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    (tmp_path / "a.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "b.svgz").write_bytes(gzip.compress(SVG.encode()))
    plain, packed = ready("a.svg", tmp_path), ready("b.svgz", tmp_path)
    assert (plain.width, plain.height) == (packed.width, packed.height) == (2400, 1600)
    assert near(colours(plain)[0], (255, 0, 0))
    assert plain.vector is not None
    assert plain.vector.read_text(encoding="utf-8") == SVG


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="../secret.png"/></svg>',
            "names pictures in other files",
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:a="http://www.w3.org/1999/xlink">'
            '<image class=">" a:href="/etc/x.png"/></svg>',
            "names pictures in other files",
        ),
        (
            '<!DOCTYPE s [<!ENTITY x "<image href=&#34;/etc/x.png&#34;/>">]>'
            '<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
            "has parts that are entities",
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg"><foreignObject>x</foreignObject></svg>', "holds words as HTML"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', "cannot be drawn"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g ' + " ".join(f'a{i}="1"' for i in range(1001)) + "/></svg>",
            "an element with 1,001 attributes",
        ),
    ],
)
def test_an_svg_that_cannot_be_drawn_says_why(svg: str, said: str, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    (tmp_path / "a.svg").write_text(svg, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        ready("a.svg", tmp_path)
    assert (caught.value.file, caught.value.line) == ("talk.md", 3)


def test_pages_of_a_pdf_are_pictures(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 200))
    for colour in ((1, 0, 0), (0, 0, 1)):
        canvas.setFillColorRGB(*colour)
        canvas.rect(0, 0, 300, 200, fill=1)
        canvas.showPage()
    canvas.save()
    assert near(colours(ready("a.pdf", tmp_path))[0], (255, 0, 0))
    assert near(colours(ready("a.pdf#page=2", tmp_path))[0], (0, 0, 255))
    with pytest.raises(InputError, match="has 2 pages, and not 3"):
        ready("a.pdf#page=3", tmp_path)


def test_addresses_are_decoded(tmp_path: Path) -> None:
    sample().save(tmp_path / "my picture.png")
    data = base64.b64encode((tmp_path / "my picture.png").read_bytes()).decode()
    for target in ("my%20picture.png", "my picture.png", f"data:image/png;base64,{data}"):
        assert ready(target, tmp_path).width == 60


@pytest.mark.parametrize(
    ("target", "said", "remedy"),
    [
        ("https://example.org/x.png", "is on the network", "save it into"),
        ("//example.org/x.png", "is on the network", "save it into"),
        ("nope.png", "there is no picture nope.png", "check its name"),
        ("PHOTO.PNG", "there is no picture PHOTO.PNG", "perhaps photo.png is meant"),
        ("empty.png", "is empty", "save it again"),
        ("cut.jpg", "is damaged", "save it again"),
        ("cut.png", "is damaged", "save it again"),
        ("words.png", "is no picture of a known kind", "save it as PNG"),
        ("a.heic", r"is of a kind \(HEIC\)", "save it as PNG"),
        ("a.emf", r"is of a kind \(EMF\)", "save it as PNG"),
        ("clip.mp4", "is a film or sound", "show a picture of it"),
        ("data:image/png;base64,%%%", "data: address is damaged", "write it again"),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_line(target: str, said: str, remedy: str, tmp_path: Path) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    for name, kind in (("cut.jpg", "JPEG"), ("cut.png", "PNG"), ("photo.png", "PNG")):
        data = io.BytesIO()
        noise.save(data, kind)
        whole = data.getvalue()
        (tmp_path / name).write_bytes(whole if name == "photo.png" else whole[: len(whole) // 2])
    (tmp_path / "empty.png").write_bytes(b"")
    for name in ("words.png", "a.heic", "a.emf", "clip.mp4"):
        (tmp_path / name).write_bytes(b"no picture at all")
    with pytest.raises(InputError, match=said) as caught:
        ready(target, tmp_path)
    assert remedy in caught.value.remedy
    assert (caught.value.file, caught.value.line) == ("talk.md", 3)


def script(text: str) -> Script:
    return render_text(text, ScriptSettings(), file="talk.md").script


def test_all_that_is_wrong_is_said_together_before_a_word_is_voiced(tmp_path: Path) -> None:
    sample().save(tmp_path / "good.png")
    talk = script(
        "## One\n\n![a](gone.png)\n\nSaid.\n\n## Two\n\n![b](good.png)\n\n![c](lost.png)\n\nSaid.\n\n## "
        + "word " * 60
        + "\n\n- a\n\nSaid.\n"
    )
    with pytest.raises(ManyInputsError) as caught:
        check_sources(talk, SlideSettings(), build=tmp_path / "build", folder=tmp_path)
    assert [error.line for error in caught.value.errors] == [3, 11, 15]
    assert str(caught.value).count("talk.md:") == 3


def test_dark_ink_on_a_clear_ground_gets_a_card_on_a_dark_theme(tmp_path: Path) -> None:
    for name, ink in (("dark.png", (10, 10, 10, 255)), ("pale.png", (250, 250, 250, 255))):
        image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
        ImageDraw.Draw(image).line((0, 0, 299, 199), fill=ink, width=12)
        image.save(tmp_path / name)
    talk = script("## One\n\n![a](dark.png)\n\nSaid.\n\n## Two\n\n![b](pale.png)\n\nSaid.\n")

    def cards(variant: Any) -> list[bool]:
        layouts, _ = laid_out(talk, SlideSettings(variant=variant), build=tmp_path / "build", folder=tmp_path)
        return [block.card for layout in layouts for block in layout.blocks if isinstance(block, PictureBlock)]

    assert cards("dark") == [True, False]
    assert cards("light") == [False, False]
    notes = check_sources(talk, SlideSettings(variant="light"), build=tmp_path / "build", folder=tmp_path)
    assert len(notes) == 1 and "pale.png has ink of nearly the ground's colour" in notes[0]


def test_an_animation_is_said_to_stand_still_in_the_film(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    notes = check_sources(
        script("## One\n\n![a](a.gif)\n\nSaid.\n"), SlideSettings(), build=tmp_path / "build", folder=tmp_path
    )
    assert len(notes) == 1 and "stands still in video" in notes[0]


def test_a_grey_of_sixteen_bits_is_not_a_white_slide(tmp_path: Path) -> None:
    image = Image.new("I;16", (60, 40), 30000)
    image.save(tmp_path / "depth.png")
    talk = script("## One\n\n![a](depth.png)\n\nSaid.\n")
    layouts, theme = laid_out(talk, SlideSettings(), build=tmp_path / "build", folder=tmp_path)
    drawn = draw_slide(layouts[0], theme, width=960)
    (block,) = [block for block in layouts[0].blocks if isinstance(block, PictureBlock)]
    middle = (round(block.box.left + block.box.width / 2), round(block.box.top + block.box.height / 2))
    assert near(drawn.getpixel(middle), (117, 117, 117), 2)  # type: ignore[arg-type]


def test_a_turned_picture_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    sample().save(tmp_path / "a.webp")
    found = ready("a.webp", tmp_path)
    good = found.path.read_bytes()
    found.path.write_bytes(good[:-40])
    (tmp_path / "a.webp").touch()
    again = ready("a.webp", tmp_path)
    assert again.path == found.path and again.path.read_bytes() == good


def test_an_svg_that_repeats_itself_without_end_is_refused_and_a_huge_one_drawn(tmp_path: Path) -> None:
    uses = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    space = 'xmlns="http://www.w3.org/2000/svg" '
    (tmp_path / "bomb.svg").write_text(f'<svg {space}viewBox="0 0 9 9"><g id="g0"><rect/></g>{uses}</svg>')
    with pytest.raises(InputError, match="more than 500,000 shapes"):
        ready("bomb.svg", tmp_path)
    loop = f'<svg {space}viewBox="0 0 9 6"><g id="a"><use href="#a"/></g><rect width="9" height="6"/></svg>'
    (tmp_path / "loop.svg").write_text(loop)
    assert ready("loop.svg", tmp_path).width == 2400
    (tmp_path / "huge.svg").write_text(SVG.replace('viewBox="', 'width="9e5" height="6e5" viewBox="'))
    assert (ready("huge.svg", tmp_path).width, ready("huge.svg", tmp_path).height) == (2400, 1600)


def test_entities_of_an_svg_are_not_multiplied(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE svg [<!ENTITY e0 "x">{entities}]>{SVG.replace("<rect", "<text>&e9;</text><rect")}'
    (tmp_path / "bomb.svg").write_text(bomb)
    with pytest.raises(InputError, match="SVG that cannot be"):
        ready("bomb.svg", tmp_path)


def test_postscript_runs_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow would hand it to Ghostscript, whatever the file is called."""
    monkeypatch.setattr("subprocess.Popen", lambda *args, **more: pytest.fail("a program was started"))
    for name in ("a.eps", "a.png"):
        (tmp_path / name).write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n")
        with pytest.raises(InputError, match=r"EPS|no picture of a known kind"):
            ready(name, tmp_path)


@pytest.mark.slow
def test_a_drawing_without_end_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(drawing_process, "SECONDS", 1)
    monkeypatch.setattr(drawing_process, "_CHILD", drawing_process._CHILD.replace("RLIMIT_CPU, 5", "RLIMIT_CPU, 1"))
    noise = '<filter id="f"><feTurbulence baseFrequency="9" numOctaves="1000000000"/></filter>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg">{noise}<rect filter="url(#f)" width="90" height="90"/></svg>'
    (tmp_path / "a.svg").write_text(text)
    with pytest.raises(InputError, match="takes more than 1 seconds"):
        ready("a.svg", tmp_path)
