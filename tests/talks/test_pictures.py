"""The talk's own pictures are what its program draws, and show what its words say of them."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS
from plainspoken.experiments.studies.emotion.source_task import BROWS, MOUTHS
from tests.talks.conftest import TALK

FOLDER = TALK / "pictures"
LEAST_ALIKE = 6.0
"""Mean difference of a channel, of 255: 96 colours of a palette are so far from the drawing at most."""


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_pictures", FOLDER / "draw.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cover", "emotions", "source-task", "changed"])
def test_a_picture_is_what_the_program_draws(name: str, program: ModuleType) -> None:
    kept = np.asarray(Image.open(FOLDER / f"{name}.png").convert("RGB"), dtype=float)
    drawn = np.asarray(program.PICTURES[name](), dtype=float)
    assert kept.shape == drawn.shape
    assert np.abs(kept - drawn).mean() < LEAST_ALIKE


def test_every_picture_is_shown_and_every_one_shown_is_there(program: ModuleType) -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in TALK.glob("*/*.j2"))
    for name in program.PICTURES:
        assert f"(pictures/{name}.png" in pages
    assert {path.stem for path in FOLDER.glob("*.png")} == set(program.PICTURES)


def test_the_pictures_show_each_emotion_and_each_kind_of_brows_and_mouth(program: ModuleType) -> None:
    step = program.SIDE + program.GAP
    assert program.emotions().width == 4 * step - program.GAP
    assert len(EMOTIONS) == 7  # with the note, two rows of four
    height = len(MOUTHS) * (step + program.LABEL) - program.GAP
    assert program.source_task().height == height
    assert len(BROWS) == 3
