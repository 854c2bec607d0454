"""Pictures on disk in six forms, each written whole and read by places: what the lab on storage compares. No torch.

h5py reads increasing places only, so all forms are asked for the places of a batch in order; the batch is shuffled, the
order within it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

DATASET = "pictures/pixels"
"""Group and name of the dataset in each HDF5 file."""

CHUNK = 32
"""Pictures of a chunk."""

Read = Callable[[Any], "Pixels"]
"""Pictures [n, height, width, 3] at a slice of places, or at a list of increasing ones."""


@dataclass(frozen=True)
class StorageFormat:
    """One form: how pictures are written below a folder, and opened for reading."""

    write: Callable[[Path, Pixels], None]
    reading: Callable[[Path], Any]


def write_png(folder: Path, pixels: Pixels) -> None:
    """A PNG file a picture, which loses nothing."""
    from PIL import Image

    for place, picture in enumerate(pixels):
        Image.fromarray(picture).save(folder / f"{place}.png")


@contextmanager
def reading_png(folder: Path) -> Iterator[Read]:
    """Each picture opened and decoded when it is asked for."""
    import numpy as np
    from PIL import Image

    def one(place: int) -> Pixels:
        with Image.open(folder / f"{place}.png") as picture:
            return np.asarray(picture)

    def read(places: Any) -> Pixels:
        asked = range(*places.indices(places.stop)) if isinstance(places, slice) else places
        return np.stack([one(place) for place in asked])

    yield read


def write_array(folder: Path, pixels: Pixels) -> None:
    """One file of numpy's."""
    import numpy as np

    np.save(folder / "pixels.npy", pixels)


@contextmanager
def reading_map(folder: Path) -> Iterator[Read]:
    """Numpy's file mapped into memory: pages of the file are read when they are touched."""
    import numpy as np

    mapped = np.load(folder / "pixels.npy", mmap_mode="r")
    yield lambda places: np.array(mapped[places])


def write_hdf5(folder: Path, pixels: Pixels, **layout: Any) -> None:
    """One HDF5 file; `layout` is that of `h5py.Group.create_dataset`, contiguous without any."""
    import h5py

    with h5py.File(folder / "pixels.h5", "w") as file:
        file.create_dataset(DATASET, data=pixels, **layout)


@contextmanager
def reading_hdf5(folder: Path) -> Iterator[Read]:
    """The dataset of an HDF5 file, read by slices or by places."""
    import h5py

    with h5py.File(folder / "pixels.h5", "r") as file:
        dataset = file[DATASET]
        yield lambda places: dataset[places]


def _chunked(pictures: int, **more: Any) -> StorageFormat:
    def write(folder: Path, pixels: Pixels) -> None:
        write_hdf5(folder, pixels, chunks=(min(pictures, len(pixels)), *pixels.shape[1:]), **more)

    return StorageFormat(write, reading_hdf5)


FORMATS: dict[str, StorageFormat] = {
    "png": StorageFormat(write_png, reading_png),
    "map": StorageFormat(write_array, reading_map),
    "contiguous": StorageFormat(write_hdf5, reading_hdf5),
    "chunked": _chunked(CHUNK),
    "gzip": _chunked(CHUNK, compression="gzip"),
    "single": _chunked(1),
}
"""The forms by the name of their run."""


def batches_in_order(n: int, batch: int) -> list[slice]:
    """Slices of a batch each, from the first picture to the last whole batch."""
    return [slice(start, start + batch) for start in range(0, n - batch + 1, batch)]


def shuffled_batches(n: int, batch: int, seed: int) -> list[list[int]]:
    """All pictures in a random order, cut into batches, the places of each sorted."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(n)
    return [sorted(order[part].tolist()) for part in batches_in_order(n, batch)]


def chunks_touched(places: list[int], chunk: int = CHUNK) -> list[int]:
    """The chunks that these places lie in."""
    return sorted({place // chunk for place in places})
