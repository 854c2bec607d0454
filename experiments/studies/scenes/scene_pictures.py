"""The pictures of a multi-label set: drawn here, or a folder or zip file of the user's with a table of labels."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import files_fingerprint
from plainspoken.experiments.studies.scenes.label_rows import LabelRows
from plainspoken.experiments.studies.scenes.label_tables import find_table, read_label_table, source_root

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

FOLDERS = ("", "images", "data", "train", "pictures")
"""Folders below the table in which its pictures are looked for."""


class SceneFiles:
    """The pictures of a user's set, opened one at a time.

    Args:
        source: a folder or a zip file with a table of labels and pictures, or the table itself.

    Raises:
        InputError: the table cannot be used, or a picture that it names is not there.
    """

    def __init__(self, source: Path) -> None:
        self.root = source_root(source)
        plain = source.is_file() and self.root == source.parent
        self.rows: LabelRows = read_label_table(source if plain else find_table(self.root))
        self._folder = self._find_folder()

    def open(self, name: str) -> Image:
        """One picture, wholly read, in colour.

        Raises:
            InputError: it is not there, or it is broken.
        """
        from PIL import Image as Pictures
        from PIL import UnidentifiedImageError

        path = self._folder / name
        try:
            with Pictures.open(io.BytesIO(path.read_bytes())) as opened:
                return opened.convert("RGB")
        except (FileNotFoundError, KeyError, IsADirectoryError):
            raise InputError(
                f"there is no picture {name!r}", file=str(path), remedy="add it, or remove its row"
            ) from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pictures.DecompressionBombError) as error:
            reason = "cut short" if "truncated" in str(error) else "not a picture that can be read"
            raise InputError(f"the file is {reason}", file=str(path), remedy="replace or remove it") from None

    def _find_folder(self) -> Any:
        first = self.rows.names[0]
        for name in FOLDERS:
            folder = self.root / name if name else self.root
            if (folder / first).is_file():
                return folder
        raise InputError(
            f"there is no picture {first!r}, which the table names first", file=str(self.root),
            remedy=f"put the pictures beside the table, or into a folder {' or '.join(FOLDERS[1:])}",
        )  # fmt: skip


def source_fingerprint(source: Path) -> str:
    """Identity of a user's set by names, sizes and times, without opening the pictures.

    Raises:
        InputError: there is nothing there.
    """
    root = source_root(source)
    if source.is_dir():
        return files_fingerprint(sorted(p for p in source.rglob("*") if p.is_file()), root=source)
    folder = root if isinstance(root, Path) and root != source else source.parent
    return files_fingerprint([source], root=folder)


def square(
    pictures: Iterable[Image], size: int, tell: Callable[[str], None]
) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """Pictures [n, size, size, 3], cut square at the centre and scaled, and the sizes that they came in."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    found, sizes = [], []
    for number, picture in enumerate(pictures, 1):
        sizes.append(picture.size)
        found.append(np.asarray(ImageOps.fit(picture, (size, size), Pictures.Resampling.BILINEAR)))
        if number % 500 == 0:
            tell(f"{number:,} pictures read")
    return np.stack(found), sizes
