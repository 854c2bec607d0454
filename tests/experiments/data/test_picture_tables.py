import csv

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.experiments.data.picture_tables import is_roboflow, read_fer, read_roboflow, tables_fingerprint
from plainspoken.experiments.runner.recipe import StudyPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.emotion.emotion_study import DataSettings, load_faces


def write_fer(path, rows):
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["emotion", "pixels", "Usage"])
        writer.writerows(rows)
    return path


def fer_rows():
    random = np.random.default_rng(1)
    return [
        [emotion, " ".join(map(str, random.integers(0, 256, 48 * 48))), usage]
        for usage in ("Training", "PublicTest", "PrivateTest")
        for emotion in (*range(7), 3)
    ]


@pytest.fixture
def fer(tmp_path):
    return write_fer(tmp_path / "fer2013.csv", fer_rows())


@pytest.fixture
def roboflow(tmp_path):
    random = np.random.default_rng(2)
    root = tmp_path / "export"
    for split in ("train", "valid", "test"):
        (root / split).mkdir(parents=True)
        lines = ["filename, happy, sad"]
        for i in range(4):
            Image.fromarray(random.integers(0, 255, (20, 20, 3), dtype=np.uint8)).save(root / split / f"{i}.jpg")
            lines.append(f"{i}.jpg, {int(i < 3)}, {int(i >= 3)}")
        (root / split / "_classes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def test_fer2013_with_its_splits_and_names(fer):
    read = read_fer(fer, size=48)
    card = read.card()
    assert card.majority == "happiness" and card.classes == sorted(card.classes)
    assert {name: split.n for name, split in card.splits.items()} == {"train": 8, "valid": 8, "test": 8}
    first = fer_rows()[0]
    angry = read.splits["train"].pictures[read.splits["train"].targets == card.classes.index("anger")][0]
    assert angry[0, 0].tolist() == [int(first[1].split()[0])] * 3
    assert read_fer(fer, size=24).splits["test"].pictures.shape == (8, 24, 24, 3)


@pytest.mark.parametrize(
    ("column", "value"), [(0, 7), (0, -1), (0, "x"), (1, "1 2 3"), (1, "300 " * (48 * 48)), (2, "Later")]
)
def test_a_broken_row_is_named_by_its_line(tmp_path, column, value):
    rows = fer_rows()
    rows[4][column] = value
    with pytest.raises(InputError, match="not a row of FER2013") as caught:
        read_fer(write_fer(tmp_path / "bad.csv", rows), size=48)
    assert caught.value.line == 6


def test_a_missing_column_class_or_field(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("emotion,pixels\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'Usage'"):
        read_fer(path, size=48)
    without = [row for row in fer_rows() if not (row[0] == 1 and row[2] == "PublicTest")]
    with pytest.raises(InputError, match="class 'disgust' is missing from the split `valid`"):
        read_fer(write_fer(path, without), size=48)
    path.write_text("emotion,pixels,Usage\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="fields"):
        read_fer(path, size=48)


def test_a_roboflow_export(roboflow):
    assert is_roboflow(roboflow)
    read = read_roboflow(roboflow, size=16, name="faces")
    assert read.classes == ["happy", "sad"] and read.splits["train"].targets.tolist() == [0, 0, 0, 1]
    before = tables_fingerprint(roboflow)
    (roboflow / "test/3.jpg").write_bytes(b"other")
    assert tables_fingerprint(roboflow) != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1.jpg, 1, 0", "1.jpg, 1, 1", "marks 2 classes"),
        ("1.jpg, 1, 0", "1.jpg, 0, 0", "marks 0 classes"),
        ("1.jpg, 1, 0", "9.jpg, 1, 0", "no picture 9.jpg"),
        ("3.jpg, 0, 1", "3.jpg, 1, 0", "class 'sad' is missing from the split `valid`"),
        ("happy, sad", "happy, glum", "its classes are happy, glum"),
    ],
)
def test_a_roboflow_export_that_is_not_whole(roboflow, old, new, message):
    table = roboflow / "valid/_classes.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_roboflow(roboflow, size=16, name="faces")
    assert caught.value.file == str(table)


def test_the_study_reads_each_and_gives_emotions_their_names(fer, roboflow, tmp_path):
    def load(source):
        settings = DataSettings(size=24)
        plan = StudyPlan(
            study="emotion", title="", module="", profile="quick", seed=1, data=settings.model_dump(), runs=[],
            sources={"faces": str(source)},
        )  # fmt: skip
        return load_faces(plan, Context("cpu", tmp_path))

    assert load(fer).name == "FER2013"
    assert load(roboflow).classes == ["happiness", "sadness"]
