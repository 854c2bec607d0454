"""Which random changes training pictures get; the words for them that a talk may use. No torch."""

from __future__ import annotations

from pydantic import Field

from plainspoken.base.document import Part


class Augmentation(Part):
    """Reach of each random change; 1 for `crop` and 0 for the others switch it off."""

    crop: float = Field(default=0.75, gt=0, le=1, description="smallest share of the area that a crop keeps")
    flip: float = Field(default=0.5, ge=0, le=1, description="share of pictures that are mirrored")
    rotation: float = Field(default=10.0, ge=0, le=180, description="largest turn, degrees")
    brightness: float = Field(default=0.2, ge=0, lt=1)
    contrast: float = Field(default=0.2, ge=0, lt=1)
    shift: float = Field(default=0.0, ge=0, le=1, description="farthest move across and down, as a share of the side")
    zoom: float = Field(default=0.0, ge=0, lt=1, description="largest change of scale, larger or smaller")
    shear: float = Field(default=0.0, ge=0, le=45, description="largest slant, degrees")

    def names(self) -> list[str]:
        """What is done, in words."""
        steps = {
            "cropping": self.crop < 1,
            "flipping": self.flip > 0,
            "rotating": self.rotation > 0,
            "shifting": self.shift > 0,
            "zooming": self.zoom > 0,
            "shearing": self.shear > 0,
            "colour jittering": self.brightness > 0 or self.contrast > 0,
        }
        return [name for name, used in steps.items() if used]

    def only(self, name: str) -> Augmentation:
        """The same with one of `names()` alone."""
        kept = _SETTINGS.get(name, ["brightness", "contrast"])
        return NO_AUGMENTATION.model_copy(update={key: getattr(self, key) for key in kept})


_SETTINGS = {
    "cropping": ["crop"],
    "flipping": ["flip"],
    "rotating": ["rotation"],
    "shifting": ["shift"],
    "zooming": ["zoom"],
    "shearing": ["shear"],
}

NO_AUGMENTATION = Augmentation(crop=1.0, flip=0.0, rotation=0.0, brightness=0.0, contrast=0.0)
"""Training pictures stay as they are."""
