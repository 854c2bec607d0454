"""The pictures of the study, the user's or drawn, at any size; their splits and their data card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard, Split
from plainspoken.experiments.studies.pets.pet_files import CLASSES, files_identity, list_pets, split_by_seed
from plainspoken.experiments.training.augmentation import Augmentation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.studies.pets.drawn_pets import Look

    Pixels = NDArray[np.uint8]

Shape = Literal["whole", "middle"]
"""What becomes of a picture that is not square: squeezed as a whole, or cut to its middle."""

SIZES = (32, 64, 96, 128, 160, 224)
"""Sizes to begin with: the largest that no picture has to be enlarged for."""


class PetAugmentation(Augmentation):
    """Random changes of the training pictures, each off unless a run asks for it: so that runs are pairs."""

    crop: float = Field(default=1.0, gt=0, le=1)
    flip: float = Field(default=0.0, ge=0, le=1)
    rotation: float = Field(default=0.0, ge=0, le=180)
    brightness: float = Field(default=0.0, ge=0, lt=1)
    contrast: float = Field(default=0.0, ge=0, lt=1)


class DataSettings(Part):
    """Table `[data]` of the recipe."""

    set: str = Field(default="pets", description="which of the user's data sets to read; drawn when none is given")
    size: int = Field(default=32, ge=16, le=512, description="pixels on a side for a network that is trained here")
    shape: Shape = Field(
        default="whole", description="a picture that is not square: squeezed as a whole, or cut to its middle"
    )
    train: int = Field(default=600, ge=8, description="pictures to draw")
    valid: int = Field(default=200, ge=8)
    test: int = Field(default=400, ge=8)
    drawing_seed: int = 1
    valid_share: float = Field(default=0.2, gt=0, lt=1, description="of the training pictures, where no split is given")
    test_share: float = Field(default=0.25, gt=0, lt=1, description="of all pictures, where no split is given")
    split_seed: int = 418
    show: bool = Field(default=True, description="whether figures may show pictures of the user's")
    augmentation: PetAugmentation = Field(default_factory=PetAugmentation)


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the animals: parameters when drawn; names, sizes and times of the files when real."""
    settings = DataSettings.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        split = (settings.valid_share, settings.test_share, settings.split_seed)
        return fingerprint(files_identity(list_pets(Path(source))), repr(split))
    return fingerprint("drawn", settings.model_dump_json(include={"train", "valid", "test", "drawing_seed"}))


class Reader(Protocol):
    """Gives all pictures of a set."""

    def __call__(self, size: int, shape: Shape | None = None) -> Pixels:
        """The pictures [n, size, size, 3] at a size; in the shape of the settings where none is given."""


@dataclass(frozen=True)
class PetSet:
    """All pictures in one order, and which of them each split has.

    Attributes:
        names: of the files, or the numbers of the drawings.
        targets: class indices [n].
        splits: indices by split.
        identity: of the pictures themselves, whatever their splits.
        sides: the shortest and the longest side of any picture.
        same: how many pictures are, byte for byte, those of another file.
        looks: of drawn animals, all that decides them.
        read: the pictures at a size.
    """

    name: str
    kind: Literal["drawn", "real"]
    origin: str
    licence: str
    names: list[str]
    targets: NDArray[np.int64]
    splits: dict[str, NDArray[np.int64]]
    identity: str
    sides: tuple[int, int]
    same: int
    looks: list[Look]
    read: Reader

    def card(self, size: int) -> DataCard:
        """Counts by split and class, the range of sizes, and what size to begin with."""
        splits = {}
        for split, chosen in self.splits.items():
            counts = Counter(self.targets[chosen].tolist())
            n = len(chosen)
            splits[split] = Split(
                n=n,
                counts={label: counts[i] for i, label in enumerate(CLASSES)},
                shares={label: counts[i] / n for i, label in enumerate(CLASSES)},
            )
        return DataCard(
            name=self.name,
            kind=self.kind,
            origin=self.origin,
            licence=self.licence,
            classes=list(CLASSES),
            majority=max(CLASSES, key=splits["train"].counts.__getitem__),
            total=len(self.targets),
            splits=splits,
            sample_shape=[3, size, size],
            duplicates=self.same,
            size_range=list(self.sides),
            extra={"smallest_side": self.sides[0], "first_size": first_size(self.sides[0])},
            fingerprint=self.identity,
        )


def first_size(smallest_side: int) -> int:
    """The largest of `SIZES` that no picture has to be enlarged for; the smallest of them at least."""
    return max([size for size in SIZES if size <= smallest_side], default=SIZES[0])


def load_pets(plan: RunPlan | StudyPlan, tell: Callable[[str], None] = lambda note: None) -> PetSet:
    """The animals: the user's when there are any, else drawn.

    Raises:
        InputError: the folder cannot be used, or one of its pictures is broken; the file is named.
    """
    settings = DataSettings.model_validate(plan.data)
    source = plan.sources.get(settings.set)
    return _photographs(Path(source), settings, tell) if source else _drawn(settings)


def _photographs(root: Path, settings: DataSettings, tell: Callable[[str], None]) -> PetSet:
    import numpy as np

    from plainspoken.experiments.data.picture_folders import open_picture, read_about

    files, about = list_pets(root), read_about(root)
    opened = []
    for number, each in enumerate(files):
        opened.append(open_picture(each.path)[0].convert("RGB"))
        if number % 500 == 499:
            tell(f"{number + 1} of {len(files)} pictures read")

    def read(size: int, shape: Shape | None = None) -> Pixels:
        return np.stack([_square(picture, size, shape or settings.shape) for picture in opened])

    sides = [side for picture in opened for side in picture.size]
    contents = [each.path.read_bytes() for each in files]
    return PetSet(
        name=about.name or "cats and dogs",
        kind="real",
        origin=about.origin or "a folder of the user's",
        licence=about.licence or "as its owner says",
        names=[each.name for each in files],
        targets=np.array([CLASSES.index(each.label) for each in files], dtype=np.int64),
        splits=split_by_seed(
            [each.label for each in files],
            [each.split for each in files],
            valid=settings.valid_share,
            test=settings.test_share,
            seed=settings.split_seed,
        ),
        identity=fingerprint(files_identity(files), settings.shape),
        sides=(min(sides), max(sides)),
        same=len(contents) - len(set(contents)),
        looks=[],
        read=read,
    )


def _drawn(settings: DataSettings) -> PetSet:
    import numpy as np
    from PIL import Image as Pictures

    from plainspoken.experiments.studies.pets.drawn_pets import SIDE, draw_pets

    sizes = {"train": settings.train, "valid": settings.valid, "test": settings.test}
    drawn, looks, splits, begin = [], [], {}, 0
    for number, (split, count) in enumerate(sizes.items()):
        pictures, animals = draw_pets(count, seed=settings.drawing_seed * 10 + number)
        drawn.append(pictures)
        looks += animals
        splits[split] = np.arange(begin, begin + count)
        begin += count
    whole = np.concatenate(drawn)

    def read(size: int, shape: Shape | None = None) -> Pixels:
        if size == SIDE:
            return whole
        return np.stack([_square(Pictures.fromarray(picture), size, "whole") for picture in whole])

    return PetSet(
        name="drawn cats and dogs",
        kind="drawn",
        origin="drawn by Plainspoken's own generator from parameters of ears, muzzle, eyes, fur, pose and light",
        licence="MIT, as the program",
        names=[f"drawing {i}" for i in range(len(looks))],
        targets=np.array([CLASSES.index(look.species) for look in looks], dtype=np.int64),
        splits=splits,
        identity=fingerprint("drawn", repr((sizes, settings.drawing_seed))),
        sides=(SIDE, SIDE),
        same=0,
        looks=looks,
        read=read,
    )


def _square(picture: Any, size: int, shape: Shape) -> Pixels:
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    if shape == "middle":
        picture = ImageOps.fit(picture, (size, size), Pictures.Resampling.BILINEAR)
    elif picture.size != (size, size):
        picture = picture.resize((size, size), Pictures.Resampling.BILINEAR)
    return np.asarray(picture)
