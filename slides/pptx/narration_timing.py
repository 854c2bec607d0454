"""The voice in the deck: a page's clip as a media part, its autoplay, the items in step with it, the advance.

OOXML says where each piece goes; the order and the two relationships are what PowerPoint writes itself
(ISO/IEC 29500-1 section 19.5 for timing, [MS-PPTX] 2.2 for `p14:media`).
"""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plainspoken.slides.pptx.drawingml import element
from plainspoken.slides.pptx.mark_shape import PARKED
from plainspoken.slides.pptx.shapes import AnimationTarget
from plainspoken.slides.pptx.xml_text import quoted

AUDIO = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/audio"
MEDIA = "http://schemas.microsoft.com/office/2007/relationships/media"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
P159 = "http://schemas.microsoft.com/office/powerpoint/2015/09/main"
CONTENT_TYPES = {"m4a": "audio/mp4", "mp3": "audio/mpeg", "wav": "audio/x-wav"}
"""Kinds of sound that PowerPoint plays from within a deck, by extension."""
SILENCE_MS = 450
"""At most this much of a clip's end may be cut off, where nothing is said in it: longer pauses are meant."""
AT_ONCE_MS = 250
"""What is to appear this soon after the page is simply there: a flicker would be seen, not an entrance."""


@dataclass(frozen=True)
class Sound:
    """A clip to embed: its bytes, its extension and its length in milliseconds."""

    data: bytes
    extension: str
    duration_ms: int


@dataclass(frozen=True)
class Entrance:
    """A target with its time in milliseconds from the start of the slide."""

    target: AnimationTarget
    at_ms: int


@dataclass(frozen=True)
class Move:
    """A shape that is parked left of the slide comes onto it at `in_ms` and goes back at `out_ms`, unless it stays."""

    shape: int
    in_ms: int
    out_ms: int | None


class AdvanceRounding:
    """Says when slides move on in programs that cut the advance to whole seconds, as LibreOffice does.

    A whole second is rounded down to where the silence at a clip's end allows, so that no speech is cut; what the
    slides have gained or lost on the sound so far goes over to the next one.
    """

    def __init__(self) -> None:
        self._ahead = 0

    def advance_ms(self, duration_ms: int, speech_ms: int) -> int:
        """The advance of the next slide, in milliseconds.

        Args:
            duration_ms: the length of its clip.
            speech_ms: when the last word of the clip ends.
        """
        least = max(speech_ms, duration_ms - SILENCE_MS)
        advance = -(-least // 1000) * 1000
        while advance + 500 < duration_ms - self._ahead:
            advance += 1000
        self._ahead += advance - duration_ms
        return advance


def embed_sound(slide: Any, sound: Sound, number: int, media_index: int, *, name: str) -> None:
    """Add the clip to the slide: a media part, two relationships to it, and the picture that stands for it."""
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package = slide.part.package
    uri = PackURI(f"/ppt/media/narration{media_index}.{sound.extension}")
    media = Part(uri, CONTENT_TYPES[sound.extension], package, sound.data)
    link = slide.part.relate_to(media, AUDIO)
    embed = slide.part.relate_to(media, MEDIA)
    _, poster = slide.part.get_or_add_image_part(_poster())
    slide.shapes._spTree.append(
        element(
            f'<p:pic><p:nvPicPr><p:cNvPr id="{number}" name={quoted(name)} descr="Narration of this slide">'
            '<a:hlinkClick r:id="" action="ppaction://media"/></p:cNvPr><p:cNvPicPr><a:picLocks noChangeAspect="1"/>'
            f'</p:cNvPicPr><p:nvPr><a:audioFile r:link="{link}"/><p:extLst>'
            f'<p:ext uri="{{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}}"><p14:media xmlns:p14="{P14}" r:embed="{embed}"/></p:ext>'
            f'</p:extLst></p:nvPr></p:nvPicPr><p:blipFill><a:blip r:embed="{poster}"/><a:stretch><a:fillRect/></a:stretch>'
            '</p:blipFill><p:spPr><a:xfrm><a:off x="-700000" y="0"/><a:ext cx="400000" cy="400000"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    )


def _poster() -> Any:
    """A clear picture of one pixel: the sound is there to be heard, and parked off the slide."""
    import base64
    import io

    return io.BytesIO(
        base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
    )


def set_times(
    slide: Any,
    sound_shape: int,
    duration_ms: int,
    advance: int,
    entrances: Sequence[Entrance],
    moves: Sequence[Move] = (),
    *,
    morph: bool = False,
) -> None:
    """Write the slide's transition (it moves on when the clip ends, or after `advance` ms where only whole seconds
    count) and timing (the clip plays by itself, items appear at their times). They stand after `p:clrMapOvr`, in
    this order."""
    root = slide._element
    anchor = root.find("{http://schemas.openxmlformats.org/presentationml/2006/main}clrMapOvr")
    transition = element(transition_xml(duration_ms, advance, morph=morph))
    timing = element(timing_xml(sound_shape, duration_ms, entrances, moves))
    anchor.addnext(transition)
    transition.addnext(timing)


def set_morph(slide: Any) -> None:
    """Let a slide without a voice morph from the one before it."""
    anchor = slide._element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}clrMapOvr")
    anchor.addnext(
        element(
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:p159="{P159}" Requires="p159"><p:transition spd="med">'
            '<p159:morph option="byObject"/></p:transition></mc:Choice><mc:Fallback><p:transition spd="med"><p:fade/>'
            "</p:transition></mc:Fallback></mc:AlternateContent>"
        )
    )


def transition_xml(exact: int, whole: int, *, morph: bool = False) -> str:
    """No effect, or a morph of the shapes whose names begin with `!!`, and the advance in milliseconds.

    PowerPoint from 2016 on knows the namespace p159 ([MS-PPTX] 2.2.12) and takes the first choice; LibreOffice and
    older ones do not, and take the second, for whole seconds. LibreOffice does not read the advance of a plain
    `p:transition` without an effect, which is why that has the form of PowerPoint 2010.
    """
    effect = '><p159:morph option="byObject"/></p:transition>' if morph else "/>"
    speed = "med" if morph else "fast"
    newest = f'<mc:Choice xmlns:p159="{P159}" Requires="p159"><p:transition spd="{speed}" advTm="{exact}"{effect}</mc:Choice>'
    plain = f'advTm="{whole}"/>'
    return (
        f'<mc:AlternateContent xmlns:mc="{MC}">'
        f"{newest if exact != whole or morph else ''}"
        f'<mc:Choice xmlns:p14="{P14}" Requires="p14"><p:transition spd="fast" p14:dur="10" {plain}</mc:Choice>'
        f'<mc:Fallback><p:transition spd="fast" {plain}</mc:Fallback></mc:AlternateContent>'
    )


def timing_xml(sound_shape: int, duration_ms: int, entrances: Sequence[Entrance], moves: Sequence[Move] = ()) -> str:
    """The timing tree of a narrated slide. Time-node ids count up from 1, so they are unique in the slide."""
    effects, number = "", 7
    for entrance in entrances:
        effects += _entrance(entrance, number)
        number += 2
    for move in moves:
        effects += _move(move.shape, f"M 0 0 L {PARKED} 0", move.in_ms, number)
        number += 2
        if move.out_ms is not None:
            effects += _move(move.shape, f"M {PARKED} 0 L 0 0", move.out_ms, number)
            number += 2
    media = (
        '<p:par><p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="afterEffect">'
        '<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>'
        f'<p:cTn id="6" dur="{duration_ms}" fill="hold"/><p:tgtEl><p:spTgt spid="{sound_shape}"/></p:tgtEl></p:cBhvr></p:cmd>'
        "</p:childTnLst></p:cTn></p:par>"
    )
    builds = "".join(_build(target) for target in _built(entrances))
    return (
        '<p:timing><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>'
        '<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>'
        '<p:par><p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/><p:cond evt="onBegin" delay="0">'
        '<p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst><p:par><p:cTn id="4" fill="hold"><p:stCondLst>'
        f'<p:cond delay="0"/></p:stCondLst><p:childTnLst>{media}{effects}</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>'
        '</p:par></p:childTnLst></p:cTn><p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>'
        '</p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>'
        f'</p:seq><p:audio isNarration="1"><p:cMediaNode vol="80000" showWhenStopped="0"><p:cTn id="{number}" fill="hold" '
        'display="0"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:endCondLst><p:cond evt="onStopAudio" delay="0">'
        "<p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:endCondLst></p:cTn>"
        f'<p:tgtEl><p:spTgt spid="{sound_shape}"/></p:tgtEl></p:cMediaNode></p:audio></p:childTnLst></p:cTn></p:par></p:tnLst>'
        + (f"<p:bldLst>{builds}</p:bldLst>" if builds else "")
        + "</p:timing>"
    )


def _entrance(entrance: Entrance, number: int) -> str:
    """One item that appears at once at its time (preset 1), alongside the sound."""
    target = entrance.target
    if target.paragraph is None:
        aim = f'<p:spTgt spid="{target.shape}"/>'
    else:
        aim = (
            f'<p:spTgt spid="{target.shape}"><p:txEl><p:pRg st="{target.paragraph}" end="{target.paragraph}"/></p:txEl>'
            "</p:spTgt>"
        )
    group = ' grpId="0"' if target.text else ""
    return (
        f'<p:par><p:cTn id="{number}" presetID="1" presetClass="entr" presetSubtype="0" fill="hold"{group} '
        f'nodeType="withEffect"><p:stCondLst><p:cond delay="{entrance.at_ms}"/></p:stCondLst><p:childTnLst><p:set><p:cBhvr>'
        f'<p:cTn id="{number + 1}" dur="1" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn><p:tgtEl>{aim}'
        "</p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr><p:to>"
        '<p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par>'
    )


def _move(shape: int, path: str, at_ms: int, number: int) -> str:
    """A motion path (preset 0 of the class, drawn by hand) that takes a millisecond, alongside the sound. Paths are in
    widths of the slide, from the place where the shape stands."""
    return (
        f'<p:par><p:cTn id="{number}" presetID="0" presetClass="path" presetSubtype="0" fill="hold" nodeType="withEffect">'
        f'<p:stCondLst><p:cond delay="{at_ms}"/></p:stCondLst><p:childTnLst>'
        f'<p:animMotion origin="layout" path="{path} E" pathEditMode="relative" rAng="0" ptsTypes="AA"><p:cBhvr>'
        f'<p:cTn id="{number + 1}" dur="1" fill="hold"/><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>'
        "<p:attrNameLst><p:attrName>ppt_x</p:attrName><p:attrName>ppt_y</p:attrName></p:attrNameLst></p:cBhvr>"
        "</p:animMotion></p:childTnLst></p:cTn></p:par>"
    )


def _built(entrances: Sequence[Entrance]) -> list[AnimationTarget]:
    """The first target of each shape with words: each such shape has one entry in the build list."""
    seen: dict[int, AnimationTarget] = {}
    for entrance in entrances:
        if entrance.target.text:
            seen.setdefault(entrance.target.shape, entrance.target)
    return list(seen.values())


def _build(target: AnimationTarget) -> str:
    how = ' build="p"' if target.paragraph is not None else ""
    ground = ' animBg="1"' if target.filled else ""
    return f'<p:bldP spid="{target.shape}" grpId="0"{how}{ground}/>'
