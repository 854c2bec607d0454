"""What a finished network of this study looks at, on pictures that a record may show.

A set of the user's stays unseen: for it the picture is `china.jpg`, which comes with scikit-learn (danielbuechele, CC
BY 2.0). Drawn scenes are shown themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.results.record import Figure, RunRecord
    from plainspoken.experiments.training.transforms import PixelScale

PHOTO = "photograph china.jpg by danielbuechele, CC BY 2.0, from scikit-learn"

MOST = 3
"""Labels that are asked about, the surest first."""


def licensed_photo(size: int) -> NDArray[np.uint8] | None:
    """`china.jpg` of scikit-learn as [size, size, 3]; None where scikit-learn or the picture is not there."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    try:
        from sklearn.datasets import load_sample_image

        pixels = load_sample_image("china.jpg")
    except (ImportError, AttributeError, OSError):
        return None
    return np.asarray(ImageOps.fit(Pictures.fromarray(pixels), (size, size), Pictures.Resampling.BILINEAR))


def evidence_arrays(
    model: nn.Module, pictures: NDArray[np.uint8], labels: Sequence[str], scale: PixelScale, *, photo: bool
) -> dict[str, np.ndarray]:
    """Evidence for the labels that a network is surest of, and its maps by depth, as arrays to draw.

    Args:
        pictures: [n, size, size, 3]; of a photograph one, which is asked about `MOST` labels; of drawn scenes at most
            `MOST`, each asked about its surest label.
    """
    import numpy as np
    import torch

    from plainspoken.experiments.models.saliency import feature_maps, grad_cam
    from plainspoken.experiments.training.transforms import normalise

    mirrored = bool(getattr(model, "mirror", False))
    if mirrored:
        model.mirror = False  # type: ignore[assignment]
    try:
        x = normalise(torch.from_numpy(pictures.copy()).permute(0, 3, 1, 2), scale)
        with torch.no_grad():
            model.eval()
            sure = model(x).sigmoid()
        if photo:
            answers = sure[0].topk(min(MOST, len(labels))).indices
            x, pictures = x.expand(len(answers), -1, -1, -1), np.repeat(pictures[:1], len(answers), axis=0)
            shares = sure[0][answers]
        else:
            answers, shares = sure.argmax(1), sure.amax(1)
        heats = grad_cam(model, x, answers.tolist())
        maps = feature_maps(model, x[:1], most=5)
    finally:
        if mirrored:
            model.mirror = True  # type: ignore[assignment]
    captions = [f"{labels[int(a)]}, {100 * float(p):.0f} %" for a, p in zip(answers, shares, strict=True)]
    return {
        "cam_pictures": pictures,
        "cam_heats": heats.numpy(),
        "cam_captions": np.array(captions),
        "cam_photo": np.array(photo),
        **{f"maps {at}": each.numpy() for at, each in enumerate(list(maps.values())[-5:])},
    }


def draw_evidence(writer: FigureWriter, record: RunRecord, arrays: dict[str, np.ndarray]) -> dict[str, Figure]:
    """Grad-CAM, and maps at five depths; nothing for a run that kept no evidence."""
    from plainspoken.experiments.figures.saliency_figures import draw_feature_maps, draw_grad_cam

    if "cam_heats" not in arrays:
        return {}
    captions = [str(each) for each in arrays["cam_captions"]]
    pictures = list(arrays["cam_pictures"])
    found = {"grad-cam": draw_grad_cam(writer, record, pictures, list(arrays["cam_heats"]), captions)}
    maps = {f"depth {at + 1}": arrays[f"maps {at}"] for at in range(5) if f"maps {at}" in arrays}
    if len(maps) > 1:
        found["feature-maps"] = draw_feature_maps(writer, record, pictures[0], maps)
    if not bool(arrays["cam_photo"]):
        return found
    told: dict[str, Any] = {"foot": f"Grad-CAM; {PHOTO}"}
    alt = found["grad-cam"].alt.replace(
        f"{len(captions)} test pictures, and below each the evidence in it",
        f"One photograph {len(captions)} times, and below each the evidence in it",
    )
    found["grad-cam"] = found["grad-cam"].model_copy(update={**told, "alt": alt})
    if "feature-maps" in found:
        foot = f"{found['feature-maps'].foot}; {PHOTO}"
        found["feature-maps"] = found["feature-maps"].model_copy(update={"foot": foot})
    return found
