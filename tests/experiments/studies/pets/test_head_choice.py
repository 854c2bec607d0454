"""The choice of preparation and penalty on validation, what each step gives, and timm's networks by a file."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.runner.study_registry import plan_studies
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.experiments.studies.pets.drawn_pets import draw_pets
from plainspoken.experiments.studies.pets.frozen_features import MIRRORED, WHOLE, View, all_features, open_backbone
from plainspoken.experiments.studies.pets.head_choice import PREPARATIONS, STRENGTHS, fit_best
from plainspoken.experiments.studies.pets.pet_data import load_pets
from plainspoken.experiments.tasks.work import StepClock, WorkResult


def best_run(folder: Path | None = None, **overrides: Any) -> RunPlan:
    """The run `best` at one small size, on drawings or on a folder of photos."""
    small = {"data.train": 40, "data.valid": 16, "data.test": 24, "runs.best.options.sizes": [48], **overrides}
    data = {"pets": str(folder)} if folder else {}
    settings = ExperimentSettings(studies=["pets"], profile="small", set=small, data=data)
    return plan_studies(settings, Path(), only=["best"])[0].runs[0]


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures that are wider than high: a drawn head in the middle, and grey beside it."""
    root = tmp_path_factory.mktemp("photos")
    pictures, looks = draw_pets(48, seed=4)
    for number, (picture, look) in enumerate(zip(pictures, looks, strict=True)):
        wide = Image.new("RGB", (120, 64), (90, 90, 90))
        wide.paste(Image.fromarray(picture).resize((64, 64)), (28, 0))
        place = root / f"{look.species}s"
        place.mkdir(exist_ok=True)
        wide.save(place / f"{number}.png")
    return root


@pytest.fixture(scope="module")
def chosen(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> WorkResult:
    run = best_run(photos, **{"runs.best.options.crops": True})
    return fit_best(run, Context("cpu", tmp_path_factory.mktemp("store")))


def test_every_preparation_of_photos_is_validated(chosen: WorkResult) -> None:
    tried = chosen.extra["tried"]
    assert {each["preparation"] for each in tried} == set(PREPARATIONS)
    assert len(tried) == len(PREPARATIONS) * len(STRENGTHS) == chosen.scores["all"]["choices"]


def test_drawings_are_square_so_nothing_is_cut(tmp_path: Path) -> None:
    result = fit_best(best_run(**{"runs.best.options.crops": True}), Context("cpu", tmp_path))
    assert {each["preparation"] for each in result.extra["tried"]} == {"whole", "whole_mirrored"}
    assert "middle" not in result.scores["all"]


def test_what_the_steps_gave_adds_up(chosen: WorkResult) -> None:
    numbers = chosen.scores["all"]

    def value(name: str, split: str = "all") -> float:
        metric = chosen.scores[split][name]
        return metric.value if isinstance(metric, Metric) else metric

    n = len(chosen.arrays["test_targets"])
    final = value("accuracy", "test")
    assert value("before_refit") == value(chosen.extra["chosen"]["preparation"])
    assert value("refit_gain") == pytest.approx(final - value("before_refit"))
    assert value("gained") - value("lost") == pytest.approx(n * (final - value("whole")))
    assert 0 < value("chance") <= 1
    for name in PREPARATIONS:
        metric = numbers[name]
        assert isinstance(metric, Metric) and metric.n == n
        assert metric.low is not None and metric.high is not None and metric.low <= metric.value <= metric.high


def test_the_views_of_a_picture_differ_and_are_kept_apart(photos: Path, tmp_path: Path) -> None:
    run = best_run(photos)
    pets, backbone = load_pets(run), open_backbone("efficientnet_lite0", "imagenet")

    def look(view: View) -> np.ndarray:
        return all_features(backbone, pets, size=32, view=view, cache=tmp_path, clock=StepClock()).values

    views = (WHOLE, MIRRORED, View(middle=True), View(middle=True, mirrored=True))
    found = [look(view) for view in views]
    assert all(not np.allclose(found[i], found[j]) for i in range(4) for j in range(i))
    assert all(np.array_equal(look(view), before) for view, before in zip(views, found, strict=True))
    assert len(list(tmp_path.glob("features-*.npz"))) == 4
    whole, middle = pets.read(32)[0], pets.read(32, "middle")[0]
    assert abs(int(whole[16, 0, 0]) - 90) < 3 and not np.array_equal(whole, middle)


class Net(torch.nn.Module):
    """A network as timm gives them: maps, a classifier, and how it wants its pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = torch.nn.Conv2d(3, 5, 3, stride=4)
        self.fc = torch.nn.Linear(5, 1000)
        self.pretrained_cfg = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}

    def forward_features(self, x: torch.Tensor) -> torch.Tensor:
        """Pictures to maps."""
        maps: torch.Tensor = self.maps(x)
        return maps


def test_weights_of_timm_are_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", SimpleNamespace(create_model=lambda name, pretrained: Net()))
    saved = Net()
    torch.save(saved.state_dict(), tmp_path / "weights.pth")
    backbone = open_backbone("timm:anything", str(tmp_path / "weights.pth"))
    pictures = torch.rand(2, 3, 16, 16)
    assert torch.equal(backbone.network(pictures), saved.maps(pictures).mean((2, 3)))
    assert backbone.scale.mean == (0.5, 0.5, 0.5)
    assert backbone.pretraining.name == "weights.pth" and len(backbone.pretraining.checksum) == 64


def test_xception_of_timm_gives_2048_features(tmp_path: Path) -> None:
    timm = pytest.importorskip("timm")
    saved = timm.create_model("legacy_xception", pretrained=False).eval()
    torch.save(saved.state_dict(), tmp_path / "xception.pth")
    backbone = open_backbone("timm:legacy_xception", str(tmp_path / "xception.pth"))
    pictures = torch.rand(1, 3, 40, 40)
    with torch.inference_mode():
        found = backbone.network(pictures)
        assert found.shape == (1, 2048)
        assert torch.allclose(found, saved.forward_features(pictures).mean((2, 3)), atol=1e-5)
