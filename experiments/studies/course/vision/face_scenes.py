"""Scenes with faces in known places, and windows to learn from: the data of the detection lab. Imports no torch.

Faces are drawn portraits on drawn landscapes and on the two photographs that come with scikit-learn: windows are
learned on the left half of the photographs, scenes use the right half. A folder of the user's, as the emotion study
reads it (`faces`), takes the place of the portraits; one as the scenes study reads it (`scenes`), that of the
landscapes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan

    Picture = NDArray[np.float32]
    Stamp = tuple[Picture, Picture]
    """A face and how far each of its pixels covers what is behind it, both [size, size] between 0 and 1."""

SIDE = 24
"""Pixels of a window."""

FACE = 64
"""Pixels of a face before it is made as small as its place in a scene."""

POOL = {"train": 400, "test": 100}
"""Drawn faces by split; each is seen in several places and sizes."""

JITTER = 0.12
"""How far a training window may be off its face, as a share of its side: windows of a grid are off, too."""


class FaceSceneData(Part):
    """Table `[data]` of the recipe."""

    train: int = Field(default=2000, ge=20, description="windows of faces to learn from; twice as many show none")
    scenes: int = Field(default=24, ge=2, description="pictures to look through")
    mined: int = Field(default=40, ge=1, description="pictures to look through for windows to learn once more")
    faces: int = Field(default=3, ge=1, le=4, description="faces in each")
    width: int = Field(default=240, ge=96, description="pixels")
    height: int = Field(default=160, ge=96)
    smallest: int = Field(default=16, ge=12, description="side of the smallest face in a scene, in pixels")
    largest: int = Field(default=72, ge=24)
    drawing_seed: int = 3


@dataclass(frozen=True)
class FaceScenes:
    """Pictures [height, width] between 0 and 1, and the true boxes [n, 4] of each: left, top, right and bottom."""

    pictures: list[Picture]
    boxes: list[NDArray[np.float64]]


@dataclass(frozen=True)
class Material:
    """What scenes and windows are made of: a face by split, a background by split, and whether all is drawn here."""

    face: Callable[[str, np.random.Generator], Stamp]
    ground: Callable[[str, np.random.Generator], Picture]
    real: bool


def material_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the scenes: settings, and the user's files where there are any."""
    from plainspoken.experiments.data.picture_folders import folder_fingerprint
    from plainspoken.experiments.studies.scenes.scene_pictures import source_fingerprint

    readers: dict[str, Callable[[Path], str]] = {"faces": folder_fingerprint, "scenes": source_fingerprint}
    told = [read(Path(plan.sources[name])) for name, read in readers.items() if name in plan.sources]
    return fingerprint("face-scenes", repr(sorted(plan.data.items())), *told)


def open_material(sources: Mapping[str, str], settings: FaceSceneData) -> Material:
    """Drawn faces and grounds, or the user's where `sources` names `faces` or `scenes`.

    Raises:
        InputError: the user's folders cannot be used.
    """
    face = _users_face(Path(sources["faces"])) if "faces" in sources else _drawn_faces(settings)
    ground = _users_ground(Path(sources["scenes"]), settings) if "scenes" in sources else _own_ground(settings)
    return Material(face, ground, real="faces" in sources)


def make_scenes(material: Material, settings: FaceSceneData) -> FaceScenes:
    """The test scenes: faces that do not overlap, in sizes spread evenly by their logarithm."""
    return _scenes(material, settings, "test", settings.scenes, settings.drawing_seed)


def training_scenes(material: Material, settings: FaceSceneData) -> FaceScenes:
    """`settings.mined` scenes like those of the test, from the faces and grounds that windows are learned from."""
    return _scenes(material, settings, "train", settings.mined, [settings.drawing_seed, 4])


def _scenes(
    material: Material, settings: FaceSceneData, split: str, count: int, seed: int | Sequence[int]
) -> FaceScenes:
    import numpy as np

    random = np.random.default_rng(seed)
    pictures, boxes = [], []
    for _ in range(count):
        picture = material.ground(split, random).copy()
        placed: list[tuple[int, int, int]] = []
        while len(placed) < settings.faces:
            side = round(float(np.exp(random.uniform(np.log(settings.smallest), np.log(settings.largest)))))
            x, y = int(random.integers(settings.width - side + 1)), int(random.integers(settings.height - side + 1))
            if any(x < left + size and left < x + side and y < top + size and top < y + side
                   for left, top, size in placed):  # fmt: skip
                continue
            put(picture, material.face(split, random), x, y, side)
            placed.append((x, y, side))
        pictures.append(_grain(picture, random))
        boxes.append(np.array([[x, y, x + side, y + side] for x, y, side in placed], dtype=np.float64))
    return FaceScenes(pictures, boxes)


def make_windows(
    material: Material, settings: FaceSceneData, count: int, seed: int, *, parts: bool = True
) -> tuple[Picture, Any]:
    """`count` windows of faces and twice as many of none, in random order: [n, 24, 24], and 1 or 0 for each.

    With `parts`, half of those without a face show one of which the window has too little, or too much around it.
    """
    import numpy as np

    random = np.random.default_rng([settings.drawing_seed, seed])
    windows = []
    for number in range(3 * count):
        ground = material.ground("train", random).copy()
        side = round(float(np.exp(random.uniform(np.log(SIDE), np.log(settings.largest)))))
        x = int(random.integers(side // 2, settings.width - 3 * side // 2 + 1))
        y = int(random.integers(side // 2, settings.height - 3 * side // 2 + 1))
        across, down, wide = 0.0, 0.0, 1.0  # where the window begins, and how wide it is, in sides of the face
        if number % 3 == 0:
            across, down = random.uniform(-JITTER, JITTER, 2)
        elif parts and number % 3 == 1 and random.random() < 0.5:
            angle = random.uniform(0, 2 * np.pi)
            across, down = 0.5 * np.cos(angle), 0.5 * np.sin(angle)
        elif parts and number % 3 == 1:
            wide = float(random.choice([0.5, 0.6, 1.7, 1.9]))
            across = down = (1 - wide) / 2
        if number % 3 == 0 or (parts and number % 3 == 1):
            put(ground, material.face("train", random), x, y, side)
        left, top, size = (round(each) for each in (x + across * side, y + down * side, wide * side))
        crop = ground[max(0, top) : top + size, max(0, left) : left + size]
        windows.append(resized(_grain(crop, random), SIDE, SIDE))
    order, shown = random.permutation(3 * count), (np.arange(3 * count) % 3 == 0).astype(np.int64)
    return np.stack(windows)[order], shown[order]


def put(picture: Picture, stamp: Stamp, x: int, y: int, side: int) -> None:
    """Lay a face over a picture, in place: its left upper corner at x, y, `side` pixels wide."""
    face, cover = (resized(each, side, side) for each in stamp)
    place = picture[y : y + side, x : x + side]
    place[:] = cover * face + (1 - cover) * place


def resized(picture: Picture, height: int, width: int) -> Picture:
    """The picture [h, w] in another size; smaller ones average what they leave out."""
    import numpy as np
    from PIL import Image

    if picture.shape == (height, width):
        return picture
    found = Image.fromarray(picture.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(found, dtype=np.float32)


def _grain(picture: Picture, random: np.random.Generator) -> Picture:
    import numpy as np

    noisy = picture + random.normal(0, 0.015, picture.shape)
    return np.clip(noisy, 0, 1).astype(np.float32)


def _drawn_faces(settings: FaceSceneData) -> Callable[[str, np.random.Generator], Stamp]:
    import numpy as np

    from plainspoken.experiments.studies.course.vision.drawn_portraits import draw_person, draw_portrait

    pools: dict[str, list[Picture]] = {}

    def pool(split: str) -> list[Picture]:
        if split not in pools:
            random = np.random.default_rng([settings.drawing_seed, len(split)])
            drawn = [draw_portrait(draw_person(random), size=FACE, random=random) for _ in range(POOL[split])]
            pools[split] = [np.divide(each.pixels, 255, dtype=np.float32) for each in drawn]
        return pools[split]

    def face(split: str, random: np.random.Generator) -> Stamp:
        pixels = pool(split)[int(random.integers(POOL[split]))]
        light = 1 + random.uniform(-0.3, 0.3) * np.linspace(-1, 1, FACE, dtype=np.float32)[None, :]
        return np.clip(pixels[..., :3].mean(2) * light, 0, 1).astype(np.float32), pixels[..., 3]

    return face


def _users_face(folder: Path) -> Callable[[str, np.random.Generator], Stamp]:
    import numpy as np

    from plainspoken.experiments.data.picture_folders import read_folder

    faces = read_folder(folder, size=48, name="faces", colour="any")
    whole = np.ones((48, 48), dtype=np.float32)

    def face(split: str, random: np.random.Generator) -> Stamp:
        pictures = faces.splits[split].pictures
        return pictures[int(random.integers(len(pictures)))].mean(2).astype(np.float32) / 255, whole

    return face


def _own_ground(settings: FaceSceneData) -> Callable[[str, np.random.Generator], Picture]:
    """Drawn landscapes, and pieces of two photographs: the left half to learn from, the right half to look through."""
    import numpy as np
    from sklearn.datasets import load_sample_images

    from plainspoken.experiments.studies.scenes.drawn_scenes import THINGS, draw_picture

    photos: list[Picture] = [photo.mean(2, dtype=np.float32) / np.float32(255) for photo in load_sample_images().images]

    def ground(split: str, random: np.random.Generator) -> Picture:
        if random.random() < 0.5:
            some = random.choice(list(THINGS), size=int(random.integers(2, 6)), replace=False).tolist()
            drawn = np.asarray(draw_picture(some, random).convert("L"), dtype=np.float32)
            return resized(drawn / np.float32(255), settings.height, settings.width)
        photo = photos[int(random.integers(len(photos)))]
        half = photo[:, : photo.shape[1] // 2] if split == "train" else photo[:, photo.shape[1] // 2 :]
        return _piece(half, settings, random)

    return ground


def _users_ground(folder: Path, settings: FaceSceneData) -> Callable[[str, np.random.Generator], Picture]:
    """Pieces of the user's pictures: the first half of them to learn from, the second to look through."""
    import numpy as np

    from plainspoken.experiments.studies.scenes.scene_pictures import SceneFiles

    files = SceneFiles(folder)
    names = files.rows.names
    halves = {"train": names[: len(names) // 2], "test": names[len(names) // 2 :]}

    def ground(split: str, random: np.random.Generator) -> Picture:
        some = halves[split]
        picture = files.open(some[int(random.integers(len(some)))]).convert("L")
        return _piece(np.asarray(picture, dtype=np.float32) / np.float32(255), settings, random)

    return ground


def _piece(picture: Picture, settings: FaceSceneData, random: np.random.Generator) -> Picture:
    """A piece of a picture in the shape of a scene, between all of it and half of it."""
    high, wide = picture.shape
    largest = min(wide / settings.width, high / settings.height)
    share = float(random.uniform(0.5, 1.0)) * largest
    height, width = max(8, int(settings.height * share)), max(8, int(settings.width * share))
    y, x = int(random.integers(high - height + 1)), int(random.integers(wide - width + 1))
    return resized(picture[y : y + height, x : x + width], settings.height, settings.width)
