from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from plainspoken.base.errors import InputError
from plainspoken.script.model import Picture, Script
from plainspoken.slides.pptx.check_deck import check_deck
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.native_charts import charts_of
from plainspoken.slides.settings import SlideSettings


def split(accuracy: float) -> dict[str, Any]:
    return {
        "n": 100, "loss": 1.0, "accuracy": accuracy, "accuracy_interval": {"low": 0.1, "high": 0.9},
        "balanced_accuracy": 0.5, "precision": 0.5, "recall": 0.5, "f1": 0.5, "weighted_f1": 0.5, "labels": ["a"],
        "per_class": {}, "confusion": [[100]],
    }  # fmt: skip


def run_record(run: str, accuracy: float, data: dict[str, Any]) -> dict[str, Any]:
    epochs = [
        {"epoch": n, "train": {"loss": 2 / n, "accuracy": n / 10}, "valid": {"loss": 2.5 / n, "accuracy": n / 12},
         "learning_rate": 0.001, "seconds": 1.0}
        for n in range(1, 5)
    ]  # fmt: skip
    latency = {
        "median_ms": 4.2, "iqr_ms": 0.1, "low_ms": 4.1, "high_ms": 4.4, "batch": 1, "device": "cpu", "threads": 1,
        "precision": "fp32", "input_shape": [1], "repeats": 30,
    }  # fmt: skip
    return {
        "study": "emotion", "run": run, "title": f"The net {run}", "model": run, "profile": "smoke", "seed": 1,
        "config": {}, "fingerprints": {}, "data": data,
        "pretraining": {"kind": "none", "name": "none", "description": "none"},
        "environment": {"device": "cpu", "device_name": "a processor", "threads": 1, "precision": "fp32",
                        "python": "3", "platform": "any", "libraries": {}},
        "history": epochs, "best_epoch": 4, "epochs": 4, "epochs_planned": 4, "seconds": 4.0,
        "seconds_per_epoch": 1.0,
        "final": {name: split(accuracy) for name in ("train", "valid", "test")}, "baselines": {},
        "cost": {"parameters": 2_470_000, "trainable_parameters": 1, "bytes": 1, "latency": latency},
        "samples": {"grid": [], "right": 0, "total": 0},
    }  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with records of one study of two runs, and figures."""
    build = tmp_path_factory.mktemp("charted")
    folder = build / "results/emotion"
    folder.mkdir(parents=True)
    data = {"name": "faces", "kind": "drawn", "origin": "here", "licence": "MIT", "classes": ["a"], "majority": "a",
            "total": 1, "splits": {}, "fingerprint": "f"}  # fmt: skip
    for run, accuracy in (("v1", 0.61), ("v2", 0.68)):
        (folder / f"{run}.json").write_text(json.dumps(run_record(run, accuracy, data)))
    study = {"study": "emotion", "title": "Emotion", "profile": "smoke", "data": data, "runs": ["v1", "v2"]}
    (folder / "study.json").write_text(json.dumps(study))
    return build


def test_curves_become_two_line_charts_with_the_records_numbers(results: Path) -> None:
    loss, accuracy = charts_of("emotion/v1/curves", results)
    assert (loss.kind, loss.categories) == ("line", ("1", "2", "3", "4"))
    assert dict(loss.series)["validation"] == pytest.approx((2.5, 1.25, 2.5 / 3, 0.625))
    assert dict(accuracy.series)["training"] == pytest.approx((0.1, 0.2, 0.3, 0.4))


def test_a_benchmark_becomes_bars_a_run(results: Path) -> None:
    accuracy, parameters, times = charts_of("emotion/benchmark", results)
    assert accuracy.categories == ("The net v1", "The net v2")
    assert accuracy.series == (("accuracy", (0.61, 0.68)),)
    assert parameters.series[0][1][0] == pytest.approx(2.47)
    assert times.series[0][1] == (4.2, 4.2)


def test_other_figures_have_no_chart_and_a_missing_record_is_said(results: Path) -> None:
    assert charts_of("emotion/v1/confusion", results) == []
    assert charts_of("emotion/samples", results) == []
    with pytest.raises(InputError, match="no result record here"):
        charts_of("emotion/v9/curves", results)


def test_charts_stand_on_hidden_slides_and_can_be_edited(
    results: Path, slides_make: Any, slides_build: Path, tmp_path: Path
) -> None:
    shutil.copytree(slides_build / "figures", results / "figures", dirs_exist_ok=True)

    def figure(name: str) -> Picture:
        return Picture(path="figures/square.png", alt="Curves that rise.", figure=name, at=slides_make.at())

    pages = [
        slides_make.page("a", "An opening"),
        slides_make.page("b", "It learns", figure("emotion/v1/curves"), section="One"),
        slides_make.page("c", "Again", figure("emotion/v1/curves"), figure("emotion/benchmark"), section="One"),
    ]
    script = Script(talk="t", title="T", minutes=5, pages=pages)
    settings = SlideSettings(charts="backup")
    out = build_deck(script, None, tmp_path / "a.pptx", settings=settings, build=results, folder=results)
    slides = list(Presentation(str(out)).slides)
    assert [slide._element.get("show") for slide in slides] == [None, None, None, "0", "0"]
    assert slides[3].shapes.title.text_frame.text == "Chart of slide 2: It learns"
    charts = [shape.chart for shape in slides[4].shapes if shape.has_chart]
    assert list(charts[0].plots[0].series[0].values) == [0.61, 0.68]
    assert check_deck(out) == []
    with zipfile.ZipFile(out) as package:
        sheets = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(sheets) == 5
        with zipfile.ZipFile(io.BytesIO(package.read(sheets[0]))) as sheet:
            assert b"dcterms:created" not in sheet.read("docProps/core.xml")
    time.sleep(1.1)  # a sheet's own date has whole seconds
    again = build_deck(script, None, tmp_path / "b.pptx", settings=settings, build=results, folder=results)
    assert again.read_bytes() == out.read_bytes()


def test_what_is_in_focus_has_the_accent_in_native_charts_too(
    results: Path, slides_make: Any, slides_build: Path, tmp_path: Path
) -> None:
    from plainspoken.slides.layout.lay_out import layout_script
    from plainspoken.slides.layout.theme import read_theme
    from plainspoken.slides.pptx.deck import write_deck

    shutil.copytree(slides_build / "figures", results / "figures", dirs_exist_ok=True)
    figure = Picture(path="figures/square.png", alt="Bars of two.", figure="emotion/benchmark", at=slides_make.at())
    pages = [slides_make.page("a", "An opening"), slides_make.page("b", "Which is best", figure)]
    script = Script(talk="t", title="T", minutes=5, pages=pages)
    slides = layout_script(script, read_theme(), build=results, folder=results)
    focused = pages[1].model_copy(update={"items": [figure.model_copy(update={"focus": ["v2"]})]})
    script = script.model_copy(update={"pages": [pages[0], focused]})
    out = tmp_path / "f.pptx"
    write_deck(script, slides, None, out, theme=read_theme(), charts=results)
    (chart, *_) = (shape.chart for shape in list(Presentation(str(out)).slides)[2].shapes if shape.has_chart)
    colours = [
        point.format.fill.fore_color.theme_color for point in (chart.plots[0].series[0].points[i] for i in (0, 1))
    ]
    assert [str(colour).split(" ")[0] for colour in colours] == ["ACCENT_5", "ACCENT_1"]
    assert check_deck(out) == []
