"""SVG and PDF are drawn in a process of its own, with bounds on its time and memory.

What draws them is native code that follows a file wherever it leads: noise of a thousand million octaves, patterns of
patterns. Whatever happens there, a build goes on, or ends with one message that names the picture.
"""

from __future__ import annotations

import json
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from plainspoken.base.errors import InputError

SECONDS = 5
"""Processor seconds for one picture; the slowest of the talks' takes half a one."""
_WAIT_S = 200
_MEMORY = 4 << 30

# Read: a line of JSON, then the file. Written: a line of JSON with what went wrong, or the lengths of what follows.
_CHILD = f"""
import json, resource, sys
for what, most in ((resource.RLIMIT_CPU, {SECONDS}), (resource.RLIMIT_AS, {_MEMORY})):
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
given = json.loads(sys.stdin.buffer.readline())
data = sys.stdin.buffer.read()
try:
    if given["kind"] == "svg":
        import resvg_py
        found = bytes(resvg_py.svg_to_bytes(svg_string=data.decode("utf-8", "replace"), **given["options"]))
    else:
        import struct, pypdfium2
        document = pypdfium2.PdfDocument(data)
        page, pages = given["options"]["page"], len(document)
        found = struct.pack("<III", pages, 0, 0)
        if page < pages:
            sheet = document[page]
            if next(iter(sheet.get_objects()), None) is None:
                raise ValueError("there is nothing on that page")
            scale = given["options"]["side"] / max(sheet.get_width(), sheet.get_height())
            image = sheet.render(scale=scale, fill_color=(255, 255, 255, 0)).to_pil().convert("RGBA")
            found = struct.pack("<III", pages, *image.size) + image.tobytes()
    told = {{}}
except BaseException as error:
    told, found = {{"error": (str(error) or type(error).__name__)[:300]}}, b""
sys.stdout.buffer.write(json.dumps(told).encode() + b"\\n" + found)
"""


class CannotBeDrawnError(Exception):
    """What draws said that it cannot draw this, in its own words."""


def svg_pixels(svg: bytes, options: Mapping[str, Any]) -> bytes:
    """An SVG as PNG; `options` are those of `resvg_py.svg_to_bytes`.

    Raises:
        CannotBeDrawnError: resvg refuses it.
        InputError: it takes too long or too much memory.
    """
    return _drawn("svg", svg, options)


def pdf_pixels(data: bytes, page: int, side: int) -> tuple[int, int, int, bytes]:
    """A page of a PDF, `side` pixels along its longer side: how many pages there are, width, height, and its pixels as
    RGBA, none for a page that there is not.

    Raises:
        CannotBeDrawnError: pdfium refuses it.
        InputError: it takes too long or too much memory.
    """
    found = _drawn("pdf", data, {"page": page, "side": side})
    pages, width, height = struct.unpack_from("<III", found)
    return pages, width, height, found[12:]


def _drawn(kind: str, data: bytes, options: Mapping[str, Any]) -> bytes:
    order = json.dumps({"kind": kind, "options": options}).encode() + b"\n" + data
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD], input=order, capture_output=True, timeout=_WAIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    head, cut, found = done.stdout.partition(b"\n")
    if not cut:
        if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV):
            raise _too_much()
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotBeDrawnError(said[-1][:300] if said else f"exit code {done.returncode}")
    if error := json.loads(head).get("error"):
        raise CannotBeDrawnError(error)
    return found


def _too_much() -> InputError:
    return InputError(
        f"takes more than {SECONDS} seconds or {_MEMORY >> 30} GB to draw", remedy="simplify it, or save it as PNG"
    )
