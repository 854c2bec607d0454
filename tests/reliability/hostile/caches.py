"""Every kind of file that a build keeps between two calls, damaged in each way: the next call makes the same bytes, or
says in one message what is in its way; what lies outside is not written.

    python tests/reliability/hostile/caches.py
    python tests/reliability/hostile/caches.py .seal "a link"

The kinds are not a list: they are the files that a build with voice, video and pictures of pages, an import, a training
and a refreshed deck have left, with the names of pages, runs and fingerprints taken out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from attempt import _call, load, remove

TOML = """\
[talk]
title = "Small"
minutes = 1
[voice]
engine = "espeak"
[imports]
"mine/net" = ["m.json", "h.csv"]
[experiments]
studies = ["tiny"]
jobs = 1
"""
RECIPE = """\
study = "tiny"
title = "Tiny faces"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[data]
size = 16
train = 56
valid = 21
test = 21
[train]
epochs = 1
batch = 7
latency = false
[runs.third]
title = "Third"
model = "emotionnet-v3"
[profiles.quick]
"""
PAGES = """\
## The first page shows one thing

- a bullet that stands there

This is what we say about the bullet.

## The second page shows a formula

$$a^2 + b^2$$

The net reaches {{ mine.net.final.test.accuracy | percent }} of them.

## The third page shows a drawing

![a drawing](a.svg)

We show it.

## The fourth page shows a curve

![](figure:mine/net/curves)

That was all. Thank you.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><rect width="30" height="40" fill="#f00"/></svg>'
OUTSIDE = "what lies outside"
BUILD = ("talk", "small", "--video", "--results", "train")


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 0x20
    path.write_bytes(data)


def _replaced(path: Path, make: Callable[[Path], object]) -> None:
    remove(path)
    make(path)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a link to a file outside": lambda path: _replaced(path, lambda place: place.symlink_to(_outside(path))),
    "a folder": lambda path: _replaced(path, lambda place: place.mkdir()),
    "cut to half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "cut to nothing": lambda path: path.write_bytes(b""),
    "a byte changed": _flipped,
    "a link to nothing": lambda path: _replaced(path, lambda place: place.symlink_to("gone")),
    "gone": lambda path: path.unlink(),
}


def _outside(path: Path) -> Path:
    home = next(parent for parent in path.parents if (parent / "talks").is_dir())
    return home.parent / "outside.txt"


def make(home: Path) -> None:
    """A talk with something of everything."""
    folder = home / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "recipes").mkdir()
    (folder / "talk.toml").write_text(TOML)
    (folder / "recipes/tiny.toml").write_text(RECIPE)
    (folder / "pages/01.md.j2").write_text(PAGES)
    (folder / "a.svg").write_text(SVG)
    (folder / "m.json").write_text(json.dumps({"test": {"accuracy": 0.912, "n": 500}}))
    (folder / "h.csv").write_text("epoch,train_loss,valid_loss\n1,1.3,1.0\n2,0.7,0.7\n")


def kinds(build: Path) -> dict[str, Path]:
    """A file of each kind."""
    found: dict[str, Path] = {}
    for path in sorted(build.rglob("*")):
        if path.is_file():
            name = path.relative_to(build).as_posix()
            name = re.sub(r"[0-9a-f]{12,}", "KEY", name)
            name = re.sub(r"(first|second|third|fourth)-page[\w-]*|page-\w+|\d{2}-[\w-]+", "PAGE", name)
            found.setdefault(re.sub(r"\d+", "N", name), path)
    return found


def contents(build: Path) -> dict[str, bytes]:
    """What was made to be looked at."""
    kept = (".pptx", ".html", ".mp4", ".mp3", ".m4a", ".wav", ".srt", ".vtt", ".md", ".png")
    return {
        path.relative_to(build).as_posix(): path.read_bytes()
        for path in build.rglob("*")
        if path.suffix in kept and path.is_file() and "runs" not in path.parts
    }


def main(words: list[str]) -> int:
    """Damage each kind in each way; the number that were not healed or told."""
    load()
    bad = tried = healed = told = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home, kept = Path(place).resolve() / "home", Path(place).resolve() / "kept"
        make(home)
        code, said, _, _ = _call(home, BUILD)
        assert code in (0, 1), said.decode("utf-8", "replace")[-2000:]
        wanted = contents(home / "build/small")
        shutil.copytree(home / "build", kept, symlinks=True)
        listed = kinds(home / "build")
        print(f"{len(listed)} kinds of files", flush=True)
        for damage, do in DAMAGES.items():
            for kind, path in listed.items():
                name = f"{kind}, {damage}"
                if words and not any(word in name for word in words):
                    continue
                _restore(kept, home / "build")
                (home.parent / "outside.txt").write_text(OUTSIDE)
                do(path)
                tried += 1
                ended = _call(home, BUILD)
                faults = [fault] if (fault := _fault(BUILD, ended)) else []
                if (home.parent / "outside.txt").read_text() != OUTSIDE:
                    faults.append("the file outside was written")
                if ended[0] == 2:
                    told += 1
                    remove(path)
                    if _call(home, BUILD)[0] == 2:
                        faults.append("it stays, when what was in the way is gone")
                if other := [each for each, data in wanted.items() if contents_of(home, each) != data]:
                    faults.append(f"other bytes: {other[:4]}")
                healed += not faults and ended[0] != 2
                bad += bool(faults)
                if faults:
                    print(f"!! {name}", *faults, sep="\n     ", flush=True)
            print(f"{damage}: {tried} tried, {healed} healed, {told} told, {bad} bad so far", flush=True)
    print(f"caches: {tried} damages of {len(listed)} kinds, {healed} healed, {told} told in one message, {bad} bad")
    return bad


def contents_of(home: Path, name: str) -> bytes:
    """A file of the build, empty where there is none."""
    path = home / "build/small" / name
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""


def _restore(kept: Path, build: Path) -> None:
    """The whole build again, with its times."""
    shutil.rmtree(build)
    shutil.copytree(kept, build, symlinks=True, copy_function=shutil.copy2)


def _fault(verb: tuple[str, ...], end: tuple[int, bytes, float, float]) -> str:
    code, said, seconds, _ = end
    text = said.decode("utf-8", "backslashreplace")
    if code not in (0, 1, 2) or "Traceback (most recent" in text:
        return f"{verb[0]} ended with {code}: {text[-300:]!r}"
    if code == 2 and "plainspoken: " not in text:
        return f"{verb[0]} said nothing: {text[-300:]!r}"
    return f"{verb[0]} took {seconds:.0f} processor seconds" if seconds > 60 else ""


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    raise SystemExit(1 if main(sys.argv[1:]) else 0)
