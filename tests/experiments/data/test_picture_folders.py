import shutil

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.data.picture_folders import folder_fingerprint, read_folder

CLASSES = ("calm", "glad", "sour")


@pytest.fixture
def faces(tmp_path):
    """A small set: 3 classes, 4 + 2 + 2 pictures each, no two alike."""
    random = np.random.default_rng(1)
    for split, count in (("train", 4), ("valid", 2), ("test", 2)):
        for label in CLASSES:
            for i in range(count):
                path = tmp_path / split / label / f"{i}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(random.integers(0, 255, (24, 20, 3), dtype=np.uint8)).save(path, quality=90)
    return tmp_path


def test_a_set_and_its_card(faces):
    (faces / "train/glad/5.jpg").write_bytes((faces / "train/glad/0.jpg").read_bytes())
    read = read_folder(faces, size=16, name="faces")
    card = read.card()
    assert read.splits["train"].pictures.shape == (13, 16, 16, 3)
    assert card.kind == "real" and card.classes == list(CLASSES)
    assert card.majority == "glad"
    assert card.splits["train"].counts == {"calm": 4, "glad": 5, "sour": 4}
    assert card.total == 25 and card.size_range == [20, 24]
    assert card.duplicates == 1 and card.extra["duplicates_across_splits"] == 0
    assert sum(card.splits["test"].shares.values()) == pytest.approx(1)


def test_a_picture_in_two_splits_is_counted_as_a_leak(faces):
    shutil.copy(faces / "train/calm/0.jpg", faces / "test/calm/leak.jpg")
    assert read_folder(faces, size=16, name="faces").card().extra["duplicates_across_splits"] == 1


@pytest.mark.parametrize("other", ["val", "validation"])
def test_other_names_of_the_validation_split(faces, other):
    (faces / "valid").rename(faces / other)
    assert len(read_folder(faces, size=16, name="faces").splits["valid"]) == 6


def test_a_missing_split(faces):
    shutil.rmtree(faces / "valid")
    with pytest.raises(InputError, match="no folder `valid`") as caught:
        read_folder(faces, size=16, name="faces")
    assert "train/CLASS" in caught.value.remedy


def test_a_class_missing_from_one_split(faces):
    shutil.rmtree(faces / "test/sour")
    with pytest.raises(InputError, match="class 'sour' is missing from the split `test`"):
        read_folder(faces, size=16, name="faces")


def test_an_empty_class(faces):
    for path in (faces / "valid/glad").iterdir():
        path.unlink()
    with pytest.raises(InputError, match="no pictures") as caught:
        read_folder(faces, size=16, name="faces")
    assert caught.value.file.endswith("valid/glad")


def test_a_truncated_jpeg(faces):
    path = faces / "valid/glad/1.jpg"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    with pytest.raises(InputError, match="cut short") as caught:
        read_folder(faces, size=16, name="faces")
    assert caught.value.file == str(path)


def test_a_file_that_is_no_picture_even_when_it_comes_first(faces):
    path = faces / "train/calm/0.jpg"
    path.write_text("not a picture", encoding="utf-8")
    with pytest.raises(InputError, match="not a picture") as caught:
        read_folder(faces, size=16, name="faces")
    assert caught.value.file == str(path)


def test_a_grey_picture_among_colour(faces):
    path = faces / "test/calm/0.jpg"
    Image.open(path).convert("L").save(path)
    with pytest.raises(InputError, match="grey where colour is expected") as caught:
        read_folder(faces, size=16, name="faces")
    assert caught.value.file == str(path)
    assert len(read_folder(faces, size=16, name="faces", colour="any").splits["test"]) == 6


def test_a_set_that_is_grey_throughout(faces):
    for path in faces.rglob("*.jpg"):
        Image.open(path).convert("L").save(path)
    read = read_folder(faces, size=16, name="faces")
    assert read.extra["colour"] == "grey"
    assert read.splits["train"].pictures.shape[-1] == 3
    with pytest.raises(InputError, match="grey where colour is expected"):
        read_folder(faces, size=16, name="faces", colour="rgb")


def test_the_set_may_say_what_it_is(faces):
    about = faces / "dataset.toml"
    about.write_text('name = "Our faces"\nlicence = "CC0"\n', encoding="utf-8")
    read = read_folder(faces, size=16, name="faces")
    assert (read.name, read.licence) == ("Our faces", "CC0")
    about.write_text("author = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a description"):
        read_folder(faces, size=16, name="faces")


def test_the_fingerprint_changes_with_the_files(faces):
    before = folder_fingerprint(faces)
    assert folder_fingerprint(faces) == before
    (faces / "train/calm/0.jpg").rename(faces / "train/sour/9.jpg")
    assert folder_fingerprint(faces) != before


def test_no_such_folder(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        folder_fingerprint(tmp_path / "nowhere")
