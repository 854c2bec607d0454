"""Compressed sound in its frames: cut apart, counted, laid end to end. Nothing is encoded here.

Clips are encoded one by one and joined frame by frame, so a page changed is a page encoded. Both formats allow it
where sound begins and ends with silence, as clips do.
"""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.base.errors import InputError

AAC_FRAME = 1024
# Rates that AAC and MP3 both have.
RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
# Samples by which MP3 sounds late when it is decoded: 576 of the encoder LAME, 529 of every decoder.
MP3_LATE = 1105
_MP3_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}
_BROKEN = "try again; if it stays, reinstall the wheel `imageio-ffmpeg`"


def mp3_frame(rate: int) -> int:
    """Samples in a frame of MP3 (ISO 11172-3: 1152; at the low rates of ISO 13818-3: 576)."""
    return 1152 if rate >= 32000 else 576


def adts_frames(data: bytes) -> list[bytes]:
    """The frames of an ADTS stream (ISO 13818-7: the 13-bit length stands from bit 30 of the header).

    Raises:
        InputError: it is none.
    """
    frames, at = [], 0
    while at + 7 <= len(data):
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if data[at] != 0xFF or data[at + 1] < 0xF0 or length < 7:
            raise InputError("ffmpeg wrote an AAC stream that cannot be read", remedy=_BROKEN)
        frames.append(data[at : at + length])
        at += length
    return frames


def mp3_frames(data: bytes) -> list[bytes]:
    """The frames of a bare MP3 stream of layer III, each as long as its header says.

    Raises:
        InputError: it is none.
    """
    frames, at = [], 0
    while at + 4 <= len(data):
        version, kbits, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
        if data[at] != 0xFF or data[at + 1] < 0xE0 or version not in _MP3_RATES or not 0 < kbits < 15 or rate == 3:
            raise InputError("ffmpeg wrote an MP3 stream that cannot be read", remedy=_BROKEN)
        new = version == 0b11
        size = (144_000 if new else 72_000) * _MP3_KBITS[new][kbits] // _MP3_RATES[version][rate]
        size += data[at + 2] >> 1 & 1
        frames.append(data[at : at + size])
        at += size
    return frames


def joined_mp3(clips: Sequence[tuple[bytes, int]], rate: int) -> bytes:
    """Clips of MP3 (frames, and the samples that the clip is long) laid end to end.

    A clip begins at the frame that is nearest to its place, so at most half a frame (13 ms at 22,050 Hz) beside it,
    and the whole stays in time; the silence that ends each clip makes up for it.
    """
    size = mp3_frame(rate)
    parts, at = [], 0
    for data, samples in clips:
        first, last = (2 * at + size) // (2 * size), (2 * (at + samples) + size) // (2 * size)
        parts += mp3_frames(data)[: last - first]
        at += samples
    return b"".join(parts)
