"""A folder of the shape of ImageNet's challenge: a tiny one written, and any read. No torch.

    ROOT/ILSVRC/Data/CLS-LOC/train/WNID/WNID_NUMBER.JPEG     a folder a synset
    ROOT/ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG    no folders: the kit says what they show
    ROOT/ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG  what these show is not given out
    ROOT/ILSVRC2012_devkit_t12/data/meta.mat                 number, WNID and words of each synset
    ROOT/ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt   a number a line, by file name

The kit numbers synsets in an order of its own; loaders of folders number them by WNID. Who takes one number for the
other has wrong labels and no error. Shapes after the kit's readme.txt and `torchvision.datasets.ImageNet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError

PICTURES = Path("ILSVRC/Data/CLS-LOC")
KIT = Path("ILSVRC2012_devkit_t12/data")
TRUTH = KIT / "ILSVRC2012_validation_ground_truth.txt"

SYNSETS = {
    "n01443537": "goldfish, Carassius auratus", "n01440764": "tench, Tinca tinca", "n02123045": "tabby, tabby cat",
    "n02085620": "Chihuahua", "n02504458": "African elephant, Loxodonta africana",
}  # fmt: skip
"""Synsets of the tiny tree in the order of its kit, which is not that of their WNIDs."""

ABOVE = ("n00001740", "entity")
"""A synset above the others: the kit lists it, and no picture has it."""


@dataclass(frozen=True)
class TreePicture:
    """A picture and its class, the place of its WNID among all in order."""

    path: Path
    target: int


@dataclass(frozen=True)
class ImageNetTree:
    """What is in such a folder.

    Attributes:
        wnids: of the classes, in order: their places are the targets.
        words: of each WNID.
        numbers: WNID by the kit's number.
        test: pictures without a class.
    """

    wnids: list[str]
    words: dict[str, str]
    numbers: dict[int, str]
    train: list[TreePicture]
    valid: list[TreePicture]
    test: list[Path]


def write_tree(root: Path, *, train: int, valid: int, test: int, seed: int) -> dict[str, str]:
    """Write a tree with so many pictures of each synset.

    Returns:
        The WNID that each validation picture shows, by file name; its color says the same.
    """
    import numpy as np
    from PIL import Image
    from scipy.io import savemat

    draw = np.random.default_rng(seed)
    colors = {wnid: tuple(int(c) for c in draw.integers(0, 256, 3)) for wnid in SYNSETS}

    def save(path: Path, wnid: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), colors[wnid]).save(path, format="JPEG")

    for wnid in SYNSETS:
        for number in range(train):
            save(root / PICTURES / "train" / wnid / f"{wnid}_{number}.JPEG", wnid)
    shown: dict[str, dict[str, str]] = {}
    for split, each in (("val", valid), ("test", test)):
        order = draw.permutation([wnid for wnid in SYNSETS for _ in range(each)]).tolist()
        shown[split] = {f"ILSVRC2012_{split}_{place:08d}.JPEG": wnid for place, wnid in enumerate(order, 1)}
        for name, wnid in shown[split].items():
            save(root / PICTURES / split / name, wnid)
    rows = [(number, wnid, words, 0) for number, (wnid, words) in enumerate(SYNSETS.items(), 1)]
    rows.append((len(rows) + 1, *ABOVE, len(rows)))
    kinds = [("ILSVRC2012_ID", "i4"), ("WNID", object), ("words", object), ("num_children", "i4")]
    (root / KIT).mkdir(parents=True)
    savemat(root / KIT / "meta.mat", {"synsets": np.array(rows, dtype=kinds)})
    numbers = {wnid: number for number, wnid, _, _ in rows}
    truth = "".join(f"{numbers[wnid]}\n" for wnid in shown["val"].values())
    (root / TRUTH).write_text(truth, encoding="utf-8")
    return shown["val"]


def read_kit(root: Path) -> tuple[dict[int, str], dict[str, str]]:
    """WNIDs by the kit's number, and words by WNID, of the synsets that pictures have: those with none below them.

    Raises:
        InputError: there is no kit.
    """
    from scipy.io import loadmat

    path = root / KIT / "meta.mat"
    if not path.is_file():
        raise InputError("the development kit is not here", file=path, remedy="unpack ILSVRC2012_devkit_t12.tar.gz")
    rows = loadmat(path, squeeze_me=True)["synsets"]
    leaves = [row for row in rows if int(row["num_children"]) == 0]
    return (
        {int(row["ILSVRC2012_ID"]): str(row["WNID"]) for row in leaves},
        {str(row["WNID"]): str(row["words"]) for row in leaves},
    )


def read_tree(root: Path) -> ImageNetTree:
    """Pictures with their classes: those of training by their folder, those of validation by the kit.

    Raises:
        InputError: the kit is missing, folders and kit name other synsets, or there are more or fewer validation
            pictures than numbers for them.
    """
    numbers, words = read_kit(root)
    folders = sorted(path for path in (root / PICTURES / "train").iterdir() if path.is_dir())
    wnids = sorted(words)
    if [path.name for path in folders] != wnids:
        odd = sorted({path.name for path in folders} ^ set(wnids))
        remedy = "unpack training pictures and kit of the same year"
        raise InputError(f"folders and kit differ in {odd[0]}", file=root / PICTURES / "train", remedy=remedy)
    target = {wnid: place for place, wnid in enumerate(wnids)}
    train = [TreePicture(path, target[path.parent.name]) for folder in folders for path in sorted(folder.iterdir())]
    pictures = sorted((root / PICTURES / "val").iterdir())
    told = [int(line) for line in (root / TRUTH).read_text(encoding="utf-8").split()]
    if len(told) != len(pictures):
        raise InputError(
            f"{len(pictures)} validation pictures, but numbers for {len(told)}",
            file=root / TRUTH,
            remedy="unpack all of them",
        )
    valid = [TreePicture(path, target[numbers[number]]) for path, number in zip(pictures, told, strict=True)]
    return ImageNetTree(wnids, words, numbers, train, valid, sorted((root / PICTURES / "test").iterdir()))
