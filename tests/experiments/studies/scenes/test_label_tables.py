"""The forms in which people have multi-label sets, and what is wrong with a file is said with its line."""

from __future__ import annotations

import json
import lzma
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.scenes.label_tables import find_table, read_label_table
from plainspoken.experiments.studies.scenes.scene_pictures import SceneFiles, source_fingerprint, square

COURSE = 'ImageID,Labels,Caption\n0.jpg,1,A man.\n1.jpg,1 19,"Two men, and a horse."\n2.jpg,19,A horse.\n'
ONE_HOT = "Filenames,sea,sky,fog\n1.jpg,1,0,0\n2.jpg,1,1,0\n"
COCO = {
    "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 9, "file_name": "b.jpg"}],
    "categories": [{"id": 1, "name": "person"}, {"id": 18, "name": "dog"}],
    "annotations": [
        {"image_id": 7, "category_id": 18, "bbox": [0, 0, 1, 1]},
        {"image_id": 7, "category_id": 18, "bbox": [2, 2, 1, 1]},
        {"image_id": 7, "category_id": 1},
        {"image_id": 9, "category_id": 1},
    ],
}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(lzma.compress(text.encode()) if name.endswith(".xz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["train.csv", "train.csv.xz"])
def test_labels_separated_by_blanks_with_captions(tmp_path: Path, name: str) -> None:
    rows = read_label_table(written(tmp_path, name, COURSE))
    assert rows.labels == ["1", "19"]
    assert rows.targets.tolist() == [[1, 0], [1, 1], [0, 1]]
    assert rows.names[1] == "1.jpg"
    assert rows.captions[1] == "Two men, and a horse."


def test_one_column_a_label_and_none_for_a_label_that_never_occurs(tmp_path: Path) -> None:
    rows = read_label_table(written(tmp_path, "labels.csv", ONE_HOT))
    assert (rows.labels, rows.targets.tolist()) == (["sea", "sky"], [[1, 0], [1, 1]])


def test_several_boxes_of_a_category_are_one_label(tmp_path: Path) -> None:
    rows = read_label_table(written(tmp_path, "labels.json", json.dumps(COCO)))
    assert (rows.labels, rows.targets.tolist()) == (["1", "18"], [[1, 1], [1, 0]])
    assert rows.titles["18"] == "dog"
    assert rows.names == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("a.csv", "ImageID,Labels\n0.jpg,1\n0.jpg,2\n", 3, "listed twice"),
        ("a.csv", "ImageID,Labels,Caption\n0.jpg,1,Two men, and a horse\n", 2, "4 fields where the heading has 3"),
        ("a.csv", "ImageID,Labels\n,1\n", 2, "names no sample"),
        ("a.csv", "file,sea,sky\n1.jpg,1,yes\n", 2, "holds 'yes'"),
        ("a.csv", "ImageID,Labels\n", 1, "no rows"),
        ("a.csv", "ImageID,Labels,split\n0.jpg,1 2,later\n", 2, "no split is called"),
        ("a.csv", "ImageID,Labels\n0.jpg,1\n1.jpg,1\n", None, "not enough to tell apart"),
        ("a.json", '{"images": [],\n "annotations": }', 2, "not a file of COCO's form"),
        ("a.json", '{"images": []}', None, "categories"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, name: str, text: str, line: int | None, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_label_table(written(tmp_path, name, text))
    assert caught.value.line == line
    assert caught.value.file and caught.value.file.endswith(name)


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv.xz").write_bytes(b"plain text")
    with pytest.raises(InputError, match="not compressed"):
        read_label_table(tmp_path / "a.csv.xz")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(InputError, match="UTF-8"):
        read_label_table(tmp_path / "b.csv")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from('ImageID,Labels\n01 2.jpg"split'), max_size=120))
def test_any_text_is_read_or_refused_in_one_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("table"), "labels.csv", text)
    try:
        rows = read_label_table(path)
    except InputError as error:
        assert error.message and error.file
    else:
        assert rows.targets.shape == (len(rows.names), len(rows.labels))


def test_the_table_of_a_folder_is_found_or_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table"):
        find_table(tmp_path)
    written(tmp_path, "one.csv", COURSE)
    assert find_table(tmp_path).name == "one.csv"
    written(tmp_path, "two.csv", COURSE)
    with pytest.raises(InputError, match="2 tables"):
        find_table(tmp_path)
    written(tmp_path, "labels.csv", COURSE)
    assert find_table(tmp_path).name == "labels.csv"


def make_set(folder: Path) -> Path:
    (folder / "images").mkdir(parents=True)
    written(folder, "labels.csv", ONE_HOT)
    for number, (wide, high) in enumerate([(20, 10), (12, 30)], 1):
        Image.new("RGB", (wide, high), (255, 0, 0)).save(folder / "images" / f"{number}.jpg")
    return folder


@pytest.mark.parametrize("kind", ["folder", "zip", "table"])
def test_pictures_are_read_from_a_folder_a_zip_file_or_beside_a_table(tmp_path: Path, kind: str) -> None:
    source = make_set(tmp_path / "set")
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "set.zip", "w") as packed:
            for path in source.rglob("*.*"):
                packed.write(path, path.relative_to(source))
        source = tmp_path / "set.zip"
    files = SceneFiles(source / "labels.csv" if kind == "table" else source)
    pictures, sizes = square((files.open(name) for name in files.rows.names), 8, lambda note: None)
    assert pictures.shape == (2, 8, 8, 3)
    assert sizes == [(20, 10), (12, 30)]
    assert np.allclose(pictures[0, 4, 4], [254, 0, 0], atol=3)
    assert source_fingerprint(source)


def test_a_missing_or_broken_picture_is_named(tmp_path: Path) -> None:
    source = make_set(tmp_path / "set")
    (source / "images" / "2.jpg").write_bytes(b"no picture")
    files = SceneFiles(source)
    with pytest.raises(InputError, match="not a picture") as caught:
        files.open("2.jpg")
    assert caught.value.file and caught.value.file.endswith("2.jpg")
    with pytest.raises(InputError, match=r"no picture '3\.jpg'"):
        files.open("3.jpg")
    with pytest.raises(InputError, match="no such file"):
        SceneFiles(tmp_path / "nothing")


def test_a_table_without_its_pictures_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "labels.csv", ONE_HOT)
    with pytest.raises(InputError, match=r"no picture '1\.jpg'"):
        SceneFiles(tmp_path)
