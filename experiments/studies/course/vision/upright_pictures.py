"""Pictures that have an up and a down: drawn here, or any below a folder of the user's. Imports no torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.data.picture_folders import SUFFIXES, open_picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan

    Pixels = NDArray[np.uint8]

KINDS = ("landscape", "portrait", "animal")
"""What is drawn, as much of each."""

SHARE = (0.35, 0.7)
"""How much of a drawing's side is shown: as in a photograph, not all that would tell up from down is in it."""


class UprightData(Part):
    """Table `[data]` of the recipe."""

    size: int = Field(default=96, ge=32, description="pixels on a side")
    train: int = Field(default=240, ge=8, description="pictures to learn from; each is turned four ways")
    valid: int = Field(default=60, ge=4)
    test: int = Field(default=320, ge=4)
    drawing_seed: int = 11


def pictures_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the pictures: settings when drawn; names, sizes and times of the files when the user's."""
    told = []
    if "pictures" in plan.sources:
        root = Path(plan.sources["pictures"])
        for path in _files(root):
            state = path.stat()
            told.append(f"{path.relative_to(root).as_posix()} {state.st_size} {state.st_mtime_ns}")
    return fingerprint("upright", repr(sorted(plan.data.items())), *told)


def load_upright(settings: UprightData, source: str | None, tell: Callable[[str], None]) -> dict[str, Pixels]:
    """Pictures [n, size, size, 3] by split, all upright.

    Raises:
        InputError: the user's folder has too few pictures, or one of them is broken.
    """
    import numpy as np

    wanted = {"train": settings.train, "valid": settings.valid, "test": settings.test}
    random = np.random.default_rng(settings.drawing_seed)
    if source is None:
        return {name: np.stack([_drawn(settings.size, random) for _ in range(n)]) for name, n in wanted.items()}
    files = _files(Path(source))
    if len(files) < sum(wanted.values()):
        raise InputError(
            f"{len(files)} pictures are too few for {sum(wanted.values())}", file=source,
            remedy="add pictures, or ask for fewer with `--set data.train=…`, `data.valid` and `data.test`",
        )  # fmt: skip
    order = random.permutation(len(files))
    found, at = {}, 0
    for name, n in wanted.items():
        found[name] = np.stack([_read(files[i], settings.size) for i in order[at : at + n]])
        at += n
        tell(f"{name}: {n} pictures read")
    return found


def turned(pictures: Pixels, quarters: int) -> Pixels:
    """Pictures [n, size, size, 3] turned clockwise by quarter turns; no pixel changes its value."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(pictures, -quarters, axes=(1, 2)))


def _files(root: Path) -> list[Path]:
    if not root.is_dir():
        raise InputError("no such folder of pictures", file=root, remedy="name a folder with pictures below it")
    return sorted(path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _read(path: Path, size: int) -> Pixels:
    """The middle square of a picture, upright as its camera says."""
    import numpy as np
    from PIL import ImageOps

    picture, _ = open_picture(path)
    square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (size, size))
    return np.asarray(square)


def _drawn(size: int, random: np.random.Generator) -> Pixels:
    """A square piece of a drawing of one of `KINDS`, half of them mirrored, with some light from one side."""
    import numpy as np
    from PIL import Image

    from plainspoken.experiments.studies.scenes.drawn_scenes import THINGS, draw_picture

    some = random.choice(list(THINGS), size=int(random.integers(2, 7)), replace=False).tolist()
    picture = draw_picture(some, random).resize((256, 256), Image.Resampling.BILINEAR)
    kind = KINDS[int(random.integers(len(KINDS)))]
    if kind == "portrait":
        from plainspoken.experiments.studies.course.vision.drawn_portraits import draw_person, draw_portrait

        head = Image.fromarray(draw_portrait(draw_person(random), size=220, random=random).pixels)
        picture.paste(head, (18, 18), head)
    elif kind == "animal":
        from plainspoken.experiments.studies.pets.drawn_pets import draw_look, draw_pet

        look = draw_look("cat" if random.random() < 0.5 else "dog", random)
        picture = Image.fromarray(draw_pet(look)).resize((256, 256), Image.Resampling.BILINEAR)
    side = int(256 * random.uniform(*SHARE))
    x, y = (int(each) for each in random.integers(0, 256 - side + 1, 2))
    piece = picture.crop((x, y, x + side, y + side)).resize((size, size), Image.Resampling.BILINEAR)
    pixels = np.asarray(piece, dtype=np.float64)
    pixels = pixels[:, ::-1] if random.random() < 0.5 else pixels
    angle, ramp = random.uniform(0, 2 * np.pi), np.linspace(-1, 1, size)
    light = 1 + 0.25 * (np.cos(angle) * ramp[None, :] + np.sin(angle) * ramp[:, None])
    found: Pixels = np.clip(pixels * light[..., None], 0, 255).astype(np.uint8)
    return found
