"""A frozen part stays frozen, kept answers give what pictures give, trees are those of scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.ensemble import GradientBoostingClassifier

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.efficientnet_lite import EfficientNetLite
from plainspoken.experiments.models.saliency import grad_cam
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.studies.scenes.caption_networks import CAPTION_NETWORKS, build_caption_network
from plainspoken.experiments.studies.scenes.evidence import evidence_arrays, licensed_photo
from plainspoken.experiments.studies.scenes.kept_maps import kept_maps
from plainspoken.experiments.studies.scenes.network_table import NETWORKS, design, network_table
from plainspoken.experiments.studies.scenes.scene_networks import (
    BoostedTrees,
    PlainNetwork,
    SplitNetwork,
    split_network,
    start_network,
)
from plainspoken.experiments.studies.scenes.scene_transforms import ChangedScenes, SceneChanges
from plainspoken.experiments.training.train_settings import TrainSettings
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, normalise


def plan(model: str = "efficientnet_lite0", weights: str = "none", **options: object) -> RunPlan:
    return RunPlan(
        study="scenes", run="x", title="X", model=model, profile="smoke", module="m", seed=1, data={},
        train=TrainSettings(), options=options, weights=weights,
    )  # fmt: skip


@pytest.mark.parametrize("part", ["head", "top"])
def test_kept_answers_give_what_pictures_give(tmp_path: Path, part: str) -> None:
    torch.manual_seed(0)
    model, _ = start_network(plan(part=part, mirror=True), 3)
    assert isinstance(model, SplitNetwork)
    model.eval()
    pictures = np.random.default_rng(1).integers(0, 255, (5, 32, 32, 3), dtype=np.uint8)
    calls = []

    def read() -> np.ndarray:
        calls.append(1)
        return pictures

    told = {"cache": tmp_path, "key": "five", "tell": lambda note: None}
    maps, step = kept_maps(model, read, IMAGENET_SCALE, **told)  # type: ignore[arg-type]
    again, cached = kept_maps(model, read, IMAGENET_SCALE, **told)  # type: ignore[arg-type]
    assert (len(calls), step.cached, cached.cached) == (1, False, True)
    assert cached.processor_seconds == step.processor_seconds  # the cost is that of working them out
    assert torch.equal(maps, again)
    with torch.no_grad():
        whole = model(normalise(torch.from_numpy(pictures).permute(0, 3, 1, 2)))
        assert torch.allclose(model(maps.float()), whole, atol=0.02)
        assert torch.allclose(
            whole, model(normalise(torch.from_numpy(pictures[:, :, ::-1].copy()).permute(0, 3, 1, 2))), atol=1e-4
        )


def test_training_changes_the_upper_part_alone() -> None:
    torch.manual_seed(0)
    model, _ = start_network(plan(part="top", mirror=True), 3)
    assert isinstance(model, SplitNetwork)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.train()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    maps = model.views(torch.randn(4, 3, 32, 32)).detach()
    model(maps).square().sum().backward()
    optimizer.step()
    changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and all(name.startswith("upper.") for name in changed)
    assert not any("running" in name for name in changed)  # norms over maps stay as they came


def test_a_network_that_cannot_be_cut_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be frozen"):
        start_network(plan("resnet18", part="head"), 3)
    with pytest.raises(InputError, match="no part is called"):
        split_network(EfficientNetLite(10), plan(part="middle"), 3)
    with pytest.raises(InputError, match="no weights to be had"):
        start_network(plan("plain", weights="imagenet"), 3)


def test_trees_answer_as_scikit_learns_do() -> None:
    draw = np.random.default_rng(2)
    x = draw.normal(size=(200, 12)).astype(np.float32)
    targets = np.stack([x[:, 0] + 0.3 * draw.normal(size=200) > 0, x[:, 1] * x[:, 2] > 0.2], 1).astype(np.uint8)
    trees = BoostedTrees(12, 2).fit(x, targets, trees=20, seed=4)
    answers = trees(torch.from_numpy(x))
    for label in range(2):
        peer = GradientBoostingClassifier(
            n_estimators=20, max_depth=2, subsample=0.5, max_features="sqrt", random_state=4
        ).fit(x, targets[:, label])
        assert np.allclose(answers[:, label].numpy(), peer.decision_function(x), atol=1e-4)
    assert ((answers > 0).numpy() == (targets > 0)).mean() > 0.8


@pytest.mark.parametrize("name", CAPTION_NETWORKS)
def test_padding_never_changes_what_a_caption_network_says(name: str) -> None:
    torch.manual_seed(0)
    network = build_caption_network(name, vocabulary=30, labels=4).eval()
    words, lengths = torch.randint(2, 30, (3, 5)), torch.tensor([5, 5, 5])
    padded = torch.nn.functional.pad(words, (0, 6))
    with torch.no_grad():
        assert network(words, lengths).shape == (3, 4)
        assert torch.allclose(network(words, lengths), network(padded, lengths), atol=1e-5)


def test_changes_are_within_their_reach_and_can_be_switched_off() -> None:
    pictures = torch.randint(0, 255, (16, 3, 24, 24), dtype=torch.uint8)
    off = SceneChanges(crop=1, flip=0, upside_down=0, rotation=0, brightness=0, grey=0)
    same = ChangedScenes(off).change(pictures.float(), torch.Generator().manual_seed(1))
    assert torch.allclose(same, pictures.float(), atol=0.5)
    grey = ChangedScenes(off.model_copy(update={"grey": 1.0})).change(
        pictures.float(), torch.Generator().manual_seed(1)
    )
    assert torch.allclose(grey[:, 0], grey[:, 1]) and torch.allclose(grey[:, 1], grey[:, 2])
    over = ChangedScenes(off.model_copy(update={"upside_down": 1.0})).change(pictures.float(), torch.Generator())
    assert torch.allclose(over, pictures.float().flip(2), atol=0.5)


def test_the_table_of_networks_is_what_the_modules_are() -> None:
    from torchvision import models

    table = {row["name"]: row for row in network_table()}
    assert list(table) == [network.name for network in NETWORKS]
    small = models.get_model("shufflenet_v2_x2_0", weights=None)
    assert table["shufflenet_v2_x2_0"]["parameters"] == sum(p.numel() for p in small.parameters())
    assert table["efficientnet_v2_s"]["bytes"] > 80_000_000  # the source took these megabytes for parameters
    assert design("resnext50_32x4d")["groups"] == 32
    assert design("resnet50") == {"wide": 256, "narrow": 64, "groups": 1, "blocks": [3, 4, 6, 3]}
    assert design("googlenet") == {"modules": 9, "auxiliary": 2, "branches": 4}
    assert design("regnet_x_3_2gf") == {"blocks": [2, 6, 15, 2], "channels": [96, 192, 432, 1008]}


def planted(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Noise with a bright square in one quarter, or without; the label, and the quarter [n] that holds it."""
    draw = torch.Generator().manual_seed(seed)
    pictures = torch.randn(count, 3, 32, 32, generator=draw) * 0.5
    there, quarter = torch.rand(count, generator=draw) < 0.5, torch.randint(4, (count,), generator=draw)
    for at in torch.nonzero(there).flatten().tolist():
        top, left = 4 + 16 * (int(quarter[at]) // 2), 4 + 16 * (int(quarter[at]) % 2)
        pictures[at, 0, top : top + 8, left : left + 8] += 3
    return pictures, there.float()[:, None], quarter


def share_on_cue(model: torch.nn.Module) -> float:
    """The mean share of Grad-CAM's mass in the quarter that holds the planted square."""
    pictures, there, quarter = planted(40, seed=9)
    shares = []
    for at in torch.nonzero(there.flatten()).flatten().tolist():
        heat = grad_cam(model, pictures[at : at + 1], 0, layer="blocks.2")[0]
        top, left = 16 * (int(quarter[at]) // 2), 16 * (int(quarter[at]) % 2)
        shares.append(float(heat[top : top + 16, left : left + 16].sum() / heat.sum().clamp(min=1e-9)))
    return sum(shares) / len(shares)


def test_grad_cam_finds_a_planted_cue_and_not_with_random_weights() -> None:
    torch.manual_seed(3)
    model = PlainNetwork(1, width=8)
    untrained = share_on_cue(model)
    pictures, there, _ = planted(256, seed=1)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.train()
    for _ in range(6):
        for batch in torch.randperm(256).split(32):
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(model(pictures[batch]), there[batch]).backward()
            optimizer.step()
    trained = share_on_cue(model)
    assert trained > 0.6
    assert untrained < 0.45


def test_a_set_of_the_users_is_never_shown_in_a_figure() -> None:
    photo = licensed_photo(48)
    assert photo is not None and photo.shape == (48, 48, 3)
    torch.manual_seed(0)
    arrays = evidence_arrays(PlainNetwork(4, width=8), photo[None], ["a", "b", "c", "d"], IMAGENET_SCALE, photo=True)
    assert (arrays["cam_pictures"] == photo).all()  # the licensed photograph, once for each label, and nothing else
    assert arrays["cam_heats"].shape == (3, 48, 48)
    assert len(arrays["cam_captions"]) == 3
