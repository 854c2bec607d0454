"""A cascade that a package brings: scikit-image's, of local binary patterns, learned from photographs of faces.

Its file is OpenCV's `lbpcascade_frontalface`; after Zhang et al., "Face detection based on multi-block LBP
representation" (2007). Imports no torch.
"""

from __future__ import annotations

import importlib
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.float32]
    Array = NDArray[np.float64]

GROWTH = 1.25
"""How much larger each window is than the one before, as in the detection lab's pyramid."""


class PackagedCascade:
    """The cascade, with its own settings but for `GROWTH`: the step grows with the window, a find needs neighbors."""

    def __init__(self) -> None:
        data, feature = (importlib.import_module(f"skimage.{name}") for name in ("data", "feature"))
        self._cascade: Any = feature.Cascade(data.lbp_frontal_face_cascade_filename())
        self.side = int(self._cascade.window_width)
        self.stages, self.features = int(self._cascade.stages_number), int(self._cascade.stumps_number)

    def find(self, picture: Picture) -> Array:
        """Boxes [n, 4] of left, top, right and bottom in a picture [height, width] between 0 and 1."""
        import numpy as np

        height, width = picture.shape
        largest = min(height, width)
        found = self._cascade.detect_multi_scale(
            img=np.ascontiguousarray(picture, dtype=np.float32), scale_factor=GROWTH, step_ratio=1.0,
            min_size=(self.side, self.side), max_size=(largest, largest),
        )  # fmt: skip
        boxes = [[each["c"], each["r"], each["c"] + each["width"], each["r"] + each["height"]] for each in found]
        return np.array(boxes, dtype=np.float64).reshape(-1, 4)

    def windows(self, height: int, width: int) -> int:
        """How many windows that is: scikit-image does not say, so its loops are counted."""
        total = 0
        for power in range(math.ceil(math.log(min(height, width) / self.side, GROWTH))):
            factor = GROWTH**power
            side, step = int(self.side * factor), round(factor)
            total += math.ceil((height - side) / step) * math.ceil((width - side) / step)
        return total
